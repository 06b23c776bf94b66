"""A frozen edition is made of what was kept with it: recomputed from that alone, it is the same to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.pipeline.analyze import analyze, freeze
from analysis.pipeline.recompute import recomputed
from analysis.pipeline.steps import STEPS
from data.sqlfiles import read_sql
from tests.analysis.builder import NOW, Reviews, rows_of, warehouse, workspace

BRANDS = ("acme", "beta", "gamma", "delta")
TESTED = ("overall", "driver", "response", "trend", "unmet")


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = warehouse(tmp_path)
    yield connection
    connection.close()


def market(first: int = 0) -> Reviews:
    """Every kind of test in two sources and two windows: drivers, stars, answers, trends, a need of all; some unsigned."""
    reviews = Reviews(first)
    reviews.old(BRANDS)
    for place, brand in enumerate(BRANDS[:3]):
        for days_ago in (10.5, 40.25, 120.125):
            more: dict[str, Any] = {"days_ago": days_ago, "rating": 1 + (place + int(days_ago)) % 5, "rating_max": 5}
            reviews.plant(brand, "delivery", (14 + 9 * place, 7, 21 - 4 * place), **more)
            reviews.plant(brand, "loyalty", (2, 3, 25), source="other.example", **more)
            reviews.plant(brand, "empathy", (25, 3, 2), source="other.example", **more)
        reviews.plant(brand, "billing", (3, 1, 2), author=None)
        for answered in (True, False, place == 0):
            reply = {"reply_body": "Thanks.", "replied_at": NOW - timedelta(days=18)} if answered else {}
            for _ in range(20):
                reviews.add(brand, "It is a shop.", days_ago=20, **reply)
    reviews.plant("delta", "delivery", (2, 0, 2), source="third.example")
    return reviews


def kept_gaps(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return rows_of(con, "gaps", f"edition = '2026-11' AND kind IN {TESTED}")


def exact(rows: list[dict[str, Any]]) -> list[str]:
    """Rows to the last bit, in an order of their own."""
    return sorted(repr(sorted(row.items())) for row in rows)


def test_a_frozen_edition_recomputed_from_what_was_kept_is_the_same(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    market().save(con)
    analyze(con, workspace(tmp_path, BRANDS), NOW)
    assert freeze(con, "2026-11")
    kept = kept_gaps(con)
    assert {row["kind"] for row in kept if row["p"] is not None} == set(TESTED)
    con.execute("UPDATE opinions SET label = -label, model = 'another'")
    con.execute("UPDATE reviews SET rating = 1, replied_at = NULL")
    con.execute("DELETE FROM coverage")
    again = [dict.fromkeys(kept[0]) | row for row in recomputed(con, "2026-11")]
    assert exact(again) == exact(kept)
    with pytest.raises(LookupError, match="2026-10"):
        recomputed(con, "2026-10")


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the edition held before, and in whatever order the rows came."""
    found = []
    for name in ("one", "two"):
        con = warehouse(tmp_path / name)
        reviews = market()
        if name == "two":
            reviews.rows.reverse()
        reviews.save(con)
        for _ in range(1 if name == "one" else 2):
            analyze(con, workspace(tmp_path, BRANDS), NOW)
        tables = [step.table for step in STEPS if step.by_edition]
        found.append({table: exact(rows_of(con, table)) for table in tables})
        con.close()
    assert found[0] == found[1]


def test_what_is_deleted_leaves_the_editions_too(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    market().save(con)
    analyze(con, workspace(tmp_path, BRANDS), NOW)
    freeze(con, "2026-11")
    con.execute("CREATE TEMP TABLE forgotten AS SELECT 'review' AS record_kind, 'r000050' AS record_id")
    assert rows_of(con, "edition_values", "record_id = 'r000050'")
    con.execute(read_sql("retention", "erase"))
    assert rows_of(con, "edition_values", "record_id = 'r000050'") == []
    assert [row["status"] for row in rows_of(con, "editions")] == ["redacted"]
