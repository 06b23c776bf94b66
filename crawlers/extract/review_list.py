"""Reviews as a reader sees them: a list of boxes of one look, each with a rating, a text, and an author or a date.

Conservative on purpose: every box must have a class that says review, and both a rating mark and a text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from crawlers.extract.asking import clean_answer
from crawlers.extract.dates import parse_date
from crawlers.extract.page import Page
from crawlers.extract.ratings import parse_rating
from crawlers.extract.text import key, one_line, text_of
from data.records import Review

_MAX_BOXES = 2_000
_MAX_BOX_ELEMENTS = 400
_BOX = re.compile(
    r"(?:^|[\s_-])(?:reviews?|testimonials?|opinions?|ratings?|feedbacks?|bewertung(?:en)?|rezension(?:en)?|avis|opinion(?:es)?|"
    r"resenas?|atsiliepimas|atsiliepimai|danh-gia|nhan-xet|comment)(?=[\s_-]|$)|review(?=[A-Z_-]|$)|reviewcard|reviewitem"
)
_RATING = re.compile(r"rating|stars?(?:[\s_-]|$)|score|rate")
_BODY = re.compile(
    r"(?:^|[\s_-])(?:body|text|content|description|comment|message|quote|excerpt|copy|desc)(?=[\s_-]|$)|(?:review|comment)(?:body|text|content)"
)
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:author|reviewer|user|username|name|nickname|customer|by|consumer|member|client)(?=[\s_-]|$)"
)
_DATE = re.compile(r"(?:^|[\s_-])(?:date|time|datetime|posted|published|ago|when)(?=[\s_-]|$)")
_TITLE = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|subject|summary)(?=[\s_-]|$)")
_REPLY = re.compile(r"(?:^|[\s_-])(?:reply|replies|response|owner|answer|merchant)(?=[\s_-]|$)")
_WIDTH = re.compile(r"width\s{0,3}:\s{0,3}(\d{1,3}(?:\.\d{1,4})?)\s{0,3}%")
_CLASS_STARS = re.compile(
    r"(?:^|[\s_-])(?:rating|stars?|rated|score|bubble)[_-]?([0-5](?:[05]|[.-]5)?|[0-5])(?=[\s_-]|$)"
)


def visible_reviews(page: Page, now: datetime) -> Iterator[Review]:
    """Reviews of the page's lists, in page order, layer `list`. Boxes inside boxes are read once, the outermost with
    all parts."""
    taken: set[etree._Element] = set()
    for box in _boxes(page):
        if any(parent in taken for parent in box.iterancestors()):
            continue
        review = _read(box, page, now)
        if review is not None:
            taken.add(box)
            yield review


def _boxes(page: Page) -> list[etree._Element]:
    """Elements whose class says review and that have a sibling (or cousin of the same look) like them."""
    looks: dict[tuple[str, ...], list[etree._Element]] = defaultdict(list)
    for element in page.root.iter("div", "li", "article", "section", "blockquote", "tr"):
        names = element.get("class") or ""
        if names and _BOX.search(names.lower()):
            stable = sorted(
                name for name in names.split() if not re.search(r"\d|^(?:first|last|odd|even|active)$", name)
            )
            looks[(str(element.tag), *stable)].append(element)
    alike = {element for boxes in looks.values() if len(boxes) >= 2 for element in boxes[:_MAX_BOXES]}
    return [
        element for element in page.root.iter("div", "li", "article", "section", "blockquote", "tr") if element in alike
    ]


def _read(box: etree._Element, page: Page, now: datetime) -> Review | None:
    parts = [node for node in box.iterdescendants() if isinstance(node.tag, str)]
    if not 2 <= len(parts) <= _MAX_BOX_ELEMENTS:
        return None
    replies = {node for node in parts if _REPLY.search(_names(node))}
    hidden = {node for node in parts if any(parent in replies for parent in node.iterancestors())} | replies
    own = [node for node in parts if node not in hidden]
    ratings = [(node, rating) for node in (box, *own) if (rating := _rating(node))]
    if not ratings or len({rating for _, rating in ratings if rating[1] is not None}) > 1:
        return None  # none, or several that disagree: a box around several reviews
    body = _longest(own, _BODY) or _paragraphs(own)
    author = _first(own, _AUTHOR, 60)
    published = _date(own, page, now)
    if len(key(body)) < 3 or (author is None and published is None):
        return None
    rating = next((rating for _, rating in ratings if rating[1] is not None), ratings[0][1])
    title = _first(own, _TITLE, 200)
    reply = clean_answer(_longest(sorted(replies, key=parts.index), _REPLY))
    return Review(
        url=page.url,
        rating=rating[0],
        rating_max=rating[1] if rating[1] is not None else (5.0 if rating[0] <= 5 else None),
        title=title if title and key(title) != key(body) else None,
        body=body,
        author=author,
        native_id=box.get("data-review-id") or box.get("data-id") or box.get("id"),
        published_at=published,
        reply_body=reply or None,
        layer="list",
    )


def _names(node: etree._Element) -> str:
    return f"{node.get('class') or ''} {node.get('data-testid') or ''} {node.get('data-hook') or ''}".lower()


def _rating(node: etree._Element) -> tuple[float, float | None] | None:
    """What one element alone says of stars: a data attribute, a label, the glyphs, a class or the width of a bar."""
    for attribute in ("data-rating", "data-score", "data-stars", "data-rate"):
        if (value := node.get(attribute)) and (found := parse_rating(value)) and found[0] > 0:
            return found
    names = _names(node)
    starry = bool(_RATING.search(names))
    for attribute in ("aria-label", "title", "alt"):
        label = node.get(attribute) or ""
        found = parse_rating(_tail(label)) if label else None
        if found and found[0] > 0 and (found[1] is not None or starry):
            return found
    text = (node.text or "").strip()
    if text and len(text) <= 30 and (any(char in text for char in "★⭐☆") or (starry and "/" in text)):
        found = parse_rating(text)
        if found and found[0] > 0:
            return found
    if starry and (match := _CLASS_STARS.search(names)):
        value = float(match[1].replace("-", "."))
        return (value / 10 if value > 5 else value, 5.0) if value else None
    parent = node.getparent()
    around = _names(parent) if parent is not None else ""
    if (starry or _RATING.search(around)) and (match := _WIDTH.search((node.get("style") or "").lower())):
        share = float(match[1])
        return (round(share / 20, 1), 5.0) if 0 < share <= 100 else None
    return None


def _tail(label: str) -> str:
    """ "Rated 4 out of 5": the part from the first digit on."""
    match = re.search(r"\d", label)
    return label[match.start() :] if match else label


def _longest(nodes: list[etree._Element], pattern: re.Pattern[str]) -> str:
    texts = [text_of(node) for node in nodes if pattern.search(_names(node))]
    return max(texts, key=len, default="")


def _paragraphs(nodes: list[etree._Element]) -> str:
    return "\n".join(text for node in nodes if node.tag in ("p", "blockquote", "q") and (text := text_of(node)))


def _first(nodes: list[etree._Element], pattern: re.Pattern[str], limit: int) -> str | None:
    for node in nodes:
        text = one_line(text_of(node)) if pattern.search(_names(node)) else ""
        if text and len(text) <= limit:
            return text
    return None


def _date(nodes: list[etree._Element], page: Page, now: datetime) -> datetime | None:
    language = page.root.get("lang") or page.language
    for node in nodes:
        if node.tag == "time" or node.get("datetime"):
            found = parse_date(node.get("datetime") or "", language, now) or parse_date(text_of(node), language, now)
            if found:
                return found
    for node in nodes:
        if _DATE.search(_names(node)) and (found := parse_date(one_line(text_of(node)), language, now)):
            return found
    return None
