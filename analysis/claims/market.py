"""All that the rules of the SWOT look at: one edition's findings about all brands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.claims.quotes import Quotes
from analysis.claims.statements import listed, say
from analysis.figures.edition import Edition
from analysis.figures.evidence import EvidenceItem
from analysis.figures.gaps import RIVALS, GapRow
from analysis.figures.presence import Presence
from analysis.figures.rankings import Asked, Outranked

ALPHA = 0.05
SLACK = 0.05
"""A tested line needs q < ALPHA and an interval that lies beyond ±SLACK."""


@dataclass(frozen=True)
class BrandInfo:
    """A brand of the workspace: `names` are all that customers may call it."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Switch:
    """Customers of `brand` who say they switch to `rival`: `authors` different ones, and their sentences."""

    brand: str
    rival: str
    authors: int
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True)
class Complaint:
    """What customers of any of `brands` ask in reviews or find no information on: `authors` different ones on one FAQ
    intent, and their sentences."""

    intent: str
    brands: tuple[str, ...]
    authors: int
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True)
class Market:
    """The findings of one edition. `asked_intents`: intent -> questions people also ask with it."""

    edition: Edition
    language: str
    brands: Sequence[BrandInfo]
    rows: Sequence[GapRow]
    presences: Mapping[tuple[str, str], Presence]
    quotes: Quotes
    answers: pd.DataFrame
    outranked: Sequence[Outranked] = ()
    switches: Sequence[Switch] = ()
    asked_intents: Mapping[str, Sequence[Asked]] = field(default_factory=dict)
    complaints: Sequence[Complaint] = ()
    language_names: Mapping[str, str] = field(default_factory=dict)

    def name(self, brand: str) -> str:
        """A brand's name by its id."""
        return next(entry.name for entry in self.brands if entry.id == brand)

    def names(self, brands: Iterable[str]) -> str:
        """Brands' names with commas, in the workspace's order."""
        wanted = set(brands)
        return listed([entry.name for entry in self.brands if entry.id in wanted])

    def rival_name(self, row: GapRow) -> str:
        """Whom a gap compares with, for a sentence: one rival, or the rivals with their names."""
        if row.rival != RIVALS:
            return self.name(row.rival)
        if len(row.rivals) == 1:
            return self.name(row.rivals[0])
        if row.rivals:
            return say("rivals", self.language, names=self.names(row.rivals))
        return say("rivals_plain", self.language)

    def of_kind(self, kind: str, brand: str) -> list[GapRow]:
        """The gaps of one kind with `brand` as the subject."""
        return [row for row in self.rows if row.kind == kind and row.brand == brand]

    def row(self, kind: str, brand: str, rival: str, topic: str) -> GapRow | None:
        """One gap, if there is one."""
        found = (row for row in self.of_kind(kind, brand) if (row.rival, row.topic) == (rival, topic))
        return next(found, None)

    def presence(self, brand: str, kind: str) -> Presence:
        """What is known of a brand's FAQ intents or channels."""
        return self.presences[(brand, kind)]


def proven_better(row: GapRow | None) -> bool:
    """Whether `own` is above `other` beyond chance and by more than SLACK."""
    return row is not None and row.q is not None and row.low is not None and row.q < ALPHA and row.low > SLACK


def proven_worse(row: GapRow | None) -> bool:
    """Whether `own` is below `other` beyond chance and by more than SLACK."""
    return row is not None and row.q is not None and row.high is not None and row.q < ALPHA and row.high < -SLACK
