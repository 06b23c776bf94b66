"""All that the rules of the SWOT look at: one edition's findings about all brands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.claims.complaints import Complaint
from analysis.claims.quotes import Quotes
from analysis.claims.statements import counted, listed, say
from analysis.claims.switching import Switch
from analysis.figures.editions.edition import Edition
from analysis.figures.gaps import GapRow
from analysis.figures.presence import Presence
from analysis.figures.search.rankings import Asked, Outranked
from data.thresholds import THRESHOLDS

ALPHA = THRESHOLDS.alpha
SLACK = THRESHOLDS.interval_beyond
"""A tested line needs q < ALPHA and an interval that lies beyond ±SLACK."""
MOST_NAMES = 2
"""Brands that a sentence names; of more it says how many."""


@dataclass(frozen=True)
class Market:
    """The findings of one edition. `brands`: id -> name, in the workspace's order; `asked_intents`: intent -> questions people
    also ask with it; `stars`: what `figures.texts.stars` made of the window's reviews; `unread_texts`: brand -> what its
    texts are ("posts in Thai") that no model reads well enough to compare them."""

    edition: Edition
    language: str
    brands: Mapping[str, str]
    rows: Sequence[GapRow]
    presences: Mapping[tuple[str, str], Presence]
    quotes: Quotes
    answers: pd.DataFrame
    outranked: Sequence[Outranked] = ()
    switches: Sequence[Switch] = ()
    asked_intents: Mapping[str, Sequence[Asked]] = field(default_factory=dict)
    complaints: Sequence[Complaint] = ()
    stars: pd.DataFrame | None = None
    unread_texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_brand(self) -> Mapping[tuple[str, str], Sequence[GapRow]]:
        """kind, brand -> its gaps."""
        found: dict[tuple[str, str], list[GapRow]] = {}
        for row in self.rows:
            found.setdefault((row.kind, row.brand), []).append(row)
        return found

    @cached_property
    def _by_claim(self) -> Mapping[tuple[str, str, str, str], GapRow]:
        """kind, brand, rival, topic -> the gap."""
        return {(row.kind, row.brand, row.rival, row.topic): row for row in reversed(self.rows)}

    @cached_property
    def rated(self) -> Mapping[str, pd.DataFrame]:
        """brand -> its part of `stars`."""
        return {} if self.stars is None else {str(brand): part for brand, part in self.stars.groupby("brand")}

    def name(self, brand: str) -> str:
        """A brand's name by its id."""
        return self.brands[brand]

    def names(self, brands: Iterable[str], what: str = "rivals") -> str:
        """One or two brands by name; how many `what` (rivals, brands) where they are more."""
        names = self._named(brands)
        if len(names) > MOST_NAMES:
            return counted(len(names), what, self.language)
        return say("two_names", self.language, first=names[0], second=names[1]) if len(names) > 1 else listed(names)

    def name_list(self, brands: Iterable[str], least: int = MOST_NAMES + 1) -> tuple[str, ...]:
        """The names of brands that a sentence only counts: of `least` or more."""
        names = self._named(brands)
        return tuple(names) if len(names) >= least else ()

    def _named(self, brands: Iterable[str]) -> list[str]:
        """Brands' names in the workspace's order."""
        wanted = set(brands)
        return [name for brand, name in self.brands.items() if brand in wanted]

    def of_kind(self, kind: str, brand: str) -> list[GapRow]:
        """The gaps of one kind with `brand` as the subject."""
        return list(self._by_brand.get((kind, brand), ()))

    def row(self, kind: str, brand: str, rival: str, topic: str) -> GapRow | None:
        """One gap, if there is one."""
        return self._by_claim.get((kind, brand, rival, topic))

    def pairs(self, row: GapRow) -> list[GapRow]:
        """The gaps to each of the rivals that `row` takes together."""
        found = (self.row(row.kind, row.brand, rival, row.topic) for rival in row.rivals)
        return [pair for pair in found if pair is not None]

    def presence(self, brand: str, kind: str) -> Presence:
        """What is known of a brand's FAQ intents or channels."""
        return self.presences[(brand, kind)]


def proven_better(row: GapRow | None) -> bool:
    """Whether `own` is above `other` beyond chance and by more than makes a difference, with and without unsigned records, and
    was so beyond doubt on one of the last nights."""
    return row is not None and row.q is not None and row.q < ALPHA and row.beyond > 0 and row.entered


def proven_worse(row: GapRow | None) -> bool:
    """Whether `own` is below `other` beyond chance and by more than makes a difference, with and without unsigned records, and
    was so beyond doubt on one of the last nights."""
    return row is not None and row.q is not None and row.q < ALPHA and row.beyond < 0 and row.entered
