"""Contradictions through a real warehouse: what is on pages now is compared, what is gone or old is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from data.sqlfiles import read_sql
from tests.analysis.builder import NOW, warehouse, workspace

SITE = "https://acme.example"
YESTERDAY = NOW - timedelta(days=1)
LONG = ("How long do I have to return something?", "You have 30 days.")
SHORT = ("Can I return it?", "Within 14 days.")
CALLS = ("When can I call you?", "Our phone line is open Monday to Friday, 9:00-18:00.")


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    made = warehouse(tmp_path)
    yield made
    made.close()


def faq(con: duckdb.DuckDBPyConnection, said: tuple[str, str], path: str = "/faq", **more: Any) -> None:
    row = {"faq_id": said[0], "brand": "acme", "url": SITE + path, "question": said[0], "answer": said[1], "language": "en",
           "first_seen": YESTERDAY, "last_seen": YESTERDAY, "removed_at": None}  # fmt: skip
    insert(con, "faqs", [row | more])


def phone(con: duckdb.DuckDBPyConnection, **more: Any) -> None:
    row = {"brand": "acme", "kind": "phone", "vendor": "none", "address": "+441632960345", "url": f"{SITE}/",
           "clicks_from_home": 0, "hours": "Mon-Fri 9:00-17:00", "hours_url": f"{SITE}/contact", "hours_seen": YESTERDAY,
           "first_seen": YESTERDAY, "last_seen": YESTERDAY}  # fmt: skip
    insert(con, "channels", [row | more])


def reply(con: duckdb.DuckDBPyConnection, body: str, written: datetime, number: int = 1) -> None:
    row = {"review_id": f"r{number}", "brand": "acme", "source": "reviews.example", "first_party": False, "language": "en",
           "url": f"https://reviews.example/{number}", "body": "They never answered me.", "published_at": written,
           "reply_body": body, "replied_at": written, "layer": "jsonld", "fetched_at": NOW}  # fmt: skip
    insert(con, "reviews", [row])


def found(con: duckdb.DuckDBPyConnection, root: Path) -> list[tuple[Any, ...]]:
    analyze(con, workspace(root), NOW)
    return con.execute(
        "SELECT topic, value_one, value_two, url_one, url_two, places_one FROM contradictions ORDER BY topic"
    ).fetchall()


def test_two_pages_that_are_there_are_compared(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    faq(con, LONG)
    faq(con, SHORT, "/help")
    assert found(con, tmp_path) == [("return_days", "30 days", "14 days", f"{SITE}/faq", f"{SITE}/help", 1)]


def test_what_was_removed_or_not_read_in_the_window_is_not(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    faq(con, LONG)
    faq(con, SHORT, "/help", removed_at=YESTERDAY)
    faq(con, ("May I return it?", "Within 21 days."), "/old", last_seen=NOW - timedelta(days=200))
    assert found(con, tmp_path) == []


def test_hours_open_to_the_page_that_gives_them(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    faq(con, CALLS)
    phone(con)
    [(topic, *values, url_one, url_two, _)] = found(con, tmp_path)
    assert (topic, set(values)) == ("hours", {"mon-fri 09:00-18:00", "mon-fri 09:00-17:00"})
    assert {url_one, url_two} == {f"{SITE}/faq", f"{SITE}/contact"}


@pytest.mark.parametrize("gone", [{"hours_url": None}, {"hours_seen": NOW - timedelta(days=9)}])
def test_hours_whose_page_is_not_known_or_was_read_without_them_are_gone(
    gone: dict[str, Any], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    faq(con, CALLS)
    phone(con, **gone)
    read = {"run_id": "r", "url": f"{SITE}/contact", "kind": "channels", "brand": "acme", "spider": "channels"}
    insert(con, "visits", [{**read, "status": "observed", "items": 1, "fetched_at": YESTERDAY}])
    assert found(con, tmp_path) == []


def test_replies_of_the_window_are_read_once_each(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    faq(con, LONG)
    for number in range(3):
        reply(con, "Sorry! Returns are possible within 14 days of purchase.", YESTERDAY, number)
    reply(con, "Returns are possible within 7 days.", NOW - timedelta(days=300), 9)
    [(topic, *values, _, _, places)] = found(con, tmp_path)
    assert (topic, set(values), places) == ("return_days", {"30 days", "14 days"}, 1)


def test_a_review_that_is_forgotten_takes_its_reply_along(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    faq(con, LONG)
    reply(con, "Returns are possible within 14 days of purchase.", YESTERDAY)
    found(con, tmp_path)
    con.execute("CREATE TEMP TABLE forgotten AS SELECT 'review' AS record_kind, 'r1' AS record_id")
    con.execute(read_sql("retention", "erase"))
    quotes = con.execute("SELECT quote_one, quote_two FROM contradictions").fetchone()
    assert quotes is not None
    assert sorted(quotes) == ["You have 30 days.", "[removed]"]
