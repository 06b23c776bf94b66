"""One box of a review list, read into its parts: who, when, title, text, and the owner's reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache

from lxml import etree

from crawlers.extract.dates import parse_date, parse_date_fast
from crawlers.extract.ratings import parse_rating
from crawlers.extract.ratings_marks import tables, words_of
from crawlers.extract.text import BLOCK_TAGS, HIDDEN_TAGS, is_icon, key, strip_glyphs, tidy

_MAX_NODES = 1_500
"""Elements read of one box; what is larger is no review but a page."""
_MAX_NAME = 60
_MAX_DATE = 60
_TAG_ROLES = {"time": "date", "cite": "author", "blockquote": "body", "q": "body", "h1": "title", "h2": "title",
              "h3": "title", "h4": "title", "h5": "title", "h6": "title", "button": "control", "form": "control",
              "nav": "control", "label": "control", "figure": "aside"}  # fmt: skip
_ORDER = ("author", "date", "title", "body", "weak_body", "control", "aside", "meta", "rating", "reply")
_NAME_END = ".!?。！？;"
_STARS = re.compile(r"[★☆⭐✩⯪⯨\s\ufe0f]+")
_QUOTES = "\"“”„«»‟'‘’「」『』"


@dataclass
class Line:
    """A line of a box: its text, the role its element's name gives it ('' if none) and that element."""

    text: str
    role: str
    element: etree._Element


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
    lines: list[Line] = field(default_factory=list)


@cache
def _role_words() -> dict[str, str]:
    return {word: role for role in reversed(_ORDER) for word in tables()["roles"][role]}


@lru_cache(maxsize=4096)
def role_of(names: str) -> str:
    """The role a class attribute claims; '' if none. In each name the last word that has a role decides."""
    words = _role_words()
    weak = ""
    for name in names.split()[:12]:
        found = [words[word] for word in words_of(name) if word in words]
        if not found:
            continue
        if "date" in found and found[-1] in ("meta", "weak_body", "aside"):
            return "date"
        if found[-1] not in ("weak_body", "meta"):
            return "control" if found[-1] == "reply" and ("link" in words_of(name)) else found[-1]
        weak = weak or next((role for role in reversed(found) if role in ("author", "control")), found[-1])
    return weak


@cache
def _phrases(name: str) -> frozenset[str]:
    return frozenset(tables()["phrases"][name])


def read_box(
    box: etree._Element,
    nested: Callable[[etree._Element], bool],
    marks: Container[etree._Element],
    language: str | None,
    now: datetime,
) -> Parts | None:
    """The parts of a box. `nested` tells the boxes in it that are reviews of their own, `marks` its rating marks: both
    left out. None if the box is too large to be one review."""
    lines = _lines(box, nested, marks)
    if lines is None:
        return None
    own, answer = _split_reply(lines)
    parts = Parts(lines=own)
    _date(parts, own, language, now)
    _author(parts, own)
    _texts(parts, own)
    if answer:
        _reply(parts, answer, language, now)
    return parts


def _lines(
    box: etree._Element, nested: Callable[[etree._Element], bool], marks: Container[etree._Element]
) -> list[Line] | None:
    lines: list[Line] = []
    buffer: list[str] = []
    roles: list[tuple[str, etree._Element]] = [("", box)]

    def flush() -> None:
        text = tidy("".join(buffer)) if buffer else ""
        buffer.clear()
        if text:
            role, element = roles[-1]
            lines.append(Line(" ".join(text.split()), role, element))

    walk = etree.iterwalk(box, events=("start", "end"))
    count = 0
    skipped = None
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            count += 1
            if count > _MAX_NODES:
                return None
            if node is not box and (tag in HIDDEN_TAGS or node in marks or is_icon(node) or nested(node)):
                if tag == "br" or nested(node) or node in marks:
                    flush()
                walk.skip_subtree()
                skipped = node
                continue
            role = "" if node is box else role_of(_names(node)) or _TAG_ROLES.get(tag, "")
            if node is not box and tag == "time" and node.get("datetime"):
                role = "date"
            if role and (role, node) != roles[-1]:
                if role != roles[-1][0] or tag in BLOCK_TAGS:
                    flush()
                roles.append((role, node))
            elif tag in BLOCK_TAGS or tag in ("td", "th"):
                flush()
            if node.text:
                buffer.append(re.sub(r"\s", " ", node.text))
        else:
            if node is skipped:
                skipped = None
            elif roles[-1][1] is node and node is not box:
                before = roles[-2][0]
                if roles[-1][0] != before or tag in BLOCK_TAGS:
                    flush()
                roles.pop()
            elif tag in BLOCK_TAGS or tag in ("td", "th"):
                flush()
            if node is not box and node.tail:
                buffer.append(re.sub(r"\s", " ", node.tail))
    flush()
    return lines


def _names(node: etree._Element) -> str:
    return " ".join(filter(None, (node.get("class"), node.get("data-testid"), node.get("data-hook"), node.get("itemprop"))))


def _split_reply(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The customer's lines, and the owner's: those in elements named reply, or after a line that announces a reply."""
    own: list[Line] = []
    answer: list[Line] = []
    spoken = False
    for place, line in enumerate(lines):
        if line.role == "reply" or any(_is_reply(parent) for parent in _around(line.element)):
            if answer or not is_noise(line.text):
                answer.append(line)
            continue
        folded = line.text.casefold()
        if spoken and place > 1 and len(folded) <= 80 and any(phrase in folded for phrase in _phrases("reply")):
            answer = [*answer, *lines[place:]]
            break
        own.append(line)
        spoken = spoken or len(line.text) >= 3
    texts = [line for line in answer if not is_noise(line.text)]
    return own, texts if sum(len(line.text) for line in texts) >= 8 else []


def _around(element: etree._Element) -> list[etree._Element]:
    found = []
    for depth, parent in enumerate(element.iterancestors()):
        if depth >= 4:
            break
        found.append(parent)
    return found


def _is_reply(element: etree._Element) -> bool:
    return role_of(element.get("class") or "") == "reply"


def is_noise(text: str) -> bool:
    """Whether a line is a control, a count or a glyph, not what a customer wrote."""
    bare = strip_glyphs(text).casefold().strip(" .:!?()…,")
    return bare in _phrases("noise") or not any(char.isalpha() for char in bare) or bool(
        re.fullmatch(r"(?:reply to|antworten auf|répondre à|responder a|besvar) .{1,60}", bare)
    )  # fmt: skip


def _date(parts: Parts, lines: list[Line], language: str | None, now: datetime) -> None:
    for line in lines:
        if line.role == "date" or line.element.tag == "time":
            node = line.element
            for written in (node.get("datetime"), node.get("title"), line.text):
                if written and len(written) <= 120 and (found := parse_date(written, language, now)):
                    parts.published = found
                    break
            if parts.published:
                break
    for line in lines:
        if line.role != "body" and len(line.text) <= _MAX_DATE and (found := parse_date_fast(line.text, language, now)):
            if parts.published is None and line.role not in ("title", "aside"):
                parts.published = found
            if line.role in ("", "meta", "weak_body", "author") and _mostly_date(line.text):
                line.role = "date"


def _mostly_date(text: str) -> bool:
    return len(text) <= 40


def _author(parts: Parts, lines: list[Line]) -> None:
    for line in lines:
        name = _name(line.text)
        if line.role == "author" and name:
            parts.author, parts.named = name, True
            line.role = "author"
            return
    for place, line in enumerate(lines):
        folded = line.text.casefold()
        if line.role in ("", "meta", "weak_body", "date") and len(folded) <= _MAX_NAME + 20:
            for word in sorted(_phrases("by"), key=len, reverse=True):
                if folded.startswith(word) and (not word[-1].isalpha() or not folded[len(word) : len(word) + 1].isalnum()):
                    name = _name(line.text[len(word) :])
                    if name and len(name.split()) <= 5 and not any(char.isdigit() for char in name):
                        parts.author, line.role = name, "author"
                        return
    # A short line beside a date is a name.
    body = max(lines, key=lambda line: len(line.text), default=None)
    for place, line in enumerate(lines):
        if line is not body and line.role in ("", "meta", "weak_body", "title") and not is_noise(line.text):
            near = [lines[other].role for other in (place - 1, place + 1) if 0 <= other < len(lines)]
            name = _name(line.text)
            dated = "date" in near or line.role == "meta"
            strong = line.element.tag in ("strong", "b") or line.role == "meta"
            if name and len(name) <= 40 and len(name.split()) <= 4 and (dated or strong or line.role == ""):
                if line.text[-1] not in _NAME_END and not (line.role == "title" and not dated):
                    parts.author, line.role = name, "author"
                    return


def _name(text: str) -> str | None:
    """An author's name of a line, without "by" and "says"; None if it cannot be one."""
    text = text.strip(" ,:|·•\u00a0" + _QUOTES)
    folded = text.casefold()
    for word in sorted(_phrases("says"), key=len, reverse=True):
        if folded.endswith(" " + word):
            text = text[: -len(word)].strip(" ,:")
            folded = text.casefold()
            break
    for word in sorted(_phrases("by"), key=len, reverse=True):
        if folded.startswith(word + " "):
            text = text[len(word) :].strip(" ,:")
            break
    if not 1 <= len(text) <= _MAX_NAME or is_noise(text) or _STARS.fullmatch(text) or parse_rating(text):
        return None
    return text if not text[0].isdigit() or any(char.isalpha() for char in text) else None


def _texts(parts: Parts, lines: list[Line]) -> None:
    """Title and body: lines in an element named as a text, else all that is nothing else."""
    told = [line for line in lines if line.role == "body" and not is_noise(line.text)]
    chosen = told if sum(len(line.text) for line in told) >= 3 else []
    if not chosen:
        chosen = [line for line in lines if line.role == "weak_body" and not is_noise(line.text)]
    loose = [line for line in lines if line.role in ("", "meta") and not is_noise(line.text)]
    if not chosen or max(map(len, (line.text for line in loose)), default=0) > 2 * sum(len(line.text) for line in chosen):
        chosen = [line for line in loose if line.role == ""] + [line for line in chosen if line.role == "body"]
        chosen.sort(key=lambda line: lines.index(line))
    titles = [line for line in lines if line.role == "title" and not is_noise(line.text) and len(line.text) <= 200]
    if not chosen and titles:
        chosen, titles = titles[-1:], titles[:-1]
    rows = [line for line in chosen if not _STARS.fullmatch(line.text) and not _is_rating(line.text)]
    parts.body = "\n".join(_clean(line.text) for line in rows).strip()
    if titles and key(titles[0].text) != key(parts.author or ""):
        parts.title = titles[0].text


def _is_rating(text: str) -> bool:
    return len(text) <= 40 and parse_rating(text) is not None and sum(char.isalpha() for char in text) <= 20


def _clean(text: str) -> str:
    for phrase in ("read more", "... more", "… more", "show more", "mehr lesen", "xem thêm", "อ่านเพิ่มเติม", "lire la suite", "leer más"):
        if text.casefold().endswith(phrase) and len(text) > len(phrase) + 10:
            text = text[: -len(phrase)].rstrip(" .…·[(")
    return text.strip()


def _reply(parts: Parts, lines: list[Line], language: str | None, now: datetime) -> None:
    for line in lines:
        written = line.element.get("datetime") if line.element.tag == "time" else None
        if (line.role == "date" or len(line.text) <= 80) and parts.replied is None:
            parts.replied = parse_date_fast(written or line.text, language, now)
            if parts.replied is not None and len(line.text) <= 40:
                line.role = "date"
    texts = []
    for line in lines:
        folded = line.text.casefold()
        announces = len(folded) <= 80 and any(phrase in folded for phrase in _phrases("reply"))
        if not announces and line.role not in ("date", "author", "control", "aside") and not is_noise(line.text):
            texts.append(line.text)
    parts.reply = "\n".join(texts) or None
    if parts.reply is None:
        parts.replied = None
