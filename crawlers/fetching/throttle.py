"""How fast a site is asked: one request at a time, never faster than it answers, its own Crawl-delay or half a second."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawlers.fetching.addresses import AllowList

MAX_CRAWL_DELAY = 30.0
"""Seconds: a longer Crawl-delay would turn a night into a week; the site is then asked this slowly."""


_DELAYS: WeakKeyDictionary[Crawler, dict[str, float]] = WeakKeyDictionary()


def crawl_delays(crawler: Crawler) -> dict[str, float]:
    """Host -> the seconds between two requests that its robots.txt asks for, at most MAX_CRAWL_DELAY."""
    return _DELAYS.setdefault(crawler, {})


class PoliteThrottle(AutoThrottle):
    """Scrapy's AutoThrottle with a least pause a site. The private hosts that the workspace names are the user's own
    and need none."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.own_hosts = AllowList(crawler.settings.getlist("OVERHEARD_ALLOW_PRIVATE")).hosts
        self.least = crawler.settings.getfloat("OVERHEARD_LEAST_DELAY")

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = (urlsplit(response.url).hostname or "").lower()
        asked = crawl_delays(self.crawler).get(host, 0.0)
        slot.delay = max(slot.delay, asked, 0.0 if host in self.own_hosts else self.least)


class Turns:
    """The pace of requests that do not pass Scrapy's downloader: those of rendered pages. Scrapy's own pause after them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.own_hosts = AllowList(crawler.settings.getlist("OVERHEARD_ALLOW_PRIVATE")).hosts
        self.least = crawler.settings.getfloat("OVERHEARD_LEAST_DELAY")
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last: dict[str, float] = {}

    async def take(self, host: str) -> None:
        """Return when `host` may be asked again."""
        host = host.lower()
        async with self._locks[host]:
            engine = self.crawler.engine
            assert engine is not None
            slot = engine.downloader.slots.get(host)
            pause = max(crawl_delays(self.crawler).get(host, 0.0), 0.0 if host in self.own_hosts else self.least)
            if slot is not None and host not in self.own_hosts:
                pause = max(pause, slot.delay)
            last = max(self._last.get(host, 0.0), slot.lastseen if slot is not None else 0.0)
            await asyncio.sleep(max(0.0, last + pause - time.monotonic()))
            self._last[host] = time.monotonic()
            if slot is not None:
                slot.lastseen = self._last[host]


_TURNS: WeakKeyDictionary[Crawler, Turns] = WeakKeyDictionary()


def turns_of(crawler: Crawler) -> Turns:
    """The turns of a crawl's rendered pages."""
    if crawler not in _TURNS:
        _TURNS[crawler] = Turns(crawler)
    return _TURNS[crawler]
