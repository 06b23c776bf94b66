"""The reading of one source in one crawl: what to ask next, what of each page is taken, and when it is time to stop. Pure.

    while reading.ask is not None:
        ...ask it, have the source read the answer...
        records = reading.take(page, answer)

It reads page after page until they reach back to what is known, repeat themselves, lead in a circle or come to a limit; then
what they lead to aside; then the items seen before that are to be looked up again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime
from typing import Generic

from crawlers.sources.cursors import Cursor
from crawlers.sources.source import Answer, Ask, Item, Page, Source
from crawlers.sources.values import is_possible
from data.kinds.removal import Removal
from data.record.model import Record

REPEATS = "a page repeats what was read already, so the rest was left"
LOOPS = "its pages form loops: one leads back to a page that was read already, so the rest was left"


class Reading(ABC, Generic[Item]):
    """One source being read. `ask` is the request to make next, None at the end; `said` what there is to say of a whole
    reading, `why_part` why it is none; `since` how far back it goes."""

    nothing: str
    """What there is to say where nothing was found."""

    def __init__(self, source: Source[Page[Item]], cursor: Cursor, since: datetime, now: datetime) -> None:
        self.source, self.cursor, self.since, self.now = source, cursor, since, now
        self.read = self.kept = self.removed = 0
        self.unchanged = self.truncated = False
        self.said = self.why_part = ""
        self.counts: Counter[str] = Counter()
        self._complete = False
        self._marks: set[str] = set()
        self._asked: set[tuple[str, bytes]] = set()
        self._newest: datetime | None = None
        self._oldest: datetime | None = None
        self._known = cursor.newest
        self._in_pages = self._in_order = True
        self._given_up = False
        self._fresh = 0
        self._gone: list[Record] = []
        self._steps = self._all_steps()
        self.ask: Ask | None = self._with_validators(next(self._steps, None))

    def take(self, page: Page[Item], answer: Answer) -> list[Record]:
        """The records to keep of the page that the answer to `ask` holds; moves `ask` on."""
        self.unchanged |= answer.status == 304
        if self.source.conditional:
            self.cursor.etag = answer.headers.get("etag", self.cursor.etag)
            self.cursor.last_modified = answer.headers.get("last-modified", self.cursor.last_modified)
        self.truncated |= page.truncated
        self._in_order &= page.ordered or not self._in_pages
        self.note(page, answer.at)
        before = self.read
        records = [record for item in page.items if (record := self._record(item, answer.at)) is not None]
        self._fresh = self.read - before
        try:
            self.ask = self._steps.send(page)
        except StopIteration:
            self.ask = None
        records += self._gone
        self._gone = []
        return records

    def goes_on_without(self, why: str) -> bool:
        """Whether the source can do without an answer to `ask`, which failed for this reason; moves `ask` on if so."""
        instead = self.source.instead(self.ask) if self.ask is not None else None
        if instead is None:
            return False
        self.said, self.ask = f"what it claims in total could not be read: {why}", instead
        self._asked.add((instead.url, instead.body))
        return True

    def finish(self) -> list[Record]:
        """Move the cursor on, if nothing was left out that the next crawl could still get. Returns the records that only the
        end can tell."""
        if self._complete and self._newest is not None:
            self.cursor.newest = max(self._newest, self.cursor.newest or self._newest)
        return []

    def reaches_to(self) -> datetime | None:
        """Since when everything that the source has was seen in this reading; None where it does not show: nothing was read, or
        not the newest first. A source that shows its last items only may not reach back to what was known."""
        known, oldest = self._known, self._oldest
        whole = self._complete and not self._given_up
        if whole and known is not None and (oldest is None or oldest <= known):
            return self.since
        return oldest if whole or self._in_order else None

    def shown(self) -> int:
        """How many items the source shows, where all of it was read: what stood there before, if its server vouches for that."""
        return self.kept or (self.cursor.items if self.unchanged else 0)

    def unread(self) -> str:
        """What the source claims to hold where nothing of it was read; '' if it claims nothing."""
        return ""

    def summary(self) -> str:
        """What there is to say beyond the records, in words; '' if nothing."""
        return "; ".join(f"{number} {what}" for what, number in self.counts.items())

    # ---- what kinds of sources do in their own ways

    @abstractmethod
    def mark(self, item: Item) -> str:
        """What an item is known by within this reading."""

    @abstractmethod
    def keep(self, item: Item, at: datetime) -> Record | None:
        """The record of an item read `at`, or None if it is not to be kept."""

    @abstractmethod
    def reaches_back(self, page: Page[Item]) -> bool:
        """Whether what follows the page lies before `since`."""

    @abstractmethod
    def note(self, page: Page[Item], at: datetime) -> None:
        """Remember what a page says beside its items."""

    def missing(self, ask: Ask, page: Page[Item]) -> list[Record]:  # noqa: ARG002  # for those that look items up again
        """Records of what a look-up asked for and did not find. Raises ValueError if that is no reason to believe it gone."""
        return []

    # ---- the order of the requests

    def _all_steps(self) -> Generator[Ask, Page[Item], None]:
        """All requests; each takes the page that answers it."""
        aside = yield from self._pages()
        self._in_pages = False
        limits = self.source.limits
        for number in range(limits.aside):
            if number >= len(aside):
                break
            if not self._may_ask(aside[number]):
                return
            page = yield aside[number]
            aside += page.side
            if page.next is not None and not self._repeats(page) and not self.reaches_back(page):
                aside.append(page.next)
        # What is left out from here on is left out for good, or asked for again by its id.
        self._complete = self._complete or not self.why_part
        refs = self.cursor.due(limits.recheck * limits.rechecks, self.now)
        for start in range(0, len(refs), max(1, limits.recheck)):
            for ask in self.source.recheck(refs[start : start + limits.recheck]):
                if not self._may_ask(ask):
                    return
                page = yield ask
                try:
                    self._gone += self.missing(ask, page)
                except ValueError as doubt:
                    self.why_part = str(doubt)
                    return
        if not self.why_part and len(aside) > limits.aside:
            self.why_part = f"{len(aside) - limits.aside} more pages of comments were not asked for"

    def _pages(self) -> Generator[Ask, Page[Item], list[Ask]]:
        """Page after page. Returns what they lead to aside. A limit or a circle ends the pages, not the reading."""
        ask: Ask | None = self.source.first(self.since)
        aside: list[Ask] = []
        while ask is not None and self._may_ask(ask):
            page = yield ask
            aside += page.side
            self.said = page.reason or self.said
            if self._repeats(page):
                self.why_part = REPEATS
                break
            if self.reaches_back(page):
                break
            if page.next is not None and self.read >= self.source.max_items:
                # The limit is the workspace's own: what lies beyond is given up, not owed.
                self._complete = self._given_up = True
                self.why_part = f"the limit of {self.source.max_items} items is reached"
                break
            ask = page.next
        return aside

    def _may_ask(self, ask: Ask) -> bool:
        """Whether a request may go out; `why_part` tells why it may not."""
        mark = (ask.url, ask.body)
        if mark in self._asked:
            self.why_part = LOOPS
            return False
        if len(self._asked) >= self.source.limits.asks:
            self.why_part = f"the limit of {self.source.limits.asks} pages is reached"
            return False
        self._asked.add(mark)
        return True

    def _repeats(self, page: Page[Item]) -> bool:
        """Whether a page that is to be continued brought nothing new. One that overlaps at the end of all may well do so."""
        return bool(page.items) and page.next is not None and page.ordered and not self._fresh

    def _with_validators(self, ask: Ask | None) -> Ask | None:
        if ask is None or not self.source.conditional:
            return ask
        known = {"If-None-Match": self.cursor.etag, "If-Modified-Since": self.cursor.last_modified}
        return replace(ask, headers={**ask.headers, **{name: value for name, value in known.items() if value}})

    # ---- what of a page is taken

    def _record(self, item: Item, at: datetime) -> Record | None:
        """The record of an item that was not taken before."""
        mark = self.mark(item)
        if mark in self._marks:
            return None
        self._marks.add(mark)
        self.read += 1
        record = self.keep(item, at)
        if isinstance(record, Removal):
            self.removed += 1
        elif record is not None:
            self.kept += 1
        return record

    def possible(self, published: datetime | None, at: datetime) -> datetime | None:
        """When an item was published, if it can have been; the newest of them is what the cursor moves to."""
        if not is_possible(published, at):
            self.counts["dated in the future, kept without a date"] += 1
            return None
        if published is not None:
            self._newest = max(published, self._newest or published)
            if self._in_pages:  # what is looked up again says nothing of what lies between
                self._oldest = min(published, self._oldest or published)
        return published
