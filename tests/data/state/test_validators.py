"""What crawls remember of pages that say when they change."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data.state import validators
from data.state.validators import Known, Validators

NOW = datetime(2026, 11, 1, 2, 0)


def known(day: int = 0) -> Known:
    return Known(etag='"1"', read_by="ab", full_at=NOW + timedelta(days=day), lines=["0" * 16], seen={"url": "x"})


def test_a_page_is_remembered_from_crawl_to_crawl(tmp_path: Path) -> None:
    memory = Validators(tmp_path)
    assert memory.get("a") is None
    memory.put("a", known())
    memory.put("b", known())
    memory.drop("b")
    memory.write()
    again = Validators(tmp_path)
    assert (again.get("a"), again.get("b")) == (known(), None)


def test_nothing_to_remember_makes_no_file(tmp_path: Path) -> None:
    Validators(tmp_path).write()
    assert not Validators(tmp_path).path.exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": {}}', '{"a": {"read_by": 1, "full_at": "never"}}'])
def test_a_damaged_file_is_put_aside(tmp_path: Path, content: str) -> None:
    path = Validators(tmp_path).path
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert Validators(tmp_path).get("a") is None
    assert not path.exists()
    assert len(list(path.parent.iterdir())) == 1


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validators, "MAX_PAGES", 3)
    memory = Validators(tmp_path)
    for day in (4, 1, 3, 0, 2):
        memory.put(f"page {day}", known(day))
    memory.write()
    kept = Validators(tmp_path)
    assert [kept.get(f"page {day}") is not None for day in range(5)] == [False, False, True, True, True]
