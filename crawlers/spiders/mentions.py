"""The spider of mentions: asks every source for what the workspace listens to, each in its own time and manners.

Sources say what to ask and read the answers (`crawlers.sources`); here is the asking: one request at a time a host, limits
of time and number, rate limits obeyed, sessions, conditional requests, and one visit a query that tells what became of it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from crawlers.fetching.guards import site_of
from crawlers.sources.cursors import Cursors
from crawlers.sources.meant import Meaning
from crawlers.sources.networks.accounts import identities
from crawlers.sources.networks.reading import MAX_SIDE, Reading
from crawlers.sources.networks.registry import queries, source_of
from crawlers.sources.source import Ask, Page, Source
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.source_client import SourceClient, StoppedError
from crawlers.spiders.target import MENTIONS
from crawlers.spiders.turns import in_turns
from data.clock import utc_now
from data.kinds.visit import BROKE_OFF, VisitStatus
from data.record.model import Record

SOURCE_SECONDS = 600.0
"""How long all queries of one source may take in all: a source that hangs or lies must not keep the others waiting."""
SECONDS_VARIABLE = "OVERHEARD_SOURCE_SECONDS"
"""Environment variable with another number of seconds. For tests only."""


class MentionsSpider(OverheardSpider):
    """`scrapy crawl mentions`: the brands' own accounts and feeds, and the [[listen]] tables of overheard.toml."""

    name = MENTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cursors = Cursors(self.workspace.state_dir)
        self.meaning = Meaning(self.workspace.brands)
        self.own = identities(self.workspace.brands)
        self.seconds = float(os.environ.get(SECONDS_VARIABLE) or SOURCE_SECONDS)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> MentionsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        # Only once the landing file is closed: a cursor must never run ahead of what has landed.
        crawler.signals.connect(spider.cursors.write, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        turns: dict[str, list[Source]] = {}
        for query in queries(self.workspace, self.brands):
            source = source_of(query)
            missing = source.missing()
            if missing:
                reason = f"not asked: needs {' and '.join(missing)} in the environment"
                yield self.visit(query.address, MENTIONS, "blocked", brand=query.brand, reason=reason)
            else:
                turns.setdefault(_turn_of(source, utc_now()), []).append(source)
        async for record in in_turns(self._turn, turns.values()):
            yield record

    async def _turn(self, sources: list[Source], land: Callable[[Record], None]) -> None:
        """All queries of one source, one after the other."""
        client = SourceClient(self.crawler, self.seconds)
        client.leave_until(max((at for at in map(self._resume_at, sources) if at), default=None))
        for source in sources:
            for record in await self._visit(source, client, land):
                land(record)

    def _resume_at(self, source: Source) -> datetime | None:
        return self.cursors.get(source.query.key).resume_at

    async def _visit(self, source: Source, client: SourceClient, land: Callable[[Record], None]) -> list[Record]:
        """Read one query to its end or to where it must stop. Returns the visit."""
        query, now = source.query, utc_now()
        cursor = self.cursors.get(query.key)
        cursor.begin_again_unless(self.meaning.signature)
        since = cursor.since(now, 2 * self.workspace.window_days)
        reading = Reading(query, cursor, self.meaning, self.own, since, now, looks_up=source.recheck_size > 0)
        status: VisitStatus = "observed"
        reason, http_status = "", None
        try:
            reason = await self._read(source, reading, client, land)
        except StoppedError as stopped:
            status, reason, http_status = stopped.status, str(stopped), stopped.http_status
        except Exception as error:  # a reader that breaks is one query's failure, never the crawl's
            self.logger.error("%s could not be read", query.address, exc_info=error)
            status, reason = "failed", f"could not be read: {type(error).__name__}: {str(error)[:200]}"
        if status in ("failed", "blocked") and reading.kept + reading.removed:
            status, reason = "partial", f"{BROKE_OFF}{reason}"
        cursor.resume_at = client.resume_at
        reading.finish()
        if query.brand and reading.identity:
            # Accounts may have another name than their address tells; what they say elsewhere is theirs too.
            self.own[query.network, reading.identity] = query.brand
        items = reading.kept if status in ("observed", "partial") else 0
        if status == "observed" and not items and reading.unchanged:
            items = cursor.items  # the server vouches that what stood there last time still does
        if status == "observed" and not items:
            status, reason = "absent", reason or f"nothing found since {since:%Y-%m-%d}"
        if status == "observed":
            cursor.items = items
        self.cursors.update(query.key, cursor, now)
        parts = [part for part in (reason, reading.summary()) if part]
        return [
            self.visit(
                query.address, MENTIONS, status, brand=query.brand, reason="; ".join(parts) or None, items=items,
                http_status=http_status,
            )
        ]  # fmt: skip

    async def _read(
        self, source: Source, reading: Reading, client: SourceClient, land: Callable[[Record], None]
    ) -> str:
        """All pages, then what they lead to aside, then what is known already. Returns what to say of a whole reading.
        Raises StoppedError."""
        said, aside, ended = await self._pages(source, reading, client, land)
        for ask in self._aside(aside):
            before = reading.read
            page = await self._ask(source, ask, reading, client)
            for record in reading.take(page):
                land(record)
            aside += page.side
            if page.next is not None and not reading.repeats(page, before) and not reading.reaches_back(page):
                aside.append(page.next)
        # What is left out from here on is left out for good, or asked for again by its id.
        reading.complete = reading.complete or ended is None
        refs = reading.cursor.due(source.recheck_size * source.recheck_asks, reading.now)
        for start in range(0, len(refs), max(1, source.recheck_size)):
            for ask in source.recheck(refs[start : start + source.recheck_size]):
                page = await self._ask(source, ask, reading, client)
                for record in reading.take(page):
                    land(record)
                try:
                    for record in reading.missing(ask, page):
                        land(record)
                except ValueError as doubt:
                    raise StoppedError("partial", str(doubt)) from None
        if ended is not None:
            raise ended
        if len(aside) > MAX_SIDE:
            raise StoppedError("partial", f"{len(aside) - MAX_SIDE} more pages of comments were not asked for")
        return said

    @staticmethod
    def _aside(asks: list[Ask]) -> Iterator[Ask]:
        """The first MAX_SIDE of `asks`, which may grow meanwhile."""
        for number in range(MAX_SIDE):
            if number < len(asks):
                yield asks[number]

    async def _pages(
        self, source: Source, reading: Reading, client: SourceClient, land: Callable[[Record], None]
    ) -> tuple[str, list[Ask], StoppedError | None]:
        """Page after page. Returns what the last said of itself, what leads aside, and why not all pages were read: a limit
        or a cursor that leads nowhere ends the pages, not the query. Raises StoppedError."""
        ask: Ask | None = source.first(reading.since)
        aside: list[Ask] = []
        said = ""
        while ask is not None:
            before = reading.read
            try:
                page = await self._ask(source, ask, reading, client)
            except StoppedError as stopped:
                if stopped.status != "partial" or client.stopped is not None:
                    raise
                return said, aside, stopped
            for record in reading.take(page):
                land(record)
            aside += page.side
            said = page.reason or said
            if reading.repeats(page, before):
                reason = "a page repeats what was read already, so the rest was left"
                return said, aside, StoppedError("partial", reason)
            if reading.reaches_back(page):
                break
            if page.next is not None and reading.read >= reading.query.max_items:
                # The limit is the workspace's own: what lies beyond is given up, not owed.
                reading.complete = True
                return said, aside, StoppedError("partial", f"the limit of {reading.query.max_items} items is reached")
            ask = page.next
        return said, aside, None

    async def _ask(self, source: Source, ask: Ask, reading: Reading, client: SourceClient) -> Page:
        """One answer, read. Raises StoppedError."""
        refused = reading.may_ask(ask)
        if refused:
            raise StoppedError("partial", refused)
        cursor = reading.cursor
        if ask.robots:
            known = {"If-None-Match": cursor.etag, "If-Modified-Since": cursor.last_modified}
            ask = replace(ask, headers={**ask.headers, **{name: value for name, value in known.items() if value}})
        page, answer = await client.ask(source, ask)
        reading.unchanged |= answer.status == 304
        if ask.robots:
            cursor.etag = answer.headers.get("etag", cursor.etag)
            cursor.last_modified = answer.headers.get("last-modified", cursor.last_modified)
        return page


def _turn_of(source: Source, now: datetime) -> str:
    """The source whose time and limits a query shares: network and host."""
    return f"{source.network} {site_of(source.first(now).url)}"
