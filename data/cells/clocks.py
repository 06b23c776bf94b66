"""The time of day within a text, with what says before or after noon and in which zone, in all languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.cells.errors import RowError, expected
from data.languages import all_words, extract

_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "TRT": 180, "BST": 60, "IST": 330, "PKT": 300, "NPT": 345, "ICT": 420, "WIB": 420, "WITA": 480,
    "WIT": 540, "SGT": 480, "MYT": 480, "HKT": 480, "PHT": 480, "PHST": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570,
    "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "PST": -480, "PDT": -420, "MST": -420, "MDT": -360,
    "CST": -360, "CDT": -300, "EST": -300, "EDT": -240, "AST": -240, "ADT": -180, "NST": -210, "NDT": -150, "AKST": -540,
    "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180, "CLT": -240, "COT": -300, "PET": -300, "SAST": 120, "EAT": 180,
    "CAT": 120, "WAT": 60, "GST": 240, "UZT": 300, "IDT": 180,
}  # fmt: skip
"""Names of zones -> minutes ahead of UTC."""
AMBIGUOUS = frozenset({"CST", "CDT", "IST", "BST", "AST", "ADT", "GST", "MST"})
"""Of these, what another part of the world means another zone by: reported, unless the workspace's own zone is called so."""
_ZONE = re.compile(
    r"\s?(?:(?:UTC|GMT)\s?(?P<shift>[+-]\d{1,2}(?::?\d{2})?)|(?P<offset>[+-]\d{2}(?::?\d{2})?)(?!\d)|"
    r"\(?(?P<name>Z|[A-Z]{2,5})\)?(?![^\W_])|(?P<place>[A-Z][a-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?))"
)
_COMMENT = re.compile(r"\s*\([^()]{1,40}\)\s*$")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, its place in the text, and its zone as it is written ('' for none)."""

    hour: int
    minute: int
    second: int
    start: int
    end: int
    zone: str = ""


def plain_digits(text: str) -> str:
    """The text with the digits of all scripts as 0 to 9, plain blanks, and no marks of direction."""
    if text.isascii():
        return text
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", text))
    return "".join(c for c in digits if unicodedata.category(c) != "Cf")


@cache
def _halves() -> dict[str, str]:
    """What is beside a time, without full stops and blanks -> am, pm, noon or night."""
    found: dict[str, str] = {}
    for half, words in (
        ("am", all_words(extract, lambda file: file.dates.am)),
        ("pm", all_words(extract, lambda file: file.dates.pm)),
        ("noon", all_words(extract, lambda file: file.dates.noon)),
        ("night", all_words(extract, lambda file: file.dates.night)),
    ):
        for word in words:
            found.setdefault(_bare(word), half)
    return found


def _bare(word: str) -> str:
    return re.sub(r"[.\s]", "", word.casefold())


@cache
def _clock() -> re.Pattern[str]:
    halves = "|".join(sorted(map(_spelled, _halves()), key=len, reverse=True))
    strong = "|".join(sorted((_spelled(half) for half in _halves() if _is_strong(half)), key=len, reverse=True))
    oclock = "|".join(re.escape(word) for word in all_words(extract, lambda file: file.dates.oclock))
    half = rf"(?:{halves})"
    return re.compile(
        rf"(?:(?<![^\W\d_])(?P<before>{strong})\s?)?(?:(?<=\d)t)?(?<![\d:./,-])(?P<h>\d{{1,2}})(?!\d)"
        rf"(?::(?P<m>[0-5]\d)(?!\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{{1,9}})?)?|\.(?P<m1>[0-5]\d)(?![.\d])|"
        rf"\s?(?P<o>{oclock})\.?(?![^\W\d_])\s?(?:(?P<m2>[0-5]?\d)(?!\d)\s?(?:分|분)?)?)?"
        rf"(?:\s?(?:{oclock})\.?(?![^\W_]))?(?:\s?(?P<after>{half})(?![^\W_]))?",
        re.IGNORECASE,
    )


def _shows_hour(match: re.Match[str]) -> bool:
    """Whether what is beside a number alone makes it an hour: "1 pm", "下午1", and not the German "am 1."."""
    before, after = _bare(match["before"] or ""), _bare(match["after"] or "")
    return _is_strong(after) or (_is_strong(before) and before not in ("am", "pm"))


def _is_strong(half: str) -> bool:
    """Whether a word can be nothing else beside a number alone, or before a time: "de" and "em" are words of other languages."""
    return half in ("am", "pm") or len(half) > 3 or (half != "" and not half[0].isascii() and len(half) > 1)


def _spelled(bare: str) -> str:
    """A pattern of a word: short ones with full stops and blanks between their letters ("p.m.", "a. m.")."""
    if len(bare) > 3 or not bare[0].isalpha() or bare[0] == bare[0].upper():
        return re.escape(bare) if len(bare) > 3 else re.escape(bare) + r"\.?"
    return r"\.?\s?".join(map(re.escape, bare)) + r"\.?"


def find_clock(text: str) -> Clock | None:
    """The first time of day in a text, as `plain_digits` gives it; None if there is none. Raises RowError for one that does not
    exist ("13:30 AM")."""
    for match in _clock().finditer(text):
        minutes = match["m"] or match["m1"]
        if minutes is None and match["o"] is None and not _shows_hour(match):
            continue
        hour, minute = _of_day(match), int(minutes or match["m2"] or 0)
        if hour > 24 or (hour == 24 and minute):
            raise expected("a time of day", match.group())
        zone = _ZONE.match(text, match.end())
        end, written = (zone.end(), zone.group().strip()) if zone else (match.end(), "")
        return Clock(hour % 24, minute, int(match["s"] or 0), match.start(), end, written)
    return None


def _of_day(match: re.Match[str]) -> int:
    """The hour from 0 to 24, by what is beside it. Raises RowError for one that does not go with that."""
    half, hour = _halves().get(_bare(match["before"] or match["after"] or ""), ""), int(match["h"])
    if not half or (hour > 12 and half != "am"):
        return hour
    if hour > 12:
        raise expected("a time of day", match.group())
    if half == "am":
        return hour % 12
    if half == "pm":
        return hour % 12 + 12
    if half == "noon":
        return hour + 12 if hour < 6 else hour
    return hour % 12 if hour in (12, 1, 2, 3, 4, 5) else hour + 12


def without_clock(text: str, clock: Clock | None) -> str:
    """The text without its time of day, and without what programs write in brackets behind it."""
    if clock is not None:
        text = f"{text[: clock.start]} {text[clock.end :]}"
    return _COMMENT.sub("", text).strip(" \t,;|·–—-@")


def zone_of(written: str, home: ZoneInfo) -> tzinfo:
    """The zone of a time; `home`, where the file is from, decides what a name means that it is itself called by. Raises
    RowError for a zone that is not known: read in another one the time would be wrong."""
    match = _ZONE.fullmatch(written)
    if match is None:
        raise expected("a zone that is known", written)
    if shift := match["shift"] or match["offset"]:
        return _shifted(shift)
    if match["place"]:
        try:
            return ZoneInfo(match["place"])
        except (ZoneInfoNotFoundError, ValueError):
            raise expected("a zone that is known", written) from None
    name = match["name"]
    if (own := _own_names(home).get(name)) is not None:
        return own
    if name not in _ZONES:
        raise expected("a zone that is known", name)
    return timezone(timedelta(minutes=_ZONES[name])) if _ZONES[name] else UTC


def zone_in_name(name: str) -> ZoneInfo | None:
    """The zone that the name of a column says its times are in ("Created (UTC)", "Date [GMT+7]", "created_utc"); None where it
    says none, or one by a name that several zones have."""
    match = _IN_NAME.search(name)
    if match is None:
        return None
    written = match[1] or match[2].upper()
    if written in AMBIGUOUS:
        return None
    try:
        return _as_place(zone_of(written, _UTC))
    except RowError:
        return None


_IN_NAME = re.compile(
    r"[(\[]\s?(?:in |time ?zone:? ?)?([^()\[\]\s]{1,40})(?: time)?\s?[)\]]\s*$|(?:[\s_-])(utc|gmt)\s*$", re.I
)
_UTC = ZoneInfo("UTC")


def _as_place(zone: tzinfo) -> ZoneInfo | None:
    """A zone as one that has a name; None for a shift that is of no whole hours."""
    if isinstance(zone, ZoneInfo):
        return zone
    minutes, rest = divmod(int((zone.utcoffset(None) or timedelta()).total_seconds()), 60)
    if rest or minutes % 60 or not -12 <= minutes // 60 <= 14:
        return None
    # The signs of these names are the wrong way round, by POSIX.
    return ZoneInfo(f"Etc/GMT{-minutes // 60:+d}") if minutes else _UTC


def is_ambiguous(written: str, home: ZoneInfo) -> bool:
    """Whether others mean another zone by a zone's name."""
    name = written.strip("() ")
    return name in AMBIGUOUS and name not in _own_names(home)


@cache
def _own_names(home: ZoneInfo) -> dict[str, timezone]:
    """What a zone is called in winter and in summer, with its offsets."""
    times = (datetime(2026, month, 1, tzinfo=home) for month in (1, 7))
    return {time.tzname() or "": timezone(time.utcoffset() or timedelta()) for time in times}


def _shifted(shift: str) -> timezone:
    digits = re.sub(r"\D", "", shift)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 15 or minutes > 59:
        raise expected("a zone that exists", shift)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if shift[0] == "-" else span)
