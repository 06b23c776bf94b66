"""Phrase lists that a marketer can read, looked up in a text in one pass over its words.

The notation (see data/languages/en/text/drivers.toml): words in order; ``*`` any letters; ``a/b`` either word; ``...`` up to
four words in between. A hyphen counts as a space, curly apostrophes as straight ones, capitals do not matter. An emoji or a
currency sign is a word. Where words are not set apart (``word_boundaries=False``), a phrase matches anywhere, a space in it
stands for any or no space, and ``...`` for up to `UNSPACED_GAP` characters; Latin words in it still match whole words only.

An Aho-Corasick automaton in C takes 3.6 times as long in English and half as long in Thai (benchmarks/phrases.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from analysis.text.phrases.spaced import SIGNS, Found, Pattern, WordIndex, outside
from analysis.text.phrases.unspaced import UNSPACED_GAP, UnspacedIndex

__all__ = [
    "UNSPACED_GAP",
    "BookMatches",
    "JointBook",
    "Match",
    "PhraseBook",
    "PhraseError",
    "Phrases",
    "compile_phrase",
    "fold",
    "plain",
]

_GAP = r"(?!')[^\w.!?]+(?:\w+(?:'\w+)*[^\w.!?]+){0,4}?"
_BETWEEN = r"[\s\-\u2010-\u2014]+"
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_SIGN = re.compile(f"[{SIGNS}]")
_PLAIN_LETTERS = 5


_GAP_SIGN = "..."
"""The notation's sign for words in between."""


class PhraseError(ValueError):
    """A phrase that cannot be read; the message names the meaning and the phrase."""


@dataclass(frozen=True)
class Phrases:
    """What gives a text one meaning (`include`) and what does not count towards it (`exclude`)."""

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()


class Match(NamedTuple):
    """One place where a text has a meaning: offsets into the text that was searched."""

    meaning: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, composed letters (NFC), straight apostrophes. The length may change: see `PhraseBook.find`."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).lower().translate(_APOSTROPHES)
    # Thai typed with two signs that look like one: sara e twice for sara ae, nikhahit + sara aa for sara am.
    return composed.replace("\u0e40\u0e40", "\u0e41").replace("\u0e4d\u0e32", "\u0e33")


def plain(text: str) -> str:
    """`text` without diacritics, as many people type Vietnamese or Lithuanian on a phone."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def compile_phrase(phrase: str) -> re.Pattern[str]:
    """One phrase of words without signs, for spaced text, as a regex over `fold`-ed text: the reference of what a
    PhraseBook finds. Raises PhraseError if it holds no word."""
    variants: list[str] = []
    for pattern in _patterns(phrase, 0, excluded=False):
        parts: list[str] = []
        for number, slot in enumerate(pattern.slots):
            if number:
                parts.append(_GAP if pattern.gaps[number] else _BETWEEN)
            words = (r"[\w']*".join(re.escape(piece) for piece in word.split("*")) for word in slot)
            parts.append("(?:" + "|".join(words) + ")")
        variants.append("".join(parts))
    return re.compile(rf"(?<![\w'])(?:{'|'.join(variants)})(?!\w)")


def _patterns(phrase: str, meaning: int, *, excluded: bool) -> list[Pattern]:
    """The phrase read. Alternatives of two words ("call/e-mail me") make it several patterns."""
    variants: list[list[tuple[tuple[str, ...], bool]]] = [[]]
    gap = False
    for token in _tokens(phrase):
        if token == _GAP_SIGN:
            gap = True
            continue
        spellings = _spellings(token)
        variants = [
            variant + [(words, gap and not place) for place, words in enumerate(spelling)]
            for variant in variants
            for spelling in spellings
        ]
        gap = False
    return [
        Pattern(meaning, excluded, tuple(slot for slot, _ in variant), tuple(gap for _, gap in variant))
        for variant in variants
    ]


def _tokens(phrase: str) -> list[str]:
    """The words of a phrase and the gaps between them. Raises PhraseError for what breaks the notation."""
    tokens = fold(phrase).replace(",", " ").split()
    slots = [token for token in tokens if token != _GAP_SIGN]
    if not any(map(_is_word, slots)) or _GAP_SIGN in (tokens[0], tokens[-1]):
        raise PhraseError(f"phrase {phrase!r}: expected words, optionally with *, / and ... between words")
    if not all(_is_word(word) for token in slots for word in token.split("/")):
        raise PhraseError(f"phrase {phrase!r}: expected a word on both sides of every '/'")
    return tokens


def _spellings(token: str) -> list[list[tuple[str, ...]]]:
    """What one token may be: all its alternatives of one word, or one of those with a hyphen, word by word."""
    single = tuple(word for word in token.split("/") if "-" not in word)
    spellings: list[list[tuple[str, ...]]] = [[single]] if single else []
    spellings += [[(part,) for part in word.split("-") if part] for word in token.split("/") if "-" in word]
    return spellings


def _is_word(word: str) -> bool:
    """Letters, digits, an emoji or a currency sign: something a text can be asked for."""
    return any(char.isalnum() for char in word) or _SIGN.fullmatch(word) is not None


class PhraseBook:
    """Phrases of many meanings. A text has a meaning if it holds an include phrase outside its exclude phrases.

    With `plain_letters`, a text without any diacritics is matched against the phrases without theirs as well, single
    short words left out, as too many words would look alike. Raises PhraseError naming meaning and phrase.
    """

    def __init__(
        self, meanings: Mapping[str, Phrases], *, word_boundaries: bool = True, plain_letters: bool = False
    ) -> None:
        self.names = tuple(meanings)
        self.word_boundaries, self.plain_letters = word_boundaries, plain_letters
        self.patterns = [
            pattern
            for number, (name, phrases) in enumerate(meanings.items())
            for excluded, texts in ((False, phrases.include), (True, phrases.exclude))
            for text in texts
            for pattern in self._read(number, name, text, excluded)
        ]

    @staticmethod
    def _read(number: int, name: str, text: str, excluded: bool) -> list[Pattern]:
        try:
            return _patterns(text, number, excluded=excluded)
        except PhraseError as error:
            raise PhraseError(f"topic {name!r}: {error}") from error

    def meanings(self, text: str) -> tuple[str, ...]:
        """The meanings `text` (one sentence or question) has, in the order they were given."""
        return self._alone.search(text).meanings(0)

    def find(self, text: str) -> list[Match] | None:
        """Every place where `text` has a meaning, in order; None if folding moves letters, as offsets would be wrong."""
        return self._alone.search(text).matches(0)

    @cached_property
    def _alone(self) -> JointBook:
        return JointBook([self])


def _kind_of(books: Sequence[PhraseBook]) -> tuple[bool, bool]:
    """`word_boundaries` and `plain_letters` of books that hold phrases. Raises ValueError where they differ."""
    kinds = {(book.word_boundaries, book.plain_letters) for book in books if book.names} or {(True, False)}
    if len(kinds) > 1:
        raise ValueError(f"expected books with equal word_boundaries and plain_letters, found {sorted(kinds)}")
    return kinds.pop()


def _patterns_of(books: Sequence[PhraseBook]) -> list[Pattern]:
    """The patterns of all books, whose meanings are counted on from book to book."""
    starts = accumulate((len(book.names) for book in books), initial=0)
    return [
        Pattern(start + pattern.meaning, pattern.excluded, pattern.slots, pattern.gaps)
        for start, book in zip(starts, books, strict=False)
        for pattern in book.patterns
    ]


class JointBook:
    """Several books of one language that are asked about the same texts: each text is gone through once. Raises ValueError if
    the books are not of one kind (`word_boundaries`, `plain_letters`)."""

    def __init__(self, books: Sequence[PhraseBook]) -> None:
        self._names = tuple(name for book in books for name in book.names)
        self._book_of = tuple(number for number, book in enumerate(books) for _ in book.names)
        self._nothing = tuple(() for _ in books)
        word_boundaries, plain_letters = _kind_of(books)
        patterns = _patterns_of(books)
        self._index: WordIndex | UnspacedIndex = WordIndex(patterns) if word_boundaries else UnspacedIndex(patterns)
        self._plain = WordIndex(list(_plain_patterns(patterns))) if plain_letters and word_boundaries else None

    def search(self, text: str) -> BookMatches:
        """What the phrases of all books find in `text` (one sentence or question)."""
        folded = fold(text)
        index = self._plain if self._plain is not None and folded.isascii() else self._index
        hits = index.search(folded)
        moved = len(folded) != len(text)
        if not hits:
            return BookMatches(self._nothing, self._names, folded, index, moved)
        found: tuple[list[Found], ...] = tuple([] for _ in self._nothing)
        for hit in outside(hits):
            found[self._book_of[hit.meaning]].append(hit)
        return BookMatches(found, self._names, folded, index, moved)


class BookMatches:
    """What a JointBook found in a text; books are asked for by their number."""

    __slots__ = ("_folded", "_found", "_index", "_names", "moved")

    def __init__(
        self,
        found: Sequence[Sequence[Found]],
        names: Sequence[str],
        folded: str,
        index: WordIndex | UnspacedIndex,
        moved: bool,
    ) -> None:
        self._found, self._names, self._folded, self._index = found, names, folded, index
        self.moved = moved
        """Whether folding moves letters, so that places are not known."""

    def count(self, book: int) -> int:
        """In how many places the text has a meaning of a book."""
        return len(self._found[book])

    def meanings(self, book: int) -> tuple[str, ...]:
        """The meanings of a book that the text has, in the order they were given."""
        found = self._found[book]
        if not found:
            return ()
        if len(found) == 1:
            return (self._names[found[0].meaning],)
        return tuple([self._names[meaning] for meaning in sorted({hit.meaning for hit in found})])

    def matches(self, book: int) -> list[Match] | None:
        """Every place where the text has a meaning of a book, in order; None if letters were `moved`, as offsets would
        be wrong."""
        if self.moved:
            return None
        found = self._found[book]
        if not found:
            return []
        spans = self._index.spans(self._folded, found)
        matches = [Match(self._names[hit.meaning], *span) for hit, span in zip(found, spans, strict=True)]
        return sorted(matches, key=_PLACE) if len(matches) > 1 else matches


_PLACE = itemgetter(1, 2, 0)


def _plain_patterns(patterns: Iterable[Pattern]) -> Iterable[Pattern]:
    for pattern in patterns:
        slots = tuple(tuple(plain(word) for word in slot) for slot in pattern.slots)
        if slots == pattern.slots or len(slots) > 1 or pattern.excluded:
            yield Pattern(pattern.meaning, pattern.excluded, slots, pattern.gaps)
            continue
        long_enough = tuple(
            folded
            for word, folded in zip(pattern.slots[0], slots[0], strict=True)
            if word == folded or len(folded.replace("*", "")) >= _PLAIN_LETTERS
        )
        if long_enough:
            yield Pattern(pattern.meaning, pattern.excluded, (long_enough,), pattern.gaps)
