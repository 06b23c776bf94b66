"""How well brands are told in mentions: the share that users found right in a random sample. Rows of `kpis`."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from analysis.figures.gaps import FEW
from analysis.figures.kpis import OK, Kpi
from analysis.figures.statistics import MIN_SIDE, share_interval
from analysis.figures.units import ALL
from data.state.meant import PRECISION

UNIT = "share of a labelled sample"


def precision_rows(con: duckdb.DuckDBPyConnection, brands: Iterable[str]) -> list[Kpi]:
    """mention_precision of each of `brands` (ids) of which mentions are labelled: the share 0..1 of those labelled that mean
    it, with Wilson's 95 % interval; below MIN_SIDE labels the status says so. No row without labels: not observed.

    The share is of what was taken to mean the brand *before* users took out what does not, for a sample is drawn from what
    is not labelled yet: what remains is at least as precise. All labels count, whenever they were given.
    """
    counted = {
        str(brand): (int(right), int(n))
        for brand, right, n in con.execute(
            "SELECT brand, count(*) FILTER (WHERE meant), count(*) FROM meant_labels GROUP BY brand"
        ).fetchall()
    }
    rows = []
    for brand in sorted(set(brands) & counted.keys()):
        share = share_interval(*counted[brand])
        status = OK if share.n >= MIN_SIDE else FEW
        low, high = max(0.0, share.low), min(1.0, share.high)
        rows.append(Kpi(brand, PRECISION, ALL, UNIT, share.n, share.value, low, high, status))
    return rows
