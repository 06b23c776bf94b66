"""Which failures are new: `state/failures.json` remembers what could not be measured when it was last asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from data.files import write_atomic
from data.records import Visit

FAILING = ("failed", "blocked")


@dataclass(frozen=True)
class KnownFailure:
    """A page that could not be measured: since when (ISO, UTC) and why, as last seen."""

    url: str
    kind: str
    status: str
    reason: str
    since: str


def _path(state_dir: Path) -> Path:
    return state_dir / "state" / "failures.json"


def known_failures(state_dir: Path) -> list[KnownFailure]:
    """All failures that have not mended yet, oldest first."""
    try:
        rows = json.loads(_path(state_dir).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return sorted((KnownFailure(**row) for row in rows), key=lambda f: (f.since, f.url))


def record_failures(state_dir: Path, visits: Iterable[Visit]) -> list[KnownFailure]:
    """Take the visits of a crawl into account; returns the failures that were not known before."""
    known = {(f.url, f.kind): f for f in known_failures(state_dir)}
    new = []
    for visit in visits:
        key = (visit.url, visit.kind)
        if visit.status not in FAILING:
            known.pop(key, None)
            continue
        before = known.get(key)
        since = before.since if before else (visit.fetched_at.isoformat() if visit.fetched_at else "")
        known[key] = KnownFailure(visit.url, visit.kind, visit.status, visit.reason or "", since)
        if before is None:
            new.append(known[key])
    write_atomic(_path(state_dir), json.dumps([asdict(f) for f in known.values()], ensure_ascii=False, indent=1))
    return new


def describe(failure: KnownFailure) -> str:
    """A failure as one line for a person."""
    return f"{failure.kind} {failure.url}: {failure.status}: {failure.reason}"
