"""The way in and out of the database for `jobs.py`: SQL files, frames in, rows out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
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
    date: pa.date32(),
}
_WITH_GAPS = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
"""What whole numbers become where some are missing."""


@cache
def sql(name: str) -> str:
    """The text of analysis/sql/<name>.sql."""
    return (files("analysis") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def frame(con: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> pd.DataFrame:
    """The rows of sql/<name>.sql with `parameters` for its $names."""
    return con.execute(sql(name), parameters).df()


def large_frame(con: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> pd.DataFrame:
    """As `frame`, of very many rows without dates (times are well): by way of Arrow, for words that are made Python's one by one
    take twice as long and four times the memory."""
    table = con.sql(sql(name), params=parameters).to_arrow_table().combine_chunks()
    return pd.DataFrame({column: _series(table[column]) for column in table.column_names})


def _series(column: pa.ChunkedArray) -> pd.Series:
    """A column as DuckDB itself would make it one of a frame."""
    if pa.types.is_string(column.type) and column.null_count == len(column):
        return pd.Series([None] * len(column), dtype=object)
    whole = _WITH_GAPS if column.null_count else {}
    found: pd.Series = column.to_pandas(types_mapper=whole.get)
    return found


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> int:
    """Append rows, each a mapping of column -> value, or a frame (None or NaN: NULL). Returns how many. All rows have the same
    columns; those of the table that are not named become NULL."""
    added = pa.Table.from_pandas(rows, preserve_index=False) if isinstance(rows, pd.DataFrame) else _table(list(rows))
    if not added.num_rows:
        return 0
    names = ", ".join(f'"{name}"' for name in added.column_names)
    with staged(con, staged_rows=added):
        con.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM staged_rows')  # noqa: S608 - our own names
    return int(added.num_rows)


def _table(rows: list[Mapping[str, Any]]) -> pa.Table:
    columns = {}
    for name in rows[0] if rows else ():
        values = [plain(row[name]) for row in rows]
        kind = next((type(value) for value in values if value is not None), str)
        columns[name] = pa.array(values, type=_TYPES[kind])
    return pa.table(columns)


@contextmanager
def staged(con: duckdb.DuckDBPyConnection, **tables: pa.Table) -> Iterator[None]:
    """Arrow tables that queries on `con` may name while the block runs."""
    named: list[str] = []
    try:
        for name, table in tables.items():
            con.register(name, table)
            named.append(name)
        yield
    finally:
        for name in named:
            con.unregister(name)


def plain(value: Any) -> Any:
    """A value as tables hold it: NaN and NaT as None, numpy scalars as Python's own."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    item = value.item() if hasattr(value, "item") else value
    if isinstance(item, float) and math.isnan(item):
        return None
    return item
