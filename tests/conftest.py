"""Fixtures that all rooms share."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from crawlers.fetching.browser.find import find_browser
from tests.site.server import LocalWeb

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
MAIN = sys.modules["__main__"]
SLOW = (
    "benchmarks/",
    "cases/test_visits.py",
    "crawlers/extract/test_time.py",
    "dashboard/views/test_app",
    "overheard/commands/",
    "overheard/soak/",
    "overheard/demo/test_demo_swot.py",
    "overheard/test_",
)
"""Files and rooms, below tests/, whose tests start commands, crawls, browsers or apps, or measure a lot."""
THOROUGH = (
    "analysis/claims/",
    "analysis/pipeline/",
    "analysis/reading/",
    "crawlers/sources/test_networks.py",
    "dashboard/",
    "data/load/",
    "overheard/demo/",
)
"""Those whose tests run whole analyses, loads, market, decks or hostile sizes in this process: too long for every change."""
ONCE = re.compile(r"scope=\"(?:module|class|package)\"")
LONGEST = ("test_killed_at_seeded_points", "test_nothing_fell_below_its_floor")
"""Tests that are begun first: minutes each."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", type=int, default=0, help="rounds of the kill test (make soak)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow, and puts it first, so that the workers of pytest-xdist end together."""
    for item in items:
        if item.path.relative_to(TESTS).as_posix().startswith((*SLOW, *THOROUGH)):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: (not item.nodeid.endswith(LONGEST), item.get_closest_marker("slow") is None))


class ByFile(LoadScopeScheduling):
    """Deals the tests out to the workers of pytest-xdist: the slow ones one by one; of all other files, and of those that make
    something once for all their tests, a file to a worker."""

    def _split_scope(self, nodeid: str) -> str:
        name, _, _ = nodeid.partition("::")
        path = name.removeprefix(f"{TESTS.name}/")
        return nodeid if path.startswith(SLOW) and not _shares(TESTS / path) else name


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """The scheduler of ByFile, whatever --dist says."""
    return ByFile(config, log)


@cache
def _shares(path: Path) -> bool:
    """Whether a fixture of a file of tests is made once for all of them."""
    return ONCE.search(path.read_text(encoding="utf-8")) is not None


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    """A local web that is gone after the test."""
    made = LocalWeb()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages and texts, or a skip that says why."""
    folder = Path(os.environ.get("OVERHEARD_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not (folder / "INDEX.tsv").is_file():
        pytest.skip(f"no corpus at {folder}; name its folder in OVERHEARD_CORPUS")
    return folder


def cases_folder() -> Path | None:
    """The folder of inputs that real use broke, beside the corpus or as OVERHEARD_CASES names it; None where it is absent."""
    folder = Path(os.environ.get("OVERHEARD_CASES") or ROOT.parent / "shared" / "cases")
    return folder if (folder / "INDEX.tsv").is_file() else None


@pytest.fixture(scope="session")
def browser() -> Path:
    """A Chromium, or a skip that says how to get one."""
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium; `make install` gets one")
    return path


@pytest.fixture(autouse=True)
def main_stays() -> Iterator[None]:
    """A page tested in this process leaves its script as `__main__`, and processes that later tests spawn would run it."""
    sys.modules["__main__"] = MAIN
    yield
    sys.modules["__main__"] = MAIN
