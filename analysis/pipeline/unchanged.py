"""Whether an analysis would say the same again: nothing it is made of has changed since the last one of the same day.

The edition then stays as it is: it states the window that it was made of, and that holds all there is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

import analysis
import crawlers
import data
from analysis.reading.known_texts import note_of, write_note
from data.state.topic_answers import dismissed_topics
from data.workspace import Workspace

NOTE = "analysed"
"""The name of the note that says what the last edition was made of."""
NOT_MADE_OF = (
    "runs",
    "ledger",
    "migrations",
    "stale",
    "analysis_notes",
    "known_texts",
    "known_signatures",
    "known_pairs",
)
"""Tables that say how the others came about."""


def is_unchanged(con: duckdb.DuckDBPyConnection, workspace: Workspace, now: datetime) -> datetime | None:
    """When the last analysis was made (naive UTC), if it was made on the day of `now` in the workspace's time zone, of what the
    tables, the workspace and the program hold now; else None."""
    note = json.loads(note_of(con, NOTE) or "{}")
    if not note:
        return None
    made = datetime.fromisoformat(note["at"])
    zone = ZoneInfo(workspace.timezone)
    days = {moment.replace(tzinfo=UTC).astimezone(zone).date() for moment in (made, now)}
    if made > now or len(days) > 1 or note["of"] != _made_of(con, workspace):
        return None
    return made


def note_made(con: duckdb.DuckDBPyConnection, workspace: Workspace, now: datetime) -> None:
    """Remember what an analysis was made of. Within the transaction that writes it, at its end."""
    write_note(con, NOTE, json.dumps({"at": now.isoformat(), "of": _made_of(con, workspace)}))


def _made_of(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> str:
    """All that an analysis reads and writes, as one hash: rows, settings, users' answers, models, the program."""
    digest = hashlib.sha256(_program().encode())
    tables = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary AND NOT internal "
        "ORDER BY table_name"
    ).fetchall()
    for (table,) in tables:
        if table not in NOT_MADE_OF:
            rows = con.execute(f'SELECT count(*), sum(hash(t)) FROM "{table}" t').fetchone()  # noqa: S608 - our own names
            digest.update(f"{table} {rows}\n".encode())
    digest.update(repr(workspace).encode())
    digest.update(repr(sorted(dismissed_topics(workspace.state_dir)[0])).encode())
    digest.update(_files([workspace.state_dir / "models", *workspace.sentiment_folders.values()]).encode())
    return digest.hexdigest()


@cache
def _program() -> str:
    """The files of this program and the names of the packages beside it, as one hash."""
    rooms = [Path(room.__file__).parent for room in (analysis, crawlers, data) if room.__file__]
    packages = Path(duckdb.__file__).parents[1].glob("*.dist-info")
    return _files(rooms) + " ".join(sorted(path.name for path in packages))


def _files(folders: Iterable[Path]) -> str:
    found = sorted(
        (str(path), path.stat().st_size, path.stat().st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    return hashlib.sha256(repr(found).encode()).hexdigest()
