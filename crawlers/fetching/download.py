"""The last guards before a request goes out, whichever way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.fetching.archive import keep_raw
from crawlers.fetching.budget import budget_of
from crawlers.fetching.guards import refuse_left_alone
from crawlers.fetching.site_clocks import note_clock

if TYPE_CHECKING:
    from crawlers.fetching.browser.handler import BrowserHandler


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler with the last guards before a request goes out. Pages to render go to a browser's; Playwright, which is a
    third of what a crawl loads, is loaded for the first of them."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._budget = budget_of(crawler)
        self._seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._browser: BrowserHandler | None = None
        self._guarded = crawler

    async def download_request(self, request: Request) -> Response:
        refuse_left_alone(self._guarded, request)
        self._budget.check(request.url)
        if request.meta.get("playwright"):
            response: Response = await self._in_browser().download_request(request)
        else:
            asked = request.meta.get("download_timeout") or self._seconds
            request.meta["download_timeout"] = min(asked, self._budget.seconds_left(request.url))
            with self._budget.waiting(request.url):
                response = await super().download_request(request)
            note_clock(self._guarded, response)
        self._budget.add_bytes(request.url, len(response.body))
        keep_raw(self._guarded, request, response)
        return response

    def _in_browser(self) -> BrowserHandler:
        if self._browser is None:
            from crawlers.fetching.browser.handler import (
                BrowserHandler,  # loads Playwright: not for a crawl without a browser
            )

            self._browser = BrowserHandler(self._guarded)
        return self._browser

    async def close(self) -> None:
        await super().close()
        if self._browser is not None:
            await self._browser.close()
