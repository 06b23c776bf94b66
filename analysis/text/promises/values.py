"""The values that a sentence gives: numbers of days, amounts of money, phone numbers, times of a week. All texts are folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.text.promises.words import PromiseWords
from crawlers.extract.channels.numbers import MAX_DIGITS, MIN_DIGITS, canonical_phone, digits_of
from data.cells.errors import RowError
from data.cells.numbers import number

WEEK_DAYS = 7
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PHONE = re.compile(r"(?<![\w.,+])\+?\(?\d[\d ().\u2013-]{5,20}\d(?![\w%€£])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_TENS = 20


@dataclass(frozen=True)
class Span:
    """From `low` to `high` days, or working days, which are not days: what they come to depends on the day."""

    low: int
    high: int
    working: bool


@dataclass(frozen=True)
class Money:
    """An amount of a currency; nothing is of none."""

    amount: float
    currency: str


@dataclass(frozen=True)
class Phone:
    """A phone number in canonical form: `+` and digits where its country is known, else as it is dialled."""

    number: str


@dataclass(frozen=True)
class Spotted:
    """A value and where it is in the text."""

    value: Span | Money | Phone
    start: int
    end: int


def spans_in(text: str, words: PromiseWords) -> Iterator[Spotted]:
    """Numbers of days."""
    for match in words.span.finditer(text):
        if match["named"]:
            count, unit = words.named[match["named"]]
            low = high = count
        else:
            unit = words.units[match["unit"]]
            low = _count(match["low"], words)
            high = _count(match["high"], words) if match["high"] else low
        days = WEEK_DAYS if unit == "weeks" else 1
        if low <= high:
            yield Spotted(Span(low * days, high * days, unit == "working_days"), match.start(), match.end())


def money_in(text: str, words: PromiseWords) -> Iterator[Spotted]:
    """Amounts of money."""
    for match in words.money.finditer(text):
        amount = _amount(match["a"] or match["b"], words)
        if match["cents"]:
            amount = None if amount is None else amount + _count(match["cents"], words) / 100
        if amount is not None:
            currency = words.currencies[match["before"] or match["behind"]]
            yield Spotted(Money(amount, currency), match.start(), match.end())


def phones_in(text: str, words: PromiseWords) -> Iterator[Spotted]:
    """Phone numbers; a number of the language's own country is given its code."""
    for match in _PHONE.finditer(text):
        digits = digits_of(match.group())
        if not MIN_DIGITS <= len(digits) <= MAX_DIGITS or _DATE.search(match.group()):
            continue
        canonical = canonical_phone(match.group(), (words.region,) if words.region else ())
        if canonical:
            yield Spotted(Phone(canonical), match.start(), match.end())


def _count(written: str, words: PromiseWords) -> int:
    """A whole number in digits or words ("twenty-eight")."""
    if written.isdecimal():
        return int(written)
    if written in words.numbers:
        return words.numbers[written]
    return sum(words.numbers[part] for part in re.split(r"[- ]", written, maxsplit=1))


def _amount(written: str, words: PromiseWords) -> float | None:
    """An amount in digits or words; None for what is no number."""
    if not written[0].isdecimal():
        parts = re.split(r"[- ]", written)
        known = [words.numbers[part] for part in parts if part in words.numbers]
        # "twenty-six" is one number, "three two" is none.
        sound = len(known) == len(parts) and (len(known) == 1 or known[0] >= _TENS > known[1])
        return float(sum(known)) if sound or written in words.numbers else None
    bare, factor = written.rstrip(".,"), 1
    for word in words.thousands:
        if bare.endswith(word):
            bare, factor = bare.removesuffix(word).strip(), 1000
    if _GROUPED.fullmatch(bare):
        return float(re.sub(r"[.,]", "", bare)) * factor
    try:
        return number(bare) * factor
    except RowError:
        return None
