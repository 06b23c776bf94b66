"""Rendering in a browser, only where a page needs it: the handler, the wait for content and the guard of its traffic."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request as BrowserRequest
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.fetching.addresses import AllowList, host_port
from crawlers.fetching.browser import HOW_TO_GET, find_browser, launch_arguments
from crawlers.fetching.guard_proxy import GuardProxy
from crawlers.fetching.guards import RefusedError, refuse_left_alone

CONTENT_TIMEOUT_MS = 15_000
"""How long content may take to appear before the rendering counts as failed."""

RENDER_SECONDS = 75.0
"""How long one rendering may take in all: a script that never yields hangs calls that have no limit of their own."""
CLOSE_SECONDS = 10.0

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


class BrowserMissingError(Exception):
    """A page needs a browser and there is none; the message says how to get one."""


class LazyPlaywrightHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # the package has no types
    """scrapy-playwright's handler that starts nothing until the first page to render, and then behind the guard's proxy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._allow_list = AllowList(crawler.settings.getlist("OVERHEARD_ALLOW_PRIVATE"))
        self._proxy = GuardProxy(self._allow_list)
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._started = False
        self._start_lock = asyncio.Lock()

    async def download_request(self, request: Any) -> Any:
        refuse_left_alone(self._crawler, request)
        return await super().download_request(request)

    async def _maybe_launch_in_thread(self) -> None:
        """Called when the engine starts; the launch waits for the first page that needs it."""

    async def _download_request(self, request: Any, spider: Any = None) -> Any:
        async with self._start_lock:
            if not self._started:
                await self._start()
        pages: list[BrowserPage] = []
        request.meta["playwright_page_init_callback"] = _noting(pages)
        try:
            response = await asyncio.wait_for(super()._download_request(request, spider), RENDER_SECONDS)
        except TimeoutError:
            await _close(pages)
            raise DownloadTimeoutError(f"rendering took longer than {RENDER_SECONDS:.0f} seconds") from None
        reason = await self._allow_list.refusal_of(*host_port(response.url))
        if reason:  # its scripts led the browser there, and the proxy has answered in the page's place
            raise RefusedError(reason)
        if len(response.body) > self._max_size:
            raise DownloadCancelledError(
                f"the rendered page has {len(response.body)} bytes, at most {self._max_size} are read"
            )
        return response

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

    async def close(self) -> None:
        await super().close()
        await self._proxy.stop()


def _noting(pages: list[BrowserPage]) -> Callable[[BrowserPage, Any], Awaitable[None]]:
    async def note(page: BrowserPage, _request: Any) -> None:
        pages.append(page)
        page.on("popup", _close_popup)
        await page.add_init_script("window.open = () => null")

    return note


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


async def _wait_for_content(page: BrowserPage, minimum: int) -> None:
    await page.wait_for_function(_CONTENT_ARRIVED, arg=minimum, timeout=CONTENT_TIMEOUT_MS, polling=_POLL_MS)


def render_meta(user_agent: str, static_length: int) -> dict[str, Any]:
    """Request.meta that has a page rendered until it holds more than `static_length` characters of text and is quiet."""
    return {
        "playwright": True,
        "playwright_context_kwargs": {"user_agent": user_agent, "service_workers": "block", "accept_downloads": False},
        "playwright_page_methods": [PageMethod(_wait_for_content, static_length)],
    }
