"""Trends (this window against the previous one) and unmet needs (a driver against the market's own average)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.coverage import Coverage, Reach, common_reach
from analysis.figures.editions.edition import Edition
from analysis.figures.gaps import (
    FEW,
    TREND,
    UNMET,
    Compared,
    GapRow,
    dated,
    gap_row,
    signed_gap,
    tested,
    together,
)
from analysis.figures.statistics import Sample, StratifiedGap, distinct, stratified_gap
from analysis.figures.units import Stratum, UnitPool
from analysis.marks import MARKET, NO_RIVAL
from data.thresholds import THRESHOLDS

PART = "part of the market's test"


def trend_rows(pool: UnitPool, coverage: Coverage, brands: Sequence[str], edition: Edition) -> list[GapRow]:
    """A row for each brand and driver with units in both windows: `own` is this window, `other` the previous one of
    the same brand in the same strata, over the dates covered; `rival` is ''."""
    rows = []
    for brand in brands:
        now = common_reach(coverage, [brand], edition.window_start, edition.window_end)
        before = common_reach(coverage, [brand], edition.previous_start, edition.previous_end)
        for topic in pool.topics([brand]):
            current, previous = pool.samples(brand, topic, now), pool.samples(brand, topic, before)
            if not current or not previous:
                continue
            row = gap_row(edition, TREND, brand, NO_RIVAL, topic)
            gap = stratified_gap(current, previous, "now", "before")
            if gap is None:
                n_now, n_before = (distinct(sample.ids for sample in side.values()) for side in (current, previous))
                rows.append(replace(row, n_own=n_now, n_other=n_before, status=FEW))
            else:
                signed = signed_gap(current, previous, "now", "before", gap)
                rows.append(tested(dated(row, gap, now), gap, edition, signed))
    return rows


def unmet_rows(pool: UnitPool, coverage: Coverage, brands: Sequence[str], edition: Edition) -> list[GapRow]:
    """For each driver the market's test (brand '*') and each brand's part of it (no p): `own` is the driver, `other`
    the mean over the other drivers, within strata source × language × market.

    The market is the equal mean of the brands that share strata, however many customers each has; it is tested where each
    part has its units, and its brands are named in `rivals`. An author's opinions on the other drivers are one unit. Authors
    who speak of both sides are on both, which makes their sides alike and the test, which takes them as independent, a
    cautious one.
    """
    parts: dict[str, dict[str, _Part]] = {}
    strata: dict[str, dict[str, set[Stratum]]] = {}
    for brand in sorted(brands):
        reach = common_reach(coverage, [brand], edition.window_start, edition.window_end)
        tables: dict[Stratum, dict[str, Sample]] = {}
        for topic in pool.topics([brand]):
            for stratum, sample in pool.samples(brand, topic, reach).items():
                tables.setdefault(stratum, {})[topic] = sample
        on: dict[str, dict[Stratum, Sample]] = {}
        off: dict[str, dict[Stratum, Sample]] = {}
        for stratum, samples in tables.items():
            for topic, others in _other_drivers(samples).items():
                on.setdefault(topic, {})[stratum] = samples[topic]
                off.setdefault(topic, {})[stratum] = others
        for topic, mine in on.items():
            part = _part(mine, off[topic], gap_row(edition, UNMET, brand, NO_RIVAL, topic), edition, reach)
            if part is not None:
                parts.setdefault(topic, {})[brand] = part
                strata.setdefault(topic, {})[brand] = {stratum for stratum in mine if stratum in part.gap.strata}
    rows = []
    for topic in sorted(parts):
        rows += [part.row for part in parts[topic].values()]
        members = sharing(strata[topic])
        if len(members) >= THRESHOLDS.unmet_brands:
            rows.append(
                _market(gap_row(edition, UNMET, MARKET, NO_RIVAL, topic), [parts[topic][name] for name in members])
            )
    return rows


@dataclass(frozen=True)
class _Part:
    """What one brand adds to the market's test; `alone` is the status it would have by itself."""

    row: GapRow
    gap: StratifiedGap
    signed: StratifiedGap | None
    alone: str


def _part(
    on: Mapping[Stratum, Sample], off: Mapping[Stratum, Sample], row: GapRow, edition: Edition, reach: Reach
) -> _Part | None:
    on_name, off_name = f"{row.brand} on", f"{row.brand} off"
    gap = stratified_gap(on, off, on_name, off_name)
    if gap is None:
        return None
    signed = signed_gap(on, off, on_name, off_name, gap)
    alone = tested(dated(row, gap, reach), gap, edition, signed)
    return _Part(replace(alone, p=None, status=PART), gap, signed, alone.status)


def _market(row: GapRow, parts: Sequence[_Part]) -> GapRow:
    return together(
        replace(row, rivals=tuple(part.row.brand for part in parts)),
        [Compared(replace(part.row, status=part.alone), part.gap, part.signed) for part in parts],
        unlike=0.0,
    )


def sharing(strata: Mapping[str, Set[Stratum]]) -> list[str]:
    """The largest group of brands in which each shares strata with another, directly or by way of others; of equal ones the
    first by name. Empty where none share any."""
    groups: list[tuple[set[str], set[Stratum]]] = []
    for brand in sorted(strata):
        names, places = {brand}, set(strata[brand])
        apart = []
        for group in groups:
            if group[1] & places:
                names, places = names | group[0], places | group[1]
            else:
                apart.append(group)
        groups = [*apart, (names, places)]
    largest = min((sorted(names) for names, _ in groups), key=lambda names: (-len(names), names), default=[])
    return largest if len(largest) > 1 else []


def _other_drivers(samples: Mapping[str, Sample]) -> dict[str, Sample]:
    """For each topic the units on all the other topics: one an author, valued by the mean over those topics."""
    if len(samples) < 2:
        return {}
    table = pd.DataFrame({topic: pd.Series(sample.values, index=sample.ids) for topic, sample in samples.items()})
    values = table.to_numpy(dtype=float)
    known = ~np.isnan(values)
    sums, counts = np.nansum(values, axis=1), known.sum(axis=1)
    out = {}
    for column, topic in enumerate(table.columns):
        own = np.where(known[:, column], values[:, column], 0.0)
        count = counts - known[:, column]
        left = count > 0
        out[str(topic)] = Sample(
            table.index.to_numpy(dtype=np.int64)[left], ((sums - own)[left] / count[left]).astype(float)
        )
    return out
