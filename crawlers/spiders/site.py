"""The spider of brands' pages: each page is fetched once and read for every kind asked for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gunzip
from twisted.python.failure import Failure

from crawlers.browser import find_browser
from crawlers.extract.channels import extract_channels
from crawlers.extract.condition import block_reason, looks_script_driven
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.links import find_pages, host, next_page, same_site, sitemap_index, sitemap_pages
from crawlers.extract.page import Page, parse_page
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.guard_proxy import REFUSED_HEADER
from crawlers.guards import site_of
from crawlers.outcomes import NEEDS_BROWSER, of_failure, of_response
from crawlers.rendering import render_meta
from crawlers.spiders.base import OverheardSpider, requested_url
from data.clock import utc_now
from data.records import Record, Visit
from data.workspace import Brand, ConfigError

FAQS, REVIEWS, CHANNELS = "faqs", "reviews", "channels"
KINDS = (FAQS, REVIEWS, CHANNELS)
MAX_SITEMAPS = 5
DISCOVERED_PAGES = {FAQS: 5, REVIEWS: 5, CHANNELS: 3}
"""The most pages of a kind that are followed when they had to be found."""
APP_PAGES = ("appstore:", "play:")


@dataclass
class Target:
    """A page to read: whose, for which kinds it is *the* page, how many clicks from home (None if unknown)."""

    brand: Brand
    kinds: frozenset[str]
    clicks: int | None = None
    home: bool = False
    configured: bool = False
    rendered: bool = False
    seen: set[str] = field(default_factory=set)
    """Fingerprints of the list's pages so far: a list that leads back to itself ends."""


class SiteSpider(OverheardSpider):
    """FAQs, reviews and channels of the brands' sites and of the review pages named in overheard.toml."""

    name = "site"
    kinds: tuple[str, ...] = KINDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = [kind for kind in self.asked_kinds if kind not in KINDS]
        if unknown:
            raise ConfigError(f"kinds: expected some of {', '.join(KINDS)}, found {unknown[0]!r}")
        if self.asked_kinds:
            self.kinds = self.asked_kinds
        self.pages: Counter[str] = Counter()
        self.scheduled: set[str] = set()
        self.sitemap_budget: Counter[str] = Counter()

    async def start(self) -> AsyncIterator[Any]:
        for brand in self.brands:
            for result in self._start_brand(brand):
                yield result

    def _start_brand(self, brand: Brand) -> Iterator[Record | Request]:
        targets: dict[str, set[str]] = {}
        for kind, urls in ((FAQS, brand.faqs), (REVIEWS, brand.reviews)):
            for url in urls or () if kind in self.kinds else ():
                if url.startswith(APP_PAGES):
                    yield self.visit(
                        url, kind, "failed", brand=brand.id, reason="app store pages cannot be read by this version"
                    )
                else:
                    targets.setdefault(url, set()).add(kind)
        for url, kinds in targets.items():
            yield from self._ask(url, Target(brand, frozenset(kinds), configured=True, home=url == brand.site))
        if brand.site not in targets and (CHANNELS in self.kinds or self._to_find(brand)):
            channels = frozenset({CHANNELS} & set(self.kinds))
            yield from self._ask(brand.site, Target(brand, channels, clicks=0, home=True))

    def _to_find(self, brand: Brand) -> list[str]:
        """The kinds whose pages overheard.toml does not name."""
        named = {FAQS: brand.faqs, REVIEWS: brand.reviews, CHANNELS: None}
        return [kind for kind in self.kinds if named[kind] is None]

    def _ask(self, url: str, target: Target, **meta: Any) -> Iterator[Record | Request]:
        """A request for `url`, unless the brand has asked for it already or its site has had its share of pages."""
        key = f"{target.brand.id} {url.split('#')[0]} {target.rendered}"
        if key in self.scheduled:
            return
        self.scheduled.add(key)
        site = site_of(url)
        if self.pages[site] >= self.page_limit:
            reason = f"not read: this crawl's limit of {self.page_limit} pages a site is reached"
            for kind in sorted(target.kinds):
                yield self.visit(url, kind, "partial", brand=target.brand.id, reason=reason)
            return
        self.pages[site] += 1
        if self.workspace.crawl.render == "always" and not target.rendered:
            meta |= render_meta(self.workspace.crawl.user_agent, 0)
            target.rendered = True
        yield Request(
            url, callback=self.parse_site, errback=self.give_up, dont_filter=True,
            cb_kwargs={"target": target}, meta=meta, priority=10 if target.home else 0,
        )  # fmt: skip

    def give_up(self, failure: Failure) -> Iterator[Record]:
        """No page came: a visit for each kind it was asked for, with the reason."""
        request: Request = failure.request  # type: ignore[attr-defined]
        target: Target = request.cb_kwargs["target"]
        status, http_status, reason = of_failure(failure)
        yield from self._no_page(requested_url(request), target, status, http_status, reason)

    def unreadable(self, response: Response, error: Exception) -> Iterator[Record]:
        """An extractor broke on this page: that is our failure, told as one."""
        target: Target = response.cb_kwargs["target"]
        reason = f"the page could not be read: {type(error).__name__}: {str(error)[:200]}"
        yield from self._no_page(requested_url(response), target, "failed", response.status, reason)

    def _no_page(self, url: str, target: Target, status: Any, http_status: int | None, reason: str) -> Iterator[Record]:
        kinds = set(target.kinds) | (set(self._to_find(target.brand)) if target.home else set())
        for kind in sorted(kinds or {CHANNELS}):
            yield self.visit(
                url,
                kind,
                status,
                brand=target.brand.id,
                reason=reason,
                http_status=http_status,
                rendered=target.rendered,
            )

    def parse_site(self, response: Response, target: Target) -> Iterator[Record | Request]:
        """Read a page for the kinds it serves, and follow what it leads to."""
        url = requested_url(response)
        refused = response.headers.get(REFUSED_HEADER)
        if refused:
            yield from self._no_page(url, target, "blocked", None, refused.decode("latin-1"))
            return
        if response.status >= 400:  # only rendered answers come here with an error; Scrapy's own go to give_up
            yield from self._no_page(url, target, *of_response(response))
            return
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if not isinstance(response, TextResponse) or not is_web_page(media_type):
            found = media_type or "something that is no text"
            yield from self._no_page(url, target, "failed", response.status, f"expected a web page, found {found}")
            return
        page = parse_page(response.body, response.url, declared_charset(response))
        blocked = block_reason(page, response.status)
        if blocked:
            self.left_alone.setdefault(site_of(response.url), blocked)
            yield from self._no_page(url, target, "blocked", response.status, blocked)
            return
        found_records = self._extract(page, url, target)
        if self._needs_rendering(page, target, found_records):
            if find_browser() is None:
                yield from self._no_page(url, target, "failed", response.status, NEEDS_BROWSER)
                return
            target.rendered = True
            meta = render_meta(self.workspace.crawl.user_agent, page.text_length)
            assert response.request is not None
            yield response.request.replace(meta=meta, url=url, dont_filter=True)
            return
        yield from self._report(response, url, target, found_records)
        yield from self._follow(page, url, target, found_records)

    def _serves(self, url: str, target: Target) -> set[str]:
        """The kinds read from a page: those it is a target of; on the brand's own site all; from a FAQ page elsewhere
        (a help centre on another host) also the channels. Other hosts' FAQs and channels are not the brand's."""
        kinds = set(target.kinds)
        if same_site(url, target.brand.site):
            kinds |= set(self.kinds)
        elif FAQS in kinds and CHANNELS in self.kinds:
            kinds.add(CHANNELS)
        return kinds

    def _extract(self, page: Page, url: str, target: Target) -> dict[str, list[Record]]:
        """kind -> the records of the page, stamped with brand, source and time."""
        now, brand = utc_now(), target.brand
        serves = self._serves(url, target)
        found: dict[str, list[Record]] = {}
        source = host(url)
        stamp = {"brand": brand.id, "url": url, "fetched_at": now}
        if FAQS in serves:
            found[FAQS] = [faq.model_copy(update=stamp) for faq in extract_faqs(page)]
        if REVIEWS in serves:
            first = {"source": source, "first_party": same_site(url, brand.site)}
            found[REVIEWS] = [review.model_copy(update=stamp | first) for review in extract_reviews(page, now)]
            found["totals"] = [total.model_copy(update=stamp | {"source": source}) for total in extract_totals(page)]
        if CHANNELS in serves:
            clicks = {"clicks_from_home": target.clicks}
            found[CHANNELS] = [channel.model_copy(update=stamp | clicks) for channel in extract_channels(page)]
        return found

    def _needs_rendering(self, page: Page, target: Target, found: dict[str, list[Record]]) -> bool:
        """Whether the page gave nothing it was asked for and looks as if scripts would bring it."""
        if self.workspace.crawl.render != "auto" or target.rendered:
            return False
        wanted = target.kinds or frozenset(self.kinds)
        return not any(found.get(kind) for kind in wanted) and looks_script_driven(page)

    def _report(
        self, response: TextResponse, url: str, target: Target, found: dict[str, list[Record]]
    ) -> Iterator[Record]:
        """The records, and a visit for each kind that the page is a target of or that it turned out to hold."""
        digest = hashlib.sha256(response.body).hexdigest()[:16]
        for kind, records in found.items():
            yield from records
            if kind != "totals" and (records or kind in target.kinds):
                redirected = f"redirected to {response.url}" if response.url != url else None
                yield self.visit(
                    url, kind, "observed" if records else "absent", brand=target.brand.id, items=len(records),
                    http_status=response.status, page_hash=digest, rendered=target.rendered, reason=redirected,
                )  # fmt: skip

    def _follow(
        self, page: Page, url: str, target: Target, found: dict[str, list[Record]]
    ) -> Iterator[Record | Request]:
        if target.home:
            yield from self._find_pages(page, url, target)
        kinds = frozenset(kind for kind in (FAQS, REVIEWS) if kind in target.kinds and found.get(kind))
        following = next_page(page) if kinds else None
        if following:
            fingerprint = hashlib.sha256(
                "".join(
                    r.model_dump_json(exclude={"fetched_at", "url"}) for kind in sorted(kinds) for r in found[kind]
                ).encode()
            ).hexdigest()
            if fingerprint not in target.seen:
                yield from self._ask(
                    following, Target(target.brand, kinds, target.clicks, seen=target.seen | {fingerprint})
                )

    def _find_pages(self, page: Page, url: str, target: Target) -> Iterator[Record | Request]:
        """From the home page to the pages that overheard.toml does not name: by its links, else by the sitemap."""
        wanting = []
        candidates: dict[str, set[str]] = {}
        for kind in self._to_find(target.brand):
            pages = find_pages(page, kind, limit=DISCOVERED_PAGES[kind])
            for found_url in pages:
                candidates.setdefault(found_url, set()).add(kind)
            if not pages and kind != CHANNELS:
                wanting.append(kind)
        for found_url, kinds in candidates.items():
            yield from self._ask(found_url, Target(target.brand, frozenset(kinds), clicks=1))
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
        request: Request = failure.request  # type: ignore[attr-defined]
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
            pages = [u for u in sitemap_pages(body, kind) if same_site(u, brand.site)][: DISCOVERED_PAGES[kind]]
            for url in pages:
                yield from self._ask(url, Target(brand, frozenset({kind})))
            if not pages:
                still.append(kind)
        yield from self._next_sitemap((*waiting, *sitemap_index(body)), brand, tuple(still))

    def sitemap_missing(self, failure: Failure) -> Iterator[Record | Request]:
        """This sitemap cannot be read; another may."""
        request: Request = failure.request  # type: ignore[attr-defined]
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
        return self.visit(brand.site, kind, "absent", brand=brand.id, reason=reason)


def is_web_page(media_type: str) -> bool:
    """Whether a Content-Type can be a page: HTML, XML, plain text (servers that say so of HTML), or nothing said."""
    essence = media_type.split(";")[0].strip().lower()
    return essence in ("", "text/plain") or essence.endswith(("html", "xml"))


def declared_charset(response: TextResponse) -> str | None:
    """The charset of the Content-Type header, if it names one."""
    header = (response.headers.get("Content-Type") or b"").decode("latin-1").lower()
    _, found, charset = header.partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None if found else None


class FaqsSpider(SiteSpider):
    """`scrapy crawl faqs`: the FAQs only."""

    name = "faqs"
    kinds = (FAQS,)


class ReviewsSpider(SiteSpider):
    """`scrapy crawl reviews`: the reviews only."""

    name = "reviews"
    kinds = (REVIEWS,)


class ChannelsSpider(SiteSpider):
    """`scrapy crawl channels`: the support channels only."""

    name = "channels"
    kinds = (CHANNELS,)
