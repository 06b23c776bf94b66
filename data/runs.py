"""`runs/<run>.json`: what each run did, readable while the warehouse is busy. Loaded into the table `runs` by analyze."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from data.clock import utc_now
from data.files import write_atomic

RUNNING, DONE, FAILED, KILLED = "running", "done", "failed", "killed"


@dataclass
class Run:
    """One run of a command. `counts`: brand -> {pages, records, failures}; `failures`: what went wrong, one line each."""

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


def finish_run(state_dir: Path, run: Run, *, error: str | None = None) -> None:
    """Save `run` as done, or as failed with `error`."""
    run.finished_at, run.status, run.error = utc_now(), FAILED if error else DONE, error
    run.save(state_dir)


def read_runs(state_dir: Path) -> list[Run]:
    """All runs, oldest first. A run that says running although its process is gone is returned as killed."""
    runs = []
    for path in sorted((state_dir / "runs").glob("*.json")):
        run = _read(path)
        if run.status == RUNNING and not _alive(run.pid):
            run.status, run.error = KILLED, "the process ended before the run did"
        runs.append(run)
    return runs


def _read(path: Path) -> Run:
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for key in ("started_at", "finished_at"):
            fields[key] = datetime.fromisoformat(fields[key]) if fields[key] else None
        return Run(**fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        return Run(path.stem, "unknown", datetime(1970, 1, 1), status=FAILED, error=f"{path}: unreadable: {error}")  # noqa: DTZ001


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0
