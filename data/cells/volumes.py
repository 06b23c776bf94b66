"""Search volumes as keyword tools export them: numbers, ranges ("10K – 100K"), and ends alone ("<10", "100K+")."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from data.cells import LONGEST
from data.cells.errors import RowError, expected
from data.cells.numbers import count
from data.languages import all_meanings, all_words, imports
from data.languages.scripts import spaceless

_NONE = frozenset({"-", "–", "—", "n/a", "na"})
_END = re.compile(r"(\d[\d.,'’\s\u00a0\u202f]*?)\s*([^\W\d][^\d\s.,]*)?\.?")


@cache
def _units() -> dict[str, float]:
    """What numbers are counted in."""
    return {"k": 1e3, "m": 1e6, **all_meanings(imports, lambda file: file.volumes.units)}


@cache
def _range() -> re.Pattern[str]:
    """What is between the ends of a range."""
    known = all_words(imports, lambda file: file.volumes.to)
    words = "|".join(re.escape(word) if spaceless(word) else rf"\b{re.escape(word)}\b" for word in known)
    return re.compile(rf"\s*(?:[-–—~]|{words})\s*")


def volume(cell: Any) -> int | None:
    """Searches a month. Of a range the geometric middle of its ends, whole and at least 1 (a range spans orders of magnitude);
    of an end alone, below it likewise from 1 on, above it that end; None where the tool states none. Raises RowError."""
    text = str(cell).strip().casefold()
    if text in _NONE:
        return None
    if 0 < len(text) <= LONGEST:
        if text[0] in "<≤":
            return _middle(1, _end(text[1:], cell))
        if text[0] in ">≥" or text[-1] == "+":
            return _end(text.strip(">≥+"), cell)
        ends = _range().split(text)
        if len(ends) == 2 and all(ends):
            return _between(ends[0], ends[1], cell)
        if not text[-1].isdigit():
            return _end(text, cell)
    return count(cell)


def is_estimate(cell: Any) -> bool:
    """Whether a cell states a range or one end of it, so that its volume is an estimate."""
    text = str(cell or "").strip()
    if text.casefold() in _NONE:
        return False
    return bool(text) and (text[0] in "<≤>≥" or text[-1] == "+" or len(_range().split(text.casefold())) == 2)


def told(cells: Iterable[Any]) -> str:
    """What to say of a file's cells of volumes; '' where all are plain numbers."""
    found = [cell for cell in cells if is_estimate(cell)]
    if not found:
        return ""
    example = str(found[0])[:LONGEST]
    try:
        taken = f"{example!r} as {volume(example)}"
    except RowError:
        return ""
    return f"volume: {len(found)} are ranges or ends of ranges; taken as the geometric middle, else the end ({taken})"


def _between(low: str, high: str, cell: Any) -> int:
    bottom, top = _end(low, cell), _end(high, cell)
    if bottom > top:
        raise expected("a range from the smaller to the larger number", cell)
    return _middle(bottom, top)


def _middle(low: int, high: int) -> int:
    return max(1, round(math.sqrt(max(low, 1) * max(high, 1))))


def _end(text: str, cell: Any) -> int:
    match = _END.fullmatch(text.strip())
    unit = _units().get(match[2], 0) if match and match[2] else 1
    if match is None or not unit:
        raise expected('a number of searches or a range such as "10K – 100K"', cell)
    if unit == 1:
        return count(match[1].strip())
    # Before a unit a sign is a decimal sign: "1,5K" and "1.5K" are the same.
    bare = re.sub(r"\s", "", match[1]).replace(",", ".")
    try:
        return round(float(bare) * unit)
    except ValueError:
        raise expected('a number of searches or a range such as "10K – 100K"', cell) from None
