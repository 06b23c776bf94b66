"""The spider of search results: who stands where for the workspace's keywords, and whom answer engines name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

from crawlers.extract.rankings.answered import OVERVIEW, Answered
from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.site.brands import match_brand
from crawlers.sources.lookups import look_ups
from crawlers.sources.saved_pages import Saved, saved_pages
from crawlers.sources.search.answers import Answers
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.searching import Found, find
from crawlers.spiders.target import ANSWERS, RANKINGS
from data.brand_names import BrandNames, NamedBrand
from data.record.model import Record


class RankingsSpider(OverheardSpider):
    """`scrapy crawl rankings`: asks the providers of [[search]] for each keyword, and reads saved result pages."""

    name = "rankings"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = self.workspace.brands
        self._names = BrandNames([NamedBrand(of.id, (of.name, *of.aliases), tuple(of.exclude)) for of in brands])
        self._answered: dict[tuple[str, ...], Answered] = {}

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
        if isinstance(found.look_up, Answers):
            yield from self._of_answer(found, found.look_up)
            return
        rankings = found.page.rankings if found.page and found.status == "observed" else []
        yield from self._rankings(found.page, found.at)
        yield self.visit(
            found.look_up.address, RANKINGS, found.status, reason=found.reason, items=len(rankings),
            http_status=found.http_status, page_hash=found.digest,
        )  # fmt: skip

    def _of_answer(self, found: Found, look_up: Answers) -> Iterator[Record]:
        """One answer of an answer engine; with the last to a keyword, what all of them say."""
        search = look_up.search
        key = (look_up.engine, search.market, search.device, look_up.keyword)
        answered = self._answered.setdefault(key, Answered(*key, look_up.question, search.asks))
        if found.status == "observed" and found.page is not None:
            answered.take(found.page, self._names, found.at)
        else:
            answered.missed(found.reason or found.status, found.at, found.status)
        if answered.taken < answered.wanted:
            return
        yield from answered.records(self._brand_of)
        yield self.visit(
            look_up.address, ANSWERS, answered.status, reason=answered.why or None, items=answered.read,
            http_status=found.http_status,
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
        if page is None or page.status != "observed":
            return
        for ranking in page.rankings:
            yield ranking.model_copy(
                update={"brand": self._brand_of(ranking.url), "fetched_at": at, "capture": capture}
            )
        if any(ranking.kind == "ai_overview" for ranking in page.rankings) or page.said is not None:
            engine = f"{page.engine} {OVERVIEW}"
            answered = Answered(engine, page.market, page.device, page.query or "", page.query or "")
            answered.take(page, self._names, at)
            yield from (of.model_copy(update={"capture": capture}) for of in answered.records(self._brand_of))

    def _brand_of(self, url: str) -> str:
        return match_brand(url, self.workspace.brands) or ""
