"""Microdata and RDFa Lite: the same idea with other attribute names, read in one pass over the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.structured.item import MAX_ITEMS, Item, local_name, local_types


@dataclass(frozen=True)
class _Syntax:
    name: str
    scope: str
    type: str
    property: str
    identifier: str


_MICRODATA = _Syntax("microdata", "itemscope", "itemtype", "itemprop", "itemid")
_RDFA = _Syntax("rdfa", "typeof", "typeof", "property", "resource")


def microdata_items(page: Page) -> list[Item]:
    """Items of itemscope elements, in page order; itemref followed."""
    return _items(page, _MICRODATA)


def rdfa_items(page: Page) -> list[Item]:
    """Items of typeof elements, in page order (RDFa Lite: typeof, property, resource; no prefixes, no chaining)."""
    return _items(page, _RDFA)


def _items(page: Page, syntax: _Syntax) -> list[Item]:
    items: list[Item] = []
    scopes: dict[etree._Element, Item] = {}
    for element in page.having(syntax.scope)[:MAX_ITEMS]:
        types = local_types(element.get(syntax.type))
        identifier = element.get(syntax.identifier) or ""
        scopes[element] = item = Item(syntax.name, types, identifier, element=element)
        items.append(item)
    if not items:
        return []
    borrowed = _borrowed(items) if syntax is _MICRODATA else {}
    owners: dict[etree._Element, Item | None] = {}
    for element in page.having(syntax.property):
        names = [local_name(name) for name in element.get(syntax.property, "").split()]
        owner = _owner(element, scopes, borrowed, owners) if names else None
        own = scopes.get(element)
        if owner is None or owner is own:
            continue
        value = own if own is not None else _value(element)
        for name in dict.fromkeys(names):
            owner.add(name, value)
        if own is not None and own not in owner.ancestors():
            own.parent, own.role = owner, names[0]
    return items


def _owner(
    element: etree._Element,
    scopes: dict[etree._Element, Item],
    borrowed: dict[str, Item],
    known: dict[etree._Element, Item | None],
) -> Item | None:
    """The item whose property an element would be: the one that borrows it, else the nearest around it. `known` is kept
    between calls, so that each element is passed once."""
    passed: list[etree._Element] = []
    node: etree._Element | None = element
    found: Item | None = None
    while node is not None and node not in known:
        passed.append(node)
        if borrowed and (found := borrowed.get(node.get("id") or "")) is not None:
            break
        node = node.getparent()
        if node is not None and (found := scopes.get(node)) is not None:
            break
    else:
        found = known[node] if node is not None else None
    known.update(dict.fromkeys(passed, found))
    return found


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
