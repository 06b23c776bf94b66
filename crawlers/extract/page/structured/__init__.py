"""Structured data of a page, whatever its syntax, as one list of items."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from crawlers.extract.page import Page, once_a_page
from crawlers.extract.page.structured.item import Item
from crawlers.extract.page.structured.jsonld import jsonld_items
from crawlers.extract.page.structured.microdata import microdata_items, rdfa_items

_scripts: WeakKeyDictionary[Page, list[Item]] = WeakKeyDictionary()
"""Those of JSON-LD alone."""


@once_a_page
def structured_items(page: Page) -> list[Item]:
    """All items of the page, JSON-LD first, then microdata, then RDFa (schema.org, data-vocabulary), each in page order
    with nested items after those that hold them. Read once a page."""
    return [*_in_scripts(page), *microdata_items(page), *rdfa_items(page)]


def have_same_scripts(page: Page, copy: Page) -> None:
    """Tell a copy of a page that its scripts are the page's: their items are read once."""
    _scripts[copy] = _in_scripts(page)


def _in_scripts(page: Page) -> list[Item]:
    if page not in _scripts:
        _scripts[page] = jsonld_items(page)
    return _scripts[page]
