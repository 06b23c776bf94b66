"""The locks of a workspace: one for crawling, one for writing to the warehouse, one each for imports and its settings.

They are locks of the operating system on files under `.overheard/locks/`, so a killed process leaves none behind.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

FOLDER = "locks"
CRAWL = "crawl"
WRITE = "write"
IMPORT = "import"
SETTINGS = "settings"
"""Held while overheard.toml is changed."""


class BusyError(Exception):
    """Another process holds the lock; the message says which work is running."""


GRACE_SECONDS = 0.5
"""How long a lock may be busy before it counts as held: `is_held` touches it for a moment."""


@contextmanager
def hold(state_dir: Path, name: str, *, wait_seconds: float = GRACE_SECONDS) -> Iterator[None]:
    """Hold the lock `name` (CRAWL or WRITE). Raises BusyError when another holds it for longer than `wait_seconds`."""
    folder = state_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock")
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise BusyError(f"already running: another process holds {folder / name}.lock.") from None
    try:
        yield
    finally:
        lock.release()


def is_held(state_dir: Path, name: str) -> bool:
    """Whether some process holds the lock now. Writes nothing, and takes no lock that another could find busy for long."""
    try:
        file = (state_dir / FOLDER / f"{name}.lock").open("rb")
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
