"""Reviews that a shop's page gets from its review widget: asked as the page's own scripts ask for them, page by page.

What the page itself shows of them is the widget's first page again: it counts only where the widget cannot be read.
"""

from __future__ import annotations

from abc import ABC
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.extract.page import Page
from crawlers.extract.reading import TOTALS
from crawlers.fetching.guards import site_of
from crawlers.fetching.outcomes import of_failure, request_of
from crawlers.sources.cursors import Cursors
from crawlers.sources.review_reading import ReviewReading, claim_unread
from crawlers.sources.reviews.base import ReviewSource, widget_of
from crawlers.sources.source import Answer, Ask, RefusedError
from crawlers.sources.values import MalformedError
from crawlers.spiders.discovery import DiscoveringSpider
from crawlers.spiders.target import REVIEWS, Target
from data.clock import utc_now
from data.kinds.visit import BROKE_OFF, VisitStatus
from data.record.model import Record
from data.urls import host, same_site

NOT_SERVED = (401, 403, 404)
"""How a shop answers that does not open its reviews to everybody."""


@dataclass
class Widget:
    """A widget being read for the page at `url`; `held` is what that page itself showed."""

    source: ReviewSource
    reading: ReviewReading
    url: str
    target: Target
    held: list[Record] = field(default_factory=list)


class WidgetSpider(DiscoveringSpider, ABC):
    """A spider that reads the review widgets of the pages it comes to."""

    page_limit: int
    pages: Counter[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget_cursors = Cursors(self.workspace.state_dir, "widget_cursors.json")
        self.failed_widgets: dict[tuple[str, str], bool] = {}
        """(brand, widget) of those asked for -> whether it gave nothing."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        # Only once the landing file is closed: a cursor must never run ahead of what has landed.
        crawler.signals.connect(spider.widget_cursors.write, signals.spider_closed)
        return spider

    def ask_widget(
        self, page: Page, url: str, target: Target, found: dict[str, list[Record]]
    ) -> Iterator[Record | Request]:
        """The first request to the page's widget, if it has one; takes out of `found` what the widget will bring."""
        source = widget_of(page) if REVIEWS in found else None
        if source is None:
            return
        key = (target.brand.id, source.key)
        if key in self.failed_widgets:  # a shop's reviews, met on another of its pages
            if not self.failed_widgets[key]:
                found.pop(REVIEWS)
                found.pop(TOTALS, None)
                if REVIEWS in target.kinds:
                    reason = f"its reviews by {source.name} are read with another page of the shop"
                    yield self.visit(url, REVIEWS, "observed", brand=target.brand.id, reason=reason)
            return
        self.failed_widgets[key] = False
        held = [*found.pop(REVIEWS), *found.pop(TOTALS, [])]
        stamp: dict[str, object] = {
            "brand": target.brand.id, "source": host(url), "first_party": same_site(url, target.brand.site),
        }  # fmt: skip
        reading = ReviewReading(source, self.widget_cursors.get(source.key), stamp, utc_now())
        yield from self._widget_next(Widget(source, reading, url, target, held))

    def _widget_next(self, widget: Widget, http_status: int | None = None) -> Iterator[Record | Request]:
        """The next request of a widget's reading, or the end of it. `http_status` is that of its last answer."""
        ask, why = widget.reading.ask, widget.reading.why_part
        if ask is None:
            yield from self._widget_done(widget, "partial" if why else "observed", why, http_status)
            return
        site = site_of(ask.url)
        if self.pages[site] >= self.page_limit:
            reason = f"this crawl's limit of {self.page_limit} pages a site is reached"
            yield from self._widget_done(widget, "partial", reason)
            return
        self.pages[site] += 1
        yield Request(
            ask.url, callback=self.parse_widget, errback=self.give_up_widget, dont_filter=True,
            headers={"Accept": "application/json", **ask.headers},
            cb_kwargs={"target": widget.target, "widget": widget, "ask": ask},
        )  # fmt: skip

    def parse_widget(self, response: Response, target: Target, widget: Widget, ask: Ask) -> Iterator[Record | Request]:  # noqa: ARG002  # `target` tells the middleware whose page it is
        """One page of the widget's reviews."""
        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        answer = Answer(response.status, headers, response.body, utc_now())
        try:
            page = widget.source.read(ask, answer)
        except (MalformedError, RefusedError) as error:
            yield from self._widget_done(widget, "failed", str(error), response.status)
            return
        yield from widget.reading.take(page, answer)
        yield from self._widget_next(widget, response.status)

    def give_up_widget(self, failure: Failure) -> Iterator[Record]:
        """No answer came."""
        request = request_of(failure)
        status, http_status, reason = of_failure(failure)
        yield from self._widget_done(request.cb_kwargs["widget"], status, reason, http_status)

    def _widget_done(
        self, widget: Widget, status: VisitStatus, reason: str, http_status: int | None = None
    ) -> Iterator[Record]:
        """The end of a widget: its totals and the visit of the page it stands on. Where it gave nothing, the page counts
        as it was."""
        reading, source, brand = widget.reading, widget.source, widget.target.brand
        totals = reading.finish()
        cursor = reading.cursor
        self.widget_cursors.update(source.key, cursor, reading.now)
        self.failed_widgets[brand.id, source.key] = not reading.kept
        name = f"its reviews by {source.name}"
        if reading.kept:
            yield from totals
            if status in ("failed", "blocked"):
                status, reason = "partial", f"{BROKE_OFF}{reason}"
            items, reason = reading.kept, "; ".join(part for part in (name, reason, reading.summary()) if part)
        else:
            yield from widget.held
            items = sum(record.kind_name == "review" for record in widget.held)
            closed = status == "observed" or http_status in NOT_SERVED
            if not items and closed and REVIEWS not in widget.target.kinds:
                return  # a page of another kind, and a widget that is not for everybody: nothing was to be had
            unread = claim_unread([*totals, *widget.held])
            reason = f"{name} are none" if status == "observed" else f"{name} could not be read: {reason}"
            if items:
                status = "observed" if status == "observed" else "partial"
                reason += "; what the page itself shows was read"
            elif status == "observed":
                status, reason = ("partial", f"{name}: {unread}") if unread else ("absent", reason)
        yield self.visit(
            widget.url, REVIEWS, status, brand=brand.id, reason=reason, items=items, http_status=http_status,
            clicks_from_home=widget.target.clicks,
        )  # fmt: skip
