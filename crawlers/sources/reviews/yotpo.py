"""Yotpo: the public reviews of one product, by the API that its widget asks (v1/widget/KEY/products/ID/reviews.json).

The key stands in the shop's page and is public by nature: it names the shop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from crawlers.extract.page import Page
from crawlers.sources.registry import register
from crawlers.sources.reviews.base import ShopWidget, WidgetPage, stars
from crawlers.sources.source import Answer
from crawlers.sources.values import MalformedError, count, mapping, objects, text, timestamp, word
from data.kinds.review import Review

_LOADER = re.compile(r"yotpo\.com/(?:v1/loader/)?([A-Za-z0-9]{20,60})(?:/widget\.js|(?=$|[?\"']))")
_BOXES = ("yotpo-main-widget", "yotpo-widget-instance")


@register
class Yotpo(ShopWidget):
    """The reviews of one product."""

    name = "yotpo"
    options: ClassVar = {
        "brand.reviews": "pages of a shop that show the widget; pages found from `brand.site` count too"
    }
    hosts = ("api-cdn.yotpo.com",)
    official = "https://api-cdn.yotpo.com"
    page_size = 100

    @classmethod
    def of(cls, page: Page, env: Mapping[str, str]) -> Yotpo | None:
        """The widget of a page: its box with the product's number, and the shop's key in the box or the loader's address."""
        for box in page.root.iter("div"):
            if not set(_BOXES).isdisjoint((box.get("class") or "").split()):
                product = (box.get("data-product-id") or box.get("data-yotpo-product-id") or "").strip()
                shop = (box.get("data-appkey") or "").strip() or _key(page)
                if product and shop:
                    return cls(page.url, shop, product[:100], env)
        return None

    def path(self) -> str:
        return f"/v1/widget/{quote(self.shop, safe='')}/products/{quote(self.product, safe='')}/reviews.json"

    def query(self, number: int) -> Mapping[str, Any]:
        return {"per_page": self.page_size, "page": number, "sort": "date", "direction": "desc"}

    def read_page(self, answer: Answer) -> WidgetPage:
        found = mapping(mapping(answer.json("a page of reviews")).get("response"))
        if not isinstance(found.get("reviews"), list):
            raise MalformedError(
                f"expected a response with a list of reviews, found the keys {sorted(map(str, found))[:5]}"
            )
        names = {word(product.get("id")): text(product.get("name")) for product in objects(found.get("products"))}
        reviews = [review for entry in objects(found["reviews"]) if (review := self._review(entry, names))]
        line = mapping(found.get("bottomline"))
        total = count(mapping(found.get("pagination")).get("total")) or 0
        return WidgetPage(reviews, total, count(line.get("total_review")), stars(line.get("average_score")))

    def _review(self, entry: Mapping[str, Any], names: Mapping[str | None, str]) -> Review | None:
        native_id, body, rating = word(entry.get("id")), text(entry.get("content")), stars(entry.get("score"))
        if not native_id or not (body or rating):
            return None
        answered = mapping(entry.get("comment"))
        return self.review(
            native_id=native_id, body=body, rating=rating, title=text(entry.get("title")) or None,
            author=word(mapping(entry.get("user")).get("display_name")), published_at=timestamp(entry.get("created_at")).at,
            product=names.get(word(entry.get("product_id"))) or None, reply_body=text(answered.get("content")) or None,
            replied_at=timestamp(answered.get("created_at")).at,
        )  # fmt: skip


def _key(page: Page) -> str:
    addresses = (script.get("src") or "" for script in page.root.iter("script"))
    return next((found[1] for address in addresses if (found := _LOADER.search(address[:500]))), "")
