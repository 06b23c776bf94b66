"""Microdata and RDFa Lite: the same idea with other attribute names, read in one pass over the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawlers.extract.item import MAX_ITEMS, Item, local_name, local_types
from crawlers.extract.page import Page


@dataclass(frozen=True)
class _Syntax:
    name: str
    scope: str
    type: str
    property: str
    identifier: str


_MICRODATA = _Syntax("microdata", "itemscope", "itemtype", "itemprop", "itemid")
_RDFA = _Syntax("rdfa", "typeof", "typeof", "property", "resource")
_SCOPES = {syntax: etree.XPath(f"//*[@{syntax.scope}]") for syntax in (_MICRODATA, _RDFA)}
"""Found by libxml2 itself: most pages have none, and must not be walked in Python to know it."""


def microdata_items(page: Page) -> list[Item]:
    """Items of itemscope elements, in page order; itemref followed."""
    return _items(page, _MICRODATA)


def rdfa_items(page: Page) -> list[Item]:
    """Items of typeof elements, in page order (RDFa Lite: typeof, property, resource; no prefixes, no chaining)."""
    return _items(page, _RDFA)


def _items(page: Page, syntax: _Syntax) -> list[Item]:
    items: list[Item] = []
    scopes: dict[etree._Element, Item] = {}
    for element in _SCOPES[syntax](page.root)[:MAX_ITEMS]:
        types = local_types(element.get(syntax.type))
        identifier = element.get(syntax.identifier) or ""
        scopes[element] = item = Item(syntax.name, types, identifier, element=element)
        items.append(item)
    if not items:
        return []
    borrowed = _borrowed(items) if syntax is _MICRODATA else {}
    owners: list[Item | None] = [None]
    for event, element in etree.iterwalk(page.root, events=("start", "end")):
        if event == "end":
            owners.pop()
            continue
        owner = borrowed.get(element.get("id") or "", owners[-1]) if borrowed else owners[-1]
        own = scopes.get(element)
        told = element.get(syntax.property)
        names = [local_name(name) for name in told.split()] if told else ()
        if names and owner is not None and owner is not own:
            value = own if own is not None else _value(element)
            for name in dict.fromkeys(names):
                owner.add(name, value)
            if own is not None and names and own not in owner.ancestors():
                own.parent, own.role = owner, names[0]
        owners.append(own if own is not None else owner)
    return items


def _borrowed(items: list[Item]) -> dict[str, Item]:
    """Identifier of an element elsewhere -> the item that claims its properties by itemref."""
    return {
        name: item for item in items if item.element is not None for name in (item.element.get("itemref") or "").split()
    }


def _value(element: etree._Element) -> Any:
    """What a property's element says: an attribute where there is one for it, else the element (its text, later)."""
    for attribute in ("content", "datetime"):
        value = element.get(attribute)
        if value is not None and value.strip():
            return value.strip()
    if element.tag in ("data", "meter") and element.get("value"):
        return element.get("value")
    return element
