"""The last step of a crawl: redact, hash, land. Nothing personal passes beyond here."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawlers.spiders.base import OverheardSpider
from data.kinds.visit import Visit
from data.landing import LandingWriter, landing_path
from data.landing.protect import protect
from data.privacy import load_key
from data.record.model import Record

FAILURES = ("failed", "blocked")
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
        self.writer = LandingWriter(landing_path(state, spider.run_id, spider.name))

    def close_spider(self) -> None:
        try:
            self.writer.close()
        except OSError as error:
            self._note(error)

    async def process_item(self, item: Record) -> Record:
        record = protect(item, self.key)
        try:
            self.writer.write(record)
        except OSError as error:
            self._give_up(error)
            raise DropItem(f"not landed: {error.strerror}") from error
        self._count(record)
        return record

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
