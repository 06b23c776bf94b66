"""Asks one source: sessions, waits, limits of time; every way it can end without an answer is a StoppedError.

One client serves all queries of one source (a network at a host), one after the other, so that a source that hangs or
lies holds up nobody else, and no host has more than one request at a time.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.fetching.guards import left_alone, site_of
from crawlers.fetching.outcomes import of_failure
from crawlers.logs import hide_secrets
from crawlers.sources.limits import wait_asked
from crawlers.sources.source import AbsentError, Answer, Ask, Read, RefusedError, Source
from crawlers.sources.values import MalformedError
from data.clock import utc_now
from data.kinds.visit import VisitStatus

PATIENCE = 60.0
"""Seconds in all that one source may have us wait in one crawl."""
PACE = 2.0
"""Seconds: waits no longer are a source's pace. They cost no patience; the time for the source bounds them."""
TRIES = 3
"""Times one request is made when the source asks to wait in between."""
SOURCE_SECONDS = 600.0
"""How long all that is asked of one source may take in all: one that hangs or lies must not keep the others waiting."""
SECONDS_VARIABLE = "OVERHEARD_SOURCE_SECONDS"
"""Environment variable with another number of seconds. For tests only."""
WRONG_KEY = (401, 403)
"""Statuses that may mean that a key is wrong."""


class StoppedError(Exception):
    """A query that goes no further: the status of its visit, the reason in words and the HTTP status if any; `final` where
    nothing can be asked instead."""

    def __init__(
        self, status: VisitStatus, reason: str, http_status: int | None = None, *, final: bool = False
    ) -> None:
        super().__init__(reason)
        self.status, self.http_status, self.final = status, http_status, final


def source_seconds() -> float:
    """How long all that is asked of one source may take."""
    return float(os.environ.get(SECONDS_VARIABLE) or SOURCE_SECONDS)


class SourceClient:
    """A source's share of a crawl: `seconds` in all. `resume_at` says until when it wants to be left alone."""

    def __init__(self, crawler: Crawler, seconds: float) -> None:
        self.crawler, self.seconds = crawler, seconds
        self.until = time.monotonic() + seconds
        self.patience = PATIENCE
        self.resume_at: datetime | None = None
        self.stopped: StoppedError | None = None
        self._session: dict[str, str] | None = None

    def leave_until(self, at: datetime | None) -> None:
        """Ask nothing if the source wants to be left alone until then (naive UTC)."""
        if at is not None and at > utc_now():
            self.resume_at = at
            self._stop(StoppedError("partial", f"not asked: its rate limit lasts until {shown(at)}"))

    async def ask(self, source: Source[Read], ask: Ask) -> tuple[Read, Answer]:
        """One answer and what it holds. Raises StoppedError."""
        if self.stopped is not None:
            raise self.stopped
        if self._session is None:
            self._session = await self._login(source)
        answer = await self.fetch(source, _with(ask, self._session))
        if answer.status == 401 and source.login() is not None:
            self._session = await self._login(source)  # tokens expire in the middle of things
            answer = await self.fetch(source, _with(ask, self._session))
        if answer.status != 200 and answer.status not in source.expected(ask):
            raise _refused(source, answer)
        try:
            # Feeds and threads can take a while to read; the other sources go on meanwhile.
            return await asyncio.to_thread(source.read, ask, answer), answer
        except MalformedError as error:
            raise StoppedError("failed", str(error), answer.status) from None
        except RefusedError as error:
            raise self._stop(StoppedError("blocked", str(error), answer.status)) from None
        except AbsentError as error:
            raise StoppedError("failed", str(error), answer.status, final=True) from None

    async def _login(self, source: Source[Any]) -> dict[str, str]:
        ask = source.login()
        if ask is None:
            return {}
        answer = await self.fetch(source, ask)
        if answer.status != 200:
            raise self._stop(_refused(source, answer))
        try:
            return source.session(answer)
        except MalformedError as error:
            raise self._stop(StoppedError("failed", str(error), answer.status)) from None

    def _stop(self, error: StoppedError) -> StoppedError:
        """Have this error end all queries that the source still has to answer."""
        self.stopped = error
        return error

    def wait_after(self, answer: Answer) -> float:
        """Seconds that the source wants to be left alone after this answer."""
        return wait_asked(answer.status, answer.headers, answer.at)

    async def fetch(self, source: Source[Any], ask: Ask) -> Answer:
        """An answer, after as much waiting as the source asks for and PATIENCE grants. Raises StoppedError."""
        if self.stopped is not None:
            raise self.stopped
        ask = _with(ask, source.headers())
        answer = await self._download(source, ask)
        for _ in range(TRIES - 1):
            wait = self.wait_after(answer)
            if wait <= 0:
                return answer
            if wait > max(self.patience, PACE) or time.monotonic() + wait >= self.until:
                self.resume_at = answer.at + timedelta(seconds=wait)
                reason = f"its rate limit is reached; it may be asked again after {shown(self.resume_at)}"
                stopped = self._stop(StoppedError("partial", reason, answer.status))
                if answer.status in (429, 503):
                    raise stopped
                return answer  # what was asked has come; it is the next request that must not be made
            self.patience -= wait if wait > PACE else 0
            await asyncio.sleep(wait)
            left_alone(self.crawler).pop(site_of(ask.url), None)  # it has told when to come back, and this is then
            if answer.status not in (429, 503):
                return answer
            answer = await self._download(source, ask)
        return answer

    def meta(self, source: Source[Any], left: float) -> dict[str, Any]:
        """How a request is made that has `left` seconds."""
        return {
            # An official API is made for programs: robots.txt speaks to crawlers of pages. Feeds obey it, and may move;
            # an API that redirects would take its secrets elsewhere.
            "dont_obey_robotstxt": not source.robots, "dont_redirect": not source.robots,
            "download_timeout": min(max(self.crawler.settings.getfloat("DOWNLOAD_TIMEOUT"), source.seconds), left),
        }  # fmt: skip

    async def _download(self, source: Source[Any], ask: Ask) -> Answer:
        left = self.until - time.monotonic()
        if left <= 0:
            raise StoppedError("partial", f"the time for one source, {self.seconds:.0f} s, is used up")
        request = Request(
            ask.url, method=ask.method, body=ask.body, headers={"Accept": "*/*", **ask.headers}, dont_filter=True,
            meta=self.meta(source, left),
        )  # fmt: skip
        if not source.robots:
            # What an API forbids (comments that are switched off) is told query by query; it does not close the host.
            left_alone(self.crawler).pop(site_of(ask.url), None)
        engine = self.crawler.engine
        assert engine is not None
        try:
            response: Response = await asyncio.wait_for(engine.download_async(request), left + 1)
        except TimeoutError:
            raise StoppedError("failed", f"no answer within the {self.seconds:.0f} s of one source") from None
        except Exception as error:  # noqa: BLE001  # whatever ends a download is the reason of a visit
            failure = Failure(error)  # type: ignore[no-untyped-call]  # Twisted has no types
            status, http_status, reason = of_failure(failure)
            raise StoppedError(status, hide_secrets(reason), http_status) from None
        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        return Answer(response.status, headers, response.body, utc_now())


def _with(ask: Ask, *more: dict[str, str]) -> Ask:
    headers = dict(ask.headers)
    for part in more:
        headers |= part
    return replace(ask, headers=headers)


def _refused(source: Source[Any], answer: Answer) -> StoppedError:
    said = source.refusal(answer)
    reason = f"HTTP {answer.status}" + (f": {said}" if said else "")
    keys = " and ".join(source.uses()) if answer.status in WRONG_KEY else ""
    if keys:
        reason += f"; {keys} may be wrong, expired or not allowed to ask this"
    return StoppedError("blocked" if source.is_denied(answer) else "failed", reason, answer.status)


def shown(at: datetime) -> str:
    """A time as a reason tells it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
