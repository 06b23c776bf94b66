"""Numbers with what they count."""

from __future__ import annotations

import pytest

from data.wording import counted, number


@pytest.mark.parametrize(
    ("n", "words", "said"),
    [
        (1, ("goal",), "1 goal"),
        (0, ("goal",), "0 goals"),
        (1204, ("review",), "1,204 reviews"),
        (15.0, ("minute",), "15 minutes"),
        (1.0, ("minute",), "1 minute"),
        (0.5, ("hour",), "0.5 hours"),
        (2, ("person", "people"), "2 people"),
    ],
)
def test_counted(n: float, words: tuple[str, ...], said: str) -> None:
    assert counted(n, *words) == said


def test_a_whole_number_has_no_decimals() -> None:
    assert (number(15.0), number(2.25)) == ("15", "2.25")
