"""hReview and h-review microformats: class names that say what reviews, ratings and totals are."""

from __future__ import annotations

from functools import lru_cache
from weakref import WeakKeyDictionary

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.structured.item import MAX_ITEMS, Item

_ROOTS = {
    "hreview": "review",
    "h-review": "review",
    "hreview-aggregate": "aggregaterating",
    "h-review-aggregate": "aggregaterating",
}
_PROPERTIES = {
    "rating": "rating", "p-rating": "rating", "value": "ratingvalue", "average": "average", "p-average": "average",
    "best": "best", "p-best": "best", "worst": "worst", "p-worst": "worst", "count": "count", "p-count": "count",
    "votes": "votes", "p-votes": "votes", "reviewer": "author", "p-author": "author", "dtreviewed": "dtreviewed",
    "dt-reviewed": "dtreviewed", "dt-published": "dtreviewed", "summary": "name", "p-name": "name",
    "description": "description", "e-content": "description", "item": "item", "p-item": "item",
}  # fmt: skip
"""Class -> property name as Review items use it."""


_cache: WeakKeyDictionary[Page, list[Item]] = WeakKeyDictionary()


def microformat_items(page: Page) -> list[Item]:
    """Review and total items marked up as microformats, in page order. Nested reviews own their properties. Read once a
    page; pages without one cost next to nothing."""
    if page not in _cache:
        marked = "review" in page.named and any(map(_is_root, frozenset(page.class_values)))
        _cache[page] = _items(page) if marked else []
    return _cache[page]


@lru_cache(maxsize=8_192)
def _is_root(names: str) -> bool:
    return "review" in (lower := names.lower()) and not _ROOTS.keys().isdisjoint(lower.split())


def _items(page: Page) -> list[Item]:
    items: list[Item] = []
    owners: list[Item | None] = [None]
    for event, element in etree.iterwalk(page.root, events=("start", "end")):
        if event == "end":
            owners.pop()
            continue
        classes = (element.get("class") or "").lower().split()
        root = next((_ROOTS[name] for name in classes if name in _ROOTS), None)
        owner = owners[-1]
        if root is not None and len(items) < MAX_ITEMS:
            owner = Item("microformats", frozenset({root}), element=element)
            items.append(owner)
        elif owner is not None:
            for name in dict.fromkeys(_PROPERTIES[name] for name in classes if name in _PROPERTIES):
                owner.add(name, element.get("title") or element.get("datetime") or element)
        owners.append(owner)
    return items
