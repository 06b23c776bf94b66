"""Scrapy's guards: no private addresses (by literal, redirect or DNS), and sites that block are left alone for the run."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.fetching.addresses import AllowList, host_port, is_private, refusal

logger = logging.getLogger(__name__)

FORBIDDEN_LIMIT = 3
"""Pages of one host that may answer 403 before the host is left alone for the run."""


AT_SEARCH = "overheard_at_search"
"""The meta key of requests to a search provider: they alone may reach the hosts and ports that `search.url` names."""


class RefusedError(IgnoreRequest):
    """A request that our own guard refused; the message is the reason for the visit."""


class LeftAloneError(IgnoreRequest):
    """A request not made because its host has blocked us in this run."""


class PrivateAddressMiddleware:
    """Refuses private addresses, literal or by DNS. It sees every hop: Scrapy schedules a redirect as a new request. What
    `search.url` names, host and port, is allowed to look-ups: the workspace names it."""

    def __init__(self, crawler: Crawler) -> None:
        self.allow_list = AllowList(crawler.settings.getlist("OVERHEARD_ALLOW_PRIVATE"))
        self.search_hosts = AllowList(crawler.settings.getlist("OVERHEARD_SEARCH_HOSTS"))
        self._refusals: dict[tuple[str, int], str | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PrivateAddressMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host, port = host_port(request.url)
        if request.meta.get(AT_SEARCH) and self.search_hosts.names(host, port):
            return
        if (host, port) not in self._refusals:
            self._refusals[host, port] = await self.allow_list.refusal_of(host, port)
        reason = self._refusals[host, port]
        if reason:
            raise RefusedError(reason)


class GuardedResolver(CachingThreadedResolver):
    """Refuses names that lead to a private address at the moment of the connection, in case their answer has changed
    since the middleware asked. The resolver is the reactor's, so its allow list is the process's."""

    allow_list = AllowList()

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802  # Twisted's interface
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if is_private(address) and name.lower() not in self.allow_list.hosts:
            raise DNSLookupError(refusal(f"{name} ({address})", f"{name}:PORT"))
        return address


class LeaveAloneMiddleware:
    """Remembers hosts that block (429, or 403 again and again) for `refuse_left_alone`, which the download handler asks
    just before a request goes out: a middleware's process_request runs before the wait for the host's turn.

    Spiders add hosts whose pages turn out to be a captcha or a wall, through `spider.left_alone`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._forbidden: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LeaveAloneMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        site = site_of(request.url)
        if response.status == 403:
            self._forbidden[site] += 1
        if response.status == 429 or self._forbidden[site] >= FORBIDDEN_LIMIT:
            left_alone(self.crawler).setdefault(site, f"HTTP {response.status} at {request.url}")
        return response


def left_alone(crawler: Crawler) -> dict[str, str]:
    """Site -> why it is left alone in this run."""
    spider: Spider | None = crawler.spider
    sites: dict[str, str] = getattr(spider, "left_alone", {})
    return sites


def refuse_left_alone(crawler: Crawler, request: Request) -> None:
    """Raise LeftAloneError if the request's site has blocked us in this run."""
    reason = left_alone(crawler).get(site_of(request.url))
    if reason:
        raise LeftAloneError(f"left alone in this run: {reason}")


def site_of(url: str) -> str:
    """The site that a block counts for: host and port."""
    host, port = host_port(url)
    return f"{host}:{port}"


class UnreadableMiddleware:
    """A spider middleware: an exception while a page is read becomes a failed visit of that page, never a silence."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UnreadableMiddleware:
        return cls(crawler)

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any] | None:
        spider: Any = self.crawler.spider
        asked = response.cb_kwargs
        if "target" not in asked and "keyword" not in asked and "kinds" not in asked:
            return None
        logger.error("%s could not be read", response.url, exc_info=exception)
        if "kinds" in asked:  # a sitemap or robots.txt, through which pages of these kinds were to be found
            reason = f"could not be read: {type(exception).__name__}: {str(exception)[:200]}"
            return [
                spider.visit(response.url, kind, "failed", brand=asked["brand"].id, reason=reason)
                for kind in asked["kinds"]
            ]
        return list(spider.unreadable(response, exception))
