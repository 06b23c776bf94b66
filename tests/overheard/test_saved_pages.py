"""Saved result pages: each capture keeps its identity, so that reading a folder every night makes no new observations."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb

from data.publish import current_build
from tests.overheard.command import overheard

PAGE = """<!doctype html><html lang="en"><head><title>coffee beans - Google Search</title></head><body>
<form action="/search"><input name="q" value="coffee beans"></form><div id="search"><div id="rso">
<div class="MjjYud"><div class="g"><div class="yuRUbf"><a href="https://{first}/"><h3>{first}</h3></a></div>
<div class="VwiC3b">Roasted weekly and posted the same day.</div></div></div>
<div class="MjjYud"><div class="g"><div class="yuRUbf"><a href="https://{second}/"><h3>{second}</h3></a></div>
<div class="VwiC3b">Beans by post for offices and homes.</div></div></div></div></div></body></html>"""

CONFIG = """[workspace]
name = "Saved"
[[brand]]
name = "Acme"
own = true
site = "https://acme.example/"
[[brand]]
name = "Borealis"
site = "https://borealis.example/"
[[search]]
provider = "saved"
folder = "pages"
market = "en-GB"
"""


def save(folder: Path, name: str, first: str, second: str, at: int) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(PAGE.format(first=first, second=second), encoding="utf-8")
    os.utime(path, (at, at))


def test_captures_of_one_keyword_are_kept_apart_and_read_once(tmp_path: Path) -> None:
    (tmp_path / "overheard.toml").write_text(CONFIG, encoding="utf-8")
    day = 86_400
    first = int(time.time()) - 5 * day
    for n in range(4):
        save(tmp_path / "pages", f"{n}.html", "borealis.example", "acme.example", first + n * day)
    (tmp_path / "pages" / "notes.html").write_text("<p>no result page</p>")
    for _ in range(2):
        overheard("crawl", "rankings", cwd=tmp_path)
        assert overheard("analyze", cwd=tmp_path).returncode == 0
    path = current_build(tmp_path / ".overheard")
    with duckdb.connect(str(path), read_only=True) as build:
        rows = build.execute(
            "SELECT count(*), count(DISTINCT run_id), count(DISTINCT fetched_at), min(position) FROM rankings"
        ).fetchone()
        assert rows == (8, 4, 4, 1)
        brands = build.execute("SELECT DISTINCT brand, position FROM rankings ORDER BY position").fetchall()
        assert brands == [("borealis", 1), ("acme", 2)]
        failed = build.execute("SELECT status FROM visits WHERE url LIKE '%notes.html'").fetchall()
        assert {status for (status,) in failed} == {"failed"}
        threats = build.execute("SELECT brand, rule, rival, topic FROM swot WHERE rule = 'T3'").fetchall()
    assert ("acme", "T3", "borealis", "coffee beans") in threats
