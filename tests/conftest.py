"""Fixtures that all rooms share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crawlers.fetching.browser import find_browser
from tests.site.server import LocalWeb

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parent.parent
MAIN = sys.modules["__main__"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", type=int, default=0, help="rounds of the kill test (make soak)")


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
