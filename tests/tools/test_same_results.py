"""The comparison of two revisions: what it takes as equal, what it must find, and whose code and clock a replay has."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tools.same_results import Replay, ReplayError, difference, read_table

NOW = datetime(2026, 12, 1, 0, 34)


def table(*rows: str) -> object:
    with duckdb.connect() as build:
        build.execute("CREATE TABLE runs (run_id VARCHAR, n INTEGER)")
        for row in rows:
            build.execute(f"INSERT INTO runs VALUES {row}")
        return read_table(build, "runs")


def test_order_of_rows_and_random_ends_of_ids_are_equal() -> None:
    old = table("('20261201T003400Z-3fa1', 1)", "('b', 2)", "('b', 2)")
    assert difference(old, table("('b', 2)", "('b', 2)", "('20261201T003400Z-99ff', 1)")) == []


def test_a_changed_value_a_lost_row_and_a_lost_copy_of_a_row_are_found() -> None:
    old = table("('a', 1)", "('b', 2)", "('b', 2)")
    found = difference(old, table("('a', 3)", "('b', 2)", "('b', 2)"))
    assert found == [
        "1 rows only in the old, 1 only in the new; columns that differ: n INTEGER",
        "- run_id VARCHAR = 'a'; n INTEGER = 1",
        "+ run_id VARCHAR = 'a'; n INTEGER = 3",
    ]
    assert difference(old, table("('a', 1)", "('b', 2)"))[0].startswith("1 rows only in the old, 0 only in the new")
    assert difference(old, None) == ["only in the old"]


def test_of_a_long_value_the_place_that_differs_is_shown() -> None:
    long = "x" * 5_000
    _, old, new = difference([f"{long} 0.15 {long}"], [f"{long} 0.05 {long}"])
    assert ("0.15" in old, "0.05" in new, len(old) < 1_000) == (True, True, True)


def test_a_line_of_an_export_that_moved_is_found() -> None:
    assert difference(["a", "b"], ["b", "a"]) == ["2 lines differ", "- a", "+ b", "- b", "+ a"]
    assert difference(["a"], ["a", "b"]) == ["1 lines differ", "+ b"]


def test_a_replay_runs_its_own_code_at_its_own_time(tmp_path: Path) -> None:
    recording = tmp_path / "recording"
    (recording / ".overheard" / "landing").mkdir(parents=True)
    (recording / ".overheard" / "warehouse.duckdb").touch()
    other = tmp_path / "other"
    (other / "data").mkdir(parents=True)
    (other / "overheard").mkdir()
    (other / "overheard" / "__init__.py").touch()
    (other / "data" / "clock.py").write_text(
        "from datetime import UTC, datetime\n\n\ndef now():\n    return datetime.now(UTC)\n"
    )
    replay = Replay(other, recording, tmp_path / "copy")
    assert not (replay.root / ".overheard" / "warehouse.duckdb").exists()
    assert replay.code() == str(other / "overheard" / "__init__.py")
    assert replay.python(NOW, "-c", "from data.clock import now; print(now())").strip() == f"{NOW}+00:00"
    with pytest.raises(ReplayError, match="exit code 2"):
        Replay(ROOT, recording, tmp_path / "copy2").python(NOW, "-c", "raise SystemExit(2)")
