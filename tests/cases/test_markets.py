"""Markets of the folder of cases, imported and analysed: which lines come of them, and which must not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases.markets import Found, analysed
from tests.conftest import cases_folder


def nothing(found: Found) -> bool:
    return found.claims == set()


def unsigned_are_counted(found: Found) -> bool:
    leads = [row for row in found.leads if row["status"] == "rests on unsigned records" and row["brand"] == "teahouse"]
    return nothing(found) and bool(leads) and all("30 and 0 of them unsigned" in row["basis"] for row in leads)


def of_72(found: Found) -> bool:
    return nothing(found) and found.gap("teahouse", "*", "delivery")["n_own"] in (71, 72)


RIGHT: dict[str, tuple[str, Callable[[Found], bool]]] = {
    "A01": ("coverage_hole.csv", nothing),
    "A01 whole": ("coverage_whole.csv", nothing),
    "A02": ("copies_under_40_letters.csv", of_72),
    "A03": ("copies_with_tails.csv", of_72),
    "A04": ("pooled_average_with_fourth.csv", nothing),
    "A05": (
        "mean_over_unlike_rivals.csv",
        lambda found: (
            found.claims
            == {
                (brand, rule, topic, rival)
                for topic in ("delivery", "net_sentiment")
                for brand, rule, rival in (("teahouse", "S1", "gamma"), ("beta", "S1", "gamma"), ("gamma", "W1", "*"))
            }
        ),
    ),
    "A06": ("unsigned_reviews.csv", unsigned_are_counted),
    "A07": (
        "gap_of_zero.csv",
        lambda found: (
            nothing(found)
            and all(abs(row["gap"]) >= 0.15 for row in found.leads if row["gap"] is not None)
            and not any(" may " in row["headline"] for row in found.leads)
        ),
    ),
    "A08": (
        "overall_difference.csv",
        lambda found: {("teahouse", "W1", "net_sentiment", "*"), ("teahouse", "W1", "stars", "*")} <= found.claims,
    ),
}
"""Case -> its file and what must hold."""


@pytest.mark.parametrize("case", RIGHT)
def test_case(case: str, tmp_path: Path) -> None:
    folder = cases_folder()
    if folder is None:
        pytest.skip("no folder of cases; name it in OVERHEARD_CASES")
    name, holds = RIGHT[case]
    found = analysed(tmp_path, [(folder / "markets" / name).read_text(encoding="utf-8")])
    assert holds(found), (found.lines, found.leads)
