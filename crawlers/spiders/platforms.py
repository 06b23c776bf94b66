"""The spider of review platforms that are no pages: app stores, each app by its own address (`appstore:us/123`)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from crawlers.fetching.guards import site_of
from crawlers.sources.reviews.reading import PlatformCursors, ReviewReading
from crawlers.sources.reviews.registry import APP_ADDRESSES, app_source
from crawlers.sources.reviews.source import ReviewSource, ReviewsPage
from crawlers.sources.source import Answer, Ask, RefusedError
from crawlers.sources.values import MalformedError
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.searching import SECONDS_VARIABLE, SOURCE_SECONDS
from crawlers.spiders.source_client import SourceClient, StoppedError
from crawlers.spiders.target import REVIEWS
from crawlers.spiders.turns import in_turns
from data.clock import utc_now
from data.kinds.visit import BROKE_OFF, VisitStatus
from data.record.model import Record
from data.workspace import Brand, Workspace

BLOCKING = (401, 402, 403, 407, 429, 451)


class NothingError(StoppedError):
    """What was asked for does not exist."""


class PlatformsSpider(OverheardSpider):
    """`scrapy crawl platforms`: the reviews of the brands' apps."""

    name = "platforms"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cursors = PlatformCursors(self.workspace.state_dir)
        self.seconds = float(os.environ.get(SECONDS_VARIABLE) or SOURCE_SECONDS)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PlatformsSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        # Only once the landing file is closed: a cursor must never run ahead of what has landed.
        crawler.signals.connect(spider.cursors.write, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        turns: dict[str, list[tuple[Brand, str, ReviewSource]]] = {}
        for brand in self.brands:
            for address, source in app_sources(brand, self.workspace):
                turns.setdefault(site_of(source.first().url), []).append((brand, address, source))
        async for record in in_turns(self._turn, turns.values()):
            yield record

    async def _turn(self, turn: list[tuple[Brand, str, ReviewSource]], land: Callable[[Record], None]) -> None:
        """All sources at one host, one after the other."""
        client = SourceClient(self.crawler, self.seconds)
        resume = [at for *_, source in turn if (at := self.cursors.get(source.key).resume_at)]
        client.leave_until(max(resume, default=None))
        for brand, address, source in turn:
            await self._visit(brand, address, source, client, land)

    async def _visit(
        self,
        brand: Brand,
        address: str,
        source: ReviewSource,
        client: SourceClient,
        land: Callable[[Record], None],
    ) -> None:
        """Read one source to its end or to where it must stop, and tell what became of it."""
        now = utc_now()
        cursor = self.cursors.get(source.key)
        stamp: dict[str, object] = {"brand": brand.id, "source": source.source, "first_party": False}
        reading = ReviewReading(source, cursor, stamp, now)
        status: VisitStatus = "observed"
        reason, http_status = "", None
        try:
            reason = await self._read(source, reading, client, land)
        except StoppedError as stopped:
            status, reason, http_status = stopped.status, str(stopped), stopped.http_status
        except Exception as error:  # a reader that breaks is one source's failure, never the crawl's
            self.logger.error("%s could not be read", address, exc_info=error)
            status, reason = "failed", f"could not be read: {type(error).__name__}: {str(error)[:200]}"
        for total in reading.finish():
            land(total)
        cursor.resume_at = client.resume_at
        self.cursors.update(source.key, cursor, now)
        if status in ("failed", "blocked") and reading.kept:
            status, reason = "partial", f"{BROKE_OFF}{reason}"
        if reading.why_part and status == "observed":
            status, reason = "partial", reading.why_part
        if status == "observed" and not reading.kept:
            status, reason = "absent", reason or "it shows no reviews"
        said = "; ".join(part for part in (reason, reading.summary()) if part)
        items = reading.kept if status in ("observed", "partial") else 0
        land(
            self.visit(
                address, REVIEWS, status, brand=brand.id, reason=said or None, items=items, http_status=http_status
            )
        )

    async def _read(
        self, source: ReviewSource, reading: ReviewReading, client: SourceClient, land: Callable[[Record], None]
    ) -> str:
        """All pages. Returns what there is to say of a whole reading. Raises StoppedError."""
        ask: Ask | None = source.first()
        said = ""
        while ask is not None:
            try:
                page, answer = await self._ask(source, ask, client)
            except StoppedError as stopped:
                instead = source.instead(ask)
                if instead is None or client.stopped is not None or isinstance(stopped, NothingError):
                    raise
                said, ask = f"what it claims in total could not be read: {stopped}", instead
                continue
            records, ask = reading.take(page, answer.at)
            for record in records:
                land(record)
        return said

    async def _ask(self, source: ReviewSource, ask: Ask, client: SourceClient) -> tuple[ReviewsPage, Answer]:
        answer = await client.fetch(ask)
        if answer.status != 200:
            said = source.refusal(answer)
            status: VisitStatus = "blocked" if answer.status in BLOCKING else "failed"
            raise StoppedError(status, f"HTTP {answer.status}" + (f": {said}" if said else ""), answer.status)
        try:
            return await asyncio.to_thread(source.read, ask, answer), answer
        except MalformedError as error:
            raise StoppedError("failed", str(error), answer.status) from None
        except RefusedError as error:
            raise NothingError("failed", str(error), answer.status) from None


def app_sources(brand: Brand, workspace: Workspace) -> list[tuple[str, ReviewSource]]:
    """(address, source) of each app that a brand's `reviews` name."""
    found = [(address, app_source(address, workspace.languages)) for address in brand.reviews or ()]
    return [(address, source) for address, source in found if source is not None and address.startswith(APP_ADDRESSES)]
