"""The benchmark itself, and, where the corpus is, what it measures against the pinned floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.extraction import kinds, main, measure, raised, read_floors, regressions, report
from benchmarks.scoring.corpus import Counts, without_markup
from benchmarks.scoring.faq_truth import broken_versions, marked_pairs
from benchmarks.scoring.faqs import compare
from benchmarks.scoring.negatives import negatives
from benchmarks.scoring.score import Score, f1
from benchmarks.scoring.speed import over_limits

MUST_HOLD = {
    "faqs/markup/*/recall": 1.0,
    "faqs/markup_broken/*/recall": 1.0,
    "faqs/visible/*/f1": 0.92,
    "negatives/faqs/*/false_records": 0.0,
    "reviews/markup/*/recall": 1.0,
    "reviews/visible/*/f1": 0.9,
    "reviews/unlabelled/*/f1": 0.9,
}
PAGE = b"""<html lang=en><title>Help</title><body><h2>FAQ</h2>
<script type="application/ld+json">{"@type": "FAQPage", "mainEntity": [
 {"@type": "Question", "name": "Do you ship abroad?", "acceptedAnswer": {"@type": "Answer", "text": "Yes, to 30 countries."}},
 {"@type": "Question", "name": "Can I pay later?", "acceptedAnswer": {"@type": "Answer", "text": "Within 14 days."}}]}
</script>
<h3>Do you ship abroad?</h3><p>Yes, to 30 countries.</p><h3>Can I pay later?</h3><p>Within 14 days.</p>
<div itemscope itemtype="http://schema.org/Offer"><b itemprop=price>3</b></div></body></html>"""


def score(value: float, better: bool = True, metric: str = "f1", unit: str = "pairs") -> Score:
    return Score("faqs", "visible", "*", metric, value, 10, unit, better)


def test_a_fall_below_the_floor_is_a_regression_and_a_rise_is_none() -> None:
    floors = {"faqs/visible/*/f1": 0.9}
    assert regressions([score(0.91)], floors) == []
    assert len(regressions([score(0.89)], floors)) == 1
    assert "below its floor 0.9000" in regressions([score(0.89)], floors)[0]
    assert regressions([score(0.1, metric="recall")], floors) == []


def test_counts_of_mistakes_have_ceilings() -> None:
    floors = {"faqs/visible/*/false": 2.0}
    assert regressions([score(2, False, "false")], floors) == []
    assert "above its ceiling" in regressions([score(3, False, "false")], floors)[0]


def test_floors_only_rise_unless_a_regression_is_allowed() -> None:
    floors = {"faqs/visible/*/f1": 0.9, "faqs/visible/*/false": 2.0, "kept": 0.5}
    found = [score(0.95678), score(3, False, "false"), score(1.0, metric="new"), score(9, False, "median", "seconds")]
    made = raised(found, floors)
    assert made == {"faqs/visible/*/f1": 0.9567, "faqs/visible/*/false": 2.0, "faqs/visible/*/new": 1.0, "kept": 0.5}
    assert raised([score(0.8)], floors)["faqs/visible/*/f1"] == 0.9
    assert raised([score(0.8)], floors, allow_regression=True)["faqs/visible/*/f1"] == 0.8


def test_report_shows_floor_and_worst_pages() -> None:
    told = Score("faqs", "visible", "*", "f1", 0.5, 4, "pairs", worst=("a.html: 1 right\n    - Q => A",))
    text = report([told], {told.key: 0.4}, worst=3)
    assert "0.5000" in text
    assert "0.4000" in text
    assert "a.html: 1 right" in text
    assert "a.html" not in report([told], {}, worst=0)


def test_unknown_kind_and_missing_corpus_are_wrong_calls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corpus", str(tmp_path)]) == 2
    (tmp_path / "INDEX.tsv").write_text("kind\tfile\n", encoding="utf-8")
    assert main(["--corpus", str(tmp_path), "--only", "nothing"]) == 2
    assert "expected one of" in capsys.readouterr().err


def test_the_kinds_of_the_benchmark() -> None:
    assert {"faqs", "negatives", "speed"} <= set(kinds())
    assert kinds()[-1] == "speed"


def test_stripping_leaves_the_text_and_takes_the_markup() -> None:
    stripped = without_markup(PAGE)
    assert b"ld+json" not in stripped
    assert b"item" not in stripped
    assert b"Do you ship abroad?" in stripped
    assert marked_pairs(stripped) == []


def test_a_page_is_compared_pair_by_pair() -> None:
    truth = marked_pairs(PAGE)
    assert len(truth) == 2
    right = compare("stripped", "page", "en", without_markup(PAGE), "https://page.example/", truth)
    assert right.pairs == Counts(2, 2, 2)
    wrong = compare(
        "stripped", "page", "en", without_markup(PAGE), "https://page.example/", [(truth[0][0], "No."), truth[1]]
    )
    assert wrong.pairs == Counts(1, 2, 2)
    assert wrong.questions == Counts(2, 2, 2)
    assert wrong.diff.count("\n") == 1


def test_markup_is_read_in_every_state_of_disrepair() -> None:
    versions = list(broken_versions(PAGE))
    assert len(versions) >= 10
    for name, body, truth in versions:
        found = compare("markup_broken", name, "en", body, "https://page.example/", truth)
        assert found.pairs.right == 2, name


def test_f1_is_the_harmonic_mean() -> None:
    assert f1(0, 0) == 0
    assert f1(1, 0.5) == pytest.approx(2 / 3)


def test_negatives_are_enough_and_each_page_is_there_once() -> None:
    listed = negatives()
    assert sum("faqs" in negative.kinds for negative in listed) >= 60
    assert len({negative.file for negative in listed}) == len(listed)
    assert len({negative.what for negative in listed}) >= 6


def test_floors_are_written_as_the_tool_writes_them() -> None:
    floors = read_floors()
    assert list(floors) == sorted(floors)
    assert all(floors.get(key, 0.0) >= least for key, least in MUST_HOLD.items() if not key.startswith("negatives"))
    assert json.loads(json.dumps(floors)) == floors


@pytest.mark.corpus
def test_nothing_fell_below_its_floor(corpus: Path) -> None:
    found = measure(corpus.resolve(), [kind for kind in kinds() if kind != "speed"])
    assert regressions(found, read_floors()) == []
    by_key = {score.key: score for score in found}
    for key, least in MUST_HOLD.items():
        value = by_key[key].value
        assert value >= least if by_key[key].higher_is_better else value <= least, key


def test_a_hostile_page_is_measured_by_its_own_parse_too() -> None:
    found = [Score("speed", "hostile", "*", name, value, 9, "times one parse", False) for name, value in
             (("worst", 60.0), ("own", 61.0))]  # fmt: skip
    (line,) = over_limits(found)
    assert line == "speed/hostile/*/own: 61.00 times one parse, expected at most 60"


def test_a_limit_of_speed_that_is_exceeded_is_named() -> None:
    found = [Score("speed", "all", "*", name, value, 9, "times one parse", False) for name, value in
             (("median", 9.0), ("p95", 21.0), ("longest", 9.9))]  # fmt: skip
    (line,) = over_limits(found)
    assert line == "speed/all/*/p95: 21.00 times one parse, expected at most 20"
