"""The reading of one query of a network in one crawl: whom each post means, and which brand speaks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from typing_extensions import override

from crawlers.sources.cursors import Cursor, Seen
from crawlers.sources.meant import Meaning
from crawlers.sources.networks.base import Network, Post, removal
from crawlers.sources.reading import Reading
from crawlers.sources.source import Ask, Page
from data.kinds.mention import NETWORK, Mention
from data.kinds.removal import Removal
from data.record.model import Record

DOUBTFUL = 3
"""A look-up of so many items that finds none of them says more about the source than about the items."""


class MentionReading(Reading[Post]):
    """One query being read. `own` maps (network, account) to the brand whose account it is; a query that was never read goes
    `first_days` back. When the brands are described otherwise than the last time, all is read again."""

    def __init__(
        self, source: Network, cursor: Cursor, meaning: Meaning, own: Mapping[tuple[str, str], str], now: datetime,
        first_days: int,
    ) -> None:  # fmt: skip
        cursor.begin_again_unless(meaning.signature)
        super().__init__(source, cursor, cursor.since(now, first_days), now)
        self.query, self.meaning, self.own = source.query, meaning, own
        self.nothing = f"nothing found since {self.since:%Y-%m-%d}"
        self.identity = source.query.account.lower()
        self._meant: dict[str, tuple[str, ...]] = {}
        for ref, seen in cursor.seen.items():
            self._meant[ref] = self._meant[seen.native_id] = seen.brands

    @override
    def note(self, page: Page[Post], at: datetime) -> None:
        self.identity = page.identity or self.identity

    def mark(self, item: Post) -> str:
        return self._native_id(item)

    def _native_id(self, item: Post) -> str:
        """The id of a post; of one known by an alias, that of its first reading."""
        native_id = item.record.native_id
        return self.cursor.native_id(item.alias, native_id) if item.alias else native_id

    def reaches_back(self, page: Page[Post]) -> bool:
        """Whether the page lies wholly before what matters."""
        times = [
            post.record.published_at for post in page.items if isinstance(post.record, Mention) and not post.repost
        ]
        known = [at for at in times if at is not None]
        return bool(known) and all(at < self.since for at in known)

    def missing(self, ask: Ask, page: Page[Post]) -> list[Record]:
        """Removals for what a look-up asked for and did not find. Raises ValueError when it found suspiciously little."""
        found = {post.ref or post.record.native_id for post in page.items}
        gone = [ref for ref in ask.about if ref not in found and ref in self.cursor.seen]
        if len(gone) >= DOUBTFUL and len(gone) == len(ask.about):
            raise ValueError(f"none of {len(gone)} known items was answered for, which is not taken for their deletion")
        self.removed += len(gone)
        return [
            removal(self.source.name, self.cursor.seen.pop(ref).native_id, self.query.address, self.now) for ref in gone
        ]

    def keep(self, item: Post, at: datetime) -> Record | None:
        record = item.record
        ref = item.ref or record.native_id
        if isinstance(record, Removal):
            self.cursor.seen.pop(ref, None)
            return record
        if self.query.brand and item.repost:
            self.counts["reposts of others left out"] += 1
            return None
        published = self.possible(record.published_at, at)
        speaker = self._speaker(item)
        brands = self._brands(item, record, speaker)
        self._meant[ref] = self._meant[record.native_id] = brands
        if not brands:
            self.counts["of no brand of the workspace left out"] += 1
            return None
        if self.source.limits.recheck:
            seen = Seen(
                native_id=record.native_id, published_at=published or self.now, checked_at=self.now, brands=brands
            )
            self.cursor.remember(ref, seen)
        return record.model_copy(
            update={
                "native_id": self._native_id(item),
                "published_at": published, "utc_offset": record.utc_offset if published else None, "brands": brands,
                "brand": speaker, "voice": "brand" if speaker else self.query.voice,
                "layer": NETWORK,
                "query": self.query.words,
            }
        )  # fmt: skip

    def _speaker(self, item: Post) -> str:
        """The brand that wrote it, or ''. Of a brand's own feed all is its own; of its account what it wrote itself."""
        if self.query.brand and (not self.query.account or self.identity in item.author_ids):
            return self.query.brand
        named = (self.own.get((self.source.name, name)) for name in sorted(item.author_ids))
        return next((brand for brand in named if brand), "")

    def _brands(self, item: Post, record: Mention, speaker: str) -> tuple[str, ...]:
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
