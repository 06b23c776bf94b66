"""The statistics against independent computations and against their own invariants."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from analysis.figures.statistics import (
    Sample,
    adjust,
    mean_gap,
    mean_interval,
    normal_quantile,
    share_interval,
    stratified_gap,
    t_quantile,
    welch,
)

A, B, C = ("s1", "en", ""), ("s2", "en", ""), ("s3", "en", "")


def sample(values: list[float], first: int = 0) -> Sample:
    return Sample(np.arange(first, first + len(values)), np.array(values, dtype=float))


def draw(seed: int, n: int, share: float = 0.5) -> list[float]:
    return list(
        np.random.default_rng(seed).choice([-1.0, 0.0, 1.0], n, p=[(1 - share) * 0.7, (1 - share) * 0.3, share])
    )


labels = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=5, max_size=40)


def test_one_stratum_is_welchs_t_test():
    own, other = draw(1, 47), draw(2, 61, 0.3)
    found = welch(stratified_gap({A: sample(own)}, {A: sample(other)}, "o", "r"))
    scipys = stats.ttest_ind(own, other, equal_var=False)
    interval = scipys.confidence_interval(0.95)
    assert found.p == pytest.approx(scipys.pvalue, rel=1e-9)
    assert found.df == pytest.approx(scipys.df, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


def test_strata_are_weighted_by_their_harmonic_size():
    own = {A: sample(draw(3, 40)), B: sample(draw(4, 10), 100)}
    other = {A: sample(draw(5, 20)), B: sample(draw(6, 90), 100)}
    w = np.array([40 * 20 / 60, 10 * 90 / 100])
    gaps = np.array([own[s].mean - other[s].mean for s in (A, B)])
    variances = [own[s].values.var(ddof=1) / own[s].n + other[s].values.var(ddof=1) / other[s].n for s in (A, B)]
    gap = stratified_gap(own, other, "o", "r")
    assert gap.gap == pytest.approx((w * gaps).sum() / w.sum())
    error = math.sqrt((w**2 * variances).sum()) / w.sum()
    found = welch(gap)
    assert (found.high - found.low) / 2 == pytest.approx(stats.t.ppf(0.975, found.df) * error)
    assert (gap.n_own, gap.n_other) == (50, 110)


def test_a_stratum_below_the_minimum_on_either_side_does_not_count():
    own = {A: sample([1.0] * 30), B: sample([-1.0] * 4, 50)}
    other = {A: sample([0.0] * 30), B: sample([1.0] * 30, 50)}
    gap = stratified_gap(own, other, "o", "r")
    assert (gap.gap, gap.n_own, gap.n_other) == (1.0, 30, 30)
    assert stratified_gap({B: own[B]}, {B: other[B]}, "o", "r") is None
    assert stratified_gap({A: own[A]}, {C: other[A]}, "o", "r") is None


def test_the_rivals_mean_counts_shared_own_units_once():
    own = sample(draw(7, 50))
    rivals = [sample(draw(8, 40)), sample(draw(9, 30, 0.2))]
    together = welch(mean_gap([stratified_gap({A: own}, {A: r}, "o", i) for i, r in enumerate(rivals)]))
    parts = [own.values.var(ddof=1) / 50] + [r.values.var(ddof=1) / r.n / 4 for r in rivals]
    error = math.sqrt(sum(parts))
    df = sum(parts) ** 2 / sum(v**2 / (n - 1) for v, n in zip(parts, (50, 40, 30), strict=True))
    assert together.df == pytest.approx(df)
    assert (together.high - together.low) / 2 == pytest.approx(stats.t.ppf(0.975, df) * error)


def test_the_rivals_mean_is_unweighted_and_counts_units():
    own = sample([1.0] * 20 + [0.0] * 20)
    small, large = sample([0.0] * 10 + [0.5] * 10), sample([-1.0] * 100 + [1.0] * 100)
    gaps = [stratified_gap({A: own}, {A: small}, "o", "s"), stratified_gap({A: own}, {A: large}, "o", "l")]
    together = mean_gap(gaps)
    assert together.gap == pytest.approx((0.25 + 0.5) / 2)
    assert (together.n_own, together.n_other) == (40, 220)
    assert together.own - together.other == pytest.approx(together.gap)


def test_partly_shared_own_units_are_covariant_by_what_they_share():
    """Half of the own units are seen with one rival, three quarters with the other: checked by simulation."""
    rng = np.random.default_rng(5)
    figures, errors = [], []
    for _ in range(1500):
        own = rng.normal(size=80)
        first = Sample(np.arange(40), own[:40])
        second = Sample(np.arange(20, 80), own[20:])
        rivals = [Sample(np.arange(50), rng.normal(size=50)) for _ in range(2)]
        gap = mean_gap(
            [stratified_gap({A: first}, {A: rivals[0]}, "o", 1), stratified_gap({A: second}, {A: rivals[1]}, "o", 2)]
        )
        found = welch(gap)
        figures.append(gap.gap)
        errors.append((found.high - found.low) / 2 / stats.t.ppf(0.975, found.df))
    assert np.mean(errors) == pytest.approx(np.std(figures), rel=0.06)


def test_units_that_all_agree_still_leave_doubt():
    found = welch(stratified_gap({A: sample([1.0] * 30)}, {A: sample([1.0] * 30)}, "o", "r"))
    assert found.p == pytest.approx(1.0)
    assert found.high > 0.03
    assert found.low == pytest.approx(-found.high)


@settings(max_examples=60, deadline=None)
@given(labels, labels, labels, labels)
def test_swapping_sides_flips_every_sign(a: list[float], b: list[float], c: list[float], d: list[float]):
    own, other = {A: sample(a), B: sample(b, 100)}, {A: sample(c), B: sample(d, 100)}
    gap, swapped = stratified_gap(own, other, "o", "r"), stratified_gap(other, own, "r", "o")
    here, there, mirrored = welch(gap), welch(swapped), welch(gap.mirrored())
    assert here.p == pytest.approx(there.p)
    assert (here.low, here.high) == pytest.approx((-there.high, -there.low))
    assert (mirrored.low, mirrored.high, mirrored.p) == pytest.approx((there.low, there.high, there.p))
    assert gap.mirrored().gap == pytest.approx(swapped.gap)
    assert here.low <= gap.gap <= here.high
    assert 0 <= here.p <= 1


@settings(max_examples=60, deadline=None)
@given(labels, labels)
def test_a_rival_with_the_same_data_leaves_the_gap_and_narrows_the_interval(a: list[float], b: list[float]):
    one = stratified_gap({A: sample(a)}, {A: sample(b)}, "o", 1)
    both = mean_gap([one, stratified_gap({A: sample(a)}, {A: sample(b)}, "o", 2)])
    assert both.gap == pytest.approx(one.gap)
    assert sum((t.influence**2).sum() for t in both.terms.values()) <= 1e-12 + sum(
        (t.influence**2).sum() for t in one.terms.values()
    )
    alone = mean_gap([one])
    assert welch(alone) == welch(one)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_q_is_benjamini_hochberg(p_values: list[float]):
    q_values = adjust(p_values)
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    smallest = 1.0
    expected = [0.0] * len(p_values)
    for rank in range(len(order), 0, -1):
        smallest = min(smallest, p_values[order[rank - 1]] * len(order) / rank)
        expected[order[rank - 1]] = smallest
    assert q_values == pytest.approx(expected)


def test_repeating_every_p_leaves_q_as_it_was():
    p_values = [0.001, 0.02, 0.03, 0.5]
    assert adjust(p_values * 2)[:4] == pytest.approx(adjust(p_values))


def test_mean_interval_is_students():
    values = np.array(draw(11, 40))
    low, high = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    found = mean_interval(values)
    assert (found.low, found.high, found.n) == (pytest.approx(low), pytest.approx(high), 40)
    assert math.isnan(mean_interval(np.array([])).value)
    assert math.isnan(mean_interval(np.array([1.0])).low)


@given(n=st.integers(1, 500), share=st.floats(0.001, 0.999), p=st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_figures_are_those_of_the_packages_to_the_last_bit(n: int, share: float, p: list[float]):
    """A frozen edition is recomputed to the last bit: what is computed here must not differ from what it was made with."""
    found = share_interval(round(share * n), n)
    assert (found.low, found.high) == proportion_confint(round(share * n), n, alpha=1 - 0.95, method="wilson")
    assert adjust(p) == multipletests(p, method="fdr_bh")[1].tolist()
    assert t_quantile(share, n) == stats.t.ppf(share, n)
    assert normal_quantile(share) == stats.norm.ppf(share)


def test_share_interval_is_wilsons():
    n, hits, z = 50, 12, stats.norm.ppf(0.975)
    centre = (hits / n + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(hits / n * (1 - hits / n) / n + z**2 / (4 * n**2))
    found = share_interval(hits, n)
    assert (found.low, found.high) == pytest.approx((centre - half, centre + half))
    assert math.isnan(share_interval(0, 0).value)
