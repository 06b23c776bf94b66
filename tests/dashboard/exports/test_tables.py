"""The tables of a real build in every format."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from dashboard.exports import FORMATS
from dashboard.exports.tables import SLIDE_ROWS, export_table, table_bytes
from dashboard.reports import queries
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Build, NoEditionError
from dashboard.reports.tables import TableReport, subjects, table_report
from tests.sample_build import EDITION, write_sample_build

HOSTILE = '=HYPERLINK("http://evil.example") <script>alert(1)</script> | [x](javascript:1) \ud7ff'


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return queries.open_build(write_sample_build(tmp_path_factory.mktemp("build")))


@pytest.fixture(scope="module", params=subjects())
def report(build: Build, request: pytest.FixtureRequest) -> TableReport:
    return table_report(build, request.param)


def records(report: TableReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table_bytes(report, "csv").decode("utf-8-sig"))))


def test_every_score_stands_in_the_comparison(build: Build) -> None:
    report = table_report(build, "comparison")
    scores = queries.rows(build, "driver_scores", edition=EDITION, language="en", source="*", persona="")
    found = {(row["topic"], row["brand"]): row for row in records(report) if row["language"] == "English"}
    assert scores
    for score in scores:
        row = next(
            r
            for (topic, brand), r in found.items()
            if brand == score["brand_name"] and topic == topic_name(score["driver"])
        )
        if score["net"] is None:
            assert row["value"] == ""
        else:
            assert math.isclose(float(row["value"]), score["net"])
    rated = queries.rows(build, "brand_summaries", edition=EDITION)
    assert [row["brand"] for row in records(report) if row["measure"] == "Rating"] == [row["name"] for row in rated]


def test_every_gap_of_the_brand_stands_in_the_gaps(build: Build) -> None:
    rows = records(table_report(build, "gaps", "kettle-crane"))
    gaps = build.cursor().execute(
        "SELECT count(*), count(*) FILTER (q < 0.05) FROM gaps WHERE edition = ? AND (brand = 'kettle-crane' AND kind <> 'unmet'"
        " OR brand = '*')",
        [EDITION],
    )
    total, proven = gaps.fetchone() or (0, 0)
    assert len(rows) == total > 0
    assert sum(row["q"] != "" and float(row["q"]) < 0.05 for row in rows) == proven


def test_no_ids_only_names(build: Build) -> None:
    text = "".join(table_bytes(table_report(build, name), "csv").decode() for name in ("comparison", "gaps"))
    for code in ("response_time", "kettle-crane", "price_value", "faq_intent", "not enough data,ok"):
        assert code not in text


def test_formats_open_and_hold_every_row(report: TableReport, tmp_path: Path) -> None:
    for suffix in FORMATS:
        path = export_table(report, tmp_path / f"table{suffix}")
        assert path.stat().st_size > 0
    sheet = load_workbook(tmp_path / "table.xlsx").worksheets[0]
    assert sheet.max_row == len(report.rows) + 1
    document = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert document["schema"] == f"overheard.{report.subject}/1"
    assert len(document["rows"]) == len(report.rows)
    shapes = [
        shape
        for slide in Presentation(str(tmp_path / "table.pptx")).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    assert sum(len(shape.table.rows) - 1 for shape in shapes) == min(len(report.rows), SLIDE_ROWS)
    page = (tmp_path / "table.html").read_text(encoding="utf-8")
    assert page.count("<tr>") == (len(report.rows) + 1 if report.rows else 0)
    assert "Made-up data" in page
    lines = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("| ") for line in lines) == (len(report.rows) + 2 if report.rows else 0)


@pytest.mark.parametrize("subject", subjects())
def test_hostile_names_stay_text(tmp_path: Path, subject: str) -> None:
    path = write_sample_build(tmp_path, hostile=HOSTILE)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE brands SET name = ?", [HOSTILE])
    report = table_report(queries.open_build(path), subject)
    assert not any(cell.startswith("=") for row in records(report) for cell in row.values())
    assert "<script>" not in table_bytes(report, "html").decode()
    for sheet in load_workbook(io.BytesIO(table_bytes(report, "xlsx"))).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    Presentation(io.BytesIO(table_bytes(report, "pptx")))
    assert "[x](" not in table_bytes(report, "md").decode()


def test_an_empty_build_says_so(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path, empty=True)
    with pytest.raises(NoEditionError, match="none yet"):
        table_report(queries.open_build(path), "comparison")


def test_unknown_editions_brands_and_formats(build: Build, tmp_path: Path) -> None:
    with pytest.raises(NoEditionError, match="1999-01"):
        table_report(build, "gaps", edition="1999-01")
    with pytest.raises(NoEditionError, match="nobody"):
        table_report(build, "gaps", brand="nobody")
    with pytest.raises(ValueError, match="known are"):
        table_bytes(table_report(build, "gaps"), "pdf")
    with pytest.raises(ValueError, match="template"):
        export_table(table_report(build, "gaps"), tmp_path / "gaps.csv", tmp_path / "own.pptx")
