"""Times in any order and calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from data.cells import LONGEST
from data.cells.clocks import Clock, find_clock, is_ambiguous, plain_digits, without_clock, zone_of
from data.cells.errors import expected

DMY, MDY, YMD = "dmy", "mdy", "ymd"
BUDDHIST = 543
"""Years the Buddhist era is ahead."""
_DATE = re.compile(r"[^\W\d]{0,12}[.,]?\s?(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})\.?")
"""Three numbers, and a day of the week before them."""
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?")
_DAY_OF_YEAR = re.compile(r"(\d{4})-?(\d{3})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,12})?")
_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001  (the zone follows)
_EPOCH = re.compile(r"(\d{10}|\d{13}|\d{16})(?:\.\d{1,9})?")
_FIRST_YEAR = 1990
NUMERIC_DATE = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{2,4})")
NamedDate = Callable[[str], datetime | None]
"""Reads a date that names its month ("3 gegužės 2026"); None if it is none."""


class Notes(Protocol):
    def add(self, field: str, what: str, cell: Any = None) -> None:
        """Count one more of `what` in a field; `cell` is an example."""
        ...


class Times:
    """Reads the times of one column. `order` of numeric dates (dmy, mdy; '' if neither is known); times without an offset
    are `zone`'s. `now` (naive UTC) bounds years of two digits. `named` reads dates with the name of a month, `relative` those
    that say how long ago. What was read by an assumption is counted in `noted` under `field`."""

    def __init__(
        self,
        order: str,
        zone: ZoneInfo,
        now: datetime,
        named: NamedDate | None = None,
        relative: NamedDate | None = None,
        noted: Notes | None = None,
        field: str = "",
    ) -> None:
        self.order, self.zone, self.now, self.named, self.relative = order, zone, now, named, relative
        self.noted, self.field = noted, field

    def read(self, cell: Any) -> tuple[datetime, int | None]:
        """The moment in naive UTC, and its stated offset in minutes. A date alone stays that day. Raises RowError."""
        text = str(cell).strip()
        if len(text) > LONGEST:
            raise expected("a date or time", text)
        if text[4:5] == "-" and text[:2] in ("19", "20"):
            try:
                return self._settled(datetime.fromisoformat(text), len(text) <= 10)
            except ValueError:
                pass  # the slower reader may know better
        text = plain_digits(text)
        return self._coded(text) or self._written(text)

    def _coded(self, text: str) -> tuple[datetime, int | None] | None:
        """What programs write without signs or words: seconds since 1970, 20260801T100000Z, 2026-213, days since 1899."""
        if _EPOCH.fullmatch(text):
            whole = text.split(".")[0]
            return datetime.fromtimestamp(int(whole) / 10 ** (len(whole) - 10), UTC).replace(tzinfo=None), 0
        if match := _STAMP.fullmatch(text):
            return self._stamp(match, text)
        if match := _DAY_OF_YEAR.fullmatch(text):
            day = int(match[2])
            if not 1 <= day <= 366:
                raise expected("a date or time that exists", text)
            return datetime(int(match[1]), 1, 1) + timedelta(days=day - 1), None  # noqa: DTZ001
        return self._serial(text) if _SERIAL.fullmatch(text) else None

    def _stamp(self, match: re.Match[str], text: str) -> tuple[datetime, int | None]:
        year = int(match[1]) - BUDDHIST if 2400 <= int(match[1]) <= 2700 else int(match[1])
        month, day, hour, minute, second = (int(part or 0) for part in match.groups()[1:6])
        try:
            found = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (the zone follows)
        except ValueError:
            raise expected("a date or time that exists", text) from None
        if match[7]:
            found = found.replace(tzinfo=zone_of(match[7], self.zone))
        return self._settled(found, match[4] is None)

    def _serial(self, text: str) -> tuple[datetime, int | None] | None:
        """Days since 1899-12-30, as spreadsheets count (the 1900 system), from 1990 to now."""
        days = float(text.replace(",", "."))
        found = _SERIAL_START + timedelta(seconds=round(days * 86_400))
        if found.year < _FIRST_YEAR or found > self.now + timedelta(days=2):
            return None
        self._note("numbers taken as days since 1899-12-30, as spreadsheets count", text)
        return self._settled(found, days == int(days))

    def _written(self, text: str) -> tuple[datetime, int | None]:
        """What people write: a date in numbers or words, a time of day and a zone, or how long ago."""
        clock = find_clock(text)
        rest = without_clock(text, clock)
        day = self._day_of(rest)
        if day is None:
            return self._ago(text, rest, clock)
        return self._at(day, clock)

    def _day_of(self, text: str) -> datetime | None:
        match = _DATE.fullmatch(text)
        if match is None:
            return self.named(text) if self.named else None
        year, month, day = self._date(match, text)
        try:
            return datetime(year, month, day)  # noqa: DTZ001  (the zone follows)
        except ValueError:
            raise expected("a date or time that exists", text) from None

    def _ago(self, text: str, rest: str, clock: Clock | None) -> tuple[datetime, int | None]:
        """How long ago, by the date of the file; a day that is named so may have a time. Raises RowError."""
        found = self.relative(text) if self.relative else None
        if found is None and self.relative and clock is not None:
            found = self.relative(rest) or self.relative(rest.rpartition(" ")[0])  # "yesterday at"
            if found is not None:
                self._note("relative to the date of the file (--as-of)", text)
                return self._at(found.replace(hour=0, minute=0, second=0, microsecond=0), clock)
        if found is None:
            raise expected("a date or time", text)
        self._note("relative to the date of the file (--as-of)", text)
        return found, None

    def _at(self, day: datetime, clock: Clock | None) -> tuple[datetime, int | None]:
        if clock is None:
            return self._settled(day, day_alone=True)
        found = day.replace(hour=clock.hour, minute=clock.minute, second=clock.second, tzinfo=None)
        if clock.zone:
            found = found.replace(tzinfo=zone_of(clock.zone, self.zone))
            if is_ambiguous(clock.zone, self.zone):
                offset = f"{found:%z}"
                self._note(
                    f"in a zone that several are called by; {clock.zone} taken as {offset[:3]}:{offset[3:]}", None
                )
        return self._settled(found, day_alone=False)

    def _note(self, what: str, cell: str | None) -> None:
        if self.noted is not None:
            self.noted.add(self.field, what, cell)

    def _date(self, match: re.Match[str], text: str) -> tuple[int, int, int]:
        """Year, month and day of three numbers, in any order and either era."""
        first, second, third = int(match[1]), int(match[2]), int(match[3])
        if len(match[1]) >= 3:
            year, month, day = first, second, third
        else:
            year = third if len(match[3]) > 2 else self._century(third)
            order = self._order_of(first, second, text[match.end(1) : match.start(2)].strip())
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
        times = Times(self.order, ZoneInfo("UTC"), self.now, self.named, self.relative, self.noted, self.field)
        return times.read(cell)[0].date()


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
