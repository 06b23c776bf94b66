"""Makes a backup: one zip that holds a workspace as it is at one moment, opened and checked before it gets its name."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
import zipfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import duckdb

from data.backup.checking import check_unpacked, loaded_of, migrations_of, rows_of, unpack
from data.backup.manifest import (
    FOLDER,
    FORMAT,
    NAME,
    BackupError,
    Held,
    Manifest,
    growing,
    in_workspace,
    key_check,
    members,
    pointer,
)
from data.clock import utc_now
from data.errors import ConfigError
from data.files import sync_file, sync_folder
from data.landing import FOLDER as LANDING
from data.landing import prefix_hash
from data.privacy import KEY_NAME, load_key
from data.publish import current_build
from data.warehouse import FILE_NAME as WAREHOUSE
from data.workspace import CONFIG_NAME, STATE_NAME

CHUNK = 1 << 20
LEVEL = 1
"""Of compression: the warehouse is compressed already, and texts shrink to a quarter at the first level."""
AUTOMATIC_DAYS = 30
"""Days after which they go, or crawl.retention_days where that is less."""
AUTOMATIC_KEPT = 2
"""Backups kept of those that nobody asked for."""


def write_backup(root: Path, file: Path, *, keep: int = 0, with_key: bool = True) -> tuple[Path, Manifest]:
    """Back the workspace at `root` up to `file` (mode 0600); hold locks.WRITE, crawls may go on. With `keep`, the file's name
    gets the time, and the newest `keep` of that name stay. Returns (the file written, what it says of itself).

    The file has its name only when it was opened, its warehouse read and each part compared with its hash; whatever fails,
    what lay there before stays. Raises ConfigError for a `file` that may not be written, BackupError, OSError.
    """
    state = root / STATE_NAME
    file = file.expanduser().resolve()
    if not state.is_dir():
        raise ConfigError(f"backup: {state}: expected the state of a workspace, found none: nothing to back up yet.")
    if file.is_dir():
        raise ConfigError(f"backup: {file}: expected the name of a file, such as {file / 'acme.zip'}, found a folder.")
    if state.resolve() in file.parents and (state / FOLDER).resolve() != file.parent:
        raise ConfigError(f"backup: {file}: expected a file outside of {state}, which is what is backed up.")
    _check_replaced(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    fresh = file.with_name(f".{file.name}.{mark}.tmp")
    opened = state / FOLDER / f".{mark}.tmp"
    try:
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            manifest = _write(root, out, with_key)
        sync_file(fresh)
        check_unpacked(unpack(fresh, opened), opened)
        target = _dated(file, manifest.made_at) if keep else file
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
        shutil.rmtree(opened, ignore_errors=True)
    sync_folder(file.parent)
    for old in _older(file, target)[: -(keep - 1) or None] if keep else []:
        old.unlink()
    return target, manifest


def keep_before_migration(state_dir: Path) -> None:
    """Back up a workspace into its own state folder before its warehouse is changed; AUTOMATIC_KEPT of these stay. Hold
    locks.WRITE. Raises BackupError, OSError: then nothing may be changed."""
    write_backup(state_dir.parent, state_dir / FOLDER / "before-migration.zip", keep=AUTOMATIC_KEPT)


def drop_automatic(state_dir: Path) -> list[str]:
    """Remove the backups in the state folder, which hold what is to be held no more; returns their names."""
    found = sorted((state_dir / FOLDER).glob("*"))
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [path.name for path in found]


def prune_automatic(state_dir: Path, days: int) -> None:
    """Remove those that are older than `days`, by the file system: no text outlives its time in them by more."""
    oldest = time.time() - 86_400 * days
    for path in (state_dir / FOLDER).glob("*"):
        if path.stat().st_mtime < oldest:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _check_replaced(file: Path) -> None:
    """Raise ConfigError where a file is there already and is no backup: a slip must not cost another file."""
    if not file.exists():
        return
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(file) as archive:
        if NAME in archive.namelist():
            return
    raise ConfigError(f"backup: {file}: expected no file, or an earlier backup, which is replaced; found another file.")


def _dated(file: Path, at: datetime) -> Path:
    return file.with_name(f"{file.stem}-{at:%Y%m%dT%H%M%SZ}{file.suffix}")


def _older(file: Path, newest: Path) -> list[Path]:
    """The backups of that name beside `newest`, oldest first."""
    digits = "[0-9]"
    pattern = f"{file.stem}-{digits * 8}T{digits * 6}Z{file.suffix}"
    return sorted(path for path in file.parent.glob(pattern) if path != newest)


def _write(root: Path, out: IO[bytes], with_key: bool) -> Manifest:
    """Everything, and behind it the manifest."""
    state = root / STATE_NAME
    held: dict[str, Held] = {}
    tables = _Tables.of(state / WAREHOUSE)
    build = current_build(state)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in members(root):
            with suppress(FileNotFoundError):  # tidied away by a run meanwhile
                held[name] = _add(archive, name, root / name)
        if build is not None:
            name, content = pointer(build.stem)
            held[name] = _add_bytes(archive, name, content)
        if (state / WAREHOUSE).exists():
            held[in_workspace(WAREHOUSE)] = _add(archive, in_workspace(WAREHOUSE), state / WAREHOUSE)
        has_key = (state / KEY_NAME).exists()
        if has_key and with_key:
            held[in_workspace(KEY_NAME)] = _add(archive, in_workspace(KEY_NAME), state / KEY_NAME)
        manifest = Manifest(
            format=FORMAT,
            made_at=utc_now(),
            workspace=_name(root),
            migrations=tables.migrations,
            build=build.stem if build else "",
            key="none" if not has_key else "included" if with_key else "apart",
            key_check=key_check(load_key(state)) if has_key else "",
            rows=tables.rows,
            files=held,
            problems=tuple(_disagreements(state / LANDING, tables)),
        )
        archive.writestr(_entry(NAME), manifest.model_dump_json(indent=1))
    out.flush()
    return manifest


class _Tables:
    """What the warehouse says of itself, and what of it is loaded: file of landing -> (bytes, hash)."""

    def __init__(self, migrations: tuple[str, ...], rows: dict[str, int], loaded: dict[str, tuple[int, str]]) -> None:
        self.migrations, self.rows, self.loaded = migrations, rows, loaded

    @classmethod
    def of(cls, path: Path) -> _Tables:
        """Of the warehouse at `path`, which is flushed into its one file. Raises BackupError for one that cannot be opened."""
        if not path.exists():
            return cls((), {}, {})
        try:
            with duckdb.connect(str(path)) as connection:
                connection.execute("CHECKPOINT")
                return cls(migrations_of(connection), rows_of(connection), loaded_of(connection))
        except duckdb.Error as error:
            raise BackupError(
                f"{path}: cannot be opened, so no backup was made of it: {error}. If another program has it open, close "
                "that; if it is damaged, `overheard restore` an earlier backup."
            ) from None


def _disagreements(landing: Path, tables: _Tables) -> list[str]:
    """Where landing no longer holds what the ledger says was loaded of it; a file that is gone was tidied away."""
    found = []
    for name, (size, digest) in sorted(tables.loaded.items()):
        path = landing / name
        if path.is_file() and (path.stat().st_size < size or prefix_hash(path, size) != digest):
            found.append(f"{LANDING}/{name}: expected the {size:,} bytes that were loaded of it, found others")
    return found


def _name(root: Path) -> str:
    """The workspace's name, for people; '' where overheard.toml does not say."""
    import tomllib

    try:
        table: Any = tomllib.loads((root / CONFIG_NAME).read_text(encoding="utf-8")).get("workspace", {})
        return str(table.get("name", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _entry(name: str) -> zipfile.ZipInfo:
    now = utc_now()
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Held:
    """Copy a file in, as far as it goes now; of one that grows its complete lines."""
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as source:
        size = _complete(source) if growing(name) else os.fstat(source.fileno()).st_size
        with archive.open(_entry(name), "w", force_zip64=True) as target:
            while done < size and (chunk := source.read(min(CHUNK, size - done))):
                target.write(chunk)
                digest.update(chunk)
                done += len(chunk)
    return Held(bytes=done, sha256=digest.hexdigest())


def _add_bytes(archive: zipfile.ZipFile, name: str, content: bytes) -> Held:
    archive.writestr(_entry(name), content)
    return Held(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def _complete(source: IO[bytes]) -> int:
    """The bytes of a file up to the end of its last complete line; leaves it at its start."""
    end = os.fstat(source.fileno()).st_size
    while end > 0:
        start = max(0, end - CHUNK)
        source.seek(start)
        found = source.read(end - start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    source.seek(0)
    return end
