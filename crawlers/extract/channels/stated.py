"""When and in which languages a channel is answered, where the page states it beside the channel or by schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from crawlers.extract.channels.hours import MAX_LINE, days_in, has_day, hours_in, to, unit
from crawlers.extract.channels.numbers import canonical_phone
from crawlers.extract.channels.regions import page_regions
from crawlers.extract.page import Page
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.structured.item import Item
from crawlers.extract.page.survey import CELL, EDGE
from data.kinds.channel import Channel
from data.languages import all_words, extract, known

_DIGIT = re.compile("[0-9]")
_NO_DIGITS = re.compile(r"[^\d\n]+")
_SPOKEN = frozenset({"phone", "email", "chat", "chatbot"})
"""Kinds of channel that are found again in the page's text."""
_REACH = 3
"""Lines within which opening hours belong to a number or chat."""
_MAX_LANGUAGES_LINE = 300
_MAX_TEXT = 300_000
"""Characters of a page's text among which there must be hours, if there are any."""
_PLACES_MAX = 100
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "publicholidays")


def with_stated(page: Page, channels: Sequence[Channel]) -> list[Channel]:
    """The channels with `hours` (as written, and nothing else of their line) and `languages` (codes, as `en, th`) where the
    page states them.

    Stated for a number or chat is what stands within 3 lines of it, or in the schema.org contact point with its number
    or address; opening hours of the page's one business are its phones' as well.
    """
    if not channels:
        return []
    stated = _stated(page, spoken=any(channel.kind in _SPOKEN for channel in channels))
    if not (stated.on_lines or stated.points or stated.described):
        return list(channels)
    digits = _NO_DIGITS.sub("", page.survey.text).split("\n") if stated.on_lines else []
    found = []
    for channel in channels:
        places = _places(channel, page.survey.lines, digits) if stated.on_lines else []
        update = {name: value for name, value in stated.of(channel, places).items() if value}
        found.append(channel.model_copy(update=update) if update else channel)
    return found


@dataclass(frozen=True)
class _Stated:
    """What a page states: by the number of the line that does, the hours and the codes of languages; by a number or
    address, both; and the hours of its one business."""

    hours: dict[int, str]
    languages: dict[int, str]
    points: dict[str, tuple[str, str]]
    described: str

    @property
    def on_lines(self) -> bool:
        return bool(self.hours or self.languages)

    def of(self, channel: Channel, places: list[int]) -> dict[str, str]:
        """Hours and languages of a channel that is found on these lines; '' for what is not stated."""
        hours, languages = self.points.get(channel.address, ("", ""))
        of_business = self.described if channel.kind == "phone" else ""
        return {
            "hours": hours or _near(places, self.hours) or of_business,
            "languages": languages or _near(places, self.languages),
        }


def _stated(page: Page, *, spoken: bool) -> _Stated:
    """`spoken`: whether lines are worth reading, for a channel that is found again on them."""
    hours, languages = _stated_lines(page) if spoken else ({}, {})
    return _Stated(hours, languages, dict(_points(page)), _described_hours(page))


def _stated_lines(page: Page) -> tuple[dict[int, str], dict[int, str]]:
    """Number of a line -> the hours it states, and the codes of the languages."""
    lines, folded = page.survey.lines, page.survey.folded
    always = any(phrase in folded for phrase in _always(folded.isascii()))
    ranges = _time_range().search(page.survey.text, 0, _MAX_TEXT) is not None
    hours = _hours_by_line(page, always) if always or ranges else {}
    says = any(cue in folded for cue in _cues(folded.isascii()))
    spoken = {number: codes for number, line in enumerate(lines) if (codes := _languages(line))} if says else {}
    return hours, spoken


def _hours_by_line(page: Page, always: bool) -> dict[int, str]:
    """Number of a line -> the hours it states; days that stand alone in the line above are theirs."""
    hours: dict[int, str] = {}
    lines = page.survey.lines
    for number, line in enumerate(lines):
        if not _may_state(line, always):
            continue
        told = hours_in(_spaced(page.survey.parted[number]))
        above = days_in(_spaced(page.survey.parted[number - 1])) if told and number and not has_day(told) else ""
        if told:
            hours[number] = f"{above} {told}" if above else told
    return hours


def _spaced(marked: str) -> str:
    """A line with a space where an element or a cell begins or ends."""
    return " ".join(marked.replace(EDGE, " ").replace(CELL, " ").split())


def _places(channel: Channel, lines: list[str], digits: list[str]) -> list[int]:
    """Lines in which the channel stands."""
    if channel.kind == "phone":
        tail = channel.address.lstrip("+0")[-7:]
        return [number for number, line in enumerate(digits) if tail in line][:_PLACES_MAX]
    if channel.kind in ("chat", "chatbot"):
        words = _chat_words()
        return [number for number, line in enumerate(lines) if any(word in line.casefold() for word in words)][
            :_PLACES_MAX
        ]
    if channel.kind == "email":
        return [number for number, line in enumerate(lines) if channel.address in line.lower()][:_PLACES_MAX]
    return []


@cache
def _chat_words() -> tuple[str, ...]:
    return all_words(extract, lambda file: file.chats.words)


def _near(places: list[int], stated: dict[int, str]) -> str:
    near = [
        (abs(step), place + step, stated[place + step])
        for place in places
        for step in range(-_REACH, _REACH + 1)
        if place + step in stated
    ]
    return min(near)[2] if near else ""


def _may_state(line: str, always: bool) -> bool:
    """`always`: whether "24/7" and such stand anywhere on the page."""
    if len(line) > MAX_LINE:
        return False
    return always or (_DIGIT.search(line) is not None and _time_range().search(line) is not None)


@cache
def _time_range() -> re.Pattern[str]:
    """What may be two times with something between: a first look."""
    # Its first digit is looked for before what is before it: a pattern that begins so is several times as fast.
    return re.compile(
        rf"\d(?<![\d-].)\d?(?:[:.hH]\d{{0,2}})?\s?(?:{unit()})?\s?(?:{to()})\s?\d{{1,2}}(?:[:.hH]\d{{0,2}})?(?![\d-])",
        re.IGNORECASE,
    )


@cache
def _always(is_ascii: bool) -> tuple[str, ...]:
    return _shortest(all_words(extract, lambda file: file.hours.always), is_ascii)


@cache
def _cues(is_ascii: bool) -> tuple[str, ...]:
    return _shortest(all_words(extract, lambda file: file.spoken.cues), is_ascii)


def _shortest(words: Iterable[str], is_ascii: bool) -> tuple[str, ...]:
    """Phrases that a text may hold, none that holds another; of ASCII only, or all."""
    phrases = {phrase for phrase in words if phrase.isascii() or not is_ascii}
    return tuple(phrase for phrase in sorted(phrases) if not any(other in phrase for other in phrases - {phrase}))


@cache
def _language_words() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Words that announce languages; names of languages in several; name -> code."""
    codes = {name: code for code in known() for name in extract(code).spoken.names}
    names = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    cues = "|".join(map(re.escape, all_words(extract, lambda file: file.spoken.cues)))
    return re.compile(cues), re.compile(rf"(?<![a-zà-ž])(?:{names})"), codes


def _languages(line: str) -> str:
    """Codes of the languages a line says are spoken, in its order; `""` if it says nothing of the kind."""
    if len(line) > _MAX_LANGUAGES_LINE:
        return ""
    cues, names, codes = _language_words()
    folded = line.casefold()
    if cues.search(folded) is None:
        return ""
    return ", ".join(dict.fromkeys(codes[match] for match in names.findall(folded)))


def _points(page: Page) -> Iterator[tuple[str, tuple[str, str]]]:
    """(address, (hours, languages)) of the schema.org contact points that state either."""
    for item in structured_items(page):
        hours = _hours_of(item, "hoursavailable") if "contactpoint" in item.types else ""
        # A language is a name, a code, or a thing with a name.
        spoken = _codes(item.text("availablelanguage").splitlines())
        if hours or spoken:
            for raw in item.text("telephone").splitlines():
                yield canonical_phone(raw, *page_regions(page).of_item(item)), (hours, spoken)
            for raw in item.text("email").splitlines():
                yield raw.strip().lower().removeprefix("mailto:"), (hours, spoken)


def _codes(texts: list[str]) -> str:
    _, _, names = _language_words()
    codes = set(names.values())
    found = []
    for text in texts:
        folded = text.strip().casefold().rsplit("/", 1)[-1]
        code = names.get(folded) or folded.replace("_", "-").split("-")[0]
        found += [code] if code in codes else []
    return ", ".join(dict.fromkeys(found))


def _described_hours(page: Page) -> str:
    """schema.org opening hours of the page's one business; `""` if several differ."""
    texts = set()
    for item in structured_items(page):
        text = item.text("openinghours").replace("\n", "; ") or _hours_of(item, "openinghoursspecification")
        if text:
            texts.add(text)
    return next(iter(texts)) if len(texts) == 1 else ""


def _hours_of(item: Item, name: str) -> str:
    """`Mo-Fr 09:00-18:00` of OpeningHoursSpecification things."""
    stated = []
    for spec in item.items(name):
        days = [day for part in spec.text("dayofweek").split() if (day := part.rsplit("/", 1)[-1].lower()) in _DAYS]
        times = "-".join(part for part in (spec.line("opens")[:5], spec.line("closes")[:5]) if part)
        if times:
            stated.append(f"{_day_range(days)} {times}".strip())
    return "; ".join(dict.fromkeys(stated))


def _day_range(days: list[str]) -> str:
    """`Mo-Fr` of days that follow each other, else `Mo, We`."""
    numbers = sorted({_DAYS.index(day) for day in days})
    short = [_DAYS[number][:2].capitalize() for number in numbers]
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{short[0]}-{short[-1]}"
    return ", ".join(short)
