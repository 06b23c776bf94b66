"""The spider of search results: who stands where for the workspace's keywords."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.site.brands import match_brand
from crawlers.sources.lookups import look_ups
from crawlers.sources.saved_pages import Saved, saved_pages
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.searching import Found, find
from crawlers.spiders.target import RANKINGS
from data.record.model import Record


class RankingsSpider(OverheardSpider):
    """`scrapy crawl rankings`: asks the providers of [[search]] for each keyword, and reads saved result pages."""

    name = "rankings"

    async def start(self) -> AsyncIterator[Any]:
        for search in self.workspace.search:
            if search.provider == "saved":
                pages = saved_pages(self.workspace.root, search)
                while (saved := await asyncio.to_thread(next, pages, None)) is not None:
                    for record in self._of_saved(saved):
                        yield record
        async for found in find(look_ups(self.workspace), self.workspace, self.crawler):
            for record in self._of_found(found):
                yield record

    def _of_found(self, found: Found) -> Iterator[Record]:
        rankings = found.page.rankings if found.page and found.status == "observed" else []
        yield from self._rankings(found.page, found.at)
        yield self.visit(
            found.look_up.address, RANKINGS, found.status, reason=found.reason, items=len(rankings),
            http_status=found.http_status, page_hash=found.digest,
        )  # fmt: skip

    def _of_saved(self, saved: Saved) -> Iterator[Record]:
        if saved.left_out:
            yield self.visit(saved.url, RANKINGS, "partial", reason=saved.left_out)
            return
        page = saved.page
        yield from self._rankings(page, saved.at, capture=saved.capture)
        items = len(page.rankings) if page.status == "observed" else 0
        yield self.visit(
            saved.url, RANKINGS, page.status, reason=page.reason, items=items, page_hash=saved.digest
        )  # fmt: skip

    def _rankings(self, page: ResultPage | None, at: datetime, capture: str | None = None) -> Iterator[Record]:
        """The positions of a page that was observed; no other page has any."""
        for ranking in page.rankings if page is not None and page.status == "observed" else []:
            brand = match_brand(ranking.url, self.workspace.brands) or ""
            yield ranking.model_copy(update={"brand": brand, "fetched_at": at, "capture": capture})
