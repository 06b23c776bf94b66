"""Puts a backup in the place of a workspace's state: checked before anything is touched, swapped in one step; the state
before is kept.

While it is made ready the new state is in `.overheard.restoring` beside the old. It carries the file `STAGED`: where the state
in use carries it, the swap is done and the old state has yet to be put away; where it does not, a leftover is half made.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from data.backup.checking import check_unpacked, read_manifest, unpack
from data.backup.manifest import FOLDER, STAGED, BackupError, Manifest, key_check
from data.backup.swapping import CannotSwapError, swap
from data.clock import utc_now
from data.errors import ConfigError, RefusedError
from data.files import make_private, sync_folder, write_atomic
from data.landing.forgotten import append_forgotten, read_forgotten
from data.privacy import KEY_NAME, read_key
from data.publish import FOLDER as PUBLISHED
from data.state import locks
from data.warehouse import FILE_NAME as WAREHOUSE
from data.warehouse import open_warehouse
from data.workspace import CONFIG_NAME, STATE_NAME

LOCKS = (locks.CRAWL, locks.WRITE, locks.IMPORT)
REPLACED = "replaced-"
REPLACED_KEPT = 2
BESIDE = f"{CONFIG_NAME}.restored"
"""Where the backup's overheard.toml is put when the workspace has another."""
_NOTE = Path("state") / "restored.json"


@dataclass(frozen=True)
class Restored:
    """`forgotten`: how many records were forgotten since the backup and taken out again (None if nothing was): then nothing is
    published before the next analysis. `before`: the folder that holds the state before (None if there was none);
    `beside`: the backup's overheard.toml where
    it is not that of the workspace (None if it is)."""

    manifest: Manifest
    before: Path | None
    beside: Path | None
    forgotten: int | None


@dataclass(frozen=True)
class LastRestore:
    """What a restored state says of it: naive UTC times."""

    file: str
    made_at: datetime
    restored_at: datetime


def last_restore(state_dir: Path) -> LastRestore | None:
    """When and from what the state was last restored; None if never, or if that is not known."""
    try:
        return TypeAdapter(LastRestore).validate_json((state_dir / _NOTE).read_bytes())
    except (OSError, ValueError):
        return None


def restore_backup(root: Path, file: Path, *, key_file: Path | None = None, confirmed: bool = False) -> Restored:
    """Put the backup `file` in place of the state of the workspace at `root`, which may be an empty folder. `key_file` holds
    the key of a backup that was made without it; `confirmed`: also where the backup is of another workspace.

    Raises ConfigError, RefusedError, BackupError, locks.BusyError or OSError, with nothing touched.
    """
    file = file.expanduser().resolve()
    manifest = read_manifest(file)
    root.mkdir(parents=True, exist_ok=True)
    state, folder = root / STATE_NAME, root / f"{STATE_NAME}.restoring"
    if not confirmed:
        _check_same(root, manifest, file)
    key = _key(state, manifest, key_file)
    with _all_locks(state):
        finish_restore(root)
        try:
            folder.mkdir(mode=0o700)
            check_unpacked(unpack(file, folder), folder)
            staged = folder / STATE_NAME
            forgotten = _keep_forgotten(state, staged)
            _make_ready(staged, state, key, LastRestore(str(file), manifest.made_at, utc_now()))
            beside = _config(root, folder)
            _swap(state, staged)
        except BaseException:
            if not (state / STAGED).exists():
                shutil.rmtree(folder, ignore_errors=True)
            raise
        before = finish_restore(root)
    return Restored(manifest, before, beside, forgotten)


def finish_restore(root: Path) -> Path | None:
    """Put away what an earlier restore left when it was killed: what was half made goes, a state that was replaced is kept in
    `backups/` with the backups it held. Hold all locks, or be sure that nobody restores. Returns where the state before is."""
    state, folder = root / STATE_NAME, root / f"{STATE_NAME}.restoring"
    old, kept = folder / STATE_NAME, None
    if (state / STAGED).exists():
        if old.is_dir():
            kept = _put_away(old, state / FOLDER)
        shutil.rmtree(folder, ignore_errors=True)
        sync_folder(root)
        (state / STAGED).unlink()
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return kept


def _put_away(old: Path, backups: Path) -> Path | None:
    """Move the state `old` into `backups`, and the backups in it beside it; None where it held nothing but locks."""
    backups.mkdir(mode=0o700, exist_ok=True)
    for path in sorted((old / FOLDER).glob("*")):
        if not (backups / path.name).exists():
            path.replace(backups / path.name)
    shutil.rmtree(old / FOLDER, ignore_errors=True)
    if {path.name for path in old.iterdir()} <= {locks.FOLDER}:
        return None
    kept = backups / f"{REPLACED}{utc_now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    old.replace(kept)
    for older in sorted(backups.glob(f"{REPLACED}*"))[:-REPLACED_KEPT]:
        shutil.rmtree(older)
    return kept


@contextmanager
def _all_locks(state: Path) -> Iterator[None]:
    with ExitStack() as held:
        for name in LOCKS:
            held.enter_context(locks.hold(state, name))
        yield


def _check_same(root: Path, manifest: Manifest, file: Path) -> None:
    """Raise RefusedError where the workspace at `root` is another than the backup's, by its key."""
    path = root / STATE_NAME / KEY_NAME
    if not manifest.key_check or not path.exists():
        return
    try:
        same = key_check(read_key(root / STATE_NAME)) == manifest.key_check
    except RefusedError:
        return  # a damaged key: the backup is what heals it
    if not same:
        raise RefusedError(
            f"{file}: expected a backup of this workspace, found one of {manifest.workspace!r} whose key is another: it would "
            "take the place of what is here. Nothing was touched. If that is meant, run `overheard restore FILE --confirm`."
        )


def _key(state: Path, manifest: Manifest, key_file: Path | None) -> bytes | None:
    """The key to put into a state whose backup lacks it; None where there is nothing to put. Raises ConfigError."""
    if manifest.key != "apart":
        return None
    path = key_file or state / KEY_NAME
    try:
        content = path.read_bytes()
        found = bytes.fromhex(content.decode("ascii").strip())
    except (OSError, ValueError):
        content = found = b""
    if key_check(found) != manifest.key_check:
        raise ConfigError(
            f"{path}: expected the key of the backup, which was made without it, found {'another' if found else 'none'}. Name "
            "the file that holds it by `--key FILE`. Nothing was touched."
        )
    return content


def _make_ready(staged: Path, state: Path, key: bytes | None, note: LastRestore) -> None:
    """All that the new state needs before it is the one in use."""
    staged.mkdir(mode=0o700, exist_ok=True)
    if key is not None:
        write_atomic(staged / KEY_NAME, key)
    shown = {"file": note.file, "made_at": note.made_at.isoformat(), "restored_at": note.restored_at.isoformat()}
    write_atomic(staged / _NOTE, json.dumps(shown))
    # The same files under both names: whoever waits for a lock of the old state waits for that of the new one too.
    (staged / locks.FOLDER).mkdir(mode=0o700)
    for path in (state / locks.FOLDER).iterdir():
        os.link(path, staged / locks.FOLDER / path.name)
    make_private(staged)
    write_atomic(staged / STAGED, b"")
    os.sync()


def _keep_forgotten(state: Path, staged: Path) -> int | None:
    """Put what the workspace forgot on the list of the new state, and take it out there. A build that still holds it is not
    restored."""
    ours, theirs = read_forgotten(state), read_forgotten(staged)
    since = [entry for entry in ours.entries if entry not in theirs.entries]
    if not since:
        return None
    from data.forgetting.compacting import (
        compact,  # heavy, and every command that looks for a restore loads this module
    )
    from data.forgetting.sweeping import sweep
    from data.load import load_landing

    append_forgotten(staged, since)
    swept = 0
    if (staged / WAREHOUSE).exists():
        with open_warehouse(staged) as connection:
            load_landing(connection, staged)
            swept = sweep(connection, staged, read_forgotten(staged)).records
        compact(staged)
    shutil.rmtree(staged / PUBLISHED, ignore_errors=True)
    return swept


def _config(root: Path, folder: Path) -> Path | None:
    """Put the backup's overheard.toml where the workspace has none; where it has another, beside it, and return that file."""
    theirs, ours = folder / CONFIG_NAME, root / CONFIG_NAME
    if not theirs.is_file() or (ours.is_file() and ours.read_bytes() == theirs.read_bytes()):
        return None
    target = root / BESIDE if ours.exists() else ours
    write_atomic(target, theirs.read_bytes())
    return target if target != ours else None


def _swap(state: Path, staged: Path) -> None:
    try:
        swap(state, staged)
    except CannotSwapError as error:
        if {path.name for path in state.iterdir()} - {locks.FOLDER}:
            raise BackupError(
                f"{state}: this file system cannot exchange two folders in one step ({error.strerror}), so nothing was touched. "
                f"Move {STATE_NAME} away yourself and run `overheard restore` again."
            ) from None
        shutil.rmtree(state)
        staged.replace(state)
    sync_folder(state.parent)
