"""Markets of reviews in a file, imported and analysed as a user would: what lines and leads come of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from typer.testing import CliRunner

from data.clock import utc_now
from data.publish import current_build
from overheard.cli import app
from tests.analysis.builder import rows_of

ENDS = datetime(2026, 11, 30)
"""Where the windows of the markets end: the last day of any of their reviews."""
BRANDS = ("Teahouse", "Beta", "Gamma", "Zed")


@dataclass(frozen=True)
class Found:
    """The tested lines, leads, gaps and coverage of the newest edition, as rows of their tables."""

    lines: list[dict[str, Any]]
    leads: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    coverage: list[dict[str, Any]] = field(default_factory=list)

    @property
    def claims(self) -> set[tuple[str, str, str, str]]:
        """(brand, rule, topic, rival) of each tested line."""
        return {(row["brand"], row["rule"], row["topic"], row["rival"]) for row in self.lines}

    def gap(self, brand: str, rival: str, topic: str, kind: str = "driver") -> dict[str, Any]:
        """The gap of a brand to a rival."""
        key = (brand, rival, topic, kind)
        return next(row for row in self.gaps if (row["brand"], row["rival"], row["topic"], row["kind"]) == key)


def analysed(root: Path, files: Sequence[str], options: Sequence[str] = (), brands: Sequence[str] = BRANDS) -> Found:
    """What `overheard import reviews` of each of `files` (their text, as if today were ENDS) and `overheard analyze` find."""
    tables = [
        f'[[brand]]\nname = "{name}"\nown = {str(not place).lower()}\nsite = "https://{name.lower()}.example/"\n'
        for place, name in enumerate(brands)
    ]
    head = '[workspace]\nname = "Market"\ntimezone = "UTC"\nwindow_days = 90\nsentiment = "lexicon"\n'
    root.mkdir(parents=True, exist_ok=True)
    (root / "overheard.toml").write_text(head + "".join(tables), encoding="utf-8")
    for number, text in enumerate(files):
        path = root / f"reviews-{number}.csv"
        path.write_text(moved(text), encoding="utf-8")
        _run("import", "reviews", str(path), "--workspace", str(root), *options)
    _run("analyze", "--workspace", str(root))
    build = current_build(root / ".overheard")
    assert build is not None
    with duckdb.connect(str(build), read_only=True) as con:
        tables_of = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        return Found(
            rows_of(con, "swot", "tested"),
            rows_of(con, "leads"),
            rows_of(con, "gaps"),
            rows_of(con, "coverage") if "coverage" in tables_of else [],
        )


def moved(text: str) -> str:
    """A file with its dates moved by one constant, so that ENDS is today."""
    by = utc_now().replace(hour=0, minute=0, second=0, microsecond=0) - ENDS
    rows = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow(row | {"date": f"{datetime.fromisoformat(row['date']) + by:%Y-%m-%d %H:%M}"})
    return out.getvalue()


def _run(*arguments: str) -> None:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
