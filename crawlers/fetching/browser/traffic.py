"""The manners of a rendered page: all that it asks for passes here, redirects, frames and workers included, before it goes out.

Chromium hands each request of the whole browser to us (`Fetch` of its DevTools protocol, on the browser itself). What a page
navigates to or asks for as data is asked of robots.txt and waits for its host's turn, as Scrapy's requests do; its scripts and
styles are parts of the page, but for scripts that are data in disguise (JSONP). Nothing is sent away but what reads by POST.
WebSockets never come here: the proxy refuses them.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, CDPSession
from playwright.async_api import Error as BrowserError
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.fetching.guards import left_alone, site_of
from crawlers.fetching.robots import robots_of
from crawlers.fetching.throttle import turns_of
from data.urls import same_site

logger = logging.getLogger(__name__)

DECORATION = frozenset({"Image", "Media", "Font"})
"""What carries no text: it is not fetched."""
PARTS = frozenset({"Script", "Stylesheet"})
"""What a page is made of."""
_CALLBACK = re.compile(r"(?:^|[&;])(?:\w*callback|jsonp\w*|cb)=[a-z_$]", re.IGNORECASE)
"""In the query of a script's address: the function that is to be called with the data. A number there is only against caches."""
_JSON = re.compile(r"(?:application|text)/(?:[\w.+-]*\+)?json(?:p|\b)", re.IGNORECASE)
BEACONS = frozenset({"Ping", "CSPViolationReport"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_DATA = 50
"""Navigations and requests for data of one page, to whatever host."""
MAX_THIRD_PARTY_DATA = 20
MAX_THIRD_PARTY = 100
"""Requests of any kind to hosts that are not of the page's site."""
MAX_REQUESTS = 400
MAX_POSTS = 10
ANSWERS = 5
"""All that a page receives may be so many times what one answer may be."""
KEPT_REASONS = 5


class PageTraffic:
    """Judges the requests of one browser, which shows one page at a time: `begin` with each."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.robots = robots_of(crawler)
        self._most_bytes = ANSWERS * crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._bytes = 0
        self.hosts: set[tuple[str, int]] = set()
        """Hosts and ports of https addresses that were let through: the proxy opens tunnels to no others."""
        self.url = ""
        self.refused: list[str] = []
        """Why requests of this page were refused, the first few reasons."""
        self.led_astray: asyncio.Future[Exception]
        """Done when the page as a whole wants to go where it may not; holds the refusal."""
        self.waiting = 0
        """Requests that wait for robots.txt or for their host's turn."""
        self._counts: Counter[str] = Counter()
        self._main_frame = ""

    def begin(self, url: str) -> None:
        """A new page, which Scrapy has asked robots.txt about."""
        self.url, self.refused, self._counts, self._main_frame = url, [], Counter(), ""
        self._bytes = 0
        self.led_astray = asyncio.get_running_loop().create_future()

    def received(self, size: int) -> bool:
        """Count `size` bytes of answers; False once the page has had enough."""
        self._bytes += size
        return self._bytes <= self._most_bytes

    async def attach(self, browser: Browser) -> None:
        """See all requests of `browser` from now on."""
        session = await browser.new_browser_cdp_session()
        session.on("Fetch.requestPaused", lambda event: asyncio.ensure_future(self._answer(session, event)))
        scripts = {"urlPattern": "*", "resourceType": "Script", "requestStage": "Response"}
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}, scripts]})

    async def _answer(self, session: CDPSession, event: dict[str, Any]) -> None:
        refused: dict[str, Any] = {"requestId": event["requestId"], "errorReason": "BlockedByClient"}
        try:
            try:
                if await (self._lets_in(event) if _is_answer(event) else self._lets_through(event)):
                    await session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
                    return
            except IgnoreRequest as refusal:
                refused["errorReason"] = self._note(event, refusal)
            except Exception as error:  # noqa: BLE001  # a request must never hang: its host cannot be reached, or we failed
                logger.debug("%s: %s", event["request"]["url"], error)
            await session.send("Fetch.failRequest", refused)
        except BrowserError as error:  # the page or the browser is gone
            logger.debug("request of a page that is gone: %s", error)

    def _note(self, event: dict[str, Any], refusal: Exception) -> str:
        """Remember a refusal. Returns the error that the page gets: one that leaves a page that is shown as it is."""
        url = event["request"]["url"][:200]
        if len(self.refused) < KEPT_REASONS:
            self.refused.append(f"{refusal} ({url})" if url not in str(refusal) else str(refusal))
        of_page = event["resourceType"] == "Document" and event.get("frameId") == self._main_frame
        if not of_page:
            return "BlockedByClient"
        if not self.led_astray.done():
            self.led_astray.set_result(refusal)
        return "BlockedByClient" if event.get("redirectedRequestId") else "Aborted"

    async def _lets_through(self, event: dict[str, Any]) -> bool:
        """Whether a request may go out, after the wait for its turn. Raises IgnoreRequest with the reason where that matters
        to what is read."""
        url, kind, method = event["request"]["url"], event["resourceType"], event["request"]["method"]
        scheme = urlsplit(url).scheme
        if scheme in ("data", "blob", "about"):
            return True
        if kind in DECORATION or kind in BEACONS or scheme not in ("http", "https"):
            return False
        if kind == "Document" and not self._main_frame:
            self._main_frame = event.get("frameId", "")
            if url.rstrip("/") == self.url.rstrip("/"):
                self._open(url)
                return True
        if kind == "Other" and "Origin" in event["request"].get("headers", {}):
            return False  # rules of what to fetch ahead: what they ask for would not come here
        self._count(url, kind, method)
        if site_of(url) in left_alone(self.crawler):
            raise IgnoreRequest("left alone in this run")
        if is_data(kind, url):
            await self._take_turn(url)
        self._open(url)
        return True

    async def _lets_in(self, event: dict[str, Any]) -> bool:
        """Whether the answer to a script may reach the page: one that turns out to be data is asked of robots.txt then. Raises
        IgnoreRequest with the reason where it may not."""
        url = event["request"]["url"]
        headers = {each["name"].lower(): each["value"] for each in event.get("responseHeaders", ())}
        if _JSON.match(headers.get("content-type", "")) and not is_data("Script", url):
            await self.robots.check(url)
        return True

    async def _take_turn(self, url: str) -> None:
        self.waiting += 1
        try:
            await self.robots.check(url)
            await turns_of(self.crawler).take(urlsplit(url).hostname or "")
        finally:
            self.waiting -= 1

    def _count(self, url: str, kind: str, method: str) -> None:
        """Raise IgnoreRequest for what sends something, and beyond the limits of a page."""
        if method not in READS and (method != "POST" or kind == "Document"):
            raise IgnoreRequest("forms are not sent" if kind == "Document" else f"nothing is sent by {method}")
        data, third = is_data(kind, url), not same_site(url, self.url)
        budgets: tuple[tuple[str, bool, int], ...] = (
            ("requests", True, MAX_REQUESTS),
            ("requests to other sites", third, MAX_THIRD_PARTY),
            ("requests for data", data, MAX_DATA),
            ("requests for data to other sites", data and third, MAX_THIRD_PARTY_DATA),
            ("requests by POST", method == "POST", MAX_POSTS),
        )
        mine = [(what, limit) for what, counts, limit in budgets if counts]
        for what, limit in mine:
            if self._counts[what] >= limit:
                raise IgnoreRequest(f"this crawl's limit of {limit} {what} a page is reached")
        self._counts.update(what for what, _ in mine)

    def _open(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https":
            self.hosts.add(((parts.hostname or "").lower(), parts.port or 443))


def is_data(kind: str, url: str) -> bool:
    """Whether a request of a page, by its resource type, is for data or a page rather than for a part of the page."""
    return kind not in PARTS or (kind == "Script" and _CALLBACK.search(urlsplit(url).query) is not None)


def _is_answer(event: dict[str, Any]) -> bool:
    """Whether a request was paused with its answer, not before it went out."""
    return "responseStatusCode" in event or "responseErrorReason" in event
