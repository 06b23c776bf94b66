"""Look-ups at a SearXNG instance of the user's own, by its documented JSON API (https://docs.searxng.org/dev/search_api.html)."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin, urlsplit

from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.rankings.searxng import ENGINE, parse_searxng
from crawlers.sources.search.provider import SearchProvider
from crawlers.sources.source import Answer


class Searxng(SearchProvider):
    """/search?q=...&format=json, with the market as its language. It is the user's own instance: no robots.txt, no key."""

    name = ENGINE

    @property
    def account(self) -> str:
        return f"{self.name} {self.search.url}"

    def address(self, keyword: str) -> str:
        url = self.search.url
        base = url if urlsplit(url).path.rstrip("/").endswith("/search") else urljoin(url.rstrip("/") + "/", "search")
        query = {"q": keyword, "format": "json"} | ({"language": self.search.market} if self.search.market else {})
        return f"{base}?{urlencode(query)}"

    def read(self, keyword: str, answer: Answer) -> ResultPage:
        return parse_searxng(answer.body, market=self.search.market, keyword=keyword)
