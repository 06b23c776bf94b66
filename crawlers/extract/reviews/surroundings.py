"""What is around a box: the heading it stands under, what the elements about it are called. They tell customers' words from
those of the press, of the brand's own people, and of other places."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice

from lxml import etree

from crawlers.extract.reviews.names import box_names, words_of
from data.languages import all_words, extract
from data.languages.scripts import spaceless

_MAX_RELATED = 6
"""Boxes around a review that may say that it is about something else."""
_MAX_UP = 4
_MAX_BEFORE = 8
_MAX_HEADING = 80
_MAX_HEADING_WORDS = 7
_LEAST_UNSPACED = 4
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ROOTS = frozenset({"body", "main", "html"})


class Surroundings:
    """Reads what is around the boxes of one page; what is around several, once."""

    def __init__(self) -> None:
        self._headings: dict[etree._Element, str] = {}

    def heading(self, box: etree._Element) -> str:
        """The heading that a box stands under, in small letters; '' if none is near."""
        node: etree._Element | None = box
        for _ in range(_MAX_UP):
            if node is None or node.tag in _ROOTS:
                return ""
            parent = node.getparent()
            if parent is None:
                return ""
            if parent not in self._headings:
                self._headings[parent] = _heading_before(node)
            if found := self._headings[parent]:
                return found
            node = parent
        return ""

    def voiced(self, box: etree._Element) -> bool:
        """Whether a box stands under a heading of reviews."""
        return says_voices(self.heading(box))

    def is_elsewhere(self, box: etree._Element) -> bool:
        """Whether a box stands among related things ("More like this"), each with a word somebody said of it, or is a bubble
        on a map."""
        for node in (box, *islice(box.iterancestors(), _MAX_RELATED)):
            words = words_of(node.get("class") or "")
            if not box_names("related").isdisjoint(words) and box_names("review").isdisjoint(words):
                return True
            if not box_names("bubble").isdisjoint(words):
                return True
        return _says(self.heading(box), _related())

    def is_of_press(self, box: etree._Element) -> bool:
        """Whether what is quoted is the press's or the brand's own people's."""
        names = {word for node in (box, *islice(box.iterancestors(), 2)) for word in words_of(node.get("class") or "")}
        return not box_names("press").isdisjoint(names) or _says(self.heading(box), _press())


def _heading_before(node: etree._Element) -> str:
    """The nearest heading before an element beside it."""
    for before in islice(node.itersiblings(preceding=True), _MAX_BEFORE):
        if before.tag in _HEADINGS:
            return text_in(before)
        found = next(before.iterdescendants(*_HEADINGS), None) if len(before) <= 3 else None
        if found is not None and len(text_in(before)) <= len(text_in(found)) + _MAX_HEADING:
            return text_in(found)
    return ""


def text_in(element: etree._Element) -> str:
    """The beginning of what a heading says, in small letters on one line."""
    return " ".join("".join(islice(element.itertext(), 20)).split()).casefold()[:_MAX_HEADING]


@lru_cache(maxsize=1024)
def says_voices(heading: str) -> bool:
    """Whether a heading announces reviews: by a phrase for them, or as what customers say."""
    return _says(heading, _voices()) or _says_who_speaks(heading)


def _says_who_speaks(heading: str) -> bool:
    """Whether a short heading has a word for customers and one for what they say ("what our guests tell")."""
    if not len(heading) > 1 or len(heading.split()) > _MAX_HEADING_WORDS or _names_press(heading):
        return False
    return _speakers().search(heading) is not None and _sayings().search(heading) is not None


@cache
def _speakers() -> re.Pattern[str]:
    return _pattern(all_words(extract, lambda file: file.reviews.customers))


@cache
def _sayings() -> re.Pattern[str]:
    return _pattern(all_words(extract, lambda file: file.reviews.sayings))


@lru_cache(maxsize=1024)
def may_say_voices(heading: str) -> bool:
    """Likewise by its first word alone, where that is of several reviews ("testimonials from our guests") and not the press's:
    enough for cards that each quote somebody, not for what else is under it."""
    words = heading.split()
    if says_voices(heading) or not words:
        return bool(words)
    begins = words[0].strip(":") in _several_voices() or heading.startswith(_unspaced_voices())
    return begins and len(words) <= _MAX_HEADING_WORDS and "?" not in heading and not _names_press(heading)


@cache
def _several_voices() -> frozenset[str]:
    """Single words for reviews that are no word for one, nor for giving one."""
    alone = {word for word in _voices() if " " not in word and not spaceless(word)}
    return frozenset(alone - set(all_words(extract, lambda file: file.reviews.voices_alone)))


@cache
def _unspaced_voices() -> tuple[str, ...]:
    return tuple(word for word in _voices() if spaceless(word) and len(word) >= _LEAST_UNSPACED)


def _names_press(heading: str) -> bool:
    return any(word in _press() or word in _related() for word in re.findall(r"[^\W\d_]+", heading))


def _says(heading: str, phrases: frozenset[str]) -> bool:
    """Whether a heading is one of the phrases, or begins with one of several words."""
    bare = _COUNTED.sub("", heading).strip(" .:!?…»«\"'“”").casefold()
    return bool(bare) and (bare in phrases or bare.startswith(_of_several(phrases)))


_COUNTED = re.compile(r"^\d[\d.,'’\s]{0,9}(?=[^\W\d])|[\s·•|–-]*[(\[]?\d[\d.,'’\s]{0,9}\+?[)\]]?$")
"""How many there are, before or behind what a heading says ("Reviews (1,733)")."""


@cache
def _of_several(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if " " in phrase)


@cache
def _voices() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.reviews.voices))


@cache
def _press() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.reviews.press))


@cache
def _related() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.reviews.related))


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    spaced = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if not spaceless(word))
    others = "|".join(re.escape(word) for word in words if spaceless(word))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{others}" if others else ""))


@cache
def _own() -> re.Pattern[str]:
    return _pattern(all_words(extract, lambda file: file.reviews.own))


@cache
def _critics() -> re.Pattern[str]:
    return _pattern(all_words(extract, lambda file: file.reviews.critics))


def speaks_for_brand(line: str, brand: str) -> bool:
    """Whether a short line names somebody who speaks for the page's `brand` ("Ann Kay, founder") or for the press: an owner
    or founder of something else is a customer."""
    folded = line.casefold()
    if len(folded) > _MAX_HEADING:
        return False
    if _critics().search(folded):
        return True
    found = list(_own().finditer(folded))
    if not found:
        return False
    rest = re.sub(r"[\W_]+", " ", folded[found[-1].end() :]).strip()
    return not rest or rest.removeprefix("of ").removeprefix("at ").replace(" ", "") in brand or rest == "restaurant"
