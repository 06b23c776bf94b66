"""Editions: a finished month is frozen once, as of its last moment, and stays as it was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from analysis.figures.editions.edition import edition_of, last_moment
from analysis.pipeline.analyze import analyze
from data.clock import utc_now
from data.warehouse import open_warehouse
from data.workspace import parse_workspace
from overheard.analyze import freeze_finished
from tests.overheard.command import overheard

CONFIG = """[workspace]
name = "W"
timezone = "Asia/Bangkok"
[[brand]]
name = "Acme"
own = true
site = "https://acme.example/"
"""


@pytest.mark.parametrize(
    ("edition", "timezone", "moment"),
    [
        ("2026-10", "UTC", datetime(2026, 10, 31, 23, 59, 59)),
        ("2026-12", "Asia/Bangkok", datetime(2026, 12, 31, 16, 59, 59)),
        ("2026-02", "America/New_York", datetime(2026, 3, 1, 4, 59, 59)),
    ],
)
def test_the_last_moment_belongs_to_its_edition(edition: str, timezone: str, moment: datetime) -> None:
    assert last_moment(edition, timezone) == moment
    assert edition_of(moment, timezone, 90).id == edition


def test_a_finished_month_is_frozen_once(tmp_path: Path) -> None:
    workspace = parse_workspace(CONFIG, tmp_path)
    connection = open_warehouse(workspace.state_dir)
    analyze(connection, workspace, datetime(2026, 10, 30, 12))
    assert freeze_finished(connection, workspace, datetime(2026, 10, 31, 16)) == []
    first_night = datetime(2026, 10, 31, 20)  # 1 November in Bangkok
    assert freeze_finished(connection, workspace, first_night) == ["2026-10"]
    assert freeze_finished(connection, workspace, first_night) == []
    analyze(connection, workspace, first_night)
    rows = connection.execute("SELECT edition, status, window_end FROM editions ORDER BY edition").fetchall()
    assert rows == [
        ("2026-10", "frozen", datetime(2026, 10, 31, 16, 59, 59)),
        ("2026-11", "provisional", first_night),
    ]


def test_with_nothing_to_freeze_it_says_so_and_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_text(CONFIG)
    published = tmp_path / ".overheard" / "published"
    empty = overheard("edition", cwd=tmp_path)
    assert (empty.returncode, "`overheard run` first" in empty.stderr) == (2, True), empty.stderr
    assert not published.exists()
    (tmp_path / "k.csv").write_text("keyword,volume\ncoffee,10\n")
    assert overheard("import", "keywords", "k.csv", cwd=tmp_path).returncode == 0
    assert overheard("analyze", cwd=tmp_path).returncode == 0
    builds, runs = sorted(published.iterdir()), len(list((tmp_path / ".overheard" / "runs").iterdir()))
    idle = overheard("edition", cwd=tmp_path)
    month = edition_of(utc_now(), "Asia/Bangkok", 90).id
    assert (idle.returncode, f"nothing was frozen, nothing published: {month} is not over" in idle.stderr) == (
        0,
        True,
    ), idle
    assert sorted(published.iterdir()) == builds
    assert len(list((tmp_path / ".overheard" / "runs").iterdir())) == runs

    with duckdb.connect(str(tmp_path / ".overheard" / "warehouse.duckdb")) as warehouse:
        warehouse.execute("UPDATE editions SET edition = '2026-01'")
    done = overheard("edition", cwd=tmp_path)
    assert (done.returncode, "freezing 2026-01" in done.stderr) == (0, True), done.stderr
    assert sorted(published.iterdir()) != builds
    again = overheard("edition", cwd=tmp_path)
    assert (again.returncode, "2026-01 is frozen already" in again.stderr) == (0, True), again.stderr
