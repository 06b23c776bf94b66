"""Tables of rules: what fires, what it adds up to, what ends a matter, and how a rule is left out or watched."""

from __future__ import annotations

import itertools

import pytest

from crawlers.extract.page.rules import STOP, SURE, VETO, Decision, Reading, Rule, Verdict, Way, Ways, tables, watched

_counter = itertools.count()


def name() -> str:
    return f"test.table {next(_counter)}"


def test_weights_of_what_fired_add_up() -> None:
    table = Decision[int](
        name(),
        Rule("even", 1.0, lambda number: number % 2 == 0),
        Rule("large", 2.0, lambda number: number > 10),
        Rule("round", -0.5, lambda number: number % 10 == 0),
        needs=1.5,
    )
    assert table.decide(20) == Verdict(2.5, ("even", "large", "round"))
    assert table.decide(3) == Verdict(0.0)
    assert [number for number in (2, 11, 12, 10) if table.holds(number)] == [11, 12]


def test_a_rule_of_infinite_weight_ends_the_matter() -> None:
    asked: list[int] = []

    def ask(number: int) -> bool:
        asked.append(number)
        return True

    table = Decision[int](
        name(),
        Rule("zero", VETO, lambda number: number == 0),
        Rule("one", SURE, lambda number: number == 1),
        Rule("any", 1.0, ask),
    )
    assert table.decide(0) == Verdict(VETO, ("zero",))
    assert table.decide(1) == Verdict(SURE, ("one",))
    assert [number for number in (0, 1) if table.holds(number)] == [1]
    assert asked == []
    assert table.decide(2) == Verdict(1.0, ("any",))


def test_the_first_way_that_finds_a_value_is_named() -> None:
    ways = Ways[str, int](
        name(),
        Way("no number", lambda text: STOP if not any(map(str.isdigit, text)) else None),
        Way("whole", lambda text: int(text) if text.isdigit() else None),
        Way("digits", lambda text: int("".join(filter(str.isdigit, text)))),
    )
    assert ways.read("12") == Reading(12, "whole")
    assert ways.read("a1b2") == Reading(12, "digits")
    assert ways.read("ab") is None
    assert ways.value("12") == 12


def test_a_rule_can_be_left_out_and_comes_back() -> None:
    table = Decision[int](name(), Rule("a", 1.0, bool), Rule("b", 1.0, bool))
    with table.without("a"):
        assert table.decide(1).fired == ("b",)
    assert table.decide(1).fired == ("a", "b")
    with pytest.raises(KeyError), table.without("c"):
        pass


def test_watchers_see_what_fires_while_they_watch() -> None:
    table, ways = Decision[int](name(), Rule("a", 1.0, bool)), Ways[int, int](name(), Way("w", lambda number: number))
    seen: list[tuple[str, int, tuple[str, ...]]] = []
    with watched(lambda table, subject, fired: seen.append((table, subject, fired))):
        assert table.holds(1)
        ways.value(1)
    assert table.holds(1)
    assert seen == [(table.name, 1, ("a",)), (ways.name, 1, ("w",))]


def test_names_are_unique() -> None:
    table = Decision[int](name(), Rule("a", 1.0, bool))
    assert tables()[table.name] is table
    with pytest.raises(ValueError, match="two tables"):
        Decision[int](table.name)
    with pytest.raises(ValueError, match="two rules"):
        Decision[int](name(), Rule("a", 1.0, bool), Rule("a", 2.0, bool))
