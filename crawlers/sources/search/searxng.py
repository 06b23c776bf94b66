"""Look-ups at a SearXNG instance of the user's own, by its documented JSON API (https://docs.searxng.org/dev/search_api.html)."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from crawlers.extract.rankings.result_page import MAX_ENTRIES, ResultPage
from crawlers.extract.rankings.searxng import ENGINE, parse_searxng
from crawlers.sources.registry import register
from crawlers.sources.search.base import KEYWORDS, MARKET, LookUp
from crawlers.sources.source import NAMED, Answer, Limits


@register
class Searxng(LookUp):
    """/search?q=...&format=json, with the market as its language. It is the user's own instance: no robots.txt, no key."""

    name = ENGINE
    options: ClassVar = {**KEYWORDS, "search.url": "the instance's address", "search.market": MARKET}
    limits = Limits(asks=1, items=MAX_ENTRIES)
    hosts = (NAMED,)

    @property
    def account(self) -> str:
        return f"{self.name} {self.search.url}"

    @property
    def address(self) -> str:
        url = self.search.url
        base = url if urlsplit(url).path.rstrip("/").endswith("/search") else urljoin(url.rstrip("/") + "/", "search")
        query = {"q": self.keyword, "format": "json"} | ({"language": self.search.market} if self.search.market else {})
        return f"{base}?{urlencode(query)}"

    def result(self, answer: Answer) -> ResultPage:
        return parse_searxng(answer.body, market=self.search.market, keyword=self.keyword)
