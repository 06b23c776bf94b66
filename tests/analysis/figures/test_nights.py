"""A claim must hold on most of the last nights, unless it is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from analysis.claims.market import proven_better, proven_worse
from analysis.figures.editions.edition import Edition
from analysis.figures.editions.nights import with_nights
from analysis.figures.gaps import DRIVER, TESTED, GapRow, gap_row, with_q
from analysis.marks import ALL_TOPICS, RIVALS
from tests.analysis.figures.test_units import EDITION, comparer, planted
from tests.analysis.figures.test_units import frame as observed

SURE, UNSURE = 1e-7, 0.01


def row(p: float, gap: float = 0.4, topic: str = "delivery") -> GapRow:
    """A tested gap between a and b."""
    return replace(
        gap_row(EDITION, DRIVER, "a", "b", topic),
        gap=gap, low=gap - 0.2, high=gap + 0.2, p=p, n_own=50, n_other=50, status=TESTED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("p", "before", "nights", "holds"),
    [
        (UNSURE, [row(UNSURE)] * 6, 7, True),
        (UNSURE, [row(UNSURE)] * 4, 5, True),
        (UNSURE, [row(UNSURE)] * 3, 4, False),
        (UNSURE, [], 1, False),  # the market began today
        (UNSURE, [row(0.024)] * 6, 7, True),  # as much as counts tonight: alpha for one of two tests
        (UNSURE, [row(0.026)] * 6, 1, False),
        (UNSURE, [row(UNSURE, gap=-0.4)] * 6, 1, False),  # the other way round
        (UNSURE, [replace(row(UNSURE), status="not enough data")] * 6, 1, False),
        (SURE, [], None, True),  # beyond doubt
    ],
)
def test_a_claim_holds_on_most_nights_or_is_beyond_doubt(
    p: float, before: list[GapRow], nights: int | None, holds: bool
) -> None:
    asked: list[Edition] = []

    def earlier(claims: Sequence[GapRow], edition: Edition) -> Iterable[GapRow]:
        assert [claim.topic for claim in claims] == ["delivery"]
        asked.append(edition)
        return before[len(asked) - 1 : len(asked)]

    rows = with_nights(with_q([row(p), row(0.9, topic="price_value")]), earlier, EDITION)
    assert [each.nights for each in rows] == [nights, None]
    assert proven_better(rows[0]) is holds
    assert not proven_worse(rows[0])
    assert [(EDITION.window_end - each.window_end).days for each in asked] == (
        [] if nights is None else list(range(1, 7))
    )


def test_the_same_dates_give_the_same_gaps_again() -> None:
    rows = []
    for brand, share in (("a", 30), ("b", 20), ("c", 12)):
        rows += planted(brand, "delivery", share, 1.0)
        rows += planted(brand, "delivery", 45 - share, -1.0, first=share)
    brands = comparer(observed(rows), ["a", "b", "c"])
    made = [each for each in brands.rows(["delivery"]) if each.topic != ALL_TOPICS]
    assert {each.rival for each in made} == {"a", "b", "c", RIVALS}
    assert brands.again(made) == made
