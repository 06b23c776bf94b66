"""From one page of a list to the next: by rel, by name, by arrow, by number, by "load more"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.links import base
from crawlers.extract.page.survey import label
from crawlers.extract.site.vocabulary import vocabulary
from data.languages import all_words, extract
from data.urls import absolute, same_site, without_fragment

_ARROWS = " \u00a0›»→❯>▶►⟩"
_NEXT_SOURCES = (
    "href",
    "data-href",
    "data-url",
    "data-next-url",
    "data-next",
    "data-load-more-url",
    "data-next-page-url",
)
_MAX_WITHIN = 20
_MAX_LABEL = 60
_MAX_ANCHORS = 80
_MAX_BLOCKS = 40


def next_page(page: Page) -> str | None:
    """URL of the list's next page on the same site, or None.

    In this order: rel="next" (but not to the next article); within a box of page links a link called "next" or drawn as
    an arrow, then the link to the number after this page's; a "load more" link or button that carries an address.
    """
    words = vocabulary()["next"]
    start = base(page)
    related = [element for _, element in page.holders["rel"] if "next" in element.get("rel", "").lower().split()]
    for element in sorted(related, key=lambda element: element.tag != "link"):
        is_next = element.tag in ("link", "a") and not _to_next_article(element, words)
        if is_next and (url := _onward(page, start, element)):
            return url
    number = page_number(page.url)
    for block in islice(_blocks(page), _MAX_BLOCKS):
        anchors = list(islice(block.iter("a"), _MAX_ANCHORS + 1))
        # A box with more links than that is the whole list, or the page.
        if len(anchors) > _MAX_ANCHORS:
            continue
        if url := _named(page, start, anchors, words) or _numbered(page, start, block, anchors, number):
            return url
    return _more(page, start, words, number)


def _named(page: Page, start: str, anchors: list[etree._Element], words: dict[str, Any]) -> str | None:
    for anchor in anchors:
        if _says_next(anchor, words) and (url := _onward(page, start, anchor)):
            return url
    return None


def _says_next(anchor: etree._Element, words: dict[str, Any]) -> bool:
    texts, arrows = _called_next(), words["arrows"]
    shown = label(anchor).casefold()
    described = " ".join((anchor.get("aria-label") or anchor.get("title") or "").split()).casefold()
    if len(shown) > _MAX_LABEL:
        return False
    if shown.strip(_ARROWS) in texts or described.strip(_ARROWS) in texts:
        return True
    # An arrow is what it is described as: "»" is the last page where that is what it is called.
    return shown.replace(" ", "") in arrows and (not described or described.replace(" ", "") in arrows)


def _numbered(
    page: Page, start: str, block: etree._Element, anchors: list[etree._Element], number: int | None
) -> str | None:
    current = _current(block)
    here = number if number is not None else current if current is not None else 1
    by_text = [anchor for anchor in anchors if label(anchor).strip() == str(here + 1)]
    for anchor in anchors:
        url = _onward(page, start, anchor)
        if url and page_number(url) == here + 1:
            return url
    if current is None and number is None and not any(label(anchor).strip() == "1" for anchor in anchors):
        # Without a page told to be this one, a lone number may be anything: a year, a count.
        return None
    return next((url for anchor in by_text if (url := _onward(page, start, anchor))), None)


def _current(block: etree._Element) -> int | None:
    """The number marked as the page one is on."""
    for element in block.iter("a", "span", "li", "strong", "b", "em", "button", "div"):
        marks = set((element.get("class") or "").lower().replace("-", " ").replace("_", " ").split())
        if element.get("aria-current") or marks & {"active", "current", "selected"} or element.tag in ("strong", "b"):
            text = "".join(islice(element.itertext(), 4)).strip()
            if text.isdecimal() and len(text) < 7:
                return int(text)
    return None


def _more(page: Page, start: str, words: dict[str, Any], number: int | None) -> str | None:
    marks = [mark for mark in words["more_marks"] if mark in page.named]
    # Most pages have no element marked so: only what is called so is looked for then.
    for element in page.tagged("a", "button", "div", "span") if marks else page.tagged("a", "button"):
        marked = bool(marks) and _is_marked(element, marks)
        if not marked and not _says_more(page, element):
            continue
        for name in _NEXT_SOURCES:
            url = _target(page, start, element, element.get(name))
            # A link that says "more" without being marked so may lead anywhere; a page number tells.
            if url and (marked or name != "href" or page_number(url) == (number or 1) + 1):
                return url
    return None


def _is_marked(element: etree._Element, marks: list[str]) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return any(mark in names for mark in marks)


def _says_more(page: Page, element: etree._Element) -> bool:
    """Whether a small link or button is called "more"."""
    text = page.survey.labels.get(element)
    if text is None:
        text = label(element) if element.tag in ("a", "button") and _is_plain(element) else ""
    return text[:_MAX_LABEL].casefold().strip(_ARROWS + ".…+▼↓") in _called_more() and len(element) <= 3


def _is_plain(element: etree._Element) -> bool:
    """Whether an element holds little enough to be a link or button and no more: to read the text of boxes within
    boxes takes time."""
    return next(islice(element.iterdescendants(), _MAX_WITHIN, None), None) is None


@cache
def _called_next() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.lists.next))


@cache
def _called_more() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.lists.more))


@cache
def _parameters() -> frozenset[str]:
    """What is before a page's number in the query of an address."""
    return frozenset((*all_words(extract, lambda file: file.lists.page), *vocabulary()["next"]["parameters"]))


@cache
def _page_path() -> re.Pattern[str]:
    """Likewise in its path, and the number."""
    names = "|".join(map(re.escape, all_words(extract, lambda file: file.lists.page)))
    return re.compile(rf"/(?:{names})[/=-]?(\d{{1,6}})(?:/|\.html?|$)")


@cache
def _names(kind: str) -> frozenset[str]:
    """The words of `[next]` under a key."""
    return frozenset(vocabulary()["next"][kind])


def _to_next_article(element: etree._Element, words: dict[str, Any]) -> bool:
    """Blogs put rel="next" on the next article: with its title on a <link>, within a navigation of its own else."""
    if element.tag == "link":
        return bool((element.get("title") or "").strip()) and page_number(element.get("href") or "") is None
    boxes = [element, *islice(element.iterancestors(), 4)]
    return any(mark in (box.get("class") or "").lower() for box in boxes for mark in words["article_marks"])


def _onward(page: Page, start: str, element: etree._Element) -> str | None:
    return _target(page, start, element, element.get("href"))


def _target(page: Page, start: str, element: etree._Element, href: str | None) -> str | None:
    classes = (element.get("class") or "").lower().split()
    if "disabled" in classes or element.get("aria-disabled") == "true" or element.get("disabled") is not None:
        return None
    url = absolute(start, href)
    if not url or not same_site(url, page.url) or without_fragment(url) == without_fragment(page.url):
        return None
    return without_fragment(url)


def _blocks(page: Page) -> Iterator[etree._Element]:
    """Boxes that say by class, id or label that they hold page links."""
    wanted = _names("block")
    labels = {element.get("aria-label", "") for _, element in page.holders["aria-label"]}
    if wanted.isdisjoint(_words(page.named)) and wanted.isdisjoint(_words("\n".join(labels))):
        return
    told: dict[str, bool] = {}
    for element in page.tagged("nav", "ul", "ol", "div", "p", "section", "span", "td", "footer"):
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('aria-label', '')}"
        if len(names) > 2:
            says = told.get(names)
            if says is None:
                says = told[names] = not wanted.isdisjoint(_words(names))
            if says:
                yield element


def _words(names: str) -> list[str]:
    return names.lower().replace("/", " ").replace("_", " ").replace(".", " ").replace("-", " ").split()


def page_number(url: str) -> int | None:
    """The page number an address carries (`?page=2`, `/trang-2/`), else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.query:
        parameters = _parameters()
        for name, value in parse_qsl(parts.query[:2000]):
            if name.lower() in parameters and value.isdecimal() and len(value) < 7:
                return int(value)
    match = _page_path().search(parts.path.lower())
    return int(match[1]) if match else None
