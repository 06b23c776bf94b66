"""What people said of the texts of a market, and the SWOT that is made of any reading of them by the product's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import duckdb
import numpy as np
import pandas as pd

from analysis.figures.gaps import GapRow, in_order, with_q
from analysis.pipeline.findings import Findings
from analysis.sentiment.measuring.evaluations import Validated
from benchmarks.markets.labelled import Row, Rows, inputs_of
from data.workspace import Workspace

Aspects = tuple[tuple[tuple[str, ...], int], ...]
"""Drivers that an aspect allows, the likeliest first (none: it is on no driver of ours), and its label -1, 0 or 1."""
_OPINION = (
    "record_kind", "record_id", "start", "end", "driver", "brand", "source", "language", "author_key", "label", "score", "model",
    "published_at", "text_label",
)  # fmt: skip
Key = tuple[str, str, str, str]
"""kind, brand, rival, topic."""


@dataclass(frozen=True)
class Labelled:
    """A text and what people said of it."""

    language: str
    text: str
    aspects: Aspects

    @property
    def whole(self) -> float:
        """The mean label of its aspects."""
        return float(np.mean([label for _, label in self.aspects]))


@dataclass(frozen=True)
class Claim:
    """A tested line."""

    rule: str
    brand: str
    rival: str
    kind: str
    topic: str

    @property
    def key(self) -> Key:
        """Of the gap that it states."""
        return self.kind, self.brand, self.rival, self.topic


@dataclass(frozen=True)
class Made:
    """The tested lines that a reading leads to, and the comparisons behind them."""

    lines: list[Claim]
    gaps: Mapping[Key, GapRow]


@dataclass(frozen=True)
class Reviews:
    """The reviews of a market as they were imported (`frame`), what was read in them (`read`: rows of opinions), and what people
    said of each (`said`: review_id -> aspects). `con`: a migrated warehouse to work in; `until`: when they were analysed."""

    con: duckdb.DuckDBPyConnection
    space: Workspace
    frame: pd.DataFrame
    read: Sequence[Row]
    said: Mapping[str, Aspects]
    validated: Validated
    until: datetime

    def made_of(self, opinions: Iterable[Row], validated: Validated | None = None, *, nights: bool = True) -> Made:
        """The SWOT of `opinions`. `validated`: other languages and kinds of text than the cards admit; without `nights` a claim
        need hold tonight only."""
        rows = Rows(self.frame.to_dict("records"), list(opinions), [])  # type: ignore[arg-type]
        found = Findings(inputs_of(self.con, self.space, rows, self.until))
        vars(found)["validated"] = self.validated if validated is None else validated
        if not nights:
            vars(found)["gaps"] = with_q(in_order([*found.values.rows()]))
        lines = [line for ranked in found.lines.values() for _, line in ranked if line.tested]
        return Made(
            [Claim(line.rule, line.brand, line.rival, line.kind, line.topic) for line in lines],
            {(row.kind, row.brand, row.rival, row.topic): row for row in found.gaps},
        )

    def people(self) -> Iterator[Row]:
        """People's labels as opinions: one for each driver that an aspect allows."""
        for review, aspects in self.said.items():
            for place, (drivers, label) in enumerate(aspects):
                for driver in drivers or ("",):
                    yield self.opinion(review, place, driver, label)

    def opinion(self, review: str, place: int, driver: str, label: int | None) -> Row:
        """What people say of a review on a driver, in the shape of what is read in it."""
        return self._frames[review] | {
            "record_id": review, "start": place, "end": place + 1, "driver": driver,
            "label": label, "score": None if label is None else label * 0.5,
        }  # fmt: skip

    @cached_property
    def _frames(self) -> Mapping[str, Row]:
        kept = ("brand", "source", "language", "author_key", "published_at")
        return {
            str(row["review_id"]): {"record_kind": "review", "model": "people"} | {name: row[name] for name in kept}
            for row in self.frame.to_dict("records")
        }


def as_rows(opinions: pd.DataFrame) -> list[Row]:
    """Opinions of a published build as rows that a warehouse takes."""
    rows = []
    for row in opinions[list(_OPINION)].to_dict("records"):
        known: Row = {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for name in ("label", "text_label"):
            known[name] = None if known[name] is None else int(known[name])
        rows.append(known | {"driver": known["driver"] or ""})
    return rows
