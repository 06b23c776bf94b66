"""What crawls found of each brand and kind, in `state/health.json`: far less than usual, or without a field that was always
there, is a collapse of the reading until shown otherwise, and what was collected before is as old as the last good crawl."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, Field, NaiveDatetime, TypeAdapter, ValidationError

from data.files import set_aside, write_atomic
from data.state.yields import collapse

REMEMBERED = 15
"""Good crawls that make the norm."""
LASTING = 8
"""Collapsed crawls one after the other that make a norm of their own: that is how the site is now."""
CAUTION = "pages of its site may have changed their layout, or are gone"
Asked = tuple[str, str]
"""brand, kind."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What a crawl found of a brand and kind: records, and the share (0..1) of them that have each field watched."""

    items: int
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Stale:
    """What collapsed: since which crawl, what the last good one was (None: not known any more), and why. `new`: it was not known
    before this crawl. Times are naive UTC."""

    brand: str
    kind: str
    since: datetime
    good_at: datetime | None
    reason: str
    new: bool = False

    def describe(self) -> str:
        """As one line for a person."""
        shown = f"what is shown is of {self.good_at:%Y-%m-%d}" if self.good_at else "what is shown is older"
        return f"{self.kind} of {self.brand}: {self.reason}; {shown}"


class _Known(BaseModel):
    brand: str
    kind: str
    found: list[dict[str, float]] = Field(default_factory=list)
    collapsed: list[dict[str, float]] = Field(default_factory=list)
    good_at: NaiveDatetime | None = None
    since: NaiveDatetime | None = None
    reason: str = ""

    def add(self, seen: Found, now: datetime) -> bool:
        """Judge one more crawl; True if it is the first that collapsed."""
        reason = collapse(self.found, seen.items, seen.shares, CAUTION)
        entry = {"": float(seen.items), **seen.shares}
        if reason is not None and len(self.collapsed) >= LASTING:
            self.found, reason = self.collapsed, None
        if reason is None:
            self.found, self.collapsed = [*self.found, entry][-REMEMBERED:], []
            self.good_at, self.since, self.reason = now, None, ""
            return False
        self.collapsed.append(entry)
        first, self.reason = self.since is None, reason
        self.since = self.since or now
        return first

    def stale(self, *, new: bool = False) -> Stale | None:
        if self.since is None:
            return None
        return Stale(self.brand, self.kind, self.since, self.good_at, self.reason, new)


_FILE = TypeAdapter(list[_Known])


def judge_crawl(state_dir: Path, brands: Collection[str], found: Mapping[Asked, Found], now: datetime) -> list[Stale]:
    """Remember what a crawl found of what it read whole, and return what has collapsed, old and new. `brands`: those of the
    workspace; nothing is remembered of others."""
    known = {(each.brand, each.kind): each for each in _read(state_dir) if each.brand in brands}
    new = set()
    for (brand, kind), seen in found.items():
        each = known.setdefault((brand, kind), _Known(brand=brand, kind=kind))
        if each.add(seen, now):
            new.add((brand, kind))
    content = [each.model_dump(mode="json") for _, each in sorted(known.items())]
    write_atomic(_path(state_dir), json.dumps(content, ensure_ascii=False, indent=1))
    return [stale for key, each in sorted(known.items()) if (stale := each.stale(new=key in new))]


def stale_kinds(state_dir: Path) -> list[Stale]:
    """What has collapsed and did not recover yet."""
    return [stale for each in _read(state_dir) if (stale := each.stale())]


def _path(state_dir: Path) -> Path:
    return state_dir / "state" / "health.json"


def _read(state_dir: Path) -> list[_Known]:
    """A damaged file is put aside: it only serves to notice changes."""
    try:
        return _FILE.validate_json(_path(state_dir).read_bytes())
    except FileNotFoundError:
        return []
    except ValidationError:
        logger.warning("%s: damaged, so what is usual is learnt anew", set_aside(_path(state_dir)))
        return []
