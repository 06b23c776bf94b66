"""What a crawl says it has brought: each thing once, where it was asked for."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from overheard.progress import Meter
from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import workspace
from tests.site.server import LocalWeb


def feed(*titles: str) -> str:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    return f"<rss version='2.0'><channel>{items}</channel></rss>"


def test_mentions_count_once_where_they_were_asked_for(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    host.routes |= {"/own": feed("Our news"), "/heard": feed("Acme or Bolder?", "Bolder is slow", "Bolder is late")}
    brands: dict[str, dict[str, object]] = {
        "Acme": {"site": "https://acme.example/", "social": [f"{host.url}/own"]},
        "Bolder": {"site": "https://bolder.example/"},
    }
    workspace(tmp_path, brands, [host], f'[[listen]]\nnetwork = "rss"\nquery = "{host.url}/heard"')
    done = overheard("crawl", "mentions", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(landed(tmp_path, "mention")) == 4
    lines = [line.strip() for line in done.stderr.splitlines()]
    assert "Acme: 1 pages, 1 records, 0 failures" in lines, lines
    assert "search and listening: 1 pages, 3 records, 0 failures" in lines
    assert "mentions by the brands they mean (one may mean several): Acme 2, Bolder 3" in lines
    assert not any(line.startswith("Bolder:") for line in lines)
    (run,) = (tmp_path / ".overheard" / "runs").glob("*.json")
    assert sum(counts["records"] for counts in json.loads(run.read_text())["counts"].values()) == 4


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_meter_writes_over_its_line_on_a_terminal_and_is_silent_for_a_moment_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for stream, said in (
        (Terminal(), "\r\x1b[K  comparing A (1 of 3)\r\x1b[K  comparing B (2 of 3)\n"),
        (io.StringIO(), ""),
    ):
        monkeypatch.setattr("sys.stderr", stream)
        meter = Meter()
        for done, brand in enumerate("AB"):
            meter(f"comparing {brand}", done, 3)
        assert stream.getvalue() == said
