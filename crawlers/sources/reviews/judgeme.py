"""Judge.me, a review app of Shopify shops: its widget gets pages of ready-made HTML inside JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from lxml import etree

from crawlers.extract.page import Page, parse_page
from crawlers.sources.registry import register
from crawlers.sources.reviews.base import ShopWidget, WidgetPage, stars
from crawlers.sources.source import Answer
from crawlers.sources.values import MalformedError, count, mapping, text, timestamp, word
from data.kinds.review import Review

_SHOP = re.compile(r"""(?:jdgm\.SHOP_DOMAIN|Shopify\.shop)\s{0,5}=\s{0,5}["']([\w\-]{1,100}\.myshopify\.com)["']""")
_MAX_SCRIPT = 200_000


@register
class JudgeMe(ShopWidget):
    """The reviews of one product (or of the shop, where the page has no product's widget)."""

    name = "judgeme"
    options: ClassVar = {
        "brand.reviews": "pages of a shop that show the widget; pages found from `brand.site` count too"
    }
    hosts = ("judge.me",)
    official = "https://judge.me"
    page_size = 50

    @classmethod
    def of(cls, page: Page, env: Mapping[str, str]) -> JudgeMe | None:
        """The widget of a page: its box with the product's number, and the shop's name in a script."""
        box = next(
            (box for box in page.root.iter("div") if "jdgm-review-widget" in (box.get("class") or "").split()), None
        )
        product = (box.get("data-id") or "").strip() if box is not None else ""
        shop = shop_of(page)
        return cls(page.url, shop, product, env) if shop and product.isascii() and product.isdigit() else None

    def path(self) -> str:
        return "/reviews/reviews_for_widget"

    def query(self, number: int) -> Mapping[str, Any]:
        return {
            "url": self.shop, "shop_domain": self.shop, "platform": "shopify", "product_id": self.product, "page": number,
            "per_page": self.page_size, "sort_by": "created_at", "sort_dir": "desc",
        }  # fmt: skip

    def read_page(self, answer: Answer) -> WidgetPage:
        found = mapping(answer.json("a page of reviews"))
        markup = found.get("html")
        if not isinstance(markup, str):
            raise MalformedError(
                f"expected a page of reviews with its `html`, found the keys {sorted(map(str, found))[:5]}"
            )
        page = parse_page(markup.encode(), self.address, "utf-8")
        reviews = [review for box in _classed(page.root, "jdgm-rev") if (review := self._review(box))]
        total = count(found.get("total_count")) or None
        return WidgetPage(reviews, total, claimed=total)

    def _review(self, box: etree._Element) -> Review | None:
        native_id = word(box.get("data-review-id"))
        body, rating = _said(box, "jdgm-rev__body"), stars(_of(box, "jdgm-rev__rating", "data-score"))
        if not native_id or not (body or rating):
            return None
        return self.review(
            native_id=native_id, body=body, rating=rating, title=_said(box, "jdgm-rev__title") or None,
            author=_said(box, "jdgm-rev__author") or None, product=word(box.get("data-product-title")),
            published_at=timestamp((_of(box, "jdgm-rev__timestamp", "data-content") or "").removesuffix(" UTC")).at,
            reply_body=_said(box, "jdgm-rev__reply") or None,
        )  # fmt: skip


def shop_of(page: Page) -> str:
    """The name of the Shopify shop whose page this is (acme.myshopify.com), or ''."""
    for script in page.root.iter("script"):
        if script.text and (found := _SHOP.search(script.text[:_MAX_SCRIPT])):
            return found[1]
    host = urlsplit(page.url).hostname or ""
    return host if host.endswith(".myshopify.com") else ""


def _classed(root: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in root.iter("*") if name in (element.get("class") or "").split()]


def _of(box: etree._Element, name: str, attribute: str) -> str | None:
    return next((of.get(attribute) for of in _classed(box, name)), None)


def _said(box: etree._Element, name: str) -> str:
    found = next(iter(_classed(box, name)), None)
    return text(etree.tostring(found, encoding="unicode", with_tail=False)) if found is not None else ""
