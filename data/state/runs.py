"""`runs/<run>.json`: what each run did, readable while the warehouse is busy. Loaded into the table `runs` by analyze."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from data.clock import utc_now
from data.files import write_atomic
from data.state import locks

RUNNING, DONE, FAILED, KILLED = "running", "done", "failed", "killed"
KEPT = 400
"""Run files kept, more than a year of nights; the table `runs` keeps all."""
INTERRUPTED = "interrupted (Ctrl-C or SIGTERM); what has landed is kept, and the next run loads it"
"""The error of a run that a person or the system ended."""


@dataclass
class Run:
    """One run of a command. `counts`: brand -> {pages, records, failures}; `failures`: what went wrong, one line each.
    `clock_ahead`: seconds by which our clock was ahead of the clocks of the sites asked, None where too few said theirs."""

    run_id: str
    command: str
    started_at: datetime
    finished_at: datetime | None = None
    status: str = RUNNING
    items: int = 0
    error: str | None = None
    pid: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    clock_ahead: float | None = None

    def save(self, state_dir: Path) -> None:
        """Write the run's file, whole or not at all."""
        write_atomic(run_path(state_dir, self.run_id), json.dumps(asdict(self), default=datetime.isoformat, indent=1))


def run_path(state_dir: Path, run_id: str) -> Path:
    return state_dir / "runs" / f"{run_id}.json"


def start_run(state_dir: Path, command: str) -> Run:
    """A new run, saved as running. Ids sort by time: `20261122T045657Z-3fa1`."""
    now = utc_now()
    run = Run(f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}", command, now, pid=os.getpid())
    run.save(state_dir)
    return run


def started(run_id: str) -> datetime | None:
    """When a run began, by its id; None for what is no run's id."""
    try:
        return datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007 - naive UTC, as all times here
    except ValueError:
        return None


def finish_run(state_dir: Path, run: Run, *, error: str | None = None) -> None:
    """Save `run` as done, or as failed with `error`."""
    run.finished_at, run.status, run.error = utc_now(), FAILED if error else DONE, error
    run.save(state_dir)


def read_runs(state_dir: Path) -> list[Run]:
    """All runs kept, oldest first. A run that says running although its process is gone is returned as killed."""
    runs = []
    for path in run_files(state_dir):
        run = _read(path)
        if run.status == RUNNING and not _works(state_dir, run):
            run.status, run.error = KILLED, "the process ended before the run did"
        runs.append(run)
    return runs


def run_files(state_dir: Path) -> list[Path]:
    """The files of the runs, oldest first."""
    return sorted((state_dir / "runs").glob("[!.]*.json"))


def prune_runs(state_dir: Path) -> None:
    """Remove the oldest run files beyond KEPT. Call it when all are loaded; what works now is never among them."""
    for path in run_files(state_dir)[:-KEPT]:
        if _read(path).status != RUNNING:
            path.unlink()


_RUN = TypeAdapter(Run)


def _read(path: Path) -> Run:
    try:
        run = _RUN.validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        return Run(path.stem, "unknown", datetime(1970, 1, 1), status=FAILED, error=f"{path}: unreadable: {reason}")  # noqa: DTZ001
    run.started_at = run.started_at.replace(tzinfo=None)
    run.finished_at = run.finished_at.replace(tzinfo=None) if run.finished_at else None
    return run


def _works(state_dir: Path, run: Run) -> bool:
    """Whether the run's process lives and holds its lock: a process id alone may be another program's by now."""
    lock = (
        locks.WRITE
        if run.command in ("analyze", "edition", "forget")
        else locks.IMPORT
        if run.command.startswith("import ")
        else locks.CRAWL
    )
    return _alive(run.pid) and locks.is_held(state_dir, lock)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return pid > 0
