"""Proposed topics as the app and `overheard status` show them: which are open, and what to add to a taxonomy. No Streamlit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.clock import utc_now
from data.state.topic_answers import TopicAnswer, append_topic_answers, dismissed_topics

Row = dict[str, Any]
TAXONOMY = "data/languages/{language}/text/drivers.toml"


@dataclass(frozen=True)
class OfBrand:
    """What is said of one brand on a topic: people, sentences, those read for sentiment, and the negative of these."""

    n_authors: int
    n_sentences: int
    n_read: int
    n_negative: int


@dataclass(frozen=True)
class Topic:
    """A row of topic_proposals.sql. `phrases` are for a taxonomy, `words` are shown beside it; `brands` by id."""

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


def phrases_toml(topic: Topic) -> str:
    """Lines for the list `include` of a driver."""
    return "".join(f"  {_quoted(phrase)},\n" for phrase in topic.phrases)


def driver_toml(topic: Topic) -> str:
    """A driver of its own, in the format of a taxonomy."""
    ident = "_".join("".join(char if char.isalnum() else " " for char in topic.name).split())
    key = ident if ident.isascii() else _quoted(ident)
    return (
        f"[drivers.{key}]\n"
        f"name = {_quoted(topic.name.capitalize())}\n"
        "prior_weight = 0.30\n"
        'prior_source = "our own estimate"\n'
        'stage = "engagement"\n'
        'touchpoint = "product"\n'
        f"include = [\n{phrases_toml(topic)}]\n"
    )


def _quoted(text: str) -> str:
    """A TOML string; JSON's is one."""
    return json.dumps(text, ensure_ascii=False)
