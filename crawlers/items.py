"""The records that spiders yield, under the name where Scrapy's users look for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from data.kinds.channel import Channel
from data.kinds.faq import Faq
from data.kinds.mention import Mention
from data.kinds.ranking import Ranking
from data.kinds.removal import Removal
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.kinds.visit import Visit
from data.record.model import Record

__all__ = [
    "Channel",
    "Faq",
    "Landed",
    "Mention",
    "PageRecords",
    "Ranking",
    "Record",
    "Remembered",
    "Removal",
    "Review",
    "SourceTotal",
    "Visit",
    "records_of",
]


@dataclass(frozen=True)
class Landed:
    """A record that is as it was landed before, so all that is personal in it is protected already."""

    record: Record


@dataclass(frozen=True)
class Remembered:
    """What a spider yields behind the records of a page: once they have landed, `keep` is called with the fingerprints of their
    lines."""

    records: Sequence[Record]
    keep: Callable[[Sequence[str]], None]


@dataclass(frozen=True)
class PageRecords:
    """All records of one page, which pass through Scrapy as one item: it takes longer to pass an item on than we to make it."""

    records: Sequence[Record]
    landed: Sequence[Landed] = ()
    remembered: Sequence[Remembered] = ()


def records_of(item: PageRecords | Record) -> Sequence[Record]:
    """The records of an item, whatever its form."""
    return item.records if isinstance(item, PageRecords) else (item,)
