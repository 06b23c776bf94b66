"""Where customers speak on a brand's page: reviews, comments, forum posts. What stands there is not the brand's to offer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache, lru_cache

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.structured import have_same_scripts, structured_items
from crawlers.extract.page.structured.microformats import microformat_items
from crawlers.extract.page.text import BLOCK_TAGS, HIDDEN_TAGS, key
from crawlers.extract.reviews.visible import review_boxes
from data.languages import all_words, extract, known
from data.languages.shapes import Emails
from data.privacy import redact

_SPOKEN_TYPES = frozenset(
    {"review", "userreview", "comment", "usercomments", "discussionforumposting", "socialmediaposting"}
)
_BOX_TAGS = frozenset(
    {"div", "section", "article", "aside", "ol", "ul", "li", "dl", "table", "tbody", "tr", "td", "blockquote"}
)
_NAMES = re.compile(
    r"(?:^|\s)(?:comments?|comment[_-]?(?:list|body|content|text|item|area|section)|comments[_-](?:list|area|section)|"
    r"disqus[\w-]*|(?:forum|thread|topic|discussion)[_-](?:posts?|messages?|repl(?:y|ies)|body|content|comments?)|"
    r"(?:forum|discussion)[_-]?threads?|mentions?|mentions?[_-](?:list|item|text|body)|tweets?|twitter-tweet)(?=\s|$)"
)
_TOLD = ("comment", "disqus", "forum", "thread", "topic", "discussion", "mention", "tweet")
"""What any of these names holds."""
_HREFS = etree.XPath(".//@href | .//@data-cfemail | self::*/@href")
_LOADING = ("script", "iframe", "textarea")
_LEAST = 12
"""Letters and digits by which a part of a text is found again."""
_MAX_TEXTS = 100


@cache
def _contact() -> tuple[str, ...]:
    """Words beside which short numbers, handles and hours of a chat are read."""
    beside = (
        *all_words(extract, lambda file: file.phones.hotline),
        *all_words(extract, lambda file: file.chats.words),
        *all_words(extract, lambda file: file.messengers.line),
    )
    return ("@", "＠", "24/7", *dict.fromkeys(word.casefold() for word in beside))


@cache
def _contact_patterns() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """How addresses are spelled out, and what counts as a word of its own only; each with what its texts hold, one of which
    is looked for first."""
    ats = "|".join(map(re.escape, all_words(extract, lambda file: file.emails.at)))
    dots = all_words(extract, lambda file: file.emails.dot)
    spelled = "|".join(_spelled(extract(code).emails) for code in known() if extract(code).emails.dot)
    return (
        (("[", "(", "{", "<"), re.compile(rf"[\[({{<]\s?(?:a|{ats})\s?[\])}}>]")),
        (dots, re.compile(spelled)),
        (("line", "zalo", "whats", "viber", "telegram"), re.compile(r"\b(?:line|zalo|whats\s?app|viber|telegram)\b")),
    )


def _names_contact(text: str) -> bool:
    """Whether a text has one of the words beside which ways to reach somebody are read."""
    folded = text.casefold()
    return any(word in folded for word in _contact()) or any(
        any(map(folded.__contains__, held)) and pattern.search(folded) is not None
        for held, pattern in _contact_patterns()
    )


def _spelled(words: Emails) -> str:
    """An address in words, as a pattern: "ann at acme dot com"."""
    dots = "|".join(map(re.escape, words.dot))
    ats = "|".join(map(re.escape, (*words.at, *words.dot)))
    return rf"\b(?:{ats})\b.{{1,60}}\b(?:{dots})\b"


def without_customers(page: Page) -> Page:
    """The page without those of its customers' words that offer a way to reach somebody: in reviews (marked up, or as the
    review extractor sees them), comments and forum posts. The page itself, if it has none; else a copy, as the tree is
    shared by all who read it."""
    boxes = [box for box in _boxes(page) if _offers(box)]
    if not boxes:
        return page
    return _without(page, boxes)


def _without(page: Page, boxes: list[etree._Element]) -> Page:
    """A copy of a page without some of its boxes, none of them in another. What of the page is the same in both is told to
    the copy: to read it again costs more than to copy it."""
    root = deepcopy(page.root)
    copies: list[etree._Element | None] = list(root.iter())
    for box in boxes:
        place = page.places[box]
        copy = copies[place]
        if copy is not None and (parent := copy.getparent()) is not None:
            copies[place : place + _size(box)] = [None] * _size(box)
            _remove(parent, copy)
    copied = page.copied(root, copies)
    if not any(next(box.iter("script"), None) is not None for box in boxes):
        have_same_scripts(page, copied)
    return copied


def _size(box: etree._Element) -> int:
    """How many elements a box is, with those in it."""
    return sum(1 for _ in box.iter())


def _boxes(page: Page) -> Iterator[etree._Element]:
    """The outermost elements in which customers speak, none that holds the page's title or main part, in page order."""
    told = set(_told(page))
    if not told:
        return
    titled: set[etree._Element] = set()
    for title in page.tagged("h1", "main"):
        for holder in (title, *title.iterancestors()):
            if holder in titled:
                break
            titled.add(holder)
    left = (element for element in told if element not in titled and element.tag not in ("html", "body"))
    end = 0
    for place, element in sorted((page.places[element], element) for element in left):
        if place >= end:
            end = place + _size(element)
            yield element


def _offers(box: etree._Element) -> bool:
    """Whether a box may hold what the extractors of channels look for: a copy of the page costs more than this look."""
    if next(box.iter(*_LOADING), None) is not None:
        return True
    if any(":" in href or "//" in href or "@" in href for href in _HREFS(box)):
        return True
    text = str(etree.tostring(box, method="text", encoding="unicode", with_tail=False))
    return _names_contact(text) or redact(text) != text


def _told(page: Page) -> Iterator[etree._Element]:
    elsewhere: list[str] = []
    spoken = [item for item in (*structured_items(page), *microformat_items(page)) if item.types & _SPOKEN_TYPES]
    for item in spoken:
        if item.element is not None:
            yield item.element
        elif len(elsewhere) < _MAX_TEXTS:
            text = item.text("reviewbody", "description", "text")
            elsewhere += [key(line) for line in text.splitlines() if _names_contact(line) or redact(line) != line]
    if elsewhere:
        yield from _shown(page, elsewhere)
    if not any("review" in item.types for item in spoken):  # else the review extractor does not look for them either
        yield from review_boxes(page)
    yield from _named_comments(page)


def _named_comments(page: Page) -> Iterator[etree._Element]:
    """Boxes whose class or id says that comments are in them."""
    if not any(map(page.named.__contains__, _TOLD)):
        return
    telling = {names for names in page.naming if _names_comments(names)}
    for name in ("class", "id") if telling else ():
        for _, element in page.holders[name]:
            if element.get(name, "") in telling and element.tag in _BOX_TAGS:
                yield element


def _shown(page: Page, lines: list[str]) -> Iterator[etree._Element]:
    """The blocks that show one of these lines, which the page describes elsewhere."""
    for element in page.elements:
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            if not text or len(text) < _LEAST or holder is None or holder.tag in HIDDEN_TAGS:
                continue
            folded = key(text)
            if len(folded) >= _LEAST and any(folded in line or line in folded for line in lines):
                yield next((node for node in (holder, *holder.iterancestors()) if node.tag in BLOCK_TAGS), holder)


@lru_cache(maxsize=16_384)
def _names_comments(names: str) -> bool:
    return _NAMES.search(names.lower()[:500]) is not None


def _remove(parent: etree._Element, element: etree._Element) -> None:
    """Take an element out, and leave the text behind it."""
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
