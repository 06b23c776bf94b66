"""Who is above a brand in search, and since when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.figures.search.places import Above, Places, above

DAY = date(2026, 6, 1)


def pages(*places: Places) -> list[tuple[date, Places]]:
    return [(DAY + timedelta(days=number), page) for number, page in enumerate(places)]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (pages(), []),
        (pages({"us": 1, "rival": 2}), []),
        (pages({"us": 2, "rival": 1}), [Above("rival", 1, DAY, 1, True, False)]),
        (
            pages({"us": 1, "rival": 2}, {"us": 2, "rival": 1}, {"us": 3, "rival": 1}),
            [Above("rival", 1, DAY + timedelta(days=1), 2, False, False)],
        ),
        (pages({"us": 2, "rival": 1}, {"us": 1, "rival": 2}), []),
        (pages({"rival": 4}), [Above("rival", 4, DAY, 1, True, True)]),
        (pages({"us": 1}, {"rival": 4}), [Above("rival", 4, DAY + timedelta(days=1), 1, False, True)]),
        (pages({"rival": 4}, {}), []),
        (
            pages({"us": 5, "a": 2, "b": 7}, {"us": 5, "a": 2, "b": 1}),
            [Above("b", 1, DAY + timedelta(days=1), 1, False, False), Above("a", 2, DAY, 2, True, False)],
        ),
    ],
)
def test_who_is_above_and_since_when(seen: list[tuple[date, Places]], expected: list[Above]) -> None:
    assert above(seen, "us") == expected


def test_a_day_without_a_page_does_not_end_it() -> None:
    seen = [(DAY, {"us": 2, "rival": 1}), (DAY + timedelta(days=9), {"us": 2, "rival": 1})]
    assert above(seen, "us") == [Above("rival", 1, DAY, 2, True, False)]
