"""Room on the disk: a run that will not fit is not begun, so that readers keep what they have."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from data.warehouse import FILE_NAME
from data.wording import number

LEAST = 200 << 20
"""Bytes that a night writes beside what it copies: landing, logs, temporary files."""


def space_needed(state_dir: Path) -> int:
    """Bytes that a run may need at most: the warehouse is written beside itself, and a build made like the last one."""
    warehouse = state_dir / FILE_NAME
    builds = [path.stat().st_size for path in (state_dir / "published").glob("[!.]*.duckdb")]
    return LEAST + (warehouse.stat().st_size if warehouse.is_file() else 0) + max(builds, default=0)


def check_space(state_dir: Path, free: int | None = None) -> None:
    """Raise OSError where fewer bytes are `free` (None: as the system says) on the workspace's disk than a run needs."""
    needed = space_needed(state_dir)
    free = shutil.disk_usage(state_dir).free if free is None else free
    if free < needed:
        raise OSError(
            errno.ENOSPC,
            f"expected about {number(needed >> 20)} MB of free space for a run, found {number(free >> 20)} MB; nothing was begun",
            str(state_dir),
        )
