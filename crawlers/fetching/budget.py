"""What one site may cost a crawl, and how long a crawl may take in all: what is beyond is not asked for, and said.

A site is host and port. Its time is the time we wait for its answers; the pauses that manners demand are not its fault. Scrapy
limits one answer (DOWNLOAD_TIMEOUT, DOWNLOAD_MAXSIZE) and the spider as a whole (CLOSESPIDER_*), nothing in between.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.fetching.guards import site_of


class BudgetSpentError(IgnoreRequest):
    """A request not made because its site, or the crawl, has had its share; the message says which."""


class Budget:
    """The budgets of one crawl, from its settings."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.site_seconds = settings.getfloat("OVERHEARD_SITE_SECONDS")
        self.site_bytes = settings.getint("OVERHEARD_SITE_BYTES")
        self.site_items = settings.getint("OVERHEARD_SITE_ITEMS")
        self.crawl_seconds = settings.getfloat("OVERHEARD_CRAWL_SECONDS")
        self._began = time.monotonic()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._bytes: Counter[str] = Counter()
        self._items: Counter[str] = Counter()

    def check(self, url: str) -> None:
        """Raise BudgetSpentError if `url` may cost no more."""
        site = site_of(url)
        if time.monotonic() - self._began > self.crawl_seconds:
            raise BudgetSpentError(
                f"not read: this crawl's {self.crawl_seconds / 3600:g} hours (crawl.crawl_hours) are used up"
            )
        if self._seconds[site] >= self.site_seconds:
            raise BudgetSpentError(
                f"not read: its site kept this crawl waiting for {self.site_seconds / 60:g} minutes (crawl.site_minutes)"
            )
        if self._bytes[site] >= self.site_bytes:
            raise BudgetSpentError(
                f"not read: this crawl's {self.site_bytes >> 20:,} megabytes a site (crawl.site_megabytes) are reached"
            )
        if self._items[site] >= self.site_items:
            raise BudgetSpentError(
                f"not read: this crawl's {self.site_items:,} records a site (crawl.site_items) are reached"
            )

    def seconds_left(self, url: str) -> float:
        """How long an answer may take at most, at least one second."""
        return max(1.0, self.site_seconds - self._seconds[site_of(url)])

    @contextmanager
    def waiting(self, url: str) -> Iterator[None]:
        """While an answer is waited for."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._seconds[site_of(url)] += time.monotonic() - began

    def add_bytes(self, url: str, size: int) -> None:
        """An answer of `size` bytes came."""
        self._bytes[site_of(url)] += size

    def add_item(self, url: str) -> None:
        """A record of the site landed."""
        self._items[site_of(url)] += 1


_BUDGETS: WeakKeyDictionary[Crawler, Budget] = WeakKeyDictionary()


def budget_of(crawler: Crawler) -> Budget:
    """The budgets of a crawl."""
    if crawler not in _BUDGETS:
        _BUDGETS[crawler] = Budget(crawler)
    return _BUDGETS[crawler]


class BudgetMiddleware:
    """Refuses requests beyond a budget before they wait for their site's turn; the download handler does so again after."""

    def __init__(self, crawler: Crawler) -> None:
        self.budget = budget_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        return cls(crawler)

    def process_request(self, request: Request, **_: Any) -> None:
        self.budget.check(request.url)
