"""From a brand's home page to the pages that overheard.toml does not name: by its links, else by the sitemap."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.gz import gunzip
from twisted.python.failure import Failure

from crawlers.extract.page import Page
from crawlers.extract.site.links import find_pages, sitemap_index, sitemap_pages
from crawlers.fetching.outcomes import request_of
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.target import CHANNELS, FAQS, REVIEWS, Target
from data.kinds.visit import Visit
from data.record.model import Record
from data.workspace import Brand

MAX_SITEMAPS = 5
DISCOVERED_PAGES = {FAQS: 5, REVIEWS: 5, CHANNELS: 3}
"""The most pages of a kind that are followed when they had to be found."""


class DiscoveringSpider(OverheardSpider, ABC):
    """A spider that can find pages. It asks for what it found through `ask`."""

    kinds: tuple[str, ...]
    sitemap_budget: Counter[str]
    claims: dict[str, str]
    """Brand -> what its home page claims of reviews that are not on it."""

    @abstractmethod
    def ask(self, url: str, target: Target) -> Iterator[Record | Request]:
        """A request for `url`, or the visit that says why there is none."""

    def to_find(self, brand: Brand) -> list[str]:
        """The kinds whose pages overheard.toml does not name."""
        named = {FAQS: brand.faqs, REVIEWS: brand.reviews, CHANNELS: None}
        return [kind for kind in self.kinds if named[kind] is None]

    def pages_of(self, page: Page, target: Target) -> dict[str, list[str]]:
        """The pages that a home page leads to and that overheard.toml does not name, by kind."""
        return {kind: list(find_pages(page, kind, limit=DISCOVERED_PAGES[kind])) for kind in self.to_find(target.brand)}

    def find_pages_of(self, pages: Mapping[str, Sequence[str]], url: str, target: Target) -> Iterator[Record | Request]:
        """From the home page at `url` to the pages that overheard.toml does not name: by its links (`pages_of`), else by the
        sitemap."""
        wanting = []
        candidates: dict[str, set[str]] = {}
        for kind, found in pages.items():
            for found_url in found:
                candidates.setdefault(found_url, set()).add(kind)
            if not found and kind != CHANNELS:
                wanting.append(kind)
        for found_url, kinds in candidates.items():
            yield from self.ask(found_url, Target(target.brand, frozenset(kinds), clicks=1))
        if wanting:
            yield Request(
                urljoin(url, "/robots.txt"), callback=self.parse_robots, errback=self.parse_robots_missing, dont_filter=True,
                cb_kwargs={"brand": target.brand, "kinds": tuple(wanting)}, meta={"dont_obey_robotstxt": True},
            )  # fmt: skip

    def parse_robots(self, response: Response, brand: Brand, kinds: tuple[str, ...]) -> Iterator[Record | Request]:
        """The sitemaps that robots.txt names, else the usual address."""
        text = response.body.decode("utf-8", "replace")
        sitemaps = [u for u in Protego.parse(text).sitemaps if u.startswith(("http://", "https://"))][:MAX_SITEMAPS]
        yield self._ask_sitemaps(sitemaps or [urljoin(response.url, "/sitemap.xml")], brand, kinds)

    def parse_robots_missing(self, failure: Failure) -> Iterator[Record | Request]:
        """No robots.txt: the usual address of a sitemap may still be there."""
        request = request_of(failure)
        yield self._ask_sitemaps([urljoin(request.url, "/sitemap.xml")], **request.cb_kwargs)

    def _ask_sitemaps(self, waiting: list[str], brand: Brand, kinds: tuple[str, ...]) -> Request:
        return Request(
            waiting[0], callback=self.parse_sitemap, errback=self.sitemap_missing, dont_filter=True,
            cb_kwargs={"brand": brand, "kinds": kinds, "waiting": tuple(waiting[1:])},
        )  # fmt: skip

    def parse_sitemap(
        self, response: Response, brand: Brand, kinds: tuple[str, ...], waiting: tuple[str, ...]
    ) -> Iterator[Record | Request]:
        """Pages of the kinds still wanting; a sitemap index leads to more sitemaps, at most MAX_SITEMAPS a brand."""
        body = response.body
        if body[:2] == b"\x1f\x8b":
            body = gunzip(body, max_size=self.crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        still = []
        for kind in kinds:
            pages = sitemap_pages(body, kind, brand.site)[: DISCOVERED_PAGES[kind]]
            for url in pages:
                yield from self.ask(url, Target(brand, frozenset({kind})))
            if not pages:
                still.append(kind)
        yield from self._next_sitemap((*waiting, *sitemap_index(body)), brand, tuple(still))

    def sitemap_missing(self, failure: Failure) -> Iterator[Record | Request]:
        """This sitemap cannot be read; another may."""
        request = request_of(failure)
        yield from self._next_sitemap(**request.cb_kwargs)

    def _next_sitemap(self, waiting: Iterable[str], brand: Brand, kinds: tuple[str, ...]) -> Iterator[Record | Request]:
        left = [url for url in waiting if urlsplit(url).scheme in ("http", "https")]
        self.sitemap_budget[brand.id] += 1
        if kinds and left and self.sitemap_budget[brand.id] < MAX_SITEMAPS:
            yield self._ask_sitemaps(left, brand, kinds)
            return
        for kind in kinds:
            reason = (
                f"no page of this kind is linked from the home page or listed in the sitemap; name it in brand.{kind}"
            )
            yield self._not_found(brand, kind, reason)

    def _not_found(self, brand: Brand, kind: str, reason: str) -> Visit:
        claim = self.claims.get(brand.id) if kind == REVIEWS else None
        if claim:
            return self.visit(brand.site, kind, "partial", brand=brand.id, reason=f"{claim}; {reason}")
        return self.visit(brand.site, kind, "absent", brand=brand.id, reason=reason)
