"""Curves of answers: how many reviews are answered by when, against figures worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis.figures.response import answer_curve


def observed(days: list[float | None], followed: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"days": pd.Series(days, dtype=float), "followed": followed})


def test_a_review_that_was_not_followed_long_does_not_count_as_unanswered() -> None:
    """Of four, one is answered on day 1; one was followed for 2 days only; of the two left one is answered on day 4."""
    curve = answer_curve(observed([1, None, 4, None], [10, 2, 10, 10]))
    assert (curve.n, curve.answered, curve.followed) == (4, 2, 10)
    assert [curve.by(day).value for day in (0.5, 1, 3, 4, 10)] == pytest.approx([0, 0.25, 0.25, 0.625, 0.625])
    assert math.isnan(curve.by(11).value), "beyond what was followed nothing is known"


def test_without_censoring_it_is_the_share_and_its_interval_holds_it() -> None:
    curve = answer_curve(observed([1, 2, 3, 4, None, None, None, None], [30] * 8))
    by = curve.by(7)
    assert by.value == pytest.approx(0.5)
    assert 0.1 < by.low < 0.5 < by.high < 0.9
    assert by.n == 8


def test_no_answer_at_all_is_a_share_of_0_and_no_review_none() -> None:
    assert answer_curve(observed([None, None], [9, 9])).by(7).value == 0
    assert math.isnan(answer_curve(observed([], [])).by(7).value)
    assert math.isnan(answer_curve(observed([None], [math.nan])).by(0).value), "answered without a date: not followed"
