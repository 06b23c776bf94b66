"""Proposed topics as the app and `overheard status` show them: which are open, and what to add for one. No Streamlit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.clock import utc_now
from data.state.topic_answers import TopicAnswer, append_topic_answers, dismissed_topics
from data.workspace.drivers import known_drivers

Row = dict[str, Any]


@dataclass(frozen=True)
class OfBrand:
    """What is said of one brand on a topic: people, sentences, those read for sentiment, and the negative of these."""

    n_authors: int
    n_sentences: int
    n_read: int
    n_negative: int


@dataclass(frozen=True)
class Topic:
    """A row of topic_proposals.sql. `phrases` are for a driver, `words` are shown beside it; `brands` by id."""

    id: str
    language: str
    name: str
    phrases: tuple[str, ...]
    words: tuple[str, ...]
    brands: Mapping[str, OfBrand]
    n_authors: int
    n_sentences: int
    first_seen: datetime

    @property
    def negative(self) -> float | None:
        """Share of the sentences read for sentiment that are negative, 0..1; None if none was read."""
        read = sum(said.n_read for said in self.brands.values())
        return sum(said.n_negative for said in self.brands.values()) / read if read else None


def topics_of(rows: Iterable[Row]) -> list[Topic]:
    """Topics of the rows of topic_proposals.sql, in their order."""
    return [
        Topic(
            row["proposal_id"],
            row["language"],
            row["name"],
            tuple(json.loads(row["phrases"])),
            tuple(json.loads(row["words"])),
            {said.pop("brand"): OfBrand(**said) for said in json.loads(row["brands"])},
            row["n_authors"],
            row["n_sentences"],
            row["first_seen"],
        )
        for row in rows
    ]


def open_and_dismissed(topics: Iterable[Topic], state_dir: Path) -> tuple[list[Topic], list[Topic]]:
    """The topics that wait for an answer, and those that users dismissed since the build was made."""
    dismissed, _ = dismissed_topics(state_dir)
    every = list(topics)
    return [topic for topic in every if topic.id not in dismissed], [topic for topic in every if topic.id in dismissed]


def answer(state_dir: Path, topic: Topic, *, dismissed: bool) -> None:
    """Dismiss a topic or call it back. Raises OSError when the disk does not take it."""
    append_topic_answers(
        state_dir, [TopicAnswer(proposal_id=topic.id, dismissed=dismissed, made_at=utc_now())]
    )  # fmt: skip


def words_toml(topic: Topic, driver: str) -> str:
    """A [[driver]] of overheard.toml that adds the topic's words to a driver that there is."""
    return f"[[driver]]\nid = {_quoted(driver)}\n{_words(topic)}"


def driver_toml(topic: Topic) -> str:
    """A [[driver]] of overheard.toml of the topic's own."""
    ident = "_".join(re.findall(r"[a-z0-9]+", topic.name.lower())) if topic.name.isascii() else ""
    if not ident[:1].isalpha() or ident in known_drivers():
        ident = f"topic_{topic.id[:6]}"
    return f"[[driver]]\nid = {_quoted(ident[:40])}\nname = {_quoted(topic.name.capitalize())}\n{_words(topic)}"


def _words(topic: Topic) -> str:
    phrases = "".join(f"  {_quoted(phrase)},\n" for phrase in topic.phrases)
    return f"words.{topic.language} = [\n{phrases}]\n"


def _quoted(text: str) -> str:
    """A TOML string; JSON's is one."""
    return json.dumps(text, ensure_ascii=False)
