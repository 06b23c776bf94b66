"""Numbers with either decimal sign, and counts."""

from __future__ import annotations

import re
from typing import Any

from data.cells import LONGEST
from data.cells.errors import expected

_NUMBER = re.compile(r"[+-]?\d[\d.,'’\s\u00a0\u202f]*")
_GROUPED = re.compile(r"[+-]?\d{1,3},\d{3}")
_SUFFIX = {"k": 1_000, "m": 1_000_000}


def number(cell: Any, decimal: str = "") -> float:
    """A number with either decimal sign, thousands parted by signs or spaces, K or M, or a percent sign (left out).
    `decimal`: the sign that its column proves. Raises RowError."""
    if isinstance(cell, bool):
        raise expected("a number", cell)
    if isinstance(cell, int | float):
        return float(cell)
    text = str(cell).strip()
    try:
        if "_" not in text and len(text) <= LONGEST and not (decimal == "," and "." in text):
            return _finite(float(text), text)
    except ValueError:
        pass
    bare = text.removesuffix("%").strip()
    factor = _SUFFIX.get(bare[-1:].lower(), 1)
    if factor > 1:
        bare = bare[:-1].strip()
    if len(text) > LONGEST or not _NUMBER.fullmatch(bare):
        raise expected("a number", text)
    bare = re.sub(r"['’\s\u00a0\u202f]", "", bare)
    sign = _decimal_sign(bare, decimal)
    thousands = {",": ".", ".": ","}.get(sign, ",")
    try:
        return _finite(float(bare.replace(thousands, "").replace(sign or ".", ".")) * factor, text)
    except ValueError:
        raise expected("a number", text) from None


def _decimal_sign(bare: str, proven: str) -> str:
    """The decimal sign of a number without spaces: the later of two signs, none that stands twice, else the one that its
    column has `proven`."""
    if "," in bare and "." in bare:
        return max(",.", key=bare.rfind)
    sign = "," if "," in bare else "." if "." in bare else ""
    if bare.count(sign or " ") > 1:
        return "." if sign == "," else ","
    if not sign or proven:
        return proven
    # A comma before three digits parts thousands, a point does not: so most programs write.
    return "." if sign == "," and _GROUPED.fullmatch(bare) else sign


def _finite(value: float, text: str) -> float:
    if value != value or abs(value) == float("inf"):
        raise expected("a number", text)
    return value


def count(cell: Any, decimal: str = "") -> int:
    """A whole number from 0 on. Raises RowError."""
    text = cell if isinstance(cell, str) else str(cell)
    if text.isdecimal() and len(text) < 19:
        return int(text)
    # In a count a sign before three digits parts thousands, whichever it is.
    grouped = re.fullmatch(r"\d{1,3}(?:[.,'’\s\u00a0\u202f]\d{3}){1,4}", text) if len(text) <= LONGEST else None
    value = float(re.sub(r"\D", "", text)) if grouped else number(cell, decimal)
    if value < 0 or value != int(value):
        raise expected("a whole number from 0 on", cell)
    return int(value)
