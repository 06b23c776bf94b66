"""The spider of brands' pages: each page is fetched once and read for every kind asked for."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
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
from crawlers.extract.site.copies import PagesRead, canonical_of, is_variant, named_by
from crawlers.extract.site.links import next_page
from crawlers.fetching.browser.find import find_browser
from crawlers.fetching.browser.proxy import REFUSED_HEADER
from crawlers.fetching.guards import site_of
from crawlers.fetching.outcomes import NEEDS_BROWSER, of_failure, of_response, request_of, without_its_data
from crawlers.fetching.rendering import REFUSED, render_meta
from crawlers.items import Landed, Remembered
from crawlers.sources.review_reading import claim_unread
from crawlers.sources.reviews.base import prefixes, widget_of
from crawlers.spiders.base import requested_url
from crawlers.spiders.target import CHANNELS, FAQS, KINDS, REVIEWS, Target
from crawlers.spiders.widgets import WidgetSpider
from crawlers.unchanged import FULL_DAYS, NOT_MODIFIED, Held, Seen, Unchanged, unconditional
from data.clock import utc_now
from data.errors import ConfigError
from data.kinds.review import Review
from data.kinds.visit import BROKE_OFF, Visit, VisitStatus
from data.record.model import Record
from data.state.yields import Yields
from data.urls import absolute, host, same_site, variant_key, without_tracking
from data.workspace import Brand
from data.workspace.values import MAX_ADDRESS

Found = Record | Landed | Remembered | Request
"""What a page gives."""
READ_WELL = ("observed", "absent")
"""Outcomes after which a page need not be read again before it changes."""
KIND_OF_RECORD = {"faq": FAQS, "review": REVIEWS, "source_total": TOTALS, "channel": CHANNELS}
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
        self.unchanged = Unchanged(self, self.kinds)
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
        request = Request(
            url, callback=self.parse_site, errback=self.give_up, dont_filter=True,
            cb_kwargs={"target": target}, meta=meta, priority=10 if target.home else 0,
        )  # fmt: skip
        on_condition = not target.rendered and not self.workspace.crawl.archive  # what is kept is kept of every night
        yield self.unchanged.ask(request, self._page(request.url, target), _how(target)) if on_condition else request

    def give_up(self, failure: Failure) -> Iterator[Found]:
        """No page came: a visit for each kind it was asked for, with the reason."""
        request = request_of(failure)
        target: Target = request.cb_kwargs["target"]
        status, http_status, reason = of_failure(failure)
        yield from self._no_page(requested_url(request), target, status, http_status, reason)
        yield from self._settle(requested_url(request), target)

    def unreadable(self, response: Response, error: Exception) -> Iterator[Found]:
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

    def parse_site(self, response: Response, target: Target) -> Iterator[Found]:
        """Read a page for the kinds it serves, and follow what it leads to; then those that waited for it, to see whether
        they are the same page."""
        rendered = target.rendered
        if response.status == NOT_MODIFIED and not rendered:
            again = self._as_it_was(response, target)
            if again is None:
                assert response.request is not None
                yield unconditional(response.request, requested_url(response))
                return
            yield from again
        else:
            yield from self._read_page(response, target)
        if target.rendered == rendered:  # else it comes once more
            yield from self._settle(requested_url(response), target)

    def _settle(self, url: str, target: Target) -> Iterator[Found]:
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
                records = [found for found in self.parse_site(response, target) if isinstance(found, Record)]
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

    def _read_page(self, response: Response, target: Target) -> Iterator[Found]:
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
        yield from self._take(response, page, own if own and known else url, target, own=None if known else own)

    def _take(
        self, response: TextResponse, page: Page, url: str, target: Target, *, own: str | None
    ) -> Iterator[Found]:
        """What a page holds, what is reported of it, and what it leads to; nothing for a copy of one that was read. `own`:
        another address that it says is its own, which the crawl's other pages decide about."""
        at = utc_now()
        found_records = self._extract(page, url, target, at)
        may_last = (own is None or target.home) and self.unchanged.may_remember(response)
        lasts = may_last and self._lasts(page, url, target, found_records, at)
        asked = list(self.ask_widget(page, url, target, found_records))
        if not asked and self._needs_rendering(page, target, found_records):
            yield from self._render(response, page, url, target)
            return
        instead = None if asked else self._instead(page, url, target, found_records)
        if instead is not None:
            yield from self._report_instead(response, url, target, found_records, instead)
            return
        seen = self._see(response, page, url, target, found_records)
        if self.pages_read.is_copy(target.brand.id, url, seen.named, seen.held) and not target.home:
            return
        yield from asked
        remembered = self._page(requested_url(response), target)
        if not lasts:
            self.unchanged.forget(remembered)
            yield from self._conclude(response, seen, target, found_records, at)
            return
        concluded = list(self._conclude(response, seen, target, found_records, at))
        yield from concluded
        if all(found.status in READ_WELL for found in concluded if isinstance(found, Visit)):
            records = _all(found_records, found_records)
            yield from self.unchanged.remember(response, remembered, _how(target), seen, records)
        else:
            self.unchanged.forget(remembered)

    def _as_it_was(self, response: Response, target: Target) -> list[Found] | None:
        """What is reported of a page that is as it was, and what it leads to: as if it had come whole. None where that cannot be
        said."""
        at = utc_now()
        known = self.unchanged.as_it_was(response, at)
        if known is None:
            return None
        seen, landed = known
        if self.pages_read.is_copy(target.brand.id, seen.url, seen.named, seen.held) and not target.home:
            return []
        found: dict[str, list[Landed]] = {kind: [] for kind in seen.kinds}
        for each in landed:
            found[KIND_OF_RECORD[each.record.kind_name]].append(each)
        return list(self._conclude(response, seen, target, found, at))

    def _lasts(self, page: Page, url: str, target: Target, found: dict[str, list[Record]], at: datetime) -> bool:
        """Whether a page says the same as long as its bytes are the same: its dates do not move with the clock, and its reviews
        are on it."""
        if target.rendered or (REVIEWS in found and widget_of(page) is not None):
            return False
        by_clock = [
            kind for kind in found if kind != TOTALS and (kind == REVIEWS or (url, kind) in self.recipe_troubles)
        ]
        later = read_page(page, by_clock, at + timedelta(days=FULL_DAYS + 1), self.workspace.recipes)
        stamped = self._stamped(later, url, target, at)
        return all(stamped[kind] == found[kind] for kind in by_clock)

    def _see(
        self, response: TextResponse, page: Page, url: str, target: Target, found: dict[str, list[Record]]
    ) -> Seen:
        """What the crawl needs to know of a page beside its records."""
        of_list = [kind for kind in (FAQS, REVIEWS) if kind in target.kinds and found.get(kind)]
        is_list = not target.answer and self._is_list(page, url, target)
        following = next_page(page) if of_list else None
        return Seen(
            url=url,
            digest=hashlib.sha256(response.body).hexdigest()[:16],
            held=_held(page, target, found),
            named=named_by(page, url),
            kinds={kind: _held_of(kind, records) for kind, records in found.items()},
            unread=self._unread(page, target, found),
            pages=self.pages_of(page, target) if target.home else {},
            is_list=is_list,
            answers=[link for _, link in answer_links(page)] if is_list else [],
            categories=list(category_links(page)) if is_list and target.depth < MAX_DEPTH else [],
            following=following,
            fingerprint=_digest(_all(found, of_list)) if following else "",
        )

    def _is_list(self, page: Page, url: str, target: Target) -> bool:
        """Whether a page lists questions whose answers may be behind links."""
        return FAQS in target.kinds or (FAQS in self._serves(url, target) and says_help(page))

    def _conclude(
        self,
        response: Response,
        seen: Seen,
        target: Target,
        found: Mapping[str, Sequence[Record | Landed]],
        at: datetime,
    ) -> Iterator[Found]:
        """The records of a page, what is reported of it, and what it leads to."""
        answers, left_out = self._answers(response.url, seen, target)
        if seen.unread and target.home:  # for the end of the search for others
            self.claims[target.brand.id] = seen.unread
        yield from self._report(response, seen, target, found, at, left_out)
        yield from self._follow(seen, target, answers)

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
        read = self.read(page, self._serves(url, target), at)
        for kind, use in read.uses.items():
            self.recipe_troubles[url, kind] = use.trouble
        return self._stamped(read, url, target, at)

    def _stamped(self, read: PageRead, url: str, target: Target, at: datetime) -> dict[str, list[Record]]:
        brand, source = target.brand, host(url)
        stamp = {"brand": brand.id, "url": url, "fetched_at": at}
        more: dict[str, dict[str, object]] = {
            REVIEWS: {"source": source, "first_party": same_site(url, brand.site)},
            TOTALS: {"source": source},
            CHANNELS: {"clicks_from_home": target.clicks},
        }
        return {
            kind: [record.model_copy(update=stamp | more.get(kind, {})) for record in records]
            for kind, records in read.found.items()
        }

    def read(self, page: Page, kinds: Collection[str], at: datetime) -> PageRead:
        """What is read off a page."""
        return read_page(page, kinds, at, self.workspace.recipes)

    def _needs_rendering(self, page: Page, target: Target, found: dict[str, list[Record]]) -> bool:
        if self.workspace.crawl.render != "auto" or target.rendered:
            return False
        return needs_rendering(page, target.kinds or self.kinds, found)

    def _report(
        self,
        response: Response,
        seen: Seen,
        target: Target,
        found: Mapping[str, Sequence[Record | Landed]],
        at: datetime,
        left_out: str,
    ) -> Iterator[Record | Landed]:
        """The records, and a visit for each kind that the page is a target of or that it turned out to hold; `left_out`: pages
        of answers that it leads to and that are not read."""
        url = seen.url
        for kind, held in seen.kinds.items():
            yield from found[kind]
            doubts = {REVIEWS: seen.unread, FAQS: left_out}
            asked = kind in target.kinds and not target.perhaps
            if kind == TOTALS or not (held.items or asked or (kind == FAQS and left_out)):
                continue
            status: VisitStatus = "observed" if held.items else "absent"
            reason = f"redirected to {response.url}" if response.url != url else None
            doubt = self._collapsed(url, kind, target, held) or doubts.get(kind, "")
            if doubt:
                status, reason = "partial", doubt
            if not held.items and (refused := response.meta.get(REFUSED)):
                status, reason = "blocked", without_its_data(refused)
            yield self.visit(
                url, kind, status, brand=target.brand.id, items=held.items, http_status=response.status,
                page_hash=seen.digest, rendered=target.rendered, reason=reason, clicks_from_home=target.clicks,
                fetched_at=at, ratings=held.ratings, ratings_unread=held.ratings_unread,
            )  # fmt: skip

    def _unread(self, page: Page, target: Target, found: dict[str, list[Record]]) -> str:
        """What the page claims of reviews where none was read of it, '' if nothing."""
        if target.seen or found.get(REVIEWS) or not (target.home or REVIEWS in target.kinds):
            return ""
        unread = claim_unread(found.get(TOTALS, ())) if REVIEWS in found else ""
        if not unread and REVIEWS in found and REVIEWS in target.kinds and (count := claimed_count(page)):
            unread = f"{count} reviews claimed, 0 read"
        return unread

    def _collapsed(self, url: str, kind: str, target: Target, held: Held) -> str | None:
        """Why the yield of a page is not to be believed, or None. The later pages of a list fill and empty as it grows."""
        if target.seen or kind not in target.kinds:
            return None
        if trouble := self.recipe_troubles.get((url, kind)):
            return f"{BROKE_OFF}{trouble}; what the general reading found was kept"
        return self.yields.judge(f"{target.brand.id} {kind} {url}", held.items, held.shares)

    def closed(self, _reason: str) -> None:
        """Scrapy's hook at the end of the crawl."""
        self.yields.save()
        self.unchanged.write()

    def _follow(self, seen: Seen, target: Target, answers: Sequence[tuple[str, Target]]) -> Iterator[Record | Request]:
        if target.home:
            yield from self.find_pages_of(seen.pages, seen.url, target)
        for link, of_answers in answers:
            yield from self.ask(link, of_answers)
        if seen.following and seen.fingerprint not in target.seen:
            kinds = frozenset(
                kind
                for kind in (FAQS, REVIEWS)
                if kind in target.kinds and kind in seen.kinds and seen.kinds[kind].items
            )
            so_far = target.seen | {seen.fingerprint}
            yield from self.ask(seen.following, Target(target.brand, kinds, target.clicks, seen=so_far))

    def _answers(self, address: str, seen: Seen, target: Target) -> tuple[list[tuple[str, Target]], str]:
        """The pages that answer a list's questions and those of its categories, on its own site, with what each is read for;
        and what is said of those that are not asked for. They have a share of their own, so that they cannot take the site's
        pages from the kinds that were asked for by name. `address`: where the list was read."""
        if not seen.is_list:
            return [], ""
        clicks = None if target.clicks is None else target.clicks + 1
        site = site_of(address)
        answer = Target(target.brand, frozenset({FAQS}), clicks, answer=True)
        links = self._fresh((link for link in seen.answers if site_of(link) == site), answer)
        room = max(MAX_ANSWER_PAGES - self.answer_pages[site], 0)
        self.answer_pages[site] += len(links[:room])
        category = Target(target.brand, frozenset({FAQS}), clicks, perhaps=True, depth=target.depth + 1)
        below = self._fresh(seen.categories, category)
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

    def _page(self, url: str, target: Target) -> str:
        """What a page is remembered by from crawl to crawl."""
        return f"{self.name} {target.brand.id} {url}"

    def _key(self, url: str, target: Target) -> str:
        """What a page is known by among those asked for."""
        return f"{target.brand.id} {variant_key(url)} {target.rendered}"


def _held(page: Page, target: Target, found: dict[str, list[Record]]) -> str:
    """A digest of what a page holds of its kinds; of its text, where it holds none."""
    return _digest(_all(found, sorted(target.kinds))) or hashlib.sha256(page.text.encode()).hexdigest()


def _all(found: Mapping[str, Sequence[Record]], kinds: Iterable[str]) -> list[Record]:
    """The records of some kinds, in their order."""
    return [record for kind in kinds for record in found.get(kind, ())]


def _digest(records: Sequence[Record]) -> str:
    """A digest of what records say, wherever and whenever they were read; '' of none."""
    said = "".join(record.model_dump_json(exclude={"fetched_at", "url"}) for record in records)
    return hashlib.sha256(said.encode()).hexdigest() if said else ""


def _held_of(kind: str, records: Sequence[Record]) -> Held:
    """How much a page holds of a kind."""
    shares = {
        name: sum(getattr(record, name) is not None for record in records) / len(records)
        for name in WATCHED_FIELDS.get(kind, ())
        if records
    }
    return Held(items=len(records), shares=shares, **_ratings(records))


def _how(target: Target) -> str:
    """All that a page is asked for."""
    kinds = ",".join(sorted(target.kinds))
    ways = (target.clicks, target.home, target.answer, target.perhaps, target.depth, target.sure, bool(target.seen))
    return f"{kinds} {ways}"


def needs_rendering(page: Page, wanted: Iterable[str], found: Mapping[str, Sequence[Record]]) -> bool:
    """Whether a page gave nothing of the kinds wanted of it and looks as if scripts would bring it."""
    return not any(found.get(kind) for kind in wanted) and looks_script_driven(page)


def is_home(url: str) -> bool:
    """Whether an address is a site's home page, in whatever language."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path or "/") is not None


def _ratings(records: Sequence[Record]) -> dict[str, int]:
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
