"""Spiders that ask sources page by page, each source in its own time and manners.

Sources say what to ask and read the answers, readings say what is kept and when it is enough (`crawlers.sources`); here is the
asking: one request at a time a host, limits of time, rate limits obeyed, sessions, and one visit for each thing asked that
says what became of it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawlers.fetching.guards import site_of
from crawlers.sources.cursors import Cursor, Cursors
from crawlers.sources.reading import Reading
from crawlers.sources.source import Page, Source
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.source_client import SourceClient, StoppedError, source_seconds
from crawlers.spiders.turns import in_turns
from data.clock import utc_now
from data.kinds.visit import BROKE_OFF, Visit, VisitStatus
from data.record.model import Record


@dataclass(frozen=True)
class Asked:
    """One thing to ask a source. Its visit names `address`, the `brand` it is asked for ('' for none) and the `query` that its
    records name (None where they name none)."""

    source: Source[Page[Any]]
    address: str
    brand: str
    query: str | None = None


class AskingSpider(OverheardSpider, ABC):
    """A spider that asks sources. `kind` is what its visits are for."""

    kind: ClassVar[str]
    cursor_file: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cursors = Cursors(self.workspace.state_dir, self.cursor_file)
        self.seconds = source_seconds()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        # Only once the landing file is closed: a cursor must never run ahead of what has landed.
        crawler.signals.connect(spider.cursors.write, signals.spider_closed)
        return spider

    @abstractmethod
    def asked(self) -> Iterator[Asked]:
        """All that is to be asked."""

    @abstractmethod
    def reading(self, asked: Asked, cursor: Cursor, now: datetime) -> Reading[Any]:
        """The reading that begins where `cursor` says."""

    def finished(self, asked: Asked, reading: Reading[Any]) -> None:
        """Called when a reading has come to its end, whatever the end."""

    async def start(self) -> AsyncIterator[Any]:
        turns: dict[str, list[Asked]] = {}
        for asked in self.asked():
            source, missing = asked.source, asked.source.missing()
            if missing:
                reason = f"not asked: needs {' and '.join(missing)} in the environment"
                yield self.visit(
                    asked.address, self.kind, "blocked", brand=asked.brand, reason=reason,
                    source=asked.source.name, query=asked.query,
                )  # fmt: skip
            else:
                turns.setdefault(f"{source.name} {site_of(source.first(utc_now()).url)}", []).append(asked)
        async for record in in_turns(self._turn, turns.values()):
            yield record

    async def _turn(self, turn: list[Asked], land: Callable[[Record], None]) -> None:
        """All that is asked of one source at one host, one after the other."""
        client = SourceClient(self.crawler, self.seconds)
        resume = [at for asked in turn if (at := self.cursors.get(asked.source.key).resume_at)]
        client.leave_until(max(resume, default=None))
        for asked in turn:
            await self._visit(asked, client, land)

    async def _visit(self, asked: Asked, client: SourceClient, land: Callable[[Record], None]) -> None:
        """Read one thing to its end or to where it must stop, and say what became of it."""
        now = utc_now()
        cursor = self.cursors.get(asked.source.key)
        reading = self.reading(asked, cursor, now)
        stopped = await self._read(asked, reading, client, land)
        for record in reading.finish():
            land(record)
        self.finished(asked, reading)
        visit = self._outcome(asked, reading, stopped)
        cursor.resume_at = client.resume_at
        self.cursors.update(asked.source.key, cursor, now)
        land(visit)

    async def _read(
        self, asked: Asked, reading: Reading[Any], client: SourceClient, land: Callable[[Record], None]
    ) -> StoppedError | None:
        """Ask all that the reading wants to have asked. Returns why it goes no further, if something stopped it."""
        try:
            while (ask := reading.ask) is not None:
                try:
                    page, answer = await client.ask(asked.source, ask)
                except StoppedError as stopped:
                    if stopped.final or client.stopped is not None or not reading.goes_on_without(str(stopped)):
                        return stopped
                    continue
                for record in reading.take(page, answer):
                    land(record)
        except Exception as error:  # a reader that breaks is one source's failure, never the crawl's
            self.logger.error("%s could not be read", asked.address, exc_info=error)
            return StoppedError("failed", f"could not be read: {type(error).__name__}: {str(error)[:200]}")
        return None

    def _nothing(self, reading: Reading[Any], reason: str) -> tuple[VisitStatus, str]:
        """The outcome of a source that was read whole and showed nothing: it has none, unless it claims some."""
        unread = reading.unread()
        return ("partial", unread) if unread else ("absent", reason or reading.nothing)

    def _outcome(self, asked: Asked, reading: Reading[Any], stopped: StoppedError | None) -> Visit:
        """The visit of a reading that has ended."""
        status: VisitStatus = stopped.status if stopped else "observed"
        reason = str(stopped) if stopped else reading.said
        if status in ("failed", "blocked") and reading.kept + reading.removed:
            status, reason = "partial", f"{BROKE_OFF}{reason}"
        elif status == "observed" and reading.why_part:
            status, reason = "partial", reading.why_part
        items = reading.kept if status in ("observed", "partial") else 0
        if status == "observed":
            items = reading.cursor.items = reading.shown()
            if not items:
                status, reason = self._nothing(reading, reason)
        said = "; ".join(part for part in (reason, reading.summary()) if part)
        return self.visit(
            asked.address, self.kind, status, brand=asked.brand, reason=said or None, items=items,
            http_status=stopped.http_status if stopped else None, source=asked.source.name, query=asked.query,
            reaches_to=reading.reaches_to(),
        )  # fmt: skip
