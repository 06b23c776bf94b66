"""The owner's answer in the box of a review: by what an element is called, by the line that announces it, or by its place:
below the customer's own text somebody else says who they are, when, and what they have to say."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from crawlers.extract.page.dates import DateReader
from crawlers.extract.page.rules import Decision, Rule
from crawlers.extract.page.text import key
from crawlers.extract.reviews.names import box_names, words_of
from crawlers.extract.reviews.roles import (
    COUNTED,
    HAVING,
    Line,
    announces_reply,
    is_noise,
    is_reply,
    looks_like_name,
    names_of,
    role_of,
)
from data.languages import all_words, extract
from data.languages.scripts import spaceless

MAX_NODES = 600
"""Elements read of one box; what is larger is no review but a page."""
_MIN_REPLY = 8
_MAX_HEADS = 4
"""Short lines above an answer that say whose it is, and when."""
_MAX_HEAD = 60
_LEAST_LINES = 4
"""Lines of a box in which somebody may be answered: who wrote, what, who answers, what."""
_LEAST_NAME = 4
"""Letters of a brand's name by which it is known again."""
_SENTENCE_WORDS = 6
_SENTENCE_LETTERS = 8
_ENDS = ".!?…。！？"
_SEPARATOR = re.compile(r"\s[-–—|·•:»]\s|\s?[|｜•»]\s?|,\s|:\s")
_COMMENTS = ("div", "li", "ul", "ol", "article", "section")


@dataclass(frozen=True)
class Brand:
    """What the page's owner is called, as `key` makes it: the parts of its title, its first heading, the labels of its host."""

    names: frozenset[str] = frozenset()

    def is_named(self, text: str) -> bool:
        """Whether a line is the owner's name, alone or with its legal form."""
        return key(_without_form(text)) in self.names


NO_BRAND = Brand()


def brand_of(title: str, heading: str, host: str) -> Brand:
    """The names of the owner of a page with this title, first heading and host."""
    parts = [*_SEPARATOR.split(title), *_SEPARATOR.split(heading), title, heading, *host.split(".")]
    return Brand(frozenset(name for part in parts if len(name := key(_without_form(part))) >= _LEAST_NAME))


@cache
def _company() -> re.Pattern[str]:
    """A legal form at the end of a company's name or before it."""
    forms = sorted(all_words(extract, lambda file: file.reviews.companies), key=len, reverse=True)
    spaced = "|".join(re.escape(form) for form in forms if not spaceless(form))
    others = "|".join(re.escape(form) for form in forms if spaceless(form))
    return re.compile(rf"(?:[\s,]\s?(?:{spaced})\.?|{others})$|^(?:(?:{spaced})\s|{others})", re.IGNORECASE)


def _without_form(text: str) -> str:
    return _company().sub("", text.strip())


@cache
def _answerers() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.reviews.answerers))


def split_answer(
    box: etree._Element,
    lines: list[Line],
    marks: Container[etree._Element],
    dates: DateReader,
    brand: Brand,
    *,
    commented: bool = True,
) -> tuple[list[Line], list[Line]]:
    """The customer's lines, and the owner's answer. What somebody else wrote who is not known to be the owner is neither.
    `commented`: whether anything of the page is named a comment."""
    own, answer, announced = _split_named(lines, _comments_in(box) if commented else [])
    if announced or len(own) < _LEAST_LINES:
        return own, answer
    for other in _below(box, own, marks):
        speaks = _Other(other, dates, brand)
        if _ANSWERS.holds(speaks):
            inside = set(map(id, other.lines))
            said = speaks.signed() if speaks.is_owner else []
            return [line for line in own if id(line) not in inside], answer or said
    return own, answer


def _split_named(lines: list[Line], comments: list[etree._Element]) -> tuple[list[Line], list[Line], bool]:
    """The customer's lines, the owner's: those in elements named reply, or after a line that announces a reply, and whether
    there are any such."""
    own: list[Line] = []
    answer: list[Line] = []
    within = {node: True for comment in comments for node in comment.iter()}
    for place, line in enumerate(lines):
        if _is_of_reply(line, within):
            answer += [line] if answer or not is_noise(line.text) else []
        elif place > 1 and (rest := _behind_announcement(line.text)):
            line.text = rest
            answer.append(line)
        elif place > 1 and announces(line) and max((len(said.text) for said in own), default=0) >= _MIN_SAID:
            answer += lines[place:]
            break
        else:
            own.append(line)
    return own, _told(answer), bool(answer)


_MIN_SAID = 3
"""Letters of what is said before an answer."""


def _told(answer: list[Line]) -> list[Line]:
    """The lines of an answer, if any says something."""
    texts = [line for line in answer if not is_noise(line.text)]
    return texts if max((len(line.text) for line in texts), default=0) >= _MIN_REPLY else []


def announces(line: Line) -> bool:
    """Whether a line is short and opens the owner's answer."""
    return len(line.text) <= 80 and announces_reply(line.text)


def _behind_announcement(text: str) -> str:
    """The answer in a line that begins by announcing it ("Response of the shop (4 May 2026): We are sorry"); '' if none."""
    head, colon, rest = text[:_MAX_HEAD].partition(":")
    rest = text[len(head) + 1 :].strip()
    return rest if colon and len(rest) >= _MIN_REPLY and announces_reply(head) else ""


def _is_of_reply(line: Line, known: dict[etree._Element, bool]) -> bool:
    """Whether a line is in an element named reply; `known`: whether elements are in one, as found so far."""
    if line.role == "reply":
        return True
    if line.element not in known:
        known[line.element] = any(is_reply(parent) for parent in around(line.element))
    return known[line.element]


def around(element: etree._Element) -> list[etree._Element]:
    """The four elements around one, the nearest first."""
    return list(islice(element.iterancestors(), 4))


def _comments_in(box: etree._Element) -> list[etree._Element]:
    """Elements in a review's box that are named comments and say who wrote them: what was answered."""
    if not box_names("comment").isdisjoint(words_of(box.get("class") or "")):
        return []
    named = (node for node in islice(box.iterdescendants(*_COMMENTS), MAX_NODES)
             if not box_names("comment").isdisjoint(words_of(node.get("class") or "")))  # fmt: skip
    return [node for node in named if _says_who(node) and _says_who(box, node)]


def _says_who(box: etree._Element, apart: etree._Element | None = None) -> bool:
    """Whether an element in a box, not in the part that is set `apart`, is named for an author."""
    inner = set(apart.iterdescendants()) if apart is not None else set()
    return any(
        role_of(names_of(node)) == "author" and node not in inner for node in islice(box.iterdescendants(), MAX_NODES)
    )


def is_answer(box: etree._Element) -> bool:
    """Whether one of a box's class names says that it is an answer ("is--answer", "review-reply"), not that it has one."""
    names = (words_of(name) for name in (box.get("class") or "").split()[:8])
    return any(words and words[-1] in _ANSWERED and HAVING.isdisjoint(words) for words in names)


_ANSWERED = frozenset({"reply", "answer", "response", "antwort", "respuesta", "reponse"})


class _Part(NamedTuple):
    """A part of a box below the customer's text: its lines, and those before it."""

    lines: list[Line]
    before: list[Line]


def _below(box: etree._Element, lines: list[Line], marks: Container[etree._Element]) -> Iterator[_Part]:
    """The parts of a box that begin below its first lines, each the largest element that holds nothing of what is before it;
    what holds stars is the customer's."""
    for place in range(2, len(lines) - 1):
        holder = _holder(box, lines[place].block, lines[place - 1].block)
        if holder is None:
            continue
        inside = set(islice(holder.iter(), MAX_NODES))
        part = [line for line in lines[place:] if line.block in inside]
        if len(part) > 1 and not any(node in marks for node in inside):
            yield _Part(part, lines[:place])


def _holder(box: etree._Element, block: etree._Element, before: etree._Element) -> etree._Element | None:
    """The largest element of a box around a block that does not hold the one before it."""
    others = {before, *before.iterancestors()}
    found = None
    for node in (block, *block.iterancestors()):
        if node is box or node in others:
            return found
        found = node
    return None


class _Other:
    """A part of a box that may be somebody else's words: the short lines it begins with (`heads`), the first that is more
    (`text`), and what the customer said before."""

    def __init__(self, part: _Part, dates: DateReader, brand: Brand) -> None:
        self._dates = dates
        place = next((at for at, line in enumerate(part.lines) if not self._is_head(line)), len(part.lines))
        self._lines, self._place = part.lines, place
        self.heads = [line.text for line in part.lines[:place]]
        self.text = part.lines[place].text if place < len(part.lines) else ""
        self.before = part.before
        who = [text for head in self.heads if (text := head if dates.fast(head) is None else _before_figures(head))]
        self.named: bool = any(map(_may_be_who, who))
        self.is_owner: bool = any(brand.is_named(text) or _company().search(text) or _answers(text) for text in who)

    def _is_head(self, line: Line) -> bool:
        if len(line.text) > _MAX_HEAD or line.role == "body":
            return False
        return self._dates.fast(line.text) is not None or is_noise(line.text) or _may_be_who(line.text)

    def signed(self) -> list[Line]:
        """Its lines, those that say whose it is known as that."""
        for line in self._lines[: self._place]:
            if self._dates.fast(line.text) is None:
                line.role = "author"
        return self._lines

    @property
    def heads_alone(self) -> bool:
        """Whether there is a text, and few lines above it."""
        return bool(self.text) and 0 < len(self.heads) <= _MAX_HEADS

    @property
    def is_second(self) -> bool:
        """Whether it begins with what is named an author, below an author and a text that are named so."""
        roles = {line.role for line in self.before}
        return self._lines[0].role == "author" and {"author", "body"} <= roles

    @property
    def says_when(self) -> bool:
        """Whether it says when, and what is before it said so too, no later."""
        days = [day for text in self.heads if (day := self._dates.fast(text))]
        own = [day for line in self.before if len(line.text) <= _MAX_HEAD and (day := self._dates.fast(line.text))]
        return bool(days and own) and min(own).date() <= max(days).date()

    @property
    def customer_spoke(self) -> bool:
        """Whether a sentence is before it."""
        return any(line.role not in ("aside", "control") and _is_sentence(line.text) for line in self.before)

    @property
    def something_is_before(self) -> bool:
        """Whether a line is before it that may be a customer's text, however short."""
        said = [line.text for line in self.before if line.role not in ("aside", "control", "date", "author")]
        texts = [
            text
            for text in said
            if not is_noise(text) and self._dates.fast(text) is None and not COUNTED.fullmatch(text)
        ]
        return len(texts) > 1 or any(not looks_like_name(text) for text in texts)


def _before_figures(text: str) -> str:
    """What is before the first figure of a line with a date: the name in "Ann Kay, 5 May 2026"."""
    return re.split(r"\d", text, maxsplit=1)[0].strip(" ,.·|()–—-:")


@lru_cache(maxsize=2_048)
def _may_be_who(text: str) -> bool:
    """Whether a short line may be a name, or what somebody is."""
    if text[-1] in _ENDS and not _company().search(text):
        return False
    named = looks_like_name(text) or _company().search(text) is not None or _answers(text)
    return named or (not text.isascii() and not any(char.isupper() or char.islower() for char in text))


def _answers(text: str) -> bool:
    """Whether a short line is who answers, or ends so behind a name ("Ann, Store owner")."""
    bare = text.casefold().strip(" ()[]:·")
    return bare in _answerers() or any(bare.endswith(f" {word}") for word in _answerers() if word[0].isalpha())


def _is_sentence(text: str) -> bool:
    """Whether a line is more than a name, a label or a title."""
    if COUNTED.fullmatch(text) or is_noise(text):
        return False
    if spaceless(text):
        return len(text) >= _SENTENCE_LETTERS
    words = len(text.split())
    return words >= _SENTENCE_WORDS or (words > 1 and text[-1] in _ENDS)


_ANSWERS = Decision[_Other](
    "reviews.part of a box is an answer",
    Rule("short lines above a text", 1.0, lambda it: it.heads_alone and len(it.text) >= _MIN_REPLY),
    Rule("by who owns the page, below what somebody said", 2.0, lambda it: it.is_owner and it.something_is_before),
    Rule("by a second one who is named as an author", 2.0, lambda it: it.is_second),
    Rule("by somebody, later than a customer's sentence", 2.0,
         lambda it: it.named and it.customer_spoke and it.says_when),
    needs=3.0,
)  # fmt: skip
