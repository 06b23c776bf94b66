"""What became of a request that gave no page, in the words of a visit: a status and a reason a person can act on."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.fetching.browser.find import HOW_TO_GET
from crawlers.fetching.budget import BudgetSpentError
from crawlers.fetching.guards import LeftAloneError, RefusedError
from crawlers.fetching.rendering import (
    CONTENT_SECONDS,
    REFUSED,
    BrowserFailedError,
    BrowserMissingError,
    NoContentError,
)
from crawlers.fetching.robots import RobotsForbiddenError, RobotsUnreadableError
from data.kinds.visit import VisitStatus

Outcome = tuple[VisitStatus, int | None, str]
"""(status, HTTP status if any, reason)"""

BLOCKING_STATUSES = (401, 403, 407, 429, 451)
NEEDS_BROWSER = f"the page needs a browser to show its content, and {HOW_TO_GET}"
_BLOCKS = (RefusedError, LeftAloneError, RobotsForbiddenError, RobotsUnreadableError)
_PLAIN_WORDS: dict[type[BaseException], str] = {
    CannotResolveHostError: "no such host",
    DownloadConnectionRefusedError: "the host refuses connections",
    DownloadTimeoutError: "no answer in time",
    DownloadCancelledError: "the answer is larger than this crawl reads",
    ResponseDataLossError: "the answer broke off",
    NoContentError: f"rendered in a browser, but no content appeared within {CONTENT_SECONDS} s",
    BrowserFailedError: "the browser could not show the page",
    BrowserMissingError: NEEDS_BROWSER,
}


def of_failure(failure: Failure) -> Outcome:
    """The outcome of what an errback received."""
    error = failure.value
    if isinstance(error, HttpError):
        return of_response(error.response)
    if isinstance(error, _BLOCKS):
        return "blocked", None, str(error)
    if isinstance(error, BudgetSpentError):
        return "partial", None, str(error)
    if isinstance(error, IgnoreRequest):
        return "failed", None, str(error) or "given up by Scrapy"
    asked = getattr(failure, "request", None) if isinstance(error, NoContentError) else None
    refused = asked.meta.get(REFUSED) if asked is not None else None
    if refused:
        return "blocked", None, without_its_data(refused)
    lines = str(error).strip().splitlines()
    detail = f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__
    plain = next((words for kind, words in _PLAIN_WORDS.items() if isinstance(error, kind)), None)
    if plain is None or isinstance(error, BrowserMissingError):
        return "failed", None, plain or detail
    return "failed", None, f"{plain} ({detail})"


def without_its_data(refused: Sequence[str]) -> str:
    """The reason of a rendered page that shows nothing of what was asked for, where requests of its scripts were refused."""
    return f"its scripts could not fetch what they show: {'; '.join(refused)}"


def of_response(response: Response) -> Outcome:
    """The outcome of an answer that is no page: blocked for the statuses that say so, else failed."""
    status: VisitStatus = "blocked" if response.status in BLOCKING_STATUSES else "failed"
    return status, response.status, f"HTTP {response.status}"


def request_of(failure: Failure) -> Request:
    """The request that failed: Scrapy hangs it on the failure, of which Twisted's types do not know."""
    request: Request = failure.request  # type: ignore[attr-defined]
    return request
