"""Cells into values: times in any order and calendar, numbers with either decimal sign, yes and no."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from data.imports.errors import RowError

DMY, MDY, YMD = "dmy", "mdy", "ymd"
BUDDHIST = 543
"""Years the Buddhist era is ahead."""
LONGEST = 80
"""Characters of a cell that is to be a time, a number or a word of a list."""
_DATE = re.compile(
    r"(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})\.?"
    r"(?:[T,]?\s{0,2}(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s?([AaPp]\.?[Mm]\.?)?)?"
    r"\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
NUMERIC_DATE = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?\d{2,4}")
_NUMBER = re.compile(r"[+-]?\d[\d.,'’\s\u00a0\u202f]*")
_USUAL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:[/?#]|\Z)")
"""How nearly all addresses begin; the others are looked at in full."""
_SUFFIX = {"k": 1_000, "m": 1_000_000}
_OUT_OF = re.compile(r"([\d.,]+)\s*(?:/|of|out of|จาก|trên|iš)\s*(\d+)", re.IGNORECASE)
_STARS = re.compile(r"([★⭐]+)([☆✩]*)")
NamedDate = Callable[[str], datetime | None]
"""Reads a date that names its month ("3 gegužės 2026"); None if it is none."""


def expected(what: str, found: object) -> RowError:
    """The error of a cell: at most 40 characters of what was found, and none of an address."""
    text = str(found)
    return RowError(f"expected {what}, found {text[:40] + '…' if len(text) > 40 else text!r}")


class Times:
    """Reads the times of one column. `order` of numeric dates (dmy, mdy; '' if neither is known); times without an offset
    are `zone`'s. `now` (naive UTC) bounds years of two digits."""

    def __init__(self, order: str, zone: ZoneInfo, now: datetime, named: NamedDate | None = None) -> None:
        self.order, self.zone, self.now, self.named = order, zone, now, named

    def read(self, cell: Any) -> tuple[datetime, int | None]:
        """The moment in naive UTC, and its stated offset in minutes. A date alone stays that day. Raises RowError."""
        text = str(cell).strip()
        if len(text) > LONGEST:
            raise expected("a date or time", text)
        if text.isdecimal() and len(text) in (10, 13):  # seconds or milliseconds since 1970
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC).replace(tzinfo=None), 0
        if text[4:5] == "-" and text[:2] in ("19", "20"):
            try:
                return self._settled(datetime.fromisoformat(text), len(text) <= 10)
            except ValueError:
                pass  # the slower reader may know better
        match = _DATE.fullmatch(text)
        if match is None:
            found = self.named(text) if self.named else None
            if found is None:
                raise expected("a date or time", text)
            return self._settled(found, found.hour == found.minute == 0 and ":" not in text)
        return self._numeric(match, text)

    def _numeric(self, match: re.Match[str], text: str) -> tuple[datetime, int | None]:
        first, second, third = int(match[1]), int(match[2]), int(match[3])
        if len(match[1]) >= 3:
            year, month, day = first, second, third
        else:
            year = third if len(match[3]) > 2 else self._century(third)
            # With dots the day stands first wherever dates are written so.
            order = DMY if first > 12 else MDY if second > 12 else DMY if text[len(match[1])] == "." else self.order
            if not order and first != second:
                raise expected("a date whose order is known (say --dates dmy or mdy)", text)
            day, month = (second, first) if order == MDY else (first, second)
        if 2400 <= year <= 2700:
            year -= BUDDHIST
        hour, minute, seconds = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
        if match[7]:
            hour = hour % 12 + (12 if match[7][0] in "pP" else 0)
        try:
            found = datetime(year, month, day, hour, minute, seconds)  # noqa: DTZ001  (the zone follows)
        except ValueError:
            raise expected("a date or time that exists", text) from None
        if match[8]:
            found = found.replace(tzinfo=_offset(match[8]))
        return self._settled(found, match[4] is None)

    def _century(self, year: int) -> int:
        """A year of two digits: the latest that is not in the future, in either era."""
        limit = self.now.year + 1
        return next((y for y in (2000 + year, 2500 + year - BUDDHIST) if 1990 <= y <= limit), 1900 + year)

    def _settled(self, found: datetime, day_alone: bool) -> tuple[datetime, int | None]:
        if found.tzinfo is UTC:
            return found.replace(tzinfo=None), 0
        if found.tzinfo is not None:
            offset = found.utcoffset() or timedelta()
            return (found - offset).replace(tzinfo=None), int(offset.total_seconds() // 60)
        if day_alone:
            return found, None
        return found.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None), None

    def day(self, cell: Any) -> date:
        """The day as it is written, in no zone. Raises RowError."""
        return Times(self.order, ZoneInfo("UTC"), self.now, self.named).read(cell)[0].date()


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    span = timedelta(hours=min(int(text[1:3]), 23), minutes=min(int(text[-2:]), 59))
    return timezone(-span if text[0] == "-" else span)


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
    factor = 1
    bare = text.removesuffix("%").strip()
    if bare[-1:].lower() in _SUFFIX:
        factor, bare = _SUFFIX[bare[-1].lower()], bare[:-1].strip()
    if len(text) > LONGEST or not _NUMBER.fullmatch(bare):
        raise expected("a number", text)
    bare = re.sub(r"['’\s\u00a0\u202f]", "", bare)
    if "," in bare and "." in bare:
        decimal = max(",.", key=bare.rfind)
    elif "," in bare or "." in bare:
        sign = "," if "," in bare else "."
        if bare.count(sign) > 1:
            decimal = "." if sign == "," else ","
        elif not decimal:
            # A comma before three digits parts thousands, a point does not: so most programs write.
            decimal = "." if sign == "," and re.fullmatch(r"[+-]?\d{1,3},\d{3}", bare) else sign
    thousands = {",": ".", ".": ","}.get(decimal, ",")
    try:
        return _finite(float(bare.replace(thousands, "").replace(decimal or ".", ".")) * factor, text)
    except ValueError:
        raise expected("a number", text) from None


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


def rating(cell: Any, decimal: str = "") -> tuple[float, float | None]:
    """A rating and the scale it states itself ("4/5", "★★★★☆"), or None. Raises RowError."""
    text = str(cell).strip()[: LONGEST + 1]
    if match := _OUT_OF.match(text):
        return number(match[1], decimal or ("," if "," in match[1] else "")), float(match[2])
    if match := _STARS.match(text):
        full, empty = len(match[1]), len(match[2])
        return float(full), float(full + empty) if empty or full == 5 else None
    return number(cell, decimal), None


def web_address(cell: Any) -> str:
    """The address of a web page, as it is written: what a dashboard may link to. Raises RowError."""
    text = str(cell).strip()
    # Of all spaces only the plain one is printable.
    if " " in text or not text.isprintable() or not (_USUAL.match(text) or _names_host(text)):
        raise expected("an address that begins with http:// or https://", text)
    return text


def _names_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


@cache
def words(table: str) -> dict[str, str]:
    """What cells say -> what it means, of one table of mappings/words.toml."""
    text = resources.files("data").joinpath("mappings", "words.toml").read_text(encoding="utf-8")
    return {word.casefold(): meaning for meaning, said in tomllib.loads(text)[table].items() for word in said}


def flag(cell: Any) -> bool:
    """Yes or no. Raises RowError."""
    if isinstance(cell, bool):
        return cell
    meaning = words("flag").get(str(cell).strip().casefold())
    if meaning is None:
        raise expected("yes or no", cell)
    return meaning == "yes"


def month(cell: Any, times: Times) -> str:
    """A month as YYYY-MM, from that or from a date. Raises RowError."""
    text = str(cell).strip()
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})", text):
        year, which = int(match[1]), int(match[2])
        if 2400 <= year <= 2700:
            year -= BUDDHIST
        if 1 <= which <= 12:
            return f"{year:04}-{which:02}"
    if match := re.fullmatch(r"(\d{1,2})[-./](\d{4})", text):
        return month(f"{match[2]}-{match[1]}", times)
    return f"{times.day(cell):%Y-%m}"
