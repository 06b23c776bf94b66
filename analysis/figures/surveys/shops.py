"""What mystery shoppers found: how soon, how often and how well a brand answers on a channel.

The time is the Kaplan-Meier median of the minutes to an answer: a question without one counts as still waiting when it was
imported. Shares have Wilson's interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.figures.response import median_days
from analysis.figures.statistics import Interval, mean_interval, share_interval

MEASURES = ("shop_time", "shop_answered", "shop_resolved", "shop_quality")


@dataclass(frozen=True, kw_only=True)
class ShopMeasure:
    """One of MEASURES of one brand on one channel: minutes (median), or a share 0..1."""

    brand: str
    channel: str
    measure: str
    value: Interval


def shop_measures(questions: pd.DataFrame, brands: Iterable[str]) -> list[ShopMeasure]:
    """Each measure of each brand and channel that was asked. `questions`: the columns brand, channel, minutes (NaN: no answer
    came), waited (minutes until it was imported), resolved and quality (0..1), the last two missing where not recorded."""
    found: list[ShopMeasure] = []
    for brand in brands:
        mine = questions[questions["brand"] == brand]
        for channel, part in mine.groupby("channel", sort=True):
            minutes = part["minutes"].astype(float)
            time = median_days(pd.DataFrame({"days": minutes, "followed": part["waited"].astype(float)}))
            measures = {
                "shop_time": time,
                "shop_answered": share_interval(int(minutes.notna().sum()), len(part)),
                "shop_resolved": _share(part["resolved"]),
                "shop_quality": _mean(part["quality"]),
            }
            found += [
                ShopMeasure(brand=brand, channel=str(channel), measure=name, value=value)
                for name, value in measures.items()
                if value.n
            ]
    return found


def _share(flags: pd.Series) -> Interval:
    known = flags.dropna().astype(bool)
    return share_interval(int(known.sum()), len(known))


def _mean(values: pd.Series) -> Interval:
    known = values.dropna().to_numpy(dtype=float)
    found = mean_interval(known)
    return Interval(found.value, max(0.0, found.low), min(1.0, found.high), found.n) if len(known) > 1 else found


def by_month(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each month (column `month`), the newest first, after all rows together ('')."""
    months = sorted((str(month) for month in frame["month"].unique() if month), reverse=True)
    return [("", frame), *((month, frame[frame["month"] == month]) for month in months)]


def known(value: float) -> float | None:
    """The number, or None where there is none."""
    return float(value) if np.isfinite(value) else None
