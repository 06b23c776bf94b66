"""The spider of `overheard read`: one page, fetched and read as the site's spider does, of which nothing lands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from datetime import datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawlers.extract.page import Page
from crawlers.extract.reading import PageRead
from crawlers.sources.reviews.base import widget_of
from crawlers.spiders.site import SiteSpider
from crawlers.spiders.target import Target
from crawlers.spiders.widgets import WidgetSpider
from data.record.model import Record
from data.urls import same_site

See = Callable[[Page, Callable[[], PageRead]], PageRead]
"""Called with each page that came and with what reads it; gives what that gave."""


class ReadingSpider(SiteSpider):
    """Arguments beside those of the site's spider: `url` of the page, `see` to look on while it is read."""

    name = "read"

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Scrapy's hook: without the pipeline that lands records."""
        super().update_settings(settings)
        settings.set("ITEM_PIPELINES", {}, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        # Past the widgets' own: their cursors belong to crawls, and one page must not move them.
        return super(WidgetSpider, cls).from_crawler(crawler, *args, **kwargs)

    def __init__(self, *args: Any, url: str = "", see: See | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url, self.see = url, see
        self.widget = ""

    async def start(self) -> AsyncIterator[Any]:
        brand = next((brand for brand in self.brands if same_site(self.url, brand.site)), self.brands[0])
        for request in self.ask(self.url, Target(brand, frozenset(self.kinds), configured=True)):
            yield request

    def read(self, page: Page, kinds: Collection[str], at: datetime) -> PageRead:
        def read() -> PageRead:
            return super(ReadingSpider, self).read(page, kinds, at)

        return self.see(page, read) if self.see else read()

    def ask_widget(self, page: Page, *_: object) -> Iterator[Record | Request]:
        """A widget is named, and left to crawls."""
        source = widget_of(page)
        self.widget = source.name if source else ""
        yield from ()

    def _follow(self, *_: Any) -> Iterator[Record | Request]:
        yield from ()

    def closed(self, _reason: str) -> None:
        """What a crawl remembers of yields is not changed by a look."""
