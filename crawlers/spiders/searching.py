"""Looking keywords up, for every spider that needs it: each provider in a turn of its own, one look-up at a time, within its
daily cap, its rate limits and a time for all; what came of each is one `Found`, whether an answer came or not."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapy.crawler import Crawler

from crawlers.extract.rankings.result_page import ResultPage
from crawlers.fetching.guards import AT_SEARCH, left_alone, site_of
from crawlers.fetching.rendering import render_meta
from crawlers.sources.limits import wait_asked
from crawlers.sources.search.base import LookUp
from crawlers.sources.source import Answer, Source
from crawlers.spiders.source_client import SourceClient, StoppedError, source_seconds
from data.clock import utc_now
from data.kinds.visit import VisitStatus
from data.state.caps import DailyCap
from data.workspace import Workspace

_ASKED_TO_WAIT = frozenset({"retry-after", "x-ratelimit-reset", "ratelimit-reset"})


@dataclass(frozen=True)
class Found:
    """What came of a look-up. `page` is None where none was read (`failed`, `blocked`, or `partial`: not asked)."""

    look_up: LookUp
    status: VisitStatus
    reason: str | None
    at: datetime
    page: ResultPage | None = None
    http_status: int | None = None
    digest: str | None = None


class SearchClient(SourceClient):
    """A client for look-ups: it renders pages made for people."""

    def __init__(self, crawler: Crawler, seconds: float, workspace: Workspace) -> None:
        super().__init__(crawler, seconds)
        self.user_agent = workspace.crawl.user_agent

    def meta(self, source: Source[Any], left: float) -> dict[str, Any]:
        meta = super().meta(source, left) | {AT_SEARCH: True}
        return meta | render_meta(self.user_agent, 0) if source.robots else meta

    def wait_after(self, answer: Answer) -> float:
        # A refusal that names no time says that the look-ups are used up: it is told, not waited for.
        if answer.status == 429 and _ASKED_TO_WAIT.isdisjoint(answer.headers):
            return 0.0
        return wait_asked(answer.status, answer.headers, answer.at)


async def find(look_ups: Sequence[LookUp], workspace: Workspace, crawler: Crawler) -> AsyncIterator[Found]:
    """Ask all look-ups, and tell what came of each as it comes."""
    turns: dict[str, list[LookUp]] = {}
    for look_up in look_ups:
        turns.setdefault(look_up.account, []).append(look_up)
    found: asyncio.Queue[Found | None] = asyncio.Queue()
    tasks = [asyncio.ensure_future(_turn(of, workspace, crawler, found)) for of in turns.values()]
    try:
        for _ in tasks:
            while (one := await found.get()) is not None:
                yield one
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _turn(
    look_ups: list[LookUp], workspace: Workspace, crawler: Crawler, found: asyncio.Queue[Found | None]
) -> None:
    """All look-ups at one provider, one after the other."""
    client = SearchClient(crawler, source_seconds() * look_ups[0].patience, workspace)
    denied = ""
    try:
        if missing := look_ups[0].missing():  # one key a provider, so it is missing for all of them, and said once
            more = f" (nor {len(look_ups) - 1} look-ups more)" if len(look_ups) > 1 else ""
            reason = f"not asked{more}: needs {' and '.join(missing)} in the environment"
            found.put_nowait(Found(look_ups[0], "blocked", reason, utc_now()))
            return
        for look_up in look_ups:
            refused = not_asked(look_up, workspace, denied)
            one = refused or await _look(look_up, client, crawler)
            found.put_nowait(one)
            if one.status == "blocked" and not refused and not denied:
                denied = one.reason or "it refuses"
    finally:
        found.put_nowait(None)


def not_asked(look_up: LookUp, workspace: Workspace, denied: str) -> Found | None:
    """Why a look-up is not made; None, and it counts towards the daily cap, if it may be."""
    search, now = look_up.search, utc_now()
    if denied:
        return Found(look_up, "blocked", f"not asked: {denied}", now)
    if look_up.robots and not workspace.crawl.obey_robots:
        reason = "not asked: a browser looks up only where robots.txt lets it, and crawl.obey_robots is false"
        return Found(look_up, "blocked", reason, now)
    if not DailyCap(workspace.state_dir, look_up.account, search.daily_cap, now.date()).take():
        reason = f"not asked: the daily cap of {search.daily_cap} look-ups is reached (search.daily_cap)"
        return Found(look_up, "partial", reason, now)
    return None


async def _look(look_up: LookUp, client: SearchClient, crawler: Crawler) -> Found:
    try:
        answer = await client.fetch(look_up, look_up.ask())
    except StoppedError as stopped:
        # A look-up is whole or it is none: what had to be broken off was refused by its provider, or failed.
        status: VisitStatus = stopped.status
        if status == "partial":
            status = "blocked" if client.resume_at else "failed"
        return Found(look_up, status, str(stopped), utc_now(), http_status=stopped.http_status)
    page = await asyncio.to_thread(look_up.outcome, answer)
    if page.status == "blocked" and look_up.robots:
        left_alone(crawler).setdefault(site_of(look_up.address), page.reason or "it refuses")
    digest = hashlib.sha256(answer.body).hexdigest()[:16]
    return Found(look_up, page.status, page.reason, answer.at, page, answer.status, digest)
