"""Units, the dates observed for both, trends and unmet needs, on frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pytest

from analysis.coverage import CRAWL, Coverage, Stretch
from analysis.figures.editions.edition import edition_of
from analysis.figures.gaps import (
    APART,
    DRIVER,
    FEW,
    LANGUAGE,
    TESTED,
    UNLIKE,
    Comparer,
    gap_row,
    number_of_tests,
    with_q,
)
from analysis.figures.statistics import distinct
from analysis.figures.trends import PART, trend_rows, unmet_rows
from analysis.figures.units import UnitPool, whole_reach
from analysis.marks import ALL_TOPICS

NOW = datetime(2026, 11, 20)
EDITION = edition_of(NOW, "UTC", 90)
SEEN = [Stretch(datetime(2025, 1, 1), NOW, CRAWL)]
ALL_SEEN = {(brand, "s"): SEEN for brand in "abc"}


def frame(rows: list[tuple[str, str, str, float, int]], **more: object) -> pd.DataFrame:
    """rows: brand, topic, unit, value, days ago."""
    table = pd.DataFrame(rows, columns=["brand", "topic", "unit", "value", "days"])
    table["at"] = [NOW - timedelta(days=int(days)) for days in table["days"]]
    values = {"source": "s", "language": "en", "market": "", "text_kind": "reviews"} | more
    return table.drop(columns="days").assign(**values)


def planted(brand: str, topic: str, n: int, value: float, days: int = 10, first: int = 0) -> list[tuple]:
    return [(brand, topic, f"{brand}{i}", value, days) for i in range(first, first + n)]


def comparer(table: pd.DataFrame, brands: list[str], covered: Coverage | None = None) -> Comparer:
    english = frozenset({("en", "reviews")})
    whole = table.assign(topic=ALL_TOPICS)
    seen = covered or {(brand, source): SEEN for brand in brands for source in set(table["source"])}
    return Comparer(
        pool=UnitPool(table, english),
        overall=UnitPool(whole, english),
        coverage=seen,
        brands=brands,
        edition=EDITION,
        measure=DRIVER,
    )


def test_a_unit_is_the_mean_of_one_authors_labels():
    pool = UnitPool(
        frame([("a", "delivery", "ann", 1, 1), ("a", "delivery", "ann", 0, 2), ("a", "delivery", "bob", -1, 1)])
    )
    sample = pool.samples("a", "delivery", whole_reach(["s"], EDITION.window_start, NOW))[("s", "en", "")]
    assert sorted(sample.values) == [-1.0, 0.5]


def test_units_are_told_apart_by_source_language_and_market():
    rows = [("a", "delivery", "ann", 1.0, 1)]
    table = pd.concat([frame(rows), frame(rows, source="t"), frame(rows, market="TH"), frame(rows, language="lt")])
    there = UnitPool(table).present("a", "delivery", whole_reach(["s", "t"], EDITION.window_start, NOW))
    assert {stratum: len(ids) for stratum, ids in there.items()} == {
        ("s", "en", ""): 1,
        ("t", "en", ""): 1,
        ("s", "en", "TH"): 1,
        ("s", "lt", ""): 1,
    }
    assert distinct(there.values()) == 1


def test_an_author_in_two_markets_is_one_unit_of_thirty():
    """15 authors who wrote in two markets are 15 customers: too few for a test."""
    rows = [(brand, "delivery", f"{brand} {i}", good, 1) for brand, good in (("a", 1), ("b", -1)) for i in range(15)]
    table = pd.concat([frame(rows), frame(rows, market="TH")])
    found = {(row.brand, row.rival): row for row in comparer(table, ["a", "b"]).rows(["delivery"])}
    for row in found.values():
        assert (row.n_own, row.n_other, row.status, row.p) == (15, 15, "not enough data", None)
    twice = pd.concat([frame(rows), frame([(*row[:2], row[2] + " too", *row[3:]) for row in rows], market="TH")])
    assert {row.status for row in comparer(twice, ["a", "b"]).rows(["delivery"])} == {"tested"}


def test_both_ends_of_a_comparison_are_one_test():
    row = replace(gap_row(EDITION, DRIVER, "a", "b", "delivery"), p=0.04)
    mirrored, together = replace(row, brand="b", rival="a"), replace(row, rival="*", rivals=("b",))
    other = replace(row, topic="billing", p=0.5)
    rows = with_q([row, mirrored, together, other])
    assert number_of_tests(rows) == 2
    assert [entry.q for entry in rows] == [pytest.approx(0.08)] * 3 + [pytest.approx(0.5)]


def test_texts_before_the_other_was_observed_do_not_count():
    rows = planted("a", "delivery", 40, 1.0, days=80) + planted("a", "delivery", 40, -1.0, days=5, first=40)
    rows += planted("b", "delivery", 40, 0.0, days=5)
    seen = {("a", "s"): SEEN, ("b", "s"): [Stretch(NOW - timedelta(days=30), NOW, CRAWL)]}
    row = comparer(frame(rows), ["a", "b"], seen).rows(["delivery"])[0]
    assert (row.own, row.n_own, row.status) == (-1.0, 40, TESTED)


def test_rows_are_mirrored_and_the_rivals_are_an_unweighted_mean():
    rows = planted("a", "delivery", 40, 1.0) + planted("b", "delivery", 80, 0.0) + planted("c", "delivery", 40, -1.0)
    found = {(row.brand, row.rival): row for row in comparer(frame(rows), ["a", "b", "c"]).rows(["delivery"])}
    assert len(found) == 9
    assert found[("a", "*")].gap == pytest.approx(1.5)
    assert found[("a", "*")].rivals == ("b", "c")
    assert (found[("a", "*")].status, found[("a", "*")].p) == (UNLIKE, None)
    assert found[("b", "a")].gap == -found[("a", "b")].gap
    assert found[("b", "a")].low == -found[("a", "b")].high
    assert found[("b", "a")].p == found[("a", "b")].p
    assert (found[("b", "a")].n_own, found[("b", "a")].n_other) == (80, 40)


@pytest.mark.parametrize(("n", "status"), [(29, FEW), (30, TESTED)])
def test_thirty_units_a_side(n: int, status: str):
    rows = planted("a", "delivery", n, 1.0) + planted("b", "delivery", 50, 0.0)
    row = comparer(frame(rows), ["a", "b"]).rows(["delivery"])[0]
    assert (row.status, row.p is None, row.gap) == (status, status == FEW, 1.0)


def test_why_two_brands_cannot_be_compared():
    apart = pd.concat([frame(planted("a", "delivery", 40, 1.0)), frame(planted("b", "delivery", 40, 1.0), source="t")])
    seen = {("a", "s"): SEEN, ("b", "t"): SEEN}
    assert {(row.topic, row.status) for row in comparer(apart, ["a", "b"], seen).rows(["delivery"])} == {
        (ALL_TOPICS, APART)
    }
    unread = pd.concat(
        [frame(planted("a", "delivery", 40, 1.0)), frame(planted("b", "", 40, float("nan")), language="lt")]
    )
    rows = comparer(unread, ["a", "b"]).rows(["delivery"])
    assert {(row.topic, row.status, row.p) for row in rows} == {(ALL_TOPICS, LANGUAGE, None)}
    assert {(row.n_own, row.n_other) for row in rows} == {(40, 40)}
    silent = comparer(frame(planted("a", "delivery", 40, 1.0)), ["a", "b"]).rows(["delivery"])
    assert {row.status for row in silent} == {FEW}


def test_a_trend_compares_windows_that_do_not_overlap():
    rows = planted("a", "delivery", 40, -1.0, days=10) + planted("a", "delivery", 40, 1.0, days=91, first=100)
    rows += planted("a", "delivery", 40, 0.0, days=200, first=200)
    (row,) = trend_rows(UnitPool(frame(rows)), ALL_SEEN, ["a", "b"], EDITION)
    assert (row.own, row.other, row.gap, row.rival, row.status) == (-1.0, 1.0, -2.0, "", TESTED)
    edge = planted("a", "delivery", 5, 1.0, days=90) + planted("a", "delivery", 5, 0.0, days=180, first=9)
    (row,) = trend_rows(UnitPool(frame(edge)), ALL_SEEN, ["a"], EDITION)
    assert (row.n_own, row.n_other, row.own) == (5, 5, 1.0)


def test_unmet_compares_a_driver_with_each_brands_other_drivers():
    rows = []
    for brand in ("a", "b"):
        rows += planted(brand, "delivery", 40, -1.0)
        rows += planted(brand, "empathy", 40, 1.0) + planted(brand, "billing", 40, 0.0)
    found = {
        (row.brand, row.topic): row for row in unmet_rows(UnitPool(frame(rows)), ALL_SEEN, ["a", "b", "c"], EDITION)
    }
    market = found[("*", "delivery")]
    assert (market.own, market.other, market.n_own, market.n_other) == (-1.0, 0.5, 80, 80)
    assert market.rivals == ("a", "b")
    assert found[("a", "delivery")].status == PART
    assert found[("a", "delivery")].p is None
    assert ("c", "delivery") not in found


def test_an_unmet_need_is_a_markets_not_one_brands():
    rows = planted("a", "delivery", 40, -1.0) + planted("a", "empathy", 40, 1.0)
    rows = unmet_rows(UnitPool(frame(rows)), ALL_SEEN, ["a", "b"], EDITION)
    assert {row.brand for row in rows} == {"a"}


def test_the_edition_is_the_month_where_the_workspace_is():
    late = datetime(2026, 10, 31, 20, 0)
    assert edition_of(late, "UTC", 90).id == "2026-10"
    assert edition_of(late, "Asia/Bangkok", 90).id == "2026-11"
    edition = edition_of(late, "UTC", 30)
    assert edition.window_end - edition.window_start == timedelta(days=30)
    assert edition.previous_end < edition.window_start
    assert edition.window_start - edition.previous_start == timedelta(days=30)
