"""Gaps between brands, overall, on drivers and on answers: rows of the table `gaps`, and the tests behind them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, TypeVar

from analysis.coverage import Coverage, Reach, common_reach
from analysis.figures.editions.edition import Edition
from analysis.figures.powered import PoweredGap, powered_gap
from analysis.figures.statistics import (
    MIN_SIDE,
    Inference,
    Sample,
    StratifiedGap,
    adjust,
    alike,
    distinct,
    mean_gap,
    stratified_gap,
    welch,
)
from analysis.figures.units import LabelledPool, Stratum, UnitPool, whole_reach
from analysis.marks import ALL_TOPICS, MARKET, NO_RIVAL, RIVALS, STARS_SCALE, STARS_TOPIC
from data.thresholds import THRESHOLDS

Place = TypeVar("Place", bound=Hashable)
TESTED = "tested"
FEW = "not enough data"
LANGUAGE = "language not validated"
APART = "no shared source and language"
UNSIGNED = "rests on unsigned records"
STALE = "no common dates lately"
UNLIKE = "the rivals differ"
NET = "net sentiment"
SAMPLING, READING, DIRECT = "sampling", "reading", "direct"
"""What an interval holds: how customers differ; also how wrong a model reads their texts; the former, where nothing is read."""
NOT_STORED = frozenset({"rivals", "signed", "unsigned_own", "unsigned_other", "days", "entered"})
"""Fields of a GapRow that are no columns of `gaps`."""


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """One row of `gaps`; window_start and window_end are the first and last moment that it rests on. `interval_holds` is
    SAMPLING, READING or DIRECT (None without an interval); of READING, `labelled_own` and `labelled_other` units have a text
    that people labelled, and `tuning` is what the model's labels were multiplied by.

    Not stored: `rivals` names whom the figure compares with when `rival` is '*'; `signed` is the inference from the units
    whose author is known, where `unsigned_own` or `unsigned_other` are not; `days` are covered between the two moments.
    `entered`: not False where the row claims something that was never beyond doubt lately (figures.editions.nights).
    """

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
    interval_holds: str | None = None
    labelled_own: int | None = None
    labelled_other: int | None = None
    tuning: float | None = None
    rivals: tuple[str, ...] = ()
    signed: Inference | None = None
    unsigned_own: int = 0
    unsigned_other: int = 0
    days: int = 0
    entered: bool = True

    @property
    def direction(self) -> int:
        """1 where `own` is above `other`, −1 where it is below, 0 where the 95 % interval holds zero or there is none."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return 0
        return 1 if self.low > 0 else -1

    @property
    def beyond(self) -> int:
        """Likewise, 0 also where the interval, or that of the signed units alone, is not beyond what makes a difference."""
        slack = THRESHOLDS.interval_beyond * (STARS_SCALE if self.topic == STARS_TOPIC else 1.0)
        intervals = [(self.low, self.high)] + ([(self.signed.low, self.signed.high)] if self.signed else [])
        return next(
            (
                sign
                for sign in (1, -1)
                if all(
                    low is not None and high is not None and min(sign * low, sign * high) > slack
                    for low, high in intervals
                )
            ),
            0,
        )


@dataclass(frozen=True)
class Measure:
    """What is compared: the values of `kind`, `metric` and `unit` in its rows."""

    kind: str
    metric: str
    unit: str


DRIVER = Measure("driver", NET, "author")
OVERALL_NET = Measure("overall", NET, "author")
OVERALL_STARS = Measure("overall", "stars of 5", "author")
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


@dataclass(frozen=True)
class Compared:
    """Two sides compared on one topic: the row, the gap, and the gap between signed units where some are not; None where
    they share no stratum. `as_read`: the same by the model alone, where people's labels correct it."""

    row: GapRow
    gap: StratifiedGap | None = None
    signed: StratifiedGap | None = None
    as_read: Compared | None = None

    def mirrored(self) -> Compared:
        """The same seen from the other brand."""
        gap, signed = (side.mirrored() if side else None for side in (self.gap, self.signed))
        return Compared(_mirror(self.row), gap, signed, self.as_read.mirrored() if self.as_read else None)


class Comparer:
    """Compares brands pairwise and with all their rivals, over the dates covered and the strata shared by both.

    `overall` holds the same texts under the topic '*': it shows why two brands cannot be compared at all. `labelled` holds what
    people say of a random sample of what is in `pool`, if there is one: where it is large enough it corrects the gaps.
    """

    def __init__(
        self,
        *,
        pool: UnitPool,
        overall: UnitPool,
        coverage: Coverage,
        brands: Sequence[str],
        edition: Edition,
        measure: Measure,
        labelled: LabelledPool | None = None,
    ) -> None:
        self._pool = pool
        self._labelled = labelled
        self._overall = overall
        self._coverage = coverage
        self._brands = list(brands)
        self._edition = edition
        self._measure = measure
        self._pairs: dict[tuple[str, str, str], Compared | None] = {}

    def rows(self, topics: Iterable[str], compared: Callable[[str], None] = lambda _: None) -> list[GapRow]:
        """A row for each brand as the subject × each other brand and '*' × topic on which either has units, and one on
        topic '*' for pairs whose texts share no source and language at all (of answers, no row). `compared` is called with
        each brand before it is compared with those behind it."""
        topics = list(topics)
        results: dict[tuple[str, str, str], Compared] = {}
        done = ""
        for brand, rival in combinations(self._brands, 2):
            if brand != done:
                done = brand
                compared(brand)
            reach = common_reach(self._coverage, (brand, rival), self._edition.window_start, self._edition.window_end)
            barrier = self._barrier(brand, rival, reach)
            if barrier is not None and self._measure is not DRIVER:
                continue
            found = (
                {ALL_TOPICS: Compared(barrier)}
                if barrier is not None
                else {topic: self._pair(brand, rival, topic, reach) for topic in topics}
            )
            for topic, pair in found.items():
                if pair is not None:
                    results[(brand, rival, topic)], results[(rival, brand, topic)] = pair, pair.mirrored()
        rows = [pair.row for pair in results.values()]
        for brand in self._brands:
            for topic in topics:
                parts = {
                    rival: results[(brand, rival, topic)] for rival in self._brands if (brand, rival, topic) in results
                }
                if parts:
                    rows.append(self._against_all(brand, topic, parts))
        return rows

    def again(self, rows: Iterable[GapRow]) -> list[GapRow]:
        """The gaps that `rows` show, over this comparer's dates; without q, and without those that nobody has units for."""
        found = []
        for row in rows:
            rivals = row.rivals if row.rival == RIVALS else (row.rival,)
            pairs = {rival: self._between(row.brand, rival, row.topic) for rival in rivals}
            parts = {rival: pair for rival, pair in pairs.items() if pair is not None}
            if parts:
                whole = row.rival == RIVALS
                found.append(self._against_all(row.brand, row.topic, parts) if whole else parts[row.rival].row)
        return found

    def _between(self, brand: str, rival: str, topic: str) -> Compared | None:
        key = (brand, rival, topic)
        if key not in self._pairs:
            dates = self._edition.window_start, self._edition.window_end
            pair = self._pair(brand, rival, topic, common_reach(self._coverage, (brand, rival), *dates))
            self._pairs[key], self._pairs[(rival, brand, topic)] = pair, pair and pair.mirrored()
        return self._pairs[key]

    def _row(self, brand: str, rival: str, topic: str) -> GapRow:
        return gap_row(self._edition, self._measure, brand, rival, topic)

    def _barrier(self, brand: str, rival: str, reach: Reach) -> GapRow | None:
        """Why the two cannot be compared on any topic, as a row on topic '*'; None if they can."""
        window = whole_reach(
            {source for _, source in self._coverage}, self._edition.window_start, self._edition.window_end
        )
        own, other = (self._overall.present(name, ALL_TOPICS, window) for name in (brand, rival))
        shared = set(self._overall.present(brand, ALL_TOPICS, reach)) & set(
            self._overall.present(rival, ALL_TOPICS, reach)
        )
        if any(self._overall.readable(stratum) for stratum in shared):
            return None
        row = replace(
            self._row(brand, rival, ALL_TOPICS), n_own=distinct(own.values()), n_other=distinct(other.values())
        )
        if not own or not other:
            return row
        unread = [name for name in (own, other) if not any(self._overall.readable(stratum) for stratum in name)]
        return replace(row, status=LANGUAGE if unread else APART)

    def _pair(self, brand: str, rival: str, topic: str, reach: Reach) -> Compared | None:
        own, other = (self._pool.samples(name, topic, reach) for name in (brand, rival))
        if not own and not other:
            return None
        gap = stratified_gap(own, other, brand, rival)
        row = self._row(brand, rival, topic)
        if gap is None:
            shared = [stratum for stratum in own if stratum in other]
            status = APART if own and other and not shared else FEW
            return Compared(replace(row, n_own=_size(own), n_other=_size(other), status=status))
        signed = signed_gap(own, other, brand, rival, gap)
        found = Compared(tested(dated(row, gap, reach), gap, self._edition, signed), gap, signed)
        return self._corrected(found, topic, reach) or found

    def _corrected(self, found: Compared, topic: str, reach: Reach) -> Compared | None:
        """`found` corrected by people's labels; None where too few of its units have one, signed ones included."""
        if self._labelled is None:
            return None
        brand, rival = found.row.brand, found.row.rival
        own, other = (self._labelled.samples(name, topic, reach) for name in (brand, rival))
        gap = powered_gap(own, other, brand, rival)
        if gap is None:
            return None
        signed = signed_gap(own, other, brand, rival, gap, powered_gap)
        if signed is None and found.signed is not None:
            return None
        row = dated(self._row(brand, rival, topic), gap, reach)
        return Compared(tested(row, gap, self._edition, signed), gap, signed, found)

    def _against_all(self, brand: str, topic: str, parts: Mapping[str, Compared]) -> GapRow:
        """The rivals taken together: those that share a stratum lately. Tested where each pair is and they are alike."""
        known = {rival: pair for rival, pair in parts.items() if pair.gap is not None}
        chosen = {rival: pair for rival, pair in known.items() if pair.row.status != STALE} or known
        row = self._row(brand, RIVALS, topic)
        if not chosen:
            rows = [pair.row for pair in parts.values()]
            statuses = {part.status for part in rows}
            return replace(
                row,
                n_own=max(part.n_own or 0 for part in rows),
                n_other=sum(part.n_other or 0 for part in rows),
                status=FEW if FEW in statuses else next(iter(sorted(statuses))),
            )
        if len(chosen) == 1:
            ((rival, pair),) = chosen.items()
            return replace(pair.row, rival=RIVALS, rivals=(rival,))
        return together(replace(row, rivals=tuple(chosen)), list(chosen.values()))


def together(row: GapRow, pairs: Sequence[Compared], unlike: float = THRESHOLDS.unlike) -> GapRow:
    """`row` with the mean of the pairs' gaps; tested where each pair is, and where no p below `unlike` says that they differ."""
    if not all(pair.as_read for pair in pairs):
        # What people's labels correct is another quantity than what the model reads: a mean of both would be neither.
        pairs = [pair.as_read or pair for pair in pairs]
    gaps = [pair.gap for pair in pairs if pair.gap is not None]
    parts = [pair.row for pair in pairs]
    row = replace(_measured(row, mean_gap(gaps)), **_dates_of(parts), **_labels_of(parts))
    statuses = {pair.row.status for pair in pairs} - {TESTED}
    if statuses:
        return replace(row, status=FEW if FEW in statuses else min(statuses))
    if unlike and alike(gaps) < unlike:
        return replace(row, status=UNLIKE)
    signed = [pair.signed or gap for pair, gap in zip(pairs, gaps, strict=True)]
    return _tested(row, mean_gap(gaps), mean_gap(signed))


def _dates_of(parts: Sequence[GapRow]) -> dict[str, Any]:
    return {
        "window_start": min(part.window_start for part in parts),
        "window_end": max(part.window_end for part in parts),
        "days": max(part.days for part in parts),
    }


def _labels_of(parts: Sequence[GapRow]) -> dict[str, Any]:
    """What the intervals of all `parts` hold, and the labels that they rest on; the own ones are the same in each."""
    tunings = [part.tuning for part in parts if part.tuning is not None]
    return {
        "interval_holds": parts[0].interval_holds,
        "labelled_own": max((part.labelled_own for part in parts if part.labelled_own is not None), default=None),
        "labelled_other": sum(part.labelled_other or 0 for part in parts) if tunings else None,
        "tuning": sum(tunings) / len(tunings) if tunings else None,
    }


def _tested(row: GapRow, gap: StratifiedGap, signed: StratifiedGap) -> GapRow:
    """`row` tested, with and without the unsigned units where it has some; the larger p counts."""
    p = welch(gap).p
    if not row.unsigned_own and not row.unsigned_other:
        return replace(row, p=p, status=TESTED)
    known = welch(signed)
    return replace(row, signed=known, p=max(p, known.p), status=TESTED)


def tested(row: GapRow, gap: StratifiedGap, edition: Edition, signed: StratifiedGap | None) -> GapRow:
    """`row`, whose dates are known, with the figures of `gap`; tested if both sides have MIN_SIDE units, over dates that reach
    into the last THRESHOLDS.stale_days. Where some of the units are unsigned, `signed` is the gap without them: it must have
    MIN_SIDE units a side too, and the larger p counts."""
    row = _measured(row, gap)
    if min(gap.n_own, gap.n_other) < MIN_SIDE:
        return replace(row, status=FEW)
    if row.window_end < edition.window_end - timedelta(days=THRESHOLDS.stale_days):
        return replace(row, status=STALE)
    if not row.unsigned_own and not row.unsigned_other:
        return _tested(row, gap, gap)
    if signed is None or min(signed.n_own, signed.n_other) < MIN_SIDE:
        return replace(row, status=UNSIGNED)
    return _tested(row, gap, signed)


def _measured(row: GapRow, gap: StratifiedGap) -> GapRow:
    """`row` with the figures of a gap and its interval."""
    inference = welch(gap)
    if isinstance(gap, PoweredGap):
        row = replace(
            row,
            interval_holds=READING,
            labelled_own=gap.labelled_own,
            labelled_other=gap.labelled_other,
            tuning=gap.tuning,
        )
    else:
        row = replace(row, interval_holds=SAMPLING if row.metric == NET else DIRECT)
    return replace(
        row,
        own=gap.own,
        other=gap.other,
        gap=gap.gap,
        low=inference.low,
        high=inference.high,
        n_own=gap.n_own,
        n_other=gap.n_other,
        unsigned_own=gap.unsigned_own,
        unsigned_other=gap.unsigned_other,
    )


def signed_gap(
    own: Mapping[Place, Sample],
    other: Mapping[Place, Sample],
    own_name: str,
    other_name: str,
    gap: StratifiedGap,
    find: Callable[..., StratifiedGap | None] = stratified_gap,
) -> StratifiedGap | None:
    """`gap`, which `find` found, between the units whose authors are known; None where that is all of them, or where nothing is
    left."""
    if not gap.unsigned_own and not gap.unsigned_other:
        return None
    mine, theirs = ({place: sample.signed for place, sample in side.items()} for side in (own, other))
    return find(mine, theirs, own_name, other_name)


def dated(row: GapRow, gap: StratifiedGap, reach: Reach) -> GapRow:
    """`row` with the dates that `gap` rests on: those of `reach` at the sources of its strata."""
    return with_dates(row, [stretch for source in _sources(gap) for stretch in reach.get(source, ())])


def _sources(gap: StratifiedGap) -> set[str]:
    return {str(stratum[0]) for stratum in gap.strata if isinstance(stratum, tuple)}


def with_dates(row: GapRow, stretches: Sequence[tuple[datetime, datetime]]) -> GapRow:
    """`row` with the dates of `stretches`, which may overlap; as it was without any."""
    if not stretches:
        return row
    return replace(
        row,
        window_start=min(start for start, _ in stretches),
        window_end=max(end for _, end in stretches),
        days=_days_of(stretches),
    )


def _days_of(stretches: Sequence[tuple[datetime, datetime]]) -> int:
    """How many different days lie in stretches, which may overlap."""
    days, behind = 0, 0
    for first, last in sorted((start.toordinal(), end.toordinal()) for start, end in stretches):
        days += max(0, last + 1 - max(first, behind))
        behind = max(behind, last + 1)
    return days


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
        labelled_own=row.labelled_other,
        labelled_other=row.labelled_own,
        unsigned_own=row.unsigned_other,
        unsigned_other=row.unsigned_own,
        signed=row.signed.mirrored() if row.signed else None,
    )


def _size(samples: Mapping[Stratum, Sample]) -> int:
    return distinct(sample.ids for sample in samples.values())
