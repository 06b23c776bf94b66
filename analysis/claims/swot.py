"""The SWOT of every brand: all rules applied, lines ranked within their quadrant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from analysis.claims.lines import Line, ranked
from analysis.claims.market import Market
from analysis.claims.quotes import none_agrees
from analysis.claims.rules_observed import presence_lines, ranking_lines, switching_lines, unanswered_lines
from analysis.claims.rules_tested import driver_lines, own_fall_lines, response_lines, rising_rival_lines, unmet_lines

Rule = Callable[[Market, str], Iterator[Line]]
ALL_RULES: tuple[Rule, ...] = (
    driver_lines,
    presence_lines,
    response_lines,
    unmet_lines,
    unanswered_lines,
    rising_rival_lines,
    own_fall_lines,
    ranking_lines,
    switching_lines,
)


SAID = ("overall", "driver", "trend", "unmet")
"""Kinds of lines that rest on what customers say."""


def _opened(line: Line, language: str) -> Line:
    bare = not line.evidence and line.kind in SAID
    return replace(line, evidence=(none_agrees(line.line_id, line.brand, language),)) if bare else line


def swot_of(market: Market, brand: str) -> list[tuple[int, Line]]:
    """The lines of one brand with their rank within the quadrant, from 1.

    A line on what customers say that no sentence agrees with says so. Any other that cannot be opened to evidence is left out:
    reviews without a word, for one, can show that answers are slow, but there is nothing to quote.
    """
    found = [_opened(line, market.language) for rule in ALL_RULES for line in rule(market, brand)]
    lines = ranked([line for line in found if line.evidence])
    places: dict[str | None, int] = {}
    out = []
    for line in lines:
        places[line.quadrant] = places.get(line.quadrant, 0) + 1
        out.append((places[line.quadrant], line))
    return out
