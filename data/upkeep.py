"""Upkeep of a workspace, so that years of nights fit the disk and keep the promise of `crawl.retention_days`."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from data.landing import FOLDER, prefix_hash
from data.sqlfiles import read_sql
from data.state.runs import RUNNING, prune_runs, read_runs
from data.warehouse import transaction
from data.witnesses import check_deletion

LANDING_DAYS = 90
"""How long a landing file stays after it was fully loaded: long enough to load it again into a lost warehouse."""
LEFTOVER_DAYS = 1
"""Age at which a half-written file (`.*.tmp`) is what a killed process left."""
DAY_SECONDS = 86_400
STAMPS = ("fetched_at", "first_seen", "last_seen", "removed_at", "seen_until", "loaded_at", "imported_at")
"""Columns that hold our own clock's time, and are in no table's key."""


def correct_stamps(connection: duckdb.DuckDBPyConnection, now: datetime, to: datetime) -> int:
    """Set to `to` what says that we saw, loaded or imported it more than an hour after `now` (both naive UTC); returns how many
    times. A clock that was ahead wrote them, and they would outrank true ones until their day came."""
    corrected = 0
    columns = connection.execute(read_sql("retention", "stamps"), [list(STAMPS)]).fetchall()
    with transaction(connection):
        for table, column in columns:
            # Names of our own tables and columns, which cannot be parameters.
            statement = f'UPDATE "{table}" SET "{column}" = $to WHERE "{column}" > $now + INTERVAL 1 HOUR'  # noqa: S608
            done = connection.execute(statement, {"now": now, "to": to}).fetchone()
            corrected += int(done[0]) if done else 0
    return corrected


def forget_old(
    connection: duckdb.DuckDBPyConnection, now: datetime, retention_days: int, *, confirmed: bool = False
) -> int:
    """Delete what is older than `retention_days` before `now` (naive UTC) in one transaction; returns how many reviews and
    mentions.

    Age counts from the last sighting: a review that its page still shows is not forgotten, however old. Survey comments and
    shoppers' notes go by the day they were asked for. Raises RefusedError, nothing deleted, for more than a night's worth that is
    not `confirmed`.
    """
    limit = now - timedelta(days=retention_days)
    with transaction(connection):
        for statement in duckdb.extract_statements(read_sql("retention", "forget")):
            connection.execute(statement, {"limit": limit} if statement.named_parameters else None)
        row = connection.execute("SELECT count(*) FROM forgotten").fetchone()
        if row and not confirmed:
            kept = connection.execute(
                "SELECT (SELECT count(*) FROM reviews) + (SELECT count(*) FROM mentions)"
            ).fetchone()
            check_deletion(row[0], kept[0] - row[0] if kept else 0, f"crawl.retention_days = {retention_days}")
        connection.execute(read_sql("retention", "erase"))
        connection.execute("DROP TABLE forgotten")
    return int(row[0]) if row else 0


def tidy(
    connection: duckdb.DuckDBPyConnection, state_dir: Path, now: datetime, retention_days: int = LANDING_DAYS
) -> list[str]:
    """Remove fully loaded landing runs older than LANDING_DAYS, or `retention_days` where that is less, run files
    beyond data.state.runs.KEPT and leftovers of killed
    processes. Hold locks.WRITE, after a publication. Returns the landing runs removed.

    The ledger keeps its rows, so a file that is gone is no news, and one that comes back from a backup is not loaded twice.
    """
    removed = _prune_landing(connection, state_dir, now - timedelta(days=min(LANDING_DAYS, retention_days)))
    prune_runs(state_dir)
    oldest = time.time() - LEFTOVER_DAYS * DAY_SECONDS
    for folder in ("runs", "state"):
        for path in (state_dir / folder).glob(".*.tmp"):
            if path.stat().st_mtime < oldest:
                path.unlink()
    return removed


def _prune_landing(connection: duckdb.DuckDBPyConnection, state_dir: Path, limit: datetime) -> list[str]:
    rows = connection.execute("SELECT file, bytes, sha256, loaded_at FROM ledger").fetchall()
    ledger = {str(row[0]): (int(row[1]), str(row[2]), row[3]) for row in rows}
    working = {run.run_id for run in read_runs(state_dir) if run.status == RUNNING}
    removed = []
    for folder in sorted(path for path in (state_dir / FOLDER).glob("*") if path.is_dir() and not path.is_symlink()):
        files = sorted(folder.iterdir())
        if files and folder.name not in working and all(_is_done(path, ledger, limit) for path in files):
            shutil.rmtree(folder)
            removed.append(folder.name)
    return removed


def _is_done(path: Path, ledger: dict[str, tuple[int, str, datetime]], limit: datetime) -> bool:
    """Whether a landing file was loaded before `limit` to its last byte, and is still what was loaded."""
    row = ledger.get(f"{path.parent.name}/{path.name}")
    if row is None:  # an empty file never gets a ledger row
        found = path.stat()
        return (
            path.is_file()
            and found.st_size == 0
            and datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None) < limit
        )
    size, digest, loaded_at = row
    return loaded_at < limit and path.stat().st_size == size and prefix_hash(path, size) == digest
