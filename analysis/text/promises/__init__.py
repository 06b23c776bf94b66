"""What a brand promises of its service where a customer reads it, as values: hours, phone numbers, fees, and days of delivery, of
return and of refund, each with what it is restricted to.

What is unsure is not read: a sentence with a condition or an exception, about what was so earlier, or about two such things at
once. Whatever is said beside the promise and is not known to restrict nothing (a product, a country, a plan, a season) is its
`scope`, and two promises are of the same only where their scopes are. Measured on the pairs of
tests/analysis/figures/channels/pairs.toml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from analysis.text.phrases import fold
from analysis.text.promises.values import Money, Phone, Span, Spotted, money_in, phones_in, spans_in
from analysis.text.promises.week import Week, week_in
from analysis.text.promises.words import THINGS, PromiseWords, promise_languages, promise_words
from analysis.text.sentences import split
from data.languages import all_words, extract, known, language
from data.languages.shapes import Extract

__all__ = [
    "CHANNEL",
    "FAQ",
    "REPLY",
    "Money",
    "Passage",
    "Phone",
    "Promise",
    "Span",
    "Week",
    "promise_languages",
    "promises_in",
]

FAQ, CHANNEL, REPLY = "faq", "channel", "reply"
DELIVERY_DAYS, RETURN_DAYS, REFUND_DAYS = "delivery_days", "return_days", "refund_days"
DELIVERY_FEE, FREE_FROM, HOURS, PHONE = "delivery_fee", "free_delivery_from", "hours", "phone"
TOPICS = (HOURS, PHONE, DELIVERY_FEE, FREE_FROM, DELIVERY_DAYS, RETURN_DAYS, REFUND_DAYS)
_DAYS_OF = {"delivery": DELIVERY_DAYS, "returns": RETURN_DAYS, "refunds": REFUND_DAYS}
PLACES = ("phone", "chat", "email", "shop", "desk")
"""Who is there at given hours. Hours of one say nothing of another's."""
_LONGEST = 4000
"""Characters of a passage that are read; what is longer is an article."""
_CLAUSE = re.compile(r"[;:()]|,\s|\s[-–—]\s")
_WORD = re.compile(r"[\w\u0e00-\u0e7f'&]*[^\W\d_][\w\u0e00-\u0e7f'&]*")
_LOCALE = 2
"""Letters of a part of an address that names a language or a country, which is not looked at here."""
_NEAR = 4
"""Characters between an amount and a word that makes it a threshold."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What a brand says in one place. `source`: FAQ, CHANNEL or REPLY; `about`: the question that it answers, of a channel its
    kind; `heading`: what that is below; `url`: of the page, whose path may restrict it too (/wholesale/faq), of a reply the
    source's; `address`: of a channel; `seen_at`: naive UTC."""

    brand: str
    source: str
    record_id: str
    language: str
    about: str
    text: str
    url: str
    seen_at: datetime | None
    heading: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One value of one passage. `scope`: what it is restricted to, as words left over; `place`: of hours, whose; `quote`: the
    sentences that say it, as written."""

    topic: str
    place: str
    value: Span | Money | Phone | Week
    scope: tuple[str, ...]
    quote: str
    passage: Passage


def promises_in(passage: Passage) -> list[Promise]:
    """What a passage promises, at most one value of each topic, place and scope: a passage that gives two is left alone. None in
    a language that `promise_languages()` does not hold."""
    if passage.language not in promise_languages():
        return []
    words = promise_words(passage.language)
    if passage.source == CHANNEL:
        return _of_channel(passage, words)
    text = passage.text[:_LONGEST]
    if passage.source == REPLY and not _spotted(fold(text), words):
        return []  # most replies to reviews give no value, and there may be a million of them
    about = _Said(fold(passage.about), words)
    if "doubt" in about.marks:
        return []
    page = _of_page(passage, words)
    found: list[Promise] = []
    conditional = False
    before: frozenset[str] = frozenset()
    for start, end in split(text, passage.language):
        sentence = _Said(fold(text[start:end]), words)
        scope = page | about.rest | sentence.rest | (before if "these" in sentence.marks else frozenset())
        before = sentence.rest
        conditional |= sentence.threshold
        if "doubt" not in sentence.marks:
            quote = text[start:end]
            found += [
                Promise(topic=topic, place=place, value=value, scope=tuple(sorted(scope)), quote=quote, passage=passage)
                for topic, place, value in _read(sentence, about)
            ]
    # "Delivery is free. Orders below 30 cost 3": what it costs depends.
    return _single(promise for promise in found if not (conditional and promise.topic == DELIVERY_FEE))


def _spotted(folded: str, words: PromiseWords) -> bool:
    return any(True for find in (spans_in, money_in, phones_in) for _ in find(folded, words)) or bool(
        week_in(folded, words)[0]
    )


def _of_channel(passage: Passage, words: PromiseWords) -> list[Promise]:
    """The hours of a channel, and the number of a phone."""
    said = _Said(fold(passage.text), words)
    found = []
    if said.week is not None and passage.about in PLACES and "doubt" not in said.marks:
        scope = tuple(sorted(said.rest | _of_page(passage, words)))
        found.append(
            Promise(topic=HOURS, place=passage.about, value=said.week, scope=scope, quote=passage.text, passage=passage)
        )
    if passage.about == PHONE and passage.address:
        value = Phone(passage.address)
        found.append(Promise(topic=PHONE, place="", value=value, scope=(), quote=passage.address, passage=passage))
    return found


def _of_page(passage: Passage, words: PromiseWords) -> frozenset[str]:
    """What the heading and the address of a page restrict all of it to."""
    if passage.source == REPLY:
        return frozenset()
    heading = _Said(fold(passage.heading), words).rest if passage.heading else frozenset()
    path = unquote(urlsplit(passage.url).path)
    parts = " ".join(
        part for part in re.split(r"[\W\d_]+", fold(path)) if len(part) > _LOCALE and part not in _of_paths()
    )
    return heading | (_Said(parts, words).rest if parts else frozenset())


@cache
def _of_paths() -> frozenset[str]:
    """Words in addresses of pages that say what sort of page it is, in any language."""
    paths = all_words(
        extract, lambda file: (*file.pages.faqs.path, *file.pages.channels.path, *file.help.paths, *file.places.help)
    )
    kinds = (word for code in promise_languages() for word in promise_words(code).paths)
    site = (word for code in known() for word in language(code).site.split())
    return frozenset(part for word in (*paths, *kinds, *site) for part in re.split(r"[\W\d_]+", fold(word)))


def _kinds_of_pages(file: Extract) -> tuple[str, ...]:
    return (*file.pages.faqs.path, *file.pages.channels.path, *file.help.paths, *file.places.help)


class _Said:
    """A sentence: its values, what it is on, and what is left of it (`rest`)."""

    def __init__(self, folded: str, words: PromiseWords) -> None:
        self.text, self.words = folded, words
        self.week, week_places = week_in(folded, words)
        taken = week_places if self.week is not None else []
        self.spans = list(_apart(spans_in(folded, words), taken))
        self.money = list(_apart(money_in(folded, words), taken))
        self.phones = list(_apart(phones_in(folded, words), [*taken, *((one.start, one.end) for one in self.money)]))
        found = words.book.find(folded) or []
        self.places = [(match.meaning, match.start, match.end) for match in found]
        self.marks = frozenset(meaning for meaning, _, _ in self.places)
        values = [(one.start, one.end) for one in (*self.spans, *self.money, *self.phones)]
        covered = [*values, *taken, *((start, end) for _, start, end in self.places)]
        self.rest = frozenset(_left(folded, covered, words))

    @property
    def threshold(self) -> bool:
        """Whether an amount is one from which on, or below which, something holds."""
        return any(
            self.beside(one, "over") or self.beside(one, "under") or self.beside(one, "or_more", behind=True)
            for one in self.money
        )

    def within(self, start: int, end: int) -> frozenset[str]:
        """The marks of a part."""
        return frozenset(meaning for meaning, first, last in self.places if start <= first and last <= end)

    def clause(self, spotted: Spotted) -> tuple[int, int]:
        """The part of the sentence that a value is in."""
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(self.text)), len(self.text)]
        return next((start, end) for start, end in pairwise(cuts) if start <= spotted.start < end)

    def beside(self, spotted: Spotted, mark: str, *, behind: bool = False) -> bool:
        """Whether a mark is right before a value, or right behind it."""
        for meaning, start, end in self.places:
            gap = start - spotted.end if behind else spotted.start - end
            if meaning == mark and -1 <= gap <= _NEAR:
                return True
        return False


def _apart(found: Iterable[Spotted], taken: Sequence[tuple[int, int]]) -> Iterator[Spotted]:
    return (one for one in found if not any(one.start < end and start < one.end for start, end in taken))


def _left(folded: str, covered: Iterable[tuple[int, int]], words: PromiseWords) -> Iterator[str]:
    """The words that nothing covers. A word that is covered in part is left where words are set apart."""
    signs = list(folded)
    for start, end in covered:
        signs[start:end] = " " * (end - start)
    for match in _WORD.finditer("".join(signs)):
        word = match.group().strip("'&")
        if word and word not in words.stopwords and not (word.isascii() and len(word) == 1):
            yield word


def _read(said: _Said, about: _Said) -> Iterator[tuple[str, str, Span | Money | Phone | Week]]:
    """(topic, place, value) of a sentence that answers a question."""
    if said.week is not None:
        place = _one_of(said.marks & set(PLACES), about.marks & set(PLACES))
        if place:
            yield HOURS, place, said.week
    for spotted in said.spans:
        topic = _DAYS_OF.get(_thing(said, about, spotted), "")
        value = _in_time(said, spotted, topic)
        if value is not None:
            yield topic, "", value
    yield from _fees(said, about)
    if len(said.phones) == 1 and PHONE in said.marks | about.marks and not said.marks & {"returns", "refunds"}:
        yield PHONE, "", said.phones[0].value


def _thing(said: _Said, about: _Said, spotted: Spotted) -> str:
    """What a number of days is of; '' where that is not sure."""
    asked = about.marks.intersection(THINGS)
    clause = said.within(*said.clause(spotted)).intersection(THINGS)
    return _one_of(clause or said.marks.intersection(THINGS), asked)


def _one_of(named: frozenset[str], asked: frozenset[str]) -> str:
    """What a sentence is on: the one thing that it names or, of several, the one that was asked for; the one that was asked for
    where it names none."""
    for found in (named, named & asked) if named else (asked,):
        if len(found) == 1:
            return next(iter(found))
    return ""


def _in_time(said: _Said, spotted: Spotted, topic: str) -> Span | None:
    """A number of days as the topic's: returns have a last day, the others take from so many to so many days."""
    value = spotted.value
    if not topic or not isinstance(value, Span):
        return None
    if topic == RETURN_DAYS:
        return value if value.low == value.high else None
    at_most = value.low == value.high and said.beside(spotted, "at_most")
    return Span(0, value.high, value.working) if at_most else value


def _fees(said: _Said, about: _Said) -> Iterator[tuple[str, str, Money]]:
    """What delivery costs, and from which sum on it is free."""
    marks = said.marks | about.marks
    if "delivery" not in marks or (said.marks & {"returns", "refunds"}) or "returns" in about.marks:
        return
    amounts = [one.value for one in said.money if isinstance(one.value, Money)]
    if len(amounts) > 1:
        return
    if said.threshold:
        if "free" in marks and not any(said.beside(one, "under") for one in said.money):
            yield FREE_FROM, "", amounts[0]
    elif amounts and "free" not in said.marks:
        yield DELIVERY_FEE, "", amounts[0]
    elif not amounts and "free" in said.marks:
        yield DELIVERY_FEE, "", Money(0.0, "")


def _single(found: Iterable[Promise]) -> list[Promise]:
    """At most one value of a topic, place and scope; hours for different days are put together."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Promise]] = defaultdict(list)
    for promise in found:
        groups[promise.topic, promise.place, promise.scope].append(promise)
    single = []
    for promises in groups.values():
        first = promises[0]
        if all(promise.value == first.value for promise in promises):
            single.append(first)
        elif all(isinstance(promise.value, Week) for promise in promises):
            week = _joined([promise.value for promise in promises if isinstance(promise.value, Week)])
            quote = " ".join(promise.quote for promise in promises)
            if week is not None:
                single.append(
                    Promise(
                        topic=first.topic,
                        place=first.place,
                        value=week,
                        scope=first.scope,
                        quote=quote,
                        passage=first.passage,
                    )
                )
    return single


def _joined(weeks: Sequence[Week]) -> Week | None:
    """The hours of several sentences; None where two speak of one day."""
    days = [entry for week in weeks for entry in week.days]
    zones = {week.zone for week in weeks if week.zone}
    if len({day for day, _ in days}) < len(days) or len(zones) > 1:
        return None
    return Week(tuple(days), next(iter(zones), ""))
