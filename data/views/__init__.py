"""What several queries mean by the same words ("a customer's text", "a live channel", "observed"), defined once.

Each file defines temporary views and macros, which may use one another. `load_views` puts them on a connection, of the
warehouse or of a build.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import duckdb

from data.sqlfiles import read_sql, sql_names
from data.thresholds import thresholds_view

_BEGIN = re.compile(r"^(?=CREATE OR REPLACE TEMP (?:VIEW|MACRO) (\w+))", re.MULTILINE)


@cache
def definitions() -> Mapping[str, str]:
    """Name of a view or macro -> the statement that makes it."""
    text = ";\n".join([thresholds_view(), *(read_sql("views", name) for name in sql_names("views"))])
    _, *parts = _BEGIN.split(re.sub(r"--.*", "", text))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def load_views(connection: duckdb.DuckDBPyConnection, query: str | None = None) -> None:
    """Make the views that `query` names (None: all), and those they are made of, on `connection`, whose database is a
    warehouse or a build. Calling it again changes nothing. A cursor of the connection has views of its own."""
    statements = _needed_by(query)
    if statements:
        connection.execute(statements)


@cache
def _needed_by(query: str | None) -> str:
    found: dict[str, str] = {}

    def add(names: list[str]) -> None:
        for name in names:
            if name not in found:
                statement = definitions()[name]
                add([used for used in _named(statement) if used != name])
                found[name] = statement

    add(list(definitions()) if query is None else _named(query))
    return ";\n".join(found.values())


def _named(text: str) -> list[str]:
    """The views and macros whose names occur in a statement."""
    words = set(re.findall(r"\w+", text))
    return [name for name in definitions() if name in words]
