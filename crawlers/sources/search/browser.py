"""Look-ups on engines' own result pages in a browser: only where their robots.txt lets an honest crawler in.

Whether it does is asked anew in every crawl, and never taken from memory: engines that forbid their result pages to all
(as Google does) are `blocked` with that reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, NamedTuple
from urllib.parse import urlencode, urlsplit

from crawlers.extract.page import parse_page
from crawlers.extract.rankings import read_result_page
from crawlers.extract.rankings.result_page import MAX_ENTRIES, ResultPage
from crawlers.sources.registry import register
from crawlers.sources.search.base import KEYWORDS, MARKET, LookUp
from crawlers.sources.source import Answer, Limits


class _Place(NamedTuple):
    """An engine's result page; `keyword` is the parameter that holds the words."""

    url: str
    keyword: str


PLACES = {
    "google": _Place("https://www.google.com/search", "q"),
    "bing": _Place("https://www.bing.com/search", "q"),
    "duckduckgo": _Place("https://duckduckgo.com/", "q"),
    "yandex": _Place("https://yandex.com/search/", "text"),
}


@register
class Browser(LookUp):
    """One engine's page as a browser shows it to somebody it does not know."""

    name = "browser"
    options: ClassVar = {
        **KEYWORDS,
        "search.market": MARKET,
        "search.engine": f"whose result page is shown: {', '.join(PLACES)}",
    }
    limits = Limits(asks=1, items=MAX_ENTRIES)
    hosts = tuple(urlsplit(place.url).netloc for place in PLACES.values())
    robots = True

    @property
    def engine(self) -> str:
        return self.search.asked_engine

    @property
    def account(self) -> str:
        return f"{self.name} {self.engine}"

    @property
    def address(self) -> str:
        place = PLACES[self.engine]
        return self._address(self.base + urlsplit(place.url).path if self.base else place.url)

    def _address(self, page: str) -> str:
        return f"{page}?{urlencode({PLACES[self.engine].keyword: self.keyword} | self._market())}"

    def _market(self) -> dict[str, str]:
        search = self.search
        if not search.market:
            return {}
        if self.engine == "google":
            market = {"hl": search.language, "gl": search.country.lower()}
        elif self.engine == "bing":
            market = {"setlang": search.language, "cc": search.country}
        elif self.engine == "duckduckgo":
            market = {"kl": f"{search.country}-{search.language}".lower() if search.country else ""}
        else:
            market = {"lang": search.language}
        return {name: value for name, value in market.items() if value}

    def result(self, answer: Answer) -> ResultPage:
        asked = self._address(PLACES[self.engine].url)
        page = read_result_page(parse_page(answer.body, asked, "utf-8"), self.search.device, self.keyword)
        if page.status == "observed" and page.engine != self.engine:
            reason = f"expected a result page of {self.engine}, found one of {page.engine}"
            return self.empty("failed", reason)
        market = self.search.market
        rankings = [ranking.model_copy(update={"market": market}) for ranking in page.rankings]
        return replace(page, engine=self.engine, query=self.keyword, market=market, rankings=rankings)
