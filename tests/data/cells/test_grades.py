"""Grades of which 1 is the best are no stars: the word beside the number tells, in whatever language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cells.errors import RowError
from data.cells.grades import grades_in, is_grade
from data.cells.ratings import rating

GRADES = (
    "Sehr gut (1,3)", "1 - Sehr gut", "Gut (2,0)", "5 - mangelhaft", "1 = Excellent", "2 - Good",
    "7 - very dissatisfied", "1：非常满意", "1 - výborný", "Very satisfied (1)", "1 (พอใจมาก)", "1 - Très satisfait",
    "매우 만족 (1)", "5: очень недоволен", "1 - labai patenkintas", "Ungenügend (6)",
)  # fmt: skip
STARS = (
    ("5 - sehr gut", 5), ("4 - gut", 4), ("1 - mangelhaft", 1), ("5 - Excellent", 5), ("1 - very dissatisfied", 1),
    ("4,72 SEHR GUT", 4.72), ("매우 만족(5)", 5), ("not satisfied (2)", 2), ("5 - Très satisfait", 5), ("befriedigend (3)", 3),
)  # fmt: skip


@pytest.mark.parametrize("cell", GRADES)
def test_a_grade_is_refused(cell: str) -> None:
    assert is_grade(cell)
    with pytest.raises(RowError, match="more is better"):
        rating(cell)


@pytest.mark.parametrize(("cell", "value"), STARS)
def test_the_same_words_with_stars_are_read(cell: str, value: float) -> None:
    assert rating(cell) == (value, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sehr gut (1,3)\ngut (2,0)\nbefriedigend (3,0)", {1.3, 2.0, 3.0}),
        ("ausgezeichnet (12)\nsehr gut (1)\nmangelhaft (5)", set()),
        ("befriedigend 3,2", set()),
        ("4,7 sehr gut", set()),
        ("gesamtwertung: schulnote 2", {2.0}),
        ("war sehr gut. 1,5 stunden gewartet", set()),
    ],
)
def test_grades_of_a_page(text: str, found: set[float]) -> None:
    assert grades_in(text) == found


@given(st.text(alphabet="sehrgut 0123456789,.()-", max_size=40))
def test_what_a_page_gives_as_grades_are_numbers_in_it(text: str) -> None:
    assert all(f"{value:g}".replace(".", ",") in text.replace(".", ",") for value in grades_in(text))
