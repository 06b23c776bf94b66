"""Of two wordings of one review the one edited later counts, whatever comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.kinds.review import Review
from data.load import load_landing
from data.warehouse import open_warehouse
from tests.data.load.test_load import T0, land, review

DAY = timedelta(days=1)
QUERY = "SELECT body, rating, edited_at, published_at, fetched_at, layer FROM reviews ORDER BY review_id"


def wording(number: int, edited: int | None, read: int, dated: bool) -> Review:
    """The `number`-th wording of a review, edited and read so many days after the first day (edits before they are read)."""
    return review(
        f"Wording {number}", native_id="7", rating=number % 5 + 1, at=T0 + read * DAY, layer="import",
        edited_at=None if edited is None else T0 + min(edited, read) * DAY, published_at=T0 - 3 * DAY if dated else None,
    )  # fmt: skip


@st.composite
def wordings(draw: st.DrawFn) -> list[list[Review]]:
    """Wordings of a review, no two of them equally late, in files and an order of any kind."""
    times = draw(
        st.lists(
            st.tuples(st.none() | st.integers(0, 9), st.integers(0, 9)),
            min_size=1,
            max_size=5,
            unique_by=lambda pair: (pair[1] if pair[0] is None else min(pair), pair[1]),
        )
    )
    dated = draw(st.booleans())
    made = [wording(number, edited, read, dated) for number, (edited, read) in enumerate(times)]
    files: list[list[Review]] = [[]]
    for one in draw(st.permutations(made)):
        if draw(st.booleans()):
            files.append([])
        files[-1].append(one)
    return files


@settings(max_examples=25)
@given(files=wordings())
def test_any_order_and_any_files_give_the_same_table(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[Review]]
) -> None:
    latest = max(
        (one for file in files for one in file), key=lambda one: (one.edited_at or one.fetched_at, one.fetched_at)
    )
    state = tmp_path_factory.mktemp("any")
    connection = open_warehouse(state)
    for number, file in enumerate(files):
        land(state, f"r{number}", list(file))
        load_landing(connection, state)
    expected = (
        latest.body, latest.rating, latest.edited_at, latest.published_at or latest.edited_at, latest.fetched_at, "import",
    )  # fmt: skip
    assert connection.execute(QUERY).fetchall() == [expected]
    connection.close()


@pytest.mark.parametrize(
    ("edits", "body", "said"),
    [
        ((None, None), "Second.", True),
        ((T0, T0), "Second.", True),
        ((T0, T0 - DAY), "First.", False),
        ((T0 - DAY, T0), "Second.", False),
    ],
)
def test_files_that_do_not_say_which_wording_is_later_are_reported(
    tmp_path: Path, edits: tuple[datetime | None, datetime | None], body: str, said: bool
) -> None:
    fields: dict[str, Any] = {"native_id": "7", "layer": "import"}
    land(tmp_path, "r1", [review("First.", edited_at=edits[0], **fields)])
    land(tmp_path, "r2", [review("Second.", edited_at=edits[1], **fields)])
    connection = open_warehouse(tmp_path)
    lines: list[str] = []
    load_landing(connection, tmp_path, lines.append)
    assert connection.execute("SELECT body FROM reviews").fetchall() == [(body,)]
    assert any("no edit time says which is later" in line for line in lines) == said


def test_a_reply_stays_whichever_wording_comes_first(tmp_path: Path) -> None:
    for name, order in (("a", (0, 1)), ("b", (1, 0))):
        made = [
            review("New.", native_id="7", edited_at=T0),
            review("Old.", native_id="7", edited_at=T0 - DAY, reply_body="Thank you", replied_at=T0 - DAY),
        ]
        connection = open_warehouse(tmp_path / name)
        for number, which in enumerate(order):
            land(tmp_path / name, f"r{number}", [made[which]])
        load_landing(connection, tmp_path / name)
        rows = connection.execute("SELECT body, reply_body, replied_at FROM reviews").fetchall()
        assert rows == [("New.", "Thank you", T0 - DAY)]
        connection.close()
