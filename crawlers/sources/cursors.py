"""What each query, platform and widget remembers between crawls, in files of `state/`: how far it has been read, what was seen
lately, the validators of a feed, and until when its source wants to be left alone."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data.files import set_aside, write_atomic
from data.privacy import redact_emails

logger = logging.getLogger(__name__)

OVERLAP = timedelta(days=3)
"""How far before the newest item a query starts again: what was indexed late is found, and counts are read anew."""
REMEMBERED = 500
"""Items of a query that are looked up again; the newest are kept."""
REMEMBERED_DAYS = 30
"""Days after which an item is looked up no more."""
MAX_ALIASES = 3_000
"""Aliases of a query's items that are remembered; those met longest ago are forgotten first."""
FORGET_DAYS = 180
"""Days after which a query that nobody asks any more is forgotten."""


class Seen(BaseModel):
    """An item to look up again: its native id, when it was published and last looked at, and whom it meant."""

    model_config = ConfigDict(extra="ignore")

    native_id: str
    published_at: datetime
    checked_at: datetime
    brands: tuple[str, ...] = ()


class Cursor(BaseModel):
    """How far one query has come. All times naive UTC."""

    model_config = ConfigDict(extra="ignore")

    asked_at: datetime | None = None
    newest: datetime | None = None
    resume_at: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    meaning: str = ""
    items: int = 0
    """What it brought when it was last read whole."""
    seen: dict[str, Seen] = {}
    aliases: dict[str, str] = {}
    """What else an item is known by -> the native id it was first read with."""

    def begin_again_unless(self, meaning: str) -> None:
        """Forget how far it has come when the brands are described otherwise than then: what meant none may mean one now."""
        if self.meaning != meaning:
            self.newest, self.etag, self.last_modified, self.meaning = None, "", "", meaning

    def since(self, now: datetime, first_days: int) -> datetime:
        """How far back to read: OVERLAP before the newest item known, or `first_days` when there is none."""
        start = now - timedelta(days=first_days)
        return max(start, self.newest - OVERLAP) if self.newest else start

    def remember(self, ref: str, seen: Seen) -> None:
        """Note an item for later look-ups, the latest last."""
        self.seen.pop(ref, None)
        self.seen[ref] = seen

    def native_id(self, alias: str, native_id: str) -> str:
        """The id that an item with this alias was first read with: a source may give it another at each reading."""
        first = self.aliases.pop(alias, native_id)
        self.aliases[alias] = first  # the latest last
        return first

    def due(self, limit: int, now: datetime) -> list[str]:
        """At most `limit` refs to look up now, those looked at longest ago first."""
        waiting = sorted((seen.checked_at, ref) for ref, seen in self.seen.items() if seen.checked_at < now)
        return [ref for _, ref in waiting[:limit]]

    def tidy(self, now: datetime) -> None:
        """Forget what is too old or too much to look up again."""
        oldest = now - timedelta(days=REMEMBERED_DAYS)
        fresh = {ref: seen for ref, seen in self.seen.items() if seen.published_at >= oldest}
        newest = sorted(fresh, key=lambda ref: fresh[ref].published_at)[-REMEMBERED:]
        self.seen = {ref: fresh[ref] for ref in newest}
        self.aliases = dict(list(self.aliases.items())[-MAX_ALIASES:])


class Cursors:
    """The cursors of a workspace. One crawl runs at a time (locks.CRAWL), so nobody else writes the file. A damaged one is
    put aside: the sources are then read from the start once more, and what is known already changes nothing. Spiders that run
    at the same time have files of their own."""

    def __init__(self, state_dir: Path, file_name: str = "cursors.json") -> None:
        self.path = state_dir / "state" / file_name
        self._cursors: dict[str, Cursor] = {}
        try:
            raw = json.loads(self.path.read_bytes())
            self._cursors = {key: Cursor.model_validate(value) for key, value in raw.items()}
        except FileNotFoundError:
            pass
        except (ValueError, ValidationError, AttributeError, RecursionError):
            logger.warning("%s: damaged, so its sources are read from the start", set_aside(self.path))

    def get(self, key: str) -> Cursor:
        """The cursor of a query; a new one if it was never asked."""
        return self._cursors.get(redact_emails(key)) or Cursor()

    def update(self, key: str, cursor: Cursor, now: datetime) -> None:
        """Take a cursor over; `write` puts it on the disk. E-mail addresses in keys are redacted."""
        cursor.asked_at = now
        cursor.tidy(now)
        self._cursors[redact_emails(key)] = cursor
        forgotten = now - timedelta(days=FORGET_DAYS)
        self._cursors = {k: c for k, c in self._cursors.items() if c.asked_at is None or c.asked_at >= forgotten}

    def write(self) -> None:
        """Write all cursors, whole or not at all."""
        dumped = {key: cursor.model_dump(mode="json", exclude_defaults=True) for key, cursor in self._cursors.items()}
        write_atomic(self.path, json.dumps(dumped, ensure_ascii=False))
