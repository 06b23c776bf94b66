"""`overheard backup`: the workspace in one file, checked by opening it."""

from __future__ import annotations

from pathlib import Path

from data.backup.manifest import BackupError
from data.backup.restoring import finish_restore
from data.backup.writing import write_backup
from data.errors import ConfigError
from data.state import locks
from data.state.handed_out import note_handed_out
from data.warehouse import WarehouseError
from data.witnesses import check_warehouse
from data.wording import counted
from data.workspace import Workspace
from overheard.progress import say, show
from overheard.run import WAIT_FOR_WRITER_SECONDS

DONE, FAILED = 0, 1
SHOWN = ("reviews", "mentions", "faqs", "surveys")


def run_backup(workspace: Workspace, file: Path, *, keep: int, with_key: bool) -> int:
    """Write the backup, at most as long as an analysis takes later; returns the exit code. Raises ConfigError, RefusedError where
    the warehouse is gone: a backup of what is left must not take the place of one that holds all."""
    if not workspace.state_dir.is_dir():
        raise ConfigError(
            f"backup: {workspace.state_dir}: expected the state of a workspace, found none: nothing to back up."
        )
    try:
        if locks.is_held(workspace.state_dir, locks.WRITE):
            say(f"waiting for an analysis to finish, at most {counted(WAIT_FOR_WRITER_SECONDS / 60, 'minute')}")
        with locks.hold(workspace.state_dir, locks.WRITE, wait_seconds=WAIT_FOR_WRITER_SECONDS):
            finish_restore(workspace.root)
            check_warehouse(workspace.state_dir)
            written, manifest = write_backup(workspace.root, file, keep=keep, with_key=with_key)
            note_handed_out(workspace.state_dir, "backup", written)
    except (BackupError, WarehouseError, locks.BusyError) as error:
        say(f"backup: failed: {error}")
        return FAILED
    for problem in manifest.problems:
        say(f"backup: {problem}; `overheard analyze` says what to do")
    held = ", ".join(f"{manifest.rows[table]:,} {table}" for table in SHOWN if manifest.rows.get(table))
    show(f"{written}: {_size(written.stat().st_size)}, opened and checked: {held or 'no records yet'}")
    if manifest.key == "apart":
        say(
            f"backup: the key is not in it. Keep {workspace.state_dir / 'key'} somewhere else: without it, no restore can tell "
            "that authors are the same."
        )
    return DONE


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} KiB" if count < 1024**2 else f"{count / 1024**2:,.1f} MiB"
