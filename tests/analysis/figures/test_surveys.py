"""NPS, CSAT and CES by the design's definitions, each with interval and n."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.figures.surveys.scores import survey_measures
from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from tests.analysis.builder import NOW, keyed, rows_of, warehouse, workspace


def answers(metric: str, scores: list[float], **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "brand": "acme",
            "survey": "autumn",
            "respondent_key": f"r{number}",
            "asked_at": NOW - timedelta(days=3),
            "question": "How was it?",
            "metric": metric,
            "score": score,
            "scale_max": None,
        }
        | more
        for number, score in enumerate(scores)
    ]


def test_they_reach_the_kpis(tmp_path: Path) -> None:
    con = warehouse(tmp_path)
    insert(con, "surveys", answers("nps", [10.0] * 20 + [8.0] * 10 + [6.0] * 10))
    insert(con, "surveys", answers("csat", [5.0] * 24 + [3.0] * 8, scale_max=5.0))
    insert(con, "surveys", answers("ces", [6.0] * 20 + [7.0] * 20, survey="winter"))
    insert(con, "surveys", answers("nps", [0.0] * 50, asked_at=NOW - timedelta(days=200)))
    analyze(con, workspace(tmp_path), NOW)
    kpis = keyed(rows_of(con, "kpis"), "brand", "kpi", "source")
    assert (kpis[("acme", "nps", "*")]["value"], kpis[("acme", "nps", "*")]["n"]) == (pytest.approx(25.0), 40)
    assert kpis[("acme", "nps", "*")]["low"] < 25 < kpis[("acme", "nps", "*")]["high"]
    csat = kpis[("acme", "csat", "autumn")]
    low, high = proportion_confint(24, 32, method="wilson")
    assert (csat["value"], csat["low"], csat["high"]) == (0.75, pytest.approx(low), pytest.approx(high))
    assert kpis[("acme", "ces", "winter")]["value"] == pytest.approx(6.5)
    assert not [key for key in kpis if key[0] == "beta" and key[1] in ("nps", "csat", "ces")]


def test_answers_on_another_scale_are_left_out() -> None:
    frame = pd.DataFrame(answers("nps", [10.0, 9.0]) + answers("nps", [5.0], scale_max=5.0) + answers("nps", [11.0]))
    [total, one] = survey_measures(frame, ["acme"])
    assert (total.value.n, total.value.value, one.survey) == (2, 100.0, "autumn")


@given(st.lists(st.integers(min_value=0, max_value=10), min_size=1, max_size=60))
def test_nps_is_the_share_of_promoters_less_that_of_detractors(scores: list[int]) -> None:
    frame = pd.DataFrame(answers("nps", [float(score) for score in scores]))
    expected = 100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / len(scores)
    assert survey_measures(frame, ["acme"])[0].value.value == pytest.approx(expected)
