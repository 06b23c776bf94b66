"""Gaps corrected by labels: what the interval must do, whatever the model does; a short form of benchmarks/ppi.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures.powered import LEAST, Labelled, PoweredGap, powered_gap
from analysis.figures.statistics import Floats, Sample, alike, mean_gap, stratified_gap, welch
from benchmarks.ppi import ENOUGH, MARKETS, NAMED, measure, side

A, B = ("s1", "en", ""), ("s2", "en", "")


def labelled(truth: Floats, guess: Floats, every: int, first: int = 0) -> Labelled:
    """Units of one text each; of each `every`th the truth is known."""
    known = (np.arange(len(truth)) % every == 0).astype(float)
    return Labelled(np.arange(first, first + len(truth)), guess, known, known * truth, known * guess)


def draw(seed: int, n: int, positive: float) -> Floats:
    return np.random.default_rng(seed).choice(NAMED, n, p=[0.8 * (1 - positive), 0.2 * (1 - positive), positive])


def flipped(truth: Floats, seed: int, share: float) -> Floats:
    """A model that takes a share of complaints for praise."""
    rng = np.random.default_rng(seed)
    return np.where((truth < 0) & (rng.random(len(truth)) < share), 1.0, truth)


def found(own: dict, other: dict) -> PoweredGap:
    gap = powered_gap(own, other, "a", "b")
    assert gap is not None
    return gap


def test_a_model_that_is_right_has_nearly_the_interval_of_sampling():
    own, other = draw(1, 900, 0.5), draw(2, 900, 0.4)
    gap = found({A: labelled(own, own, 9)}, {A: labelled(other, other, 9)})
    plain = stratified_gap({A: Sample(np.arange(900), own)}, {A: Sample(np.arange(900), other)}, "a", "b")
    assert (gap.tuning, gap.gap) == pytest.approx((1.0, plain.gap))
    (mine, theirs) = (welch(each) for each in (gap, plain))
    assert mine.high - mine.low == pytest.approx(theirs.high - theirs.low, rel=0.02)
    whole = found({A: labelled(own, own, 1)}, {A: labelled(other, other, 1)})
    assert (welch(whole).low, welch(whole).high) == pytest.approx((theirs.low, theirs.high))


def test_a_model_that_reads_one_brand_kindly_is_corrected_and_the_interval_is_wider():
    own, other = draw(3, 2000, 0.3), draw(4, 2000, 0.3)
    kind = flipped(own, 5, 0.6)
    gap = found({A: labelled(own, kind, 10)}, {A: labelled(other, other, 10)})
    plain = stratified_gap({A: Sample(np.arange(2000), kind)}, {A: Sample(np.arange(2000), other)}, "a", "b")
    assert welch(plain).low > 0.5, "the model alone is sure of what is not there"
    mine, theirs = welch(gap), welch(plain)
    assert mine.low < 0 < mine.high
    assert mine.high - mine.low > 1.5 * (theirs.high - theirs.low)
    assert (gap.labelled_own, gap.labelled_other) == (200, 200)


def test_what_a_model_says_at_random_counts_for_nothing():
    own, other = draw(6, 1500, 0.6), draw(7, 1500, 0.3)
    rng = np.random.default_rng(8)
    gap = found({A: labelled(own, rng.permutation(own), 5)}, {A: labelled(other, rng.permutation(other), 5)})
    known = stratified_gap({A: Sample(np.arange(300), own[::5])}, {A: Sample(np.arange(300), other[::5])}, "a", "b")
    assert gap.tuning < 0.15
    assert gap.gap == pytest.approx(known.gap, abs=0.05)


def test_too_few_labels_correct_nothing():
    own, other = draw(9, 30 * LEAST, 0.6), draw(10, 30 * LEAST, 0.3)
    few = {A: labelled(own, own, 32)}
    enough = {A: labelled(other, other, 30)}
    assert powered_gap(few, enough, "a", "b") is None
    assert powered_gap(enough, few, "a", "b") is None
    assert powered_gap(enough, {A: Sample(np.arange(600), own)}, "a", "b") is None
    assert powered_gap(enough, {B: labelled(own, own, 1)}, "a", "b") is None
    assert powered_gap({A: labelled(own, own, 30)}, enough, "a", "b") is not None


@given(
    seed=st.integers(0, 10_000),
    sizes=st.tuples(*[st.integers(40, 90)] * 4),
    error=st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_exchanging_the_brands_flips_the_sign_and_nothing_else(seed: int, sizes: tuple[int, ...], error: float) -> None:
    sides = []
    for number in (0, 2):
        truths = [draw(seed + number + at, sizes[number + at], 0.2 + 0.3 * at) for at in (0, 1)]
        sides.append(
            {
                place: labelled(truth, flipped(truth, seed + 7, error), 2 + at, 1000 * at)
                for at, (place, truth) in enumerate(zip((A, B), truths, strict=True))
            }
        )
    own, other = sides
    forth, back = found(own, other), found(other, own)
    mirrored = back.mirrored()
    assert (forth.gap, forth.own, forth.other) == pytest.approx((-back.gap, back.other, back.own))
    assert (mirrored.gap, mirrored.labelled_own, mirrored.tuning) == pytest.approx(
        (forth.gap, forth.labelled_own, forth.tuning)
    )
    assert (welch(forth).low, welch(forth).high, welch(forth).p) == pytest.approx(
        (welch(mirrored).low, welch(mirrored).high, welch(mirrored).p)
    )


def test_own_labels_shared_by_several_rivals_are_counted_once():
    rng = np.random.default_rng(11)
    market = MARKETS["read fairly"]
    own = side(market, 0, 60, rng)
    gaps = [powered_gap(own, side(market, 1, 60, rng), "a", name) for name in "bcd"]
    together = mean_gap(gaps)
    variance = sum(welch_variance(gap) for gap in gaps) / 9
    assert together.gap == pytest.approx(sum(gap.gap for gap in gaps) / 3)
    assert welch_variance(together) > 1.3 * variance, "as if each had been compared with other own customers"
    assert 0 < alike(gaps) <= 1


def welch_variance(gap) -> float:
    inference = welch(gap)
    return ((inference.high - inference.low) / 4) ** 2


def test_authors_with_several_texts_count_once():
    """Ten texts of one author say no more of the brand than one."""
    many = Labelled(np.arange(40), *(np.tile([1.0, -1.0], 20) * part for part in (1.0, 0.0, 0.0, 0.0)))
    share = np.ones(40)
    known = Labelled(many.ids, many.values, share, many.values, many.values)
    halves = Labelled(many.ids, many.values, share / 10, many.values / 10, many.values / 10)
    gaps = [found({A: each}, {A: known}) for each in (known, halves)]
    assert gaps[0].gap == pytest.approx(gaps[1].gap)
    assert welch(gaps[0]).high == pytest.approx(welch(gaps[1]).high)


@pytest.mark.parametrize("market", ["one brand read kindly", "compressed", "few customers"])
def test_the_interval_holds_the_truth_where_the_model_alone_does_not(market: str) -> None:
    result = measure(MARKETS[market], LEAST, 120, seed=4)
    assert result.held["corrected"] >= ENOUGH - 0.05, "four standard errors of 120 draws below nominal"
    assert result.held["corrected"] > result.held["model alone"] + 0.2
