"""What a crawl found of each brand and kind, as far as it was read whole, beside what crawls usually find."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from crawlers.items import PageRecords, records_of
from crawlers.spiders.site import WATCHED_FIELDS
from crawlers.spiders.target import CHANNELS, FAQS, REVIEWS
from data.kinds.channel import Channel
from data.kinds.faq import Faq
from data.kinds.review import Review
from data.kinds.visit import Visit
from data.record.model import Record
from data.state.health import Asked, Found
from data.state.yields import CAUTION

KIND_OF: dict[type[Record], str] = {Faq: FAQS, Review: REVIEWS, Channel: CHANNELS}
LANDED_AS = {"author": "author_key"}
"""Fields that have another name once landed."""


REMEDY = (
    "open one of its pages, and see with `overheard read URL` what is read off it now; "
    "where a site has changed, a [[recipe]] helps"
)


class Health:
    """Counts what the site spider of a crawl landed. `kinds` and `brands` (ids): those that were asked for."""

    def __init__(self, brands: Iterable[str], kinds: Collection[str]) -> None:
        self._asked = {(brand, kind) for brand in brands for kind in KIND_OF.values() if kind in kinds}
        self._items: Counter[Asked] = Counter()
        self._fields: dict[Asked, Counter[str]] = defaultdict(Counter)
        self._read: set[Asked] = set()
        self._in_part: set[Asked] = set()

    def add_item(self, item: PageRecords | Record, **_: Any) -> None:
        """Scrapy's signal that records have landed."""
        for record in records_of(item):
            self.add(record)

    def add(self, record: Record) -> None:
        """One record that landed."""
        if isinstance(record, Visit):
            key = (record.brand, record.kind)
            self._read.add(key)
            # A page whose own yield collapsed was read; of all else that is partial something is missing.
            if record.status in ("failed", "blocked", "partial") and CAUTION not in (record.reason or ""):
                self._in_part.add(key)
            return
        kind = KIND_OF.get(type(record))
        if kind is not None:
            key = (record.brand, kind)
            self._items[key] += 1
            watched = (LANDED_AS.get(name, name) for name in WATCHED_FIELDS.get(kind, ()))
            self._fields[key].update(name for name in watched if _has(record, name))

    def found(self) -> dict[Asked, Found]:
        """What was found of what was asked for and read whole."""
        return {
            key: Found(self._items[key], self._shares(key))
            for key in sorted(self._asked & (self._read | self._items.keys()) - self._in_part)
        }

    def _shares(self, key: Asked) -> dict[str, float]:
        watched = [LANDED_AS.get(name, name) for name in WATCHED_FIELDS.get(key[1], ())]
        return {name: self._fields[key][name] / self._items[key] for name in watched} if self._items[key] else {}


def _has(record: Any, name: str) -> bool:
    return getattr(record, name) is not None
