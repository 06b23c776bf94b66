"""Net sentiment of one brand on one driver in one language and source: rows of `driver_scores`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.gaps import FEW, LANGUAGE
from analysis.statistics import MIN_SIDE, Floats, mean_interval
from analysis.units import ALL, Reach, UnitPool

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
    values: dict[tuple[str, str], list[Floats]] = defaultdict(list)
    for (source, language, _), sample in pool.samples(brand, topic, reach).items():
        values[(language, source)].append(sample.values)
        values[(language, ALL)].append(sample.values)
    unread: dict[tuple[str, str], int] = defaultdict(int)
    for (source, language, _), n in pool.counts(brand, topic, reach).items():
        if language not in validated:
            unread[(language, source)] += n
            unread[(language, ALL)] += n
    rows = [
        DriverScore(brand, topic, language, source, n, None, None, None, None, LANGUAGE)
        for (language, source), n in unread.items()
    ]
    for (language, source), parts in values.items():
        units = np.concatenate(parts)
        interval = mean_interval(units)
        known = interval.n >= 2
        rows.append(
            DriverScore(
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
        )
    return rows
