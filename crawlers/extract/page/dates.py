"""Dates as reviews write them, in several languages and calendars; what is ambiguous stays unread (None)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Any

from crawlers.extract.page.rules import STOP, Stop, Way, Ways
from crawlers.extract.page.text import ascii_digits
from data.cells.clocks import find_clock
from data.languages import all_meanings, all_words, extract, known
from data.languages.scripts import spaceless

_BUDDHIST = 543
"""Years the Buddhist era (Thailand) is ahead of the Gregorian."""
_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{2,4})(?!\d)")
_SHORT = re.compile(r"(\d\d)(?<![\d./-]\d\d)\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{2})(?![\d./-]{0,1}\d)")
"""A date whose year has two digits, wherever it is in it. A pattern that begins with a digit is looked for several times as
fast as one that begins with what is not before it."""
_GRADE = re.compile(r"\d{1,2}\.\d{1,2}\s?/")
"""What begins as a number with decimals and goes on behind a slash: "9.4/10" is a rating."""
_YEAR_FIRST = frozenset({"ko", "ja", "zh", "hu", "lt", "mn"})
"""Languages that write the year first."""
_YEAR_IS = "-x-year-"
"""In what `date_language` gives, before where the page shows short years to be: "ko-x-year-last"."""
_SLASHED = re.compile(r"(\d(?<![\d/.].)\d?)/(\d{1,2})/(?:\d{4}|\d{2})(?![\d/])")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?")
_KOREAN_SHORT = re.compile(r"(?<!\d)(\d{2})\s?년\s?(\d{1,2})\s?월\s?(\d{1,2})\s?일")
_ERA = re.compile(r"(?<!\d)2[456]\d\d(?!\d)")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2})[-/,\s]+['’]?(\d{2})[\s,]*")
"""A day and a year of two digits around the name of a month, and nothing else ("01-Aug-26")."""
_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_629_800, "year": 31_557_600}
_TOKEN = re.compile(r"\d{1,3}|[^\W\d]+")
_AGES = frozenset({"h", "d", "w", "wk", "mo", "y", "yr"})
_COMPACT = re.compile(r"(\d{1,3})\s?([a-z]{1,3})")
_LONGEST = 120
_MAX_SHORT = 200
_LEAST_SHORT = 3
"""Dates with short years by which it shows where the year is."""
_PATIENCE = 40
"""Texts of one page that dateparser may fail on: at a millisecond each no more than that is to be lost."""


@dataclass(frozen=True)
class _Relative:
    """The words of relative dates: `units` by the name of their seconds."""

    ago: tuple[str, ...]
    today: frozenset[str]
    yesterday: frozenset[str]
    vague: tuple[str, ...]
    numbers: Mapping[str, int]
    units: Mapping[str, tuple[str, ...]]


@cache
def _words() -> _Relative:
    return _Relative(
        all_words(extract, lambda file: file.dates.ago),
        frozenset(all_words(extract, lambda file: file.dates.today)),
        frozenset(all_words(extract, lambda file: file.dates.yesterday)),
        all_words(extract, lambda file: file.dates.vague),
        all_meanings(extract, lambda file: file.dates.numbers),
        {
            "minute": all_words(extract, lambda file: file.dates.minute),
            "hour": all_words(extract, lambda file: file.dates.hour),
            "day": all_words(extract, lambda file: file.dates.day),
            "week": all_words(extract, lambda file: file.dates.week),
            "month": all_words(extract, lambda file: file.dates.month),
            "year": all_words(extract, lambda file: file.dates.year),
        },
    )


@cache
def _months() -> list[tuple[str, int]]:
    """Month names with their numbers, longest first ("tháng 12" before "tháng 1")."""
    named = all_meanings(extract, lambda file: _numbered(file.dates.months))
    return sorted(named.items(), key=lambda pair: -len(pair[0]))


def _numbered(months: Iterable[Iterable[str]]) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, 1) for name in names}


def parse_date(text: str, language: str | None = None, now: datetime | None = None) -> datetime | None:
    """The moment a text names, naive times taken as they stand; None if it names none or is ambiguous.

    Reads ISO 8601; numeric dates (day first; month first for "en-us" and "en-ph"; "03/04/2026" in plain "en" is
    ambiguous); dates with month names; years of the Buddhist era (2400..2700); and, given `now`, relative dates ("2
    weeks ago", accurate to their unit). What these do not read is left to dateparser, in the page's language. Dates
    before 1990 or more than two days after `now` are errors, not dates. The same text is read once (cached).
    """
    return _checked(text, language, now, _thoroughly)


def parse_date_fast(text: str, language: str | None = None, now: datetime | None = None) -> datetime | None:
    """Like `parse_date`, for lines that need not be dates: without dateparser, and relative only if that is (nearly)
    all the line says."""
    return _checked(text, language, now, _quickly)


def relative_date(text: str, now: datetime) -> datetime | None:
    """The moment that a text says is so long before `now` ("2 weeks ago", "yesterday"), if that is (nearly) all it says."""
    return _checked(text, None, now, lambda said, _, at: _relative(_folded(said), at, strict=True) if at else None)


class DateReader:
    """Reads the dates of one page, in its language, seen at `now`: thoroughly until too many were no dates at all."""

    def __init__(self, language: str | None, now: datetime) -> None:
        self.language, self.now = language, now
        self._patience = _PATIENCE

    def read(self, text: str) -> datetime | None:
        """Of a text that stands where a date is expected."""
        found = self.fast(text)
        if found is None and self._patience > 0:
            found = parse_date(text, self.language, self.now)
            self._patience -= found is None
        return found

    def fast(self, text: str) -> datetime | None:
        """Of a text that may be anything."""
        return parse_date_fast(text, self.language, self.now)


def numeric_order(text: str) -> str | None:
    """A page's order of numeric dates, as a language that `parse_date` takes: "en-us" or "en-gb" if its other dates
    prove month first or day first; None if they prove neither, or both."""
    proven = set()
    for match in _SLASHED.finditer(text):
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second > 0:
            proven.add("en-gb")
        elif second > 12 >= first > 0 and second <= 31:
            proven.add("en-us")
    return proven.pop() if len(proven) == 1 else None


def date_language(language: str | None, text: str) -> str | None:
    """A page's language as `parse_date` takes it, with what the page's own dates show where the language leaves it open:
    the order of day and month in English, and whether a short year is first or last."""
    if (language or "en").lower() in ("en", "en-ca"):
        language = numeric_order(text) or language
    short = _short_years(text)
    return f"{language or 'und'}{_YEAR_IS}{short}" if short else language


def _short_years(text: str) -> str:
    """`first` or `last`: where short years are in the dates of a page; '' if these do not show it."""
    dates = [match.groups() for match in islice(_SHORT.finditer(text), _MAX_SHORT)]
    if not dates:
        return ""
    may_be_first = all(_may_be(month, day) for _, month, day in dates)
    may_be_last = all(_may_be(month, day) or _may_be(day, month) for day, month, _ in dates)
    if may_be_first != may_be_last:
        return "first" if may_be_first else "last"
    # The same few years come back, days do not.
    firsts, lasts = len({date[0] for date in dates}), len({date[2] for date in dates})
    if len(dates) < _LEAST_SHORT or firsts == lasts:
        return ""
    return "first" if firsts < lasts else "last"


def _may_be(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _checked(
    text: str,
    language: str | None,
    now: datetime | None,
    read: Callable[[str, str | None, datetime | None], datetime | None],
) -> datetime | None:
    found = read(text[:_LONGEST], language, now)
    if found is None or found.year < 1990 or found.year > 2100:
        return None
    if now is not None and _naive_utc(found) > _naive_utc(now) + timedelta(days=2):
        return None
    return found


def _folded(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    if not normal.isascii():
        normal = ascii_digits(normal)
    return normal.casefold().strip()


@lru_cache(maxsize=4096)
def _thoroughly(text: str, language: str | None, now: datetime | None) -> datetime | None:
    folded = _folded(text)
    if not folded:
        return None
    found = _plainly(folded, language) or (_relative(folded, now) if now else None)
    if found is None and now is not None and _worth_dateparser(folded):
        found = _by_dateparser(folded, language, now)
    return found


@lru_cache(maxsize=8192)
def _quickly(text: str, language: str | None, now: datetime | None) -> datetime | None:
    folded = _folded(text)
    if not folded:
        return None
    if any(char.isdigit() for char in folded) and (found := _plainly(folded, language)):
        return found
    return _relative(folded, now, strict=True) if now else None


def _plainly(text: str, language: str | None) -> datetime | None:
    return _FORMS.value((text, language))


def _cjk(text: str) -> datetime | None:
    if match := _KOREAN_SHORT.search(text):
        return _make(2000 + int(match[1]), int(match[2]), int(match[3]), text)
    match = _CJK.search(text)
    return _make(int(match[1]), int(match[2]), int(match[3] or 1), text) if match else None


def _worth_dateparser(text: str) -> bool:
    """dateparser costs a millisecond, in a language it has not read yet a tenth of a second: only for short texts with
    a year, or a number among words; never for numeric dates, whose order it would guess, nor for durations ("5 min")."""
    words = text.split()
    return (
        3 <= len(words) <= 7
        and len(text) <= 50
        and any(char.isdigit() for char in text)
        and any(char.isalpha() for char in text)
        and not _NUMERIC.search(text)
        and not all(token.isdigit() or token in _unit_names() for token in _TOKEN.findall(text))
    )


def _by_dateparser(text: str, language: str | None, now: datetime) -> datetime | None:
    tongue = (language or "").replace("_", "-").split("-")[0].lower()
    text = _ERA.sub(lambda match: str(int(match[0]) - _BUDDHIST), text)
    try:
        found: datetime | None = _dateparser(tongue, _naive_utc(now)).get_date_data(text).date_obj
    except (ValueError, OverflowError, RecursionError, re.error):
        # Texts of the web that dateparser's own patterns fail on are no dates.
        return None
    return None if found is not None and _takes_day_for_year(text, found) else found


def _takes_day_for_year(text: str, found: datetime) -> bool:
    """Whether the one number of a text, times apart, was read as its year: "12 mei, dinsdag" is a day."""
    numbers = _numbers(text)
    return len(numbers) == 1 and numbers[0] <= _LAST_DAY and found.year % 100 == numbers[0]


_LAST_DAY = 31


@lru_cache(maxsize=16)
def _dateparser(tongue: str, now: datetime) -> Any:
    """dateparser for a page's language and English. Imported when first needed: that takes a third of a second."""
    from dateparser.data.languages_info import language_order
    from dateparser.date import DateDataParser

    languages = [tongue] if tongue in language_order and tongue != "en" else []
    settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "past", "REQUIRE_PARTS": ["month", "year"]}
    return DateDataParser(languages=[*languages, "en"], settings=settings)


def _naive_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _make(year: int, month: int, day: int, text: str = "") -> datetime | None:
    if 2400 <= year <= 2700:
        year -= _BUDDHIST
    try:
        clock = find_clock(text) if text else None
        hour, minute = (clock.hour, clock.minute) if clock else (0, 0)
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
        clock = find_clock(text[match.start(4) :])
        moment = day.replace(
            hour=clock.hour if clock else int(match[4]), minute=int(match[5]), second=int(match[6] or 0)
        )
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
        if name in bare and (place := _place(bare, name)) >= 0:  # first: most are not, and there are hundreds
            before, after = bare[:place], bare[place + len(name) :]
            year, day = _year_and_day(_numbers(before), _numbers(after), thai=_is_thai(name[0]))
            if year is None and (short := _SHORT_YEAR.fullmatch(_TIME.sub(" ", f"{before} {after}").strip())):
                year, day = 2000 + int(short[2]), int(short[1])
            return _make(year, month, day, text) if year is not None else None
    return None


def _named_short(text: str, language: str | None) -> datetime | None:
    """A day, the name of its month cut short as the page's language does ("12 kwi 2026", "2026. ápr. 12."), and the year,
    side by side: such names are words of other languages."""
    tongue = re.split("[-_]", (language or "").lower())[0]
    pattern = _short_named(tongue) if tongue in known() else None
    match = pattern.search(text) if pattern is not None else None
    if match is None:
        return None
    day, name, year = match[1] or match[6], match[2] or match[5], match[3] or match[4]
    month = next(number for number, names in enumerate(extract(tongue).dates.short_months, 1) if name in names)
    return _make(int(year) + (2000 if len(year) == 2 else 0), month, int(day), text)


@cache
def _short_named(tongue: str) -> re.Pattern[str] | None:
    """The day, month and year that `_named_short` reads in a language; None if it knows no short names in it."""
    names = sorted((name for names in extract(tongue).dates.short_months for name in names), key=len, reverse=True)
    if not names:
        return None
    month = "|".join(map(re.escape, names))
    return re.compile(
        rf"(?<!\d)(\d{{1,2}})(?:[-/]|\.?\s?)({month})(?:[-/.]|\.?,?\s|\.?\s['’])(\d{{4}}|\d{{2}})(?![\d:.])"
        rf"|(?<!\d)(\d{{4}})(?:[-/]|\.?\s(?:m\.\s)?)({month})(?:[-/]|\.?\s)(\d{{1,2}})(?!\d)"
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(_TIME.sub(" ", text))]


def _year_and_day(before: list[int], after: list[int], *, thai: bool) -> tuple[int | None, int]:
    """Which of the numbers on either side of a month's name are the year and the day: the day may be on either side."""
    years = [number for number in (*after, *before) if number >= 1000]
    days = [number for number in (*reversed(before), *after) if 1 <= number <= 31]
    if not years and thai and after and 40 <= after[-1] <= 99:
        years = [2500 + after[-1]]
    return (years[0] if years else None), (days[0] if days else 1)


def _place(text: str, name: str) -> int:
    """Where a month's name stands as a whole word; Thai has no spaces, there anywhere."""
    place = text.find(name)
    while place >= 0:
        before, after = text[place - 1 : place] if place else "", text[place + len(name) : place + len(name) + 1]
        if _is_thai(name[0]) or not (before.isalpha() or after.isalnum()):
            return place
        place = text.find(name, place + 1)
    return -1


def _numbers_of_date(text: str) -> re.Match[str] | None:
    match = _NUMERIC.search(text)
    return None if match is None or _GRADE.match(match[0]) else match


def _numeric(text: str, language: str | None) -> datetime | None:
    match = _numbers_of_date(text)
    if match is None:
        return None
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == len(match[3]) == 2 and _is_year_first(language):
        return _make(2000 + first, second, third, text)
    if len(match[1]) == 4:
        return _make(first, second, third, text)
    if len(match[1]) == 3 or len(match[3]) == 3:
        return None
    year = third if len(match[3]) == 4 else 2000 + third
    if first > 12 or first == second:
        return _make(year, second, first, text)
    if second > 12:
        return _make(year, first, second, text)
    tongue = (language or "").replace("_", "-").lower().partition(_YEAR_IS)[0]
    if tongue in ("en-us", "en-ph"):
        return _make(year, first, second, text)
    if tongue in ("", "und", "en", "en-ca"):
        return None
    return _make(year, second, first, text)


def _is_year_first(language: str | None) -> bool:
    """Whether a short year is the first figure of a date: as the page's dates show, else as the language has it."""
    tongue, _, shown = (language or "").lower().partition(_YEAR_IS)
    return shown == "first" if shown else re.split("[-_]", tongue)[0] in _YEAR_FIRST


@cache
def _unit_names() -> dict[str, str]:
    return {name: unit for unit, names in _words().units.items() for name in names}


@dataclass(frozen=True)
class _Words:
    """A text that may say a time ago. `strict`: it need not be a date, and so must say little else."""

    text: str
    now: datetime
    strict: bool

    @cached_property
    def tokens(self) -> list[str]:
        return _TOKEN.findall(self.text)[:12]

    @property
    def day(self) -> datetime:
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def before(self, number: int, unit: str) -> datetime:
        """The moment so many units ago."""
        return self.now - timedelta(seconds=number * _SECONDS[unit])

    def last(self, month: int, day: int) -> datetime | None:
        """The last such day there was."""
        found = _make(self.now.year, month, day, self.text)
        if found is not None and found > _naive_utc(self.now):
            found = _make(self.now.year - 1, month, day, self.text)
        return found

    def says(self, word: str) -> bool:
        """Whether a word is among the tokens; of a language without spaces, anywhere."""
        return word in self.text if spaceless(word) else word in self.tokens


def _relative(text: str, now: datetime, *, strict: bool = False) -> datetime | None:
    """A time ago. `strict`: the number or the unit must be among the first two words."""
    return _RELATIVE.value(_Words(text, now, strict))


def _today(said: _Words) -> datetime | None:
    return said.day if said.text in _words().today else None


def _yesterday(said: _Words) -> datetime | None:
    return said.day - timedelta(days=1) if said.text in _words().yesterday else None


def _vague(said: _Words) -> Stop | None:
    return STOP if any(word in said.tokens for word in _words().vague) else None


def _age(said: _Words) -> datetime | None:
    """ "3d", "2 mo" are ages where a date is looked for; "30 min" is how long something takes."""
    compact = _COMPACT.fullmatch(said.text.removesuffix(" ago"))
    if compact is None or not (said.text.endswith(" ago") or (not said.strict and compact[2] in _AGES)):
        return None
    unit = _unit_names().get(compact[2])
    return said.before(int(compact[1]), unit) if unit else None


def _ago(said: _Words) -> datetime | None:
    words = _words()
    if not any(word in said.text if " " in word else said.says(word) for word in words.ago):
        return None
    place, number = _first_number(said.tokens)
    leads = said.text.startswith(words.ago) or spaceless(said.text[:1])
    if said.strict and len(said.tokens) > 3 and (place is None or place > 1) and not leads:
        return None
    unit = next((unit for unit, names in words.units.items() if any(map(said.says, names))), None)
    return said.before(number, unit) if unit else None


def _lately(said: _Words) -> datetime | None:
    """A day and the name of its month without a year ("28 Mayıs 14:02", "5月11日"): the last there was, where that is (nearly)
    all a text says."""
    if not said.text[:1].isdigit() or len(said.text) > _MAX_LATELY:
        return None
    timeless = _TIME.sub(" ", said.text).replace(".", " ").replace(",", " ")
    if match := _CJK_DAY.fullmatch(timeless.strip()):
        return said.last(int(match[1]), int(match[2]))
    day, *words = timeless.split() or [""]
    names = dict(_months())
    if words and words[0] not in names and len(words[0]) <= _MAX_BETWEEN:
        del words[0]
    if not day.isdecimal() or not words or words[0] not in names or len(words) > 2 or words[-1].isdecimal():
        return None
    return said.last(names[words[0]], int(day))


_CJK_DAY = re.compile(r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_MAX_LATELY = 30
_MAX_BETWEEN = 3
"""Letters of a word between a day and its month ("12 de mayo"); behind the month may be the name of the day."""


def _first_number(tokens: list[str]) -> tuple[int | None, int]:
    """Place and value of the first number, in figures before one in words; ("last week", "สัปดาห์ที่แล้ว") none is one."""
    for place, token in enumerate(tokens):
        if token.isdigit():
            return place, int(token)
    numbers = _words().numbers
    for place, token in enumerate(tokens):
        if token in numbers:
            return place, numbers[token]
    return None, 1


def _is_thai(char: str) -> bool:
    return "\u0e00" <= char <= "\u0e7f"


_FORMS = Ways[tuple[str, str | None], datetime](
    "dates.form",
    Way("ISO 8601", lambda said: _iso(said[0])),
    Way("year, month and day marked", lambda said: _cjk(said[0])),
    Way("name of a month", lambda said: _named(said[0])),
    Way("short name of a month", lambda said: _named_short(*said)),
    Way("numbers alone", lambda said: _numeric(*said)),
)
_RELATIVE = Ways[_Words, datetime](
    "dates.relative",
    Way("today", _today),
    Way("yesterday", _yesterday),
    Way("too vague", _vague),
    Way("age in short", _age),
    Way("so long ago", _ago),
    Way("day and month alone", _lately),
)
