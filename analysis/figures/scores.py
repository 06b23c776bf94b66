"""Net sentiment of one brand on one driver in one language and source: rows of `driver_scores`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.coverage import Reach
from analysis.figures.gaps import FEW, LANGUAGE
from analysis.figures.statistics import MIN_SIDE, Floats, mean_interval
from analysis.figures.units import UnitPool, sample_of
from analysis.marks import ALL_SOURCES

OK = "ok"


@dataclass(frozen=True, kw_only=True)
class DriverScore:
    """`n` units; `net` −1..1 with its 95 % interval and `neutral_share` 0..1 (units whose mean label is 0), None where
    no model is validated for the language and kind of text; status OK, FEW or LANGUAGE."""

    brand: str
    driver: str
    language: str
    source: str
    n: int
    net: float | None = None
    low: float | None = None
    high: float | None = None
    neutral_share: float | None = None
    status: str


def driver_scores(pools: Sequence[UnitPool], brands: Iterable[str], reach: Reach) -> list[DriverScore]:
    """A row for each brand, topic of `pools`, language and source (and ALL_SOURCES sources together) that has units."""
    rows = []
    for brand in brands:
        for pool in pools:
            for driver in pool.topics([brand]):
                rows += _of_driver(pool, brand, driver, reach)
    return sorted(rows, key=lambda row: (row.brand, row.driver, row.language, row.source))


def _of_driver(pool: UnitPool, brand: str, driver: str, reach: Reach) -> list[DriverScore]:
    seen = pool.observations(brand, driver, reach)
    rows = []
    for language in dict.fromkeys(part.stratum[1] for part in seen):
        spoken = [part for part in seen if part.stratum[1] == language]
        for source in [ALL_SOURCES, *dict.fromkeys(part.stratum[0] for part in spoken)]:
            parts = [part for part in spoken if source in (ALL_SOURCES, part.stratum[0])]
            units, values, valid = (
                np.concatenate([getattr(part, name) for part in parts]) for name in ("unit", "value", "valid")
            )
            if not any(part.readable for part in parts):
                n = len(np.unique(units))
                rows.append(
                    DriverScore(brand=brand, driver=driver, language=language, source=source, n=n, status=LANGUAGE)
                )
            elif valid.any():
                rows.append(_scored(brand, driver, language, source, sample_of(units[valid], values[valid]).values))
    return rows


def _scored(brand: str, driver: str, language: str, source: str, units: Floats) -> DriverScore:
    interval = mean_interval(units)
    known = interval.n >= 2
    return DriverScore(
        brand=brand,
        driver=driver,
        language=language,
        source=source,
        n=interval.n,
        net=interval.value,
        low=max(-1.0, interval.low) if known else None,
        high=min(1.0, interval.high) if known else None,
        neutral_share=float(np.mean(units == 0)),
        status=OK if interval.n >= MIN_SIDE else FEW,
    )
