"""Quotes behind the lines: which customers' sentences show what a figure says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.claims.statements import counted, say, topic_name
from analysis.figures.evidence import OBSERVATION, EvidenceItem, sentence_item
from analysis.figures.presence import CHANNEL, Presence

PER_SIDE = 4
"""Quotes a side."""
_PLACE = ("record_kind", "record_id", "start", "end", "body", "brand", "author")
QUOTED = (*_PLACE, "url", "fetched_at", "at", "rating", "rating_max")
"""What makes a sentence a quote."""


@dataclass(frozen=True)
class Quotes:
    """Scored sentences to choose from: the window's, third-party, without duplicates, in validated languages.

    Columns: record_kind, record_id, start, end, body, driver, label, score, brand, author, at, url, fetched_at.
    """

    frame: pd.DataFrame

    def best(
        self,
        brands: Sequence[str],
        drivers: Sequence[str] | None,
        label: int,
        count: int = PER_SIDE,
    ) -> tuple[EvidenceItem, ...]:
        """Up to `count` sentences labelled `label` (−1, 0 or 1) on any of `drivers` (None: whatever) in reviews of `brands`:
        the strongest scores first, one of each author, taking turns between brands."""
        frame = self.frame
        chosen = frame[frame["brand"].isin(list(brands)) & (frame["label"] == label)]
        if drivers is not None:
            chosen = chosen[chosen["driver"].isin(list(drivers))]
        chosen = chosen.assign(strength=chosen["score"].abs()).sort_values(
            ["strength", "record_id", "start"], ascending=[False, True, True], kind="stable"
        )
        chosen = chosen.drop_duplicates(["brand", "author"]).drop_duplicates("record_id")
        turn = chosen.groupby("brand").cumcount()
        chosen = chosen.assign(turn=turn).sort_values(
            ["turn", "strength", "record_id"], ascending=[True, False, True], kind="stable"
        )
        return tuple(sentence_item(row) for row in chosen.head(count).to_dict("records"))


def quotable(sentences: pd.DataFrame, languages: Iterable[str], start: datetime, end: datetime) -> pd.DataFrame:
    """The sentences that figures of [start, end] in `languages` are made of: labelled ones of third-party texts."""
    return sentences[
        ~sentences["first_party"].astype(bool)
        & sentences["language"].isin(list(languages))
        & sentences["label"].notna()
        & (sentences["at"] >= start)
        & (sentences["at"] <= end)
    ]


def quotes_of(sentences: pd.DataFrame, validated: frozenset[str], start: datetime, end: datetime) -> Quotes:
    """The sentences that may be evidence of a figure: those it is made of."""
    rows = quotable(sentences, validated, start, end)
    return Quotes(rows[[*QUOTED, "driver", "label", "score"]])


def absence(entry: Presence, topic: str, language: str, count: int = 2) -> tuple[EvidenceItem, ...]:
    """What visits saw of a brand that has not got `topic`: its pages with the most items."""
    name = topic_name(entry.kind, topic, language)
    items = []
    for visit in entry.visits[:count]:
        key = "absent_channel" if entry.kind == CHANNEL else "absent_faq"
        quote = say(key, language, questions=counted(visit.items, "questions", language), topic=name)
        items.append(
            EvidenceItem(
                form=OBSERVATION,
                record_kind="visit",
                record_id=visit.record_id,
                quote=quote,
                url=visit.url,
                fetched_at=visit.fetched_at,
            )
        )
    return tuple(items)
