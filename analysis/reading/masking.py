"""Texts as models read them: without brands' names, addresses and handles, so that no label depends on what a brand is called.

"Honest Cup sent the bill" says nothing honest of the cup: measured on sentences of four languages, 36 of 39 that named a brand
by a word of feeling were labelled otherwise than with a plain name. Before anything judges a text, each place that names a brand
is replaced by one word that no lexicon knows. Where a name is made of words that are also said for themselves ("an honest
answer"), letter case and the words around decide; a word that is not clearly a name stays a word.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from analysis.marks import STAND_IN
from analysis.sentiment import lexicons
from analysis.text.sentences.rules import platform_words
from data.brand_names import JOINTS, BrandNames, NamedBrand, Place, same_length
from data.languages import extract
from data.languages.scripts import spaceless

LONGEST_WORD = 6
"""Letters up to which a Thai name of feeling may be one word: what is longer is a compound that only the brand is called."""
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<!\w)@[\w.\-]{1,100}",
    re.IGNORECASE,
)
_MAY_BE_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…:;•\n\"“”«»()\[\]–—。！？])\W*\Z")
_WORD_BEFORE = re.compile(r"([\w'’]+)[ \t]*\Z")
_WORD_AFTER = re.compile(r"[ \t]*([\w'’]+)")
_POSSESSIVE = re.compile(r"['’]s?\b")
_LETTER = re.compile(r"[^\W\d_]")


_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});|<br ?/?>", re.IGNORECASE)
_MAY_BE_ENTITY = re.compile(r"&[#\w]|<br", re.IGNORECASE)
_MOST_CODINGS = 5
"""How many times over a sign may have been coded ("&amp;amp;quot;")."""
_NOTHING_SAID = re.compile(rf"(?:#\w+|{STAND_IN}|[\s.,;!?…\-–—'\"’“”()\[\]|/\\*•·#@_])*", re.IGNORECASE)


class Masked(NamedTuple):
    """A masked text, and where what was replaced was. `places`: (start and end in `text`, start and end in the original), in
    order; nothing else differs."""

    text: str
    places: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def without_names(self) -> str:
        """The text with nothing in place of what was masked."""
        text = self.text
        for start, end, _, _ in reversed(self.places):
            text = f"{text[:start]} {text[end:]}"
        return text

    def original(self, at: int, *, end: bool = False) -> int:
        """The place in the original of a place in `text`; inside what was put in, its start, or with `end` its end."""
        number = bisect_right(self.places, at, key=lambda place: place[0]) - 1
        if number < 0:
            return at
        start, stop, first, last = self.places[number]
        if at >= stop:
            return last + at - stop
        return last if end and at > start else first


def says_something(part: str) -> bool:
    """Whether a masked part is more than names, addresses, handles, hashtags and signs: else it is no opinion of anything."""
    return _NOTHING_SAID.fullmatch(part) is None


class Masking:
    """Masks texts for the brands of one workspace; picklable if they are. `version` changes when masked texts may."""

    def __init__(self, brands: Sequence[NamedBrand] = ()) -> None:
        self._names = BrandNames(brands)
        self.version = f"{STAND_IN}-{self._names.version}"
        self._ordinary: dict[tuple[str, str], bool] = {}

    def mask(self, text: str, language: str | None) -> Masked:
        """`text` with STAND_IN where a brand is named and for each address, handle and word of the platform, and signs that are
        written as HTML codes ("&amp;") as themselves. In an unknown language every place that may be a name is masked."""
        plain = _decoded(text)
        spans = _spans(_ADDRESS, plain.text) if _MAY_BE_ADDRESS.search(plain.text) else []
        spans += [span for span in _spans(_platform(), plain.text) if not _within(*span, spans)]
        view = same_length(plain.text)
        for place in self._names.places(view, language):
            if not _within(place.start, place.end, spans) and (
                language is None or self._is_name(place, view, language)
            ):
                spans.append((place.start, place.end))
        if not spans:
            return plain
        word = _word_among(plain.text, sorted(spans))
        named = [(plain.original(start), plain.original(end, end=True)) for start, end in sorted(spans)]
        signs = [
            (first, last, plain.text[start:end])
            for start, end, first, last in plain.places
            if not any(low <= first < high for low, high in named)
        ]
        return _replaced(text, sorted([*((start, end, word) for start, end in named), *signs]))

    def _is_name(self, place: Place, text: str, language: str) -> bool:
        """Whether the place is the brand's name, and not words said for themselves."""
        if not self._is_ordinary(place.name.written, language, place.name.weak):
            return True
        before, after = text[: place.start], text[place.end :]
        if spaceless(place.name.written):
            return _in_frame_unspaced(before, after, language)
        lone = not JOINTS.search(place.name.written)
        if place.cased and any(char.isupper() for char in place.name.written) and not _is_shouted(before + after):
            if not lone or not _SENTENCE_BEGINS.search(before):
                return True
            return _follows_name(after, language)
        return _in_frame(before, after, language, lone=lone)

    def _is_ordinary(self, written: str, language: str, weak: bool) -> bool:
        """Whether words of the name are also said for themselves: everyday words, or words of feeling."""
        key = (written, language)
        if key not in self._ordinary:
            self._ordinary[key] = weak or _feels(written, language)
        return self._ordinary[key]


def _feels(written: str, language: str) -> bool:
    """Whether a word of the name is one of feeling in the language. A name in a script without spaces is looked at whole: only
    one that is a single such word is also said for itself."""
    lexicon = lexicons().get(language)
    if lexicon is None:
        return False
    if spaceless(written):
        return len(written) <= LONGEST_WORD and bool(lexicon.score_many([written])[0].label)
    return any(sentiment.label for sentiment in lexicon.score_many([word.casefold() for word in JOINTS.split(written)]))


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _within(first: int, last: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < last and first < end for start, end in spans)


def _is_shouted(text: str) -> bool:
    """Whether the text shows no letter case of its own: a capital at nearly every word."""
    words: list[str] = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) < 2:
        return False
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 0.8 * len(words)


def _follows_name(after: str, language: str) -> bool:
    if _POSSESSIVE.match(after):
        return True
    word = _WORD_AFTER.match(after)
    return word is not None and _says(word.group(1), language)


def _says(word: str, language: str) -> bool:
    """Whether the word is of the kind that follows a subject."""
    folded = word.casefold()
    if folded in extract(language).brands.after_name:
        return True
    ends = extract(language).brands.after_ends
    return any(folded.endswith(end) and len(folded) > len(end) + 2 for end in ends)


def _in_frame(before: str, after: str, language: str, *, lone: bool) -> bool:
    """Whether words around say that what lacks its letter case is a name all the same."""
    word = _WORD_BEFORE.search(before)
    led = word is not None and word.group(1).casefold() in extract(language).brands.before_name
    followed = _follows_name(after, language)
    if followed and _SENTENCE_BEGINS.search(before):
        return True
    return led and (not lone or followed or not _LETTER.match(after.lstrip()))


def _in_frame_unspaced(before: str, after: str, language: str) -> bool:
    """Likewise in a script without spaces: a word that leads to a name touches it, or nothing touches it."""
    lead = before.rstrip()
    if any(lead.endswith(word) for word in extract(language).brands.before_name):
        return True
    return (not before or not spaceless(before[-1])) and (not after or not spaceless(after[0])) and bool(after.strip())


def _decoded(text: str) -> Masked:
    """The text with signs that were written as HTML codes; a code that no sign has stays."""
    if not _MAY_BE_ENTITY.search(text):
        return Masked(text)
    found = ((match.start(), match.end(), _sign(match.group())) for match in _ENTITY.finditer(text))
    return _replaced(text, [(start, end, sign) for start, end, sign in found if sign != text[start:end]])


def _sign(code: str) -> str:
    if code.startswith("<"):
        return "\n"
    for _ in range(_MOST_CODINGS):
        code = html.unescape(code)
    return code or " "


@cache
def _platform() -> re.Pattern[str]:
    """What a platform writes into texts, in brackets or as a line: "(Original)", "Read more"."""
    words = "|".join(r"\s".join(map(re.escape, word.split())) for word in sorted(platform_words(), reverse=True))
    return re.compile(rf"[(\[](?:{words})[)\]]|^(?:{words})(?=[.…]{{0,3}}$)", re.IGNORECASE | re.MULTILINE)


def _word_among(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The word that stands in. Letter case emphasises: among capitals it must not be the only one without."""
    outside = "".join(text[start:end] for start, end in _between(spans, len(text)))
    return STAND_IN.upper() if outside.upper() == outside and outside.lower() != outside else STAND_IN


def _replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> Masked:
    """The text with the word of each span (start, end, word) in its place; `spans` in order, none within another."""
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, end, word in spans:
        parts += [text[done:start], word]
        length += start - done
        places.append((length, length + len(word), start, end))
        length += len(word)
        done = end
    return Masked("".join([*parts, text[done:]]), tuple(places))


def _between(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for span in spans for edge in span), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


NO_BRANDS = Masking()
"""Masks addresses and handles only."""
