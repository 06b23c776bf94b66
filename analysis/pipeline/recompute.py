"""A frozen edition computed once more, from what was kept with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import duckdb

from analysis.coverage import Coverage, Stretch
from analysis.figures.editions.edition import Edition
from analysis.figures.editions.nights import with_nights
from analysis.figures.editions.values import Values
from analysis.figures.gaps import NOT_STORED, in_order, with_q
from analysis.tables import frame, plain

Row = dict[str, Any]


def recomputed(con: duckdb.DuckDBPyConnection, edition: str) -> list[Row]:
    """The tested rows of `gaps` of an edition, from its values, its coverage and its parameters alone: equal to those that it
    holds, to the last bit, unless it was redacted. `con`: a warehouse or a build. Raises LookupError where there is no such
    edition."""
    found = kept_values(con, edition)
    rows = with_nights(with_q(in_order(found.rows())), found.earlier, found.edition)
    return [
        {name: plain(value) for name, value in asdict(row).items() if name not in NOT_STORED} | {"edition": edition}
        for row in rows
    ]


def kept_values(con: duckdb.DuckDBPyConnection, edition: str) -> Values:
    """What was kept with an edition. Raises LookupError where there is none of that name, or nothing was kept yet."""
    row = con.execute(
        "SELECT window_start, window_end, parameters, coverage FROM editions WHERE edition = ?", [edition]
    ).fetchone()
    if row is None:
        raise LookupError(f"editions: expected the edition {edition}, found none of that name")
    start, end, parameters, coverage = row[0], row[1], json.loads(row[2]), json.loads(row[3])
    if "compared_brands" not in parameters:
        raise LookupError(
            f"edition {edition}: expected the values it was made of, found none: it is older than they are kept"
        )
    return Values(
        frame=frame(con, "edition_values", edition=edition),
        brands=parameters["compared_brands"],
        drivers=parameters["compared_drivers"],
        coverage=coverage_kept(coverage),
        edition=Edition(edition, start, end, parameters["window_days"]),
    )


def coverage_kept(coverage: Mapping[str, Any]) -> Coverage:
    """The stretches of time that the column `coverage` of an edition states."""
    return {
        (brand, source): tuple(
            Stretch(datetime.fromisoformat(start), datetime.fromisoformat(end), how) for start, end, how in stretches
        )
        for brand, known in coverage.items()
        for source, stretches in known.get("stretches", {}).items()
    }
