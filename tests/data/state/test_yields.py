"""A collapse is flagged, a slow change is not, and a lasting new yield becomes the norm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.state.yields import COLLAPSE, ENOUGH, Yields


def judged(state: Path, sequence: list[int], field: list[float] | None = None) -> list[bool]:
    yields = Yields(state)
    shares = field or [1.0] * len(sequence)
    flags = [yields.judge("page", n, {"rating": share}) is not None for n, share in zip(sequence, shares, strict=True)]
    yields.save()
    return flags


def test_a_collapse_is_flagged_until_it_is_the_norm(tmp_path: Path) -> None:
    assert judged(tmp_path, [20] * 5 + [2] * 5) == [False] * 5 + [True] * 3 + [False] * 2


def test_small_pages_and_slow_changes_are_not(tmp_path: Path) -> None:
    assert not any(judged(tmp_path / "a", [3, 0, 2, 0, 4]))
    assert not any(judged(tmp_path / "b", [40, 35, 30, 26, 22, 18, 15]))


def test_a_lost_field_is_flagged(tmp_path: Path) -> None:
    assert judged(tmp_path, [20, 20, 20], [1.0, 0.95, 0.0]) == [False, False, True]


def test_the_memory_outlives_the_crawl(tmp_path: Path) -> None:
    assert judged(tmp_path, [20]) == [False]
    assert judged(tmp_path, [1]) == [True]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', "[" * 200_000])
def test_a_damaged_memory_is_put_aside_and_stops_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "state" / "yields.json"
    file.parent.mkdir()
    file.write_text(content)
    Yields(tmp_path).save()
    assert json.loads(file.read_text()) == {}
    assert file.with_name("yields.json.damaged").read_text() == content


def test_no_address_of_a_person_is_remembered(tmp_path: Path) -> None:
    memory = Yields(tmp_path)
    memory.judge("faqs https://a.example/?mail=jane%40b.example", 3, {})
    memory.save()
    assert "jane" not in (tmp_path / "state" / "yields.json").read_text()


@given(st.lists(st.integers(min_value=0, max_value=500), min_size=2, max_size=12))
def test_no_page_is_flagged_that_yields_as_much_as_ever(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[int]
) -> None:
    flags = judged(tmp_path_factory.mktemp("y"), sequence)
    for n, flagged in enumerate(flags):
        if flagged:
            assert sequence[n] < COLLAPSE * max(sequence[:n])
            assert max(sequence[:n]) >= ENOUGH
