"""Times in any order and calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from data.cells import LONGEST
from data.cells.errors import expected

DMY, MDY, YMD = "dmy", "mdy", "ymd"
BUDDHIST = 543
"""Years the Buddhist era is ahead."""
_DATE = re.compile(
    r"(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})\.?"
    r"(?:[T,]?\s{0,2}(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s?([AaPp]\.?[Mm]\.?)?)?"
    r"\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
NUMERIC_DATE = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?\d{2,4}")
NamedDate = Callable[[str], datetime | None]
"""Reads a date that names its month ("3 gegužės 2026"); None if it is none."""


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
        year, month, day = self._date(match, text)
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

    def _date(self, match: re.Match[str], text: str) -> tuple[int, int, int]:
        """Year, month and day of three numbers, in any order and either era."""
        first, second, third = int(match[1]), int(match[2]), int(match[3])
        if len(match[1]) >= 3:
            year, month, day = first, second, third
        else:
            year = third if len(match[3]) > 2 else self._century(third)
            order = self._order_of(first, second, text[len(match[1])])
            if not order and first != second:
                raise expected("a date whose order is known (say --dates dmy or mdy)", text)
            day, month = (second, first) if order == MDY else (first, second)
        return (year - BUDDHIST if 2400 <= year <= 2700 else year), month, day

    def _order_of(self, first: int, second: int, sign: str) -> str:
        """The order of two numbers before a year: what they prove, else the column's; '' if neither tells."""
        if first > 12:
            return DMY
        if second > 12:
            return MDY
        # With dots the day comes first wherever dates are written so.
        return DMY if sign == "." else self.order

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
