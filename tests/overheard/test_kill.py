"""Killed anywhere, nothing is lost or doubled, readers keep the last good build, and the next run mends the rest."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.publish import current_build, failed_checks
from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment, landed, overheard
from tests.overheard.kill_at import wait_until_reached
from tests.overheard.test_crawl import FAQ, workspace
from tests.site.server import Host, LocalWeb

KILLED_IN_A_ROW = [
    [
        ("data.landing:LandingWriter.write_lines", 2, "before"),
        ("data.load:_merge", 1, "after"),
        ("analysis.pipeline.analyze:_write", 1, "before"),
    ],
    [
        ("os:write", 3, "half"),
        ("analysis.reading.batches:_write", 1, "before"),
        ("data.publish:sync_file", 1, "before"),
    ],
    [
        ("overheard.crawl:record_failures", 1, "before"),
        ("data.load:_flush", 1, "after"),
        ("analysis.pipeline.analyze:insert", 3, "after"),
    ],
    [
        ("data.load:_merge", 1, "before"),
        ("analysis.reading.batches:_write", 1, "after"),
        ("data.publish:write_atomic", 1, "before"),
    ],
    [
        ("data.load:_load_runs", 1, "before"),
        ("analysis.pipeline.analyze:apply_corrections", 1, "before"),
        ("data.publish:_sweep", 1, "before"),
    ],
]
"""Three nights that are killed one after the other, each at another stage, before one is let through."""
KILL_AT = (sys.executable, "-m", "tests.overheard.kill_at")


def review_page(name: str, n: int) -> str:
    """A page of `n` reviews of one brand."""
    reviews = [
        {"@type": "Review", "author": {"@type": "Person", "name": f"{name} customer {i}"}, "datePublished": "2026-10-01",
         "reviewRating": {"@type": "Rating", "ratingValue": 1 + i % 5, "bestRating": 5},
         "reviewBody": f"Order {i} from {name}: the delivery was late, but the staff were friendly and kind."}
        for i in range(n)
    ]  # fmt: skip
    markup = {"@context": "https://schema.org", "@type": "Organization", "name": name, "review": reviews}
    return f'<!doctype html><title>{name}</title><script type="application/ld+json">{json.dumps(markup)}</script>'


class Market:
    """Two brands on one review host; `grow` adds reviews, so that each run has something to lose."""

    def __init__(self, web: LocalWeb, root: Path) -> None:
        self.host: Host = web.host()
        homes = {"Acme": web.host(), "Borealis": web.host()}
        self.root, self.size = root, 40
        brands: dict[str, dict[str, object]] = {}
        for name, home in homes.items():
            home.routes |= {"/": f"<title>{name}</title><p>Coffee</p>", "/faq": FAQ}
            brands[name] = {"site": f"{home.url}/", "faqs": [f"{home.url}/faq"], "reviews": [f"{self.host.url}/{name}"]}
        workspace(root, brands, [self.host, *homes.values()])
        self.grow()

    def grow(self) -> None:
        self.size += 5
        for name in ("Acme", "Borealis"):
            self.host.routes[f"/{name}"] = review_page(name, self.size)

    def run(self) -> subprocess.CompletedProcess[str]:
        return overheard("run", cwd=self.root)

    def run_killed(self, target: str, nth: int, when: str) -> int:
        command = [*KILL_AT, target, str(nth), when, "run", "--workspace", str(self.root)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(self.root), capture_output=True, timeout=SECONDS, check=False
        )
        return done.returncode

    def readable(self) -> tuple[str, int]:
        """(build, reviews in it) as a reader sees it now."""
        path = current_build(self.root / ".overheard")
        assert path is not None
        with duckdb.connect(str(path), read_only=True) as build:
            return path.name, one(build, "SELECT count(*) FROM reviews")

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.root / ".overheard" / "warehouse.duckdb"))


def one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def nothing_lost_or_doubled(market: Market) -> None:
    """Every complete landed record is in the warehouse once, and the build shows what the web holds."""
    keys = {(r["brand"], r["author_key"]) for r in landed_complete(market.root)}
    with market.warehouse() as connection:
        assert failed_checks(connection) == []
        assert one(connection, "SELECT count(*) FROM reviews") == len(keys)
        assert one(connection, "SELECT count(DISTINCT (brand, author_key)) FROM reviews") == len(keys)
        assert one(connection, "SELECT count(*) FROM rejects") == 0
        files = {str(row[0]) for row in connection.execute("SELECT file FROM ledger").fetchall()}
    landing = market.root / ".overheard" / "landing"
    assert files == {path.relative_to(landing).as_posix() for path in landing.glob("*/*.jsonl") if path.stat().st_size}
    assert market.readable()[1] == len(keys) == 2 * market.size


def landed_complete(root: Path) -> list[dict[str, Any]]:
    """The reviews on complete lines of all landing files."""
    for path in (root / ".overheard" / "landing").glob("*/*.jsonl"):
        content = path.read_bytes()
        if not content.endswith(b"\n"):
            path.write_bytes(content[: content.rfind(b"\n") + 1])  # the torn tail, which no reader counts
    return landed(root, "review")


@pytest.mark.timeout(6000)
def test_killed_at_seeded_points(web: LocalWeb, tmp_path: Path) -> None:
    market = Market(web, tmp_path)
    assert market.run().returncode == 0
    for points in KILLED_IN_A_ROW:
        for point in points:
            before = market.readable()
            market.grow()
            assert market.run_killed(*point) == -signal.SIGKILL, point
            build, reviews = market.readable()
            published = point[0] == "data.publish:_sweep"
            assert (build, reviews) == before or (published and reviews == 2 * market.size), point
        mended = market.run()
        assert mended.returncode == 0, (points, mended.stderr)
        nothing_lost_or_doubled(market)
    status = overheard("status", cwd=tmp_path).stdout
    assert "killed: the process ended before the run did" in status
    assert not list((tmp_path / ".overheard" / "published").glob(".*"))


@pytest.mark.timeout(0)
def test_soak_killed_at_random_times(web: LocalWeb, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rounds: int = request.config.getoption("--soak")
    if not rounds:
        pytest.skip("a soak test; run it by `make soak`")
    market, chance = Market(web, tmp_path), random.Random(7)
    assert market.run().returncode == 0
    for number in range(rounds):
        market.grow()
        command = [sys.executable, "-m", "overheard", "run", "--workspace", str(tmp_path)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=chance.uniform(0.3, 7.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        market.readable()
        if number % 3 == 2:
            assert market.run().returncode == 0
            nothing_lost_or_doubled(market)
    assert market.run().returncode == 0
    nothing_lost_or_doubled(market)


def test_two_runs_at_once_one_works_one_leaves(web: LocalWeb, tmp_path: Path) -> None:
    market = Market(web, tmp_path)
    command = [*KILL_AT, "data.load:_merge", "1", "wait", "run", "--workspace", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(tmp_path),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as first:  # fmt: skip
        wait_until_reached(first)
        second = overheard("run", cwd=tmp_path)
        assert second.returncode == 0
        assert "already running" in second.stderr
        errors, _ = first.communicate("go on\n", timeout=SECONDS)
    assert first.returncode == 0, errors
    assert len(list((tmp_path / ".overheard" / "runs").glob("*.json"))) == 1
    nothing_lost_or_doubled(market)


def test_a_run_that_is_young_enough_is_not_repeated(web: LocalWeb, tmp_path: Path) -> None:
    market = Market(web, tmp_path)
    assert market.run().returncode == 0
    asked = market.host.requests.total()
    again = overheard("run", "--if-older-than", "20h", cwd=tmp_path)
    assert (again.returncode, market.host.requests.total()) == (0, asked)
    assert overheard("run", "--if-older-than", "soon", cwd=tmp_path).returncode == 2
