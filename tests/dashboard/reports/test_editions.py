"""What an edition says that the one before did not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.reports.editions import changes_between
from dashboard.reports.queries import edition_lines, open_build, swot_report
from tests.sample_build import FROZEN, write_sample_build


def row(edition: str, line_id: str, **more: Any) -> dict[str, Any]:
    line = {"edition": edition, "line_id": line_id, "title": line_id, "topic": "delivery", "tested": True}
    return {**line, "low": 0.10, "high": 0.30, **more}


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        ({}, {}, ""),
        ({}, {"low": 0.15}, ""),
        ({}, {"low": 0.151}, "stronger"),
        ({"low": 0.2}, {"low": 0.14}, "weaker"),
        ({"low": -0.3, "high": -0.1}, {"low": -0.5, "high": -0.2}, "stronger"),
        ({}, {"high": 0.9}, ""),
        ({"topic": "stars", "low": 0.2}, {"topic": "stars", "low": 0.29}, ""),
        ({"topic": "stars", "low": 0.2}, {"topic": "stars", "low": 0.31, "high": 0.6}, "stronger"),
        ({"tested": False, "low": None, "high": None}, {"tested": False, "low": None, "high": None}, ""),
    ],
)
def test_a_line_is_stronger_where_its_nearest_end_moved_away(
    then: dict[str, Any], now: dict[str, Any], kind: str
) -> None:
    found = changes_between(["2026-11", "2026-10"], [row("2026-10", "a", **then), row("2026-11", "a", **now)])
    assert found["2026-11"].of_line.get("a", "") == kind
    assert found["2026-10"].said == "The first edition: there is none to compare it with"


def test_lines_come_and_go() -> None:
    lines = [row("2026-09", "old"), row("2026-09", "stays"), row("2026-11", "stays"), row("2026-11", "new")]
    found = changes_between(["2026-09", "2026-11"], lines)["2026-11"]
    assert found.before == "2026-09"
    assert (found.titles["new"], found.titles["gone"]) == (("new",), ("old",))
    assert found.said == "Against 2026-09: 1 new, 1 gone, 0 stronger, 0 weaker"


def test_a_report_says_what_changed(tmp_path: Path) -> None:
    path = write_sample_build(tmp_path)
    with duckdb.connect(str(path)) as con:
        gone = con.execute(
            "SELECT DISTINCT line_id FROM swot WHERE brand = 'northbean' AND tested ORDER BY line_id LIMIT 2"
        ).fetchall()
        con.execute("DELETE FROM swot WHERE edition = '2026-10' AND line_id = ?", gone[0])
        for edition, low in ((FROZEN, 0.1), ("2026-10", 0.2)):
            fields = [low, edition, gone[1][0]]
            con.execute("UPDATE swot SET low = ?, high = 0.9 WHERE edition = ? AND line_id = ?", fields)
    build = open_build(path)
    report = swot_report(build)
    assert report.changes is not None
    assert report.changes.said == f"Against {FROZEN}: 0 new, 1 gone, 1 stronger, 0 weaker"
    assert [line.change for line in report.lines if line.line_id == gone[1][0]] == ["stronger"]
    assert edition_lines(build) == [f"edition 2026-10 (provisional), Northbean Coffee: {report.changes.said}"]
    assert len(edition_lines(build, 2)) == 2
    assert swot_report(build, edition=FROZEN).changes is not None
