"""A night that remembers the texts before it says what one without memory says, and one with nothing new says it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.pipeline.steps import STEPS
from data.state.topic_answers import TopicAnswer, append_topic_answers
from tests.analysis.builder import NOW, Reviews, rows_of, warehouse, workspace

BRANDS = ("acme", "beta", "gamma")
MEMORY = ("known_texts", "known_signatures", "known_pairs")
COPIED = "The lid of the box was bent and the handle came off on the second day, so I had to send all of it back."
TAILS = (" [Collected as part of a promotion.]", " Translated automatically.")


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def market(first: int, shift: float = 0.0) -> Reviews:
    """Reviews with copies among them: equal ones, near ones, and ones with a tail."""
    reviews = Reviews(first)
    reviews.old(BRANDS)
    for brand in BRANDS:
        reviews.plant(brand, "delivery", (9, 2, 4) if brand == "acme" else (4, 2, 9), days_ago=9 + shift)
        for number in range(4):
            body = COPIED.replace("second", ("second", "third")[number % 2]) + f" It was number {first + number // 2}."
            reviews.add(brand, body + TAILS[number % 2], days_ago=12 - number + shift)
            reviews.add(brand, body, days_ago=30 + shift)
    return reviews


def snapshot(con: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    return {table: rows_of(con, table) for table in ("opinions", *(step.table for step in STEPS))}


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def said(con: duckdb.DuckDBPyConnection, root: Path, now: Any = NOW) -> list[str]:
    lines: list[str] = []
    analyze(con, workspace(root, BRANDS), now, lines.append)
    return lines


def stays(lines: list[str]) -> bool:
    return any("stays as it is" in line for line in lines)


def test_a_night_that_remembers_publishes_the_same_rows(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    market(0, shift=2).save(con)
    analyze(con, workspace(tmp_path, BRANDS), NOW - timedelta(days=1))
    before = count(con, "known_texts")
    market(1000).save(con)
    analyze(con, workspace(tmp_path, BRANDS), NOW)
    remembered = snapshot(con)
    assert before < count(con, "known_texts")
    assert remembered["gaps"]
    for table in (*MEMORY, "analysis_notes"):
        con.execute(f"DROP TABLE {table}")
    assert not stays(said(con, tmp_path))
    assert snapshot(con) == remembered


def test_copies_are_found_in_what_is_remembered(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    market(0).save(con)
    first = next(line for line in said(con, tmp_path) if "duplicates" in line)
    con.execute("INSERT INTO reviews SELECT * REPLACE ('again ' || review_id AS review_id) FROM reviews")
    kept = count(con, "known_texts")
    again = next(line for line in said(con, tmp_path) if "duplicates" in line)
    assert count(con, "known_texts") == kept
    assert int(again.split()[0]) > int(first.split()[0]) > 0


def test_what_is_gone_is_not_known_any_more(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    reviews = market(0)
    gone = reviews.add("acme", "Wombats ate the parcel before anyone of us could see what had been in it at all.")
    reviews.save(con)
    said(con, tmp_path)
    known, signatures, pairs = (count(con, table) for table in MEMORY)
    con.execute("DELETE FROM reviews WHERE review_id = ?", [gone])
    said(con, tmp_path)
    assert [count(con, table) for table in MEMORY] == [known - 1, signatures - 1, pairs]


def test_what_another_version_knew_is_worked_out_again(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    market(0).save(con)
    said(con, tmp_path)
    kept = [con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in MEMORY]
    con.execute("UPDATE known_texts SET letters = 0")
    con.execute("DELETE FROM analysis_notes")
    said(con, tmp_path)
    assert [con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in MEMORY] == kept


def test_an_edition_stays_where_nothing_is_new_on_the_same_day(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    market(0).save(con)
    space = workspace(tmp_path, BRANDS)
    first = analyze(con, space, NOW)
    kept = snapshot(con)
    again = analyze(con, space, NOW + timedelta(hours=5))
    assert snapshot(con) == kept
    assert (again.lines, again.leads, again.tests) == (first.lines, first.leads, first.tests)
    assert stays(said(con, tmp_path, NOW + timedelta(hours=6)))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reviews SET rating = 1, rating_max = 5 WHERE review_id = 'r000000'",
        "DELETE FROM opinions WHERE record_id = 'r000003'",
        "DELETE FROM gaps",
        "INSERT INTO channels (brand, kind, vendor, address) VALUES ('acme', 'phone', 'none', '+1 555 0100')",
    ],
)
def test_any_row_that_changed_is_news(con: duckdb.DuckDBPyConnection, tmp_path: Path, change: str):
    market(0).save(con)
    said(con, tmp_path)
    con.execute(change)
    assert not stays(said(con, tmp_path))


def test_another_day_an_answer_and_a_setting_are_news(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    market(0).save(con)
    said(con, tmp_path)
    assert stays(said(con, tmp_path))
    assert not stays(said(con, tmp_path, NOW + timedelta(days=1)))
    assert not stays(said(con, tmp_path))  # an analysis of a day that is over, made after that of the next one
    answer = TopicAnswer(proposal_id="0123456789ab", dismissed=True, made_at=NOW)
    append_topic_answers(tmp_path / ".overheard", [answer])
    assert not stays(said(con, tmp_path))
    assert stays(said(con, tmp_path))
    lines: list[str] = []
    own = '[[driver]]\nid = "lids"\nname = "Lids"\nstage = "transaction"\nwords.en = ["lid"]\n'
    analyze(con, workspace(tmp_path, BRANDS, own), NOW, lines.append)
    assert not stays(lines)
