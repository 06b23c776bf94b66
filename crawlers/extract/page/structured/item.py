"""The item: what a thing described in structured data looks like here, whatever the syntax it was written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crawlers.extract.page.text import markup_to_text, one_line, text_of

MAX_ITEMS = 25_000
"""Items read of one page: the longest lists kept (5,000 reviews with author and rating) have fewer."""
_REFERENCES = ("url", "sameas", "image", "logo", "itemreviewed", "id")

_NUMBERS = ("reviewrating", "rating", "ratingvalue", "average", "value", "best", "bestrating", "worst", "worstrating")
"""Properties whose elements are numbers: side by side in one, they are two (8 and 10, not 810)."""


@dataclass(eq=False)
class Item:
    """A thing described: `types` are local names in lower case ("review"), `syntax` is jsonld, microdata, rdfa or
    microformats, `parent` the item it is a property of (by `role`), `element` the element that holds it, if any.
    Property names are lower case; values are texts, items, or elements whose text is read only when asked for."""

    syntax: str
    types: frozenset[str] = frozenset()
    identifier: str = ""
    parent: Item | None = None
    role: str = ""
    element: etree._Element | None = None
    properties: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, value: Any) -> None:
        self.properties.setdefault(name, []).append(value)

    def items(self, *names: str) -> list[Item]:
        """The values of these properties that are items, in order."""
        return [value for name in names for value in self.properties.get(name, ()) if isinstance(value, Item)]

    def first_item(self, *names: str) -> Item | None:
        return next(iter(self.items(*names)), None)

    def text(self, *names: str) -> str:
        """Plain text of the first of these properties that has any: markup stripped, several values as lines."""
        for name in names:
            if name not in self.properties:
                continue
            texts = [self._text(value, name) for value in self.properties[name]]
            found = "\n".join(dict.fromkeys(text for text in texts if text))
            if found:
                return found
        return ""

    def line(self, *names: str) -> str:
        """Like `text`, the first value only and on one line."""
        for name in names:
            for value in self.properties.get(name, ()):
                if found := one_line(self._text(value, name)):
                    return found
        return ""

    def naming(self) -> str:
        """What this thing is called where a text was expected: its own name, text or value, things in it not asked."""
        for name in ("name", "text", "value"):
            for value in self.properties.get(name, ()):
                if not isinstance(value, Item) and (found := self._text(value, name)):
                    return found
        return text_of(self.element) if self.element is not None and not self.properties else ""

    def _text(self, value: Any, name: str) -> str:
        if isinstance(value, str):
            return markup_to_text(value)
        if isinstance(value, Item):
            return value.naming()
        reference = (value.get("href") or value.get("src") or "").strip()
        if name in _REFERENCES and reference:
            return reference
        if (
            name in _NUMBERS
            and len(value)
            and len(parts := [part for text in value.itertext() if (part := text.strip())]) > 1
        ):
            return " ".join(parts)
        return text_of(value) or reference

    def ancestors(self) -> Iterator[Item]:
        item = self.parent
        while item is not None:
            yield item
            item = item.parent


def local_name(name: str) -> str:
    """`http://schema.org/reviewBody`, `schema:reviewBody` -> `reviewbody`; keywords (`@graph`) as they are."""
    return name if name.startswith("@") else name.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1].lower()


def local_types(value: Any) -> frozenset[str]:
    """Local names, lower case, of an @type (text, list), itemtype or typeof (separated by spaces)."""
    values = value if isinstance(value, list) else [value]
    return frozenset(
        local_name(part.strip().rstrip("/")) for entry in values if isinstance(entry, str) for part in entry.split()
    )
