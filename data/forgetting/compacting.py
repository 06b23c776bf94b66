"""Out of the free blocks: a database keeps what was deleted until it writes over it, so the file is written anew."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.files import sync_file, sync_folder
from data.warehouse import FILE_NAME, WarehouseError


def compact(state_dir: Path) -> None:
    """Write the warehouse anew, with what its tables hold and nothing else. Hold locks.WRITE, nobody connected. Raises
    WarehouseError, with the file as it was."""
    path = state_dir / FILE_NAME
    fresh = state_dir / f".{FILE_NAME}.tmp"
    leftovers = (fresh, fresh.with_name(f"{fresh.name}.wal"))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    try:
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{_quoted(path)}' AS old; ATTACH '{_quoted(fresh)}' AS new")
            connection.execute("CHECKPOINT old")
            connection.execute("COPY FROM DATABASE old TO new")
            connection.execute("CHECKPOINT new")
        sync_file(fresh)
        fresh.replace(path)
    except (duckdb.Error, OSError) as error:
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        raise WarehouseError(
            f"{path}: cannot be written anew, so what was deleted is still in its free blocks: {error}. If the disk "
            f"is full, free some; "
            "the next analysis tries again."
        ) from None
    sync_folder(state_dir)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
