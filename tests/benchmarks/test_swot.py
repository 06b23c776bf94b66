"""Short versions of the benchmarks of the SWOT: `swot_null.py` and `swot_power.py` on a few markets and draws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.figures.gaps import DRIVER, TESTED, gap_row
from benchmarks import night_rules, swot_agreement, swot_null, swot_power
from benchmarks.markets import losses
from benchmarks.markets.labelled import LANGUAGES, NOW, SITES, Shape, inputs_of, market, workspace_of
from benchmarks.markets.people import Reviews
from benchmarks.markets.results import kept, resumed, sliced
from benchmarks.markets.written import Shape as Written
from benchmarks.markets.written import planted_gap, written
from data.warehouse import open_warehouse


def test_a_market_is_that_of_its_seed_and_has_what_disturbs() -> None:
    shape = Shape(brands=2)
    rows = market(shape, 3)
    assert rows == market(shape, 3)
    assert rows != market(shape, 4)
    reviews = rows.reviews
    assert {row["source"] for row in reviews} == set(SITES)
    assert {row["language"] for row in reviews} == set(LANGUAGES)
    assert any(row["author_key"] is None for row in reviews)
    assert len({row["body"] for row in reviews}) < len(reviews)  # copies
    assert {row["layer"] for row in reviews} <= {"import", "jsonld"}


def test_null_markets_have_no_line_and_a_planted_difference_has(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / ".overheard") as con:
        false = [swot_null.fast(con, case) for case in (1, 2)]
        assert all(result["tests"] > 5 for result in false)
        assert [line for result in false for line in result["lines"]] == []
        shape = Shape(
            brands=2, drivers=("delivery", "empathy"), authors=(250, 300), effects={("brand00", "delivery"): 2.0}
        )
        found = swot_null.tested(swot_null.Findings(inputs_of(con, workspace_of(shape), market(shape, 5))))
        better = {line.brand for line in found if line.rule == "S1" and line.topic == "delivery"}
        assert better == {"brand00"}


def test_what_was_planted_in_texts_can_be_compared() -> None:
    said = written(Written(brands=2, effects={(0, "delivery"): 2.0}), 1).said
    sides = [[each for each in said if each.brand == brand and each.driver == "delivery"] for brand in (0, 1)]
    gap = planted_gap(*sides)
    assert gap is not None
    assert gap.gap > 0.5


@pytest.mark.parametrize(
    ("claims", "needed", "of", "shown"),
    [
        ([["a"], [], ["a"]], 1, 1, True),
        ([["a"], [], ["a"]], 2, 2, False),
        ([["a"], [], ["a"]], 2, 3, True),
        ([["a"], ["b"], []], 2, 3, False),
    ],
)
def test_a_claim_must_be_made_often_enough(claims: list[list[str]], needed: int, of: int, shown: bool) -> None:
    assert swot_null.ever(claims, needed, of) is shown


def test_a_run_is_sliced_and_taken_up_again(tmp_path: Path) -> None:
    assert sliced(range(5), "2/3") == [1, 4]
    with pytest.raises(ValueError, match="--slice 3/2"):
        sliced(range(5), "3/2")
    ran: list[int] = []

    def run(case: int) -> dict[str, int]:
        ran.append(case)
        return {"square": case * case}

    resumed(tmp_path / "x.1of2.jsonl", [1, 2], run)
    with (tmp_path / "x.2of2.jsonl").open("a") as file:
        file.write('{"case": 3, "squ')  # stopped while writing
    found = resumed(tmp_path / "x.1of2.jsonl", [1, 2, 3], run)
    assert found == [{"case": n, "square": n * n} for n in (1, 2, 3)]
    assert ran == [1, 2, 3]
    assert [result["case"] for result in kept(tmp_path / "x.1of2.jsonl")] == [1, 2, 3]


def test_power_and_signs_on_a_few_draws() -> None:
    found = swot_power.power(swot_power.CASES[0], 12)
    assert found["draws"] == 12
    assert found["found"] > 8
    assert found["wrong"] == 0
    assert swot_power.power(swot_power.Case(1, 0.0, 300, 0.0), 12)["found"] <= 1


def test_other_tests_find_a_large_difference_too() -> None:
    values = swot_power.draw(swot_power.Case(1, 0.55, 200, 0.0), np.random.default_rng(1))
    for decide in swot_power.METHODS.values():
        assert decide(values, np.random.default_rng(2))[swot_power.DRIVERS[0]] == 1


def test_lines_are_held_against_what_people_say() -> None:
    better = replace(
        gap_row(swot_power.EDITION, DRIVER, "a", "b", "delivery"),
        gap=0.4, low=0.2, high=0.6, q=0.0001, p=0.0001, n_own=50, n_other=50, status=TESTED,
    )  # fmt: skip
    said = replace(better, topic="empathy", low=-0.1, q=0.3)
    claim = swot_agreement.Claim("S1", "a", "b", "driver", "delivery")
    sides = swot_agreement.Sides(
        our_lines=[claim, replace(claim, rule="W1"), replace(claim, topic="empathy")],
        our_gaps={("driver", "a", "b", "delivery"): 0.1},
        their_lines=[claim, replace(claim, brand="b", rule="W1")],
        their_gaps={("driver", "a", "b", row.topic): row for row in (better, said)},
        alike={"delivery": frozenset({"delivery", "price_value"})},
    )
    found = swot_agreement.agreement(sides)
    assert (found.confirmed, found.contradicted, found.open) == (1, 1, 1)
    assert (found.found, found.proven) == (1, 2)
    assert (found.ordered, found.pairs, found.not_compared) == (1, 1, 0)
    assert len(found.said) == 2


def test_what_is_lost_is_told_by_what_is_read_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shape = Shape(brands=2, drivers=("delivery", "empathy"), authors=(250, 300), effects={("brand00", "delivery"): 2.0})
    rows = market(shape, 5)
    said: dict[str, list[tuple[tuple[str, ...], int]]] = {str(row["review_id"]): [] for row in rows.reviews}
    for row in rows.opinions:
        said[row["record_id"]].append(((row["driver"],), row["label"]))
    # The product reads every text right as a whole, and never names the driver that differs.
    read = [
        row
        | {
            "driver": "" if row["driver"] == "delivery" else row["driver"],
            "text_label": int(np.sign(sum(label for _, label in said[row["record_id"]]))),
        }
        for row in rows.opinions
    ]
    with open_warehouse(tmp_path / ".overheard") as con:
        reviews = Reviews(
            con=con, space=workspace_of(shape), frame=pd.DataFrame(rows.reviews), read=read,
            said={review: tuple(aspects) for review, aspects in said.items()},
            validated=frozenset({("en", "reviews"), ("vi", "reviews")}), until=NOW,
        )  # fmt: skip
        proven = [line for line in reviews.made_of(reviews.people()).lines if line.topic == "delivery"]
        made = dict(losses.stages(reviews))
        alike = {"delivery": frozenset({"delivery"})}
        losses.report(reviews, proven, alike, lambda line, ours: line in ours)
    assert {(line.rule, line.brand) for line in proven} == {("S1", "brand00"), ("W1", "brand01")}
    assert set(proven) <= set(made["people's labels, drivers told apart"].lines)
    assert set(proven).isdisjoint(made["... and missed"].lines)
    assert set(proven) <= set(made["of people's labels, our sentiment alone"].lines)
    assert losses.why_not(proven[0], made["as read"], alike) == "never compared"
    assert "never compared 2" in capsys.readouterr().out


def test_rules_for_nights_find_and_show_what_they_should() -> None:
    rng = np.random.default_rng(1)
    seen = night_rules.looks(swot_power.Case(2, 0.3, 300, 0.0), 100, 1, rng)
    null = night_rules.looks(swot_power.Case(2, 0.0, 300, 0.0), 100, night_rules.NIGHTS, rng)
    alone, made = (night_rules.each_night, night_rules.made_at(0.015))
    assert night_rules.power(seen, alone) >= night_rules.power(seen, made) > 0.85
    assert night_rules.ever(null, alone) >= night_rules.ever(null, made)
    assert night_rules.ever(null, made) >= night_rules.ever(null, night_rules.lower_alpha(0.015))
    assert night_rules.power(seen, night_rules.any_time) < night_rules.power(seen, made)
