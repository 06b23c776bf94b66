"""Files in sixty layouts are read right by `--mapping auto`; the others are refused, none is read wrongly."""

from __future__ import annotations

from benchmarks.layouts import LAYOUTS, RIGHT_FLOOR, measure


def test_layouts_are_read_right_or_refused() -> None:
    right, refused, wrong = measure(loud=False)
    assert wrong == []
    assert len(right) >= RIGHT_FLOOR, refused
    assert len(LAYOUTS) >= 60
