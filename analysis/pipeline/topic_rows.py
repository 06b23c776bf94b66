"""The rows of `topic_proposals` and `topic_examples`: what customers of the window speak of and no driver names, beside what was
proposed before."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.figures.evidence import as_datetime
from analysis.marks import NO_DRIVER
from analysis.text.drivers import load_taxonomy, taxonomy_languages
from analysis.topics.proposals import Sentence, TopicProposal, propose_topics
from data.state.corrections import sentence_hash

NEWEST = 20_000
"""Sentences of a language that are looked at, of those without a driver and of those with one."""
FORGOTTEN = timedelta(days=400)
"""After so long unseen a proposal goes."""
PROPOSED, SETTLED, DISMISSED = "proposed", "settled", "dismissed"
_PLACED = ["record_kind", "record_id", "start", "author", "brand", "label"]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class NoTopics:
    """What is no new topic: `names` of brands, `market` (keywords of what is sold, as topics by themselves), and the ids of
    proposals that users `dismissed`."""

    names: tuple[str, ...] = ()
    market: tuple[str, ...] = ()
    dismissed: Collection[str] = ()


class TopicRows(NamedTuple):
    """All rows of topic_proposals and of topic_examples."""

    proposals: Rows
    examples: Rows


def topic_rows(
    *,
    proposals: pd.DataFrame,
    examples: pd.DataFrame,
    sentences: pd.DataFrame,
    known: NoTopics,
    start: datetime,
    now: datetime,
) -> TopicRows:
    """What customers speak of now, beside what the tables hold (`proposals`, the oldest first, and `examples`). `sentences`:
    Texts.sentences, of which those since `start` count. Proposals that are not seen now stay as they were; a term that the
    taxonomy names by now is settled, and proposed again should it cease to be named."""
    rows = {str(row["proposal_id"]): row | {"status": _status(row, known.dismissed)} for row in _records(proposals)}
    shown: Rows = _records(examples)
    # Words are looked up last: few of all sentences are looked at, and to sort a frame with words takes long.
    light = sentences[[*_PLACED, "end", "at", "language", "driver"]].assign(place=np.arange(len(sentences)))
    window = light[light["at"] >= start].sort_values(["at", "record_id", "start"], ascending=[False, True, True])
    for language, part in window.groupby("language", sort=True):
        if language not in taxonomy_languages():
            continue  # without drivers every word would be news
        before = [row for row in rows.values() if row["language"] == language]
        for proposal in _proposals(part, sentences["body"], str(language), before, known):
            rows[proposal.id] = _row(proposal, rows.get(proposal.id), now)
            shown = [row for row in shown if row["proposal_id"] != proposal.id] + _examples(proposal)
    kept = {name: row for name, row in rows.items() if now - row["last_seen"] < FORGOTTEN}
    return TopicRows(list(kept.values()), [row for row in shown if row["proposal_id"] in kept])


def newest_topics(rows: Sequence[dict[str, Any]], now: datetime, limit: int = 3) -> str:
    """What to report of topics seen `now`: how many, and the strongest; '' if there are none."""
    seen = sorted(
        (row for row in rows if row["status"] == PROPOSED and row["last_seen"] == now),
        key=lambda row: (-row["score"], row["term"]),
    )
    if not seen:
        return ""
    shown = ", ".join(f"{row['name']} ({row['language']}, {row['n_authors']} people)" for row in seen[:limit])
    return f"{len(seen)} topics that no driver names: {shown}{', ...' if len(seen) > limit else ''}"


def _proposals(
    part: pd.DataFrame, bodies: pd.Series, language: str, before: Rows, known: NoTopics
) -> list[TopicProposal]:
    """Those of the sentences `part` of a language, whose `place` is that of their text in `bodies`."""
    unnamed, named = (part[part["driver"] == NO_DRIVER].head(NEWEST), part[part["driver"] != NO_DRIVER])
    named = named.drop_duplicates(["record_kind", "record_id", "start"]).head(NEWEST)
    taxonomy = load_taxonomy(language)
    return propose_topics(
        [
            Sentence(
                str(kind), str(record), int(start), said, str(author), str(brand),
                None if pd.isna(label) else int(label),
            )
            for kind, record, start, author, brand, label, said in zip(
                *(unnamed[name].tolist() for name in _PLACED), _said(unnamed, bodies), strict=True
            )
        ],
        language,
        named=_said(named, bodies),
        earlier=[str(row["term"]) for row in before if row["status"] == PROPOSED],
        settled=[str(row["proposal_id"]) for row in before if row["status"] != PROPOSED] + list(known.dismissed),
        ignored=known.names,
        market=known.market,
        # a name may be covered where its sentences are not: users said "none", or a model did
        covered=lambda name: bool(taxonomy.classify(name)),
    )  # fmt: skip


def _said(rows: pd.DataFrame, bodies: pd.Series) -> list[str]:
    texts = bodies.iloc[rows["place"].to_numpy()].tolist()
    return [body[s:e] for body, s, e in zip(texts, rows["start"].tolist(), rows["end"].tolist(), strict=True)]


def _status(row: dict[str, Any], dismissed: Collection[str]) -> str:
    if row["proposal_id"] in dismissed:
        return DISMISSED
    language = str(row["language"])
    covered = language in taxonomy_languages() and load_taxonomy(language).classify(str(row["name"]))
    return SETTLED if covered else PROPOSED


def _row(proposal: TopicProposal, before: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    return {
        "proposal_id": proposal.id,
        "language": proposal.language,
        "term": proposal.term,
        "name": before["name"] if before else proposal.name,
        "phrases": json.dumps(proposal.phrases, ensure_ascii=False),
        "words": json.dumps(proposal.related, ensure_ascii=False),
        "brands": json.dumps([asdict(counts) for counts in proposal.brands], ensure_ascii=False),
        "n_authors": proposal.n_authors,
        "n_records": proposal.n_records,
        "n_sentences": proposal.n_sentences,
        "score": proposal.score,
        "first_seen": before["first_seen"] if before else now,
        "last_seen": now,
        "status": PROPOSED,
    }


def _examples(proposal: TopicProposal) -> Rows:
    return [
        {
            "proposal_id": proposal.id,
            "position": position,
            "record_kind": example.record_kind,
            "record_id": example.record_id,
            "start": example.start,
            "end": example.start + len(example.text),
            "sentence_hash": sentence_hash(example.text),
        }
        for position, example in enumerate(proposal.examples, start=1)
    ]


def _records(table: pd.DataFrame) -> Rows:
    moments = ("first_seen", "last_seen")
    return [
        {str(name): as_datetime(value) if name in moments else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]
