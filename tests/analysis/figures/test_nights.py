"""A claim is made once it was beyond doubt, on one of the last nights, and stays while it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from analysis.claims.market import proven_better, proven_worse
from analysis.figures.editions.edition import Edition
from analysis.figures.editions.nights import with_nights
from analysis.figures.gaps import DRIVER, TESTED, GapRow, gap_row, with_q
from analysis.marks import ALL_TOPICS, RIVALS
from data.thresholds import THRESHOLDS
from tests.analysis.figures.test_units import EDITION, comparer, planted
from tests.analysis.figures.test_units import frame as observed

SURE, UNSURE = 1e-7, 0.01
ENOUGH = THRESHOLDS.claim_enter / 2
"""The p that makes a claim of one of two tests."""


def row(p: float, gap: float = 0.4, topic: str = "delivery") -> GapRow:
    """A tested gap between a and b."""
    return replace(
        gap_row(EDITION, DRIVER, "a", "b", topic),
        gap=gap, low=gap - 0.2, high=gap + 0.2, p=p, n_own=50, n_other=50, status=TESTED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("p", "before", "asked_nights", "holds"),
    [
        (SURE, [], 0, True),  # made tonight
        (ENOUGH, [], 0, True),
        (UNSURE, [row(SURE)], 1, True),  # made last night
        (UNSURE, [row(UNSURE), row(ENOUGH)], 2, True),
        (UNSURE, [row(UNSURE)] * 6, 6, True),  # each night of a week
        (UNSURE, [row(0.024)] * 6, 6, True),  # as much as counts tonight: alpha for one of two tests
        (UNSURE, [row(UNSURE)] * 5 + [row(0.026)] * 24, 29, False),
        (UNSURE, [row(0.026)] + [row(UNSURE)] * 28, 29, False),  # not of this week
        (UNSURE, [row(0.026)] * 28 + [row(SURE)], 29, True),
        (UNSURE, [row(0.026)] * 29 + [row(SURE)], 29, False),  # too long ago
        (UNSURE, [], 29, False),  # the market began today
        (UNSURE, [row(0.026), *[row(ENOUGH * 1.01)] * 28], 29, False),
        (UNSURE, [row(SURE, gap=-0.4)] * 29, 29, False),  # the other way round
        (UNSURE, [row(SURE, gap=0.22)] * 29, 29, False),  # too small to matter then
        (UNSURE, [replace(row(SURE), status="not enough data")] * 29, 29, False),
        (0.03, [row(SURE)] * 29, 0, False),  # no longer holds
    ],
)
def test_a_claim_is_made_beyond_doubt_and_stays_while_it_holds(
    p: float, before: list[GapRow], asked_nights: int, holds: bool
) -> None:
    asked: list[Edition] = []

    def earlier(claims: Sequence[GapRow], edition: Edition) -> Iterable[GapRow]:
        assert [claim.topic for claim in claims] == ["delivery"]
        asked.append(edition)
        return before[len(asked) - 1 : len(asked)]

    rows = with_nights(with_q([row(p), row(0.9, topic="price_value")]), earlier, EDITION)
    assert proven_better(rows[0]) is holds
    assert not proven_worse(rows[0])
    assert rows[1].entered
    assert [(EDITION.window_end - each.window_end).days for each in asked] == list(range(1, asked_nights + 1))


def test_the_same_dates_give_the_same_gaps_again() -> None:
    rows = []
    for brand, share in (("a", 30), ("b", 20), ("c", 12)):
        rows += planted(brand, "delivery", share, 1.0)
        rows += planted(brand, "delivery", 45 - share, -1.0, first=share)
    brands = comparer(observed(rows), ["a", "b", "c"])
    made = [each for each in brands.rows(["delivery"]) if each.topic != ALL_TOPICS]
    assert {each.rival for each in made} == {"a", "b", "c", RIVALS}
    assert brands.again(made) == made
