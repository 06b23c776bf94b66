"""Mentions as figures: zero is said only where somebody listened, and medians carry an honest interval."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.reports import social

END = datetime(2026, 10, 18)
START = END - timedelta(days=90)
SPAN = {"network": "reddit", "voice": "customer", "first_at": END - timedelta(days=30), "read_at": END, "n": 9}


def week(ago: int, n: int, brand: str = "a", voice: str = "customer") -> dict[str, Any]:
    return {"brand": brand, "network": "reddit", "voice": voice, "weeks_ago": ago, "n": n}


def counts(rows: list[dict[str, Any]], spans: list[dict[str, Any]], network: str = "*") -> list[int | None]:
    return [found.counts["a"] for found in social.weeks(rows, spans, ["a"], (START, END), network, "customer")]


def test_weeks_before_a_network_was_heard_are_not_observed() -> None:
    found = counts([week(0, 3), week(2, 1), week(1, 5, voice="press"), week(1, 7, brand="b")], [SPAN])
    assert len(found) == 13
    assert found[-5:] == [0, 0, 1, 0, 3]
    assert found[:8] == [None] * 8


def test_weeks_after_the_last_reading_are_not_observed() -> None:
    read = SPAN | {"first_at": START, "read_at": END - timedelta(days=15)}
    assert counts([], [read])[-4:] == [0, 0, None, None]


def test_without_any_mention_of_the_voice_nothing_is_called_zero() -> None:
    assert set(counts([], [])) == {None}
    assert set(counts([], [SPAN | {"voice": "press"}])) == {None}
    assert set(counts([week(0, 3)], [SPAN], network="mastodon")) == {None}


def test_a_window_of_whole_weeks_keeps_its_first_moment() -> None:
    window = (END - timedelta(days=14), END)
    found = social.weeks([week(2, 1), week(1, 1)], [SPAN], ["a"], window, "*", "customer")
    assert [each.counts["a"] for each in found] == [2, 0]
    assert found[0].start == window[0]


def test_sources_are_heard_keyless_or_lost() -> None:
    statuses = [("observed", False), ("absent", False), ("partial", False), ("blocked", True), ("failed", False)]
    found = social.asked_sources({"status": status, "keyless": keyless} for status, keyless in statuses)
    assert (found.read, found.keyless, found.lost, found.asked) == (3, 1, 1, 5)


def post(engagement: int | None, **counts: int | None) -> dict[str, Any]:
    none = dict.fromkeys(social.COUNTS)
    return {"network": "n", "content_kind": "image", "brand": "a", "engagement": engagement} | none | counts


def test_posts_without_counts_are_counted_apart() -> None:
    posts = [*(post(value, likes=value) for value in (1, 2, 3, 4, 5, 60)), post(None)]
    found = social.engagement(posts)["n", "image", "a"]
    assert (found.posts, found.n, found.median, found.low, found.high) == (7, 6, 3.5, 1, 60)
    assert social.exposed(posts) == {"n": ("likes",)}
    assert social.exposed([post(None)]) == {"n": ()}
    assert social.engagement([post(None)])["n", "image", "a"].median is None


@given(st.lists(st.integers(0, 10**6), max_size=300))
def test_the_median_lies_in_an_interval_of_95_per_cent(values: list[int]) -> None:
    values.sort()
    middle, low, high = social.median_interval(values)
    n = len(values)
    if n < 6:
        assert (low, high) == (None, None)
        assert (middle is None) == (n == 0)
        return
    assert middle is not None
    assert low is not None
    assert high is not None
    assert values[0] <= low <= middle <= high <= values[-1]


def test_the_interval_is_the_narrowest_that_still_covers() -> None:
    for n in range(6, 400):
        _, low, high = social.median_interval(range(1, n + 1))
        assert low is not None
        assert high == n + 1 - low
        assert 1 - 2 * stats.binom.cdf(low - 1, n, 0.5) >= 0.95
        assert 1 - 2 * stats.binom.cdf(low, n, 0.5) < 0.95
