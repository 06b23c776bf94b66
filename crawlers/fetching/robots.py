"""robots.txt, obeyed: Scrapy's middleware with its Crawl-delay noted and its two gaps closed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.fetching.throttle import MAX_CRAWL_DELAY


class RobotsUnreadableError(IgnoreRequest):
    """The site's robots.txt cannot be read now, so nothing may be asked (RFC 9309, 2.3.1.4)."""


class RobotsForbiddenError(IgnoreRequest):
    """The site's robots.txt forbids this page."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, which in 2.19 lets requests pass that wait together for one robots.txt (all but the first
    waiter are told there is none), and takes a server error for leave to crawl."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unreadable: dict[str, str] = {}

    async def robot_parser(self, request: Request) -> Any:
        async with self._turns[urlsplit(request.url).netloc]:
            return await super().robot_parser(request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreadable[netloc] = f"robots.txt cannot be read (HTTP {response.status}), so the site was not asked"
        await super()._parse_robots(response, netloc, request)

    def process_request_2(self, rp: Any, request: Request) -> None:
        unreadable = self._unreadable.get(urlsplit(request.url).netloc)
        if unreadable:
            raise RobotsUnreadableError(unreadable)
        parser = getattr(rp, "rp", None)
        delay = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent) if parser is not None else None
        if delay:
            delays: dict[str, float] = self.crawler.__dict__.setdefault("overheard_crawl_delays", {})
            delays[(urlsplit(request.url).hostname or "").lower()] = min(float(delay), MAX_CRAWL_DELAY)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise RobotsForbiddenError("robots.txt of the site forbids this page") from None
