"""Dates as reviews write them, in several languages and calendars; what is ambiguous stays unread (None)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib import resources
from typing import Any

_BUDDHIST = 543
"""Years the Buddhist era (Thailand) is ahead of the Gregorian."""
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{2,4})(?!\d)")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_629_800, "year": 31_557_600}
_LONGEST = 120


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawlers.extract").joinpath("dates.toml").read_text(encoding="utf-8"))


@cache
def _months() -> list[tuple[str, int]]:
    """Month names with their numbers, longest first ("tháng 12" before "tháng 1")."""
    pairs = {
        name: number
        for months in _words()["months"].values()
        for number, names in enumerate(months, 1)
        for name in names
    }
    return sorted(pairs.items(), key=lambda pair: -len(pair[0]))


def parse_date(text: str, language: str | None = None, now: datetime | None = None) -> datetime | None:
    """The moment a text names, naive times taken as they stand; None if it names none or is ambiguous.

    Reads ISO 8601; numeric dates (day first, month first only for language "en-us", "03/04/2026" in plain "en" is
    ambiguous); dates with month names; years of the Buddhist era (2400..2700); and, given `now`, relative dates ("2
    weeks ago", accurate to their unit). Dates before 1990 or more than two days after `now` are errors, not dates.
    """
    text = "".join(_ascii_digit(char) for char in unicodedata.normalize("NFKC", text[:_LONGEST])).casefold().strip()
    if not text:
        return None
    found = _iso(text) or _named(text) or _numeric(text, language) or (_relative(text, now) if now else None)
    if found is None or found.year < 1990 or found.year > 2100:
        return None
    if now is not None and _naive_utc(found) > _naive_utc(now) + timedelta(days=2):
        return None
    return found


def _ascii_digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _naive_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _make(year: int, month: int, day: int, text: str = "") -> datetime | None:
    if 2400 <= year <= 2700:
        year -= _BUDDHIST
    clock = _TIME.search(text)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001  (the page names no zone)
    except ValueError:
        return None


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text.upper())
    if not match:
        return None
    day = _make(int(match[1]), int(match[2]), int(match[3]))
    if day is None or match[4] is None:
        return day
    try:
        moment = day.replace(hour=int(match[4]), minute=int(match[5]), second=int(match[6] or 0))
    except ValueError:
        return day
    return moment.replace(tzinfo=_zone(match[7])) if match[7] else moment


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return timezone(-offset if text[0] == "-" else offset)


def _named(text: str) -> datetime | None:
    bare = text.replace(".", "")
    for name, month in _months():
        place = _place(bare, name)
        if place < 0:
            continue
        before, after = bare[:place], bare[place + len(name) :]
        # In Vietnamese the month's number is part of its name; elsewhere the day may stand on either side.
        numbers = [int(n) for n in _NUMBER.findall(_TIME.sub(" ", before))]
        following = [int(n) for n in _NUMBER.findall(_TIME.sub(" ", after))]
        years = [n for n in (*following, *numbers) if n >= 1000]
        days = [n for n in (*reversed(numbers), *following) if 1 <= n <= 31]
        thai = any("\u0e00" <= char <= "\u0e7f" for char in name)
        if not years and thai and following and 40 <= following[-1] <= 99:
            years = [2500 + following[-1]]
        if years:
            return _make(years[0], month, days[0] if days else 1, text)
        return None
    return None


def _place(text: str, name: str) -> int:
    """Where a month's name stands as a whole word; Thai has no spaces, there anywhere."""
    place = text.find(name)
    while place >= 0:
        before, after = text[place - 1 : place] if place else "", text[place + len(name) : place + len(name) + 1]
        if "\u0e00" <= name[0] <= "\u0e7f" or not (before.isalpha() or after.isalnum()):
            return place
        place = text.find(name, place + 1)
    return -1


def _numeric(text: str, language: str | None) -> datetime | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        return _make(first, second, third, text)
    if len(match[1]) == 3 or len(match[3]) == 3:
        return None
    year = third if len(match[3]) == 4 else 2000 + third
    if first > 12 or first == second:
        return _make(year, second, first, text)
    if second > 12:
        return _make(year, first, second, text)
    tongue = (language or "").lower()
    if tongue == "en-us":
        return _make(year, first, second, text)
    if tongue in ("", "en"):
        return None
    return _make(year, second, first, text)


def _relative(text: str, now: datetime) -> datetime | None:
    words = _words()["relative"]
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if text in words["today"]:
        return day
    if text in words["yesterday"]:
        return day - timedelta(days=1)
    if not any(word in text for word in words["ago"]):
        return None
    tokens = re.findall(r"\d{1,3}|[^\W\d]+", text)
    number = next((int(token) for token in tokens if token.isdigit()), None)
    if number is None:
        number = 1 if any(token in words["one"] for token in tokens) else None
    if number is None:
        return None
    for unit, names in words["units"].items():
        if any(name in tokens or ("\u0e00" <= name[0] <= "\u0e7f" and name in text) for name in names):
            return now - timedelta(seconds=number * _SECONDS[unit])
    return None
