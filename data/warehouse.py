"""The warehouse: one DuckDB file that one process writes at a time (hold `locks.WRITE`), brought up to date by migrations."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from data.sqlfiles import read_sql, sql_names
from data.views import load_views

FILE_NAME = "warehouse.duckdb"
MIGRATIONS = "migrations"
HEADER_BYTES = 3 * 4096
MAGIC, MAGIC_AT = b"DUCK", 8
DAMAGED = "if the file is damaged, restore it from a backup, or move it away: landed files that are still there are loaded again."


class WarehouseError(Exception):
    """The warehouse cannot be used; the message says why and what to do."""


def schema_version() -> int:
    """The schema this program knows: the number of its migrations."""
    return len(sql_names(MIGRATIONS))


def open_warehouse(state_dir: Path, keep: Callable[[Path], object] = lambda _: None) -> duckdb.DuckDBPyConnection:
    """Connect to the workspace's warehouse (made when absent), migrate it and make the views. `keep` is called with
    `state_dir` before a warehouse of an older schema is changed; what it raises stops the migration. Raises WarehouseError."""
    path = state_dir / FILE_NAME
    state_dir.mkdir(parents=True, exist_ok=True)
    _drop_stillborn(path)
    connection = _connect(path)
    try:
        older = 0 < len(_missing(connection, path)) < schema_version()
    except BaseException:
        connection.close()
        raise
    if older:
        connection.close()
        keep(state_dir)
        connection = _connect(path)
    try:
        migrate(connection, path)
        load_views(connection)
    except duckdb.Error as error:
        connection.close()
        raise WarehouseError(f"{path}: {error}. If the disk is full, free some; {DAMAGED}") from None
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), config={"threads": os.cpu_count() or 1})
    except duckdb.Error as error:
        raise WarehouseError(
            f"{path}: cannot be opened: {error}. If another program has it open, close that. {DAMAGED[0].upper()}{DAMAGED[1:]}"
        ) from None
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is done within, or nothing; the error that stopped it is raised as it was."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A commit that fails, on a full disk perhaps, has ended the transaction itself.
        with suppress(duckdb.TransactionException):
            connection.execute("ROLLBACK")
        raise


def _drop_stillborn(path: Path) -> None:
    """Remove a file that is empty or holds only a part of DuckDB's headers, when nothing was ever published from it: a first
    run was killed while it made the file, and DuckDB refuses such a file for ever."""
    published = (path.parent / "published" / "CURRENT").exists()
    if (
        published
        or not path.is_file()
        or path.stat().st_size >= HEADER_BYTES
        or path.with_suffix(".duckdb.wal").exists()
    ):
        return
    content = path.read_bytes()
    if not content or content[MAGIC_AT : MAGIC_AT + len(MAGIC)] == MAGIC:
        path.unlink()


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Apply the migrations that the ledger lacks, each in one transaction with its row there; returns their names. Raises
    WarehouseError."""
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (version INTEGER, name VARCHAR, applied_at TIMESTAMP)")
    missing = _missing(connection, path)
    for name in missing:
        try:
            with transaction(connection):
                connection.execute(read_sql(MIGRATIONS, name))
                connection.execute(
                    "INSERT INTO migrations VALUES (?, ?, now()::TIMESTAMP)", [int(name.partition("_")[0]), name]
                )
        except duckdb.Error as error:
            raise WarehouseError(f"{path}: migration {name} failed and was taken back: {error}") from None
    return missing


def _missing(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The migrations that the ledger lacks, in order. Raises WarehouseError for a warehouse of a newer schema."""
    made = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migrations'").fetchone()
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()} if made else set()
    known = sql_names(MIGRATIONS)
    if unknown := applied - set(known):
        raise WarehouseError(
            f"{path}: expected schema {known[-1]} or older, found {max(unknown)}: a newer Overheard has written it; update "
            "Overheard."
        )
    return [name for name in known if name not in applied]
