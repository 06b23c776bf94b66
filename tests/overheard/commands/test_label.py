"""`overheard label` as a user meets it: piped input, what it writes, what the next analysis makes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from analysis.text.drivers import load_taxonomy
from data.publish import publish
from data.state.corrections import load_corrections, read_corrections
from data.warehouse import open_warehouse
from data.workspace import load_workspace
from tests.analysis.builder import Reviews
from tests.overheard.command import SECONDS, environment

CONFIG = """[workspace]
name = "Test"
timezone = "UTC"

[[brand]]
name = "Acme"
own = true
site = "https://acme.example/"
"""
BODIES = ("The box stood there.", "It was really great!", "Somehow fine, somehow \x1b[31mnot so.", "กาแฟมาช้าไปหน่อยค่ะ")


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A workspace with a published build of four opinions, the first the least certain."""
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    workspace = load_workspace(tmp_path)
    con = open_warehouse(workspace.state_dir)
    reviews = Reviews()
    for body in BODIES:
        reviews.add("acme", body, author=None)
    reviews.save(con)
    for number, (body, confidence) in enumerate(zip(BODIES, (0.35, 0.99, 0.5, 0.6), strict=True)):
        thai = number == 3
        con.execute(
            'INSERT INTO opinions (record_kind, record_id, start, driver, "end", brand, language, label, score, confidence)'
            " VALUES ('review', ?, 0, ?, ?, 'acme', ?, 1, 0.3, ?)",
            [f"r{number:06d}", "delivery" if thai else "", len(body), "th" if thai else "en", confidence],
        )
    publish(con, workspace, "test")
    con.close()
    return tmp_path


def label(workspace: Path, typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "overheard", "label", *arguments],
        cwd=workspace, env=environment(workspace, PYTHONIOENCODING="utf-8"), input=typed, capture_output=True, text=True,
        timeout=SECONDS, check=False, encoding="utf-8",
    )  # fmt: skip


def test_answers_are_written_and_not_asked_again(market: Path) -> None:
    done = label(market, "-\nhm\ns\n0\nq\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index(BODIES[0]) < done.stdout.index("กาแฟมาช้า") < done.stdout.index(BODIES[1])
    assert "\x1b" not in done.stdout
    assert "2 labelled, 2 of them differently" in done.stdout
    lines = [json.loads(line) for line in (market / ".overheard" / "corrections.jsonl").read_text().splitlines()]
    assert [(line["record_id"], line["old"], line["new"]) for line in lines] == [
        ("r000000", "1", "-1"),
        ("r000003", "1", "0"),
    ]
    assert all("great" not in json.dumps(line) and line["corrected_by"] == "label" for line in lines)
    again = label(market, "")
    assert again.returncode == 0
    assert BODIES[0] not in again.stdout
    assert "Somehow fine" in again.stdout
    assert "0 labelled" in again.stdout


def test_language_and_number(market: Path) -> None:
    thai = label(market, "+\n", "--language", "th")
    assert "1/1 [+] [delivery] กาแฟมาช้าไปหน่อยค่ะ" in thai.stdout
    assert "1 labelled, 0 of them differently" in thai.stdout
    assert "no sentences in 'th' that are not labelled yet" in label(market, "", "--language", "th").stdout
    assert "1/2" in label(market, "", "--n", "2").stdout
    corrections, problems = read_corrections(market / ".overheard")
    assert [correction.new for correction in corrections] == ["1"]
    assert problems == []
    with duckdb.connect(str(market / ".overheard" / "warehouse.duckdb")) as con:
        assert load_corrections(con, market / ".overheard").kept == 1


def test_drivers_are_given_by_number(market: Path) -> None:
    done = label(market, "d\n13 x\n99\n13, 1\n-\ns\nd\n\nd\n0\ns\nd\n")
    assert done.returncode == 0, done.stderr
    assert " 13 " in done.stdout
    assert "expected numbers from 1 to" in done.stdout
    assert "found '13 x'" in done.stdout
    assert "1 labelled, 1 of them differently; 2 with drivers" in done.stdout
    corrections, problems = read_corrections(market / ".overheard")
    assert problems == []
    drivers = list(load_taxonomy("en").drivers)
    found = {(c.record_id, c.field): (c.old, c.new) for c in corrections}
    assert found == {
        ("r000000", "driver"): ("", " ".join(sorted([drivers[12], drivers[0]]))),
        ("r000000", "label"): ("1", "-1"),
        ("r000003", "driver"): ("delivery", ""),
    }
    again = label(market, "", "--language", "th")
    assert "1/1 [+] [delivery] " in again.stdout, "its label has not been given"


def test_nothing_published_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    done = label(tmp_path, "+\n")
    assert done.returncode == 2
    assert "overheard run" in done.stderr
    assert not (tmp_path / ".overheard" / "corrections.jsonl").exists()
