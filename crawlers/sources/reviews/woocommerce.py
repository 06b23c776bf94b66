"""WooCommerce: the Store API that every shop on it opens to its own pages (wc/store/v1/products/reviews), all products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.extract.page import Page
from crawlers.sources.reviews.source import ReviewSource, ReviewsPage, stars
from crawlers.sources.source import Answer, Ask
from crawlers.sources.values import MalformedError, count, objects, text, timestamp, web_address, word
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.urls import same_site

PAGE_SIZE = 100


class WooCommerce(ReviewSource):
    """A shop's reviews; `api` is the address of its WordPress API."""

    layer = "woocommerce"

    def __init__(self, address: str, api: str) -> None:
        super().__init__(address)
        self.api = api.rstrip("/")

    @property
    def key(self) -> str:
        return f"{self.layer}\n{self.api}"

    @classmethod
    def of(cls, page: Page) -> WooCommerce | None:
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
            cls(page.url, address) if address and same_site(address, page.url) and not urlsplit(address).query else None
        )

    def first(self) -> Ask:
        return self._page(1)

    def _page(self, number: int) -> Ask:
        query = {"per_page": PAGE_SIZE, "page": number, "orderby": "date", "order": "desc"}
        return Ask.to(f"{self.api}/wc/store/v1/products/reviews", query, carry={"page": str(number)}, robots=True)

    def read(self, ask: Ask, answer: Answer) -> ReviewsPage:
        found = answer.json("a list of reviews")
        if not isinstance(found, list):
            raise MalformedError(f"expected a list of reviews, found {type(found).__name__}")
        number = int(ask.carry["page"])
        total, pages = (count(answer.headers.get(name)) for name in ("x-wp-total", "x-wp-totalpages"))
        claims = [SourceTotal(url=self.address, claimed_n=total)] if number == 1 and total else []
        following = self._page(number + 1) if found and number < (pages or 0) else None
        return ReviewsPage([review for entry in objects(found) if (review := self._review(entry))], claims, following)

    def _review(self, entry: Mapping[str, Any]) -> Review | None:
        native_id, body, rating = word(entry.get("id")), text(entry.get("review")), stars(entry.get("rating"))
        if not native_id or not (body or rating):
            return None
        return self.review(
            native_id=native_id, body=body, rating=rating, author=word(entry.get("reviewer")),
            product=text(entry.get("product_name")) or None, url=web_address(entry.get("product_permalink")),
            published_at=timestamp(entry.get("date_created_gmt")).at,
        )  # fmt: skip
