"""The spider of `overheard discover`: looks keywords up, then visits the home pages of the sites found, and their FAQs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.shell import looks_script_driven
from crawlers.extract.page.stand_in import stand_in
from crawlers.extract.page.text import one_line
from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.site.home import Home, read_home
from crawlers.fetching.browser.find import find_browser
from crawlers.fetching.browser.proxy import REFUSED_HEADER
from crawlers.fetching.guards import site_of
from crawlers.fetching.outcomes import NEEDS_BROWSER, of_failure, of_response, request_of
from crawlers.fetching.rendering import render_meta
from crawlers.sources.lookups import look_ups
from crawlers.sources.saved_pages import saved_pages
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.searching import find
from crawlers.spiders.site import declared_charset, is_web_page
from data.kinds.ranking import Ranking

Chooser = Callable[[Sequence[Ranking]], Sequence[tuple[str, str]]]
"""Results -> (key, address) of each home page to visit."""


@dataclass(frozen=True)
class Asked:
    """One look-up and what became of it; `page` is None where none was read."""

    keyword: str
    engine: str
    market: str
    device: str
    url: str
    status: str
    reason: str | None
    at: datetime
    page: ResultPage | None = None


@dataclass
class Harvest:
    """What the spider brings: look-ups, results, home pages and questions by key, and why a home page did not come."""

    asked: list[Asked] = field(default_factory=list)
    rankings: list[Ranking] = field(default_factory=list)
    homes: dict[str, Home] = field(default_factory=dict)
    titles: dict[str, list[str]] = field(default_factory=dict)
    """Key -> the titles of all its pages that were read: what they share is the site's name."""
    questions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Key -> (question, address of its page)."""
    failures: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    """Whether all that was to be asked was asked."""


class DiscoverSpider(OverheardSpider):
    """Arguments beside the usual ones: `keywords` to look up instead of those of [[search]], `choose` whose home pages to
    visit, `harvest` to fill, `offline` to read saved result pages only. Nothing lands: what is found is a proposal."""

    name = "discover"

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Scrapy's hook: without the pipeline that lands records."""
        super().update_settings(settings)
        settings.set("ITEM_PIPELINES", {}, priority="spider")

    def __init__(
        self, *args: Any, keywords: Sequence[str] | str = (), choose: Chooser | None = None, harvest: Harvest | None = None,
        offline: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.keywords = tuple(keywords.split(",")) if isinstance(keywords, str) else tuple(keywords)
        self.choose, self.offline = choose, offline
        self.harvest = Harvest() if harvest is None else harvest

    async def start(self) -> AsyncIterator[Any]:
        for search in self.workspace.search:
            if search.provider == "saved":
                wanted = search.model_copy(update={"keywords": self.keywords or search.keywords})
                pages = saved_pages(self.workspace.root, wanted)
                while (saved := await asyncio.to_thread(next, pages, None)) is not None:
                    status, reason = (
                        ("partial", saved.left_out) if saved.left_out else (saved.page.status, saved.page.reason)
                    )
                    page = None if saved.left_out else saved.page
                    self._keep(Asked(saved.page.query or "", saved.page.engine, search.market, search.device, saved.url,
                                     status, reason, saved.at, page))  # fmt: skip
        if not self.offline:
            # What answers in words ranks nobody.
            ranking = [of for of in look_ups(self.workspace, keywords=self.keywords or None) if not of.answers]
            async for found in find(ranking, self.workspace, self.crawler):
                of = found.look_up
                self._keep(Asked(of.keyword, of.engine, of.search.market, of.search.device, of.address, found.status,
                                 found.reason, found.at, found.page))  # fmt: skip
            for key, url in self.choose(self.harvest.rankings) if self.choose else ():
                yield Request(url, callback=self.parse_home, errback=self.give_up, dont_filter=True,
                              cb_kwargs={"key": key}, meta=self._meta())  # fmt: skip
        self.harvest.complete = True

    def _keep(self, asked: Asked) -> None:
        self.harvest.asked.append(asked)
        for ranking in asked.page.rankings if asked.page and asked.status == "observed" else []:
            self.harvest.rankings.append(ranking.model_copy(update={"fetched_at": asked.at}))

    def _meta(self) -> dict[str, Any]:
        crawl = self.workspace.crawl
        return render_meta(crawl.user_agent, 0) if crawl.render == "always" and find_browser() else {}

    def give_up(self, failure: Failure) -> Iterator[Request]:
        """No page came: the reason is kept with the site."""
        request = request_of(failure)
        status, _, reason = of_failure(failure)
        self._failed(request.cb_kwargs["key"], f"{status}: {reason}")
        yield from ()

    def unreadable(self, response: Response, error: Exception) -> Iterator[Request]:
        """The reader broke on this page: that is our failure, told as one."""
        self._failed(response.cb_kwargs["key"], f"failed: the page could not be read: {type(error).__name__}: "
                                                f"{one_line(str(error))[:200]}")  # fmt: skip
        yield from ()

    def _failed(self, key: str, reason: str) -> None:
        if key not in self.harvest.homes:  # a FAQ page that does not come costs its questions only
            self.harvest.failures[key] = reason

    def parse_home(self, response: Response, key: str) -> Iterator[Request]:
        """A home page: what it tells, and its FAQ page next."""
        page = self._page(response, key)
        if page is None:
            return
        if self._needs_rendering(page, response):
            if find_browser() is None:
                self._failed(key, f"failed: {NEEDS_BROWSER}")
                return
            assert response.request is not None
            meta = render_meta(self.workspace.crawl.user_agent, page.text_length)
            yield response.request.replace(meta=meta, dont_filter=True)
            return
        instead = stand_in(page)
        if instead is not None:
            self._failed(key, f"{instead.status}: {instead.reason}")
            return
        country = next((search.country for search in self.workspace.search if search.country), "us")
        home = read_home(page, country)
        self.harvest.homes[key] = home
        self.harvest.titles.setdefault(key, []).append(page.title)
        for url in home.faqs[:1]:
            yield Request(url, callback=self.parse_questions, errback=self.give_up, dont_filter=True,
                          cb_kwargs={"key": key}, meta=self._meta())  # fmt: skip

    def parse_questions(self, response: Response, key: str) -> None:
        """A FAQ page: its questions, for the keywords in them."""
        page = self._page(response, key)
        if page is not None:
            found = [(faq.question, response.url) for faq in extract_faqs(page)]
            self.harvest.titles.setdefault(key, []).append(page.title)
            self.harvest.questions.setdefault(key, []).extend(found)

    def _page(self, response: Response, key: str) -> Page | None:
        refused = response.headers.get(REFUSED_HEADER)
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if refused:
            self._failed(key, f"blocked: {refused.decode('latin-1')}")
        elif response.status >= 400:
            status, _, reason = of_response(response)
            self._failed(key, f"{status}: {reason}")
        elif not isinstance(response, TextResponse) or not is_web_page(media_type):
            self._failed(key, f"failed: expected a web page, found {media_type or 'something that is no text'}")
        else:
            page = parse_page(response.body, response.url, declared_charset(response))
            blocked = block_reason(page, response.status)
            if not blocked:
                return page
            self.left_alone.setdefault(site_of(response.url), blocked)
            self._failed(key, f"blocked: {blocked}")
        return None

    def _needs_rendering(self, page: Page, response: Response) -> bool:
        rendered = "playwright" in response.meta
        return self.workspace.crawl.render != "never" and not rendered and looks_script_driven(page)
