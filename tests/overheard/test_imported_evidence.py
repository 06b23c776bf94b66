"""What comes from a file without addresses is evidence like any other: published, opened down to its quote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from data.publish import current_build
from tests.overheard.command import overheard

CONFIG = """
[workspace]
name = "Acme and Borealis"
[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
[[brand]]
name = "Borealis"
site = "https://www.borealis.example/"
"""


def _published(root: Path, rows: list[str]) -> duckdb.DuckDBPyConnection:
    (root / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    (root / "reviews.csv").write_text("brand,author,date,rating,body\n" + "\n".join(rows) + "\n", encoding="utf-8")
    imported = overheard("import", "reviews", "reviews.csv", cwd=root)
    assert imported.returncode == 0, imported.stderr
    analysed = overheard("analyze", cwd=root)
    assert analysed.returncode == 0, analysed.stdout + analysed.stderr
    build = current_build(root / ".overheard")
    assert build is not None
    return duckdb.connect(str(build), read_only=True)


def _day(back: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=back):%Y-%m-%d}"


def test_customers_who_switch_are_told_without_an_address(tmp_path: Path) -> None:
    said = ("I am switching to Borealis.", "Switched to Borealis last week.", "Moving to Borealis now.")
    rows = [f"Acme,Customer {n},{_day(10)},1,{text}" for n, text in enumerate(said)]
    with _published(tmp_path, rows) as build:
        evidence = build.execute(
            "SELECT DISTINCT e.url FROM swot s JOIN swot_evidence e USING (edition, line_id) WHERE s.rule = 'T4'"
        ).fetchall()
    assert evidence == [("import:file",)]


def test_a_tested_gap_becomes_a_line_without_an_address(tmp_path: Path) -> None:
    said = {"Acme": ("The delivery was great.", 5), "Borealis": ("The delivery was terrible.", 1)}
    rows = [
        f"{brand},{brand} customer {n},{_day(5 + n % 20)},{stars},{text}"
        for brand, (text, stars) in said.items()
        for n in range(45)
    ]
    with _published(tmp_path, rows) as build:
        lines = build.execute("SELECT quadrant, topic FROM swot WHERE brand = 'acme' AND tested").fetchall()
        quotes = build.execute("SELECT count(*), count(quote), min(url) FROM swot_evidence").fetchone()
    assert ("strength", "delivery") in lines
    assert quotes is not None
    assert quotes[0] == quotes[1] > 0
    assert quotes[2] == "import:file"
