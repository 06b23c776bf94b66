"""Periods and spans of time, as tables of other tools write them."""

from __future__ import annotations

import re
from typing import Any

from data.cells import LONGEST
from data.cells.errors import RowError, expected
from data.cells.numbers import number
from data.cells.times import BUDDHIST, Times, month

_MONTH = re.compile(r"\d{4}[-./]\d{1,2}|\d{1,2}[-./]\d{4}")
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?")
_NAMED_MONTH = re.compile(r"[^\W\d]{3,}\.?,?\s+\d{4}")
_CLOCK = re.compile(r"(\d{1,6}):(\d{2})(?::(\d{2}))?")
_PARTS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])\.?,?\s*",
    re.IGNORECASE,
)
_IN_MINUTES = {"d": 1440.0, "h": 60.0, "m": 1.0, "s": 1 / 60}


def period(cell: Any, times: Times) -> str:
    """A year, a month or a day as YYYY, YYYY-MM or YYYY-MM-DD. Raises RowError."""
    text = str(cell).strip()
    if _YEAR.fullmatch(text):
        year = int(text)
        return f"{year - BUDDHIST if year > 2400 else year}"
    if match := _COMPACT.fullmatch(text):  # as Google Analytics writes days and months
        return "-".join(filter(None, match.groups()))
    if _MONTH.fullmatch(text):
        return month(text, times)
    day = times.day(f"1 {text}" if _NAMED_MONTH.fullmatch(text) else text)
    return f"{day:%Y-%m}" if _NAMED_MONTH.fullmatch(text) else f"{day:%Y-%m-%d}"


def minutes(cell: Any, decimal: str = "", unit: float = 1.0) -> float:
    """A span of time in minutes: a number of `unit` minutes, a clock (2:05:00, hours first) or parts ("1 day 2 h"). Raises
    RowError."""
    text = str(cell).strip()
    if len(text) > LONGEST:
        raise expected("a span of time", text)
    if match := _CLOCK.fullmatch(text):
        return int(match[1]) * 60 + int(match[2]) + int(match[3] or 0) / 60
    parts = _PARTS.findall(text)
    if parts and not _PARTS.sub("", text):
        return sum(float(value.replace(",", ".")) * _IN_MINUTES[unit_[0].lower()] for value, unit_ in parts)
    try:
        return number(cell, decimal) * unit
    except RowError:
        raise expected("minutes, or a span of time such as 2:05:00", text) from None
