"""Mentions in the figures: share of voice counts them, comparisons take those about one brand alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import NOW, SENTENCES, Reviews, keyed, rows_of, warehouse, workspace

POSITIVE, NEGATIVE = SENTENCES["delivery"][1], SENTENCES["delivery"][-1]


def mention(con: duckdb.DuckDBPyConnection, number: int, brands: tuple[str, ...], body: str, **more: Any) -> None:
    """Plant one mention of `brands`."""
    row = {
        "mention_id": f"m{number:04d}",
        "network": "reddit",
        "voice": "customer",
        "url": f"https://talk.example/{number}",
        "title": None,
        "body": body,
        "author_key": f"u{number:04d}",
        "published_at": NOW - timedelta(days=5),
        "content_kind": "text",
        "fetched_at": NOW - timedelta(hours=1),
    }
    insert(con, "mentions", [row | more])
    insert(con, "mention_brands", [{"mention_id": row["mention_id"], "brand": brand} for brand in brands])


@pytest.fixture
def market(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """40 people praise Acme's delivery, 35 damn Beta's, 10 name both; Acme speaks of itself; Gamma is silent."""
    con = warehouse(tmp_path)
    for number in range(40):
        mention(con, number, ("acme",), POSITIVE)
    for number in range(100, 135):
        mention(con, number, ("beta",), NEGATIVE)
    for number in range(200, 210):
        mention(con, number, ("acme", "beta"), f"{number} times: {POSITIVE}", network="mastodon")
    mention(con, 300, ("acme",), POSITIVE, voice="brand", brand="acme")
    mention(con, 301, ("beta",), NEGATIVE, published_at=NOW - timedelta(days=200))
    reviews = Reviews()
    reviews.old(("acme", "beta", "gamma"))
    reviews.save(con)
    analyze(con, workspace(tmp_path), NOW)
    return con


def test_share_of_voice_is_of_customers_mentions_in_the_window(market: duckdb.DuckDBPyConnection) -> None:
    kpis = keyed(rows_of(market, "kpis", "kpi = 'share_of_voice'"), "brand", "source")
    overall = kpis[("acme", "*")]
    low, high = proportion_confint(50, 95, method="wilson")
    assert overall["value"] == pytest.approx(50 / 95)
    assert (overall["n"], overall["low"], overall["high"]) == (95, pytest.approx(low), pytest.approx(high))
    assert kpis[("acme", "mastodon")]["value"] == pytest.approx(0.5)
    assert kpis[("gamma", "*")]["value"] == 0.0
    assert kpis[("acme", "*")]["value"] + kpis[("beta", "*")]["value"] == pytest.approx(1.0)


def test_mentions_of_one_brand_are_compared_and_open_to_their_quotes(market: duckdb.DuckDBPyConnection) -> None:
    gaps = keyed(rows_of(market, "gaps", "kind = 'driver'"), "brand", "rival", "topic")
    row = gaps[("acme", "beta", "delivery")]
    assert (row["n_own"], row["n_other"], row["gap"]) == (40, 35, pytest.approx(2.0))
    evidence = rows_of(market, "swot_evidence", "record_kind = 'mention'")
    assert {POSITIVE, NEGATIVE} <= {entry["quote"] for entry in evidence}
    both = {f"m{number:04d}" for number in range(200, 210)} | {"m0300"}
    assert not both & {entry["record_id"] for entry in evidence}


def test_no_mentions_is_no_share_of_nothing(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    analyze(con, workspace(tmp_path), NOW)
    assert rows_of(con, "kpis", "kpi = 'share_of_voice'") == []
