"""Each meaning is defined once, in data/views, and holds on a warehouse as on a build."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from analysis.tables import insert
from data.publish import failed_checks, publish
from data.thresholds import PATH, THRESHOLDS
from data.views import definitions, load_views
from data.warehouse import open_warehouse
from tests.analysis.builder import NOW, Reviews, channel, visit, warehouse, workspace
from tests.conftest import ROOT

ONCE = {
    "what of a mention is read": r"ELSE\s+(?:coalesce\()?(?:\w+\.)?title|trim\(coalesce\((?:\w+\.)?body",
    "a text without words": r"trim\((?:left\()?(?:\w+\.)?body",
    "whose text counts as a customer's": r"voice\s*=\s*'customer'|NOT\s+(?:coalesce\()?(?:\w+\.)?first_party",
    "a part of a text": r"substring\(",
    "the window": r"[<>]=\s*(?:\w+\.)?window_(?:start|end)",
    "a question that is still there": r"removed_at IS NULL",
    "a visit that asked": r"http_status IS NOT NULL",
    "one page": r"split_part\(",
    "where a text without a page is from": r"'import:'",
    "a count as last seen": r"PARTITION BY mention_id",
    "a threshold": r"0\.05|INTERVAL\s+'?10|>=\s*30\b",
}
"""What a view, a macro or a threshold defines -> how a second definition of it would look."""


def queries() -> list[Path]:
    """All SQL that asks; merges and migrations, which write, are of their tables' making."""
    asking = ("analysis/sql", "dashboard/reports/sql", "data/marts", "data/checks", "data/queries", "data/retention")
    return sorted(path for folder in asking for path in (ROOT / folder).glob("*.sql"))


@pytest.mark.parametrize("path", queries(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_query_defines_again_what_a_view_means(path: Path) -> None:
    text = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    again = [meaning for meaning, pattern in ONCE.items() if re.search(pattern, text)]
    assert not again, f"{path.name} says again what data/views says: {again}"


def test_the_patterns_find_what_the_views_say() -> None:
    without_macro = "published_at >= e.window_start"
    text = "\n".join([*definitions().values(), PATH.read_text(encoding="utf-8"), without_macro])
    assert [meaning for meaning, pattern in ONCE.items() if not re.search(pattern, text)] == []


def test_every_view_can_be_asked_on_a_warehouse_and_on_a_build(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    path = publish(con, workspace(tmp_path), "test")
    views = [name for name, statement in definitions().items() if " VIEW " in statement.partition(" AS")[0]]
    assert len(views) >= 8
    with duckdb.connect(str(path), read_only=True) as build:
        load_views(build)
        load_views(build)
        for connection in (con, build):
            for view in views:
                connection.execute(f"SELECT * FROM {view}").fetchall()
    con.close()


def test_a_query_gets_the_views_it_names_and_no_other(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        cursor = con.cursor()
        load_views(cursor, "SELECT count(*) FROM window_texts -- not live_faqs")
        made = cursor.execute("SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal").fetchall()
        assert {name for (name,) in made} == {"window_texts", "customer_texts", "texts", "live_faqs"}


def test_the_view_of_thresholds_says_what_the_file_says(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        cursor = con.execute("SELECT * FROM thresholds")
        names = [column[0] for column in cursor.description]
        assert dict(zip(names, cursor.fetchone(), strict=True)) == THRESHOLDS.model_dump()


def test_checks_find_their_views_on_any_connection(tmp_path: Path) -> None:
    open_warehouse(tmp_path).close()
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as con:
        assert failed_checks(con) == []


@pytest.mark.parametrize(
    ("seen", "read_again", "live"),
    [
        (timedelta(hours=2), None, True),
        (timedelta(hours=2), timedelta(minutes=9), True),
        (timedelta(hours=2), timedelta(minutes=11), False),
        (timedelta(days=91), None, False),
    ],
)
def test_a_channel_is_live_until_its_page_is_read_without_it(
    tmp_path: Path, seen: timedelta, read_again: timedelta | None, live: bool
) -> None:
    con = warehouse(tmp_path)
    insert(
        con, "channels", [channel("acme", "chat", "", last_seen=NOW - seen, url="https://acme.example/contact/#chat")]
    )
    if read_again is not None:
        insert(con, "visits", [visit("acme", "channels", fetched_at=NOW - seen + read_again)])
    rows = con.execute("SELECT kind FROM live_channels_since(?::TIMESTAMP)", [NOW - timedelta(days=90)]).fetchall()
    assert rows == ([("chat",)] if live else [])
    assert len(con.execute("FROM live_channels").fetchall()) == (0 if read_again and not live else 1)
    con.close()


def test_a_text_is_its_body_or_a_mentions_title(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    reviews = Reviews()
    reviews.add("acme", "Fine.", title="Good", author=None)
    reviews.add("acme", "Ours.", first_party=True)
    reviews.save(con)
    shared = {"network": "x", "voice": "customer", "fetched_at": datetime(2026, 11, 1)}
    mentions = [
        ("m1", "A title", "A body", "customer"),
        ("m2", "A title", " ", "customer"),
        ("m3", None, None, "press"),
    ]
    insert(
        con,
        "mentions",
        [
            shared | {"mention_id": i, "title": title, "body": body, "voice": voice}
            for i, title, body, voice in mentions
        ],
    )
    texts = con.execute(
        "SELECT record_id, title, body, author FROM texts ORDER BY record_kind DESC, record_id"
    ).fetchall()
    assert texts == [
        ("r000000", "Good", "Fine.", "r000000"),
        ("r000001", "", "Ours.", "a000001"),
        ("m1", "A title", "A body", "m1"),
        ("m2", "", "A title", "m2"),
        ("m3", "", "", "m3"),
    ]
    heard = con.execute("SELECT record_id FROM customer_texts ORDER BY record_id").fetchall()
    assert heard == [("m1",), ("m2",), ("r000000",)]
    con.close()
