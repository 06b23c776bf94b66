"""Quotes behind the lines: which customers' sentences show what a figure says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.statements import counted, say, topic_name
from analysis.figures.evidence import OBSERVATION, EvidenceItem, sentence_item, stars_of
from analysis.figures.presence import CHANNEL, Presence
from analysis.figures.presence.nearest import Near
from analysis.figures.presence.pages import PageVisit
from analysis.figures.units import read_well
from data.thresholds import THRESHOLDS

PER_SIDE = 4
"""Quotes a side."""
SHOWN = 200
"""Characters of the nearest text that are shown."""
_PLACE = ("record_kind", "record_id", "start", "end", "body", "brand", "author")
QUOTED = (*_PLACE, "url", "fetched_at", "at", "rating", "rating_max")
"""What makes a sentence a quote."""
_OPPOSITE = {1: ("switch", "churn", "complaint", "question"), -1: ("recommend", "praise")}
"""Label -> intents of sentences that are no evidence of it."""
BY_CONTENT, _CONTENT_ASCENDING = ("at", "body", "start"), (False, True, True)
"""The order of sentences that are alike otherwise: the newest first, then by their words; never by an id."""


@dataclass(frozen=True)
class Quotes:
    """Scored sentences to choose from: the window's, third-party, without duplicates, in languages and of kinds that a
    model is validated for.

    Columns: QUOTED, driver, label, score, confidence, intent.
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
        the strongest scores first, one of each author, taking turns between brands. None that the model is unsure of, or whose
        stars say the opposite. Chosen by what they say, so that other ids make no other choice."""
        chosen: list[tuple[int, int]] = []
        for brand in dict.fromkeys(brands):
            chosen += enumerate(self._first(brand, drivers, label, count))
        places = [place for _, place in sorted(chosen)[:count]]
        return tuple(sentence_item({name: values[place] for name, values in self._columns.items()}) for place in places)

    def _first(self, brand: str, drivers: Sequence[str] | None, label: int, count: int) -> list[int]:
        """The places of the first `count` sentences of a brand, one of each author and of each record."""
        authors, records = set(), set()
        found: list[int] = []
        for place, driver, author, record in self._places.get((brand, label), ()):
            if (drivers is None or driver in drivers) and author not in authors:
                authors.add(author)
                if record not in records:
                    records.add(record)
                    found.append(place)
                    if len(found) == count:
                        break
        return found

    @cached_property
    def _ordered(self) -> pd.DataFrame:
        """The sentences, the strongest first."""
        return self.frame.assign(strength=self.frame["score"].abs()).sort_values(
            ["strength", *BY_CONTENT], ascending=[False, *_CONTENT_ASCENDING], kind="stable"
        )

    @cached_property
    def _columns(self) -> Mapping[str, list[Any]]:
        """Column -> its values in that order: a frame takes milliseconds to give a few rows."""
        return {name: self._ordered[name].tolist() for name in QUOTED}

    @cached_property
    def _places(self) -> Mapping[tuple[str, int], Sequence[tuple[int, str, str, str]]]:
        """brand, label -> place in order, driver, author and record of the sentences that surely have that label."""
        found: dict[tuple[str, int], list[tuple[int, str, str, str]]] = {}
        ordered = self._ordered
        for label in (1, 0, -1):
            places = np.flatnonzero((ordered["label"] == label) & _agrees(ordered, label))
            rows = ordered.iloc[places]
            columns = (rows[name] for name in ("brand", "driver", "author", "record_id"))
            for place, brand, driver, author, record in zip(places.tolist(), *columns, strict=True):
                found.setdefault((str(brand), label), []).append((place, str(driver), str(author), str(record)))
        return found


def _agrees(frame: pd.DataFrame, label: int) -> pd.Series:
    """Which sentences are surely of their label (or of a model that does not say how sure it is), with stars that say the
    same, where there are any, and that are for nothing opposite: who complains or asks does not praise, whatever the label."""
    sure = frame["confidence"].isna() | (frame["confidence"] >= THRESHOLDS.quote_confidence)
    sure &= ~frame["intent"].isin(_OPPOSITE.get(label, ()))
    pairs = zip(frame["rating"], frame["rating_max"], strict=True)
    stars = pd.Series([stars_of(*pair) for pair in pairs], index=frame.index, dtype=float)
    if label > 0:
        return sure & (stars.isna() | (stars >= THRESHOLDS.praise_stars))
    return sure & (stars.isna() | (stars <= THRESHOLDS.blame_stars)) if label < 0 else sure


def none_agrees(line_id: str, brand: str, language: str) -> EvidenceItem:
    """What a line is opened to where no sentence agrees with it: that there is none."""
    quote = say("no_quote", language)
    return EvidenceItem(
        form=OBSERVATION, record_kind="opinions", record_id=f"{brand}|{line_id}", quote=quote, url="", fetched_at=None
    )


def quotable(
    sentences: pd.DataFrame, validated: frozenset[tuple[str, str]], start: datetime, end: datetime
) -> pd.DataFrame:
    """The sentences that figures of [start, end] are made of: labelled ones of third-party texts in the languages and of the
    kinds that are `validated`."""
    return sentences[
        ~sentences["first_party"].astype(bool)
        & read_well(sentences, validated)
        & sentences["label"].notna()
        & (sentences["at"] >= start)
        & (sentences["at"] <= end)
    ]


def quotes_of(sentences: pd.DataFrame, validated: frozenset[tuple[str, str]], start: datetime, end: datetime) -> Quotes:
    """The sentences that may be evidence of a figure: those it is made of."""
    rows = quotable(sentences, validated, start, end)
    return Quotes(rows[[*QUOTED, "driver", "label", "score", "confidence", "intent"]])


def presence(entry: Presence, topic: str, language: str, count: int) -> tuple[EvidenceItem, ...]:
    """Where a brand's `topic` was seen: its questions as they are, and which channel it is before its address or vendor."""
    items = entry.topics[topic][:count]
    if entry.kind != CHANNEL:
        return items
    name = topic_name(entry.kind, topic, language)
    return tuple(
        replace(
            item, quote=name if item.quote == topic else say("channel_seen", language, topic=name, shown=item.quote)
        )
        for item in items
    )


def absence(
    entry: Presence, topic: str, language: str, count: int = 2, near: Near | None = None
) -> tuple[EvidenceItem, ...]:
    """What visits saw of a brand that has not got `topic`: its pages with the most items, and the text that came nearest."""
    name = topic_name(entry.kind, topic, language)
    key = "absent_channel" if entry.kind == CHANNEL else "absent_faq"
    items = [
        _seen(visit, say(key, language, questions=counted(visit.items, "questions", language), topic=name))
        for visit in entry.visits[:count]
    ]
    if near is not None and entry.visits:
        page = next((visit for visit in entry.visits if visit.url == near.item.url), entry.visits[0])
        text = near.text if len(near.text) <= SHOWN else f"{near.text[:SHOWN]} …"
        items.append(_seen(page, say("nearest", language, topic=name, text=text)))
    return tuple(items)


def _seen(visit: PageVisit, words: str) -> EvidenceItem:
    """What a visit saw, as evidence."""
    return EvidenceItem(
        form=OBSERVATION,
        record_kind="visit",
        record_id=visit.record_id,
        quote=words,
        url=visit.url,
        fetched_at=visit.fetched_at,
    )
