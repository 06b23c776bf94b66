"""A place in search that moved and stayed: the newest look-ups against those before, by median and spread. Positions go to and
fro by themselves, some by much, so what one or two look-ups show (the table `changes`) is no signal yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

from analysis.figures.changes import RANK, Change
from analysis.figures.signals.signal import RANKING
from analysis.figures.signals.sums import Bools, Floats
from data.thresholds import THRESHOLDS

LOOKS = 5
"""Look-ups of different days that must all lie beyond what was seen before."""
PAST, LEAST = 60, 14
"""Look-ups before them that are compared, at most and at least."""
TIMES = 5.0
"""Robust standard deviations by which the median must have moved."""
SHARE = 0.5
"""By which share of the deeper place it must have moved: 17 to 20 is a whim where 2 to 5 is news."""
_DEVIATION = 1.4826
"""By which a median absolute deviation is a standard deviation."""


def moves(ranks: pd.DataFrame, brands: Sequence[str]) -> Iterator[Change]:
    """The moves of each brand's best organic place, as changes seen when they were certain: `before` and `after` are medians,
    None: not on the page. `ranks` has the columns of ranks.sql; look-ups without a page are none."""
    seen = ranks[ranks["observed"].astype(bool)]
    for place, rows in seen.groupby(["engine", "market", "device", "keyword"], sort=True):
        looks = [pd.Timestamp(at).to_pydatetime() for at in sorted(rows.loc[rows["brand"] == "", "looked_up"])]
        if len(looks) >= LEAST + LOOKS:
            yield from _of_place([str(part) for part in place], looks, rows[rows["position"].notna()], brands)


def _of_place(
    place: Sequence[str], looks: Sequence[datetime], rows: pd.DataFrame, brands: Sequence[str]
) -> Iterator[Change]:
    if rows.empty:
        return
    off = float(rows["position"].max()) + 1
    table = rows.pivot_table(index="looked_up", columns="brand", values="position", aggfunc="min")
    positions = (
        table.reindex(index=pd.to_datetime(pd.Series(looks)), columns=list(brands)).fillna(off).to_numpy(dtype=float)
    )
    usual, now, moved = _compared(positions)
    for column, brand in enumerate(brands):
        known = -2 * LOOKS
        for row in np.flatnonzero(moved[:, column]).tolist():
            if row - known > LOOKS:
                before, after = float(usual[row, column]), float(now[row, column])
                yield Change(
                    brand=brand,
                    kind=RANKING,
                    record_id="|".join(place),
                    seen_at=looks[row + LEAST + LOOKS - 1],
                    what=RANK,
                    topic=place[3],
                    before=_shown(before, off),
                    after=_shown(after, off),
                    before_seen=looks[row + LEAST - 1],
                    url=_address(rows, brand),
                )
            known = row


def _compared(positions: Floats) -> tuple[Floats, Floats, Bools]:
    """Of look-ups × brands, for each LOOKS of them that follow at least LEAST: the median before, their own, and whether that
    moved."""
    newest = sliding_window_view(positions, LOOKS, axis=0)[LEAST:]
    filled = np.concatenate([np.full((PAST, positions.shape[1]), np.nan), positions])
    past = sliding_window_view(filled, PAST, axis=0)[LEAST : LEAST + len(newest)]
    usual, now = np.nanmedian(past, axis=2), np.median(newest, axis=2)
    spread = np.nanmedian(np.abs(past - usual[:, :, None]), axis=2) * _DEVIATION
    least = np.maximum(THRESHOLDS.rank_places, SHARE * np.maximum(usual, now))
    far = np.abs(now - usual) >= np.maximum(least, TIMES * spread)
    beyond = (newest.min(axis=2) > np.nanmax(past, axis=2)) | (newest.max(axis=2) < np.nanmin(past, axis=2))
    return usual, now, np.asarray(far & beyond)


def _shown(position: float, off: float) -> str | None:
    return None if position >= off else f"{position:g}"


def _address(rows: pd.DataFrame, brand: str) -> str:
    """The newest page of a brand on these result pages."""
    mine = rows.loc[rows["brand"] == brand].sort_values("looked_up")
    return str(mine["url"].iloc[-1]) if len(mine) else ""
