"""hReview and h-review microformats: class names that say what reviews, ratings and totals are."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from crawlers.extract.page import Page, once_a_page
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
_OF_RATING = frozenset({"ratingvalue", "average", "best", "worst"})
"""Properties that are a rating's own where they are in one."""


@once_a_page
def microformat_items(page: Page) -> list[Item]:
    """Review and total items marked up as microformats, in page order. Nested reviews own their properties. Read once a
    page; pages without one cost next to nothing."""
    marked = "review" in page.named and any(map(_is_root, page.classes))
    return _items(page) if marked else []


@lru_cache(maxsize=8_192)
def _is_root(names: str) -> bool:
    return "review" in (lower := names.lower()) and not _ROOTS.keys().isdisjoint(lower.split())


def _items(page: Page) -> list[Item]:
    items: list[Item] = []
    owners: list[_Owner] = [_Owner()]
    for event, element in etree.iterwalk(page.root, events=("start", "end")):
        if event == "end":
            owners.pop()
            continue
        classes = (element.get("class") or "").lower().split()
        root = next((_ROOTS[name] for name in classes if name in _ROOTS), None)
        owner = owners[-1]
        if root is not None and len(items) < MAX_ITEMS:
            item = Item("microformats", frozenset({root}), element=element)
            items.append(item)
            owner = _Owner(item)
        elif owner.item is not None and classes:
            owner = _described(owner, owner.item, classes, element)
        owners.append(owner)
    return items


class _Owner(NamedTuple):
    """Whose property an element would be: the review or total around it, and its rating where that is an element too."""

    item: Item | None = None
    rating: Item | None = None


def _described(owner: _Owner, item: Item, classes: list[str], element: etree._Element) -> _Owner:
    """Add what an element's classes say of the item around it; who owns what is inside."""
    if owner.rating is not None and "value-title" in classes:
        owner.rating.add("ratingvalue", element.get("title") or element)
        return owner
    for name in dict.fromkeys(_PROPERTIES[name] for name in classes if name in _PROPERTIES):
        said = element.get("title") or element.get("datetime")
        if name == "rating" and not said and len(element):
            # Value and best are elements of it: its text would be both numbers in one.
            rating = Item("microformats", frozenset({"rating"}), element=element, parent=item, role="rating")
            item.add("rating", rating)
            owner = owner._replace(rating=rating)
        else:
            holder = owner.rating if owner.rating is not None and name in _OF_RATING else item
            holder.add(name, said or element)
    return owner
