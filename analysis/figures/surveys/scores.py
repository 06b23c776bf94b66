"""NPS, CSAT and CES of imported surveys: rows of `kpis`.

NPS (Reichheld, 2003) = % of 9-10 minus % of 0-6 on 0..10; CSAT = % of 4-5 on 1..5; CES (CES 2.0) = mean on 1..7. An answer on
another scale is not bent to fit: it is left out, and n says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.figures.statistics import Floats, Interval, mean_interval, share_interval
from analysis.marks import ALL_SOURCES


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One measure of one brand in one survey (ALL_SOURCES: in all of them); `bounds` are the ends of its scale."""

    brand: str
    metric: str
    survey: str
    unit: str
    value: Interval
    bounds: tuple[float, float]


@dataclass(frozen=True)
class _Metric:
    lowest: float
    highest: float
    unit: str
    bounds: tuple[float, float]
    measure: Callable[[Floats], Interval]


def _nps(scores: Floats) -> Interval:
    """-100..100; each answer is a promoter (1), a passive (0) or a detractor (-1)."""
    found = mean_interval(np.where(scores >= 9, 1.0, np.where(scores <= 6, -1.0, 0.0)))
    return Interval(100 * found.value, 100 * found.low, 100 * found.high, found.n)


def _csat(scores: Floats) -> Interval:
    return share_interval(int((scores >= 4).sum()), len(scores))


METRICS = {
    "nps": _Metric(0, 10, "points, -100 to 100", (-100.0, 100.0), _nps),
    "csat": _Metric(1, 5, "share of 4 and 5 of 5", (0.0, 1.0), _csat),
    "ces": _Metric(1, 7, "mean of 1 to 7", (1.0, 7.0), mean_interval),
}


def survey_measures(answers: pd.DataFrame, brands: Iterable[str]) -> list[Measured]:
    """Each metric of each brand, by survey and over all its surveys. `answers`: the columns of surveys.sql. Brands and metrics
    without an answer on the metric's scale have no row."""
    found: list[Measured] = []
    for brand in brands:
        for name, metric in METRICS.items():
            mine = answers[(answers["brand"] == brand) & (answers["metric"] == name)]
            scale = mine["scale_max"].fillna(metric.highest)
            fits = (scale == metric.highest) & (mine["score"] >= metric.lowest) & (mine["score"] <= metric.highest)
            kept = mine[fits]
            parts = [(ALL_SOURCES, kept), *((str(survey), part) for survey, part in kept.groupby("survey", sort=True))]
            found += [
                Measured(
                    brand=brand,
                    metric=name,
                    survey=survey,
                    unit=metric.unit,
                    value=metric.measure(part["score"].to_numpy(float)),
                    bounds=metric.bounds,
                )
                for survey, part in parts
                if len(part)
            ]
    return found
