"""Signals through a real warehouse: what is planted is found and opens to its quotes, what is not there is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from data.publish import failed_checks
from tests.analysis.builder import NOW, SENTENCES, Reviews, ranking, rows_of, visit, warehouse, workspace

BRANDS = ("acme", "beta")
TODAY = date(2026, 11, 19)
"""The newest day of which half is over at NOW, 3 o'clock in the morning."""
USUAL = [("delivery", 1), ("delivery", 1), ("delivery", 0), ("delivery", -1), ("price_value", 1), ("empathy", -1)]
"""What customers of one day say."""


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    made = warehouse(tmp_path)
    yield made
    made.close()


def usual(reviews: Reviews, days: range, **more: Any) -> None:
    """So many quiet days of both brands; the day 0 is the last before NOW."""
    for ago in days:
        for brand in BRANDS:
            for number, (driver, label) in enumerate(USUAL):
                reviews.add(brand, SENTENCES[driver][label], days_ago=ago + 0.3 + 0.05 * number, **more)


def signals(con: duckdb.DuckDBPyConnection, root: Path, now: datetime = NOW, extra: str = "") -> list[dict[str, Any]]:
    analyze(con, workspace(root, BRANDS, extra), now)
    return sorted(rows_of(con, "signals"), key=lambda row: (row["kind"], row["brand"], row["topic"]))


def kinds(rows: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(row["kind"], row["brand"], row["topic"]) for row in rows}


def spike(reviews: Reviews, ago: float, n: int = 14, brand: str = "acme", driver: str = "billing") -> None:
    for number in range(n):
        reviews.add(brand, SENTENCES[driver][-1], days_ago=ago + 0.01 * number)


def test_a_quiet_half_year_shows_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(176))
    reviews.save(con)
    assert signals(con, tmp_path) == []


def test_a_spike_is_found_and_opens_to_its_quotes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(176))
    spike(reviews, 1.5)
    for row in reviews.rows:
        row["author_key"] = f"{int(row['author_key'][1:]):016x}"
    reviews.save(con)
    found = {row["topic"]: row for row in signals(con, tmp_path) if row["kind"] == "complaints"}
    row = found["billing"]
    assert (row["brand"], row["state"], row["observed"], row["n"]) == ("acme", "open", 14, 14 + len(USUAL))
    assert row["last_day"] >= TODAY - timedelta(days=1) >= row["first_day"]
    assert row["expected"] < 1
    assert row["p"] < 1e-5
    assert row["low"] <= row["high"] < row["observed"]
    quoted = rows_of(con, "signal_evidence", f"signal_id = '{row['signal_id']}'")
    assert {each["quote"] for each in quoted} == {SENTENCES["billing"][-1]}
    assert len(quoted) == 8
    assert "delivery" not in found
    assert "price_value" not in found
    assert failed_checks(con) == []


def test_more_of_everything_is_no_complaint(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(176))
    for _ in range(6):
        usual(reviews, range(2))
    reviews.save(con)
    assert signals(con, tmp_path) == []


def test_days_that_are_not_covered_say_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """An import covers what its own rate covers: a few old texts far apart make no past, and a heap of them no spike."""
    reviews = Reviews()
    more = {"layer": "import", "source": "import", "fetched_at": NOW}
    usual(reviews, range(100, 103), **more)
    spike(reviews, 60.5, 30)
    reviews.save(con)
    assert signals(con, tmp_path) == []


def test_a_signal_keeps_its_id_while_it_lasts_and_is_over_after_a_week(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    reviews = Reviews()
    usual(reviews, range(200))
    spike(reviews, 20.5)
    reviews.save(con)
    then = NOW - timedelta(days=18)
    first = {row["topic"]: row for row in signals(con, tmp_path, then)}["billing"]
    more = Reviews(first=100_000)
    spike(more, 17.5)
    spike(more, 22.5, 3)
    more.save(con)
    second = {row["topic"]: row for row in signals(con, tmp_path, NOW - timedelta(days=15))}["billing"]
    third = {row["topic"]: row for row in signals(con, tmp_path)}["billing"]
    assert first["signal_id"] == second["signal_id"] == third["signal_id"]
    assert first["first_seen"] == third["first_seen"] == then
    assert (first["state"], second["state"], third["state"]) == ("open", "open", "over")
    assert first["last_day"] < third["last_day"]


def test_a_fall_of_net_sentiment(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(7, 176))
    for ago in range(7):
        for number in range(8):
            label = 1 if number == 0 else -1
            reviews.add("acme", SENTENCES["delivery"][label], days_ago=ago + 0.3 + 0.05 * number)
    usual_beta = Reviews(first=50_000)
    usual(usual_beta, range(7))
    usual_beta.rows = [row for row in usual_beta.rows if row["brand"] == "beta"]
    reviews.save(con)
    usual_beta.save(con)
    found = {row["topic"]: row for row in signals(con, tmp_path) if row["kind"] == "sentiment"}
    row = found["delivery"]
    assert row["brand"] == "acme"
    assert row["observed"] < row["low"] < row["expected"] < row["high"]
    assert row["n"] >= 40
    assert {each["form"] for each in rows_of(con, "signal_evidence", f"signal_id = '{row['signal_id']}'")} == {"quote"}


def test_customers_who_leave_and_whom_they_switch_to(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(176))
    for number in range(12):
        reviews.add("acme", f"I switched to Beta, number {number} on my list.", days_ago=2.5 + 0.01 * number)
    reviews.save(con)
    found = {(row["kind"], row["topic"]): row for row in signals(con, tmp_path)}
    assert ("switching", "beta") in found
    assert found["switching", "beta"]["observed"] == 12
    quoted = rows_of(con, "signal_evidence", f"signal_id = '{found['switching', 'beta']['signal_id']}'")
    assert len(quoted) == 8
    assert all("switched to Beta" in each["quote"] for each in quoted)


def test_a_source_gone_quiet(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """The old reviews are still seen every night, and no new one comes."""
    reviews = Reviews()
    usual(reviews, range(30, 176))
    reviews.save(con)
    insert(con, "visits", [visit("acme", "reviews"), visit("beta", "reviews")])
    found = signals(con, tmp_path)
    assert kinds(found) == {("quiet", brand, "trust.example") for brand in BRANDS}
    row = found[0]
    assert (row["first_day"], row["observed"], row["state"]) == (TODAY - timedelta(days=29), 0, "open")
    assert row["n"] == 30
    assert row["expected"] == pytest.approx(30 * len(USUAL), rel=0.05)


def test_a_source_that_could_not_be_read_is_not_quiet(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(30, 176))
    reviews.save(con)
    insert(con, "visits", [visit("acme", "reviews", "failed"), visit("beta", "reviews", "blocked")])
    assert signals(con, tmp_path) == []


def test_a_source_that_was_not_read_lately_is_not_quiet(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(30, 176), fetched_at=NOW - timedelta(days=28))
    reviews.save(con)
    insert(con, "visits", [visit("acme", "reviews"), visit("beta", "reviews")])
    assert signals(con, tmp_path) == []


def test_a_rank_that_moves_and_stays(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Of two moves the one that was undone after two days is no signal, nor are places that go to and fro."""
    stays, undone = [2] * 16 + [9] * 6, [3] * 16 + [8, 8] + [3] * 4
    restless = [12, 15, 11, 16] * 4 + [18, 17, 12, 11, 18, 17]
    rows = [
        ranking(run, keyword, places[run], brand, fetched_at=NOW - timedelta(days=22 - run))
        for keyword, brand, places in (("coffee", "beta", stays), ("tea", "acme", undone), ("milk", "beta", restless))
        for run in range(22)
    ]
    insert(con, "rankings", rows)
    found = signals(con, tmp_path)
    assert kinds(found) == {("ranking", "beta", "coffee")}
    assert found[0]["expected"] is None
    assert found[0]["p"] is None
    assert found[0]["observed"] == 1
    (shown,) = rows_of(con, "signal_evidence")
    assert (shown["form"], shown["quote"]) == ("observation", "coffee: 2 → 9")


def test_windows_that_are_short_do_not_silence_signals(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reviews = Reviews()
    usual(reviews, range(176))
    spike(reviews, 1.5)
    reviews.save(con)
    settings = workspace(tmp_path, BRANDS).model_copy(update={"window_days": 7})
    analyze(con, settings, NOW)
    assert ("complaints", "acme", "billing") in kinds(rows_of(con, "signals"))
