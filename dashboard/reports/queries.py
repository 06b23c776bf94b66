"""All the app and the exports ask of a published build: SELECTs from sql/*.sql, as data frames, dicts or a SwotReport.

A build is one immutable DuckDB file. It is opened read-only once per process and shared; each call takes its own
cursor, so threads do not meet. No Streamlit here: the command line exports through this module too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb

from analysis.text.drivers import NO_OWN_DRIVERS, use_own_drivers
from dashboard.reports.editions import changes_between
from dashboard.reports.messages import t
from dashboard.reports.names import rival_name, topic_name
from dashboard.reports.sqlfile import read_query
from dashboard.reports.swot import REMOVED, BrandSummary, EditionChanges, Evidence, Failure, SwotLine, SwotReport
from data.publish import current_build, other_schema
from data.views import load_views
from data.warehouse import schema_version

if TYPE_CHECKING:
    import pandas as pd  # a command that reads rows alone, such as status, does without it

Row = dict[str, Any]


class SchemaMismatchError(Exception):
    """The build was written by another version of Overheard; `found` and `expected` are schema versions."""

    def __init__(self, path: Path, found: int, expected: int) -> None:
        super().__init__(other_schema(path, found))
        self.path, self.found, self.expected = path, found, expected


class NoEditionError(Exception):
    """The build holds no such edition or brand; the message names it and what there is."""


@dataclass(frozen=True)
class Build:
    """An open build and the row of its build_info. Times are naive UTC; `timezone` is for showing them."""

    path: Path
    name: str
    schema_version: int
    created_at: datetime
    workspace: str
    language: str
    timezone: str
    synthetic: bool
    fingerprint: str
    connection: duckdb.DuckDBPyConnection
    own_drivers: str = NO_OWN_DRIVERS
    """The drivers of the workspace's own that any of its editions names, as JSON."""

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own on the shared connection, without the views of data/views."""
        return self.connection.cursor()


_open: dict[Path, Build] = {}
_lock = Lock()


def latest_build(state_dir: Path) -> Build | None:
    """The build `CURRENT` names, or None before the first publication. Raises SchemaMismatchError.

    Cheap enough for every rerun: a build that is already open is returned as it is, a new one is opened and the old one
    dropped (its connection closes when the last page that holds it is done)."""
    path = current_build(state_dir)
    return None if path is None else open_build(path)


def open_build(path: Path) -> Build:
    """The build at `path`, opened read-only once per process; from now on its drivers are named here. Raises
    SchemaMismatchError, duckdb.Error."""
    path = path.resolve()
    with _lock:
        if path not in _open:
            build = _connect(path)
            for other in [known for known in _open if known.parent == path.parent]:
                del _open[other]
            _open[path] = build
        build = _open[path]
    use_own_drivers(build.own_drivers)
    return build


def _connect(path: Path) -> Build:
    connection = duckdb.connect(str(path), read_only=True)
    row = _rows(connection, "build_info", {})[0]
    if row["schema_version"] != schema_version():
        connection.close()
        raise SchemaMismatchError(path, row["schema_version"], schema_version())
    build: Build = _picked(Build, row | {"path": path, "name": row["build"], "connection": connection})
    return replace(build, own_drivers=_own_drivers(build))


def _own_drivers(build: Build) -> str:
    """Of drivers that several editions name, as the newest does."""
    own: dict[str, Any] = {}
    for edition in reversed(editions(build)):
        own |= {driver["id"]: driver for driver in edition["parameters"].get("own_drivers", [])}
    return json.dumps(list(own.values()), ensure_ascii=False, sort_keys=True)


def _execute(cursor: duckdb.DuckDBPyConnection, name: str, params: Row) -> duckdb.DuckDBPyConnection:
    query = read_query(name)
    load_views(cursor, query)
    return cursor.execute(query, params)


def _rows(cursor: duckdb.DuckDBPyConnection, name: str, params: Row) -> list[Row]:
    _execute(cursor, name, params)
    columns = [column[0] for column in cursor.description or []]
    return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]


def rows(build: Build, name: str, **params: Any) -> list[Row]:
    """The rows of sql/<name>.sql as dicts of plain Python values (NULL is None, times naive UTC)."""
    return _rows(build.cursor(), name, params)


def frame(build: Build, name: str, **params: Any) -> pd.DataFrame:
    """The rows of sql/<name>.sql as a data frame; columns and grain are in the file."""
    return _execute(build.cursor(), name, params).df()


def editions(build: Build) -> list[Row]:
    """All editions, newest first, with `parameters` and `models` as dicts."""
    found = rows(build, "editions")
    for row in found:
        row["parameters"], row["models"] = _json(row["parameters"]), _json(row["models"])
    return found


def _json(value: str | None) -> dict[str, Any]:
    decoded = json.loads(value) if value else {}
    return decoded if isinstance(decoded, dict) else {"value": decoded}


def persona(build: Build, edition: str, name: str) -> Row:
    """The persona of an edition by its id or name, any case. Raises NoEditionError."""
    known = rows(build, "personas", edition=edition)
    for row in known:
        if name.strip().casefold() in (row["persona"].casefold(), row["name"].casefold()):
            return row
    names = ", ".join(row["name"] for row in known) or "(none: overheard.toml has no [[persona]])"
    raise NoEditionError(f"expected one of the personas of {edition}, {names}, found {name!r}")


def swot_report(build: Build, brand: str | None = None, edition: str | None = None) -> SwotReport:
    """The SWOT of `brand` (its id; default: the own brand) in `edition` (default: the newest), with all it cites.

    Raises NoEditionError when the build does not hold that edition or brand."""
    known = {row["edition"]: row for row in editions(build)}
    names = {row["brand"]: row["name"] for row in rows(build, "brands")}
    edition = edition or next(iter(known), None)
    brand = brand or next(iter(names), None)
    if edition is None or edition not in known:
        raise NoEditionError(f"expected one of the editions {', '.join(known) or '(none yet)'}, found {edition}")
    if brand is None or brand not in names:
        raise NoEditionError(
            f"{build.name}: expected one of the brands {', '.join(names) or '(none yet)'}, found {brand}"
        )
    chosen = known[edition]
    evidence = _evidence(build, edition, brand)
    lines = rows(build, "lines", edition=edition, brand=brand)
    leads = rows(build, "leads", edition=edition, brand=brand)
    changes = changes_by_edition(build, brand)[edition]
    for row in lines:
        row["change"] = changes.of_line.get(row["line_id"])
    return SwotReport(
        workspace=build.workspace,
        synthetic=build.synthetic,
        build=build.name,
        edition=edition,
        edition_status=chosen["status"],
        window_start=chosen["window_start"],
        window_end=chosen["window_end"],
        created_at=chosen["created_at"],
        brand=brand,
        brand_name=names[brand],
        lines=tuple(_line(row, names, evidence) for row in lines),
        leads=tuple(_line(row, names, evidence) for row in leads),
        brands=brand_summaries(build, edition),
        failures=tuple(_picked(Failure, row) for row in rows(build, "failures")),
        parameters=chosen["parameters"],
        models=chosen["models"],
        changes=changes,
    )


def changes_by_edition(build: Build, brand: str) -> dict[str, EditionChanges]:
    """Edition -> what changed in the SWOT of `brand` against the edition before, of all editions, oldest first."""
    names = [str(row["edition"]) for row in rows(build, "editions")]
    return changes_between(names, rows(build, "lines_of_editions", brand=brand))


def edition_lines(build: Build, most: int = 1) -> list[str]:
    """What the newest editions say of the own brand that those before did not, in a line each."""
    own = next((row for row in rows(build, "brands")), None)
    found = editions(build)[:most]
    if own is None or not found:
        return []
    changes = changes_by_edition(build, str(own["brand"]))
    return [
        t(
            "export.changes.line",
            edition=row["edition"],
            status=row["status"],
            brand=own["name"],
            changes=changes[row["edition"]].said,
        )
        for row in found
    ]


def brand_summaries(build: Build, edition: str) -> tuple[BrandSummary, ...]:
    """What was observed of each brand, own first."""
    found = rows(build, "brand_summaries", edition=edition)
    for row in found:
        row["channels"] = None if row["channels"] is None else tuple(row["channels"])
    return tuple(_picked(BrandSummary, row) for row in found)


def _evidence(build: Build, edition: str, brand: str) -> dict[str, tuple[Evidence, ...]]:
    by_line: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows(build, "evidence", edition=edition, brand=brand):
        if row["quote"] == REMOVED:
            row["quote"] = t("app.quote.removed")
        by_line[row["line_id"]].append(_picked(Evidence, row))
    return {line_id: tuple(found) for line_id, found in by_line.items()}


def _line(row: Row, names: dict[str, str], evidence: dict[str, tuple[Evidence, ...]]) -> SwotLine:
    derived = {
        "topic_name": row["topic"] if row["kind"] == "ranking" else topic_name(row["topic"]),
        "rival_name": rival_name(row["rival"], names),
        "evidence": evidence.get(row["line_id"], ()),
    }
    line: SwotLine = _picked(SwotLine, row | derived)
    return line


def _picked(kind: type[Any], row: Row) -> Any:
    """An instance of the dataclass `kind` from the columns of `row` it has fields for."""
    wanted = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in row.items() if name in wanted})
