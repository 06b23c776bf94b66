"""Search volumes as keyword tools export them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cells.errors import RowError
from data.cells.volumes import told, volume
from data.kinds.keyword import Keyword
from data.kinds.mystery_shop import MysteryShop
from tests.data.imports.test_imports import read, write


@pytest.mark.parametrize(
    ("cell", "searches"),
    [("1,900", 1900), ("1.900", 1900), (880, 880), ("0", 0), ("1K", 1000), ("1,5K", 1500), ("1.5k", 1500), ("2M", 2_000_000),
     ("10-100", 32), ("10K – 100K", 31623), ("10K—100K", 31623), ("1.000 - 10.000", 3162), ("10 to 100", 32), ("0 - 10", 3),
     ("<10", 3), ("≤ 10", 3), (">1000", 1000), ("100K+", 100_000), ("10 tūkst. – 100 tūkst.", 31623), ("1 Tr – 10 Tr", 3162278),
     ("1 หมื่น – 1 แสน", 31623), ("-", None), ("–", None), ("n/a", None)],
)  # fmt: skip
def test_volumes(cell: object, searches: int | None) -> None:
    assert volume(cell) == searches


@pytest.mark.parametrize("cell", ["many", "100-10", "10-100-1000", "1.2.3K", "-5", "10X", "<", "<<10", "+", ""])
def test_what_is_no_volume_is_told(cell: str) -> None:
    with pytest.raises(RowError, match="expected"):
        volume(cell)


@settings(deadline=None)
@given(low=st.integers(0, 10**6), more=st.integers(0, 10**6), sign=st.sampled_from(["-", " – ", " to "]))
def test_a_range_lies_between_its_ends(low: int, more: int, sign: str) -> None:
    found = volume(f"{low}{sign}{low + more}")
    assert found is not None
    assert max(low, 1) <= found <= max(low + more, 1)


@settings(deadline=None)
@given(st.text(max_size=90))
def test_no_cell_breaks_the_reader(cell: str) -> None:
    with suppress(RowError):
        volume(cell)
    told([cell])


def test_what_was_estimated_is_told() -> None:
    assert told(["10", "1K", "-"]) == ""
    assert told(["10", "10K – 100K", "<10"]).startswith("volume: 2 are ranges")
    assert "'10K – 100K' as 31623" in told(["10K – 100K"])


def test_an_export_of_ranges_is_taken(tmp_path: Path) -> None:
    made, reasons = read(
        write(tmp_path / "k.csv", "keyword,volume\ntea,<10\ncoffee,10K – 100K\ndecaf,-\n,5\n"), "keywords"
    )
    assert [(k.keyword, k.volume) for k in made if isinstance(k, Keyword)] == [
        ("tea", 3),
        ("coffee", 31623),
        ("decaf", None),
    ]
    assert len(reasons) == 1


def test_minutes_to_an_answer_are_a_time_of_answer(tmp_path: Path) -> None:
    rows = "Acme,chat,2026-03-01 10:00,Open?,{}\n"
    text = "brand,channel,asked,question,response_minutes\n" + "".join(
        rows.format(cell) for cell in ("7.5", "", "0", "-1", "999999")
    )
    made, reasons = read(write(tmp_path / "m.csv", text), "mystery-shops")
    waits = [shop.answered_at and shop.answered_at - shop.asked_at for shop in made if isinstance(shop, MysteryShop)]
    assert waits == [timedelta(minutes=7.5), None, timedelta()]
    assert [reason.partition(":")[0] for reason in reasons] == ["response_minutes"] * 2
