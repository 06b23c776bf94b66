"""How a page is asked to be rendered in a browser, and what may come of it. Loads no browser's library."""

from __future__ import annotations

from typing import Any

CONTENT_SECONDS = 15
"""How long content may take to appear before the rendering counts as failed."""
MINIMUM = "overheard_minimum"
"""The meta key that holds how many characters of text a rendered page must exceed."""
REFUSED = "overheard_refused"
"""The meta key that holds why requests of a rendered page were refused."""


class BrowserMissingError(Exception):
    """A page needs a browser and there is none; the message says how to get one."""


class BrowserFailedError(Exception):
    """The browser could not show a page; the message is its own."""


class NoContentError(BrowserFailedError):
    """A page was shown, but its content did not appear in time."""


def render_meta(user_agent: str, static_length: int) -> dict[str, Any]:
    """Request.meta that has a page rendered until it holds more than `static_length` characters of text and is quiet."""
    return {
        "playwright": True,
        "playwright_context_kwargs": {"user_agent": user_agent, "service_workers": "block", "accept_downloads": False},
        MINIMUM: static_length,
    }
