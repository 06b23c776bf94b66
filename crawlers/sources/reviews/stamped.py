"""Stamped.io: the reviews of one product, by the address that its widget asks (api/widget/reviews).

The key stands in the shop's page and is public by nature (`pubkey-...`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from crawlers.extract.page import Page
from crawlers.sources.registry import register
from crawlers.sources.reviews.base import NO_ENV, ShopWidget, WidgetPage, stars
from crawlers.sources.reviews.judgeme import shop_of
from crawlers.sources.source import Answer
from crawlers.sources.values import MalformedError, count, mapping, objects, text, timestamp, word
from data.kinds.review import Review

_KEY = re.compile(r"pubkey-[A-Za-z0-9]{10,60}")
_MAX_SCRIPT = 200_000


@register
class Stamped(ShopWidget):
    """The reviews of one product."""

    name = "stamped"
    options: ClassVar = {
        "brand.reviews": "pages of a shop that show the widget; pages found from `brand.site` count too"
    }
    hosts = ("stamped.io",)
    official = "https://stamped.io"
    page_size = 50

    def __init__(self, address: str, shop: str, key: str, product: str, env: Mapping[str, str] = NO_ENV) -> None:
        super().__init__(address, shop, product, env)
        self.public_key = key

    @classmethod
    def of(cls, page: Page, env: Mapping[str, str]) -> Stamped | None:
        """The widget of a page: its box with the product's number, the public key and the shop's name in its scripts."""
        box = next((box for box in page.root.iter("div") if box.get("id") == "stamped-main-widget"), None)
        product = (box.get("data-product-id") or "").strip() if box is not None else ""
        shop, key = shop_of(page), _key(page)
        return cls(page.url, shop, key, product[:100], env) if product and shop and key else None

    def path(self) -> str:
        return "/api/widget/reviews"

    def query(self, number: int) -> Mapping[str, Any]:
        return {
            "productId": self.product, "storeUrl": self.shop, "apiKey": self.public_key, "page": number,
            "take": self.page_size, "sort": "recent",
        }  # fmt: skip

    def read_page(self, answer: Answer) -> WidgetPage:
        found = mapping(answer.json("a page of reviews"))
        if not isinstance(found.get("data"), list):
            raise MalformedError(f"expected a list of reviews in `data`, found the keys {sorted(map(str, found))[:5]}")
        reviews = [review for entry in objects(found["data"]) if (review := self._review(entry))]
        total = count(found.get("total")) or 0
        return WidgetPage(reviews, total, claimed=total, rating=stars(found.get("rating")))

    def _review(self, entry: Mapping[str, Any]) -> Review | None:
        native_id, body = word(entry.get("id")), text(entry.get("reviewMessage"))
        rating = stars(entry.get("reviewRating"))
        if not native_id or not (body or rating):
            return None
        return self.review(
            native_id=native_id, body=body, rating=rating, title=text(entry.get("reviewTitle")) or None,
            author=word(entry.get("author")), published_at=timestamp(entry.get("dateCreated") or entry.get("reviewDate")).at,
            product=text(entry.get("productName")) or None, reply_body=text(entry.get("reviewReply")) or None,
            replied_at=timestamp(entry.get("reviewReplyDate")).at,
        )  # fmt: skip


def _key(page: Page) -> str:
    for script in page.root.iter("script"):
        for written in (script.get("data-api-key"), script.get("src"), (script.text or "")[:_MAX_SCRIPT]):
            if written and (found := _KEY.search(written)):
                return found[0]
    return ""
