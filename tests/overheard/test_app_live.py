"""The app while cron works: readable during a run, and it shows the new build without a restart."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from crawlers.fetching.browser.find import launch_arguments
from tests.conftest import ROOT
from tests.overheard.command import SECONDS, environment
from tests.overheard.kill_at import wait_until_reached
from tests.overheard.test_kill import KILL_AT, Market
from tests.site.server import LocalWeb

WAIT = 300_000


@pytest.fixture
def page(browser: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser), args=launch_arguments()[1:])
        context = chromium.new_context()
        context.set_default_timeout(WAIT)
        yield context.new_page()
        chromium.close()


@pytest.mark.browser
def test_readable_during_a_run_and_new_after_it(web: LocalWeb, tmp_path: Path, page: Page) -> None:
    market = Market(web, tmp_path)
    assert market.run().returncode == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "overheard", "dashboard", "--port", str(port)]
    serving = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout is not None
        while "URL" not in (line := serving.stdout.readline()):
            assert line, "the app ended before it served"
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.locator("body")).to_contain_text(f"({2 * market.size} collected)", timeout=WAIT)
        market.grow()
        run = [*KILL_AT, "data.publish:sync_file", "1", "wait", "run", "--workspace", str(tmp_path)]
        with subprocess.Popen(
            run, cwd=ROOT, env=environment(tmp_path),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as working:  # fmt: skip
            wait_until_reached(working)  # all is written but the build
            for name in ("compare", "swot", "health"):
                other = page.context.new_page()
                other.goto(f"http://127.0.0.1:{port}/{name}")
                expect(other.locator("h1")).to_be_visible(timeout=WAIT)
                assert other.locator("[data-testid=stException]").count() == 0
                other.close()
            assert working.poll() is None
            working.communicate("go on\n", timeout=SECONDS)
        assert working.returncode == 0
        expect(page.locator("body")).to_contain_text(f"({2 * market.size} collected)", timeout=WAIT)
    finally:
        serving.terminate()
        serving.wait()
