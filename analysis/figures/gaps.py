"""Gaps between brands on drivers and answers: rows of the table `gaps`, and the tests behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from analysis.figures.edition import Edition
from analysis.figures.statistics import (
    MIN_SIDE,
    Sample,
    StratifiedGap,
    adjust,
    distinct,
    mean_gap,
    stratified_gap,
    welch,
)
from analysis.figures.units import Observed, Reach, Stratum, UnitPool, common_reach
from analysis.marks import ALL_TOPICS, MARKET, NO_RIVAL, RIVALS
from data.thresholds import THRESHOLDS

TESTED = "tested"
FEW = "not enough data"
LANGUAGE = "language not validated"
APART = "no shared source and language"
NET = "net sentiment"


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """One row of `gaps`. `rivals` (not stored) names whom the figure compares with when `rival` is '*'."""

    brand: str
    rival: str
    kind: str
    topic: str
    metric: str
    unit: str
    window_start: datetime
    window_end: datetime
    own: float | None = None
    other: float | None = None
    gap: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    n_own: int | None = None
    n_other: int | None = None
    status: str = FEW
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """What is compared: the values of `kind`, `metric` and `unit` in its rows."""

    kind: str
    metric: str
    unit: str


DRIVER = Measure("driver", NET, "author")
RESPONSE = Measure("response", f"answered within {THRESHOLDS.response_days} days", "review")
TREND = Measure("trend", NET, "author")
UNMET = Measure("unmet", NET, "author")


def gap_row(edition: Edition, measure: Measure, brand: str, rival: str, topic: str) -> GapRow:
    """A row of `measure` without figures yet."""
    return GapRow(
        brand=brand,
        rival=rival,
        kind=measure.kind,
        topic=topic,
        metric=measure.metric,
        unit=measure.unit,
        window_start=edition.window_start,
        window_end=edition.window_end,
    )


class Comparer:
    """Compares brands pairwise and with all their rivals, over the dates and strata observed for both.

    `overall` holds the same texts under the topic '*': it shows why two brands cannot be compared at all. `validated`
    are the languages whose figures may be compared; None if the measure needs no model.
    """

    def __init__(
        self,
        *,
        pool: UnitPool,
        overall: UnitPool,
        observed: Mapping[tuple[str, str], Observed],
        brands: Sequence[str],
        edition: Edition,
        measure: Measure,
        validated: frozenset[str] | None,
    ) -> None:
        self._pool = pool
        self._overall = overall
        self._observed = observed
        self._brands = list(brands)
        self._edition = edition
        self._measure = measure
        self._validated = validated

    def rows(self, topics: Iterable[str]) -> list[GapRow]:
        """A row for each brand as the subject × each other brand and '*' × topic on which either has units, and one on
        topic '*' for pairs whose texts share no source and language at all (of answers, no row)."""
        topics = list(topics)
        results: dict[tuple[str, str, str], tuple[GapRow, StratifiedGap | None]] = {}
        for brand, rival in combinations(self._brands, 2):
            reach = common_reach(self._observed, (brand, rival), self._edition.window_start, self._edition.window_end)
            barrier = self._barrier(brand, rival, reach)
            if barrier is not None and self._measure is not DRIVER:
                continue
            if barrier is not None:
                results[(brand, rival, ALL_TOPICS)] = (barrier, None)
                results[(rival, brand, ALL_TOPICS)] = (_mirror(barrier), None)
                continue
            for topic in topics:
                found = self._pair(brand, rival, topic, reach)
                if found is not None:
                    row, gap = found
                    results[(brand, rival, topic)] = found
                    results[(rival, brand, topic)] = (_mirror(row), gap.mirrored() if gap else None)
        rows = [row for row, _ in results.values()]
        for brand in self._brands:
            for topic in topics:
                parts = {
                    rival: results[(brand, rival, topic)] for rival in self._brands if (brand, rival, topic) in results
                }
                if parts:
                    rows.append(self._against_all(brand, topic, parts))
        return rows

    def _row(self, brand: str, rival: str, topic: str) -> GapRow:
        return gap_row(self._edition, self._measure, brand, rival, topic)

    def _barrier(self, brand: str, rival: str, reach: Reach) -> GapRow | None:
        """Why the two cannot be compared on any topic, as a row on topic '*'; None if they can."""
        window = {source: (self._edition.window_start, self._edition.window_end) for _, source in self._observed}
        own, other = (self._overall.present(name, ALL_TOPICS, window) for name in (brand, rival))
        shared = set(self._overall.present(brand, ALL_TOPICS, reach)) & set(
            self._overall.present(rival, ALL_TOPICS, reach)
        )
        if any(self._readable(stratum) for stratum in shared):
            return None
        row = replace(
            self._row(brand, rival, ALL_TOPICS), n_own=distinct(own.values()), n_other=distinct(other.values())
        )
        if not own or not other:
            return row
        unread = [name for name in (own, other) if not any(self._readable(stratum) for stratum in name)]
        return replace(row, status=LANGUAGE if unread else APART)

    def _readable(self, stratum: Stratum) -> bool:
        return self._validated is None or stratum[1] in self._validated

    def _pair(self, brand: str, rival: str, topic: str, reach: Reach) -> tuple[GapRow, StratifiedGap | None] | None:
        own, other = (self._pool.samples(name, topic, reach) for name in (brand, rival))
        if not own and not other:
            return None
        gap = stratified_gap(own, other, brand, rival)
        row = self._row(brand, rival, topic)
        if gap is None:
            shared = [stratum for stratum in own if stratum in other]
            status = APART if own and other and not shared else FEW
            return replace(row, n_own=_size(own), n_other=_size(other), status=status), None
        return inferred(row, gap), gap

    def _against_all(self, brand: str, topic: str, parts: Mapping[str, tuple[GapRow, StratifiedGap | None]]) -> GapRow:
        gaps = {rival: gap for rival, (_, gap) in parts.items() if gap is not None}
        row = self._row(brand, RIVALS, topic)
        if not gaps:
            rows = [part for part, _ in parts.values()]
            statuses = {part.status for part in rows}
            return replace(
                row,
                n_own=max(part.n_own or 0 for part in rows),
                n_other=sum(part.n_other or 0 for part in rows),
                status=FEW if FEW in statuses else next(iter(sorted(statuses))),
            )
        return inferred(replace(row, rivals=tuple(gaps)), mean_gap(list(gaps.values())))


def inferred(row: GapRow, gap: StratifiedGap) -> GapRow:
    """`row` with the figures of `gap`; tested only if both sides have MIN_SIDE units."""
    row = replace(row, own=gap.own, other=gap.other, gap=gap.gap, n_own=gap.n_own, n_other=gap.n_other)
    if min(gap.n_own, gap.n_other) < MIN_SIDE:
        return replace(row, status=FEW)
    inference = welch(gap)
    return replace(row, low=inference.low, high=inference.high, p=inference.p, status=TESTED)


def with_q(rows: Sequence[GapRow]) -> list[GapRow]:
    """The rows with q: p adjusted over all tests, each counted once however many rows show it."""
    p_of = {_test_of(row): row.p for row in rows if row.p is not None}
    q_of = dict(zip(p_of, adjust(list(p_of.values())), strict=True))
    return [row if row.p is None else replace(row, q=q_of[_test_of(row)]) for row in rows]


def number_of_tests(rows: Iterable[GapRow]) -> int:
    """How many different tests the rows show."""
    return len({_test_of(row) for row in rows if row.p is not None})


def _test_of(row: GapRow) -> tuple[object, ...]:
    """What distinguishes tests: two brands compared are one test from either end, and so is "the rivals" where it is one."""
    other = row.rivals[0] if row.rival == RIVALS and len(row.rivals) == 1 else row.rival
    mutual = other not in (NO_RIVAL, RIVALS) and row.brand != MARKET
    return row.kind, row.topic, row.metric, frozenset((row.brand, other)) if mutual else (row.brand, other)


def in_order(rows: Iterable[GapRow]) -> list[GapRow]:
    """Rows sorted by their key, so that equal input gives an equal table."""
    return sorted(rows, key=lambda row: (row.kind, row.brand, row.rival, row.topic, row.metric))


def _mirror(row: GapRow) -> GapRow:
    return replace(
        row,
        brand=row.rival,
        rival=row.brand,
        own=row.other,
        other=row.own,
        gap=None if row.gap is None else -row.gap,
        low=None if row.high is None else -row.high,
        high=None if row.low is None else -row.low,
        n_own=row.n_other,
        n_other=row.n_own,
    )


def _size(samples: Mapping[Stratum, Sample]) -> int:
    return distinct(sample.ids for sample in samples.values())
