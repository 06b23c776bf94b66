"""Which failures are new: `state/failures.json` remembers what could not be measured, or only in part, when it was last
asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import TypeAdapter

from data.clock import utc_now
from data.files import set_aside, write_atomic
from data.kinds.visit import BROKE_OFF, Visit
from overheard.progress import say

FORGET_DAYS = 90


@dataclass(frozen=True)
class KnownFailure:
    """A page that could not be measured, or only in part: since when (ISO, UTC) and why, as last seen."""

    url: str
    kind: str
    status: str
    reason: str
    since: str
    asked: str = ""
    """When it was last asked for (ISO, UTC)."""

    @property
    def failed(self) -> bool:
        """Whether something went wrong; else a limit of the workspace's, the source's or ours left something out."""
        return failing(self.status, self.reason)


def failing(status: str, reason: str | None) -> bool:
    """Whether a visit failed, at once or in the middle, and not for want of a key."""
    broke_off = status == "partial" and BROKE_OFF in (reason or "")
    return (status in ("failed", "blocked") or broke_off) and not wants_key(reason)


def _path(state_dir: Path) -> Path:
    return state_dir / "state" / "failures.json"


_FAILURES = TypeAdapter(list[KnownFailure])


def known_failures(state_dir: Path) -> list[KnownFailure]:
    """All failures that are not over yet, oldest first. Raises ValueError for a damaged file."""
    try:
        rows = _FAILURES.validate_json(_path(state_dir).read_bytes())
    except FileNotFoundError:
        return []
    return sorted(rows, key=lambda f: (f.since, f.url))


def record_failures(state_dir: Path, visits: Iterable[Visit]) -> list[KnownFailure]:
    """Take the visits of a crawl into account; returns what was not known before: failures, and sources without a key.

    A page that nobody has asked for in FORGET_DAYS is forgotten: it has left overheard.toml, or its site.
    """
    known = {(f.url, f.kind): f for f in _known_or_none(state_dir)}
    new = []
    for visit in visits:
        key = (visit.url, visit.kind)
        if visit.status not in ("failed", "blocked", "partial"):
            known.pop(key, None)
            continue
        before = known.get(key)
        if before is not None and before.failed != failing(visit.status, visit.reason):
            before = None
        at = (visit.fetched_at or utc_now()).isoformat()
        known[key] = KnownFailure(
            visit.url, visit.kind, visit.status, visit.reason or "", before.since if before else at, at
        )
        if before is None and (known[key].failed or wants_key(visit.reason)):
            new.append(known[key])
    since = (utc_now() - timedelta(days=FORGET_DAYS)).isoformat()
    kept = [asdict(f) for f in known.values() if (f.asked or f.since) >= since]
    write_atomic(_path(state_dir), json.dumps(kept, ensure_ascii=False, indent=1))
    return new


def _known_or_none(state_dir: Path) -> list[KnownFailure]:
    try:
        return known_failures(state_dir)
    except ValueError:
        say(f"{set_aside(_path(state_dir))}: damaged, so failures that were known count as new once more")
        return []


def wants_key(reason: str | None) -> bool:
    """Whether a visit was never made for want of a key: that is said once, and is nothing that failed."""
    return reason is not None and reason.startswith("not asked") and ": needs " in reason


def remedy(failure: KnownFailure) -> str:
    """What to do of a failure."""
    if failure.status == "blocked":
        return "a block is left alone; if it stays, take the page out of overheard.toml, or import what the site lets you export"
    if failure.status == "partial":
        return "the next run reads on; if it stays, .overheard/logs says more"
    return "open the address yourself: if it has moved, correct overheard.toml; if it is down, the next run asks again"


def split_known(state_dir: Path, problems: Iterable[str]) -> tuple[list[str], list[str]]:
    """(problems that are new, those that were there the last time too, each with the day since when); remembers them all."""
    path = state_dir / "state" / "problems.json"
    try:
        known = TypeAdapter(dict[str, str]).validate_json(path.read_bytes())
    except FileNotFoundError:
        known = {}
    except ValueError:
        say(f"{set_aside(path)}: damaged, so problems that were known count as new once more")
        known = {}
    found = {problem: known.get(problem, f"{utc_now():%Y-%m-%d}") for problem in problems}
    if found != known:
        write_atomic(path, json.dumps(found, ensure_ascii=False, indent=1))
    new = [problem for problem in found if problem not in known]
    return new, [f"{problem} (since {since})" for problem, since in found.items() if problem in known]


def describe(failure: KnownFailure) -> str:
    """A failure as one line for a person."""
    return f"{failure.kind} {failure.url}: {failure.status}: {failure.reason}"
