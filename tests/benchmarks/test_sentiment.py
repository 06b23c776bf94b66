"""The benchmark of sentiment: what it reads and refuses, and, where the corpus is, its quick tasks against their floors."""

from __future__ import annotations

import gzip
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.sentiment import FLOORS, MEASURES, LabelledSet, main, read_set, resampled

MUST_HOLD = {("en-xlmt_tweets", "macro_f1"): 0.635, ("vi-uit_vsfc", "weighted_f1"): 0.89}


def write(folder: Path, name: str, rows: list[str]) -> Path:
    path = folder / f"{name}.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("label\ttext\tsplit\n" + "".join(f"{row}\n" for row in rows))
    return path


def test_a_text_that_was_learned_from_is_not_measured(tmp_path: Path) -> None:
    rows = ["pos\tplomful\ttrain", "neg\tsnarfed\ttrain", "pos\tplomful\ttest", "q\tis it beige?\ttest"]
    found = read_set(write(tmp_path, "en-made_up", rows))
    assert found.train == [("plomful", 1), ("snarfed", -1)]
    assert found.test == [("is it beige?", 0)]


def test_means_of_raters_near_nought_are_neutral_and_neighbours_stay_together(tmp_path: Path) -> None:
    rows = [f"{mean}\tline {number}\t" for number, mean in enumerate([0.4, -0.5, 2.0] * 100)]
    found = read_set(write(tmp_path, "en-rated", rows))
    assert {label for _, label in found.train + found.test} == {-1, 0, 1}
    assert found.train
    assert found.test
    assert ("line 0", 0) in found.train + found.test
    assert ("line 1", -1) in found.train + found.test
    first = {text for text, _ in found.train}
    assert len({f"line {number}" in first for number in range(24)}) == 1


def test_a_set_can_be_drawn_with_other_shares() -> None:
    rows = [(f"{label} {number}", label) for label in (-1, 0, 1) for number in range(60)]
    found = resampled(LabelledSet("en-even", rows, rows), (0.6, 0.3, 0.1))
    assert Counter(label for _, label in found.train) == {-1: 60, 0: 30, 1: 10}
    assert set(found.train) <= set(rows)


@pytest.mark.slow
def test_a_missed_floor_and_an_empty_folder_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corpus", str(tmp_path)]) == 2
    assert "found none" in capsys.readouterr().err
    # As many labels as texts without any sense: no model can reach the floors of the set whose name this bears.
    rows = [
        f"{('pos', 'neg', 'neu')[number * 7 % 3]}\tThe box {number * 7919 % 1000} is a box\t{'train' if number % 2 else 'test'}"
        for number in range(300)
    ]
    write(tmp_path, "en-xlmt_tweets", rows)
    assert main(["--corpus", str(tmp_path), "--quick"]) == 1
    assert "expected 0." in capsys.readouterr().err


def test_floors_hold_what_was_promised() -> None:
    tasks = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["task"]
    best: dict[tuple[str, str], float] = {}
    for task in tasks:
        assert set(task.get("floors", {})) <= set(MEASURES)
        for measure, floor in task.get("floors", {}).items():
            best[task["set"], measure] = max(floor, best.get((task["set"], measure), 0.0))
    assert {key: best.get(key, 0.0) for key in MUST_HOLD if best.get(key, 0.0) < MUST_HOLD[key]} == {}


@pytest.mark.slow
@pytest.mark.corpus
def test_quick_tasks_hold_their_floors(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--corpus", str(corpus), "--quick"])
    assert code == 0, capsys.readouterr().err
