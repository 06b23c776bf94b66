"""Editions: a finished month is frozen once, as of its last moment, and stays as it was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from analysis.edition import edition_of, last_moment
from analysis.jobs import analyze
from data.warehouse import open_warehouse
from data.workspace import parse_workspace
from overheard.analyze import freeze_finished

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
