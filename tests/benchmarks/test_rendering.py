"""The pages that need a browser are known, by the decision of the spiders."""

from __future__ import annotations

from benchmarks.rendering import LEAST, MOST, SCRIPTED, judge, plain


def test_pages_that_need_a_browser_are_known_and_few_others_are_rendered() -> None:
    assert (len(SCRIPTED), sum(1 for _ in plain())) == (20, 200)
    missed, needless = judge()
    assert len(SCRIPTED) - len(missed) >= LEAST, missed
    assert len(needless) <= MOST, needless
