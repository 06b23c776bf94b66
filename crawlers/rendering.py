"""Rendering in a browser, only where a page needs it: the handler, the wait for content and the guard of its traffic."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request as BrowserRequest
from scrapy.crawler import Crawler
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.addresses import AllowList
from crawlers.browser import HOW_TO_GET, find_browser, launch_arguments
from crawlers.guard_proxy import GuardProxy
from crawlers.guards import refuse_left_alone

CONTENT_TIMEOUT_MS = 15_000
"""How long content may take to appear before the rendering counts as failed."""

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
        self._proxy = GuardProxy(AllowList(crawler.settings.getlist("OVERHEARD_ALLOW_PRIVATE")))
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
        return await super()._download_request(request, spider)

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


def is_decoration(request: BrowserRequest) -> bool:
    """Whether a request of the page is for pictures, films or fonts, which carry no text: they are not fetched."""
    return request.resource_type in ("image", "media", "font")


async def _wait_for_content(page: BrowserPage, minimum: int) -> None:
    await page.wait_for_function(_CONTENT_ARRIVED, arg=minimum, timeout=CONTENT_TIMEOUT_MS, polling=_POLL_MS)


def render_meta(user_agent: str, static_length: int) -> dict[str, Any]:
    """Request.meta that has a page rendered until it holds more than `static_length` characters of text and is quiet."""
    return {
        "playwright": True,
        "playwright_context_kwargs": {"user_agent": user_agent, "service_workers": "block"},
        "playwright_page_methods": [PageMethod(_wait_for_content, static_length)],
    }
