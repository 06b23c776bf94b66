"""Ratings as people's files write them: numbers, signs, words, with a scale or a label beside them; and cells that state none."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from data.cells import LONGEST
from data.cells.errors import RowError, expected
from data.cells.grades import is_grade
from data.cells.numbers import number
from data.languages import all_meanings, all_words, extract, imports

_NONE = frozenset(
    {"", "-", "--", "–", "—", "?", "n/a", "n.a.", "na", "nan", "null", "none", "nil", "#n/a", "n\\a", "."}
)
_FULL, _HALF, _EMPTY = "★⭐🌟●♥❤🟊⬤🔵🟢", "½⯨⯪✬◐", "☆✩⚝○♡◯⯩⚪"
_SIGNS = re.compile(rf"([{_FULL}]+)([{_HALF}]?)([{_EMPTY}]*)")
_UNSEEN = re.compile("[\ufe0e\ufe0f\u200b-\u200d\u2060\ufeff\u00ad]")
_FIGURE = r"\d{1,3}(?:[.,]\d{1,4})?"
_MIXED = re.compile(r"(\d{1,3})?\s?([¼½¾⅓⅔⅕⅖⅗⅘⅛⅜⅝⅞])|(\d{1,3})\s(1/2|1/4|3/4)(?!\d)")
_PERCENT = re.compile(rf"({_FIGURE})\s?[%٪﹪％]")
_LABELLED = re.compile(
    rf"[\[(]?({_FIGURE})[\])]?(?:\s?[-–—:=.)|]\s?[^\d]+|(?:\s|(?=[^\x00-\x7f]))[^\d\s]+(?:\s[^\d\s]+){{0,2}})"
)
_LABEL_FIRST = re.compile(rf"([^\d]+?)\s?(?:[\[(]({_FIGURE})[\])]|[-–—:=|]\s?({_FIGURE}))")
_THUMBS = {"👍": 1.0, "👎": 0.0}
_OF_TWO = 1.0
"""Of the two that a thumb can say the one is all, the other nothing."""
Read = tuple[float, float | None]
"""A rating, and the top of the scale that its cell states itself."""


def rating(cell: Any) -> Read | None:
    """What a cell says: "4/5", "4,5 von 5", "80 %", "★★★★½", "four stars", "5 - Very satisfied"; None where it says that there is
    none. A sign between digits is a decimal one, whatever its column proves. Raises RowError for what is no rating, however
    good it sounds ("B+")."""
    if isinstance(cell, bool):
        raise expected("a rating", cell)
    if isinstance(cell, int | float):
        return number(cell), None
    text = _UNSEEN.sub("", str(cell)).strip()
    if len(text) > LONGEST:
        raise expected("a rating", text)
    if says_none(text):
        return None
    found = _of_scale(text) or _signs(text) or _percent(text) or _said(text)
    if found:
        return found
    value = _value(text)
    return (_labelled(text) if value is None else value), None


def says_none(cell: Any) -> bool:
    """Whether a cell stands for nothing ("N/A", "-", "not rated")."""
    text = str(cell).strip().casefold().strip("()[]")
    return text in _NONE or text in _no_rating()


@cache
def _no_rating() -> frozenset[str]:
    return frozenset(all_words(imports, lambda file: file.none))


@cache
def _out_of() -> re.Pattern[str]:
    """A value and the top of its scale, with few words around them ("Rated 4 out of 5 stars", "5점 만점에 4점")."""
    between = "|".join(map(re.escape, all_words(extract, lambda file: file.ratings.of)))
    value = rf"(?P<value>{_FIGURE}(?:\s?[¼½¾]|\s1/2)?|[¼½¾])"
    return re.compile(
        rf"(?P<before>[^\d/]{{0,40}}?){value}\s*(?:{_signs_or_stars()})?\s*(?:/|{between})\s*(?P<top>\d{{1,3}})(?P<after>[^\d]{{0,40}})",
        re.IGNORECASE,
    )


@cache
def _signs_or_stars() -> str:
    stars = "|".join(re.escape(word) for word in all_words(extract, lambda file: file.ratings.stars))
    return rf"[{_FULL}]|(?:{stars})\w{{0,5}}"


@cache
def _starred() -> re.Pattern[str]:
    """A number or a word with stars behind or before it."""
    words = "|".join(map(re.escape, sorted(_numbers(), key=len, reverse=True))) or "(?!)"
    value = rf"{_FIGURE}(?:\s?[¼½¾]|\s1/2)?|{words}"
    return re.compile(
        rf"(?P<value>{value})\s*-?(?:{_signs_or_stars()})?|(?:{_signs_or_stars()})\s*:?\s*(?P<behind>{value})",
        re.IGNORECASE,
    )


@cache
def _numbers() -> dict[str, int]:
    return all_meanings(extract, lambda file: file.ratings.numbers)


def _of_scale(text: str) -> Read | None:
    match = _out_of().fullmatch(_folded(text))
    if match is None or _is_page(match["before"]):
        return None
    value = _value(match["value"])
    return None if value is None else (value, float(match["top"]))


def _is_page(before: str) -> bool:
    said = before.casefold()
    return any(word in said for word in all_words(extract, lambda file: file.ratings.pages))


def _signs(text: str) -> Read | None:
    match = _SIGNS.match(text)
    if match is None or any(map(str.isalnum, text[match.end() :].replace("½", ""))):
        return None
    full, empty = len(match[1]), len(match[3])
    half = 0.5 if match[2] else 0.0
    stated = bool(empty) or full + (half > 0) == 5
    return full + half, float(full + (half > 0) + empty) if stated else None


def _percent(text: str) -> Read | None:
    match = _PERCENT.fullmatch(_folded(text))
    if match is None:
        return None
    return _figure(match[1]), 100.0


def _said(text: str) -> Read | None:
    """Thumbs, and words that say them."""
    thumbs = text.replace(" ", "")
    if thumbs and thumbs[0] in _THUMBS and not any(map(str.isalnum, thumbs)) and len(set(thumbs) & set(_THUMBS)) == 1:
        return _THUMBS[thumbs[0]], _OF_TWO
    meant = _thumb_words().get(" ".join(re.findall(r"[^\W_]+", text.casefold())))
    return None if meant is None else (_OF_TWO if meant == "up" else 0.0, _OF_TWO)


@cache
def _thumb_words() -> dict[str, str]:
    said = all_meanings(
        imports,
        lambda file: {word.casefold(): what for what, words in file.means.get("thumb", {}).items() for word in words},
    )
    return {" ".join(re.findall(r"[^\W_]+", word)): what for word, what in said.items()}


def _value(text: str) -> float | None:
    """A number alone, with a fraction, as a word, or with stars beside it; None if it is none of these."""
    match = _starred().fullmatch(_folded(text)) if not _MIXED.fullmatch(text) else None
    said = (match["value"] or match["behind"]).strip() if match else text
    if (word := _numbers().get(said.casefold())) is not None:
        return float(word)
    if mixed := _MIXED.fullmatch(said):
        whole, fraction = mixed[1] or mixed[3] or "0", mixed[2] or mixed[4]
        return int(whole) + (
            unicodedata.numeric(fraction) if len(fraction) == 1 else int(fraction[0]) / int(fraction[2])
        )
    try:
        return _figure(said)
    except RowError:
        return None


def _labelled(text: str) -> float:
    """The number of a label of a scale ("5 - Very satisfied", "Promoter (9)"). Raises RowError."""
    folded = _folded(text)
    if match := _LABELLED.fullmatch(folded):
        found = match[1]
    elif match := _LABEL_FIRST.fullmatch(folded):
        found = match[2] or match[3]
    else:
        raise expected("a rating (a mapping file can translate words)", text)
    if is_grade(folded):
        raise expected("a rating of which more is better (a mapping file can translate grades)", text)
    return _figure(found)


def _figure(text: str) -> float:
    return number(text, "," if "," in text else ".")


def _folded(text: str) -> str:
    """The text with the digits of all scripts as 0 to 9; halves stay, for they are no "1/2" behind a number."""
    if text.isascii():
        return text
    return (
        "".join(
            str(unicodedata.decimal(char)) if char.isdecimal() else "/" if char in "⁄∕／" else char for char in text
        )
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
