"""The two locks of a workspace: one for crawling, one for writing to the warehouse.

They are locks of the operating system on files under `.overheard/locks/`, so a killed process leaves none behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

CRAWL = "crawl"
WRITE = "write"


class BusyError(Exception):
    """Another process holds the lock; the message says which work is running."""


@contextmanager
def hold(state_dir: Path, name: str, *, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock `name` (CRAWL or WRITE). Raises BusyError when another holds it for longer than `wait_seconds`."""
    folder = state_dir / "locks"
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
    """Whether some process holds the lock now."""
    try:
        with hold(state_dir, name):
            return False
    except BusyError:
        return True
