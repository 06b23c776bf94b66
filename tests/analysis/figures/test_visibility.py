"""Visibility: Σ volume × CTR(position) / Σ volume × CTR(1), engines, markets and devices apart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.figures.search.visibility import Visibility, click_curve, visibility
from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import NOW, keyed, ranking, rows_of, warehouse, workspace

START, CTR = NOW - timedelta(days=90), click_curve()


def measure(rows: list[dict[str, Any]], volumes: dict[tuple[str, str], int]) -> dict[tuple[str, str], Visibility]:
    found = visibility(pd.DataFrame(rows), volumes, ["acme", "beta"], START, NOW)
    return {(entry.brand, entry.place): entry for entry in found}


def test_volumes_weigh_keywords() -> None:
    rows = [ranking(1, "tea", 1, "acme"), ranking(1, "coffee", 3, "acme"), ranking(1, "coffee", 1, "beta")]
    found = measure(rows, {("tea", ""): 100, ("coffee", ""): 900})[("acme", "searxng desktop")]
    assert found.share.value == pytest.approx((100 * CTR.at(1) + 900 * CTR.at(3)) / (1000 * CTR.at(1)))
    assert (found.weighted, found.share.n) == (True, 2)


def test_one_unknown_volume_makes_all_keywords_equal() -> None:
    rows = [ranking(1, "tea", 1, "acme"), ranking(1, "coffee", 2, "acme")]
    found = measure(rows, {("tea", ""): 100})[("acme", "searxng desktop")]
    assert found.share.value == pytest.approx((CTR.at(1) + CTR.at(2)) / (2 * CTR.at(1)))
    assert not found.weighted


def test_the_markets_own_volume_counts_before_the_general_one() -> None:
    rows = [ranking(1, "tea", 1, "acme", market="th-TH"), ranking(1, "coffee", 1, "beta", market="th-TH")]
    volumes = {("tea", ""): 999, ("tea", "th-TH"): 100, ("coffee", ""): 300}
    assert measure(rows, volumes)[("acme", "searxng th-TH desktop")].share.value == pytest.approx(0.25)


def test_places_are_never_mixed() -> None:
    rows = [ranking(1, "tea", 1, "acme"), ranking(1, "tea", 1, "beta", device="mobile")]
    found = measure(rows, {})
    assert found[("acme", "searxng desktop")].share.value == pytest.approx(1.0)
    assert found[("acme", "searxng mobile")].share.value == 0.0


def test_an_advert_is_no_visibility_and_crawls_are_averaged() -> None:
    rows = [ranking(1, "tea", 1, "acme", kind="ad"), ranking(1, "tea", 2, "beta"), ranking(2, "tea", 1, "acme")]
    share = measure(rows, {})[("acme", "searxng desktop")].share
    assert share.value == pytest.approx(0.5)
    assert share.low < 0.5 < share.high


def test_it_reaches_the_kpis_with_imported_volumes(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    insert(con, "rankings", [ranking(1, "tea", 1, "acme"), ranking(1, "coffee", 1, "beta")])
    volumes = [("tea", "2026-09", 900), ("tea", "2026-10", 100), ("coffee", "2026-10", 300)]
    insert(
        con,
        "keywords",
        [{"keyword": k, "market": "", "source": "planner", "month": m, "volume": v} for k, m, v in volumes],
    )
    analyze(con, workspace(tmp_path), NOW)
    kpis = keyed(rows_of(con, "kpis", "kpi = 'visibility'"), "brand", "source")
    acme = kpis[("acme", "searxng desktop")]
    assert (acme["value"], acme["n"], acme["unit"]) == (pytest.approx(0.25), 2, "share of possible clicks")
    assert acme["low"] is None  # one crawl has no spread
