"""Where a brand contradicts itself: two passages that promise different values of the same thing. Rows of `contradictions`.

Compared are values that were read, never wordings. Two are a contradiction only where both cannot hold: numbers of days whose
ranges overlap, working days and days, hours in different zones or of different weekdays are none. What may be of another country
is not compared, nor is what has so many values that a restriction was probably not understood.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.figures.evidence import as_datetime
from analysis.text.promises import (
    CHANNEL,
    DELIVERY_FEE,
    FAQ,
    FREE_FROM,
    HOURS,
    PHONE,
    REPLY,
    RETURN_DAYS,
    Money,
    Passage,
    Phone,
    Promise,
    Span,
    Week,
    promise_languages,
    promises_in,
)
from analysis.text.promises.words import WEEK
from data.languages import all_words, extract
from data.thresholds import THRESHOLDS
from data.urls import hostname, same_site

_LOCALE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")
_GENERIC = frozenset({"ai", "app", "cc", "co", "dev", "fm", "gg", "io", "me", "sh", "so", "to", "tv"})
"""Endings of two letters (or taken for a place) that say nothing of a country."""
NOTHING = Money(0.0, "")
_LONG_AGO = datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC, as all times here
_ALIKE = 2
"""First digits that two numbers dialled within a country share where they are of one kind: the area, or what calls cost."""


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One row of `contradictions`, without its edition. Of each side the value, the passage, where it is, and how many passages
    of the brand say so. The side that more say, or that was read last, is the first."""

    brand: str
    topic: str
    place: str
    scope: str
    value_one: str
    value_two: str
    quote_one: str
    quote_two: str
    source_one: str
    source_two: str
    record_one: str
    record_two: str
    url_one: str
    url_two: str
    seen_one: datetime | None
    seen_two: datetime | None
    places_one: int
    places_two: int


def passages_of(faqs: pd.DataFrame, channels: pd.DataFrame, replies: pd.DataFrame, since: datetime) -> list[Passage]:
    """What the brands say where, as far as it was read since `since`. The frames have the columns of faqs.sql, channels.sql and
    replies.sql."""
    found = [
        replace(
            _passage(
                row, FAQ, row["faq_id"], about=_text(row["question"]), text=_text(row["answer"]), at=row["last_seen"]
            ),
            heading=_text(row["category"]),
        )
        for row in faqs.to_dict("records")
    ]
    found += [passage for row in channels.to_dict("records") for passage in _of_channel(row)]
    found += [
        _passage(row, REPLY, row["record_id"], about="", text=_text(row["body"]), at=row["said_at"])
        for row in replies.to_dict("records")
    ]
    return [passage for passage in found if passage.seen_at is not None and passage.seen_at >= since]


def _of_channel(row: Mapping[Any, Any]) -> Iterator[Passage]:
    """A channel's address and its hours, which may be on different pages."""
    kind, record_id = str(row["kind"]), "|".join(str(row[name]) for name in ("brand", "kind", "vendor", "address"))
    hours = _text(row["hours"])
    told = {**row, "language": _language(hours)}
    yield _passage(told, CHANNEL, record_id, about=kind, text="", at=row["last_seen"], address=str(row["address"]))
    if hours:
        yield _passage(
            {**told, "url": row["hours_url"]}, CHANNEL, record_id, about=kind, text=hours, at=row["hours_seen"]
        )


def contradictions(passages: Iterable[Passage]) -> list[Contradiction]:
    """Each pair of values that contradict each other, by brand and topic."""
    by_brand: dict[str, list[Promise]] = defaultdict(list)
    for passage in passages:
        by_brand[passage.brand] += promises_in(passage)
    found = [pair for _, promises in sorted(by_brand.items()) for pair in _of_brand(promises)]
    return sorted(
        found, key=lambda pair: (pair.brand, pair.topic, pair.place, pair.scope, pair.value_one, pair.value_two)
    )


def _of_brand(promises: Sequence[Promise]) -> Iterator[Contradiction]:
    markets = {_market(promise.passage) for promise in promises} - {""}
    groups: dict[tuple[str, str, tuple[str, ...]], list[Promise]] = defaultdict(list)
    for promise in promises:
        groups[promise.topic, promise.place, promise.scope].append(promise)
    free_from = any(topic == FREE_FROM for topic, _, _ in groups)
    for (topic, _, scope), group in groups.items():
        values: dict[str, list[Promise]] = defaultdict(list)
        for promise in group:
            # Where it is free from a sum on somebody may have left that out: "delivery is free".
            if not (free_from and topic == DELIVERY_FEE and promise.value == NOTHING):
                values[shown(promise.value)].append(promise)
        if topic == PHONE:
            numbers = [promise for promise in groups.get((PHONE, "", ()), ()) if promise.passage.source == CHANNEL]
            yield from _of_phones(values, numbers if not scope else [], len(markets) <= 1)
        elif len(values) <= THRESHOLDS.promise_values:
            yield from _of_values(values, len(markets) <= 1)


def _of_values(values: Mapping[str, Sequence[Promise]], one_market: bool) -> Iterator[Contradiction]:
    for one, two in combinations(values.values(), 2):
        pair = _comparable(one, two, one_market)
        if pair is not None and _contradict(pair[0], pair[1]):
            yield _row(*pair, len(one), len(two))


def _of_phones(
    values: Mapping[str, Sequence[Promise]], numbers: Sequence[Promise], one_market: bool
) -> Iterator[Contradiction]:
    """Numbers in texts, against the one number of their kind that pages give as a way to call, else against each other."""
    left: dict[str, Sequence[Promise]] = {}
    for value, promises in values.items():
        group = [promise for promise in promises if promise.passage.source != CHANNEL]
        given = _given(numbers, group)
        alike = [number for number in given.values() if group and _same_kind(number.value, group[0].value)]
        if not group or value in given or len(alike) > 1:
            continue
        if not alike:
            left[value] = group
        elif pair := _comparable(group, alike, one_market):
            yield _row(*pair, len(group), 1)
    if len(left) <= THRESHOLDS.promise_values:
        yield from _of_values(left, one_market)


def _given(numbers: Iterable[Promise], group: Sequence[Promise]) -> dict[str, Promise]:
    """The numbers that other pages than those of a group give, by value."""
    pages = {_page(promise) for promise in group}
    return {shown(number.value): number for number in numbers if _page(number) not in pages}


def _comparable(one: Sequence[Promise], two: Sequence[Promise], one_market: bool) -> tuple[Promise, Promise] | None:
    """The newest passage of each side, of two that are of one country; None where none are."""
    for first in sorted(one, key=_newest, reverse=True):
        for second in sorted(two, key=_newest, reverse=True):
            if _one_country(first.passage, second.passage, one_market):
                return first, second
    return None


def _newest(promise: Promise) -> tuple[datetime, str]:
    return promise.passage.seen_at or _LONG_AGO, promise.passage.record_id


def _one_country(one: Passage, two: Passage, one_market: bool) -> bool:
    """Whether two passages are of one country, as far as their addresses say. What a brand says elsewhere (in a help centre's
    domain, in replies) is of the country of its site where it has but one."""
    if one.source == REPLY or two.source == REPLY or not same_site(one.url, two.url):
        return one_market
    same_host = hostname(one.url).removeprefix("www.") == hostname(two.url).removeprefix("www.")
    return _market(one) == _market(two) and (same_host or _of_help(one) or _of_help(two))


def _of_help(passage: Passage) -> bool:
    """Whether a page is of a host for help, for all of the brand's customers. Others may be for some (trade.acme.example)."""
    return hostname(passage.url).partition(".")[0] in all_words(extract, lambda file: file.places.help_hosts)


def _market(passage: Passage) -> str:
    """The country or language that the address of a page names; '' if it names none, and of a reply."""
    if passage.source == REPLY:
        return ""
    first = urlsplit(passage.url).path.strip("/").partition("/")[0].lower()
    if _LOCALE.fullmatch(first):
        return first
    ending = hostname(passage.url).rpartition(".")[2]
    return ending if len(ending) == len("uk") and ending.isalpha() and ending not in _GENERIC else ""


def _contradict(one: Promise, two: Promise) -> bool:
    """Whether two values of one topic cannot both hold."""
    first, second = one.value, two.value
    if isinstance(first, Span) and isinstance(second, Span):
        return first.working == second.working and _apart(one.topic, first, second)
    if isinstance(first, Money) and isinstance(second, Money):
        same_money = first.currency == second.currency or not (first.currency and second.currency)
        return same_money and first.amount != second.amount
    if isinstance(first, Week) and isinstance(second, Week):
        return first.zone == second.zone and _differ(dict(first.days), dict(second.days))
    return _same_kind(first, second) and first != second


def _differ(one: Mapping[str, object], two: Mapping[str, object]) -> bool:
    """Whether two weeks give different hours for a day that both speak of."""
    return any(one[day] != two[day] for day in one.keys() & two.keys())


def _apart(topic: str, one: Span, two: Span) -> bool:
    return one.high != two.high if topic == RETURN_DAYS else one.high < two.low or two.high < one.low


def _same_kind(one: object, two: object) -> bool:
    """Whether two numbers may be two spellings of one and are not: as long, of one country and of one kind."""
    if not isinstance(one, Phone) or not isinstance(two, Phone) or len(one.number) != len(two.number):
        return False
    first, second = one.number, two.number
    if first.startswith("+") != second.startswith("+"):
        return False
    return first[: _ALIKE + 2] == second[: _ALIKE + 2] if first.startswith("+") else first[:_ALIKE] == second[:_ALIKE]


def _page(promise: Promise) -> str:
    return promise.passage.url.partition("#")[0].rstrip("/")


def shown(value: Span | Money | Phone | Week) -> str:
    """A value as tables hold it: "30 days", "2-3 working days", "3.95 GBP", "0" (free), "+4420...", "mon-fri 09:00-18:00"."""
    if isinstance(value, Span):
        days = str(value.high) if value.low == value.high else f"{value.low}-{value.high}"
        return f"{days} {'working days' if value.working else 'days'}"
    if isinstance(value, Money):
        return f"{value.amount:.2f} {value.currency}" if value.amount else "0"
    return value.number if isinstance(value, Phone) else _shown_week(value)


def _shown_week(week: Week) -> str:
    """Days in a row with the same hours are put together."""
    runs: list[tuple[list[str], tuple[int, int] | None]] = []
    for day, hours in week.days:
        if runs and runs[-1][1] == hours and WEEK.index(day) == WEEK.index(runs[-1][0][-1]) + 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours))
    parts = [f"{_days(days)} {_hours(hours)}" for days, hours in runs]
    return ", ".join(parts) + (f" {week.zone}" if week.zone else "")


def _days(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"


def _hours(hours: tuple[int, int] | None) -> str:
    if hours is None:
        return "closed"
    return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in hours)


def _row(one: Promise, two: Promise, places_one: int, places_two: int) -> Contradiction:
    if (places_two, _newest(two)) > (places_one, _newest(one)):
        one, two, places_one, places_two = two, one, places_two, places_one
    return Contradiction(
        brand=one.passage.brand,
        topic=one.topic,
        place=one.place,
        scope=" ".join(one.scope),
        value_one=shown(one.value),
        value_two=shown(two.value),
        quote_one=one.quote,
        quote_two=two.quote,
        source_one=one.passage.source,
        source_two=two.passage.source,
        record_one=one.passage.record_id,
        record_two=two.passage.record_id,
        url_one=one.passage.url,
        url_two=two.passage.url,
        seen_one=one.passage.seen_at,
        seen_two=two.passage.seen_at,
        places_one=places_one,
        places_two=places_two,
    )


def _passage(
    row: Mapping[Any, Any], source: str, record_id: Any, *, about: str, text: str, at: Any, address: str = ""
) -> Passage:
    return Passage(
        brand=str(row["brand"]),
        source=source,
        record_id=str(record_id),
        language=_text(row["language"]),
        about=about,
        text=text,
        url=str(row["url"]),
        seen_at=as_datetime(at),
        address=address,
    )


def _language(hours: str) -> str:
    """The language whose words hours are wholly written in; the first of them where hours are of none."""
    known = promise_languages()
    tried = Passage(
        brand="", source=CHANNEL, record_id="", language="", about="phone", text=hours, url="", seen_at=None
    )
    for code in known if hours else ():
        said = promises_in(replace(tried, language=code))
        if any(promise.topic == HOURS and not promise.scope for promise in said):
            return code
    return known[0] if known else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
