"""Numbers of people's papers within a text: passports, identity cards, insurance, licence plates, by the word before them."""

from __future__ import annotations

import re
from functools import cache

from data.languages import all_words, privacy
from data.languages.scripts import spaceless
from data.privacy.spotting import Spotter, Words

HIDDEN = "[id]"
_INSURANCE = re.compile(r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z] \d\d ?\d\d ?\d\d ?[A-D](?![A-Za-z0-9])")
"""A British insurance number with its blanks: nothing else is written so."""
_LICENCE = re.compile(r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z9]{4} ?\d{6} ?[A-Z9]{2}\d[A-Z]{2}(?![A-Za-z0-9])")
"""A British driving licence."""
_CODE = r"(?=[A-Z0-9/.-]*\d)[A-Z0-9](?:[A-Z0-9/-]|\.(?=\d)){1,19}(?:[ -](?:[A-Z0-9]*\d[A-Z0-9]*|[A-Z]{1,3})(?![A-Za-z0-9])){0,5}"
_LOWER_CODE = r"(?=[a-z0-9/-]*\d)[a-z0-9][a-z0-9/-]{5,19}"
_LETTERS_FIRST = r"[A-ZÄÖÜ]{1,3}[ -](?:[A-Z]{1,2}[ -])?\d{1,4}(?:[ -]?[A-Z]{1,3})?"
_THAI_PLATE = r"\d?[\u0e01-\u0e2e]{1,3}[ -]?\d{1,4}"
_BETWEEN = r"[\s:#.№()\"-]{0,4}"
_LEAST = 4
_DIGIT = re.compile(r"\d")


@cache
def _spotter() -> Spotter:
    return Spotter(all_words(privacy, lambda file: file.numbers.papers))


@cache
def _paper() -> re.Pattern[str]:
    """The name of a paper, and the number behind it."""
    words = all_words(privacy, lambda file: file.numbers.papers)
    spaced = "|".join(re.escape(word) for word in words if not spaceless(word))
    unspaced = "|".join(re.escape(word) for word in words if spaceless(word)) or "(?!)"
    numbers = "|".join(map(re.escape, all_words(privacy, lambda file: file.numbers.number))) or "(?!)"
    return re.compile(
        rf"((?i:(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{unspaced}){_BETWEEN}(?i:(?:{numbers}){_BETWEEN}){{0,2}})"
        rf"({_CODE}|{_LETTERS_FIRST}|{_THAI_PLATE}|{_LOWER_CODE})(?![^\W_])"
    )


def hide_papers(text: str, words: Words) -> str:
    """`text`, whose words are `words`, with the numbers of people's papers replaced by [id]."""
    if _DIGIT.search(text) is None:
        return text
    text = _LICENCE.sub(HIDDEN, _INSURANCE.sub(HIDDEN, text))
    return _paper().sub(_hidden, text) if _spotter().spots(words) else text


def _hidden(match: re.Match[str]) -> str:
    code = match[2]
    if sum(map(str.isalnum, code)) < _LEAST + code.isdecimal() or re.fullmatch(r"(?:19|20|25)\d\d", code):
        return match.group()
    return match[1] + HIDDEN
