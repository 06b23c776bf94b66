"""The comparison and the gaps of a real build in every format."""

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
from dashboard.exports.tables import export_table, table_bytes
from dashboard.reports import queries
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Build, NoEditionError
from dashboard.reports.tables import TableReport, comparison_report, gaps_report
from tests.sample_build import EDITION, write_sample_build

HOSTILE = '=HYPERLINK("http://evil.example") <script>alert(1)</script> | [x](javascript:1) \ud7ff'


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return queries.open_build(write_sample_build(tmp_path_factory.mktemp("build")))


@pytest.fixture(scope="module", params=["comparison", "gaps"])
def report(build: Build, request: pytest.FixtureRequest) -> TableReport:
    return comparison_report(build) if request.param == "comparison" else gaps_report(build)


def records(report: TableReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table_bytes(report, "csv").decode("utf-8-sig"))))


def test_every_score_stands_in_the_comparison(build: Build) -> None:
    report = comparison_report(build)
    scores = queries.rows(build, "driver_scores", edition=EDITION, language="en", source="*")
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
    rows = records(gaps_report(build, "kettle-crane"))
    gaps = build.cursor().execute(
        "SELECT count(*), count(*) FILTER (q < 0.05) FROM gaps WHERE edition = ? AND (brand = 'kettle-crane' AND kind <> 'unmet'"
        " OR brand = '*')",
        [EDITION],
    )
    total, proven = gaps.fetchone() or (0, 0)
    assert len(rows) == total > 0
    assert sum(row["q"] != "" and float(row["q"]) < 0.05 for row in rows) == proven


def test_no_ids_only_names(build: Build) -> None:
    text = "".join(table_bytes(made, "csv").decode() for made in (comparison_report(build), gaps_report(build)))
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
    assert sum(len(shape.table.rows) - 1 for shape in shapes) == len(report.rows)
    page = (tmp_path / "table.html").read_text(encoding="utf-8")
    assert page.count("<tr>") == len(report.rows) + 1
    assert "Made-up data" in page
    lines = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("| ") for line in lines) == len(report.rows) + 2


@pytest.mark.parametrize("subject", [comparison_report, gaps_report])
def test_hostile_names_stay_text(tmp_path: Path, subject: object) -> None:
    path = write_sample_build(tmp_path, hostile=HOSTILE)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE brands SET name = ?", [HOSTILE])
    report = subject(queries.open_build(path))  # type: ignore[operator]
    assert not any(cell.startswith("=") for row in records(report) for cell in row.values())
    assert "<script>" not in table_bytes(report, "html").decode()
    for sheet in load_workbook(io.BytesIO(table_bytes(report, "xlsx"))).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    Presentation(io.BytesIO(table_bytes(report, "pptx")))
    assert "[x](" not in table_bytes(report, "md").decode()


def test_an_empty_build_says_so(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path, empty=True)
    with pytest.raises(NoEditionError, match="none yet"):
        comparison_report(queries.open_build(path))


def test_unknown_editions_brands_and_formats(build: Build, tmp_path: Path) -> None:
    with pytest.raises(NoEditionError, match="1999-01"):
        gaps_report(build, edition="1999-01")
    with pytest.raises(NoEditionError, match="nobody"):
        gaps_report(build, brand="nobody")
    with pytest.raises(ValueError, match="known are"):
        table_bytes(gaps_report(build), "pdf")
    with pytest.raises(ValueError, match="template"):
        export_table(gaps_report(build), tmp_path / "gaps.csv", tmp_path / "own.pptx")
