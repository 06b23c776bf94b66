"""A crawl by a clock that is wrong does not count. What it read is stamped with days on which it was not read, and its dates are
not what they would have been: a review of last week lies in the future of a clock that is behind, so it has none, and would be
taken for another one. So it is taken back whole, and the next crawl finds the pages and cursors as this one did."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from data.files import write_atomic
from data.landing import FOLDER
from data.state.runs import Run

COUNTED = ("caps.json",)
"""What was asked for was asked for, by whatever clock."""


def remembered(state_dir: Path) -> dict[Path, bytes]:
    """What crawls remember, as it is before one."""
    found = ((path, path.read_bytes()) for path in (state_dir / "state").glob("[!.]*.json"))
    return {path: content for path, content in found if path.name not in COUNTED}


def take_back(state_dir: Path, run: Run, before: Mapping[Path, bytes]) -> None:
    """Remove what the crawl of `run` landed, and have `state/` say what it said `before`. Hold locks.CRAWL. Raises OSError."""
    shutil.rmtree(state_dir / FOLDER / run.run_id, ignore_errors=True)
    for path, content in remembered(state_dir).items():
        if path not in before:
            path.unlink()
        elif content != before[path]:
            write_atomic(path, before[path])
    run.items, run.counts = 0, {}
