"""One page at several addresses: with tracking parameters, in print or AMP, with its language named, by rel=canonical.

What an address says of itself is believed. What a page says (rel=canonical, hreflang) is believed where the other page
says the same in its content: many sites name one address, their home page, on all of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.links import base
from data.urls import absolute, same_site, variant_key, without_tracking

_MAX_LINKS = 200


def canonical_of(page: Page, url: str) -> str | None:
    """The address that a page read at `url` says is its own: of the same site, and not the home page's; None if it says
    none, or this one."""
    for element in _links(page, "canonical"):
        found = absolute(base(page), element.get("href"))
        if found is None or not same_site(found, url):
            return None
        found = without_tracking(found)
        return found if found != url and (not _is_root(found) or _is_root(url)) else None
    return None


def is_variant(page: Page, one: str, other: str) -> bool:
    """Whether two addresses of a page differ only in what never changes what is shown, in the page's language."""
    language = page.language or ""
    return variant_key(one, language) == variant_key(other, language)


def same_language_copies(page: Page) -> list[str]:
    """The addresses that a page says hold it in its own language, of the same site; those of other countries too."""
    language = page.language
    found = []
    for element in _links(page, "alternate"):
        code = (element.get("hreflang") or "").strip().lower().replace("_", "-").partition("-")[0]
        target = absolute(base(page), element.get("href"))
        if code and code == language and target and same_site(target, page.url):
            found.append(target)
    return found


def named_by(page: Page, url: str) -> list[str]:
    """The addresses under which a page read at `url` says that it is to be had in its language."""
    says = (canonical_of(page, url), page.url, *same_language_copies(page))
    return [other for other in says if other]


def _links(page: Page, relation: str) -> list[etree._Element]:
    links = [element for _, element in page.holders["rel"][:_MAX_LINKS] if element.tag == "link"]
    return [element for element in links if relation in (element.get("rel") or "").lower().split()]


def _is_root(url: str) -> bool:
    return "/" not in variant_key(url)


class PagesRead:
    """The pages of a crawl by address, with what each held, so that none is read twice."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}
        self._named: dict[str, set[str]] = {}

    def is_read(self, brand: str, url: str) -> bool:
        """Whether a page was read at this address, or at a variant of it."""
        return _name(brand, url) in self._held

    def is_copy(self, brand: str, url: str, named: Iterable[str], held: str) -> bool:
        """Whether a page is one that was read already: what it held is the same, and it names that one as itself (`named`, by
        `named_by`), or was named by it, or its address is a variant. `held`: a digest of what it holds. Remembers it, if it is
        not."""
        own = _name(brand, url)
        others = {_name(brand, other) for other in named} - {own}
        if self._held.get(own) == held or held in self._named.get(own, ()):
            return True
        if any(self._held.get(other) == held for other in others):
            return True
        self._held.setdefault(own, held)
        for other in others:
            self._named.setdefault(other, set()).add(held)
        return False


def _name(brand: str, url: str) -> str:
    return f"{brand} {variant_key(url)}"
