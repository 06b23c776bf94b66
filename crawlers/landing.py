"""The last step of a crawl: redact, hash, land. Nothing personal passes beyond here."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawlers.fetching.budget import budget_of
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.target import KINDS
from data.kinds.visit import Visit, VisitStatus
from data.landing import LandingWriter, landing_path
from data.landing.forgotten import read_forgotten
from data.landing.protect import protect
from data.privacy import load_key
from data.record.model import Record

FAILURES = ("failed", "blocked")
OUTCOMES: tuple[VisitStatus, ...] = ("observed", "partial", "blocked", "failed", "absent")
"""Of several outcomes of one page, the first of these is the page's."""
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
        self.writer = LandingWriter(landing_path(state, spider.run_id, spider.name))

    def close_spider(self) -> None:
        spider, stats = self.crawler.spider, self.crawler.stats
        assert isinstance(spider, OverheardSpider)
        assert stats is not None
        try:
            for item in spider.held_back():
                record = self._landed(item)
                if not isinstance(record, str):
                    stats.inc_value("item_scraped_count")
            self.writer.close()
        except OSError as error:
            self._note(error)

    async def process_item(self, item: Record) -> Record:
        try:
            record = self._landed(item)
        except OSError as error:
            self._give_up(error)
            raise DropItem(f"not landed: {error.strerror}") from error
        if isinstance(record, str):
            raise DropItem(record, log_level="DEBUG")
        return record

    def _landed(self, item: Record) -> Record | str:
        """The record as it was written, or why it was not. Raises OSError where the file cannot be written."""
        if isinstance(item, Visit) and not self._is_news(item):
            return f"{item.kind} {item.url}: {item.status}, after a better outcome"
        record = protect(item, self.key)
        if self.forgotten.holds(record):
            return f"{record.kind_name}: forgotten on request"
        self.writer.write(record)
        self._count(record)
        return record

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

    def _count(self, item: Record) -> None:
        stats = self.crawler.stats
        assert stats is not None
        brand = item.brand or "*"
        if isinstance(item, Visit):
            stats.inc_value(f"overheard/{brand}/pages")
            if item.status in FAILURES:
                stats.inc_value(f"overheard/{brand}/failures")
        else:
            stats.inc_value(f"overheard/{brand}/records")
            budget_of(self.crawler).add_item(item.url)
