"""How the parts of a result page are recognised (marks listed in .toml files), and what is read off one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from crawlers.extract.page.text import one_line, text_of
from crawlers.extract.rankings.result_page import is_ad_redirect, unwrap
from data.urls import hostname

MAX_TITLE = 500
MAX_SNIPPET = 1000
_MAX_CLIMB = 12
_NO_ADDRESS = ("#", "javascript:", "data:", "mailto:", "tel:")


@dataclass(frozen=True)
class Marks:
    """Any of these makes an element one that is meant. `attributes`: (name, value), value None if presence is enough."""

    ids: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    attributes: tuple[tuple[str, str | None], ...] = ()
    tags: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Marks:
        """From a .toml table with lists `ids`, `classes`, `attributes` (`name` or `name=value`), `tags`; each may lack."""
        pairs = (text.partition("=") for text in entry.get("attributes", []))
        return cls(
            frozenset(entry.get("ids", [])),
            frozenset(entry.get("classes", [])),
            tuple((name, value if sign else None) for name, sign, value in pairs),
            frozenset(entry.get("tags", [])),
        )

    def at(self, element: etree._Element) -> bool:
        """Whether the element itself is marked."""
        if element.tag in self.tags or (self.ids and element.get("id") in self.ids):
            return True
        if self.classes and (names := element.get("class")) and not self.classes.isdisjoint(names.split()):
            return True
        return any(
            (found := element.get(name)) is not None and (value is None or found == value)
            for name, value in self.attributes
        )

    @property
    def empty(self) -> bool:
        """Whether nothing can be marked."""
        return self == _NOTHING

    def first_in(self, element: etree._Element, around: etree._Element | None = None) -> etree._Element | None:
        """The first marked element within (the element itself counts) that does not hold `around`; None if none."""
        if self.empty:
            return None
        above = set(around.iterancestors()) | {around} if around is not None else frozenset()
        return next((item for item in element.iter("*") if self.at(item) and item not in above), None)


_NOTHING = Marks()


class AnyOf:
    """Whether an element may be marked by any of several marks: one look at its attributes instead of many."""

    def __init__(self, marks: Iterable[Marks]) -> None:
        listed = list(marks)
        self._tags = frozenset[str]().union(*(mark.tags for mark in listed))
        self._ids = frozenset[str]().union(*(mark.ids for mark in listed))
        self._classes = frozenset[str]().union(*(mark.classes for mark in listed))
        self._names = frozenset(name for mark in listed for name, _ in mark.attributes)

    def at(self, element: etree._Element) -> bool:
        """False only if none of the marks is at the element."""
        if element.tag in self._tags:
            return True
        for name, value in element.items():
            if name == "class":
                if not self._classes.isdisjoint(value.split()):
                    return True
            elif name in self._names or (name == "id" and value in self._ids):
                return True
        return False


def is_heading(element: etree._Element) -> bool:
    """Whether an element titles something: h2 to h5, or a div or span in the role of a heading."""
    return element.tag in ("h2", "h3", "h4", "h5") or (
        element.get("role") == "heading" and element.tag in ("div", "span")
    )


def title_of(element: etree._Element) -> str:
    """The visible text on one line, cut at MAX_TITLE."""
    return one_line(text_of(element))[:MAX_TITLE]


def snippet_of(block: etree._Element, marks: Marks, heading: etree._Element | None) -> str:
    """The text beneath a result: of the first marked element with text that does not hold the heading; `""` if none."""
    above = set(heading.iterancestors()) | {heading} if heading is not None else frozenset[etree._Element]()
    for element in block.iter("div", "span", "p", "td", "a", "section"):
        if element not in above and marks.at(element) and (text := one_line(text_of(element))):
            return text[:MAX_SNIPPET]
    return ""


def beneath(headings: Iterable[etree._Element]) -> Counter[etree._Element]:
    """How many of the headings stand at or beneath each element that holds one."""
    counts: Counter[etree._Element] = Counter()
    for heading in headings:
        counts[heading] += 1
        counts.update(heading.iterancestors())
    return counts


def block_around(heading: etree._Element, counts: Counter[etree._Element], frame: Iterable[str] = ()) -> etree._Element:
    """The largest element around a heading that holds no other (see `beneath`): the result with its snippet.

    `frame`: ids of elements that hold the whole list, never a single result.
    """
    frame = frozenset(frame)
    block = heading
    for parent in islice(heading.iterancestors(), _MAX_CLIMB):
        if parent.tag in ("body", "html") or parent.get("id") in frame or counts[parent] > 1:
            break
        block = parent
    return block


def link_around(element: etree._Element) -> etree._Element | None:
    """The link an element is or stands in; None if it stands in none."""
    if element.tag == "a" and element.get("href"):
        return element
    return next((link for link in element.iterancestors("a") if link.get("href")), None)


def address(link: etree._Element | None, base: str) -> str:
    """The unwrapped http(s) address a link leads to, or `""`; one relative to the page leads to the engine: `""`."""
    href = (link.get("href") or "").strip() if link is not None else ""
    if not href or href.startswith(_NO_ADDRESS):
        return ""
    try:
        # A relative redirect is the engine's own, wherever the page was saved: it is unwrapped before it is completed.
        url = unwrap(href)
        if not url.startswith(("http://", "https://")):
            url = unwrap(urljoin(base, href))
        name = urlsplit(url).hostname or ""
        own = urlsplit(base).hostname or ""
    except ValueError:
        return ""
    if not url.startswith(("http://", "https://")) or not name:
        return ""
    if is_ad_redirect(url) and (told := announced(link)):
        return told
    relative = not href.startswith(("http://", "https://", "//"))
    return "" if relative and name == own else url


def announced(link: etree._Element | None) -> str:
    """The site that an ad's link names beside its own address, which only counts the click; `""` if it names none."""
    names = (link.get(name, "") for name in ("data-pcu", "data-preconnect-urls")) if link is not None else ()
    said = (part.strip() for written in names for part in written[:2000].split(","))
    return next((part for part in said if is_address(part) and not is_ad_redirect(part)), "")


def query_of(url: str) -> dict[str, list[str]]:
    """The query parameters of an address; none if it is no address or has too many."""
    try:
        return parse_qs(urlsplit(url).query, max_num_fields=100)
    except ValueError:
        return {}


def path_of(url: str) -> str:
    """The path of an address, absolute or not; `""` if it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def joined(base: str, href: str) -> str:
    """A link's address, completed; the link as it stands if one of the two is no address."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def is_address(text: str) -> bool:
    """Whether a text is an http(s) address with a host."""
    return text.startswith(("http://", "https://")) and bool(hostname(text))
