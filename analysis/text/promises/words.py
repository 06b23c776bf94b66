"""The words of a language for what brands promise: text/promises.toml, read once and made into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from analysis.text.lexicons import LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook, Phrases, fold
from data import languages

MARKS = (
    "delivery", "dispatch", "returns", "refunds", "fee", "free", "over", "or_more", "under", "at_most", "phone", "chat",
    "email", "shop", "desk", "doubt", "these", "plain",
)  # fmt: skip
"""What the phrases of a language tell apart."""
THINGS = ("delivery", "dispatch", "returns", "refunds")
"""Of these, what a number of days may be of."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"working": WEEK[:5], "weekend": WEEK[5:], "daily": WEEK}
UNITS = ("working_days", "days", "weeks")
SYMBOLS = {"£": "GBP", "€": "EUR", "$": "$", "฿": "THB", "₫": "VND"}
"""A dollar may be of several countries: two amounts in dollars are taken for the same money on one site."""


@dataclass(frozen=True)
class PromiseWords:
    """One language's words. `span`: a number of days, or a named one; `paths`: words in addresses
    of pages that restrict nothing."""

    language: str
    book: PhraseBook
    numbers: Mapping[str, int]
    units: Mapping[str, str]
    named: Mapping[str, tuple[int, str]]
    currencies: Mapping[str, str]
    thousands: frozenset[str]
    weekdays: Mapping[str, tuple[str, ...]]
    stopwords: frozenset[str]
    paths: tuple[str, ...]
    span: re.Pattern[str]
    money: re.Pattern[str]
    day: re.Pattern[str]
    to: re.Pattern[str]
    region: str


def promise_languages() -> tuple[str, ...]:
    """Languages in which promises can be read."""
    return languages_of("promises")


@lru_cache(maxsize=32)
def promise_words(language: str) -> PromiseWords:
    """The words of a language of `promise_languages()`. Raises LexiconError naming file and key."""
    lexicon = read_lexicon("promises", language, "marks")
    if tuple(lexicon.entries) != MARKS:
        raise LexiconError(f"{lexicon.path}: marks: expected {', '.join(MARKS)}, found {', '.join(lexicon.entries)}")
    values = _Values(lexicon)
    bound = lexicon.word_boundaries
    numbers, units, named = values.counts("numbers"), values.meanings("units", UNITS), values.named()
    currencies = {word: str(code) for word, code in values.table("currency").items()} | SYMBOLS
    weekdays = {word: _GROUPS.get(day, (day,)) for word, day in values.meanings("weekdays", (*WEEK, *_GROUPS)).items()}
    thousands = values.words("thousands")
    to = _any(("-", "–", "—", "~", *values.words("to")), bound)
    number = rf"(?:\d{{1,3}}(?!\d)|{_any(numbers, bound)}(?:[- ]{_any(numbers, bound)})?)"
    amount = rf"(?:\d[\d.,]*(?:\s?{_any(thousands, bound)})?|{_any(numbers, bound)}(?:[- ]{_any(numbers, bound)})?)"
    coin = _any(currencies, bound)
    return PromiseWords(
        language=language,
        book=_book(lexicon),
        numbers=numbers,
        units=units,
        named=named,
        currencies=currencies,
        thousands=frozenset(thousands),
        weekdays=weekdays,
        stopwords=frozenset(languages.language(language).stopwords.split()),
        paths=values.words("paths"),
        span=re.compile(
            rf"(?<![\d.,:]){_group('low', number)}(?:\s?(?:{to})\s?{_group('high', number)})?[\s-]?"
            rf"(?P<unit>{_any(units, bound)})|(?P<named>{_any(named, bound)})"
        ),
        money=re.compile(
            rf"(?P<before>{_any(SYMBOLS, False)})\s?(?P<a>{amount})|"
            rf"(?<![\d.,:])(?P<b>{amount})\s?(?P<behind>{coin})(?:\s(?P<cents>{_any(numbers, bound)}))?"
        ),
        day=re.compile(_any(weekdays, bound)),
        to=re.compile(rf"\s*(?:{to})\s*"),
        region=languages.extract(language).phones.region,
    )


def _book(lexicon: LexiconFile) -> PhraseBook:
    """The marks. What looks like a thing that is promised and is none ("of receiving your return") restricts nothing either."""
    meanings = {mark: lexicon.phrases(mark) for mark in MARKS}
    known = (phrase for mark in THINGS for phrase in meanings[mark].exclude)
    plain = meanings["plain"]
    return lexicon.book_of(meanings | {"plain": Phrases((*plain.include, *known), plain.exclude)})


def _group(name: str, number: str) -> str:
    """A named group of a number."""
    return rf"(?P<{name}>{number})"


class _Values:
    """The tables below [values] of a file, checked. Words are folded, as the texts that they are looked up in."""

    def __init__(self, lexicon: LexiconFile) -> None:
        self._path = lexicon.path
        self._all: Mapping[str, Any] = lexicon.content.get("values", {})

    def words(self, name: str) -> tuple[str, ...]:
        found = self._all.get(name, [])
        if not isinstance(found, list) or not all(isinstance(word, str) and word for word in found):
            raise self._wrong(name, "a list of words", found)
        return tuple(map(fold, found))

    def table(self, name: str) -> dict[str, Any]:
        found = self._all.get(name, {})
        if not isinstance(found, dict):
            raise self._wrong(name, "a table", found)
        return {fold(word): value for word, value in found.items()}

    def counts(self, name: str) -> dict[str, int]:
        found = self.table(name)
        if not all(isinstance(value, int) for value in found.values()):
            raise self._wrong(name, "words and their numbers", found)
        return found

    def meanings(self, name: str, known: Iterable[str]) -> dict[str, str]:
        """Word -> which of `known` it means."""
        found = self.table(name)
        if not set(found) <= set(known):
            raise self._wrong(name, f"some of {', '.join(known)}", ", ".join(found))
        return {fold(word): meaning for meaning, words in found.items() for word in words}

    def named(self) -> dict[str, tuple[int, str]]:
        """Words -> the number and unit that they stand for."""
        found = {}
        for word, value in self.table("named").items():
            number, _, unit = str(value).partition(" ")
            if not number.isdecimal() or unit not in UNITS:
                raise self._wrong(f"named.{word}", "a number and a unit", value)
            found[word] = (int(number), unit)
        return found

    def _wrong(self, name: str, wanted: str, found: object) -> LexiconError:
        return LexiconError(f"{self._path}: values.{name}: expected {wanted}, found {found!r}")


def _any(words: Iterable[str], bound: bool) -> str:
    """Any of the words, the longest first; whole where words are set apart. Without words, what matches nothing."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    if not ordered:
        return r"(?!)"
    return "(?:" + "|".join(_whole(word) if bound else re.escape(word) for word in ordered) + ")"


def _whole(word: str) -> str:
    left = r"(?<![^\W\d_])" if word[0].isalpha() else ""
    right = r"(?![^\W\d_])" if word[-1].isalnum() else ""
    return f"{left}{re.escape(word)}{right}"
