"""What was seen of pages and result pages, in cases (A09 to A18): lines only of what was read, understood and is of today."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import NOW, rows_of, warehouse, workspace
from tests.conftest import cases_folder

pytestmark = pytest.mark.skipif(cases_folder() is None, reason="the folder of cases is not here")
BRANDS = ("teahouse", "beta", "gamma", "delta")
TIMES = ("first_seen", "last_seen", "fetched_at")


def claims(name: str, root: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lines and leads about Teahouse when the tables of a case are all there is."""
    folder = cases_folder()
    assert folder is not None
    rows = [json.loads(line) for line in (folder / "markets" / name).read_text(encoding="utf-8").splitlines()]
    con = warehouse(root)
    for table, entries in groupby(rows, key=lambda row: str(row["table"])):
        kept = [{key: value for key, value in row.items() if key != "table"} for row in entries]
        for row in kept:
            row.update({key: datetime.fromisoformat(row[key]) for key in TIMES if row.get(key)})
        insert(con, table, kept)
    analyze(con, workspace(root, BRANDS), NOW)
    lines, leads = (rows_of(con, table, "brand = 'teahouse'") for table in ("swot", "leads"))
    con.close()
    return lines, leads


@pytest.mark.parametrize("name", ["ranks_of_one_afternoon", "ranks_above_once_below_now"])
def test_ranks_of_the_past_are_no_line(name: str, tmp_path: Path) -> None:
    lines, _ = claims(f"{name}.jsonl", tmp_path)
    assert [line for line in lines if line["rule"] == "T3"] == []


def test_not_on_the_page_is_not_below(tmp_path: Path) -> None:
    lines, _ = claims("ranks_not_on_the_page.jsonl", tmp_path)
    (line,) = (line for line in lines if line["rule"] == "T3")
    assert "not among the first results" in line["statement"]
    assert "above" not in line["statement"]


@pytest.mark.parametrize(
    "name",
    ["other_words", "said_in_an_answer", "page_failed", "new_article_failed", "one_item_read", "only_home_read"],
)
def test_an_absence_that_was_not_earned_is_no_line(name: str, tmp_path: Path) -> None:
    lines, leads = claims(f"absence_{name}.jsonl", tmp_path)
    assert [line["statement"] for line in lines if line["rule"] in ("S2", "S3", "W2", "W3")] == []
    page = {"page_failed": "/returns could not be read", "new_article_failed": "/kb/123 could not be read"}.get(name)
    assert page is None or any(page in lead["statement"] for lead in leads if lead["topic"] == "returns")
    thin = "of its FAQ only 1 question could be read" if name == "one_item_read" else ""
    assert any(thin in lead["statement"] for lead in leads)


def test_a_number_may_be_in_a_picture(tmp_path: Path) -> None:
    lines, leads = claims("absence_phone_in_a_picture.jsonl", tmp_path)
    assert [line for line in lines if line["rule"] == "W3"] == []
    (lead,) = (lead for lead in leads if lead["topic"] == "phone")
    assert "not found in text" in lead["statement"]
