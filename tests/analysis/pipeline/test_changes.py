"""Changes are what two readings show, through a real warehouse; what was not read before is nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import NOW, warehouse, workspace

PAGE = "https://acme.example/faq"
NIGHTS = [NOW - timedelta(days=days) for days in (5, 4, 3, 2, 1)]


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    made = warehouse(tmp_path)
    yield made
    made.close()


def visits(
    con: duckdb.DuckDBPyConnection, kind: str, status: str = "observed", nights: list[datetime] = NIGHTS
) -> None:
    insert(
        con,
        "visits",
        [
            {
                "run_id": f"run{at:%d}",
                "url": PAGE,
                "kind": kind,
                "brand": "acme",
                "spider": kind,
                "status": status,
                "fetched_at": at,
            }
            for at in nights
        ],
    )


def faq(con: duckdb.DuckDBPyConnection, number: int, first: datetime, last: datetime, **more: Any) -> None:
    row = {"faq_id": f"f{number}", "brand": "acme", "url": PAGE, "question": f"Question {number}?", "answer": "Yes, of course.",
           "first_seen": first, "last_seen": last, "removed_at": None}  # fmt: skip
    insert(con, "faqs", [row | more])


def changed(con: duckdb.DuckDBPyConnection, root: Path) -> list[tuple[Any, ...]]:
    analyze(con, workspace(root), NOW)
    found = con.execute("SELECT kind, what, record_id, before, after FROM changes ORDER BY kind, record_id, seen_at")
    return found.fetchall()


def test_questions_come_go_and_are_reworded(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    visits(con, "faqs")
    faq(con, 1, NIGHTS[0], NIGHTS[4])  # there from the first night on: nothing new
    faq(con, 2, NIGHTS[2], NIGHTS[4])
    faq(con, 3, NIGHTS[0], NIGHTS[1], removed_at=NIGHTS[3])
    faq(con, 4, NIGHTS[0], NIGHTS[4], answer="Within 14 days.")
    faq(con, 5, NIGHTS[0], NIGHTS[4], answer="YES.  Last updated: 1 May 2026")
    versions = [("f4", "Question 4?", "Within 30 days."), ("f5", "Question 5?", "Yes. Last updated: 3 March 2026")]
    insert(
        con,
        "faq_versions",
        [
            {"faq_id": key, "question": question, "answer": answer, "seen_until": NIGHTS[1], "replaced_at": NIGHTS[2]}
            for key, question, answer in versions
        ],
    )
    assert changed(con, tmp_path) == [
        ("faq", "added", "f2", None, "Question 2?\nYes, of course."),
        ("faq", "removed", "f3", "Question 3?\nYes, of course.", None),
        ("faq", "reworded", "f4", "Question 4?\nWithin 30 days.", "Question 4?\nWithin 14 days."),
    ]


def test_a_page_that_failed_before_makes_nothing_new(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    visits(con, "faqs", "failed", NIGHTS[:2])
    visits(con, "faqs", "partial", NIGHTS[2:3])
    visits(con, "faqs", "observed", NIGHTS[3:])
    faq(con, 1, NIGHTS[3], NIGHTS[4])
    assert changed(con, tmp_path) == []


def test_a_question_that_moved_did_not_change(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    visits(con, "faqs")
    faq(con, 1, NIGHTS[0], NIGHTS[1], removed_at=NIGHTS[3])
    faq(con, 2, NIGHTS[2], NIGHTS[4], question="Question 1?")
    assert changed(con, tmp_path) == []


def test_a_question_that_is_back_long_after_went_and_came(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """On another page, and on its own, where the merge keeps when it was gone."""
    nights = [NOW - timedelta(days=days) for days in (300, 299, 298, 40, 39)]
    visits(con, "faqs", nights=[*nights, unseen := NOW - timedelta(days=41)])
    faq(con, 1, nights[0], nights[0], removed_at=nights[2])
    faq(con, 2, nights[3], nights[4], question="Question 1?")
    faq(con, 3, nights[0], nights[4])
    back = {"faq_id": "f3", "question": "Question 3?", "answer": "Yes, of course.", "seen_until": nights[0]}
    insert(con, "faq_versions", [back | {"replaced_at": nights[3], "gone_at": nights[2]}])
    assert changed(con, tmp_path) == [
        ("faq", "removed", "f1", "Question 1?\nYes, of course.", None),
        ("faq", "added", "f2", None, "Question 1?\nYes, of course."),
        ("faq", "removed", "f3", "Question 3?\nYes, of course.", None),
        ("faq", "added", "f3", None, "Question 3?\nYes, of course."),
    ]
    seen = con.execute("SELECT before_seen, seen_at FROM changes WHERE record_id = 'f3' ORDER BY seen_at").fetchall()
    assert seen == [(nights[0], nights[1]), (unseen, nights[3])]


def test_channels_open_and_close_where_their_page_was_read(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    visits(con, "channels")
    rows = [("chat", "tidio", "", NIGHTS[2], NIGHTS[4]), ("phone", "none", "+37060000000", NIGHTS[0], NIGHTS[1]),
            ("email", "none", "hi@acme.example", NIGHTS[0], NIGHTS[4])]  # fmt: skip
    insert(
        con,
        "channels",
        [
            {
                "brand": "acme",
                "kind": kind,
                "vendor": vendor,
                "address": address,
                "url": PAGE,
                "first_seen": first,
                "last_seen": last,
            }
            for kind, vendor, address, first, last in rows
        ],
    )
    assert changed(con, tmp_path) == [
        ("channel", "opened", "chat|tidio|", None, "tidio"),
        ("channel", "closed", "phone|none|+37060000000", "+37060000000", None),
    ]


def rank(con: duckdb.DuckDBPyConnection, places: list[int | None], nights: list[datetime] = NIGHTS) -> None:
    """Result pages of one keyword on which Acme has these organic places (None: it is not on the page)."""
    for at, place in zip(nights, places, strict=True):
        entries = [(1, None), *([] if place is None else [(place, "acme")])]
        insert(
            con,
            "rankings",
            [
                {"run_id": f"run{at:%m%d}", "engine": "searxng", "market": "", "device": "desktop", "keyword": "coffee",
                 "kind": "organic", "overall_position": position, "position": position, "url": PAGE, "brand": brand,
                 "title": "Coffee", "fetched_at": at}
                for position, brand in entries
            ],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("places", "seen"),
    [
        ([2, 2, 3, 2, 3], []),
        ([2, 2, 7, 2, 2], []),  # undone by the next look-up
        ([2, 2, 7, 7, 6], [("2", "7")]),
        ([2, 2, None, None, None], [("2", None)]),
        ([None, None, None, 4, 4], [(None, "4")]),
        ([2, 4, 6, 6, 6], [("2", "6")]),
        ([2, 2, 2, 2, 7], []),  # not confirmed yet
    ],
)
def test_a_place_in_search_changes_when_it_stays(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, places: list[int | None], seen: list[tuple[str | None, str | None]]
) -> None:
    rank(con, places)
    assert [(before, after) for *_, before, after in changed(con, tmp_path)] == seen


def test_places_in_search_reach_as_far_back_as_questions(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Long before the window, over days without a look-up, of which nothing is said."""
    nights = [NOW - timedelta(days=days) for days in (330, 329, 300, 299, 2, 1)]
    rank(con, [2, 2, 9, 9, 9, 9], nights)
    assert [row[1:] for row in changed(con, tmp_path)] == [("rank", "searxng||desktop|coffee", "2", "9")]
    (seen,) = con.execute("SELECT before_seen, seen_at FROM changes").fetchall()
    assert seen == (nights[1], nights[2])


def test_a_look_up_that_failed_is_a_day_that_was_not_observed(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rank(con, [2, 2, None, 3], [*NIGHTS[:2], *NIGHTS[3:]])
    visits(con, "rankings", "failed", NIGHTS[2:3])
    analyze(con, workspace(tmp_path), NOW)
    days = con.execute("SELECT day, observed FROM ranks WHERE brand = '' ORDER BY day").fetchall()
    assert days == [(at.date(), at != NIGHTS[2]) for at in NIGHTS]
    places = con.execute("SELECT day, position FROM ranks WHERE brand = 'acme' ORDER BY day").fetchall()
    assert places == [(NIGHTS[0].date(), 2), (NIGHTS[1].date(), 2), (NIGHTS[4].date(), 3)]


def test_a_claimed_rating_changes_by_a_tenth_of_a_star(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    claims = [(4.1, 5.0), (4.12, 5.0), (8.6, 10.0), (4.25, 5.0), (3.9, 5.0)]
    insert(
        con, "runs", [{"run_id": f"run{at:%d}", "command": "run", "started_at": at, "status": "done"} for at in NIGHTS]
    )
    insert(
        con,
        "source_totals",
        [
            {"run_id": f"run{at:%d}", "brand": "acme", "source": "trust.example", "claimed_n": 10, "claimed_rating": claimed,
             "claimed_rating_max": top}
            for at, (claimed, top) in zip(NIGHTS, claims, strict=True)
        ],
    )  # fmt: skip
    assert [row[3:] for row in changed(con, tmp_path)] == [("4.1", "4.3"), ("4.3", "3.9")]
