"""The last step of a crawl: redact, hash, land. Nothing personal passes beyond here."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from crawlers.fetching.budget import budget_of
from crawlers.items import Landed, PageRecords, Remembered, records_of
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.target import KINDS
from data.clock import utc_now
from data.kinds.visit import Visit, VisitStatus
from data.landing import LandingWriter, landing_line, landing_path
from data.landing.again import LandedBefore, fingerprint
from data.landing.forgotten import read_forgotten
from data.landing.protect import protect
from data.privacy import load_key
from data.record.model import Record

FAILURES = ("failed", "blocked")
OUTCOMES: tuple[VisitStatus, ...] = ("observed", "partial", "blocked", "failed", "absent")
"""Of several outcomes of one page, the first of these is the page's."""
LANDED = "overheard/landed"
"""The crawl stat that counts what landed."""
FATAL = "overheard/fatal"
"""The crawl stat that holds why a crawl had to stop."""


class LandingPipeline:
    """Writes each record to the run's landing file and counts pages, records and failures per brand."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LandingPipeline:
        return cls(crawler)

    def open_spider(self) -> None:
        spider = self.crawler.spider
        assert isinstance(spider, OverheardSpider)
        state = spider.workspace.state_dir
        self.key = load_key(state)
        self.forgotten = read_forgotten(state)
        self._outcomes: dict[tuple[str, str, str], int] = {}
        self.budget = budget_of(self.crawler)
        self.before = LandedBefore(state, spider.name, utc_now(), spider.workspace.crawl.retention_days)
        spider.before = self.before
        self.writer = LandingWriter(landing_path(state, spider.run_id, spider.name))

    def close_spider(self) -> None:
        spider = self.crawler.spider
        assert isinstance(spider, OverheardSpider)
        try:
            self._landed(list(spider.held_back()))
            self.writer.close()
        except OSError as error:
            self._note(error)

    async def process_item(self, item: PageRecords | Record) -> PageRecords | Record:
        try:
            kept = self._landed(records_of(item), *_further(item))
        except OSError as error:
            self._give_up(error)
            raise DropItem(f"not landed: {error.strerror}") from error
        if not kept and not _further(item)[1]:
            raise DropItem("after a better outcome, or forgotten on request", log_level="DEBUG")
        return PageRecords(kept) if isinstance(item, PageRecords) else kept[0]

    def _landed(
        self, records: Sequence[Record], landed: Sequence[Landed] = (), remembered: Sequence[Remembered] = ()
    ) -> list[Record]:
        """The records as they were written, those `landed` before first, without those that are no news or forgotten; pages are
        `remembered` by them. Raises OSError where the file cannot be written."""
        news = [record for record in records if not isinstance(record, Visit) or self._is_news(record)]
        pairs = [(again.record, again.record) for again in landed]
        pairs += [(record, protect(record, self.key)) for record in news]
        pairs = [(record, kept) for record, kept in pairs if not self.forgotten.holds(kept)]
        lines = [landing_line(kept) for _, kept in pairs]
        self.writer.write_lines(self.before.shortened(lines))
        if remembered:
            _remember(remembered, {id(record): line for (record, _), line in zip(pairs, lines, strict=True)})
        self._count([kept for _, kept in pairs])
        return [kept for _, kept in pairs]

    def _is_news(self, visit: Visit) -> bool:
        """Whether a visit says more than those before it of the same page and kind: one page has one outcome a run. What was
        read on a home page is not absent because no page of its own was found."""
        if visit.kind not in KINDS:
            return True
        key = (visit.brand, visit.url, visit.kind)
        better = OUTCOMES.index(visit.status) < self._outcomes.get(key, len(OUTCOMES))
        if better:
            self._outcomes[key] = OUTCOMES.index(visit.status)
        return better

    def _give_up(self, error: OSError) -> None:
        """Stop the crawl: what cannot be kept must not be asked for."""
        engine = self.crawler.engine
        assert engine is not None
        if self._note(error):
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="landing failed"))

    def _note(self, error: OSError) -> bool:
        """Remember why the crawl had to stop; False if that is known already."""
        stats = self.crawler.stats
        assert stats is not None
        if stats.get_value(FATAL) is not None:
            return False
        stats.set_value(FATAL, f"{self.writer.path}: cannot be written: {error.strerror}; free space and run again")
        return True

    def _count(self, landed: Sequence[Record]) -> None:
        stats = self.crawler.stats
        assert stats is not None
        counts: Counter[str] = Counter()
        for record in landed:
            brand = record.brand or "*"
            if isinstance(record, Visit):
                counts[f"overheard/{brand}/pages"] += 1
                counts[f"overheard/{brand}/failures"] += record.status in FAILURES
            else:
                counts[f"overheard/{brand}/records"] += 1
                self.budget.add_item(record.url)
        for name, count in counts.items():
            stats.inc_value(name, count)
        stats.inc_value(LANDED, len(landed))


class TogetherMiddleware:
    """The spider middleware next to the spider: hands on the records of a page as one item, its requests as they come."""

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> TogetherMiddleware:
        return cls()

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:  # noqa: ARG002  # Scrapy's interface
        records: list[Record] = []
        landed: list[Landed] = []
        remembered: list[Remembered] = []
        try:
            async for found in result:
                if isinstance(found, Record):
                    records.append(found)
                elif isinstance(found, Landed):
                    landed.append(found)
                elif isinstance(found, Remembered):
                    remembered.append(found)
                else:
                    yield found
        except Exception:
            # What was read before the page broke its reader still counts; Scrapy then asks what to do about the rest.
            if records or landed:
                yield PageRecords(records, landed, remembered)
            raise
        if records or landed:
            yield PageRecords(records, landed, remembered)


def _further(item: PageRecords | Record) -> tuple[Sequence[Landed], Sequence[Remembered]]:
    """What a page has beside its records."""
    return (item.landed, item.remembered) if isinstance(item, PageRecords) else ((), ())


def _remember(remembered: Sequence[Remembered], lines: Mapping[int, bytes]) -> None:
    """Pages by the fingerprints of what landed of them; `lines`: by the identity of their records."""
    for page in remembered:
        landed = [lines[id(record)] for record in page.records if id(record) in lines]
        page.keep([fingerprint(line.rstrip(b"\n")) for line in landed])
