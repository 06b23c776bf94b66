"""Digits that are nobody's: numbers of orders and products, years, dates, lists, results, versions, round amounts."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise

from data.languages import all_words, privacy
from data.languages.scripts import spaceless
from data.privacy.cards import is_card, plain

_STANDARD = ("isbn", "issn", "ean", "upc", "gtin", "asin", "imei", "sku")
"""Numbers of things that are called so everywhere, and may begin with a 0."""
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_RESULT = re.compile(r"(?:\d[-–:]\d|(?:1\d|[1-9])[-–:](?:1\d|\d))")
_DAY = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d){1,2})?")
_ROUND = re.compile(r"[1-9]\d{0,2}0{4,}")
_MACHINE = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}")
_GAP = r"[\s:#.№()\"'-]{0,3}"
_STEP, _LEAST = 10, 3
_TOP = "10"
_FEW, _PHONE_DIGITS = 5, range(9, 13)
_TABLE, _SHORT = 24, 2
"""More figures than this of fewer digits each are a table."""


@cache
def _code() -> re.Pattern[str]:
    """A word at the end of a text that says that the number of a thing follows."""
    return re.compile(_named_by(all_words(privacy, lambda file: file.numbers.codes)))


@cache
def _standard() -> re.Pattern[str]:
    return re.compile(_named_by(_STANDARD))


def _named_by(words: tuple[str, ...]) -> str:
    spaced = "|".join(re.escape(word) for word in words if not spaceless(word)) or "(?!)"
    unspaced = "|".join(re.escape(word) for word in words if spaceless(word)) or "(?!)"
    numbers = "|".join(map(re.escape, all_words(privacy, lambda file: file.numbers.number))) or "(?!)"
    return rf"(?:(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{unspaced}){_GAP}(?:(?:{numbers}){_GAP}){{0,2}}$"


def names_thing(bare: str, before: str, *, shaped: bool) -> bool:
    """Whether a word right before says that digits number an order or another thing; `shaped`, as phone numbers are written,
    they do so only without signs between them. `before` is in lower case."""
    if bare[0] in "+(":
        return False
    if _standard().search(before):
        return True
    return not (shaped and not bare.isdecimal()) and _code().search(before) is not None


def is_fact(bare: str) -> bool:
    """Whether digits by themselves show that they are no number of a person: `bare` is without blanks around it."""
    text = plain(bare)
    return _is_written_fact(text) or _is_list(text.split())


def _is_written_fact(text: str) -> bool:
    if _MACHINE.fullmatch(text) or _ROUND.fullmatch(text):
        return True
    found = _DAY.fullmatch(text)
    return found is not None and _exists(int(found[1]), int(found[2]), int(found[3]))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year < 2100
    except ValueError:
        return False


def is_table(run: str) -> bool:
    """Whether digits are so many figures of so few digits each that none can be told to be somebody's. What it says is settled
    in one look, before anything that takes the run apart."""
    figures = re.findall(r"\d+", run)
    return len(figures) > _TABLE and sum(map(len, figures)) < _SHORT * len(figures)


def _is_list(figures: list[str]) -> bool:
    """Whether figures with blanks between them are a list: years, results, marks, sizes."""
    if len(figures) < 2 or figures[0][0] in "+(":
        return False
    if all(map(_YEAR.fullmatch, figures)) or all(map(_RESULT.fullmatch, figures)):
        return True
    if not all(map(str.isdecimal, figures)):
        return False
    return len(figures) >= _LEAST and (_are_marks(figures) or _go_up(figures))


def _are_marks(figures: list[str]) -> bool:
    """Marks of one digit, or of ten at most: not so many as a phone number or a card has digits, unless none is above 5."""
    if any(len(figure) > 1 and figure != _TOP for figure in figures) or is_card("".join(figures)):
        return False
    if _TOP in figures:
        return True
    return all(int(figure) <= _FEW for figure in figures) or len(figures) not in _PHONE_DIGITS


def _go_up(figures: list[str]) -> bool:
    """Figures of one length that go up by small steps."""
    if len(set(map(len, figures))) > 1 or figures[0][0] == "0":
        return False
    steps = [int(second) - int(first) for first, second in pairwise(figures)]
    return all(0 < step <= _STEP for step in steps)


def year_before(bare: str) -> str:
    """What stands behind a year that is the first of two figures; '' if there is none."""
    year, _, rest = bare.partition(" ")
    return rest if _YEAR.fullmatch(plain(year)) else ""
