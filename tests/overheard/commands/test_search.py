"""`overheard search` prints what the app finds, and refuses what cannot be searched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.reports.queries import open_build
from dashboard.reports.texts import Limits, search_texts
from data.errors import ConfigError
from data.publish import current_build
from overheard.commands.search import SearchRequest, as_json, as_text, run_search
from tests.analysis.builder import workspace
from tests.sample_build import write_sample_build


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("searched")
    write_sample_build(workspace(root).state_dir)
    return root


def test_the_command_finds_what_the_app_finds(root: Path) -> None:
    space = workspace(root)
    path = current_build(space.state_dir)
    assert path is not None
    found = run_search(space, SearchRequest("refund", kind="review", last_day="2026-10-01", sort="newest", limit=3))
    limits = Limits(kind="review", last_day=found.limits.last_day)
    assert found == search_texts(open_build(path), "refund", limits, sort="newest", limit=3)
    told = json.loads(as_json(found))
    assert told["schema"] == "overheard.search/1"
    assert told["found"] == found.found > 3
    assert [hit["record_id"] for hit in told["hits"]] == [hit.record_id for hit in found.hits]
    lines = list(as_text(found))
    assert lines[0].startswith(f"refund: in {found.found} of ")
    assert all(any(hit.url in line for line in lines) for hit in found.hits)
    assert lines[-1] == f"{found.found - 3} more: --skip 3"


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (SearchRequest("!"), "search: expected a word"),
        (SearchRequest("refund", first_day="soon"), "--from: expected a day such as 2026-10-31, found 'soon'"),
        (SearchRequest("refund", sort="worst"), "sort: expected one of best, newest, found 'worst'"),
        (SearchRequest("refund", source="nowhere.example"), "source: expected one of"),
    ],
)
def test_what_cannot_be_searched_is_a_wrong_call(root: Path, request_: SearchRequest, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        run_search(workspace(root), request_)


def test_nothing_can_be_searched_before_the_first_publication(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing is published yet"):
        run_search(workspace(tmp_path), SearchRequest("refund"))
