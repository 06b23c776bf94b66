"""Real result pages of 2014-2026 against their truth: engine, state, and the order of the first ten organic results."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from benchmarks.scoring.corpus import html_entries
from benchmarks.scoring.rankings import KINDS, Result, measure
from crawlers.extract.page import parse_page
from crawlers.extract.rankings import UNKNOWN, read_result_page
from tests.conftest import ROOT

CORPUS = Path(os.environ.get("OVERHEARD_CORPUS") or ROOT.parent / "shared" / "corpus")
WRONG_AT_MOST = {"google": 1, "bing": 0, "duckduckgo": 0, "yandex": 0}
"""Pages per engine whose first ten may be wrong."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "serp").is_dir(), reason=f"no result pages in {CORPUS}; set OVERHEARD_CORPUS"),
]


@cache
def results() -> tuple[Result, ...]:
    return tuple(measure(CORPUS, entry) for entry in html_entries(CORPUS, "serp"))


@pytest.mark.parametrize("engine", sorted(WRONG_AT_MOST))
def test_first_ten_organic_results(engine: str) -> None:
    known = [result for result in results() if result.engine == engine and result.order is not None]
    assert len(known) >= (20 if engine == "google" else 5)
    wrong = [f"{result.file}\n{result.diff}" for result in known if not result.order]
    assert len(wrong) <= WRONG_AT_MOST[engine], f"{len(wrong)} of {len(known)} pages wrong:\n" + "\n".join(wrong)


def test_engine_and_state_of_every_page() -> None:
    wrong = [f"{result.file}\n{result.diff}" for result in results() if not result.recognised]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", sorted(set(KINDS.values())))
def test_other_kinds_of_google(kind: str) -> None:
    counts = [result.kinds[kind] for result in results() if kind in result.kinds]
    right, found, true = (sum(getattr(c, name) for c in counts) for name in ("right", "found", "true"))
    assert (right, found) == (true, true)


def test_no_other_page_is_read_as_results() -> None:
    others = [entry for entry in html_entries(CORPUS) if entry.kind != "serp"][::5]
    for entry in others:
        result = read_result_page(parse_page((CORPUS / entry.file).read_bytes(), entry.url))
        assert (result.status, result.rankings) == ("failed", []), entry.file
        assert result.engine == UNKNOWN, entry.file
