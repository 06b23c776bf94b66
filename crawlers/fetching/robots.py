"""robots.txt, obeyed by every way to the network (RFC 9309): Scrapy's requests, their redirects, and what a rendered page
navigates to or asks for as data.

A robots.txt that cannot be read forbids the whole site: no answer, a server error, an answer that breaks off, comes too
slowly, is larger than a page may be, unpacks to a bomb, is no text, or is redirected without end. One that is not there (4xx)
forbids nothing, except 429: that asks to be left alone.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
    NotConfigured,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers.fetching.robots_rules import RobotsRules, UnreadableError
from crawlers.fetching.throttle import MAX_CRAWL_DELAY, crawl_delays

MAX_HOPS = 5
"""Redirects of a robots.txt that are followed, to other hosts too."""
KEPT_SECONDS = 86_400.0
"""How long a robots.txt is taken to be unchanged."""
TRIES = 2
_REDIRECTS = (301, 302, 303, 307, 308)


class RobotsUnreadableError(IgnoreRequest):
    """The site's robots.txt cannot be read now, so nothing may be asked (RFC 9309, 2.3.1.4)."""


class RobotsForbiddenError(IgnoreRequest):
    """The site's robots.txt forbids this page."""


@dataclass(frozen=True)
class _Known:
    """What is known of a site: its rules (None: it has none), or why nothing may be asked."""

    at: float
    rules: RobotsRules | None = None
    error: Exception | None = None


class RobotsFiles:
    """The robots.txt files of one crawl: each is fetched once, by whoever needs it first."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.obeyed = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self.user_agent: str = crawler.settings["USER_AGENT"]
        self._known: dict[str, _Known] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def check(self, url: str) -> None:
        """Raise RobotsForbiddenError or RobotsUnreadableError if `url` may not be asked for; where the host cannot be found
        or reached at all, Scrapy's own error."""
        if not self.obeyed:
            return
        site = _site(url)
        async with self._turns[site]:
            known = self._known.get(site)
            if known is None or time.monotonic() - known.at > KEPT_SECONDS:
                known = self._known[site] = await self._read(site)
        if known.error is not None:
            raise known.error.with_traceback(None)
        if known.rules is not None and not known.rules.allows(url):
            raise RobotsForbiddenError("robots.txt of the site forbids this page")

    async def _read(self, site: str) -> _Known:
        now = time.monotonic()
        try:
            response = await self._fetch(f"{site}/robots.txt")
            if response is None:
                return _Known(now)
            # Many rules take a second or so: the other sites go on meanwhile.
            rules = await asyncio.to_thread(RobotsRules, response.body, self.user_agent)
        except (CannotResolveHostError, DownloadConnectionRefusedError) as error:
            return _Known(now, error=error)  # the site itself is not there
        except Exception as error:  # noqa: BLE001  # whatever keeps us from reading it, it forbids
            return _Known(now, error=RobotsUnreadableError(_why(error)))
        if rules.crawl_delay:
            host = (urlsplit(site).hostname or "").lower()
            crawl_delays(self.crawler)[host] = min(rules.crawl_delay, MAX_CRAWL_DELAY)
        return _Known(now, rules)

    async def _fetch(self, url: str) -> Response | None:
        """The file at `url`, or where that leads; None where there is none. Raises UnreadableError, or what ended the
        download."""
        engine = self.crawler.engine
        assert engine is not None
        for _ in range(MAX_HOPS + 1):
            response: Response = await engine.download_async(self._request(url))
            status = response.status
            target = response.headers.get("Location") if status in _REDIRECTS else None
            if target is None:
                break
            url = urljoin(url, target.decode("latin-1"))
            if urlsplit(url).scheme not in ("http", "https"):
                raise UnreadableError(f"it is redirected to {url[:200]}")
        else:
            raise UnreadableError(f"it is redirected more than {MAX_HOPS} times")
        if 400 <= status < 500 and status != 429:
            return None
        if not 200 <= status < 300:
            raise UnreadableError(f"HTTP {status}")
        packed = (response.headers.get("Content-Encoding") or b"").decode("latin-1").strip().lower()
        if packed not in ("", "identity"):
            raise UnreadableError(f"it is packed as {packed!r}, which this crawler cannot unpack")
        return response

    def _request(self, url: str) -> Request:
        return Request(
            url, callback=NO_CALLBACK, dont_filter=True, priority=1000,
            meta={
                "dont_obey_robotstxt": True, "dont_redirect": True, "handle_httpstatus_all": True,
                "max_retry_times": TRIES - 1,
                # A queue of its own: a page that is being rendered holds its host's, and may need this file.
                "download_slot": f"robots.txt of {_site(url)}",
            },
        )  # fmt: skip


def _site(url: str) -> str:
    """Scheme, host and port: what a robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _why(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    detail = lines[0][:300] if lines else type(error).__name__
    found = detail if isinstance(error, UnreadableError | IgnoreRequest) else f"{type(error).__name__}: {detail}"
    return f"robots.txt cannot be read ({found}), so the site was not asked"


_FILES: WeakKeyDictionary[Crawler, RobotsFiles] = WeakKeyDictionary()


def robots_of(crawler: Crawler) -> RobotsFiles:
    """The robots.txt files of a crawl, shared by all its ways to the network."""
    if crawler not in _FILES:
        _FILES[crawler] = RobotsFiles(crawler)
    return _FILES[crawler]


class RobotsMiddleware:
    """Asks robots.txt before each request, those that follow a redirect too."""

    def __init__(self, crawler: Crawler) -> None:
        self.files = robots_of(crawler)
        if not self.files.obeyed:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request, **_: Any) -> None:
        if not request.meta.get("dont_obey_robotstxt"):
            await self.files.check(request.url)
