"""Ratings and counts as pages write them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from data.languages import all_words, extract

_NUMBER = r"\d{1,4}(?:[.,]\d{1,18})?"
_PERCENT = re.compile(rf"^({_NUMBER})\s?%$")
_PLAIN = re.compile(rf"^({_NUMBER})$")
_COUNT = re.compile(r"\d[\d.,'’\u00a0\u202f ]{0,15}")
_FULL, _HALF, _EMPTY = "★⭐", "⯪⯨½", "☆✩"
_MARKS = _FULL + _EMPTY + _HALF


def parse_rating(text: str) -> tuple[float, float | None] | None:
    """(value, scale's maximum or None) of "4,5", "4/5", "4 out of 5", "80 %" (of 100), "★★★★☆", "4 stars"; or None."""
    text = unicodedata.normalize("NFKC", text.replace("½", ".5") if "½" in text else text).strip()[:80]
    if match := _scaled().search(text):
        value, maximum = _float(match[1]), _float(match[2])
        return (value, maximum) if maximum > 0 and value <= maximum else None
    if match := _PERCENT.match(text):
        value = _float(match[1])
        return (value, 100.0) if value <= 100 else None
    if match := _PLAIN.match(text) or _leading().match(text):
        return _float(match[1]), None
    return _stars(text)


@cache
def of_scale() -> str:
    """What is between a rating and the maximum of its scale, as a pattern."""
    return "|".join(("/", *map(re.escape, all_words(extract, lambda file: file.ratings.of))))


@cache
def _scaled() -> re.Pattern[str]:
    return re.compile(rf"({_NUMBER})\s?(?:{of_scale()})\s?({_NUMBER})(?![\d/])", re.IGNORECASE)


@cache
def _leading() -> re.Pattern[str]:
    stars = "|".join(map(re.escape, all_words(extract, lambda file: file.ratings.stars)))
    return re.compile(rf"^({_NUMBER})\s?(?:★|⭐|{stars})", re.IGNORECASE)


def _stars(text: str) -> tuple[float, float | None] | None:
    if text.isascii():
        return None
    marks = [char for char in text if char in _MARKS]
    if not 1 <= len(marks) <= 10:
        return None
    full = sum(char in _FULL for char in marks)
    half = sum(char in _HALF for char in marks)
    # Five characters of either kind are a scale; "★★★★" alone does not say of how many.
    return (full + half / 2, float(len(marks))) if len(marks) in (5, 10) else (full + half / 2, None)


def parse_count(text: str) -> int | None:
    """A whole number of things: "1,234", "1.234", "1 234 reviews", "(57)"; None for "12.5" or none."""
    match = _COUNT.search(unicodedata.normalize("NFKC", text))
    if not match:
        return None
    written = match[0].strip(" .,'’")
    groups = re.split(r"[.,'’\s]", written)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        # Not thousands: "12.5" is no count, "57 2" two numbers; "57.0" is 57.
        if len(groups) == 2 and set(groups[1]) == {"0"} and "." in written:
            return int(groups[0])
        return int(groups[0]) if " " in written else None
    number = "".join(groups)
    return int(number) if number.isdecimal() and len(number) <= 12 else None


def _float(text: str) -> float:
    return float(text.replace(",", "."))
