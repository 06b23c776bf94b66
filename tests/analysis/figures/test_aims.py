"""Goals and actions: known lines are projected, known effects are found, and nothing is said of too little."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from analysis.figures.aims.actions import NO_MEASURE, OK, action_effects
from analysis.figures.aims.goals import Point, progress, projection
from analysis.figures.gaps import FEW

TODAY, DUE = date(2026, 10, 1), date(2026, 12, 31)


def points(*values: float) -> list[Point]:
    return [Point(TODAY - timedelta(days=30 * back), value) for back, value in enumerate(reversed(values))]


@pytest.mark.parametrize(
    ("values", "target", "baseline", "due", "status"),
    [
        ((), 4.0, 3.0, DUE, "not measured"),
        ((3.0, 4.1), 4.0, 3.0, DUE, "reached"),
        ((3.0, 3.9), 4.0, 3.0, TODAY, "missed"),
        ((3.0, 3.1, 3.2), 4.0, 3.0, DUE, "too few figures to project"),
        ((3.0, 3.2, 3.4, 3.6, 3.8), 4.0, 3.0, DUE, "on track"),
        ((3.0, 3.01, 3.0, 3.01, 3.0), 4.0, 3.0, DUE, "behind"),
        ((3.0, 3.6, 3.1, 3.7, 3.2), 4.0, 3.0, DUE, "open"),
        ((9.0, 8.0, 7.0, 6.0, 5.0), 4.0, 9.0, DUE, "on track"),  # shorter answers are better
        ((9.0, 8.0, 3.0), 4.0, 9.0, DUE, "reached"),
    ],
)
def test_how_a_goal_stands(
    values: tuple[float, ...], target: float, baseline: float | None, due: date, status: str
) -> None:
    assert progress(target, baseline, due, points(*values), TODAY).status == status


def test_a_figure_after_today_is_not_known_yet() -> None:
    later = [*points(3.0, 3.1), Point(TODAY + timedelta(days=1), 9.0)]
    found = progress(4.0, 3.0, DUE, later, TODAY)
    assert found.current is not None
    assert found.current.value == 3.1
    assert found.way == pytest.approx(0.1)


def test_a_projection_holds_what_comes() -> None:
    """Of lines with noise, the 95 % interval holds the next figure in about 95 of 100."""
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        noise = rng.normal(0, 1, 9)
        seen = [Point(date.fromordinal(738000 + 30 * k), 0.1 * k + noise[k]) for k in range(8)]
        found = projection(seen, date.fromordinal(738000 + 30 * 8))
        assert found is not None
        held += found[1] <= 0.8 + noise[8] <= found[2]
    assert 0.92 <= held / 400 <= 0.98


def market(effect: float, n: int, seed: int = 1) -> pd.DataFrame:
    """Stars of three brands over 180 days; from day 90 on all gain 0.2, `acme` `effect` more."""
    rng, start = np.random.default_rng(seed), datetime(2026, 1, 1)
    rows = []
    for brand in ("acme", "beta", "gamma"):
        for day in rng.uniform(0, 180, n):
            gain = 0.2 + (effect if brand == "acme" else 0.0) if day >= 90 else 0.0
            rows.append((brand, start + timedelta(days=day), 3.5 + gain + rng.normal(0, 1)))
    return pd.DataFrame(rows, columns=["brand", "at", "value"])


def done(metric: str | None = "rating") -> pd.DataFrame:
    row = {
        "brand": "acme",
        "title": "t",
        "state": "done",
        "started": None,
        "done": pd.Timestamp(2026, 4, 1),
        "metric": metric,
    }
    return pd.DataFrame([row])


def test_a_known_effect_lies_in_its_interval_and_none_is_found_where_none_is() -> None:
    now = datetime(2026, 6, 30)
    held = [
        found.low <= truth <= found.high
        for truth in (0.0, 0.5)
        for seed in range(60)
        if (found := action_effects(done(), {"rating": market(truth, 300, seed)}, now)[0]).low is not None
        and found.high is not None
    ]
    assert len(held) == 120
    assert 0.88 <= np.mean(held) <= 1


def test_figures_that_never_vary_still_leave_doubt() -> None:
    same = market(0.0, 200).assign(value=0.0)
    (found,) = action_effects(done(), {"rating": same}, datetime(2026, 6, 30))
    assert found.effect == 0
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high


def test_too_little_and_other_measures_say_so() -> None:
    now = datetime(2026, 6, 30)
    assert action_effects(done(), {"rating": market(1.0, 20)}, now)[0].status == FEW
    assert action_effects(done("visits"), {"rating": market(1.0, 300)}, now)[0].status == NO_MEASURE
    assert [e.status for e in action_effects(done(None), {"rating": market(1.0, 300)}, now)] == [OK]
    assert action_effects(done().assign(state="doing"), {"rating": market(1.0, 300)}, now) == []
