"""WooCommerce: the Store API that every shop on it opens to its own pages (wc/store/v1/products/reviews), all products."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from typing_extensions import override

from crawlers.extract.page import Page as WebPage
from crawlers.sources.registry import register
from crawlers.sources.reviews.base import NO_ENV, USUAL_LIMITS, ReviewSource, stars
from crawlers.sources.source import NAMED, Answer, Ask, Page
from crawlers.sources.values import MalformedError, count, objects, text, timestamp, web_address, word
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.urls import same_site

PAGE_SIZE = 100


@register
class WooCommerce(ReviewSource):
    """A shop's reviews; `api` is the address of its WordPress API."""

    name = "woocommerce"
    options: ClassVar = {
        "brand.reviews": "pages of a shop that runs on WooCommerce; pages found from `brand.site` count too"
    }
    limits = USUAL_LIMITS
    hosts = (NAMED,)
    robots = True

    def __init__(self, address: str, api: str, env: Mapping[str, str] = NO_ENV) -> None:
        super().__init__(address, env)
        self.api = api.rstrip("/")

    @property
    def key(self) -> str:
        return f"{self.name}\n{self.api}"

    @classmethod
    def of(cls, page: WebPage, env: Mapping[str, str]) -> WooCommerce | None:
        """The shop whose page this is: it names its API, and loads WooCommerce."""
        api = next(
            (link.get("href") for link in page.root.iter("link") if link.get("rel") == "https://api.w.org/"), None
        )
        shop = any(
            "/plugins/woocommerce/" in (of.get("src") or of.get("href") or "")
            for of in page.root.iter("script", "link")
        )
        address = urljoin(page.url, api) if api and shop else ""
        # The API of a site without pretty addresses has a query of its own (?rest_route=), which takes no path behind it.
        return (
            cls(page.url, address, env)
            if address and same_site(address, page.url) and not urlsplit(address).query
            else None
        )

    @override
    def first(self, since: datetime) -> Ask:
        return self._page(1)

    def _page(self, number: int) -> Ask:
        query = {"per_page": PAGE_SIZE, "page": number, "orderby": "date", "order": "desc"}
        return Ask.to(f"{self.api}/wc/store/v1/products/reviews", query, carry={"page": str(number)})

    def read(self, ask: Ask, answer: Answer) -> Page[Review]:
        found = answer.json("a list of reviews")
        if not isinstance(found, list):
            raise MalformedError(f"expected a list of reviews, found {type(found).__name__}")
        number = int(ask.carry["page"])
        total, pages = (count(answer.headers.get(name)) for name in ("x-wp-total", "x-wp-totalpages"))
        claims = [SourceTotal(url=self.address, claimed_n=total)] if number == 1 and total else []
        following = self._page(number + 1) if found and number < (pages or 0) else None
        reviews = [review for entry in objects(found) if (review := self._review(entry))]
        return Page(reviews, following, totals=claims)

    def _review(self, entry: Mapping[str, Any]) -> Review | None:
        native_id, body, rating = word(entry.get("id")), text(entry.get("review")), stars(entry.get("rating"))
        if not native_id or not (body or rating):
            return None
        return self.review(
            native_id=native_id, body=body, rating=rating, author=word(entry.get("reviewer")),
            product=text(entry.get("product_name")) or None, url=web_address(entry.get("product_permalink")),
            published_at=timestamp(entry.get("date_created_gmt")).at,
        )  # fmt: skip
