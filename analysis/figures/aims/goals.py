"""A goal against the figures: how far it is, and where the line through them leads by the day it is due.

The projection is an ordinary least squares line through the figures with its 95 % prediction interval (t distribution); it is
made from MIN_POINTS figures on and says nothing of what has not happened yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.figures.statistics import t_quantile

MIN_POINTS = 4
REACHED, MISSED, ON_TRACK, OPEN, BEHIND, FEW, NOT_MEASURED = (
    "reached", "missed", "on track", "open", "behind", "too few figures to project", "not measured",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A figure as of a day, with its 95 % interval where it has one, and what it rests on."""

    day: date
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How a goal stands: its newest figure, the share of the way from the baseline (0 there, 1 at the target; None without a
    baseline), and the figure projected for the due day with its interval (None where it is due already, or from too few)."""

    status: str
    current: Point | None = None
    way: float | None = None
    projected: float | None = None
    low: float | None = None
    high: float | None = None


def progress(target: float, baseline: float | None, due: date, points: Sequence[Point], today: date) -> Progress:
    """`points`: the figures of the goal's measure, in any order; those after `today` are left out. The goal is to rise where
    its target lies above the baseline (without one: above the first figure), else to fall. It is `on track` or `behind` only
    where the whole interval lies on one side of the target."""
    known = sorted(
        (point for point in points if point.day <= today and math.isfinite(point.value)), key=lambda p: p.day
    )
    if not known:
        return Progress(status=NOT_MEASURED)
    current, start = known[-1], known[0].value if baseline is None else baseline
    rising = target >= start
    way = None if baseline is None or target == baseline else (current.value - baseline) / (target - baseline)
    if (current.value >= target) if rising else (current.value <= target):
        return Progress(status=REACHED, current=current, way=way)
    if today >= due:
        return Progress(status=MISSED, current=current, way=way)
    found = projection(known, due)
    if found is None:
        return Progress(status=FEW, current=current, way=way)
    value, low, high = found
    status = _outlook(low - target, high - target) if rising else _outlook(target - high, target - low)
    return Progress(status=status, current=current, way=way, projected=value, low=low, high=high)


def _outlook(low: float, high: float) -> str:
    """What the ends of an interval say, as distances beyond the target."""
    return ON_TRACK if low >= 0 else BEHIND if high < 0 else OPEN


def projection(points: Sequence[Point], due: date) -> tuple[float, float, float] | None:
    """(value, low, high) on the day `due`; None from fewer than MIN_POINTS figures, or figures of one day only."""
    days = np.array([point.day.toordinal() for point in points], dtype=float)
    values = np.array([point.value for point in points], dtype=float)
    n, spread = len(days), float(((days - days.mean()) ** 2).sum())
    if n < MIN_POINTS or spread == 0:
        return None
    slope = float(((days - days.mean()) * (values - values.mean())).sum() / spread)
    ahead = due.toordinal() - days.mean()
    value = float(values.mean() + slope * ahead)
    rest = values - values.mean() - slope * (days - days.mean())
    error = math.sqrt(float((rest**2).sum()) / (n - 2) * (1 + 1 / n + ahead**2 / spread))
    reach = t_quantile(0.975, n - 2) * error
    return value, value - reach, value + reach
