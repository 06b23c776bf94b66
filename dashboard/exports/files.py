"""Writing an export: which suffixes there are, and a file that is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def known_suffix(suffix: str, known: Iterable[str]) -> str:
    """`suffix` ('.csv' or 'csv', any case) as one of `known`. ValueError naming those there are."""
    wanted = suffix.lower() if suffix.startswith(".") else f".{suffix.lower()}"
    if wanted not in known:
        raise ValueError(f"cannot write {suffix or 'a file without a suffix'!r}; known are {', '.join(known)}")
    return wanted


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the target and rename: a reader never sees half a file, a failure leaves the old one.

    FileNotFoundError where the folder of `path` does not exist."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent}: no such folder for {path.name}; make it first or name another")
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
