"""No command loads what it does not use: a night of cron and the first `--help` pay for nothing but themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.overheard.command import environment

HEAVY = {
    "scrapy",
    "twisted",
    "playwright",
    "streamlit",
    "altair",
    "pandas",
    "pyarrow",
    "numpy",
    "sklearn",
    "scipy",
    "pptx",
    "openpyxl",
}
CRAWL = {"scrapy", "twisted", "playwright"}
SHOW = {"streamlit", "altair", "pptx", "openpyxl"}
ANALYSIS = {"sklearn", "statsmodels", "pandas", "pythainlp", "simplemma"}
LOADS_NOT = {
    ("--help",): HEAVY | {"pydantic", "duckdb", "lxml"},
    ("status",): HEAVY | {"requests", "feedparser"},
    ("doctor",): HEAVY | {"requests"},
    ("crawl", "--dry-run"): SHOW | ANALYSIS | {"duckdb"},
    ("analyze",): CRAWL | SHOW | {"sklearn", "statsmodels", "scipy.stats"},
    ("search", "refund"): HEAVY | {"requests"},
    ("export", "swot", "--to", "swot.csv"): CRAWL | ANALYSIS - {"pandas"} | {"streamlit", "altair"},
}
CONFIG = """
[workspace]
name = "A and B"
[[brand]]
name = "A"
own = true
site = "https://a.example/"
[[brand]]
name = "B"
site = "https://b.example/"
"""
REPORT = """
import atexit, json, sys
atexit.register(lambda: open("loaded.json", "w").write(json.dumps(sorted(sys.modules))))
sys.argv[0] = "overheard"
from overheard.cli import main
main()
"""


@pytest.mark.parametrize("call", LOADS_NOT, ids=lambda call: call[0])
def test_a_command_loads_only_what_it_uses(call: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-c", REPORT, *call],
        cwd=tmp_path, env=environment(tmp_path, PYTHONPATH=str(ROOT)), capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    loaded = set(json.loads((tmp_path / "loaded.json").read_text(encoding="utf-8")))
    assert "overheard.cli" in loaded
    assert not loaded & LOADS_NOT[call]
