"""What a crawl remembers of pages that say when they change, in `state/validators.json`: what to ask them with, and which landed
lines stand for what was read.

An entry is true for good: what those validators stand for held those lines, read so. Whether the lines are still there is asked
of landing each time, so a file that was restored, or is older than landing, leads to no wrong record."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import BaseModel, JsonValue, NaiveDatetime, TypeAdapter, ValidationError

from data.files import set_aside, write_atomic

MAX_PAGES = 20_000
"""Pages remembered; those read whole longest ago are forgotten first."""
logger = logging.getLogger(__name__)


class Known(BaseModel):
    """A page that was read whole at `full_at` (naive UTC). `etag` and `last_modified`: what its server gave, one at least;
    `read_by`: a digest of all that decides what is read of its bytes; `lines`: the fingerprints of the lines landed of it, in
    their order; `seen`: what else the crawl needs of it, for the spider alone."""

    etag: str = ""
    last_modified: str = ""
    read_by: str
    full_at: NaiveDatetime
    lines: list[str] = []
    seen: dict[str, JsonValue] = {}


_FILE = TypeAdapter(dict[str, Known])


class Validators:
    """The memory of one crawl; one crawl runs at a time, so nobody else writes the file. A damaged one is put aside: all pages
    are then read whole once."""

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "state" / "validators.json"
        self._known: dict[str, Known] = {}
        try:
            self._known = _FILE.validate_json(self.path.read_bytes())
        except FileNotFoundError:
            pass
        except ValidationError:
            logger.warning("%s: damaged, so all pages are read whole once", set_aside(self.path))

    def get(self, page: str) -> Known | None:
        """What is known of a page."""
        return self._known.get(page)

    def put(self, page: str, known: Known) -> None:
        """Remember a page, for `write`."""
        self._known.pop(page, None)
        self._known[page] = known

    def drop(self, page: str) -> None:
        """Forget a page."""
        self._known.pop(page, None)

    def write(self) -> None:
        """Write the memory, whole or not at all."""
        for page in sorted(self._known, key=lambda page: self._known[page].full_at)[:-MAX_PAGES]:
            del self._known[page]
        if self._known or self.path.exists():
            write_atomic(self.path, _FILE.dump_json(self._known, exclude_defaults=True))
