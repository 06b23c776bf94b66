"""Raw pages as they came: `archive/<run>/<spider>.warc.gz`, where crawl.archive asks for them. Nothing in them is redacted.

One record after the other, each compressed by itself and written at once: whatever ends a crawl, the records before can be read.
"""

from __future__ import annotations

import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path

from data.state.runs import RUNNING, read_runs, started

FOLDER = "archive"
SUFFIX = ".warc.gz"


def archive_path(state_dir: Path, run_id: str, spider: str) -> Path:
    return state_dir / FOLDER / run_id / f"{spider}{SUFFIX}"


def archive_bytes(state_dir: Path) -> int:
    """How large the archive is."""
    return sum(path.stat().st_size for path in (state_dir / FOLDER).glob(f"*/*{SUFFIX}"))


def prune_archive(state_dir: Path, now: datetime, days: int) -> list[str]:
    """Remove the pages of runs that began more than `days` before `now` (naive UTC), if the file system says so too: neither a
    clock nor a restored file alone deletes. Call it where the clock was checked. Returns the runs removed."""
    limit, oldest = now - timedelta(days=days), time.time() - timedelta(days=days).total_seconds()
    working = {run.run_id for run in read_runs(state_dir) if run.status == RUNNING}
    removed = []
    for folder in sorted(path for path in (state_dir / FOLDER).glob("*") if path.is_dir() and not path.is_symlink()):
        began = started(folder.name)
        written = max((path.stat().st_mtime for path in folder.iterdir()), default=folder.stat().st_mtime)
        if folder.name not in working and began is not None and began < limit and written < oldest:
            shutil.rmtree(folder)
            removed.append(folder.name)
    return removed


def drop_archive(state_dir: Path) -> bool:
    """Remove all of it: raw pages cannot be searched for what was asked to be forgotten, whose name is not known any more. False
    where there was none."""
    folder = state_dir / FOLDER
    if not folder.exists():
        return False
    shutil.rmtree(folder)
    return True
