"""Crawls of a site that changes little: what is landed is what changed, and what is published is what a first crawl would see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from data.publish import current_build
from tests.overheard.command import overheard
from tests.overheard.test_crawl import workspace
from tests.site.server import Host, LocalWeb


def faq(questions: list[str]) -> str:
    items = "".join(
        f"<dt>How do I {what}?</dt><dd>You {what} on the page of your account, at any time.</dd>" for what in questions
    )
    return (
        f'<!doctype html><html lang="en"><title>FAQ</title><h1>Frequently asked questions</h1><dl>{items}</dl></html>'
    )


ALL = [f"change setting number {n}" for n in range(30)]


def crawled(root: Path) -> int:
    """Bytes that a crawl landed, all but its visits."""
    done = overheard("crawl", "faqs", cwd=root)
    assert done.returncode == 0, done.stderr
    newest = max((root / ".overheard" / "landing").iterdir())
    lines = [line for path in newest.glob("*.jsonl") for line in path.read_bytes().splitlines()]
    return sum(len(line) for line in lines if json.loads(line)["record"] != "visit")


def questions(root: Path) -> list[tuple[object, ...]]:
    done = overheard("analyze", cwd=root)
    assert done.returncode == 0, done.stderr
    build = current_build(root / ".overheard")
    assert build is not None
    with duckdb.connect(str(build), read_only=True) as connection:
        seen = "(SELECT max(fetched_at) FROM visits WHERE kind = 'faqs')"
        return connection.execute(
            f"SELECT question, answer, removed_at IS NULL, last_seen = {seen} FROM faqs ORDER BY question"
        ).fetchall()


def asked(host: Host, root: Path) -> None:
    root.mkdir()
    workspace(root, {"Acme": {"site": host.url + "/", "faqs": [f"{host.url}/faq"]}}, [host])


def test_a_crawl_lands_what_changed(web: LocalWeb, tmp_path: Path) -> None:
    host, root = web.host(), tmp_path / "w"
    host.routes |= {"/faq": faq(ALL), "/": "<title>Home</title><p>We roast coffee every day of the week, for you.</p>"}
    asked(host, root)
    first = crawled(root)
    second = crawled(root)
    assert second < 0.15 * first
    assert [row[2:] for row in questions(root)] == [(True, True)] * len(ALL)
    host.routes["/faq"] = faq([*ALL[:-2], "close my account"])
    assert second < crawled(root) < 0.3 * first
    crawled(root)
    rows = {str(row[0]): row[2:] for row in questions(root)}
    assert rows["How do I close my account?"] == (True, True)
    assert [rows[f"How do I {what}?"] for what in ALL] == [(True, True)] * 28 + [(False, False)] * 2
    shutil.rmtree(
        root / ".overheard" / "landing"
    )  # what was landed is gone, and loaded: the next crawl starts from nothing
    assert crawled(root) > 0.9 * first
    assert {str(row[0]): row[2] for row in questions(root)} == {name: row[0] for name, row in rows.items()}
