"""Single cells: times in any calendar and order, numbers with either decimal sign, and nothing that breaks a reader."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cells.errors import RowError
from data.cells.numbers import count, number
from data.cells.ratings import rating
from data.cells.times import Times, month
from data.cells.words import flag

NOW = datetime(2026, 11, 22, 4, 0)


def test_times_keep_their_offset_or_are_the_zones() -> None:
    times = Times("dmy", ZoneInfo("Asia/Bangkok"), NOW)
    assert times.read("2026-03-04T10:00:00+02:00") == (datetime(2026, 3, 4, 8), 120)
    assert times.read("2026-03-04 10:00") == (datetime(2026, 3, 4, 3), None)
    assert times.read("4/3/2569 10:00 PM") == (datetime(2026, 3, 4, 15), None)
    assert times.read("2026-03-04") == (datetime(2026, 3, 4), None), "a day alone is no moment to be moved"


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)),
    order=st.sampled_from(["dmy", "mdy"]),
    era=st.booleans(),
)
def test_a_written_date_is_read_back(moment: datetime, order: str, era: bool) -> None:
    moment = moment.replace(microsecond=0)
    first, second = (moment.day, moment.month) if order == "dmy" else (moment.month, moment.day)
    text = f"{first}/{second}/{moment.year + 543 * era} {moment:%H:%M:%S}"
    assert Times(order, ZoneInfo("UTC"), NOW).read(text)[0] == moment
    assert Times("", ZoneInfo("UTC"), NOW).read(moment.replace(tzinfo=UTC).isoformat())[0] == moment


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [("4,5", "", 4.5), ("4.5", "", 4.5), ("1.234,5", "", 1234.5), ("1,234.5", "", 1234.5), ("1,234", "", 1234),
     ("1,234", ",", 1.234),
     ("1 234,5", "", 1234.5), ("1’234", "", 1234), ("2.5K", "", 2500), ("95 %", "", 95), ("-3", "", -3), ("๔", "", 4),
     ("1.234", ",", 1234), (7, "", 7)],
)  # fmt: skip
def test_numbers(cell: object, decimal: str, value: float) -> None:
    assert number(cell, decimal) == value


@given(st.text(max_size=200) | st.text("¹²③४0", max_size=13))
def test_readers_of_cells_refuse_and_never_break(cell: str) -> None:
    times = Times("dmy", ZoneInfo("Asia/Bangkok"), NOW)
    for reader in (number, count, rating, flag, times.read, times.day, lambda text: month(text, times)):
        with suppress(RowError):
            reader(cell)


def test_counts_ratings_months() -> None:
    assert [count(cell) for cell in ("1.234", "1,234,567", "12", 5, "3K")] == [1234, 1234567, 12, 5, 3000]
    assert [rating(cell) for cell in ("4/5", "8 out of 10", "★★★★☆", "4,5")] == [(4, 5), (8, 10), (4, 5), (4.5, None)]
    times = Times("dmy", ZoneInfo("UTC"), NOW)
    assert [month(cell, times) for cell in ("2569-03", "03/2026", "15/3/2026")] == ["2026-03"] * 3


@pytest.mark.parametrize(
    ("cell", "value", "top"),
    [
        ("4.5 out of 5 stars", 4.5, 5), ("4 von 5 Sternen", 4, 5), ("4 žvaigždutės iš 5", 4, 5), ("4,5 / 5", 4.5, 5),
        ("٤/٥", 4, 5),
        ("★★★★½", 4.5, 5), ("●●●●○", 4, 5), ("⭐️⭐️⭐️", 3, None), ("4½", 4.5, None), ("4 1/2", 4.5, None), ("80 %", 80, 100),
        ("FIVE", 5, None), ("vier Sterne", 4, None), ("ห้าดาว", 5, None), ("năm sao", 5, None), ("penkios žvaigždutės", 5, None),
        ("5星", 5, None), ("★ 4.5", 4.5, None), ("5 - Extremely satisfied", 5, None), ("Promoter (9)", 9, None),
        ("5=Sehr zufrieden", 5, None), ("0 – Visai nerekomenduočiau", 0, None), ("👍", 1, 1), ("👎", 0, 1),
        ("Not recommended", 0, 1),
    ],
)  # fmt: skip
def test_ratings_in_the_ways_of_people(cell: str, value: float, top: float | None) -> None:
    assert rating(cell) == (value, top)


@pytest.mark.parametrize("cell", ["N/A", "-", "none", "Not rated", "nėra", "ไม่มี", "keine Angabe", "暂无评分"])
def test_a_cell_may_say_that_there_is_no_rating(cell: str) -> None:
    assert rating(cell) is None


@pytest.mark.parametrize(
    "cell", ["B+", "Excellent", "5 - 10 minutes", "1-2", "page 1 of 5", "4.5 (120 reviews)", True, "2026-10-01"]
)
def test_what_is_no_rating_is_refused(cell: object) -> None:
    with pytest.raises(RowError):
        rating(cell)
