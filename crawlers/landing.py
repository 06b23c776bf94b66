"""The last step of a crawl: redact, hash, land. Nothing personal passes beyond here."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawlers.spiders.base import OverheardSpider
from data.landing import LandingWriter, landing_path
from data.privacy import author_key, load_key, redact
from data.records import Record, Review, Visit

FAILURES = ("failed", "blocked")
FATAL = "overheard/fatal"
"""The crawl stat that holds why a crawl had to stop."""


def protect(record: Record, key: bytes) -> Record:
    """`record` as it may be kept: customers' texts redacted, the author a keyed hash. Other records are unchanged."""
    if not isinstance(record, Review):
        return record
    return record.model_copy(
        update={
            "author": None,
            "author_key": author_key(record.author, record.source, key),
            "title": redact(record.title) if record.title else record.title,
            "body": redact(record.body),
            "reply_body": redact(record.reply_body) if record.reply_body else record.reply_body,
        }
    )


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
        self.writer.close()

    async def process_item(self, item: Record) -> Record:
        try:
            self.writer.write(protect(item, self.key))
        except OSError as error:
            self._give_up(error)
            raise DropItem(f"not landed: {error.strerror}") from error
        self._count(item)
        return item

    def _give_up(self, error: OSError) -> None:
        """Stop the crawl: what cannot be kept must not be asked for."""
        stats, engine = self.crawler.stats, self.crawler.engine
        assert stats is not None
        assert engine is not None
        if stats.get_value(FATAL) is None:
            stats.set_value(FATAL, f"{self.writer.path}: cannot be written: {error.strerror}; free space and run again")
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason="landing failed"))

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
