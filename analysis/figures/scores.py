"""Net sentiment of one brand on one driver in one language and source: rows of `driver_scores`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.figures.gaps import FEW, LANGUAGE
from analysis.figures.statistics import MIN_SIDE, Floats, mean_interval
from analysis.figures.units import ALL, Reach, UnitPool

OK = "ok"


@dataclass(frozen=True)
class DriverScore:
    """`n` units; `net` −1..1 with its 95 % interval and `neutral_share` 0..1 (units whose mean label is 0), None where
    the language has no validated model; status OK, FEW or LANGUAGE."""

    brand: str
    driver: str
    language: str
    source: str
    n: int
    net: float | None
    low: float | None
    high: float | None
    neutral_share: float | None
    status: str


def driver_scores(
    pools: Sequence[UnitPool], brands: Iterable[str], reach: Reach, validated: frozenset[str]
) -> list[DriverScore]:
    """A row for each brand, topic of `pools`, language and source (and ALL sources together) that has units."""
    rows = []
    for brand in brands:
        for pool in pools:
            for topic in pool.topics([brand]):
                rows += _of_topic(pool, brand, topic, reach, validated)
    return sorted(rows, key=lambda row: (row.brand, row.driver, row.language, row.source))


def _of_topic(pool: UnitPool, brand: str, topic: str, reach: Reach, validated: frozenset[str]) -> list[DriverScore]:
    rows = []
    for language, told in pool.observations(brand, topic, reach).groupby("language", sort=True):
        for source in [ALL, *sorted(told["source"].unique())]:
            part = told if source == ALL else told[told["source"] == source]
            if language not in validated:
                n = int(part["unit"].nunique())
                rows.append(DriverScore(brand, topic, str(language), source, n, None, None, None, None, LANGUAGE))
            elif part["valid"].any():
                units = part[part["valid"]].groupby("unit")["value"].mean().to_numpy(dtype=float)
                rows.append(_scored(brand, topic, str(language), str(source), units))
    return rows


def _scored(brand: str, topic: str, language: str, source: str, units: Floats) -> DriverScore:
    interval = mean_interval(units)
    known = interval.n >= 2
    return DriverScore(
        brand,
        topic,
        language,
        source,
        interval.n,
        interval.value,
        max(-1.0, interval.low) if known else None,
        min(1.0, interval.high) if known else None,
        float(np.mean(units == 0)),
        OK if interval.n >= MIN_SIDE else FEW,
    )
