"""The hours of a week that a text gives: "Mon-Fri 9:00-18:00, Sat 10 am to 2 pm, closed on Sunday"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from analysis.text.phrases import fold
from analysis.text.promises.words import WEEK, PromiseWords
from data.cells.clocks import find_clock, plain_digits, zone_of
from data.cells.errors import RowError
from data.languages import all_words, extract
from data.languages.shapes import Extract

DAY_MINUTES = 24 * 60
_HOUR = 60
_UTC = ZoneInfo("UTC")
_REACH = 14
"""Characters beside a time that may say its zone, or that it is no time of day."""


@dataclass(frozen=True)
class Week:
    """When somebody is there: weekday -> (opens, closes) in minutes of the day, None where it is said to be closed; `zone` as it
    is written, '' if it is not. Breaks within a day are not held."""

    days: tuple[tuple[str, tuple[int, int] | None], ...]
    zone: str = ""


Token = tuple[str, int, int, Any]
"""days, hours or closed; where it starts and ends; the days, or when it opens, closes and in which zone."""


@dataclass
class _Reading:
    """What was read so far: `days` that no times were given for yet, `hours` that no days were given for."""

    found: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    last_days: list[str] = field(default_factory=list)
    hours: tuple[int, int] | None = None
    closed: bool = False
    zone: str = ""
    doubt: bool = False


def week_in(text: str, words: PromiseWords) -> tuple[Week | None, list[tuple[int, int]]]:
    """The hours that a folded text gives for days that it names, None if it gives none or they cannot be told; and where their
    words are."""
    reading, places = _Reading(), []
    for kind, start, end, value in _tokens(text, words):
        places.append((start, end))
        if kind == "days":
            _take_days(reading, value)
        elif kind == "closed":
            _take_closed(reading)
        else:
            _take_hours(reading, value)
    if reading.hours is not None or reading.doubt or not reading.found:
        return None, places
    days = tuple((day, reading.found[day]) for day in WEEK if day in reading.found)
    return Week(days, reading.zone), places


def _take_days(reading: _Reading, days: Sequence[str]) -> None:
    if reading.hours is not None:  # times come first: "9:00-17:30 on weekdays"
        _put(reading, days, reading.hours)
        reading.hours = None
        return
    if reading.closed:  # "closed on Sunday"
        _put(reading, days, None)
        reading.closed = False
        return
    reading.days += [day for day in days if day not in reading.days]


def _take_closed(reading: _Reading) -> None:
    if reading.days:  # "Sunday closed"
        _put(reading, reading.days, None)
        reading.days = []
    else:
        reading.closed = True


def _take_hours(reading: _Reading, value: tuple[int, int, str]) -> None:
    opens, closes, zone = value
    if zone:
        reading.doubt |= bool(reading.zone) and reading.zone != zone
        reading.zone = zone
    if reading.days:
        _put(reading, reading.days, (opens, closes))
        reading.last_days, reading.days = reading.days, []
    elif (opens, closes) == (0, DAY_MINUTES) and not reading.found:  # "24/7"
        _put(reading, WEEK, (opens, closes))
    elif reading.last_days and reading.hours is None:  # a second stretch of the same days
        for day in reading.last_days:
            before = reading.found[day]
            reading.found[day] = (opens, closes) if before is None else (min(before[0], opens), max(before[1], closes))
    else:
        reading.doubt |= reading.hours is not None
        reading.hours = (opens, closes)


def _put(reading: _Reading, days: Sequence[str], hours: tuple[int, int] | None) -> None:
    for day in days:
        if day in reading.found and reading.found[day] != hours:
            reading.doubt = True
        reading.found[day] = hours


def _tokens(text: str, words: PromiseWords) -> Iterator[Token]:
    """(days, hours or closed, start, end, value) in order; what overlaps an earlier one is left out."""
    found = [*_day_tokens(text, words), *_hour_tokens(text), *_closed_tokens(text)]
    reached = -1
    for token in sorted(found, key=lambda token: (token[1], -token[2])):
        if token[1] >= reached:
            reached = token[2]
            yield token


def _day_tokens(text: str, words: PromiseWords) -> Iterator[Token]:
    """Days, ranges of them joined: "Monday to Friday" is five."""
    matches = list(words.day.finditer(text))
    place = 0
    while place < len(matches):
        first = matches[place]
        days, end = words.weekdays[first.group()], first.end()
        following = matches[place + 1] if place + 1 < len(matches) else None
        if following and len(days) == 1 and words.to.fullmatch(text, end, following.start()):
            days, end, place = _range(days[0], words.weekdays[following.group()][-1]), following.end(), place + 1
        yield "days", first.start(), end, days
        place += 1


def _range(first: str, last: str) -> tuple[str, ...]:
    start, stop = WEEK.index(first), WEEK.index(last)
    return WEEK[start : stop + 1] if start <= stop else WEEK[start:] + WEEK[: stop + 1]


def _hour_tokens(text: str) -> Iterator[Token]:
    for match in _always().finditer(text):
        if not _promised().search(text, max(0, match.start() - _REACH), match.start()):
            yield "hours", match.start(), match.end(), (0, DAY_MINUTES, "")
    for match in _hours().finditer(text):
        ends = _stretch(match["opens"], match["closes"])
        if ends is not None:
            zone, end = _zone(text, match.start("closes"), match.end())
            yield "hours", match.start(), end, (*ends, zone)


def _closed_tokens(text: str) -> Iterator[Token]:
    for match in _closed().finditer(text):
        yield "closed", match.start(), match.end(), None


def _stretch(opens: str, closes: str) -> tuple[int, int] | None:
    """Two times of a day in minutes; None where one cannot be told: "9-5" may be of the morning or the evening."""
    ends = [_minutes(opens), _minutes(closes)]
    if ends == [None, None]:
        return None
    first, last = (_bare(text) if end is None else end for text, end in zip((opens, closes), ends, strict=True))
    return None if first is None or last is None or first >= last else (first, last)


def _minutes(written: str) -> int | None:
    """A time that shows by itself to be one."""
    try:
        clock = find_clock(plain_digits(written))
    except RowError:
        return None
    if clock is None:
        return None
    closes_day = clock.hour == 0 and clock.minute == 0 and written.strip().startswith("24")
    return DAY_MINUTES if closes_day else clock.hour * _HOUR + clock.minute


def _zone(text: str, start: int, end: int) -> tuple[str, int]:
    """The zone behind a time that closes, '' if there is none, and where it ends."""
    try:
        clock = find_clock(text[start : end + _REACH].upper())
        if clock is None or not clock.zone:
            return "", end
        zone_of(clock.zone, _UTC)
    except RowError:
        return "", end
    return clock.zone.strip("() "), max(end, start + clock.end)


def _bare(written: str) -> int | None:
    """An hour alone, beside a time that shows to be one: "from 9 to 18:00"."""
    match = re.fullmatch(r"\d{1,2}", written.strip())
    return int(match.group()) * _HOUR if match and int(match.group()) <= DAY_MINUTES // _HOUR else None


@cache
def _hours() -> re.Pattern[str]:
    units = _any_of(("a.m", "p.m", *all_words(extract, _beside_times)))
    time = rf"\d{{1,2}}(?:\s?[:.h]\s?[0-5]\d)?(?:\s?(?:{units})\.?(?![^\W\d_]))?"
    to = _any_of(("-", "–", "—", "~", *all_words(extract, lambda file: file.hours.to)))
    return re.compile(rf"(?<![\d.,:/+-])(?P<opens>{time})\s?(?:{to})\s?(?P<closes>{time})(?![\d/%])")


def _beside_times(file: Extract) -> tuple[str, ...]:
    dates = file.dates
    return (*dates.am, *dates.pm, *dates.noon, *dates.oclock, *file.hours.units)


@cache
def _always() -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)(?:{_any_of(all_words(extract, lambda file: file.hours.always))})")


@cache
def _promised() -> re.Pattern[str]:
    """What makes of 24 hours the time that something takes, at the end of what is before them."""
    return re.compile(rf"(?:{_any_of(all_words(extract, lambda file: file.hours.not_always))})\s*\Z")


@cache
def _closed() -> re.Pattern[str]:
    words = _any_of(all_words(extract, lambda file: file.hours.closed))
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(map(fold, words)), key=lambda word: (-len(word), word))))
