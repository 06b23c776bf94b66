"""What moved after an action was done: the brand's move less its rivals' (difference in differences), with its 95 % interval.

The time before is the BEFORE_AFTER days up to the action's start, the time after as many from the day it was done, or up to now.
Units are reviews of third parties. It is no proof: an action is begun when figures are bad, and bad figures rise by
themselves (regression to the mean); the rivals' move takes out only what all share.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from analysis.figures.gaps import FEW
from analysis.figures.statistics import CONFIDENCE
from data.thresholds import THRESHOLDS

BEFORE_AFTER = timedelta(days=90)
RATING, RESPONSE_RATE = "rating", "response_rate"
OK, NO_MEASURE = "ok", "no measure that is compared"


@dataclass(frozen=True, kw_only=True)
class ActionEffect:
    """One row of `action_effects`; times naive UTC."""

    brand: str
    title: str
    metric: str
    before_start: datetime
    before_end: datetime
    after_start: datetime
    after_end: datetime
    own_before: float | None = None
    own_after: float | None = None
    rivals_before: float | None = None
    rivals_after: float | None = None
    n_before: int = 0
    n_after: int = 0
    n_rivals_before: int = 0
    n_rivals_after: int = 0
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    status: str


def action_effects(actions: pd.DataFrame, measures: Mapping[str, pd.DataFrame], now: datetime) -> list[ActionEffect]:
    """The effect of each finished action on the measure it names (RATING or RESPONSE_RATE; on both where it names none).
    `actions`: the columns of actions.sql; `measures`: metric -> rows with brand, at and value."""
    found: list[ActionEffect] = []
    for row in actions.to_dict("records"):
        if row["done"] is None or pd.isna(row["done"]) or row["state"] != "done":
            continue
        done = pd.Timestamp(row["done"]).to_pydatetime()
        started = (
            done if row["started"] is None or pd.isna(row["started"]) else pd.Timestamp(row["started"]).to_pydatetime()
        )
        named = row["metric"] if isinstance(row["metric"], str) and row["metric"] else None
        for metric in [named] if named else sorted(measures):
            spans = {
                "before_start": started - BEFORE_AFTER,
                "before_end": started,
                "after_start": done,
                "after_end": min(now, done + BEFORE_AFTER),
            }
            found.append(_effect(str(row["brand"]), str(row["title"]), str(metric), spans, measures.get(str(metric))))
    return found


def _effect(brand: str, title: str, metric: str, spans: dict[str, Any], rows: pd.DataFrame | None) -> ActionEffect:
    if rows is None:
        return ActionEffect(brand=brand, title=title, metric=metric, status=NO_MEASURE, **spans)
    known = rows[rows["value"].notna()]
    at, mine = known["at"], known["brand"] == brand
    before = (at >= spans["before_start"]) & (at < spans["before_end"])
    after = (at >= spans["after_start"]) & (at <= spans["after_end"])
    cells = [known.loc[who & when, "value"].to_numpy(dtype=float) for who in (mine, ~mine) for when in (before, after)]
    means = [float(cell.mean()) if len(cell) else None for cell in cells]
    made = ActionEffect(
        brand=brand,
        title=title,
        metric=metric,
        own_before=means[0],
        own_after=means[1],
        rivals_before=means[2],
        rivals_after=means[3],
        n_before=len(cells[0]),
        n_after=len(cells[1]),
        n_rivals_before=len(cells[2]),
        n_rivals_after=len(cells[3]),
        status=FEW,
        **spans,
    )
    if min(len(cell) for cell in cells) < THRESHOLDS.min_units:
        return made
    effect = float((cells[1].mean() - cells[0].mean()) - (cells[3].mean() - cells[2].mean()))
    reach = float(special.ndtri((1 + CONFIDENCE) / 2)) * math.sqrt(_variance(cells))
    return ActionEffect(
        **(vars(made) | {"effect": effect, "low": effect - reach, "high": effect + reach, "status": OK})
    )


def _variance(cells: Iterable[np.ndarray]) -> float:
    """Of a sum of means of independent cells; of each at least that of a sample in which one unit deviates by 1, as in `welch`:
    reviews that are all alike (none answered) are no proof that the next one would be."""
    return float(sum(max(cell.var(ddof=1), 1 / len(cell)) / len(cell) for cell in cells))
