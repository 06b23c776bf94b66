"""Answers to reviews: how many within seven days, and how long they take."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.figures.statistics import Interval, normal_quantile
from data.thresholds import THRESHOLDS

if TYPE_CHECKING:
    import numpy.typing as npt
    from statsmodels.duration.survfunc import SurvfuncRight

DAYS = THRESHOLDS.response_days
TOPIC = "response_rate"
_DAY_SECONDS = 86_400
_NORMAL = normal_quantile(0.975)


def answers(reviews: pd.DataFrame, start: datetime, end: datetime, shown: bool = False) -> pd.DataFrame:
    """Observations of answers: the third-party reviews published in [start, end] at sources that expose replies.

    `reviews` has the columns of reviews.sql, with `market` '' where unknown. A source exposes replies if any review of any
    brand there has one; `shown`: all of these do. Out: brand, topic, source, language, market, unit (record_id), at, value
    (1 answered within DAYS, 0 not, NaN not known: too young when last read, or the reply has no date), days (to the answer,
    NaN if none),
    followed (days from publication to the last reading), url, body, fetched_at.
    """
    third = reviews[~reviews["first_party"].fillna(False).astype(bool)]
    replied = third["replied_at"].notna()
    exposing = set(third.loc[replied | third["has_reply"].astype(bool), "source"])
    rows = third[
        (third["source"].isin(exposing) | shown) & (third["published_at"] >= start) & (third["published_at"] <= end)
    ]
    days = _days(rows["replied_at"], rows["published_at"])
    followed = _days(rows["fetched_at"], rows["published_at"])
    undated = rows["has_reply"].astype(bool) & days.isna()
    value = np.where((followed < DAYS) | undated, np.nan, (days <= DAYS).astype(float))
    return pd.DataFrame(
        {
            "brand": rows["brand"],
            "topic": TOPIC,
            "source": rows["source"],
            "language": rows["language"].fillna("und"),
            "market": rows["market"],
            "unit": rows["record_id"],
            "at": rows["published_at"],
            "value": value,
            "days": days.where(~undated),
            "followed": followed.where(~undated),
            "url": rows["url"],
            "body": rows["body"],
            "fetched_at": rows["fetched_at"],
        }
    )


def median_days(observed: pd.DataFrame) -> Interval:
    """Kaplan–Meier median of the days to an answer with its 95 % interval, from rows of `answers`; reviews not answered
    are censored at their last reading. NaN value: fewer than half would ever be answered, as far as was seen."""
    rows = observed[observed["followed"].notna()]
    answered = rows["days"].notna()
    time = rows["days"].where(answered, rows["followed"]).to_numpy(dtype=float)
    n = len(time)
    if n == 0 or not answered.any():
        return Interval(math.nan, math.nan, math.nan, n)
    with warnings.catch_warnings():
        # The log-log interval divides by log(survival), which is 0 before the first and at the last answer.
        warnings.simplefilter("ignore", RuntimeWarning)
        curve = _survival(time, answered)
        low, high = curve.quantile_ci(0.5)
    return Interval(float(curve.quantile(0.5)), _finite(low), _finite(high), n)


@dataclass(frozen=True)
class Curve:
    """How many reviews are answered by when (Kaplan–Meier): `days` from the review on, with the `share` answered by then and its
    pointwise 95 % interval. It ends at `followed` days, the longest that a review was followed. `answered` of `n` reviews."""

    days: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n: int
    answered: int
    followed: float

    def steps(self) -> list[tuple[float, float]]:
        """(days, share answered by then) from 0 to the last day that was followed."""
        last = self.share[-1] if self.share else 0.0
        return [(0.0, 0.0), *zip(self.days, self.share, strict=True), (self.followed, last)] if self.n else []

    def by(self, day: float) -> Interval:
        """The share answered within so many days; NaN beyond what was followed, its ends where they cannot be told."""
        if not self.n or day > self.followed:
            return Interval(math.nan, math.nan, math.nan, self.n)
        steps = [number for number, at in enumerate(self.days) if at <= day]
        if not steps:
            return Interval(0.0, math.nan, math.nan, self.n)
        last = steps[-1]
        return Interval(self.share[last], self.low[last], self.high[last], self.n)


def answer_curve(observed: pd.DataFrame) -> Curve:
    """The curve of rows of `answers`; reviews without an answer count as waiting until they were last read."""
    rows = observed[observed["followed"].notna()]
    answered = rows["days"].notna()
    time = rows["days"].where(answered, rows["followed"]).to_numpy(dtype=float)
    if not len(time) or not answered.any():
        return Curve((), (), (), (), len(time), 0, float(time.max()) if len(time) else 0.0)
    found = _survival(time, answered)
    waiting = np.asarray(found.surv_prob, dtype=float)
    error = np.asarray(found.surv_prob_se, dtype=float)
    low, high = zip(*(_loglog(left, se) for left, se in zip(waiting, error, strict=True)), strict=True)
    share = tuple(float(1 - left) for left in waiting)
    return Curve(
        tuple(map(float, found.surv_times)), share, low, high, len(time), int(answered.sum()), float(time.max())
    )


def _survival(time: npt.NDArray[np.float64], answered: pd.Series) -> SurvfuncRight:
    from statsmodels.duration.survfunc import SurvfuncRight  # takes long to load: only where a source shows answers

    return SurvfuncRight(time, answered.to_numpy(dtype=int))


def _loglog(waiting: float, error: float) -> tuple[float, float]:
    """The interval of the share answered where `waiting` (its standard error `error`) still wait, on the log-log scale; NaN at 0
    and 1, where that has none."""
    if not 0 < waiting < 1 or not math.isfinite(error):
        return math.nan, math.nan
    half = _NORMAL * error / (waiting * abs(math.log(waiting)))
    return float(1 - waiting ** math.exp(-half)), float(1 - waiting ** math.exp(half))


def _days(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Days between two times, 0 where the later one is dated to the day and so seems earlier; NaN where unknown."""
    return ((later - earlier).dt.total_seconds() / _DAY_SECONDS).clip(lower=0)


def _finite(value: float) -> float:
    return float(value) if math.isfinite(value) else math.nan
