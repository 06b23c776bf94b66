"""What a crawl finds far less of than usual is stale, with the date of the last good crawl, until it recovers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.state.health import Found, judge_crawl, stale_kinds

START = datetime(2026, 11, 1, 2, 0)
KEY = ("acme", "reviews")


def judged(state: Path, night: int, items: int, rating: float = 1.0) -> list[tuple[bool, datetime | None]]:
    found = {KEY: Found(items, {"rating": rating})}
    stale = judge_crawl(state, ["acme"], found, START + timedelta(days=night))
    assert [(each.since, each.good_at) for each in stale] == [(each.since, each.good_at) for each in stale_kinds(state)]
    return [(each.new, each.good_at) for each in stale]


def test_a_collapse_is_new_once_and_dated_by_the_last_good_crawl(tmp_path: Path) -> None:
    assert [judged(tmp_path, night, 100 + night) for night in range(3)] == [[], [], []]
    good = START + timedelta(days=2)
    assert judged(tmp_path, 3, 4) == [(True, good)]
    assert judged(tmp_path, 4, 5) == [(False, good)]
    (stale,) = stale_kinds(tmp_path)
    assert stale.since == START + timedelta(days=3)
    assert stale.describe() == (
        "reviews of acme: 5 found where 101 were usual: pages of its site may have changed their layout, or are gone; "
        "what is shown is of 2026-11-03"
    )
    assert judged(tmp_path, 5, 98) == []
    assert judged(tmp_path, 6, 3) == [(True, START + timedelta(days=5))]


@pytest.mark.parametrize("rating", [0.0, 0.2])
def test_a_lost_field_is_a_collapse(tmp_path: Path, rating: float) -> None:
    judged(tmp_path, 0, 100)
    assert judged(tmp_path, 1, 100, rating) == [(True, START)]
    assert stale_kinds(tmp_path)[0].reason.startswith("rating missing in")


def test_what_lasts_becomes_the_norm_after_half_of_what_is_remembered(tmp_path: Path) -> None:
    flags = [bool(judged(tmp_path, night, 100 if night < 15 else 10)) for night in range(30)]
    assert flags == [False] * 15 + [True] * 8 + [False] * 7


def test_what_was_not_read_whole_is_not_judged(tmp_path: Path) -> None:
    judged(tmp_path, 0, 100)
    judged(tmp_path, 1, 2)
    assert len(judge_crawl(tmp_path, ["acme"], {}, START + timedelta(days=2))) == 1, "it stays as it was"
    assert judge_crawl(tmp_path, ["beta"], {}, START) == [], "a brand that left the workspace is forgotten"


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    judged(tmp_path, 0, 100)
    path = tmp_path / "state" / "health.json"
    path.write_text("{")
    assert stale_kinds(tmp_path) == []
    assert path.with_name("health.json.damaged").read_text() == "{"
