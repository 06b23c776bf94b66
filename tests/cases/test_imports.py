"""Files of the folder of cases, imported as its list says: what must land, and what must be said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import cases_folder
from tests.overheard.imported import Imported, import_file

AUTO = ("--brand", "Teahouse", "--mapping", "auto")


def bodies(*expected: str) -> Callable[[Imported], bool]:
    return lambda done: done.column("body") == list(expected)


RIGHT: dict[str, tuple[str, str, tuple[str, ...], Callable[[Imported], bool]]] = {
    "I06": (
        "reviews", "reviews_translated.jsonl", AUTO,
        bodies("Sriubos laukėme per ilgai.", "Die Bedienung war sehr aufmerksam.", "พนักงานตะคอกใส่เรา"),
    ),
    "I08": (
        "reviews", "reviews_ratings_in_words.csv", AUTO,
        lambda done: done.column("rating") == [4.5, 4.5, 4.5, 4.5, 5, 8, 4, 3, 4, None, 5, 4, 4, 5],
    ),
    "I09": (
        "reviews", "reviews_zero_is_none.csv", AUTO,
        lambda done: done.column("rating").count(None) == 4 and len(done.rows) == 20 and "rating: 4 of 0" in done.said,
    ),
    "I23": (
        "surveys", "survey_labelled_scores.csv", AUTO,
        lambda done: [(row["metric"], row["score"]) for row in done.rows]
        == [("nps", 8), ("csat", 5), ("nps", 7), ("csat", 4), ("nps", 0), ("csat", 1)],
    ),
    "I27": (
        "reviews", "reviews_markup.csv", AUTO[:2],
        bodies(
            "Great tea\n\nTerrible delivery & slow support", "Line one\nLine two 'quoted' <3",
            "Bold leaves https://x.example/a?b=1&c=2",
        ),
    ),
    "V01": (
        "surveys", "survey_name_in_comment.csv", AUTO[:2],
        lambda done: not any(name in done.rows[0]["comment"] for name in ("Quinby", "Farrow")),
    ),
}  # fmt: skip
"""Case -> kind, file, options, and what must hold of what came of it."""


@pytest.mark.parametrize("case", RIGHT)
def test_case(case: str, tmp_path: Path) -> None:
    folder = cases_folder()
    if folder is None:
        pytest.skip("no folder of cases; name it in OVERHEARD_CASES")
    kind, name, options, holds = RIGHT[case]
    done = import_file(tmp_path, kind, folder / "imports" / name, *options)
    assert holds(done), (done.rows, done.said)
