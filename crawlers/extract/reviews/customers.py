"""Where customers speak on a brand's page: reviews, comments, forum posts. What stands there is not the brand's to offer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache, lru_cache

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
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
_TOLD = ("comment", "disqus", "post", "message", "repl", "thread", "mention", "tweet", "body", "content")
"""What any of these names holds."""
_HREFS = etree.XPath(".//@href | .//@data-cfemail | self::*/@href")
_LOADING = ("script", "iframe", "textarea")
_LEAST = 12
"""Letters and digits by which a part of a text is found again."""
_MAX_TEXTS = 100


@cache
def _contact() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Words beside which short numbers, handles and hours of a chat are read; and how addresses are spelled out, and what
    counts as a word of its own only."""
    ats = "|".join(map(re.escape, all_words(extract, lambda file: file.emails.at)))
    spelled = "|".join(_spelled(extract(code).emails) for code in known() if extract(code).emails.dot)
    beside = (
        *all_words(extract, lambda file: file.phones.hotline),
        *all_words(extract, lambda file: file.chats.words),
        *all_words(extract, lambda file: file.messengers.line),
    )
    words = ("@", "＠", "24/7", *dict.fromkeys(word.casefold() for word in beside))
    pattern = rf"[\[({{<]\s?(?:a|{ats})\s?[\])}}>]|{spelled}|\b(?:line|zalo|whats\s?app|viber|telegram)\b"
    return words, re.compile(pattern)


def _names_contact(text: str) -> bool:
    """Whether a text has one of the words beside which ways to reach somebody are read."""
    folded = text.casefold()
    words, pattern = _contact()
    return any(word in folded for word in words) or pattern.search(folded) is not None


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
    places = {element: place for place, element in enumerate(page.elements)}
    root = deepcopy(page.root)
    copies = list(root.iter())
    for box in boxes:
        copy = copies[places[box]]
        parent = copy.getparent()
        if parent is not None:
            _remove(parent, copy)
    return replace(page, root=root)


def _boxes(page: Page) -> Iterator[etree._Element]:
    """The outermost elements in which customers speak, none that holds the page's title or main part, in page order."""
    told = set(_told(page))
    if not told:
        return
    titled: set[etree._Element] = set()
    for title in page.root.iter("h1", "main"):
        for holder in (title, *title.iterancestors()):
            if holder in titled:
                break
            titled.add(holder)
    inside: set[etree._Element] = set()
    for element in page.elements:
        if element.getparent() in inside:
            inside.add(element)
        elif element in told and element not in titled and element.tag not in ("html", "body"):
            inside.add(element)
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
    if any(map(page.named.__contains__, _TOLD)):
        for name in ("class", "id"):
            for _, element in page.holders[name]:
                if element.tag in _BOX_TAGS and _names_comments(element.get(name, "")):
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
