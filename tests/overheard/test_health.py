"""A site that shows far less than usual is a new failure once, and what is shown of it says how old it is."""

from __future__ import annotations

from pathlib import Path

from dashboard.reports import queries
from data.publish import current_build
from overheard.health import Health
from tests.overheard.command import overheard
from tests.overheard.test_crawl import workspace
from tests.site.server import LocalWeb


def page(number: int, questions: int) -> str:
    items = "".join(
        f"<dt>How do I change setting {number}-{n}?</dt><dd>On the page of your account, at any time, under {n}.</dd>"
        for n in range(questions)
    )
    return (
        f'<!doctype html><html lang="en"><title>FAQ</title><h1>Frequently asked questions</h1><dl>{items}</dl></html>'
    )


def test_a_collapse_is_said_once_and_marked(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    pages = [f"/faq/{n}" for n in range(4)]
    host.routes |= {path: page(n, 4) for n, path in enumerate(pages)}
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + path for path in pages]}}, [host])
    assert overheard("crawl", "faqs", cwd=tmp_path).returncode == 0
    whole = dict(host.routes)
    # No page has enough to be judged by itself; together they had.
    host.routes |= {path: page(n, 1) for n, path in enumerate(pages)}
    done = overheard("crawl", "faqs", cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    assert "faqs of acme: 4 found where 16 were usual" in done.stderr
    assert "what is shown is of 20" in done.stderr
    again = overheard("crawl", "faqs", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "still: faqs of acme" in again.stdout + again.stderr
    assert "far less found than usual (1):" in overheard("status", cwd=tmp_path).stdout
    assert overheard("analyze", cwd=tmp_path).returncode == 0
    assert [row["reason"] for row in shown(tmp_path) if "where 16 were usual" in row["reason"]]
    host.routes |= whole
    assert overheard("crawl", "faqs", cwd=tmp_path).returncode == 0
    assert "far less found" not in overheard("status", cwd=tmp_path).stdout
    assert overheard("analyze", cwd=tmp_path).returncode == 0
    assert shown(tmp_path) == []


def shown(root: Path) -> list[dict[str, str]]:
    build = current_build(root / ".overheard")
    assert build is not None
    return [dict(row) for row in queries.rows(queries.open_build(build), "failures")]


def test_nothing_is_found_where_nothing_was_asked() -> None:
    assert Health(["acme"], ["faqs", "reviews"]).found() == {}
