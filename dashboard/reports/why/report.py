"""What a line rests on, as plain data: its figure, the comparisons it is made of, and the units behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboard.reports.queries import Row
from dashboard.reports.swot import SwotLine

ON, OFF, NOW, BEFORE = "on the topic", "on everything else", "in this window", "in the window before"
"""Parts of a brand's values that are compared with each other; '' where all of a brand's on the topic are."""


@dataclass(frozen=True)
class Value:
    """One value: the label of a sentence, the stars of a review, or whether it was answered in time. `text` is the sentence, None
    where its record is gone or was reworded since; `stars` are the review's, of 5; `driver` in words."""

    value: float
    driver: str
    text: str | None
    confidence: float | None
    model: str | None
    stars: float | None
    published_at: datetime
    record_kind: str
    record_id: str
    url: str
    corrected: bool


@dataclass(frozen=True)
class Unit:
    """One customer (or review) in one stratum: the mean of its values. `name` is the beginning of a hash."""

    name: str
    signed: bool
    source: str
    language: str
    market: str
    value: float
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Side:
    """The units of a brand, or of a part of what is said of it, that any comparison uses."""

    brand: str
    brand_name: str
    part: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class StratumRow:
    """What one stratum adds to a comparison: its weight (0..1, all strata 1), and units and mean on both sides."""

    source: str
    language: str
    market: str
    weight: float
    n_own: int
    own: float
    n_other: int
    other: float


@dataclass(frozen=True)
class Covered:
    """A stretch of time of a source in which everything was seen, and how that is known."""

    source: str
    start: datetime
    end: datetime
    how: str


@dataclass(frozen=True)
class Comparison:
    """Two sides (brand, part) compared over the dates covered for both, stratum by stratum; None where they share none."""

    own: tuple[str, str]
    other: tuple[str, str]
    covered_own: tuple[Covered, ...]
    covered_other: tuple[Covered, ...]
    strata: tuple[StratumRow, ...]
    gap: float | None
    n_own: int
    n_other: int


@dataclass(frozen=True)
class Visit:
    """A page as it was last asked for."""

    brand_name: str
    url: str
    status: str
    items: int | None
    fetched_at: datetime


@dataclass(frozen=True)
class Recomputed:
    """The figure as the values below give it: the mean of the comparisons' gaps, and their units. `corrected` is that
    gap corrected by what people say of the texts they labelled, None where the line's figure is not corrected."""

    gap: float
    n_own: int
    n_other: int
    corrected: float | None = None

    @property
    def stated(self) -> float:
        """What the line should state: the corrected gap where there is one."""
        return self.gap if self.corrected is None else self.corrected


@dataclass(frozen=True)
class Why:
    """A line or lead (`section`) of an edition, with all that its figure is made of. `figure` is its row of `gaps`, None where
    nothing was compared; `visits` are read for lines on what was observed."""

    build: str
    edition: str
    edition_status: str
    section: str
    brand: str
    brand_name: str
    line: SwotLine
    figure: Row | None
    recomputed: Recomputed | None
    comparisons: tuple[Comparison, ...] = ()
    sides: tuple[Side, ...] = ()
    visits: tuple[Visit, ...] = ()

    @property
    def same(self) -> bool | None:
        """Whether the values give the figure that the line states; None where nothing was compared."""
        if self.figure is None or self.recomputed is None or self.figure["gap"] is None:
            return None
        counts = (self.recomputed.n_own, self.recomputed.n_other) == (self.figure["n_own"], self.figure["n_other"])
        return counts and abs(self.recomputed.stated - self.figure["gap"]) < 1e-9
