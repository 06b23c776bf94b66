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
    words = tuple(word for word in _words() if word in text)  # to look for all of them in a long text would take long
    for match in _beside(words).finditer(text) if words else ():
        word, number = match[1] or match[4], match[2] or match[3]
        value = float(number.replace(",", "."))
        # A name for such grades says that the number is one ("Schulnote 2"); of an adjective the number may be of stars.
        named = word not in _described()
        grade = _MIDDLE if named else _described()[word]
        fits = value <= grade + _AROUND if grade < _MIDDLE else value >= grade - _AROUND
        if named or (fits and (grade != _MIDDLE or value <= grade + _AROUND)):
            yield _Grade(value, named or grade != _MIDDLE, named or not number.isdecimal())


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
