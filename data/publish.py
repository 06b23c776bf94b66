"""Publication: checks the warehouse, writes an immutable build and points CURRENT at it.

Readers open only the build that CURRENT names. A build is written aside, flushed and renamed, and CURRENT is replaced in
one step, so a kill at any moment leaves the last good build in place. Two builds are kept: a reader may still hold the older.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from data.clock import utc_now
from data.files import sync_file, sync_folder, write_atomic
from data.kinds import KINDS
from data.record.model import KEY_PATTERN
from data.sqlfiles import read_sql, sql_names
from data.views import load_views
from data.warehouse import schema_version
from data.workspace import Workspace

FOLDER = "published"
POINTER = "CURRENT"
_BUILD_NAME = re.compile(r"[\w-]+\.duckdb")
KEPT = 2
KEPT_BACK = frozenset({"ledger", "migrations"})
"""Tables of the warehouse that no build holds, beside those that the kinds of records keep back."""
SYNTHETIC_MARK = "(synthetic)"
"""A workspace whose name carries this says that its data are made up; every reader shows it."""


class PublishError(Exception):
    """A structural check failed: nothing was published and the last good build stays. The message names the rows."""


@dataclass(frozen=True)
class BuildInfo:
    """The one row of a build's `build_info`. `fingerprint` tells what it was made of."""

    build: str
    schema_version: int
    created_at: Any
    workspace: str
    language: str
    timezone: str
    synthetic: bool
    fingerprint: str


def current_build(state_dir: Path) -> Path | None:
    """The published build's file; where CURRENT or what it names is gone, the newest build that was kept; None when nothing has
    been published."""
    path = _named_build(state_dir)
    if path is not None and path.is_file():
        return path
    kept = sorted(path for path in (state_dir / FOLDER).glob("[!.]*.duckdb") if _BUILD_NAME.fullmatch(path.name))
    return kept[-1] if kept else None


def pointer_problem(state_dir: Path) -> str:
    """What is wrong with CURRENT where readers have to open a build that it does not name; '' if nothing."""
    opened, named = current_build(state_dir), _named_build(state_dir)
    if opened is None or opened == named:
        return ""
    found = f"{named.name}, which is gone" if named is not None else "no build"
    return (
        f"{state_dir / FOLDER / POINTER}: expected the name of a build, found {found}. The newest that was kept is read instead, "
        f"{opened.name}; `overheard analyze` publishes a new one."
    )


def other_schema(path: Path, found: int) -> str:
    """What to say of a build whose schema is not this program's, and what to do: an older program cannot make a newer build."""
    remedy = "update Overheard" if found > schema_version() else "run `overheard analyze` to publish again"
    return f"{path}: expected schema {schema_version()}, found {found}: it is of another version of Overheard; {remedy}"


def _named_build(state_dir: Path) -> Path | None:
    """What CURRENT names, there or not; None where it names no build."""
    try:
        name = (state_dir / FOLDER / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    return state_dir / FOLDER / name if _BUILD_NAME.fullmatch(name) else None


def build_info(path: Path) -> BuildInfo:
    """What a build says of itself. Raises duckdb.Error for a file that is no build."""
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("SELECT * FROM build_info").fetchone()
    if row is None:
        raise duckdb.InvalidInputException(f"{path}: expected one row in build_info, found none")
    return BuildInfo(*row)


def failed_checks(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Run data/checks, and what the kinds state; each returns its offending rows. One message a failed check, with up to three
    of its rows."""
    load_views(connection)
    messages = []
    for name, query in [*((name, read_sql("checks", name)) for name in sql_names("checks")), *_checks_of_kinds()]:
        cursor = connection.execute(query)
        rows = cursor.fetchmany(4)
        if rows:
            columns = [column[0] for column in cursor.description or []]
            shown = "; ".join(", ".join(f"{c}={v!r}" for c, v in zip(columns, row, strict=True)) for row in rows[:3])
            messages.append(f"check {name}: expected no rows, found {shown}{' and more' if len(rows) > 3 else ''}")
    return messages


def _checks_of_kinds() -> Iterator[tuple[str, str]]:
    """(name, query): that each table holds a key once, and hashes instead of names."""
    keys, names = [], []
    for model in KINDS.values():
        if model.key_is_proven:
            columns = ", ".join(model.key)
            keys.append(
                f"SELECT '{model.table}' AS table_name, concat_ws(' ', {columns}) AS key, count(*) AS rows "  # noqa: S608
                f"FROM {model.table} GROUP BY {columns} HAVING count(*) > 1"
            )
        if column := model.person_key:
            missing = column in model.needed
            names.append(
                f"SELECT '{model.table}' AS table_name, {column} AS person FROM {model.table} "  # noqa: S608
                f"WHERE NOT coalesce(regexp_full_match({column}, '{KEY_PATTERN}'), {not missing})"
            )
    yield "keys", " UNION ALL ".join(keys)
    yield "raw_names", " UNION ALL ".join(names)


def publish(connection: duckdb.DuckDBPyConnection, workspace: Workspace, fingerprint: str) -> Path:
    """Check, build and publish what `connection` (the warehouse) holds now. Returns the build's file.

    Raises PublishError when a check fails or the build cannot be written; the last good build then stays.
    """
    messages = failed_checks(connection)
    if messages:
        raise PublishError("nothing was published, the last build stays: " + "\n".join(messages))
    folder = workspace.state_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    now = utc_now()
    name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    info = (name, schema_version(), now, workspace.name, workspace.language, workspace.timezone,
            SYNTHETIC_MARK in workspace.name, fingerprint)  # fmt: skip
    fresh, path = folder / f".{name}.tmp", folder / f"{name}.duckdb"
    try:
        _write_build(connection, fresh, info)
        sync_file(fresh)
        fresh.replace(path)
    except (duckdb.IOException, OSError) as error:  # what is half written on a full disk is in the way of mending it
        _remove(fresh)
        raise PublishError(
            f"nothing was published, the last build stays: {path} cannot be written: {_reason(error)}. If the disk is full, "
            "free some space and run `overheard analyze`."
        ) from None
    except BaseException:
        _remove(fresh)
        raise
    sync_folder(folder)
    write_atomic(folder / POINTER, path.name + "\n")
    _sweep(folder, path)
    return path


def _remove(fresh: Path) -> None:
    for leftover in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        leftover.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    """Its last cause on one line: DuckDB tells first what the failure led to."""
    return " ".join(str(error).rpartition("Original error: ")[2].split())


def build_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """The tables of a build: name -> what one row is, and the query on the warehouse (`connection`) that fills it:
    data/marts/<name>.sql where a build holds less than the warehouse, else the table as it is."""
    kept_back = KEPT_BACK.union(*(model.kept_back for model in KINDS.values()))
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary AND NOT internal "
        "ORDER BY table_name"
    ).fetchall()
    parts = sql_names("marts")
    grains = _grains()
    return {
        table: _described(read_sql("marts", table) if table in parts else f"{grains[table]}FROM {table}")
        for (table,) in found
        if table in grains and table not in kept_back  # what no migration makes, an analysis keeps for itself
    }


def _grains() -> dict[str, str]:
    """Table of the warehouse -> the comment above the migration that made it as it is."""
    made = re.compile(r"((?:^--.*\n)+)CREATE TABLE (\w+) \(", re.MULTILINE)
    return {
        table: text for name in sql_names("migrations") for text, table in made.findall(read_sql("migrations", name))
    }


def _described(text: str) -> tuple[str, str]:
    """The comment that a file of SQL begins with, and the query below it."""
    lines = text.strip().splitlines()
    comments = list(takewhile(lambda line: line.startswith("--"), lines))
    purpose = " ".join(line.lstrip("- ") for line in comments).removeprefix("grain: ")
    return purpose[:1].upper() + purpose[1:], "\n".join(lines[len(comments) :])


def _write_build(connection: duckdb.DuckDBPyConnection, path: Path, info: tuple[Any, ...]) -> None:
    tables = build_tables(connection)
    connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS build")
    try:
        for table, (_, query) in tables.items():
            connection.execute(f"CREATE TABLE build.{table} AS {query}")
        connection.execute(
            "CREATE TABLE build.build_info (build VARCHAR, schema_version INTEGER, created_at TIMESTAMP, workspace VARCHAR, "
            "language VARCHAR, timezone VARCHAR, synthetic BOOLEAN, fingerprint VARCHAR)"
        )
        connection.execute("INSERT INTO build.build_info VALUES (?, ?, ?, ?, ?, ?, ?, ?)", info)
        connection.execute("CHECKPOINT build")
    finally:
        connection.execute("DETACH build")


def drop_builds(state_dir: Path, current: Path) -> None:
    """Remove all builds but `current`: the others hold what is to be held no more."""
    for path in (state_dir / FOLDER).glob("*.duckdb"):
        if path != current:
            path.unlink()


def _sweep(folder: Path, current: Path) -> None:
    """Remove builds beyond the newest KEPT and what killed publications left."""
    older = sorted(
        (path for path in folder.glob("*.duckdb") if path != current), key=lambda path: path.stat().st_mtime_ns
    )
    for path in older[: 1 - KEPT]:
        path.unlink()
    for path in [*folder.glob(".*.tmp"), *folder.glob(".*.tmp.wal")]:
        path.unlink()
