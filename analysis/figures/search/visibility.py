"""Visibility in search: Σ volume × CTR(position) / Σ volume × CTR(1). The click curve is ctr.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from analysis.figures.statistics import Interval, mean_interval
from analysis.marks import UNKNOWN_MARKET
from analysis.text.lexicons import LexiconError

PATH = "analysis/figures/search/ctr.toml"


@dataclass(frozen=True)
class ClickCurve:
    """Share 0..1 of searchers who click each organic position, the first one first; 0 beyond. `source`: where from."""

    organic: tuple[float, ...]
    source: str

    def at(self, position: int) -> float:
        """The share at an organic position from 1 on; 0 for one below the curve's end."""
        return self.organic[position - 1] if 1 <= position <= len(self.organic) else 0.0


@cache
def click_curve() -> ClickCurve:
    """The curve of ctr.toml. Raises LexiconError naming the key."""
    content = tomllib.loads((files("analysis.figures.search") / "ctr.toml").read_text(encoding="utf-8"))
    shares, source = content.get("organic"), content.get("source")
    numbers = isinstance(shares, list) and all(isinstance(share, float) and 0 <= share <= 1 for share in shares)
    if not numbers or not shares or shares != sorted(shares, reverse=True) or shares[0] <= 0:
        raise LexiconError(f"{PATH}: organic: expected shares 0..1 that never rise, found {shares!r}")
    if not isinstance(source, str):
        raise LexiconError(f"{PATH}: source: expected text, found {source!r}")
    return ClickCurve(tuple(shares), source)


@dataclass(frozen=True)
class Visibility:
    """Of one brand on one engine, market and device: `share` is the mean over crawls with its 95 % interval over crawls
    (none for a single crawl); its n counts look-ups. `weighted`: by volume, for every keyword's volume is known."""

    brand: str
    place: str
    share: Interval
    weighted: bool


def visibility(
    rankings: pd.DataFrame, volumes: Mapping[tuple[str, str], int], brands: list[str], start: datetime, end: datetime
) -> list[Visibility]:
    """Visibility of each brand within [start, end], engines, markets and devices apart.

    `rankings` has the columns of the table; `volumes` (keyword, market) -> searches a month, the market perhaps
    UNKNOWN_MARKET. If the volume of any
    keyword of a place is unknown, all its keywords weigh the same. A brand that is not on a page gets 0 for it.
    """
    rows = rankings[(rankings["fetched_at"] >= start) & (rankings["fetched_at"] <= end)]
    curve = click_curve()
    found: list[Visibility] = []
    for (engine, market, device), place in rows.groupby(["engine", "market", "device"], sort=True):
        known = {
            str(keyword): volumes.get((str(keyword), str(market)), volumes.get((str(keyword), UNKNOWN_MARKET)))
            for keyword in place["keyword"].unique()
        }
        weighted = all(volume for volume in known.values())
        weight = {keyword: float(volume or 0) if weighted else 1.0 for keyword, volume in known.items()}
        look_ups = place[["run_id", "keyword"]].drop_duplicates()
        organic = place[(place["kind"] == "organic") & place["brand"].isin(brands)]
        best = organic.groupby(["brand", "run_id", "keyword"])["position"].min()
        for brand in brands:
            mine = best.loc[brand] if brand in best.index.get_level_values(0) else {}
            gained: dict[str, float] = {}
            possible: dict[str, float] = {}
            for run_id, keyword in look_ups.itertuples(index=False):
                position = mine.get((run_id, keyword), 0)
                gained[run_id] = gained.get(run_id, 0.0) + weight[keyword] * curve.at(int(position))
                possible[run_id] = possible.get(run_id, 0.0) + weight[keyword] * curve.at(1)
            crawls = np.array([gained[run] / possible[run] for run in sorted(gained)], dtype=float)
            interval = mean_interval(crawls, floored=False)
            name = " ".join(filter(None, map(str, (engine, market, device))))
            share = Interval(interval.value, interval.low, interval.high, len(look_ups))
            found.append(Visibility(brand, name, share, weighted))
    return found
