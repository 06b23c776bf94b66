"""One box of a review list, read into its parts: who, when, title, text, and the owner's reply."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from lxml import etree

from crawlers.extract.page.dates import DateReader
from crawlers.extract.page.ratings import parse_rating
from crawlers.extract.page.rules import SURE, VETO, Decision, Rule, Way, Ways
from crawlers.extract.page.text import BLOCK_TAGS, HIDDEN_TAGS, is_icon, key
from crawlers.extract.reviews.answers import MAX_NODES, NO_BRAND, Brand, announces, around, split_answer
from crawlers.extract.reviews.labels import heads_text, is_label, labelled
from crawlers.extract.reviews.names import box_names, words_of
from crawlers.extract.reviews.roles import (
    COUNTED,
    LONG_LINE,
    QUOTES,
    Line,
    before_names,
    behind_names,
    cut_off,
    hook_of,
    is_noise,
    looks_like_name,
    names_author,
    names_of,
    role_of,
    without_announcement,
)
from data.languages import all_words, extract

_MAX_DEPTH = 60
_MIN_TEXT = 3
_MAX_NAME = 60
_MAX_DATE = 60
_TAG_ROLES = {"time": "date", "cite": "author", "blockquote": "body", "q": "body", "h1": "title", "h2": "title",
              "h3": "title", "h4": "title", "h5": "title", "h6": "title", "form": "control",
              "nav": "control", "label": "control", "figure": "aside"}  # fmt: skip
_NAME_END = ".!?。！？;"
_INITIAL = re.compile(r"(?:^|\s)\w\.$")
_STARS = re.compile(r"[★☆⭐✩⯪⯨\s\ufe0f]+")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\xad"))


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "cite"})
_MAX_BESIDE = 8
_INLINE = frozenset({"time", "cite", "span", "a", "b", "strong", "em", "i", "mark", "u", "small", "sup"})
_BLOCKS = BLOCK_TAGS | {"td", "th"}
_BREAKING = frozenset({"author", "date", "control", "reply", "rating"})
"""Roles that end a text even in the middle of it."""


@dataclass
class Parts:
    """What a box says. `body` is '' if it says nothing; `author_by`: the way the author was read, of `_AUTHORS`."""

    body: str = ""
    title: str | None = None
    author: str | None = None
    author_by: str = ""
    published: datetime | None = None
    product: str | None = None
    reply: str | None = None
    replied: datetime | None = None
    dates: int = 0
    size: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether the name of an element, not a guess, gave the author."""
        return self.author_by == _BY_ELEMENT


def read_box(
    box: etree._Element,
    nested: Callable[[etree._Element], bool],
    marks: Container[etree._Element],
    dates: DateReader,
    brand: Brand = NO_BRAND,
    *,
    commented: bool = True,
) -> Parts | None:
    """The parts of a box. `nested` tells the boxes in it that are reviews of their own, `marks` its rating marks: both
    left out; `brand` knows who answers for the page's owner; `commented`, whether anything of the page is named a comment.
    None if the box is too large to be one review."""
    reader = _Reader(box, nested, marks)
    if reader.left < 0:
        return None
    own, answer = split_answer(box, reader.lines, marks, dates, brand, commented=commented)
    _forget_common_role(own)
    own = _without_labels(_without_hidden(own))
    _set_parts_aside(box, own)
    _set_initials_aside(own)
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
            if child.tag in HIDDEN_TAGS or is_icon(child):
                pass
            elif child in self._marks or _is_thread(child) or (child.tag == self._box.tag and self._nested(child)):
                self._flush(role, element, around)
            else:
                self._enter(child, role, element, around, depth, apart_all)
            if child.tail:
                self._buffer.append(child.tail)

    def _enter(
        self,
        child: etree._Element,
        role: str,
        element: etree._Element,
        around: etree._Element,
        depth: int,
        apart_all: bool,
    ) -> None:
        """Read an element within one that has `role`; `apart_all`: each there is a line of its own."""
        block = child.tag in _BLOCKS
        own = _own_role(child, role)
        apart = block or apart_all or own not in ("", role)
        if apart:
            self._flush(role, element, around)
        inner = child if block and child.tag != "br" else around
        if text := child.text or _hidden_date(child, own):
            self._buffer.append(text)
        holder = child if own else element
        if len(child):
            self._visit(child, own or role, holder, inner, depth + 1)
        if apart:
            self._flush(own or role, holder, child if own and not block else inner)


def _is_thread(element: etree._Element) -> bool:
    """Whether a list holds what others answered to the box: not the customer's own words."""
    return element.tag in ("ul", "ol") and "children" in (element.get("class") or "").split()


def _hidden_date(element: etree._Element, role: str) -> str:
    """A date that a script writes into an element; in its attributes it is said."""
    return (element.get("data-content") or element.get("data-time") or "") if role == "date" else ""


def _own_role(element: etree._Element, role: str) -> str:
    """The role an element's name gives it within one that has `role`; '' if none of its own."""
    tag = str(element.tag)
    called = _called(element)
    own = called or _role_by_look(element)
    if tag == "button" and element.find(".//div") is None:
        own = "author" if _opens_profile(element) else "control"
    elif tag == "time" and element.get("datetime"):
        own = "date"
    elif own == "title":
        own = _title_or_name(element, role, called)
    if role != "body":
        return own
    # A word of the text that is marked is not another part.
    breaks = own in _BREAKING or called == own == "title"
    return "" if own == "weak_body" or (tag in _INLINE and not breaks) else own


def _opens_profile(button: etree._Element) -> bool:
    """Whether a button is called a name, and its label says what it opens of whom ("See Ann's profile")."""
    name, label = _words_in(button), button.get("aria-label") or ""
    return 2 < len(name) <= LONG_LINE and label.find(name) > 0 and not is_noise(name)


def _called(element: etree._Element) -> str:
    """The role that an element's name gives it; '' for a heading that is only said to be of the review, or quotes."""
    called = role_of(names_of(element))
    if element.tag not in _HEADINGS:
        return called
    return "" if called == "weak_body" or (called == "meta" and _is_quotation(_words_in(element))) else called


def _role_by_look(element: etree._Element) -> str:
    return "title" if _HEADED.search(element.get("class") or "") else _TAG_ROLES.get(str(element.tag), "")


_HEADED = re.compile(r"(?:^|\s)h[1-6](?:\s|$)")
"""A class that makes a paragraph look like a heading."""


def _words_in(element: etree._Element) -> str:
    return " ".join("".join(islice(element.itertext(), _MAX_BESIDE)).split())


def _title_or_name(element: etree._Element, role: str, called: str) -> str:
    """What is a title by its name or its tag, or, in what is about the writer, the name or what the writer is."""
    if role != "author" and not _is_about_author(element.getparent()):
        return "title"
    if not called:
        return "" if role == "author" else "author"
    return "aside" if role == "author" or _is_beside_name(element) else "title"


def _is_about_author(holder: etree._Element | None) -> bool:
    """Whether an element is named for who wrote the review ("customer-info"), and is no review of its own."""
    words = words_of(holder.get("class") or "") if holder is not None else ()
    return any(names_author(word) for word in words) and box_names("review").isdisjoint(words)


def _is_beside_name(element: etree._Element) -> bool:
    """Whether an element beside it is named or marked as a name."""
    parent = element.getparent()
    beside = (other for other in islice(parent, _MAX_BESIDE) if other is not element) if parent is not None else ()
    return any(other.tag in _HEADINGS or role_of(names_of(other)) == "author" for other in beside)


def _side_by_side(node: etree._Element) -> bool:
    """Whether inline elements in a block follow each other without a space between: a row (name, date), not a sentence."""
    if len(node) < 2 or node.tag not in BLOCK_TAGS or (node.text and node.text.strip()):
        return False
    if any(child.tail and child.tail.strip() for child in node):
        return False
    pairs = [(one, other) for one, other in pairwise(node) if one.tag in _INLINE and other.tag in _INLINE]
    return bool(pairs) and not any(one.tail for one, _ in pairs)


def _forget_common_role(lines: list[Line]) -> None:
    """Take no line for the text by the name of its element where all have that name: it says how they look."""
    if len(lines) > 2 and len({(line.role, line.element.get("class")) for line in lines}) == 1:
        for line in lines if lines[0].role == "body" and len({line.element for line in lines}) == len(lines) else ():
            line.role = ""


_UNSEEN = frozenset({"hidden", "d-none", "is-hidden", "hide"})
"""Class names of what no reader sees, unless a script shows it."""


def _without_hidden(lines: list[Line]) -> list[Line]:
    """The lines without what hidden elements in them say more than once in the box: a notice, no text that is cut off."""
    hidden = Counter(
        said
        for block in dict.fromkeys(line.block for line in lines)
        for node in islice(block.iterdescendants("span"), MAX_NODES)
        if not _UNSEEN.isdisjoint((node.get("class") or "").split()) and (said := _words_in(node))
    )
    for said, count in hidden.items() if hidden else ():
        for line in lines if count > 1 else ():
            line.text = line.text.replace(said, " ").strip()
    return [line for line in lines if line.text] if hidden else lines


_UNNAMED = ("", "meta", "weak_body")
"""Roles of lines whose elements say little of them."""


def _without_labels(lines: list[Line]) -> list[Line]:
    """The lines without the labels that begin them ("Reviewer: Ann", "Review: ..."), which say what the line is, or, alone,
    the line below."""
    kept: list[Line] = []
    awaited = ""
    _name_texts_of_sides(lines)
    for line in lines:
        what, rest = labelled(line.text) or ("", line.text)
        if what:
            _unlabel(line, what, rest)
        elif awaited == "author" and (line.role in (*_UNNAMED, "title") or _may_be_name(line.text)):
            line.role = "author"
        awaited = what if not rest else ""
        if rest:
            kept.append(line)
    return kept


def _name_texts_of_sides(lines: list[Line]) -> None:
    """Take what is below "Pros" and "Cons" for the text, whatever its element is called, where there is no other."""
    if any(line.role in ("", "weak_body", "body") and len(line.text) >= LONG_LINE for line in lines):
        return
    head: Line | None = None
    for line in lines:
        if heads_text(line.text):
            head = line
        elif head is not None and line.role == "aside" and len(line.text) >= _MIN_HEADED:
            line.role, head.role = "body", "aside"
        elif line.role != "body":
            head = None


_MIN_HEADED = 12
"""Letters of a line below "Pros" that is a text whatever its element is called."""


def _set_parts_aside(box: etree._Element, lines: list[Line]) -> None:
    """Give the labels of what is rated by itself ("Food", each with its stars in a row of the box) no say in who wrote it."""
    rows = [node for node in islice(box.iterdescendants("tr", "li"), MAX_NODES) if _is_rated_row(node)]
    alike = {node for node in rows if sum(other.getparent() is node.getparent() for other in rows) > 1}
    alike.update(node for term in islice(box.iterdescendants("dt"), MAX_NODES) for node in _graded_term(term))
    for line in lines if alike else ():
        if line.role in _UNNAMED and not alike.isdisjoint((line.block, *around(line.block)[:2])):
            line.role = "aside"


def _graded_term(term: etree._Element) -> tuple[etree._Element, ...]:
    """A term of a list and what is behind it, where that is a number: a part and its rating."""
    behind = term.getnext()
    number = behind is not None and behind.tag == "dd" and parse_rating("".join(behind.itertext()).strip()) is not None
    return (term, behind) if number and behind is not None else ()


def _set_initials_aside(lines: list[Line]) -> None:
    """Give the letters in the place of a picture ("AK" above "Ann Kay") no say in who wrote it."""
    for line, following in pairwise(lines):
        if len(line.text) <= _MAX_INITIALS and line.text.isalpha() and line.text.isupper():
            words = following.text.split()
            if "".join(word[0] for word in words).startswith(line.text) and len(following.text) > len(line.text):
                line.role = "aside"


_MAX_INITIALS = 2


def _is_rated_row(row: etree._Element) -> bool:
    """Whether a row of a table or a list holds a short label and stars."""
    said = "".join(row.itertext()).split()
    stars = box_names("stars")
    return len(said) <= _MAX_LABEL_WORDS and any(
        not stars.isdisjoint(words_of(node.get("class") or ""))
        for node in islice(row.iterdescendants(), _MAX_LABEL_WORDS)
    )


_MAX_LABEL_WORDS = 12


def _unlabel(line: Line, what: str, rest: str) -> None:
    """Take the label off a line, and give the line the role it says."""
    if what != "other":
        line.text = rest
        line.role = "author" if what == "author" and len(rest) <= _MAX_NAME else line.role
    elif line.role in _UNNAMED and len(rest) <= LONG_LINE:
        line.text, line.role = rest, "date" if any(char.isdigit() for char in rest) else "aside"


_FACTS = re.compile(r"[·•|]\s?\d|\d[^·•|]{0,15}[·•|]")
"""Facts in a row ("Local guide · 12 reviews"), no sentence."""
_GRADED = re.compile(r"[^\W\d][^\d.!?]{2,30}\s(?:[0-5]|[0-9][.,]\d|10)(?:\s?/\s?(?:5|10))?")
"""A part and its rating ("Ease of use 4.5")."""


def _date(parts: Parts, lines: list[Line], dates: DateReader) -> None:
    parts.published = _marked_day(lines, dates)
    seen = set()
    of_stay = None
    for line in lines:
        if _may_be_date(line) and (found := dates.fast(line.text)):
            seen.add(found.date())
            if line.role == "title" and _is_date_alone(line.text):
                line.role = "date"
            if line.role not in ("title", "aside") and _is_month(line):
                of_stay = of_stay or found
            elif parts.published is None and line.role not in ("title", "aside"):
                parts.published = found
            if line.role in _MAY_TURN_DATE and _mostly_date(line.text):
                line.role = "date"
    parts.published = parts.published or of_stay
    parts.dates = len(seen)


_MAY_TURN_DATE = frozenset({"", "meta", "weak_body", "author", "body"})


def _marked_day(lines: list[Line], dates: DateReader) -> datetime | None:
    """The first date of a line whose element is one; a month alone, as of a stay, if there is nothing else."""
    marked = [(line, found) for line in lines if (found := _marked_date(line, dates))]
    whole = [found for line, found in marked if not _is_month(line)] or [found for _, found in marked]
    return whole[0] if whole else None


def _may_be_date(line: Line) -> bool:
    """Whether a line is short enough for a date, and no text by its element's name, unless it is little but figures."""
    if line.role == "body":
        return len(line.text) <= _MAX_DATE_ALONE and _is_mostly_figures(line.text)
    return len(line.text) <= _MAX_DATE


def _is_month(line: Line) -> bool:
    """Whether a date is of a month and its year alone, or its element is named for a stay or a visit."""
    if not _OF_A_STAY.isdisjoint(words_of(names_of(line.element))):
        return True
    if line.element.get("datetime") or sum(char.isdigit() for char in line.text) != _YEAR_DIGITS:
        return False
    return re.search(r"(?<!\d)\d{4}(?!\d)", line.text) is not None


_OF_A_STAY = frozenset({"stay", "stayed", "visit", "visited", "travel", "trip", "experience", "joined", "member"})
_YEAR_DIGITS = 4


def _is_mostly_figures(text: str) -> bool:
    """Whether a short text has the figures of a day and a year, and few words beside them: what an element is called for its
    looks ("Text") does not make that a text."""
    return sum(char.isdigit() for char in text) >= 4 and len(text.split()) <= 4


_MAX_DATE_ALONE = 24


def _is_date_alone(text: str) -> bool:
    """Whether a text that holds a date is that and nothing else."""
    ago = text[0].isdigit() and len(text) <= _MAX_DATE_ALONE  # "2 weeks ago"
    figures = len(text) <= 20 and sum(char.isdigit() for char in text) >= 4
    return (ago or figures) and len(text.split()) <= 4


def _marked_date(line: Line, dates: DateReader) -> datetime | None:
    """The date of a line whose element is one, by what it is marked up with before what it says."""
    node = line.element
    if line.role != "date" and node.tag != "time":
        return None
    inner = next(node.iterdescendants("time"), None) if node.tag != "time" else None
    exact = inner.get("datetime") if inner is not None and (inner.text or "").strip() in line.text else None
    for written in (node.get("datetime"), exact, node.get("title"), line.text):
        if written and len(written) <= 120 and (found := dates.read(written)):
            return found
    return None


def _mostly_date(text: str) -> bool:
    return len(text) <= 40 or (len(text) <= 60 and 4 * sum(char.isdigit() for char in text) >= len(text))


@dataclass(frozen=True)
class _Author:
    """A name, and the line that gives it."""

    name: str
    line: Line


def _author(parts: Parts, lines: list[Line]) -> None:
    reading = _AUTHORS.read(lines)
    if reading is None:
        return
    found = reading.value
    parts.author, parts.author_by = found.name, reading.way
    if found.line.role != "date":
        found.line.role = "author"


def _author_by_element(lines: list[Line]) -> _Author | None:
    for line in lines:
        if line.role == "author" and (name := _name(line.text)):
            return _Author(name, line)
    return None


def _author_after_by(lines: list[Line]) -> _Author | None:
    for line in lines:
        if line.role in ("", "meta", "weak_body", "date") and len(line.text.casefold()) <= _MAX_NAME + 20:
            names = (_name(_before_date().split(rest, maxsplit=1)[0]) for rest in _after_by(line.text))
            if name := next((name for name in names if name and _is_short_name(name)), None):
                return _Author(name, line)
    return None


def _after_by(text: str) -> Iterator[str]:
    """What follows "by" at the beginning of a line, for each word for it that fits, the longest first."""
    folded = text.casefold()
    for word in before_names():
        if folded.startswith(word) and not (word[-1].isalpha() and folded[len(word) : len(word) + 1].isalnum()):
            yield text[len(word) :]


def _author_before_says(lines: list[Line]) -> _Author | None:
    """The name in a line that says that somebody wrote a review, and perhaps when ("Ann wrote a review, May 2026")."""
    for line in lines:
        if line.role not in ("", "meta", "weak_body", "date") or len(line.text) > _MAX_NAME + 20:
            continue
        folded = line.text.casefold()
        place = next((at for word in behind_names() if " " in word and (at := folded.find(f" {word}")) > 0), 0)
        if place and _is_short_name(line.text[:place]) and (name := _name(line.text[:place])):
            return _Author(name, line)
    return None


def _author_who_recommends(lines: list[Line]) -> _Author | None:
    """The name that begins a line which says that somebody recommends something, or does not ("Ann recommends Acme")."""
    for line in lines:
        if line.role == "body" or len(line.text) > 2 * _MAX_NAME or (match := _recommends().search(line.text)) is None:
            continue
        if (name := line.text[: match.start()].strip()) and looks_like_name(name) and _name(name):
            return _Author(name, line)
    return None


@cache
def _recommends() -> re.Pattern[str]:
    words = sorted(all_words(extract, lambda file: file.reviews.recommends), key=len, reverse=True)
    return re.compile("|".join(rf"\s{re.escape(word)}(?:\s|$)" for word in words) or r"(?!)", re.IGNORECASE)


def _is_short_name(name: str) -> bool:
    words = name.split()
    return len(words) <= 5 and not any(word[0].isdigit() for word in words)


def _author_before_date(lines: list[Line]) -> _Author | None:
    """The name in an element of its own before a date in the same line: "<b>Ann Kay</b> 5 May 2026"."""
    for line in lines:
        if line.role != "date" or len(line.text) > _MAX_NAME + 20:
            continue
        head = _before_date().split(line.text, maxsplit=1)[0].strip(" ,|·•")
        own = any(" ".join((node.text or "").split()) == head for node in line.block if node.tag in _INLINE)
        if head and head != line.text and own and looks_like_name(head) and (name := _name(head)):
            return _Author(name, line)
    return None


def _author_behind_text(lines: list[Line]) -> _Author | None:
    body = _longest(lines)
    for line in lines[lines.index(body) + 1 :] if body is not None else ():
        if line.role == "title" and len(line.text) <= 40 and (name := _name(line.text)):
            return _Author(name, line)
    return None


def _author_beside(lines: list[Line]) -> _Author | None:
    body = _longest(lines)
    lines = [line for line in lines if line.role not in ("aside", "rating") or line is body]
    for place, line in enumerate(lines):
        if line is not body:
            near = {lines[other].role for other in (place - 1, place + 1) if 0 <= other < len(lines)}
            beside = _Beside(line, near)
            if _NAMES_BESIDE.holds(beside) and beside.name:
                return _first_of_row(lines, place) or _in_row_of_date(lines, body, line) or _Author(beside.name, line)
    return None


def _in_row_of_date(lines: list[Line], body: Line | None, found: Line) -> _Author | None:
    """The name that begins the row of the date behind the text, where a short line before the text may as well be its
    title."""
    if body is None or lines.index(found) > lines.index(body):
        return None
    place = next((number for number, line in enumerate(lines) if line.role == "date"), 0)
    if place < lines.index(body) or found.block.getparent() is lines[place].block.getparent():
        return None
    if any(map(names_author, words_of(found.element.get("class") or ""))):
        return None
    holder = lines[place].block.getparent()
    row = [line for line in lines[lines.index(body) + 1 : place] if line.block.getparent() is holder]
    names = (_Author(name, line) for line in row if line.role in ("", "meta") and (name := _name(line.text)))
    return next(names, None)


def _author_by_picture(lines: list[Line]) -> _Author | None:
    """A title or a short line that a picture beside it is called too: whose picture it is."""
    for line in lines:
        if line.role in ("", "meta", "weak_body", "title") and looks_like_name(line.text) and _has_picture(line):
            return _Author(line.text, line) if _name(line.text) else None
    return None


def _has_picture(line: Line) -> bool:
    pictures = (image for parent in around(line.element)[:3] for image in islice(parent.iterdescendants("img"), 4))
    return any(" ".join((image.get("alt") or "").split()) == line.text for image in pictures)


def _author_in_avatar(lines: list[Line]) -> _Author | None:
    """The first line of what is named for somebody's picture, which is more than their initials."""
    for line in lines:
        if line.role == "aside" and len(line.text) > 2 and "avatar" in words_of(names_of(line.element)):
            return _Author(name, line) if (name := _name(line.text)) and len(line.text) <= LONG_LINE else None
    return None


def _author_in_heading(lines: list[Line]) -> _Author | None:
    """The heading that begins the box, where it is beside a picture with a link and a fact about a person: what is rated, and
    when, follows."""
    line = lines[0] if lines else None
    if line is None or line.role != "title" or not looks_like_name(line.text) or len(lines) < 3:
        return None
    holder = line.block.getparent()
    beside = holder is not None and lines[1].block.getparent() is holder and lines[1].role in ("", "meta", "aside")
    body = _longest(lines)
    if not beside or body is lines[1] or holder is None or body is None or body.block in set(holder.iterdescendants()):
        return None
    return _Author(line.text, line) if _name(line.text) else None


def _author_alone(lines: list[Line]) -> _Author | None:
    """The short line behind the text, or the heading above it, where a box has no others: a card with what somebody said and
    who."""
    told = [line for line in lines if line.role not in ("date", "control", "rating")]
    if len(told) == 2 and told[0].role == "title" and looks_like_name(told[0].text):
        told.reverse()
    if len(told) != 2 or len(told[0].text) < LONG_LINE or told[1].block is told[0].block:
        return None
    cased = any(char.isupper() or char.islower() for char in told[1].text)
    if not _may_be_name(told[1].text) or (cased and not looks_like_name(told[1].text)):
        return None
    return _Author(told[1].text, told[1])


def _first_of_row(lines: list[Line], place: int) -> _Author | None:
    """The name at the beginning of the row in which a short line is: behind a name is the town."""
    block = lines[place].block
    for line in lines[max(0, place - 2) : place]:
        if (
            line.block is block
            and line.role == lines[place].role
            and looks_like_name(line.text)
            and (name := _name(line.text))
        ):
            return _Author(name, line)
    return None


def _author_under_quote(lines: list[Line]) -> _Author | None:
    """The name right behind a text in quotation marks, or in an element for quotes."""
    body = _longest(lines)
    if body is None or not (body.block.tag in ("blockquote", "q") or body.text[0] in QUOTES):
        return None
    for line in lines[lines.index(body) + 1 :][:2]:
        if line.role in ("", "meta", "weak_body", "title") and (name := _quoted_name(line.text)):
            return _Author(name, line)
    return None


def _author_with_place(lines: list[Line]) -> _Author | None:
    """The name that is the last line, behind the text and with the person's town ("Clémence R., Rennes"), whatever its
    element is called."""
    body = _longest(lines)
    line = lines[-1] if lines else None
    if body is None or line is None or line is body or line.role not in ("", "meta", "weak_body", "title", "body"):
        return None
    name, _, place = line.text.partition(", ")
    if not place or not looks_like_name(place) or not looks_like_name(name):
        return None
    return _Author(found, line) if (found := _name(name.strip(" –—-"))) else None


def _quoted_name(text: str) -> str | None:
    """A name with what the person is behind a comma or a dash ("— Ann Kay, teacher")."""
    head = re.split(r",|\s[-–—|·]\s", text.lstrip("-–—~ "), maxsplit=1)[0].strip()
    return _name(head) if head and (looks_like_name(head) or not head[0].isascii()) and len(head) <= LONG_LINE else None


def _longest(lines: list[Line]) -> Line | None:
    texts = [line for line in lines if line.role not in ("date", "control", "aside", "rating", "product")]
    return _main(texts) if texts else None


def _main(texts: list[Line]) -> Line:
    """The longest line; a paragraph of emojis comes before a short line outside of paragraphs, which is its writer's name."""
    longest = max(texts, key=lambda line: len(line.text))
    if longest.role in _UNNAMED and longest.block.tag not in _PARAGRAPHS and _may_be_name(longest.text):
        return next((line for line in texts if _is_mood(line)), longest)
    return longest


def _may_be_name(text: str) -> bool:
    ends = text[-1] in _NAME_END and not _INITIAL.search(text)
    return len(text) <= LONG_LINE and len(text.split()) <= 4 and not ends and _name(text) is not None


def _is_quotation(text: str) -> bool:
    return len(text) > 2 and text[0] in QUOTES and text[-1] in QUOTES and text[0] not in "'’"


class _Beside:
    """A line that may be the author's name, with the roles of the lines next to it."""

    def __init__(self, line: Line, near: set[str]) -> None:
        self.line, self.near = line, near

    @cached_property
    def name(self) -> str | None:
        return _name(self.line.text)


_AFTER_BY = "after a word like by"
_IN_AVATAR = "in what is named for a picture of somebody"
_RECOMMENDS = "before a word like recommends"
_BY_ELEMENT = "named by its element"
_SURE_OF_AUTHOR = (_BY_ELEMENT, _AFTER_BY, _IN_AVATAR, _RECOMMENDS)
"""Ways to read an author by which another short line is not the name."""
_AUTHORS = Ways[list[Line], _Author](
    "reviews.author",
    Way(_BY_ELEMENT, _author_by_element),
    Way(_AFTER_BY, _author_after_by),
    Way("before words like wrote a review", _author_before_says),
    Way(_RECOMMENDS, _author_who_recommends),
    Way("before a date in its line", _author_before_date),
    Way("called as a picture beside it", _author_by_picture),
    Way(_IN_AVATAR, _author_in_avatar),
    Way("heading that begins the box, of somebody", _author_in_heading),
    Way("heading behind the text", _author_behind_text),
    Way("short line beside others", _author_beside),
    Way("name under a quote", _author_under_quote),
    Way("last line, with a town", _author_with_place),
    Way("only line beside the only text", _author_alone),
)
_NAMES_BESIDE = Decision[_Beside](
    "reviews.line is the author",
    Rule("has another role", VETO, lambda it: it.line.role not in ("", "meta", "weak_body", "title")),
    Rule("ends as a sentence does", VETO,
         lambda it: it.line.text[-1] in _NAME_END and not _INITIAL.search(it.line.text)),
    Rule("in quotation marks", VETO, lambda it: _is_quotation(it.line.text)),
    Rule("is long", VETO, lambda it: it.name and (len(it.name) > 40 or len(it.name.split()) > 4)),
    Rule("beside a date", 1.0, lambda it: "date" in it.near),
    Rule("among facts", 1.0, lambda it: it.line.role == "meta"),
    Rule("has no role", 1.0, lambda it: it.line.role == ""),
    needs=1.0,
)  # fmt: skip


@cache
def _before_date() -> re.Pattern[str]:
    """What is between a name and a date in one line ("by Ann on 5 May")."""
    between = "|".join(map(re.escape, all_words(extract, lambda file: file.reviews.dated)))
    # A figure right behind a letter is of the name ("ann92"), but not in scripts that set no spaces.
    return re.compile(rf"\s(?:{between})\s|\s[-–—|·•]\s|,\s|\s(?=\d)|(?<=[\u0e00-\u0eff\u3040-\u9fff])(?=\d)")


def _name(text: str) -> str | None:
    """An author's name of a line, without "by" and "says"; None if it cannot be one."""
    text = text.strip(" ,:|·•\u00a0" + QUOTES)
    folded = text.casefold()
    for word in behind_names():
        if folded.endswith(" " + word):
            text = text[: -len(word)].strip(" ,:")
            folded = text.casefold()
            break
    for word in before_names():
        if folded.startswith(word + " "):
            text = text[len(word) :].strip(" ,:")
            break
    return text if _NAMES.holds(text) else None


_NAMES = Decision[str](
    "reviews.can be a name",
    Rule("empty", VETO, lambda text: not text),
    Rule("long", VETO, lambda text: len(text) > _MAX_NAME),
    Rule("number of things", VETO, lambda text: text[0].isdigit() and " " in text),
    Rule("address", VETO, lambda text: any(sign in text for sign in ("://", "www.", "›", "»"))),
    Rule("count", VETO, lambda text: COUNTED.fullmatch(text)),
    Rule("noise", VETO, lambda text: is_noise(text)),
    Rule("label", VETO, lambda text: is_label(text)),
    Rule("rating", VETO, lambda text: parse_rating(text)),
)


def _texts(parts: Parts, lines: list[Line]) -> None:
    """Title and body. Lines in elements named as texts come before others; of them the longest and what stands beside
    it in like blocks are the body, so that badges, tags and notes elsewhere in the box are not."""
    pool, titles, told = _candidates(lines)
    if not pool:
        return
    longest = _main(pool)
    rows = [line for line in lines if line in pool and _belongs(line, longest, told)]
    parts.body = "\n".join(_clean(line.text) for line in rows).strip()
    titles = [line for line in titles if _may_be_title(line, parts) and lines.index(line) < lines.index(longest)]
    if title := next(iter(titles), None) or _quote_before(longest, pool, rows, lines):
        parts.title = title.text.strip(QUOTES + " ")
    parts.product = next((line.text for line in lines if line.role == "product" and len(line.text) <= 200), None)


def _may_be_title(line: Line, parts: Parts) -> bool:
    """Whether a line is not the writer's name: where no element names one, a heading that may be is not kept in clear."""
    if parts.author_by not in _SURE_OF_AUTHOR and looks_like_name(line.text):
        return False
    return parts.author is None or key(line.text) != key(parts.author)


def _candidates(lines: list[Line]) -> tuple[list[Line], list[Line], bool]:
    """Lines that may be the text, those that may be its title, and whether the texts are named as such."""
    named = _named_texts(lines)
    loose = [line for line in lines if line.role in ("", "weak_body") and (_is_loose_text(line.text) or _is_mood(line))]
    titles = [line for line in lines if line.role == "title" and _is_title(line.text)]
    told = _outweighs(named, loose)
    pool = named if told else loose + named
    return (pool, titles, told) if pool else (titles[-1:], titles[:-1], told)


def _quote_before(longest: Line, pool: list[Line], rows: list[Line], lines: list[Line]) -> Line | None:
    """A text named a quote that comes before the longest and is not of the same text: its title."""
    place = lines.index(longest)
    return next((line for line in pool if _is_quote(line) and line not in rows and lines.index(line) < place), None)


def _named_texts(lines: list[Line]) -> list[Line]:
    """Lines in elements named as texts; those that only count something are left out if there are others."""
    named = [line for line in lines if line.role == "body" and (_is_text(line.text) or emoji_in(line.text))]
    return [line for line in named if not COUNTED.fullmatch(line.text)] or named


def _outweighs(named: list[Line], loose: list[Line]) -> bool:
    """Whether the lines named as texts are the text, beside others that may be."""
    size = sum(len(line.text) for line in named)
    moods = any(emoji_in(line.text) for line in named)
    return (size >= _MIN_TEXT or moods) and max((len(line.text) for line in loose), default=0) <= 2 * size


def _is_loose_text(text: str) -> bool:
    """Whether a line whose element has no name may be of the text."""
    facts = len(text) < LONG_LINE and (_FACTS.search(text) or _GRADED.fullmatch(text))
    return _is_text(text) and not COUNTED.fullmatch(text) and not facts


def _is_mood(line: Line) -> bool:
    """Whether a paragraph is of emojis alone: a text as good as another."""
    return line.block.tag in ("p", "blockquote", "q") and emoji_in(line.text)


def emoji_in(text: str) -> bool:
    """Whether a text without words says something in emojis; stars are a rating."""
    if any(char.isalnum() for char in text):
        return False
    return any(ord(char) >= _FIRST_EMOJI or char in "❤☺☹♥" for char in text) and not _STARS.fullmatch(text)


_FIRST_EMOJI = 0x1F300


def _is_title(text: str) -> bool:
    return 1 < len(text) <= 200 and _is_text(text) and not COUNTED.fullmatch(text)


def _is_quote(line: Line) -> bool:
    return 3 <= len(line.text) <= 120 and "quote" in words_of(names_of(line.element))


def _is_text(text: str) -> bool:
    return not is_noise(text) and not _STARS.fullmatch(text) and not _is_rating(text) and not is_label(text)


_PARAGRAPHS = frozenset({"p", "ul", "ol", "li", "blockquote", "q", "pre", "dl", "dd", "dt", "h2", "h3", "h4", "h5"})


def _belongs(line: Line, longest: Line, told: bool) -> bool:
    """Whether a line is of the same text as the longest one: in its block, or in a like block beside it. `told`: the
    texts are named as such."""
    return _SAME_TEXT.holds(_Pair(line, longest, told))


class _Pair(NamedTuple):
    line: Line
    longest: Line
    told: bool


def _is_stray(pair: _Pair) -> bool:
    """A count or a note among texts that are named as such."""
    line, anchor = pair.line, pair.longest.block
    if not pair.told or len(line.text) >= LONG_LINE:
        return False
    return bool(COUNTED.fullmatch(line.text)) or (anchor.tag == "p" and line.block.tag not in _PARAGRAPHS)


def _is_in_like_block(pair: _Pair) -> bool:
    near, anchor = pair.line.block, pair.longest.block
    if _is_muted(near) and not _is_muted(anchor):
        return False
    if near.tag in _PARAGRAPHS and anchor.tag in _PARAGRAPHS:
        return True
    return len(pair.line.text) >= LONG_LINE and _look_the_same(near, anchor)


def _is_muted(block: etree._Element) -> bool:
    """Whether a block is shown as less than the text: a note on the stay or the visit."""
    return not _MUTED.isdisjoint((block.get("class") or "").split())


_MUTED = frozenset({"text-muted", "text-secondary", "text-body-secondary", "muted", "small", "text-gray-500", "text-gray-400",
                    "text-slate-500", "caption"})  # fmt: skip


def _is_beside(pair: _Pair) -> bool:
    """Whether the line's block is in what the longest line's block (of a list item, the list) is in."""
    anchor = pair.longest.block
    home = anchor.getparent()
    if home is not None and anchor.tag in ("li", "dd", "dt"):
        home = home.getparent()
    return any(parent is home for parent in around(pair.line.block))


def _look_the_same(one: etree._Element, other: etree._Element) -> bool:
    return one is other or (one.tag == other.tag and (one.get("class") == other.get("class") or _are_sides(one, other)))


def _are_sides(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements are named as the two sides of one opinion ("review-positive", "review-negative")."""
    sides = box_names("sides")
    names = [words_of(hook_of(element) or element.get("class") or "") for element in (one, other)]
    if any(sides.isdisjoint(words) for words in names):
        return False
    bare = [tuple(word for word in words if word not in sides) for words in names]
    return bare[0] == bare[1] and names[0] != names[1]


_SAME_TEXT = Decision[_Pair](
    "reviews.line is of the text",
    Rule("in the same block", SURE, lambda pair: pair.line.block is pair.longest.block),
    Rule("outside the quotation marks", VETO,
         lambda pair: _is_quotation(pair.longest.text) and not _is_quotation(pair.line.text)),
    Rule("in an element of another kind", VETO,
         lambda pair: not _look_the_same(pair.line.element, pair.longest.element)),
    Rule("stray", VETO, _is_stray),
    Rule("named a text", SURE, lambda pair: pair.told),
    Rule("in another kind of block", VETO, lambda pair: not _is_in_like_block(pair)),
    Rule("elsewhere", VETO, lambda pair: not _is_beside(pair)),
)  # fmt: skip


def _is_rating(text: str) -> bool:
    return len(text) <= 40 and parse_rating(text) is not None and sum(char.isalpha() for char in text) <= 20


def _clean(text: str) -> str:
    for phrase in cut_off():
        if text.casefold().endswith(phrase) and len(text) > len(phrase) + 10:
            text = text[: -len(phrase)].rstrip(" .…·[(")
    return text.strip()


def _reply(parts: Parts, lines: list[Line], dates: DateReader) -> None:
    replied = next((found for line in lines if (found := _reply_date(line, dates))), None)
    parts.reply = "\n".join(line.text for line in lines if _is_of_answer(line)) or None
    parts.replied = replied if parts.reply is not None else None


def _reply_date(line: Line, dates: DateReader) -> datetime | None:
    """The date a line of the owner's tells; a short line that does is nothing else."""
    if line.role != "date" and len(line.text) > 80:
        return None
    written = line.element.get("datetime") if line.element.tag == "time" else None
    found = dates.fast(written or line.text) or _date_beside_announcement(line.text, dates)
    if found is not None and len(line.text) <= 40:
        line.role = "date"
    return found


def _date_beside_announcement(text: str, dates: DateReader) -> datetime | None:
    """The date in a line that announces the reply: "Response from the owner 2 weeks ago", "Atsakė prieš 2 dienas"."""
    rest = without_announcement(text)
    if rest is None:
        return None
    parts = (rest, *re.split(r"[|·•–—,()]|\s-\s", rest))
    return next((found for part in parts if part.strip() and (found := dates.fast(part.strip(" :.")))), None)


def _is_of_answer(line: Line) -> bool:
    if line.role in ("date", "author", "control", "aside"):
        return False
    return not announces(line) and not is_noise(line.text)
