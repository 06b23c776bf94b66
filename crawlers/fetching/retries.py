"""A request once more where the site seems to have a moment's trouble, when the site says, and not at all if that is far off."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.fetching.guards import left_alone, site_of
from crawlers.sources.limits import wait_asked
from data.clock import utc_now

MAX_WAIT = 60.0
"""Seconds: a site that wants a longer rest is left alone for this crawl."""


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's middleware, which asks again at once whatever `Retry-After` says."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRetryMiddleware:
        return cls(crawler)

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        if response.status == 503 and "Retry-After" in response.headers:
            headers = {"retry-after": (response.headers.get("Retry-After") or b"").decode("latin-1")}
            wait = wait_asked(response.status, headers, utc_now())
            if wait > MAX_WAIT:
                reason = f"HTTP 503 at {response.url}, which asks to be left alone for {wait:,.0f} seconds"
                left_alone(self.crawler).setdefault(site_of(response.url), reason)
                return response
            self._pause(request, wait)
        return super().process_response(request, response, *([spider] if spider else []))

    def _pause(self, request: Request, seconds: float) -> None:
        """Have the downloader wait before the host's next request."""
        engine = self.crawler.engine
        assert engine is not None
        key = request.meta.get("download_slot") or urlsplit(request.url).hostname or ""
        slot = engine.downloader.slots.get(key)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds - slot.delay)
