"""A wrong clock, a missing key or warehouse, an unusual deletion: nothing is lost, and the run fails until it is answered."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import duckdb
import pytest

from data.clock import utc_now
from data.publish import current_build
from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment, landed, overheard
from tests.overheard.test_crawl import FAQ, workspace
from tests.overheard.test_kill import review_page
from tests.site.server import Answer, LocalWeb

AGO = timedelta(days=1100)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with forty reviews, analysed."""
    assert overheard("init", "--own=Acme=https://www.acme.example/", cwd=tmp_path).returncode == 0
    now = utc_now()
    rows = [f"{n},r{n % 9},{now - timedelta(days=n):%Y-%m-%d},5,The kettle was fine on day {n}." for n in range(40)]
    (tmp_path / "reviews.csv").write_text("\n".join(["id,author,date,rating,text", *rows]) + "\n")
    assert overheard("import", "reviews", "reviews.csv", "--brand=Acme", cwd=tmp_path).returncode == 0
    done = overheard("analyze", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def reviews(root: Path) -> int:
    with duckdb.connect(str(root / ".overheard" / "warehouse.duckdb"), read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM reviews").fetchone()
    return int(row[0]) if row else 0


def age(root: Path) -> None:
    """Make everything in the workspace AGO older, which is what it is to a clock that is ahead."""
    state = root / ".overheard"
    for path in (state / "runs").glob("*.json"):
        run = json.loads(path.read_text())
        for name in ("started_at", "finished_at"):
            run[name] = (datetime.fromisoformat(run[name]) - AGO).isoformat()
        path.write_text(json.dumps(run))
    then = (datetime.now(UTC) - AGO).timestamp()
    for path in state.rglob("*"):
        os.utime(path, (then, then))
    with duckdb.connect(str(state / "warehouse.duckdb")) as connection:
        connection.execute("UPDATE reviews SET fetched_at = fetched_at - INTERVAL 1100 DAY")
    for path in (state / "warehouse.duckdb", *(state / "published").iterdir()):
        os.utime(path, (then, then))


def test_a_clock_that_is_ahead_deletes_nothing_until_it_is_confirmed(root: Path) -> None:
    age(root)
    for _ in range(2):  # every night
        refused = overheard("analyze", cwd=root)
        assert (refused.returncode, "the clock says" in refused.stderr, "--confirm" in refused.stderr) == (
            1,
            True,
            True,
        )
        assert reviews(root) == 40
        doubted = overheard("import", "reviews", "reviews.csv", "--brand=Acme", cwd=root)
        assert (doubted.returncode, "the clock says" in doubted.stderr) == (1, True), (
            "or it would bear witness for the clock"
        )
        overheard("doctor", cwd=root)
    assert list((root / ".overheard" / "landing").iterdir()), "nothing pruned"
    confirmed = overheard("analyze", "--confirm", cwd=root)
    assert confirmed.returncode == 0, confirmed.stderr
    assert reviews(root) == 0, "retention, as asked"


def test_an_unusual_deletion_waits_for_an_answer(root: Path) -> None:
    config = root / "overheard.toml"
    text = config.read_text()
    config.write_text(text.replace("[crawl]", "[crawl]\nretention_days = 1"))
    with duckdb.connect(str(root / ".overheard" / "warehouse.duckdb")) as connection:
        connection.execute("UPDATE reviews SET fetched_at = fetched_at - INTERVAL 3 DAY")
    refused = overheard("analyze", cwd=root)
    assert (refused.returncode, reviews(root)) == (1, 40), refused.stderr
    assert "crawl.retention_days = 1 asks to delete 40 of 40" in refused.stderr
    assert overheard("analyze", "--confirm", cwd=root).returncode == 0
    assert reviews(root) == 0


def test_a_lost_key_is_not_made_anew(root: Path) -> None:
    (root / ".overheard" / "key").unlink()
    for command in (("analyze",), ("import", "reviews", "reviews.csv", "--brand=Acme")):
        refused = overheard(*command, cwd=root)
        assert refused.returncode in (1, 2), refused.stderr
        assert "expected the key that authors were hashed with" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (root / ".overheard" / "key").exists()
    assert overheard("analyze", "--confirm", cwd=root).returncode == 0
    assert (root / ".overheard" / "key").exists()


def test_a_lost_warehouse_is_loaded_again_only_where_landing_holds_it_all(root: Path) -> None:
    warehouse = root / ".overheard" / "warehouse.duckdb"
    warehouse.unlink()
    assert overheard("analyze", cwd=root).returncode == 0, "all of landing is there"
    assert reviews(root) == 40
    warehouse.unlink()
    shutil.rmtree(root / ".overheard" / "landing")
    before = current_build(root / ".overheard")
    refused = overheard("run", cwd=root)
    assert (refused.returncode, "expected the warehouse" in refused.stderr) == (1, True), refused.stderr
    assert not warehouse.exists()
    assert current_build(root / ".overheard") == before


def test_a_build_that_is_gone_is_replaced_by_the_one_kept_before(root: Path) -> None:
    first = current_build(root / ".overheard")
    assert overheard("analyze", cwd=root).returncode == 0
    second = current_build(root / ".overheard")
    assert first is not None
    assert second is not None
    second.unlink()
    done = overheard("export", "swot", "--to", "swot.json", cwd=root)
    assert done.returncode == 0, done.stderr
    assert current_build(root / ".overheard") == first
    assert f"found {second.name}, which is gone" in overheard("status", cwd=root).stdout


def test_a_newer_build_asks_for_a_newer_program(root: Path) -> None:
    build = current_build(root / ".overheard")
    with duckdb.connect(str(build)) as connection:
        connection.execute("UPDATE build_info SET schema_version = 9999")
    for command in (("export", "swot", "--to", "swot.json"), ("status",), ("doctor",)):
        done = overheard(*command, cwd=root)
        said = done.stdout + done.stderr
        assert "update Overheard" in said, command
        assert "overheard analyze" not in said.split("update Overheard")[0].rpartition("found 9999")[2]


def test_files_are_the_users_own(root: Path) -> None:
    (root / ".overheard" / "warehouse.duckdb").chmod(0o644)  # as an earlier version made it
    assert overheard("analyze", cwd=root).returncode == 0
    for path in (root / ".overheard", *(root / ".overheard").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_clocks_of_sites_bear_witness_against_ours(web: LocalWeb, tmp_path: Path) -> None:
    def answer(body: str, ago: timedelta) -> Answer:
        date = format_datetime(datetime.now(UTC) - ago, usegmt=True)
        return Answer(f"HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: text/html\r\n\r\n{body}".encode(), whole=True)

    hosts = [web.host() for _ in range(3)]
    faqs = [f"{host.url}/faq" for host in hosts]
    workspace(tmp_path, {"Acme": {"site": f"{hosts[0].url}/", "faqs": faqs}}, hosts)
    for ago, code in ((timedelta(days=20), 1), (timedelta(hours=3), 0)):
        for host in hosts:
            host.routes |= dict.fromkeys(("/robots.txt", "/faq", "/"), answer(FAQ, ago))
        done = overheard("run", cwd=tmp_path)
        assert (done.returncode, "by the clocks of the sites asked" in done.stderr) == (code, bool(code)), done.stderr
        assert (current_build(tmp_path / ".overheard") is None) == bool(code)
        assert bool(landed(tmp_path, "faq")) == (not code), "what was read by a wrong clock is left out"
    asked = overheard("run", "--confirm", cwd=tmp_path)
    assert asked.returncode == 0, asked.stderr


@pytest.mark.parametrize("days", [-10, 10])
def test_reviews_read_by_a_wrong_clock_do_not_count_twice(web: LocalWeb, tmp_path: Path, days: int) -> None:
    """The dates of a page lie in the future of a clock that is behind, and its cursors in the past of one that was ahead."""
    hosts = [web.host() for _ in range(3)]
    for number, host in enumerate(hosts):
        markup = review_page(f"Acme {number}", 12)
        host.routes["/reviews"] = markup.replace("2026-10-01", f"{utc_now() - timedelta(days=2):%Y-%m-%d}")
    hosts[0].routes["/"] = "<title>Acme</title><p>We roast coffee every day of the week, for you.</p>"
    pages = [f"{host.url}/reviews" for host in hosts]
    workspace(tmp_path, {"Acme": {"site": f"{hosts[0].url}/", "reviews": pages, "faqs": []}}, hosts)
    state = tmp_path / ".overheard"
    assert overheard("run", cwd=tmp_path).returncode == 0
    before = {path.name: path.read_bytes() for path in (state / "state").glob("*.json")}
    command = [sys.executable, "-m", "tests.overheard.soak.at_moment", str(days * 86_400), "run"]
    wrong = subprocess.run(
        [*command, "--workspace", str(tmp_path)], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip
    assert (wrong.returncode, "by the clocks of the sites" in wrong.stderr) == (1, True), wrong.stderr
    assert {path.name: path.read_bytes() for path in (state / "state").glob("*.json")} == before
    assert overheard("run", cwd=tmp_path).returncode == 0
    assert reviews(tmp_path) == 36
