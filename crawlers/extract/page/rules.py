"""Guesses as named rules in tables: one can see which rule fired, add one, and measure what it earns.

Two kinds of table. A `Decision` answers a question ("is this box a review?") by the weights of the rules that fired; a
`Ways` reads a value ("how many stars?") by the first of its ways that gives one. Both are tried in the order written, so
the cheap tests and those that settle a matter come first. `benchmarks/rules.py` counts what each fires and earns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")
VETO = -math.inf
"""Weight of a rule that settles it: no."""
SURE = math.inf
"""Weight of a rule that settles it: yes."""
_SETTLED = (VETO, SURE)


class Stop(Enum):
    """What a way answers when it knows that there is no value: the ways behind it are not asked."""

    STOP = "stop"


STOP = Stop.STOP


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One reason for or against. `test` says whether it holds of a subject; what it returns is read as true or false."""

    name: str
    weight: float
    test: Callable[[S], object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sum of the weights of the rules that fired, and their names in the order of the table."""

    score: float
    fired: tuple[str, ...] = ()


class Decision(Generic[S]):
    """A question with the rules that answer it. The answer is yes if the weights of the rules that fire sum up to `needs`
    at least; the first rule of infinite weight that fires (VETO, SURE) ends the matter."""

    def __init__(self, name: str, *rules: Rule[S], needs: float = 0.0) -> None:
        self.name, self.needs = name, needs
        self._rules = rules
        _register(self)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the rules, in their order."""
        return tuple(rule.name for rule in self._rules)

    @property
    def weights(self) -> dict[str, float]:
        """Name of a rule -> its weight."""
        return {rule.name: rule.weight for rule in self._rules}

    def decide(self, subject: S) -> Verdict:
        """What the rules say of a subject."""
        score = 0.0
        fired: list[str] = []
        for rule in self._rules:
            if rule.test(subject):
                fired.append(rule.name)
                score += rule.weight
                if rule.weight in _SETTLED:
                    break
        for watch in _watchers:
            watch(self.name, subject, tuple(fired))
        return Verdict(score, tuple(fired))

    def holds(self, subject: S) -> bool:
        """Whether the answer is yes."""
        if _watchers:
            return self.decide(subject).score >= self.needs
        # What fired is not asked for: half the time of the above.
        score = 0.0
        for rule in self._rules:
            if rule.test(subject):
                score += rule.weight
                if rule.weight in _SETTLED:
                    break
        return score >= self.needs

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Decide without one of the rules, to measure what it earns. KeyError if there is no such rule."""
        rules = self._rules
        if name not in self.names:
            raise KeyError(name)
        self._rules = tuple(rule for rule in rules if rule.name != name)
        try:
            yield
        finally:
            self._rules = rules


@dataclass(frozen=True, slots=True)
class Way(Generic[S, T]):
    """One way to read a value of a subject: the value; None if it finds none; STOP if it knows that there is none."""

    name: str
    read: Callable[[S], T | Stop | None]


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value and the name of the way it was read in."""

    value: T
    way: str


class Ways(Generic[S, T]):
    """The ways to read one value, the most trusted first."""

    def __init__(self, name: str, *ways: Way[S, T]) -> None:
        self.name = name
        self._ways = ways
        _register(self)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the ways, in their order."""
        return tuple(way.name for way in self._ways)

    def read(self, subject: S) -> Reading[T] | None:
        """The first value found, with the way it was found in; None if no way finds any."""
        for way in self._ways:
            value = way.read(subject)
            if value is not None:
                for watch in _watchers:
                    watch(self.name, subject, (way.name,))
                return None if isinstance(value, Stop) else Reading(value, way.name)
        return None

    def value(self, subject: S) -> T | None:
        """The first value found; None if no way finds any."""
        reading = self.read(subject)
        return reading.value if reading is not None else None

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Read without one of the ways, to measure what it earns. KeyError if there is no such way."""
        ways = self._ways
        if name not in self.names:
            raise KeyError(name)
        self._ways = tuple(way for way in ways if way.name != name)
        try:
            yield
        finally:
            self._ways = ways


_tables: dict[str, Decision[Any] | Ways[Any, Any]] = {}
Watch = Callable[[str, Any, tuple[str, ...]], None]
"""Called with the name of a table that was asked, the subject, and the names of its rules that fired."""
_watchers: list[Watch] = []


def _register(table: Decision[Any] | Ways[Any, Any]) -> None:
    if table.name in _tables:
        raise ValueError(f"two tables of rules are named {table.name!r}")
    if len(set(table.names)) < len(table.names):
        raise ValueError(f"{table.name}: two rules of one name")
    _tables[table.name] = table


def tables() -> dict[str, Decision[Any] | Ways[Any, Any]]:
    """All tables of the modules imported so far, by name."""
    return dict(_tables)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """While this lasts, `watch` is called whenever a table is asked: how one sees why a page was read as it was. What is
    cached by text (roles of class names, dates) is asked of each text once."""
    _watchers.append(watch)
    try:
        yield
    finally:
        _watchers.remove(watch)
