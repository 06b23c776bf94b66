"""What a changed wording changes: nothing, or what is said."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text.wording import GONE, NEW, same_substance, word_diff

PAIRS = tomllib.loads(Path(__file__).with_name("wording_pairs.toml").read_text(encoding="utf-8"))["pairs"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["b"][:40])
def test_a_cosmetic_change_is_told_from_a_real_one(pair: dict[str, str]) -> None:
    assert same_substance(pair["a"], pair["b"]) is bool(pair["same"])
    assert same_substance(pair["b"], pair["a"]) is bool(pair["same"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_diff_loses_nothing(before: str, after: str) -> None:
    parts = word_diff(before, after)
    assert "".join(text for kind, text in parts if kind != NEW) == before
    assert "".join(text for kind, text in parts if kind != GONE) == after
    assert same_substance(before, before)


def test_a_diff_names_the_words() -> None:
    changed = [
        part for part in word_diff("Return it within 30 days.", "Return it within 14 days.") if part[0] != "same"
    ]
    assert changed == [(GONE, "30"), (NEW, "14")]
    assert (NEW, "7") in word_diff("คืนภายใน 30 วัน", "คืนภายใน 7 วัน")
