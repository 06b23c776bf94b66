"""One box of a review list, read into its parts: who, when, title, text, and the owner's reply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from crawlers.extract.page.dates import DateReader
from crawlers.extract.page.ratings import parse_rating
from crawlers.extract.page.text import BLOCK_TAGS, HIDDEN_TAGS, is_icon, key
from crawlers.extract.reviews.roles import announces_reply, is_noise, is_reply, longest_first, names_of, role_of
from crawlers.extract.reviews.stars import words_of

MAX_NODES = 600
"""Elements read of one box; what is larger is no review but a page."""
_MAX_DEPTH = 60
_MIN_TEXT = 3
_LONG_LINE = 40
_MIN_REPLY = 8
_MAX_NAME = 60
_MAX_DATE = 60
_TAG_ROLES = {"time": "date", "cite": "author", "blockquote": "body", "q": "body", "h1": "title", "h2": "title",
              "h3": "title", "h4": "title", "h5": "title", "h6": "title", "form": "control",
              "nav": "control", "label": "control", "figure": "aside"}  # fmt: skip
_NAME_END = ".!?。！？;"
_BEFORE_DATE = re.compile(r"\s(?:am|vom|on|le|el|il|den|em|op|wrote)\s|\s[-–—|·•]\s|,\s|\s?(?=\d)")
"""What stands between a name and a date in one line ("by Ann on 5 May")."""
_INITIAL = re.compile(r"(?:^|\s)\w\.$")
_STARS = re.compile(r"[★☆⭐✩⯪⯨\s\ufe0f]+")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\xad"))
_QUOTES = "\"“”„«»‟'‘’「」『』"


_INLINE = frozenset({"time", "cite", "span", "a", "b", "strong", "em", "i", "mark", "u", "small", "sup"})
_BREAKING = frozenset({"author", "date", "control", "reply", "rating"})
"""Roles that end a text even in the middle of it."""


@dataclass
class Line:
    """A line of a box: its text, the role its element's name gives it ('' if none), that element, and the nearest block
    the text stands in."""

    text: str
    role: str
    element: etree._Element
    block: etree._Element


@dataclass
class Parts:
    """What a box says. `body` is '' if it says nothing; `named` tells that a class name, not a guess, gave the author."""

    body: str = ""
    title: str | None = None
    author: str | None = None
    named: bool = False
    published: datetime | None = None
    product: str | None = None
    reply: str | None = None
    replied: datetime | None = None
    dates: int = 0
    size: int = 0
    lines: list[Line] = field(default_factory=list)


def read_box(
    box: etree._Element,
    nested: Callable[[etree._Element], bool],
    marks: Container[etree._Element],
    dates: DateReader,
) -> Parts | None:
    """The parts of a box. `nested` tells the boxes in it that are reviews of their own, `marks` its rating marks: both
    left out. None if the box is too large to be one review."""
    reader = _Reader(box, nested, marks)
    if reader.left < 0:
        return None
    own, answer = _split_reply(reader.lines)
    parts = Parts(lines=own, size=MAX_NODES - reader.left)
    _date(parts, own, dates)
    _author(parts, own)
    _texts(parts, own)
    if answer:
        _reply(parts, answer, dates)
    return parts


class _Reader:
    """Walks a box once, making lines: a new one at each block and at each element with a role of its own."""

    def __init__(
        self, box: etree._Element, nested: Callable[[etree._Element], bool], marks: Container[etree._Element]
    ) -> None:
        self.lines: list[Line] = []
        self.left = MAX_NODES
        self._buffer: list[str] = []
        self._box, self._nested, self._marks = box, nested, marks
        if box.text:
            self._buffer.append(box.text)
        self._visit(box, "", box, box, 0)
        self._flush("", box, box)

    def _flush(self, role: str, element: etree._Element, block: etree._Element) -> None:
        if self._buffer:
            text = " ".join("".join(self._buffer).translate(INVISIBLE).split())
            self._buffer.clear()
            if text:
                self.lines.append(Line(unicodedata.normalize("NFC", text), role, element, block))

    def _visit(
        self, node: etree._Element, role: str, element: etree._Element, around: etree._Element, depth: int
    ) -> None:
        apart_all = _side_by_side(node)
        for child in node:
            self.left -= 1
            if self.left < 0 or depth > _MAX_DEPTH:
                return
            tag = child.tag
            block = tag in BLOCK_TAGS or tag in ("td", "th")
            if tag in HIDDEN_TAGS or is_icon(child):
                pass
            elif child in self._marks or (tag == self._box.tag and self._nested(child)):
                self._flush(role, element, around)
            else:
                own = role_of(names_of(child)) or _TAG_ROLES.get(tag, "")
                if tag == "button" and child.find(".//div") is None:
                    own = "control"
                if tag == "time" and child.get("datetime"):
                    own = "date"
                if role == "body" and (own == "weak_body" or (tag in _INLINE and own not in _BREAKING)):
                    own = ""  # a word of the text that is marked, not another part
                apart = block or apart_all or (own != "" and own != role)
                if apart:
                    self._flush(role, element, around)
                inner = child if block and tag != "br" else around
                if child.text:
                    self._buffer.append(child.text)
                elif own == "date" and (written := child.get("data-content") or child.get("data-time")):
                    self._buffer.append(written)  # a script writes the date; it is said here
                if len(child):
                    self._visit(child, own or role, child if own else element, inner, depth + 1)
                if apart:
                    self._flush(own or role, child if own else element, inner if own == "" or block else child)
            if child.tail:
                self._buffer.append(child.tail)


def _side_by_side(node: etree._Element) -> bool:
    """Whether a block holds nothing but inline elements without a space between: a row (name, date), not a sentence."""
    return (
        len(node) >= 2
        and node.tag in BLOCK_TAGS
        and not (node.text and node.text.strip())
        and all(child.tag in _INLINE and not child.tail for child in node[:-1])
        and node[-1].tag in _INLINE
    )


def _split_reply(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The customer's lines, and the owner's: those in elements named reply, or after a line that announces a reply."""
    own: list[Line] = []
    answer: list[Line] = []
    spoken = False
    within: dict[etree._Element, bool] = {}
    for place, line in enumerate(lines):
        if line.role != "reply" and line.element not in within:
            within[line.element] = any(is_reply(parent) for parent in _around(line.element))
        if line.role == "reply" or within[line.element]:
            if answer or not is_noise(line.text):
                answer.append(line)
            continue
        if spoken and place > 1 and len(line.text) <= 80 and announces_reply(line.text):
            answer = [*answer, *lines[place:]]
            break
        own.append(line)
        spoken = spoken or len(line.text) >= 3
    texts = [line for line in answer if not is_noise(line.text)]
    return own, texts if max((len(line.text) for line in texts), default=0) >= _MIN_REPLY else []


def _around(element: etree._Element) -> list[etree._Element]:
    found = []
    for depth, parent in enumerate(element.iterancestors()):
        if depth >= 4:
            break
        found.append(parent)
    return found


_FACTS = re.compile(r"[·•|]\s?\d|\d[^·•|]{0,15}[·•|]")
"""Facts in a row ("Local guide · 12 reviews"), no sentence."""
_COUNTED = re.compile(r"\(?\d[\d.,]{0,9}\+?(?:\s\S{1,14}){1,2}\)?")
"""What a number and a word or two say of somebody ("43 reviews", "2 helpful votes")."""


def _date(parts: Parts, lines: list[Line], dates: DateReader) -> None:
    seen = set()
    for line in lines:
        if line.role == "date" or line.element.tag == "time":
            node = line.element
            for written in (node.get("datetime"), node.get("title"), line.text):
                if written and len(written) <= 120 and (found := dates.read(written)):
                    parts.published = found
                    break
            if parts.published:
                break
    for line in lines:
        if line.role != "body" and len(line.text) <= _MAX_DATE and (found := dates.fast(line.text)):
            seen.add(found.date())
            if parts.published is None and line.role not in ("title", "aside"):
                parts.published = found
            if line.role in ("", "meta", "weak_body", "author") and _mostly_date(line.text):
                line.role = "date"
    parts.dates = len(seen)


def _mostly_date(text: str) -> bool:
    return len(text) <= 40 or (len(text) <= 60 and 4 * sum(char.isdigit() for char in text) >= len(text))


def _author(parts: Parts, lines: list[Line]) -> None:
    for line in lines:
        if line.role == "author" and (name := _name(line.text)):
            parts.author, parts.named = name, True
            line.role = "author"
            return
    for line in lines:
        folded = line.text.casefold()
        if line.role in ("", "meta", "weak_body", "date") and len(folded) <= _MAX_NAME + 20:
            for word in longest_first("by"):
                if folded.startswith(word) and (
                    not word[-1].isalpha() or not folded[len(word) : len(word) + 1].isalnum()
                ):
                    name = _name(_BEFORE_DATE.split(line.text[len(word) :], maxsplit=1)[0])
                    if name and len(name.split()) <= 5 and not any(char.isdigit() for char in name):
                        parts.author = name
                        line.role = "date" if line.role == "date" else "author"
                        return
    # A heading behind the text is who said it; else a short line beside a date is.
    texts = [line for line in lines if line.role not in ("date", "control", "aside", "rating", "product")]
    body = max(texts, key=lambda line: len(line.text), default=None)
    behind = lines[lines.index(body) + 1 :] if body is not None else []
    for line in behind:
        if line.role == "title" and len(line.text) <= 40 and (name := _name(line.text)):
            parts.author, line.role = name, "author"
            return
    for place, line in enumerate(lines):
        if line is not body and line.role in ("", "meta", "weak_body", "title") and not is_noise(line.text):
            near = [lines[other].role for other in (place - 1, place + 1) if 0 <= other < len(lines)]
            name = _name(line.text)
            dated = "date" in near or line.role == "meta"
            strong = line.element.tag in ("strong", "b") or line.role == "meta"
            placed = dated or line.role == "" or (strong and line.role != "title")
            ended = line.text[-1] in _NAME_END and not _INITIAL.search(line.text)
            if name and placed and not ended and len(name) <= 40 and len(name.split()) <= 4:
                parts.author, line.role = name, "author"
                return


def _name(text: str) -> str | None:
    """An author's name of a line, without "by" and "says"; None if it cannot be one."""
    text = text.strip(" ,:|·•\u00a0" + _QUOTES)
    folded = text.casefold()
    for word in longest_first("says"):
        if folded.endswith(" " + word):
            text = text[: -len(word)].strip(" ,:")
            folded = text.casefold()
            break
    for word in longest_first("by"):
        if folded.startswith(word + " "):
            text = text[len(word) :].strip(" ,:")
            break
    if (
        not 1 <= len(text) <= _MAX_NAME
        or is_noise(text)
        or _STARS.fullmatch(text)
        or parse_rating(text)
        or _COUNTED.fullmatch(text)
    ):
        return None
    if (text[0].isdigit() and " " in text) or any(sign in text for sign in ("://", "www.", "›", "»")):
        return None
    return text


def _texts(parts: Parts, lines: list[Line]) -> None:
    """Title and body. Lines in elements named as texts come before others; of them the longest and what stands beside
    it in like blocks are the body, so that badges, tags and notes elsewhere in the box are not."""
    told = [line for line in lines if line.role == "body" and _is_text(line.text)]
    told = [line for line in told if not _COUNTED.fullmatch(line.text)] or told
    loose = [
        line
        for line in lines
        if line.role in ("", "weak_body")
        and _is_text(line.text)
        and not _COUNTED.fullmatch(line.text)
        and not (len(line.text) < _LONG_LINE and _FACTS.search(line.text))
    ]
    size = sum(len(line.text) for line in told)
    pool = (
        told if size >= _MIN_TEXT and max((len(line.text) for line in loose), default=0) <= 2 * size else loose + told
    )
    titles = [line for line in lines if line.role == "title" and _is_text(line.text) and 1 < len(line.text) <= 200]
    titles = [line for line in titles if not _COUNTED.fullmatch(line.text)]
    if not pool and titles:
        pool, titles = titles[-1:], titles[:-1]
    if not pool:
        return
    longest = max(pool, key=lambda line: len(line.text))
    rows = [line for line in lines if line in pool and _belongs(line, longest, bool(told) and pool is told)]
    parts.body = "\n".join(_clean(line.text) for line in rows).strip()
    before = [line for line in pool if line not in rows and lines.index(line) < lines.index(longest)]
    quoted = [line for line in before if 3 <= len(line.text) <= 120 and "quote" in words_of(names_of(line.element))]
    titles = [line for line in titles if key(line.text) != key(parts.author or "")] or quoted
    if titles:
        parts.title = titles[0].text.strip(_QUOTES + " ")
    things = [line.text for line in lines if line.role == "product" and len(line.text) <= 200]
    parts.product = things[0] if things else None


def _is_text(text: str) -> bool:
    return not is_noise(text) and not _STARS.fullmatch(text) and not _is_rating(text)


_PARAGRAPHS = frozenset({"p", "ul", "ol", "li", "blockquote", "q", "pre", "dl", "dd", "dt", "h2", "h3", "h4", "h5"})


def _belongs(line: Line, longest: Line, told: bool) -> bool:
    """Whether a line is of the same text as the longest one: in its block, or in a like block beside it."""
    if line is longest or line.block is longest.block:
        return True
    if line.element is not longest.element and (
        line.element.tag != longest.element.tag or line.element.get("class") != longest.element.get("class")
    ):
        return False
    if told:
        stray = _COUNTED.fullmatch(line.text) or (longest.block.tag == "p" and line.block.tag not in _PARAGRAPHS)
        return not (stray and len(line.text) < _LONG_LINE)
    near, anchor = line.block, longest.block
    alike = near.tag == anchor.tag and near.get("class") == anchor.get("class") and len(line.text) >= _LONG_LINE
    if not alike and not (near.tag in _PARAGRAPHS and anchor.tag in _PARAGRAPHS):
        return False
    home = anchor.getparent() if anchor.tag not in ("li", "dd", "dt") else anchor.getparent().getparent()
    return any(parent is home for parent in _around(near))


def _is_rating(text: str) -> bool:
    return len(text) <= 40 and parse_rating(text) is not None and sum(char.isalpha() for char in text) <= 20


def _clean(text: str) -> str:
    for phrase in (
        "read more",
        "... more",
        "… more",
        "show more",
        "mehr lesen",
        "xem thêm",
        "อ่านเพิ่มเติม",
        "lire la suite",
        "leer más",
    ):
        if text.casefold().endswith(phrase) and len(text) > len(phrase) + 10:
            text = text[: -len(phrase)].rstrip(" .…·[(")
    return text.strip()


def _reply(parts: Parts, lines: list[Line], dates: DateReader) -> None:
    for line in lines:
        written = line.element.get("datetime") if line.element.tag == "time" else None
        if (line.role == "date" or len(line.text) <= 80) and parts.replied is None:
            parts.replied = dates.fast(written or line.text)
            if parts.replied is not None and len(line.text) <= 40:
                line.role = "date"
    texts = []
    for line in lines:
        announces = len(line.text) <= 80 and announces_reply(line.text)
        if not announces and line.role not in ("date", "author", "control", "aside") and not is_noise(line.text):
            texts.append(line.text)
    parts.reply = "\n".join(texts) or None
    if parts.reply is None:
        parts.replied = None
