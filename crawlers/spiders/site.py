"""The spider of brands' pages: each page is fetched once and read for every kind asked for."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawlers.extract.faqs.help_centre import answer_links, category_links, says_help
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.shell import looks_script_driven
from crawlers.extract.page.stand_in import StandIn, heads_a_kind, stand_in
from crawlers.extract.page.text import one_line
from crawlers.extract.reading import TOTALS, PageRead, read_page
from crawlers.extract.reviews.totals import claimed_count
from crawlers.extract.site.copies import PagesRead, canonical_of, is_variant
from crawlers.extract.site.links import next_page
from crawlers.fetching.browser.find import find_browser
from crawlers.fetching.browser.proxy import REFUSED_HEADER
from crawlers.fetching.guards import site_of
from crawlers.fetching.outcomes import NEEDS_BROWSER, of_failure, of_response, request_of, without_its_data
from crawlers.fetching.rendering import REFUSED, render_meta
from crawlers.sources.review_reading import claim_unread
from crawlers.sources.reviews.base import prefixes
from crawlers.spiders.base import requested_url
from crawlers.spiders.target import CHANNELS, FAQS, KINDS, REVIEWS, Target
from crawlers.spiders.widgets import WidgetSpider
from data.clock import utc_now
from data.errors import ConfigError
from data.kinds.review import Review
from data.kinds.visit import BROKE_OFF, VisitStatus
from data.record.model import Record
from data.state.yields import Yields
from data.urls import absolute, host, same_site, variant_key, without_tracking
from data.workspace import Brand
from data.workspace.values import MAX_ADDRESS

WATCHED_FIELDS = {REVIEWS: ("rating", "published_at", "author")}
"""Fields that a kind's records usually have on a page: their loss is noticed the night it happens."""
SURE_FAQS = 3
"""Questions that make a page a FAQ, whatever else it says: walls have one or two of their own."""
_HOME = re.compile(r"/(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
MAX_DEPTH = 3
"""Category pages of a help centre one below the other."""
MAX_ANSWER_PAGES = 40
"""Pages of one site followed from lists of questions whose answers stand behind links."""


class SiteSpider(WidgetSpider):
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
        self.yields = Yields(self.workspace.state_dir)
        self.pages: Counter[str] = Counter()
        self.answer_pages: Counter[str] = Counter()
        self.scheduled: set[str] = set()
        self.sitemap_budget: Counter[str] = Counter()
        self.recipe_troubles: dict[tuple[str, str], str] = {}
        """(page, kind) -> why the recipe for it gave nothing, '' if it gave something."""
        self.claims: dict[str, str] = {}
        self.pages_read = PagesRead()
        self.settled: set[str] = set()
        self.waiting: dict[str, list[tuple[TextResponse, Target]]] = {}

    async def start(self) -> AsyncIterator[Any]:
        for brand in self.brands:
            for result in self._start_brand(brand):
                yield result

    def _start_brand(self, brand: Brand) -> Iterator[Record | Request]:
        targets: dict[str, set[str]] = {}
        for kind, urls in ((FAQS, brand.faqs), (REVIEWS, brand.reviews)):
            for url in urls or () if kind in self.kinds else ():
                if not url.startswith(prefixes()):  # those are the platforms' spider's
                    targets.setdefault(url, set()).add(kind)
        for url, kinds in targets.items():
            yield from self.ask(url, Target(brand, frozenset(kinds), configured=True, home=url == brand.site))
        if brand.site not in targets and (CHANNELS in self.kinds or self.to_find(brand)):
            channels = frozenset({CHANNELS} & set(self.kinds))
            yield from self.ask(brand.site, Target(brand, channels, clicks=0, home=True))

    def ask(self, url: str, target: Target, **meta: Any) -> Iterator[Record | Request]:
        """A request for `url`, unless the brand has asked for it already or its site has had its share of pages."""
        if not target.configured:
            url = without_tracking(url)
        key = self._key(url, target)
        if key in self.scheduled:
            return
        self.scheduled.add(key)
        if len(url) > MAX_ADDRESS:  # Scrapy would drop it without a word
            reason = f"its address has {len(url):,} characters, at most {MAX_ADDRESS:,} are asked for"
            yield from self._no_page(url[:MAX_ADDRESS], target, "failed", None, reason)
            return
        site = site_of(url)
        if not target.answer and self.pages[site] >= self.page_limit:
            reason = f"not read: this crawl's limit of {self.page_limit} pages a site is reached"
            for kind in sorted(target.kinds):
                yield self.visit(url, kind, "partial", brand=target.brand.id, reason=reason)
            return
        self.pages[site] += not target.answer
        if self.workspace.crawl.render == "always" and not target.rendered:
            meta |= render_meta(self.workspace.crawl.user_agent, 0)
            target.rendered = True
        yield Request(
            url, callback=self.parse_site, errback=self.give_up, dont_filter=True,
            cb_kwargs={"target": target}, meta=meta, priority=10 if target.home else 0,
        )  # fmt: skip

    def give_up(self, failure: Failure) -> Iterator[Record | Request]:
        """No page came: a visit for each kind it was asked for, with the reason."""
        request = request_of(failure)
        target: Target = request.cb_kwargs["target"]
        status, http_status, reason = of_failure(failure)
        yield from self._no_page(requested_url(request), target, status, http_status, reason)
        yield from self._settle(requested_url(request), target)

    def unreadable(self, response: Response, error: Exception) -> Iterator[Record | Request]:
        """An extractor broke on this page: that is our failure, told as one."""
        target: Target = response.cb_kwargs["target"]
        reason = f"the page could not be read: {type(error).__name__}: {one_line(str(error))[:200]}"
        yield from self._no_page(requested_url(response), target, "failed", response.status, reason)
        yield from self._settle(requested_url(response), target)

    def _no_page(
        self, url: str, target: Target, status: Any, http_status: int | None, reason: str, but: str = ""
    ) -> Iterator[Record]:
        """A visit for each kind that the page was asked for, `but` for one."""
        if target.perhaps:
            return
        kinds = set(target.kinds) | (set(self.to_find(target.brand)) if target.home else set())
        for kind in sorted((kinds or {CHANNELS}) - {but}):
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
        """Read a page for the kinds it serves, and follow what it leads to; then those that waited for it, to see whether
        they are the same page."""
        rendered = target.rendered
        yield from self._read_page(response, target)
        if target.rendered == rendered:  # else it comes once more
            yield from self._settle(requested_url(response), target)

    def _settle(self, url: str, target: Target) -> Iterator[Record | Request]:
        """Read the pages that waited for the one at `url`: that is read now, or will not be."""
        name = f"{target.brand.id} {variant_key(url)}"
        self.settled.add(name)
        for response, waiting in self.waiting.pop(name, ()):
            waiting.sure = True
            yield from self.parse_site(response, waiting)

    def held_back(self) -> Iterator[Record]:
        """Pages that waited for the address that they say is their own, which the crawl did not come to: each is itself."""
        while self.waiting:
            _, held = self.waiting.popitem()
            for response, target in held:
                target.sure = True
                records = [found for found in self.parse_site(response, target) if not isinstance(found, Request)]
                yield from records or self._no_page(
                    requested_url(response), target, "partial", response.status, "not read: the crawl ended before"
                )

    def _ask_own(self, page: Page, url: str, response: TextResponse, target: Target) -> list[Record | Request] | None:
        """What asks for the address that a page says is its own, if it must be seen whether that holds the same: until then
        the page waits. None if there is nothing to wait for."""
        own = None if target.home or target.sure or target.perhaps else canonical_of(page, url)
        name = f"{target.brand.id} {variant_key(own)}" if own else ""
        waits = any(url == requested_url(waiting) for held in self.waiting.values() for waiting, _ in held)
        full = bool(own) and not target.answer and self.pages[site_of(own or "")] >= self.page_limit
        if not own or name in self.settled or full or waits:
            return None
        self.waiting.setdefault(name, []).append((response, target))
        return list(
            self.ask(own, Target(target.brand, target.kinds, target.clicks, answer=target.answer, perhaps=True))
        )

    def _read_page(self, response: Response, target: Target) -> Iterator[Record | Request]:
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
        own = canonical_of(page, url)
        known = own is not None and not target.home and is_variant(page, own, url)
        asked_own = None if known else self._ask_own(page, url, response, target)
        if asked_own is not None:
            yield from asked_own
            return
        yield from self._take(response, page, own if own and known else url, target)

    def _take(self, response: TextResponse, page: Page, url: str, target: Target) -> Iterator[Record | Request]:
        """What a page holds, what is reported of it, and what it leads to; nothing for a copy of one that was read."""
        at = utc_now()
        found_records = self._extract(page, url, target, at)
        asked = list(self.ask_widget(page, url, target, found_records))
        if not asked and self._needs_rendering(page, target, found_records):
            yield from self._render(response, page, url, target)
            return
        instead = None if asked else self._instead(page, url, target, found_records)
        if instead is not None:
            yield from self._report_instead(response, url, target, found_records, instead)
            return
        if self.pages_read.is_copy(target.brand.id, page, url, _held(page, target, found_records)) and not target.home:
            return
        answers, left_out = self._answers(page, url, target)
        yield from asked
        yield from self._report(response, page, url, target, found_records, at, left_out)
        yield from self._follow(page, url, target, found_records, answers)

    def _render(self, response: TextResponse, page: Page, url: str, target: Target) -> Iterator[Record | Request]:
        """The page once more, in a browser."""
        if find_browser() is None:
            yield from self._no_page(url, target, "failed", response.status, NEEDS_BROWSER)
            return
        target.rendered = True
        meta = render_meta(self.workspace.crawl.user_agent, page.text_length)
        assert response.request is not None
        yield response.request.replace(meta=meta, url=url, dont_filter=True)

    def _instead(self, page: Page, url: str, target: Target, found: dict[str, list[Record]]) -> StandIn | None:
        """What came in the place of the page asked for, where it gave nothing of what it was asked for."""
        if found.get(REVIEWS) or len(found.get(FAQS, ())) >= SURE_FAQS or (found.get(FAQS) and heads_a_kind(page)):
            return None
        wanted = target.kinds | (set(self.to_find(target.brand)) if target.home else set())
        if all(found.get(kind) for kind in wanted):
            return None
        return self._unrendered(page) or self._led_home(page, url, target) or stand_in(page)

    def _led_home(self, page: Page, url: str, target: Target) -> StandIn | None:
        """A home page in the place of another page, which is how many sites say that there is none."""
        if target.home or is_home(url) or (FAQS in target.kinds and answer_links(page)):
            return None
        if page.url != url and is_home(page.url):
            return StandIn("failed", f"redirected to the home page, {page.url}")
        own = next((link.get("href") for link in page.having("rel") if link.get("rel") == "canonical"), None)
        at_home = is_home(absolute(page.url, own) or url) if own else False
        return StandIn("failed", "the site answers with its home page, by its canonical address") if at_home else None

    def _unrendered(self, page: Page) -> StandIn | None:
        if self.workspace.crawl.render == "never" and looks_script_driven(page):
            return StandIn("failed", 'the page needs a browser to show its content, and render is "never"')
        return None

    def _report_instead(
        self, response: TextResponse, url: str, target: Target, found: dict[str, list[Record]], instead: StandIn
    ) -> Iterator[Record]:
        """A visit for each kind the page was asked for; ways to reach the brand are on some such pages too."""
        channels = found.get(CHANNELS, [])
        yield from channels
        if channels:
            yield self.visit(
                url, CHANNELS, "partial", brand=target.brand.id, items=len(channels), http_status=response.status,
                rendered=target.rendered, reason=instead.reason, clicks_from_home=target.clicks,
            )  # fmt: skip
        yield from self._no_page(
            url, target, instead.status, response.status, instead.reason, but=CHANNELS if channels else ""
        )

    def _serves(self, url: str, target: Target) -> set[str]:
        """The kinds read from a page: those it is a target of; on the brand's own site all; from a FAQ page elsewhere
        (a help centre on another host) also the channels. Other hosts' FAQs and channels are not the brand's."""
        kinds = set(target.kinds)
        if same_site(url, target.brand.site):
            kinds |= set(self.kinds)
        elif FAQS in kinds and CHANNELS in self.kinds:
            kinds.add(CHANNELS)
        return kinds

    def _extract(self, page: Page, url: str, target: Target, at: datetime) -> dict[str, list[Record]]:
        """kind -> the records of the page, stamped with brand, source and time: the same that its visits carry."""
        brand = target.brand
        serves = self._serves(url, target)
        found: dict[str, list[Record]] = {}
        source = host(url)
        stamp = {"brand": brand.id, "url": url, "fetched_at": at}
        more: dict[str, dict[str, object]] = {
            REVIEWS: {"source": source, "first_party": same_site(url, brand.site)},
            TOTALS: {"source": source},
            CHANNELS: {"clicks_from_home": target.clicks},
        }
        read = self.read(page, serves, at)
        for kind, use in read.uses.items():
            self.recipe_troubles[url, kind] = use.trouble
        for kind, records in read.found.items():
            found[kind] = [record.model_copy(update=stamp | more.get(kind, {})) for record in records]
        return found

    def read(self, page: Page, kinds: Collection[str], at: datetime) -> PageRead:
        """What is read off a page."""
        return read_page(page, kinds, at, self.workspace.recipes)

    def _needs_rendering(self, page: Page, target: Target, found: dict[str, list[Record]]) -> bool:
        if self.workspace.crawl.render != "auto" or target.rendered:
            return False
        return needs_rendering(page, target.kinds or self.kinds, found)

    def _report(
        self,
        response: TextResponse,
        page: Page,
        url: str,
        target: Target,
        found: dict[str, list[Record]],
        at: datetime,
        left_out: str,
    ) -> Iterator[Record]:
        """The records, and a visit for each kind that the page is a target of or that it turned out to hold; `left_out`: pages
        of answers that it leads to and that are not read."""
        digest = hashlib.sha256(response.body).hexdigest()[:16]
        unread = self._unread(page, target, found)
        for kind, records in found.items():
            yield from records
            doubts = {REVIEWS: unread, FAQS: left_out}
            asked = kind in target.kinds and not target.perhaps
            if kind == TOTALS or not (records or asked or (kind == FAQS and left_out)):
                continue
            status: VisitStatus = "observed" if records else "absent"
            reason = f"redirected to {response.url}" if response.url != url else None
            doubt = self._collapsed(url, kind, target, records) or doubts.get(kind, "")
            if doubt:
                status, reason = "partial", doubt
            if not records and (refused := response.meta.get(REFUSED)):
                status, reason = "blocked", without_its_data(refused)
            yield self.visit(
                url, kind, status, brand=target.brand.id, items=len(records), http_status=response.status,
                page_hash=digest, rendered=target.rendered, reason=reason, clicks_from_home=target.clicks, fetched_at=at,
                **_ratings(records),
            )  # fmt: skip

    def _unread(self, page: Page, target: Target, found: dict[str, list[Record]]) -> str:
        """What the page claims of reviews where none was read of it, '' if nothing; a home page's claim is kept for the end
        of the search for others."""
        if target.seen or found.get(REVIEWS) or not (target.home or REVIEWS in target.kinds):
            return ""
        unread = claim_unread(found.get(TOTALS, ())) if REVIEWS in found else ""
        if not unread and REVIEWS in found and REVIEWS in target.kinds and (count := claimed_count(page)):
            unread = f"{count} reviews claimed, 0 read"
        if unread and target.home:
            self.claims[target.brand.id] = unread
        return unread

    def _collapsed(self, url: str, kind: str, target: Target, records: list[Record]) -> str | None:
        """Why the yield of a page is not to be believed, or None. The later pages of a list fill and empty as it grows."""
        if target.seen or kind not in target.kinds:
            return None
        if trouble := self.recipe_troubles.get((url, kind)):
            return f"{BROKE_OFF}{trouble}; what the general reading found was kept"
        shares = {
            name: sum(getattr(record, name) is not None for record in records) / len(records)
            for name in WATCHED_FIELDS.get(kind, ())
            if records
        }
        return self.yields.judge(f"{target.brand.id} {kind} {url}", len(records), shares)

    def closed(self, _reason: str) -> None:
        """Scrapy's hook at the end of the crawl."""
        self.yields.save()

    def _follow(
        self,
        page: Page,
        url: str,
        target: Target,
        found: dict[str, list[Record]],
        answers: Sequence[tuple[str, Target]],
    ) -> Iterator[Record | Request]:
        if target.home:
            yield from self.find_pages_of(page, url, target)
        for link, of_answers in answers:
            yield from self.ask(link, of_answers)
        kinds = frozenset(kind for kind in (FAQS, REVIEWS) if kind in target.kinds and found.get(kind))
        following = next_page(page) if kinds else None
        if following:
            fingerprint = hashlib.sha256(
                "".join(
                    r.model_dump_json(exclude={"fetched_at", "url"}) for kind in sorted(kinds) for r in found[kind]
                ).encode()
            ).hexdigest()
            if fingerprint not in target.seen:
                yield from self.ask(
                    following, Target(target.brand, kinds, target.clicks, seen=target.seen | {fingerprint})
                )

    def _answers(self, page: Page, url: str, target: Target) -> tuple[list[tuple[str, Target]], str]:
        """The pages that answer a list's questions and those of its categories, on its own site, with what each is read for;
        and what is said of those that are not asked for. They have a share of their own, so that they cannot take the site's
        pages from the kinds that were asked for by name."""
        lists = FAQS in target.kinds or (FAQS in self._serves(url, target) and says_help(page))
        if not lists or target.answer:
            return [], ""
        clicks = None if target.clicks is None else target.clicks + 1
        site = site_of(page.url)
        answer = Target(target.brand, frozenset({FAQS}), clicks, answer=True)
        links = self._fresh((link for _, link in answer_links(page) if site_of(link) == site), answer)
        room = max(MAX_ANSWER_PAGES - self.answer_pages[site], 0)
        self.answer_pages[site] += len(links[:room])
        category = Target(target.brand, frozenset({FAQS}), clicks, perhaps=True, depth=target.depth + 1)
        below = self._fresh(category_links(page) if target.depth < MAX_DEPTH else (), category)
        lists_below = [link for link in below if link not in links]
        space = max(self.page_limit - self.pages[site], 0)
        left = [
            f"{over} pages of {what} not read: {limit}"
            for what, over, limit in (
                ("answers", len(links) - room, f"at most {MAX_ANSWER_PAGES} of a site are"),
                (
                    "categories",
                    len(lists_below) - space,
                    f"this crawl's limit of {self.page_limit} pages a site is reached",
                ),
            )
            if over > 0
        ]
        asks = [(link, replace(answer, seen=set())) for link in links[:room]]
        asks += [(link, replace(category, seen=set())) for link in lists_below[:space]]
        return asks, "; ".join(left)

    def _fresh(self, urls: Iterable[str], target: Target) -> list[str]:
        """Addresses that were not asked for, each once."""
        unasked = {self._key(without_tracking(url), target): url for url in urls}
        return [url for key, url in unasked.items() if key not in self.scheduled]

    def _key(self, url: str, target: Target) -> str:
        """What a page is known by among those asked for."""
        return f"{target.brand.id} {variant_key(url)} {target.rendered}"


def _held(page: Page, target: Target, found: dict[str, list[Record]]) -> str:
    """A digest of what a page holds of its kinds; of its text, where it holds none."""
    records = [record for kind in sorted(target.kinds) for record in found.get(kind, ())]
    held = "".join(record.model_dump_json(exclude={"fetched_at", "url"}) for record in records) or page.text
    return hashlib.sha256(held.encode()).hexdigest()


def needs_rendering(page: Page, wanted: Iterable[str], found: Mapping[str, Sequence[Record]]) -> bool:
    """Whether a page gave nothing of the kinds wanted of it and looks as if scripts would bring it."""
    return not any(found.get(kind) for kind in wanted) and looks_script_driven(page)


def is_home(url: str) -> bool:
    """Whether an address is a site's home page, in whatever language."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path or "/") is not None


def _ratings(records: list[Record]) -> dict[str, int]:
    """How many of a page's reviews show a rating, and how many of these were not read, as a visit counts them."""
    reviews = [record for record in records if isinstance(record, Review)]
    unread = sum(review.rating_unread is not None for review in reviews)
    return {"ratings": sum(review.rating is not None for review in reviews) + unread, "ratings_unread": unread}


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
