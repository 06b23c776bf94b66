"""Crawls that left something out: what they did not ask for stands as it was last seen, and nothing is made absent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import FAQ, NOW, channel, faq, rows_of, site, visit, warehouse, workspace

BRANDS = ("acme", "beta", "gamma")
RETURNS, GIFTS = "What is your return policy?", "Do you sell gift cards?"
EARLIER = NOW - timedelta(days=1)
LEFT_OUT = {"run_id": "run-3", "status": "partial", "items": 0, "reason": "not read: this crawl's limit is reached"}


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    for number, brand in enumerate(BRANDS):
        earlier = {"run_id": "run-1", "fetched_at": EARLIER}
        insert(connection, "visits", [visit(brand, "faqs", **earlier), *site(brand, **earlier)])
        asked = [*FAQ, RETURNS] if brand == "acme" else [*FAQ, RETURNS, GIFTS]
        insert(connection, "faqs", [faq(brand, text, i, last_seen=EARLIER) for i, text in enumerate(asked)])
        insert(connection, "channels", [channel(brand, "phone", f"+1555{number}", last_seen=EARLIER)])
    insert(connection, "channels", [channel("acme", "chat", "", vendor="tawk", last_seen=EARLIER)])
    yield connection
    connection.close()


def lines(con: duckdb.DuckDBPyConnection, root: Path, brand: str = "acme") -> set[tuple[str, str]]:
    analyze(con, workspace(root, BRANDS), NOW)
    return {(row["rule"], row["topic"]) for row in rows_of(con, "swot", f"brand = '{brand}'")}


WHOLE = {("W2", "gift_cards"), ("S3", "chat")}


def home(brand: str, kind: str, **more: Any) -> dict[str, Any]:
    return visit(brand, kind, url=f"https://{brand}.example/", run_id="run-3", http_status=200, **more)


def test_the_first_crawl(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert lines(con, tmp_path) == WHOLE


def test_a_crawl_of_one_page_a_site(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for brand in BRANDS:
        insert(con, "visits", [home(brand, "channels", items=0)])
        insert(con, "visits", [visit(brand, "channels") | LEFT_OUT, visit(brand, "faqs") | LEFT_OUT])
    assert lines(con, tmp_path) == WHOLE


def test_a_crawl_of_one_brand(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    insert(con, "visits", [visit("beta", "faqs"), visit("beta", "channels")])
    con.execute("UPDATE channels SET last_seen = ? WHERE brand = 'beta'", [NOW - timedelta(hours=2)])
    assert lines(con, tmp_path) == WHOLE


def test_a_page_that_was_never_read_in_full_proves_no_absence(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    more = visit("acme", "faqs", url="https://acme.example/help/gifts") | LEFT_OUT
    insert(con, "visits", [visit("acme", "faqs", run_id="run-3"), more])
    assert ("W2", "gift_cards") not in lines(con, tmp_path)
    gap = rows_of(con, "gaps", "brand = 'acme' AND topic = 'gift_cards'")[0]
    assert (gap["own"], gap["status"]) == (None, "not observed")


def test_a_failure_stays_until_the_page_is_read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    insert(con, "visits", [visit("acme", "faqs", "failed"), visit("acme", "faqs") | LEFT_OUT])
    assert ("W2", "gift_cards") not in lines(con, tmp_path)
    insert(con, "visits", [visit("acme", "faqs", run_id="run-4", fetched_at=NOW - timedelta(hours=1))])
    assert ("W2", "gift_cards") in lines(con, tmp_path)


def test_a_yield_that_collapsed_proves_no_absence(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    insert(con, "visits", [visit("acme", "faqs", "partial", items=1, http_status=200)])
    assert ("W2", "gift_cards") not in lines(con, tmp_path)


def test_a_channel_is_gone_when_its_page_was_read_without_it(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    insert(con, "visits", [visit("acme", "channels", items=1)])
    assert lines(con, tmp_path) == {("W2", "gift_cards"), ("W3", "phone")}


def test_a_visit_stamped_a_moment_after_its_records_is_the_same(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute("UPDATE visits SET fetched_at = fetched_at + INTERVAL 2 SECOND")
    assert lines(con, tmp_path) == WHOLE


def test_a_channel_is_gone_when_it_was_not_seen_for_a_window(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute("UPDATE channels SET last_seen = ? WHERE kind = 'chat'", [NOW - timedelta(days=91)])
    assert ("S3", "chat") not in lines(con, tmp_path)


def test_an_answer_that_only_a_thai_page_could_hold_is_not_missing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [faq("acme", f"ซื้อบัตรของขวัญได้ที่ไหนบ้าง {i}", 10 + i, answer="ซื้อได้ที่ร้านทุกสาขาและทางเว็บไซต์") for i in range(3)]
    insert(con, "faqs", rows)
    assert ("W2", "gift_cards") not in lines(con, tmp_path)


def test_two_brands_are_no_market(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    analyze(con, workspace(tmp_path, ("acme", "beta")), NOW)
    assert rows_of(con, "swot") == []
    analyze(con, workspace(tmp_path, ("acme",)), NOW)
    assert rows_of(con, "swot") == []
    assert rows_of(con, "leads") == []
