"""How fast a site is asked: one request at a time, never faster than it answers, its own Crawl-delay or half a second."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawlers.fetching.addresses import AllowList

MAX_CRAWL_DELAY = 30.0
"""Seconds: a longer Crawl-delay would turn a night into a week; the site is then asked this slowly."""


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
        asked = getattr(self.crawler, "overheard_crawl_delays", {}).get(host, 0.0)
        slot.delay = max(slot.delay, asked, 0.0 if host in self.own_hosts else self.least)
