"""Trends (this window against the previous one) and unmet needs (a driver against the market's own average)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.figures.edition import Edition
from analysis.figures.gaps import FEW, TREND, UNMET, GapRow, gap_row, inferred
from analysis.figures.statistics import Sample, distinct, stratified_gap
from analysis.figures.units import Stratum, UnitPool, whole_reach
from analysis.marks import MARKET, NO_RIVAL
from data.thresholds import THRESHOLDS

Place = tuple[str, Stratum]
"""brand, stratum."""
PART = "part of the market's test"


def trend_rows(pool: UnitPool, sources: Iterable[str], brands: Sequence[str], edition: Edition) -> list[GapRow]:
    """A row for each brand and driver with units in both windows: `own` is this window, `other` the previous one of
    the same brand in the same strata; `rival` is ''."""
    sources = list(sources)
    now = whole_reach(sources, edition.window_start, edition.window_end)
    before = whole_reach(sources, edition.previous_start, edition.previous_end)
    rows = []
    for brand in brands:
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
                rows.append(inferred(row, gap))
    return rows


def unmet_rows(pool: UnitPool, sources: Iterable[str], brands: Sequence[str], edition: Edition) -> list[GapRow]:
    """For each driver the market's test (brand '*') and each brand's part of it (no p): `own` is the driver, `other`
    the mean over the other drivers, within strata source × language × market × brand.

    An author's opinions on the other drivers are one unit. Authors who speak of both sides are on both, which makes
    their sides alike and the test, which takes them as independent, a cautious one.
    """
    reach = whole_reach(sources, edition.window_start, edition.window_end)
    on: dict[str, dict[Place, Sample]] = {}
    off: dict[str, dict[Place, Sample]] = {}
    for brand in brands:
        tables: dict[Place, dict[str, Sample]] = {}
        for topic in pool.topics([brand]):
            for stratum, sample in pool.samples(brand, topic, reach).items():
                tables.setdefault((brand, stratum), {})[topic] = sample
        for key, samples in tables.items():
            for topic, others in _other_drivers(samples).items():
                on.setdefault(topic, {})[key] = samples[topic]
                off.setdefault(topic, {})[key] = others
    rows = []
    for topic in sorted(on):
        rows += _unmet(topic, on[topic], off[topic], brands, edition)
    return rows


def _unmet(
    topic: str,
    on: Mapping[Place, Sample],
    off: Mapping[Place, Sample],
    brands: Sequence[str],
    edition: Edition,
) -> list[GapRow]:
    market = gap_row(edition, UNMET, MARKET, NO_RIVAL, topic)
    rows, having = [], []
    for brand in brands:
        mine = {key: sample for key, sample in on.items() if key[0] == brand}
        gap = stratified_gap(mine, off, "on", "off")
        if gap is not None:
            having.append(brand)
            part = replace(inferred(replace(market, brand=brand), gap), low=None, high=None, p=None, status=PART)
            rows.append(part)
    gap = stratified_gap(on, off, "on", "off")
    if gap is not None and len(having) >= THRESHOLDS.unmet_brands:
        rows.append(replace(inferred(market, gap), rivals=tuple(having)))
    return rows


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
