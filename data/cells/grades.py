"""Grades as schools give them, of which 1 is the best. They are no stars; the words beside them tell: "sehr gut (1,3)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from data.languages import all_meanings, all_words, extract

_AROUND = 0.5
"""How far beyond the grade that its word names a number may be."""
_MIDDLE = 3
"""The grade that says the same from both ends of a scale."""
_NUMBER = r"(?<![\d.,/])([1-9](?:[.,]\d{1,2})?|10)(?![\d.,/%]*\d|[^\W\d_]|\s?%)"
_BETWEEN = r"[\s:：=–—|-]{0,3}[\[(（]?"
_REACH = 6
"""Characters beside a word within which a number of its grade begins or ends: those of `_BETWEEN`, a bracket, and the digit."""
_DIGITS = re.compile(r"\d+")
_SHORT = 500
"""Characters of a text in which to look for a word costs next to nothing."""
_LAST_ALPHABETIC = 0x530


class _Grade(NamedTuple):
    """A number beside a word for a grade. `sure`: stars do not go with that word; `decimal`: it is no count of people."""

    value: float
    sure: bool
    decimal: bool


def is_grade(text: str) -> bool:
    """Whether a rating is a grade of which 1 is the best, by its number and its word ("Sehr gut (1,3)", "1 - Excellent")."""
    return any(grade.sure for grade in _grades(text.casefold()))


def grades_in(text: str) -> frozenset[float]:
    """The numbers that a page's text, in small letters, gives as such grades; none where they may be stars. Whole numbers
    are left out: behind the words of a scale they count who chose it ("sehr gut (1)")."""
    found = [grade for grade in _grades(text) if grade.decimal]
    return frozenset(grade.value for grade in found) if any(grade.sure for grade in found) else frozenset()


def _grades(text: str) -> Iterator[_Grade]:
    words = _words_beside_numbers(text)  # to look for all of them in a long text would take long
    for match in _beside(words).finditer(text) if words else ():
        word, number = match[1] or match[4], match[2] or match[3]
        value = float(number.replace(",", "."))
        # A name for such grades says that the number is one ("Schulnote 2"); of an adjective the number may be of stars.
        named = word not in _described()
        grade = _MIDDLE if named else _described()[word]
        fits = value <= grade + _AROUND if grade < _MIDDLE else value >= grade - _AROUND
        if named or (fits and (grade != _MIDDLE or value <= grade + _AROUND)):
            yield _Grade(value, named or grade != _MIDDLE, named or not number.isdecimal())


def _words_beside_numbers(text: str) -> tuple[str, ...]:
    """The words for grades that stand beside a digit, about as near as `_beside` has it."""
    if len(text) > _SHORT:
        # Few places of a long text have a digit, and it has most of the words somewhere.
        text = _around_digits(text)
    return tuple(word for word in _words() if word in text and _is_beside_digit(word, text))


def _around_digits(text: str) -> str:
    reach = len(_words()[0]) + _REACH
    parts: list[str] = []
    done = 0
    for match in _DIGITS.finditer(text):
        start, end = max(done, match.start() - reach), match.end() + reach
        if start > done:
            parts.append("\n")
        parts.append(text[start:end])
        done = max(done, min(end, len(text)))
    return "".join(parts)


def _is_beside_digit(word: str, text: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if _DIGITS.search(text, max(0, at - _REACH), at) or _DIGITS.search(text, end, end + _REACH):
            return True
        at = text.find(word, end)
    return False


@cache
def _described() -> dict[str, int]:
    return all_meanings(extract, lambda file: file.ratings.grades)


@cache
def _words() -> tuple[str, ...]:
    """All words for grades, the longest first."""
    words = {*all_words(extract, lambda file: file.ratings.graded), *_described()}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=512)
def _beside(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of the words and a number behind it, or the other way round."""
    said = "|".join(map(_whole, words))
    return re.compile(rf"({said}){_BETWEEN}{_NUMBER}|{_NUMBER}[\])）]?{_BETWEEN}({said})")


def _whole(word: str) -> str:
    """A pattern of a whole word, in scripts that part words."""
    begins, ends = (ord(char) < _LAST_ALPHABETIC for char in (word[0], word[-1]))
    return (r"(?<![^\W\d_])" if begins else "") + re.escape(word) + (r"(?![^\W\d_])" if ends else "")
