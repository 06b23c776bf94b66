"""Coverage: which stretches of time a source was seen whole in, by crawls and by files; what is compared over which dates."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.coverage import CRAWL, RATE, STATED, Stretch, by_rate, common_reach, coverage_of
from analysis.pipeline.analyze import analyze
from tests.analysis.builder import NOW, Reviews, rows_of, warehouse, workspace

NOTHING = pd.DataFrame({"brand": [], "source": [], "start": [], "end": []})
UNASKED = pd.DataFrame({"source": [], "query": [], "reaches_to": [], "fetched_at": []})


def day(n: float) -> datetime:
    return NOW - timedelta(days=n)


def texts(days: list[float], *, layer: str = "import", fetched: float = 0.0, brand: str = "a") -> pd.DataFrame:
    rows = [
        {
            "brand": brand,
            "source": "s",
            "first_party": False,
            "layer": layer,
            "query": None,
            "published_at": day(n),
            "fetched_at": day(fetched),
        }
        for n in days
    ]
    return pd.DataFrame(rows)


def spans(days: list[float], read: float | None = None) -> list[tuple[int, int]]:
    """The stretches by rate, as days ago."""
    found = by_rate([day(n) for n in days], None if read is None else day(read))
    return [((NOW - stretch.start).days, (NOW - stretch.end).days) for stretch in found]


@pytest.mark.parametrize(
    ("days", "holes"),
    [
        ([*range(20), 80], 1),
        ([*range(20), *range(60, 90)], 1),
        ([*range(10), *range(40, 50), *range(80, 90)], 2),
        ([n * 3 for n in range(30)], 0),
        ([n * 30 for n in range(9)], 0),
        ([0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16], 0),
        ([5] * 200 + [n * 4 for n in range(20)], 0),
        ([10], 0),
        ([10, 400], 0),
    ],
)
def test_a_hole_is_what_is_improbable_at_the_sources_own_rate(days: list[float], holes: int) -> None:
    assert len(spans(days)) == holes + 1


def test_a_file_covers_until_it_was_made_unless_that_would_be_improbable() -> None:
    assert spans(list(range(20, 60)), read=18)[-1][1] == 18
    assert spans(list(range(20, 60)), read=0)[-1][1] == 18


def test_a_crawl_covers_until_it_last_read_a_file_what_it_shows_or_states() -> None:
    crawled = coverage_of(texts([1, 80], layer="jsonld", fetched=0), [], NOTHING, day(270), UNASKED)
    assert crawled == {("a", "s"): [Stretch(day(80), NOW, CRAWL)]}
    held = coverage_of(texts([*range(20), 80], layer="jsonld"), [("a", "s")], NOTHING, day(270), UNASKED)
    assert [stretch.how for stretch in held[("a", "s")]] == [RATE, CRAWL]
    stated = pd.DataFrame({"brand": ["a"], "source": ["s"], "start": [day(90)], "end": [day(10)]})
    assert coverage_of(texts([20, 80]), [], stated, day(270), UNASKED) == {
        ("a", "s"): [Stretch(day(90), day(10), STATED)]
    }


def reviews(*read: tuple[float, float]) -> pd.DataFrame:
    """Crawled reviews, each (published, last read) so many days ago."""
    return pd.concat([texts([published], layer="jsonld", fetched=fetched) for published, fetched in read]).reset_index()


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        # Read nightly, the last nine of each night's page: one stretch.
        ([(n, max(0, n - 9)) for n in range(90)], [(89, 0)]),
        # Nothing was read from day 40 to day 20; then the page showed what was new, and not what was known.
        ([(n, max(40, n - 9)) for n in range(41, 90)] + [(n, max(0, n - 9)) for n in range(22)], [(89, 40), (21, 0)]),
        # It also showed what was known.
        ([(n, max(40, n - 9)) for n in range(42, 90)] + [(n, 0) for n in range(42)], [(89, 0)]),
        # A quiet source: one review in a month, and seen again ever since.
        ([(80, 0), (50, 0)], [(80, 0)]),
        # Read once, long ago.
        ([(80, 60), (70, 60)], [(80, 60)]),
    ],
)
def test_nights_that_failed_are_a_hole_unless_a_later_one_reaches_back(
    read: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    found = coverage_of(reviews(*read), [], NOTHING, day(270), UNASKED)[("a", "s")]
    assert found == [Stretch(day(start), day(end), CRAWL) for start, end in expected]


def mentions(*posts: tuple[str, str, float], layer: str = "network") -> pd.DataFrame:
    """Mentions, each (brand, query, days ago), looked up again last night."""
    return pd.concat(
        [texts([n], layer=layer, brand=brand).assign(query=query) for brand, query, n in posts]
    ).reset_index(drop=True)


def asked(*readings: tuple[str, float | None, float]) -> pd.DataFrame:
    """Readings, each (query, how far back, when), in days ago."""
    rows = [(("s", query, pd.NaT if back is None else day(back), day(at))) for query, back, at in readings]
    return pd.DataFrame(rows, columns=["source", "query", "reaches_to", "fetched_at"])


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        # Each night reaches back to what was known.
        ([("q", n + 3, n) for n in range(80)], [(82, 0)]),
        # Three weeks failed, and the next reading reaches back: the network was asked for all since then.
        ([("q", n + 3, n) for n in range(40, 80)] + [("q", None, n) for n in range(20, 40)] + [("q", 43, 19)], [(82, 19)]),
        # It comes to its limit of items instead.
        (
            [("q", n + 3, n) for n in range(40, 80)] + [("q", None, n) for n in range(20, 40)] + [("q", 21, 19)],
            [(82, 40), (21, 19)],
        ),
        # No machine was on.
        ([("q", n + 3, n) for n in range(40, 80)] + [("q", 5, 0)], [(82, 40), (5, 0)]),
        # Blocked to this day.
        ([("q", n + 3, n) for n in range(40, 80)] + [("q", None, n) for n in range(40)], [(82, 40)]),
    ],
)  # fmt: skip
def test_a_network_says_how_far_back_it_was_read(
    readings: list[tuple[str, float | None, float]], expected: list[tuple[float, float]]
) -> None:
    posts = mentions(("a", "q", 75), ("a", "q", 25), ("a", "q", 1))
    found = coverage_of(posts, [], NOTHING, day(270), asked(*readings))[("a", "s")]
    assert found == [Stretch(day(start), day(end), CRAWL) for start, end in expected]


def test_a_brand_is_covered_where_each_query_that_finds_it_was_read() -> None:
    nightly = [("q", n + 3, n) for n in range(80)]
    failing = [("r", n + 3, n) for n in range(40, 80)] + [("r", None, n) for n in range(40)]
    posts = mentions(("a", "q", 30), ("b", "q", 30), ("b", "r", 60), ("c", "r", 60))
    found = coverage_of(posts, [], NOTHING, day(270), asked(*nightly, *failing))
    assert found[("a", "s")] == [Stretch(day(82), day(0), CRAWL)]
    assert found[("b", "s")] == found[("c", "s")] == [Stretch(day(82), day(40), CRAWL)]


def test_before_readings_said_how_far_they_reach_their_posts_do_and_imported_ones_are_judged_by_rate() -> None:
    posts = pd.concat([mentions(*(("a", "q", n) for n in range(10, 60))), mentions(("b", "q", 30))])
    found = coverage_of(
        posts.reset_index(drop=True), [], NOTHING, day(270), asked(*[("q", n + 3, n) for n in range(9)])
    )
    assert found[("a", "s")] == found[("b", "s")] == [Stretch(day(59), day(0), CRAWL)]
    unknown = mentions(*(("a", "", n) for n in range(9)), ("a", "", 80), layer="")
    assert {stretch.how for stretch in coverage_of(unknown, [], NOTHING, day(270), UNASKED)[("a", "s")]} == {RATE}


def test_what_is_common_is_covered_of_all() -> None:
    covered = {
        ("a", "s"): [Stretch(day(90), day(60), RATE), Stretch(day(30), day(0), RATE)],
        ("b", "s"): [Stretch(day(70), day(20), CRAWL)],
        ("a", "t"): [Stretch(day(90), day(0), CRAWL)],
    }
    assert common_reach(covered, ["a", "b"], day(90), NOW) == {"s": ((day(70), day(60)), (day(30), day(20)))}
    assert common_reach(covered, ["a"], day(40), NOW) == {"s": ((day(30), NOW),), "t": ((day(40), NOW),)}


def test_what_was_last_compared_long_ago_is_a_lead_with_its_dates(tmp_path: Path) -> None:
    """Beta was read until 60 days ago and is blocked since."""
    con = warehouse(tmp_path)
    reviews = Reviews()
    for n in range(1, 90):
        for brand in ("acme", "gamma"):
            reviews.plant(brand, "delivery", (2, 0, 1), days_ago=n)
        if n > 60:
            reviews.plant("beta", "delivery", (0, 0, 4), days_ago=n, fetched_at=day(60))
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    assert rows_of(con, "swot", "tested") == []
    lead = next(row for row in rows_of(con, "leads", "brand = 'acme' AND topic = 'delivery'") if row["rival"] == "beta")
    assert lead["status"] == "no common dates lately"
    assert "2026-08-23 to 2026-09-21" in lead["basis"]
    (gap,) = rows_of(con, "gaps", "brand = 'acme' AND rival = 'beta' AND topic = 'delivery' AND kind = 'driver'")
    assert (gap["window_start"].date(), gap["window_end"].date()) == (day(89).date(), day(60).date())
    assert {row["how"] for row in rows_of(con, "coverage")} == {CRAWL}
    con.close()


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_any_days_have_stretches_that_hold_them(days: list[int], later: int) -> None:
    moments = [day(n) for n in days]
    read = max(moments) + timedelta(days=later)
    stretches = by_rate(moments, read)
    assert all(any(stretch.start <= moment <= stretch.end for stretch in stretches) for moment in moments)
    assert spans(list(range(40)), read=0) == [(40, 0)], "daily records, read on the day of the last"
