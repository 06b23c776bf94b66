"""The way in and out of the database for `jobs.py`: SQL files, frames in, rows out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us"),
}


@cache
def sql(name: str) -> str:
    """The text of analysis/sql/<name>.sql."""
    return (files("analysis") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def frame(con: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> pd.DataFrame:
    """The rows of sql/<name>.sql with `parameters` for its $names."""
    return con.execute(sql(name), parameters).df()


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Append rows, each a mapping of column -> value (None or NaN: NULL). Returns how many. All rows have the same
    columns; those of the table that are not named become NULL."""
    rows = list(rows)
    if not rows:
        return 0
    columns = {}
    for name in rows[0]:
        values = [_plain(row[name]) for row in rows]
        kind = next((type(value) for value in values if value is not None), str)
        columns[name] = pa.array(values, type=_TYPES[kind])
    staged = pa.table(columns)
    con.register("staged_rows", staged)
    try:
        names = ", ".join(f'"{name}"' for name in columns)
        con.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM staged_rows')  # noqa: S608 - our own names
    finally:
        con.unregister("staged_rows")
    return len(rows)


def delete_keys(con: duckdb.DuckDBPyConnection, table: str, kind: str, ids: Iterable[str]) -> None:
    """Delete the rows of `table` (opinions or scored) of the records `ids` of one kind."""
    con.execute(
        f'DELETE FROM "{table}" WHERE record_kind = $kind AND record_id IN (SELECT unnest($ids))',  # noqa: S608
        {"kind": kind, "ids": list(ids)},
    )


def set_languages(con: duckdb.DuckDBPyConnection, table: str, key: str, languages: Mapping[str, str | None]) -> None:
    """Write the language of records of `table` (reviews or faqs, named by the column `key`)."""
    found = pa.table(
        {
            "id": pa.array(list(languages), type=pa.string()),
            "code": pa.array(list(languages.values()), type=pa.string()),
        }
    )
    con.register("found_languages", found)
    try:
        con.execute(
            f'UPDATE "{table}" SET language = f.code FROM found_languages f '  # noqa: S608 - our own names
            f'WHERE "{table}"."{key}" = f.id AND "{table}".language IS DISTINCT FROM f.code'
        )
    finally:
        con.unregister("found_languages")


def _plain(value: Any) -> Any:
    """A value as Arrow takes it: NaN and NaT as None, numpy scalars as Python's own."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float) and math.isnan(item):
        return None
    return item
