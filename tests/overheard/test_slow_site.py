"""A site that answers a byte now and then: it costs the crawl its own time, and nobody else's."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment, landed
from tests.overheard.test_crawl import FAQ, workspace
from tests.site.server import Answer, Host, LocalWeb

PAGES = [f"/{n}" for n in range(6)]


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Set when the test is over: what trickles then ends."""
    event = threading.Event()
    yield event
    event.set()


def trickling(over: threading.Event) -> Answer:
    """A page that never ends and never breaks off."""

    def bytes_now_and_then() -> Iterator[bytes]:
        yield FAQ[:-7].encode()
        while not over.wait(0.1):
            yield b" "

    return Answer(bytes_now_and_then)


def crawl(root: Path, **settings: float) -> None:
    """The FAQ spider with a site's time in seconds: what overheard.toml sets is a minute at least."""
    more = [argument for name, value in settings.items() for argument in ("-s", f"OVERHEARD_{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "faqs", "-a", f"workspace={root}", *more], cwd=ROOT,
        env=environment(root), capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def outcomes(root: Path, host: Host) -> set[tuple[str, str]]:
    """(status, what the reason names) of the visits to a host."""
    return {
        (visit["status"], "site_minutes" if "crawl.site_minutes" in visit.get("reason", "") else "")
        for visit in landed(root, "visit")
        if visit["url"].startswith(host.url)
    }


def test_a_slow_site_costs_its_own_time_only(web: LocalWeb, tmp_path: Path, over: threading.Event) -> None:
    slow, quick, last = web.host(), web.host(), web.host()
    slow.routes |= dict.fromkeys(PAGES, trickling(over))
    for host in (quick, last):
        host.routes |= dict.fromkeys(PAGES, FAQ)
    brands: dict[str, dict[str, object]] = {
        name: {"site": f"{host.url}/", "faqs": [host.url + path for path in PAGES]}
        for name, host in (("Slow", slow), ("Quick", quick), ("Last", last))
    }
    workspace(tmp_path, brands, [slow, quick, last])
    crawl(tmp_path, SITE_SECONDS=5)
    assert len(landed(tmp_path, "visit")) == 3 * len(PAGES)
    assert outcomes(tmp_path, slow) == {("partial", "site_minutes")}
    assert outcomes(tmp_path, quick) == outcomes(tmp_path, last) == {("observed", "")}
    assert sum(n for path, n in slow.requests.items() if path != "/robots.txt") == 1, "its time is gone with one page"
    assert {record["brand"] for record in landed(tmp_path, "faq")} == {"quick", "last"}


def test_time_that_a_site_was_well_used_for_is_kept(web: LocalWeb, tmp_path: Path, over: threading.Event) -> None:
    host, other = web.host(), web.host()
    host.routes |= dict.fromkeys(PAGES, FAQ) | {PAGES[3]: trickling(over)}
    other.routes |= dict.fromkeys(PAGES, FAQ)
    brands: dict[str, dict[str, object]] = {
        name: {"site": f"{each.url}/", "faqs": [each.url + path for path in PAGES]}
        for name, each in (("A", host), ("B", other))
    }
    workspace(tmp_path, brands, [host, other])
    crawl(tmp_path, SITE_SECONDS=5)
    visits = {visit["url"].removeprefix(host.url): visit["status"] for visit in landed(tmp_path, "visit")}
    assert [visits[path] for path in PAGES] == ["observed"] * 3 + ["partial"] * 3
    assert outcomes(tmp_path, other) == {("observed", "")}
