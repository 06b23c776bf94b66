"""Files that are whole or not there: written aside, flushed to the disk and renamed into place."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename in it survives a power cut."""
    sync_file(folder)


def sync_file(path: Path) -> None:
    """Flush a file that another writer made to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomic(path: Path, content: str | bytes) -> None:
    """Replace `path` by `content` in one step; on any error the old file stays and nothing is left beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with fresh.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # a failed write names no file by itself
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_private(folder: Path) -> None:
    """Take from everyone but the owner what they may do with the files of a folder and of all in it; what is another user's, or
    vanishes meanwhile, is left."""
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError, PermissionError):
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077 and not path.is_symlink():
                path.chmod(mode & 0o700)


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, to the same name with `.damaged`, for a person to look at. Returns the new path."""
    aside = path.with_name(f"{path.name}.damaged")
    path.replace(aside)
    return aside
