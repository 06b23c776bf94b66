"""Nothing irreversible on one witness: before anything is deleted, frozen, pruned or begun anew, two things must agree.

A clock that is wrong for one night would delete the history by `crawl.retention_days`; a key or a warehouse that is gone would
be made anew, and every review would count twice or be lost. Where only one witness speaks the step is refused, every night, until
the user has looked and answers with `--confirm`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.errors import RefusedError
from data.landing import FOLDER as LANDING
from data.publish import FOLDER as PUBLISHED
from data.state.runs import DONE, Run, read_runs
from data.warehouse import FILE_NAME as WAREHOUSE

FAR = timedelta(days=31)
"""How far the clock may be past the newest thing that is known of a workspace: longer pauses are rarer than wrong clocks."""
WRONG = timedelta(days=1)
"""How far the clock may be from those of the sites asked: zones and summer time that are set wrong are nearer."""
SINCE = timedelta(days=2)
"""How long a crawl's witness holds for the analyses after it."""
UNUSUAL_SHARE, UNUSUAL_NUMBER = 0.25, 20
"""Retention takes a day's worth a night; a deletion of more than this share, and of more records, is not that."""


def check_clock(state_dir: Path, now: datetime) -> None:
    """Raise RefusedError where `now` (naive UTC) is far past the newest finished run and the newest file of the workspace. One
    without either is new: nothing in it can be lost."""
    known = [moment for moment in (_newest_run(state_dir), _newest_file(state_dir)) if moment is not None]
    if not known or now - max(known) <= FAR:
        return
    raise RefusedError(
        f"the clock says {now:%Y-%m-%d %H:%M} UTC, but the newest run and file of {state_dir} are of "
        f"{max(known):%Y-%m-%d %H:%M}: expected them within {FAR.days} days. Nothing was collected, deleted, frozen or pruned. "
        "Set the clock right; or, if it is right and nothing ran since, run `overheard run --confirm` once (or "
        "`overheard analyze --confirm`)."
    )


def check_sites_clock(state_dir: Path, now: datetime, tonight: Run) -> None:
    """Raise RefusedError where the sites that the run of `tonight` asked, or where it asked none the newest crawl shortly before
    `now` (naive UTC), say another time than our clock."""
    lately = [run for run in read_runs(state_dir) if run.finished_at and timedelta() <= now - run.finished_at <= SINCE]
    asked = [run for run in (*lately, tonight) if run.clock_ahead is not None]
    if not asked:
        return
    if not is_wrong(asked[-1].clock_ahead):
        return
    ahead = timedelta(seconds=asked[-1].clock_ahead or 0.0)
    raise RefusedError(
        f"the clock says {now:%Y-%m-%d %H:%M} UTC, but by the clocks of the sites asked in run {asked[-1].run_id} it is about "
        f"{now - ahead:%Y-%m-%d %H:%M}: expected them within a day of each other. Nothing was deleted, frozen, pruned or "
        "published, and what that run read was left out. Set the clock right and run `overheard run`; or, if it is right, run "
        "`overheard run --confirm`."
    )


def is_wrong(ahead: float | None) -> bool:
    """Whether our clock is wrong, by the seconds that it is ahead of the sites'; None, not known, is not wrong."""
    return ahead is not None and abs(ahead) > WRONG.total_seconds()


def check_warehouse(state_dir: Path) -> None:
    """Raise RefusedError where the warehouse is gone, a build shows that there was one, and landing no longer holds all that was
    loaded into it: a new one would be published over the good build with what is left."""
    if (state_dir / WAREHOUSE).exists():
        return
    builds = sorted((state_dir / PUBLISHED).glob("[!.]*.duckdb"))
    collecting = [run for run in read_runs(state_dir) if run.items]
    lost = [run.run_id for run in collecting if not (state_dir / LANDING / run.run_id).is_dir()]
    if not builds and not collecting:
        return
    if not lost and (not builds or any((state_dir / LANDING).glob("*/*.jsonl"))):
        return
    shown = f"the build {builds[-1].name}" if builds else f"the run {collecting[-1].run_id}"
    missing = (
        f"the landing files of {len(lost)} of {len(collecting)} runs are gone too"
        if lost
        else "no landing file is left"
    )
    raise RefusedError(
        f"{state_dir / WAREHOUSE}: expected the warehouse, which {shown} was made with, found none, and {missing}: a new one "
        f"would hold less than what is published. Restore {WAREHOUSE} and {LANDING}/ from a backup; or, to begin anew with what "
        "is left, run `overheard analyze --confirm`."
    )


def check_deletion(deleted: int, kept: int, what: str) -> None:
    """Raise RefusedError where more would be deleted at once than a night's worth; `what` names the setting that asks for it."""
    if deleted > UNUSUAL_NUMBER and deleted > UNUSUAL_SHARE * (deleted + kept):
        raise RefusedError(
            f"{what} asks to delete {deleted:,} of {deleted + kept:,} reviews and mentions in one night, expected at most a "
            "quarter: nothing was deleted. If that is meant, run `overheard analyze --confirm`."
        )


def _newest_run(state_dir: Path) -> datetime | None:
    return max(
        (run.finished_at for run in read_runs(state_dir) if run.status == DONE and run.finished_at), default=None
    )


def _newest_file(state_dir: Path) -> datetime | None:
    """When the newest landing file or build was written, by the file system. Not the warehouse: a look into it may touch it."""
    files = [*(state_dir / LANDING).glob("*/*.jsonl"), *(state_dir / PUBLISHED).glob("[!.]*.duckdb")]
    times = [path.stat().st_mtime for path in files if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC).replace(tzinfo=None) if times else None
