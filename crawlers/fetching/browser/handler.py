"""Rendering in a browser: the handler, the wait for content and the guard of its traffic."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import Response as BrowserResponse
from playwright.async_api import TimeoutError as BrowserTimeoutError
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.fetching.addresses import AllowList, host_port
from crawlers.fetching.browser.find import HOW_TO_GET, find_browser, launch_arguments
from crawlers.fetching.browser.proxy import GuardProxy
from crawlers.fetching.browser.traffic import PageTraffic
from crawlers.fetching.budget import budget_of
from crawlers.fetching.guards import RefusedError, left_alone, site_of
from crawlers.fetching.rendering import (
    CONTENT_SECONDS,
    MINIMUM,
    REFUSED,
    BrowserFailedError,
    BrowserMissingError,
    NoContentError,
)

RENDER_SECONDS = 75.0
"""How long one rendering may take in all: a script that never yields hangs calls that have no limit of their own."""
CLOSE_SECONDS = 10.0
TURN_SECONDS = 20.0
"""How much longer a page that shows content is waited for while some of its requests wait for their turn."""
_BEFORE_SCRIPTS = """
window.open = () => null;
new MutationObserver(() => {
  for (const rules of document.querySelectorAll('script[type="speculationrules" i]')) rules.remove();
}).observe(document, {childList: true, subtree: true, attributes: true, attributeFilter: ['type']});
"""
"""A page opens no windows, and fetches nothing ahead: such fetches pass no guard."""

# Resolves when the page holds more text than it had before its scripts ran and has stopped changing; text that is hidden
# (a closed accordion) counts, scripts and styles do not.
_CONTENT_ARRIVED = """
minimum => {
  const skip = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE']);
  let length = 0;
  const walker = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !skip.has(parent.tagName)) length += walker.currentNode.data.trim().length;
  }
  if (!window.__overheard) {
    window.__overheard = {changes: 0, seen: -1};
    new MutationObserver(() => { window.__overheard.changes++; }).observe(
      document.documentElement, {childList: true, subtree: true, characterData: true});
  }
  const state = window.__overheard;
  const quiet = state.seen === state.changes;
  state.seen = state.changes;
  return length > minimum && quiet && document.readyState === 'complete';
}
"""
_POLL_MS = 250


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # the package has no types
    """scrapy-playwright's handler, behind the guard's proxy, one page at a time."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._allow_list = AllowList(crawler.settings.getlist("OVERHEARD_ALLOW_PRIVATE"))
        self._traffic = PageTraffic(crawler)
        self._proxy = GuardProxy(self._allow_list, self._traffic)
        self._budget = budget_of(crawler)
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._started = False
        self._one_page = asyncio.Lock()

    async def _maybe_launch_in_thread(self) -> None:
        """Called when the engine starts: the launch is `_start`."""

    async def _download_request(self, request: Any, spider: Any = None) -> Any:
        async with self._one_page:
            if not self._started:
                await self._start()
            with self._budget.waiting(request.url):
                response = await self._render(request, spider)
        reason = await self._allow_list.refusal_of(*host_port(response.url))
        if reason:  # its scripts led the browser there, and the proxy has answered in the page's place
            raise RefusedError(reason)
        if not request.meta.get("dont_obey_robotstxt"):  # scripts can give the page another address without a request
            await self._traffic.robots.check(response.url)
        if len(response.body) > self._max_size:
            raise DownloadCancelledError(
                f"the rendered page has {len(response.body)} bytes, at most {self._max_size} are read"
            )
        return response

    async def _render(self, request: Any, spider: Any) -> Any:
        """One page, until it is shown, wants to go where it may not, or has taken too long."""
        pages: list[BrowserPage] = []
        traffic = self._traffic
        traffic.begin(request.url)
        request.meta[REFUSED] = traffic.refused
        request.meta["playwright_page_init_callback"] = self._noting(pages)
        request.meta["playwright_page_methods"] = [PageMethod(_wait_for_content, request.meta[MINIMUM])]
        rendering = asyncio.ensure_future(super()._download_request(request, spider))
        ends: list[asyncio.Future[Any]] = [rendering, traffic.led_astray]
        seconds = min(RENDER_SECONDS, self._budget.seconds_left(request.url))
        await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not rendering.done() or traffic.led_astray.done():
            rendering.cancel()
            await asyncio.gather(rendering, return_exceptions=True)
            await _close(pages)
        if traffic.led_astray.done():
            raise traffic.led_astray.result()
        if rendering.cancelled():
            raise DownloadTimeoutError(f"rendering took longer than {seconds:.0f} seconds")
        try:
            return rendering.result()
        except BrowserTimeoutError as error:
            raise NoContentError(_first_line(error)) from None
        except BrowserError as error:
            raise BrowserFailedError(_first_line(error)) from None

    async def _maybe_launch_browser(self) -> None:
        known = getattr(self, "browser", None)
        await super()._maybe_launch_browser()
        if self.browser is not known:
            await self._traffic.attach(self.browser)

    async def _start(self) -> None:
        browser = find_browser()
        if browser is None:
            raise BrowserMissingError(HOW_TO_GET)
        self.config.launch_options = {
            "executable_path": str(browser),
            "args": launch_arguments(),
            "proxy": {"server": await self._proxy.start()},
        }
        await self._launch()
        self._started = True

    def _noting(self, pages: list[BrowserPage]) -> Callable[[BrowserPage, Any], Awaitable[None]]:
        async def note(page: BrowserPage, _request: Any) -> None:
            pages.append(page)
            _TRAFFIC[page] = self._traffic
            page.on("popup", _close_popup)
            page.on("response", self._heed)
            await page.add_init_script(_BEFORE_SCRIPTS)

        return note

    def _heed(self, response: BrowserResponse) -> None:
        """A host that asks a page's scripts to slow down is left alone as one that asks Scrapy."""
        if response.status == 429:
            left_alone(self._crawler).setdefault(site_of(response.url), f"HTTP 429 at {response.url}")

    async def close(self) -> None:
        await super().close()
        await self._proxy.stop()


def _first_line(error: BrowserError) -> str:
    return f"{type(error).__name__}: {next(iter(str(error).strip().splitlines()), '')[:300]}"


async def _close_popup(page: BrowserPage) -> None:
    with contextlib.suppress(BrowserError):
        await page.close()


async def _close(pages: list[BrowserPage]) -> None:
    """Close pages that hang: each holds one of the few places in the browser."""
    for page in pages:
        with contextlib.suppress(TimeoutError, BrowserError):
            await asyncio.wait_for(page.close(), CLOSE_SECONDS)


def is_decoration(request: BrowserRequest) -> bool:
    """Whether a request of the page is for pictures, films or fonts, which carry no text: they are not fetched."""
    return request.resource_type in ("image", "media", "font")


_TRAFFIC: WeakKeyDictionary[BrowserPage, PageTraffic] = WeakKeyDictionary()


async def _wait_for_content(page: BrowserPage, minimum: int) -> None:
    """Wait until there is content. While requests of the page wait for their turn there is more to come."""
    traffic = _TRAFFIC[page]
    clock = asyncio.get_running_loop().time
    arrived = 0.0
    while True:
        try:
            await page.wait_for_function(
                _CONTENT_ARRIVED, arg=minimum, timeout=CONTENT_SECONDS * 1000, polling=_POLL_MS
            )
        except BrowserTimeoutError:
            if not traffic.waiting:
                raise
            continue  # the rendering as a whole is limited
        arrived = arrived or clock()
        if not traffic.waiting or clock() > arrived + TURN_SECONDS:
            return
        await asyncio.sleep(_POLL_MS / 1000)
