"""The reading of one query in one crawl: what of each page is taken, whom it means, and when it is time to stop. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from crawlers.sources.cursors import Cursor, Seen
from crawlers.sources.meant import Meaning
from crawlers.sources.source import Ask, Item, Page, Query, removal
from crawlers.sources.values import is_possible
from data.kinds.mention import Mention
from data.kinds.removal import Removal
from data.record.model import Record

MAX_ASKS = 200
"""Requests of one query in one crawl, whatever its cursors say."""
MAX_SIDE = 30
"""Requests of one query in one crawl that lead aside, to comments."""
DOUBTFUL = 3
"""A look-up of so many items that finds none of them says more about the source than about the items."""


class Reading:
    """One query being read. `own` maps (network, account) to the brand whose account it is."""

    def __init__(
        self, query: Query, cursor: Cursor, meaning: Meaning, own: Mapping[tuple[str, str], str], since: datetime,
        now: datetime, *, looks_up: bool,
    ) -> None:  # fmt: skip
        self.query, self.cursor, self.meaning, self.own = query, cursor, meaning, own
        self.since, self.now, self.looks_up = since, now, looks_up
        self.read = self.kept = self.removed = self.asks = 0
        self.complete = self.unchanged = False
        self.counts: Counter[str] = Counter()
        self.identity = query.account.lower()
        self._native: set[str] = set()
        self._asked: set[tuple[str, bytes]] = set()
        self._newest: datetime | None = None
        self._meant: dict[str, tuple[str, ...]] = {}
        for ref, seen in cursor.seen.items():
            self._meant[ref] = self._meant[seen.native_id] = seen.brands

    def may_ask(self, ask: Ask) -> str:
        """'' if the request may go out, else why not."""
        if (ask.url, ask.body) in self._asked:
            return "its cursor loops: it leads to a page that was read already"
        if self.asks >= MAX_ASKS:
            return f"it leads to more than {MAX_ASKS} pages"
        self._asked.add((ask.url, ask.body))
        self.asks += 1
        return ""

    def take(self, page: Page) -> list[Record]:
        """The records of a page that are to be kept: of a brand, not taken before, with times that can be."""
        self.identity = page.identity or self.identity
        records: list[Record] = []
        for item in page.items:
            record = item.record
            if record.native_id in self._native:
                continue
            self._native.add(record.native_id)
            self.read += 1
            if isinstance(record, Removal):
                self.cursor.seen.pop(item.ref or record.native_id, None)
                self.removed += 1
                records.append(record)
            elif (kept := self._mention(item, record)) is not None:
                self.kept += 1
                records.append(kept)
        return records

    def repeats(self, page: Page, before: int) -> bool:
        """Whether a page that is to be continued brought nothing that was not `read` `before` it."""
        return bool(page.items) and page.next is not None and self.read == before

    def reaches_back(self, page: Page) -> bool:
        """Whether the page lies wholly before what matters."""
        times = [
            item.record.published_at for item in page.items if isinstance(item.record, Mention) and not item.repost
        ]
        known = [at for at in times if at is not None]
        return bool(known) and all(at < self.since for at in known)

    def missing(self, ask: Ask, page: Page) -> list[Record]:
        """Removals for what a look-up asked for and did not find. Raises ValueError when it found suspiciously little."""
        found = {item.ref or item.record.native_id for item in page.items}
        gone = [ref for ref in ask.about if ref not in found and ref in self.cursor.seen]
        if len(gone) >= DOUBTFUL and len(gone) == len(ask.about):
            raise ValueError(f"none of {len(gone)} known items was answered for, which is not taken for their deletion")
        self.removed += len(gone)
        return [
            removal(self.query.network, self.cursor.seen.pop(ref).native_id, self.query.address, self.now)
            for ref in gone
        ]

    def finish(self) -> None:
        """Move the cursor on, if nothing was left out that the next crawl could still get."""
        if self.complete and self._newest is not None:
            self.cursor.newest = max(self._newest, self.cursor.newest or self._newest)

    def summary(self) -> str:
        """What was left out, in words; '' if nothing."""
        return "; ".join(f"{number} {what}" for what, number in self.counts.items())

    def _mention(self, item: Item, record: Mention) -> Mention | None:
        if self.query.brand and item.repost:
            self.counts["reposts of others left out"] += 1
            return None
        published = record.published_at
        if not is_possible(published, record.fetched_at or self.now):
            self.counts["dated in the future, kept without a date"] += 1
            published = None
        if published is not None:
            self._newest = max(published, self._newest or published)
        speaker = self._speaker(item)
        brands = self._brands(item, record, speaker)
        ref = item.ref or record.native_id
        self._meant[ref] = self._meant[record.native_id] = brands
        if not brands:
            self.counts["of no brand of the workspace left out"] += 1
            return None
        if self.looks_up:
            at = published or self.now
            self.cursor.remember(
                ref, Seen(native_id=record.native_id, published_at=at, checked_at=self.now, brands=brands)
            )
        return record.model_copy(
            update={
                "published_at": published, "utc_offset": record.utc_offset if published else None, "brands": brands,
                "brand": speaker, "voice": "brand" if speaker else self.query.voice,
                "query": self.query.text or self.query.address,
            }
        )  # fmt: skip

    def _speaker(self, item: Item) -> str:
        """The brand that wrote it, or ''. Of a brand's own feed all is its own; of its account what it wrote itself."""
        if self.query.brand and (not self.query.account or self.identity in item.author_ids):
            return self.query.brand
        named = (self.own.get((self.query.network, name)) for name in sorted(item.author_ids))
        return next((brand for brand in named if brand), "")

    def _brands(self, item: Item, record: Mention, speaker: str) -> tuple[str, ...]:
        said = self.meaning.read(f"{record.title or ''}\n{record.body}", item.links, record.language)
        if speaker:
            return (speaker, *(brand for brand in said if brand != speaker))
        if said:
            return said
        # A reply rarely repeats the name: below a post that means one brand alone, that is the one it means.
        above = self._meant.get(record.parent_id, ()) if record.parent_id else ()
        if not above and item.thread:
            above = self.meaning.read(item.thread, language=record.language)
        if len(above) == 1:
            return above
        known = self.cursor.seen.get(item.ref or record.native_id)
        return known.brands if known else ()
