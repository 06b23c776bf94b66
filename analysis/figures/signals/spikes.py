"""More customers than usual who complain, leave or switch: counts of days against a brand's own past.

What is expected of some days follows from the customers who did not speak so on them: for each of those so many did in the weeks
before, source by source. A day on which more of everything is written, a source that is read less, or one that came by an import
moves what is expected with what is observed; complaints that come on top of the usual do not. How much more days differ than
chance alone would have it is measured on those weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.figures.signals.episodes import episodes
from analysis.figures.signals.sums import Bools, Floats, between, summed
from data.thresholds import THRESHOLDS

LENGTHS = (1, 3, 7)
"""Days that are tested together."""
BORROWED = 10.0
"""Blocks that the spread of all topics weighs beside a topic's own: ten weeks say little of one."""
SMALLEST = 1e-12
"""The smallest p that is stated: no model of a stream is right so far out."""
HOLDS = 0.01
"""p below which what began goes on."""


@dataclass(frozen=True)
class Spike:
    """An episode of one topic (its place in the counts), by numbers of days. At its peak, of some days: `n` customers were heard,
    `observed` of them spoke so, where `expected` (95 % interval `low` to `high`) would; `p`: how improbable so many are."""

    topic: int
    first: int
    last: int
    n: int
    observed: int
    expected: float
    low: float
    high: float
    p: float


def tests_of(topics: int) -> int:
    """How many tests `spikes` makes of so many topics of a brand in a quarter."""
    return topics * len(LENGTHS) * THRESHOLDS.signal_days


def spikes(customers: Floats, spoke: Floats, covered: Bools, alpha: Floats) -> list[Spike]:
    """The spikes of a brand. `customers` (sources × days): how many were heard; `spoke` (topics × sources × days): how many of
    them spoke of a topic so; `covered` (sources × days): only these days count. Days are consecutive; the last
    `signal_days` are tested, at `alpha` (topics), as far as enough of the past before them is covered."""
    days = _Days(customers * covered, spoke * covered[None], covered)
    n_topics, n_days = spoke.shape[0], customers.shape[1]
    shape = (n_topics, len(LENGTHS), n_days)
    p, fires, holds = np.ones(shape), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    figures: dict[tuple[int, int], _Tested] = {}
    for place, length in enumerate(LENGTHS):
        for day in range(max(0, n_days - THRESHOLDS.signal_days), n_days):
            tested = days.test(day, length)
            if tested is None:
                continue
            figures[place, day] = tested
            p[:, place, day] = tested.p
            fires[:, place, day] = tested.more(THRESHOLDS.signal_times) & (tested.p < alpha)
            holds[:, place, day] = (tested.observed > tested.expected) & (tested.p < HOLDS)
    return [
        figures[each.length, each.peak].spike(topic, each.first, each.last)
        for topic in np.flatnonzero(fires.any(axis=(1, 2))).tolist()
        for each in episodes(p[topic], fires[topic], holds[topic], LENGTHS)
    ]


@dataclass(frozen=True)
class _Tested:
    """What a test of some days found of each topic. `usual`: how many spoke on so many days before."""

    n: int
    observed: Floats
    expected: Floats
    usual: Floats
    variance: Floats
    p: Floats

    def more(self, times: float) -> Bools:
        """Where so many more spoke than is expected beside the others, and than on usual days."""
        least = np.maximum(THRESHOLDS.signal_customers, times * np.maximum(self.expected, self.usual))
        return np.asarray(self.observed >= least, dtype=bool)

    def spike(self, topic: int, first: int, last: int) -> Spike:
        """The figures of one topic, of an episode."""
        mean = float(self.expected[topic])
        low, high = _interval(mean, float(self.variance[topic]))
        observed = round(float(self.observed[topic]))
        return Spike(topic, first, last, self.n, observed, mean, low, high, float(self.p[topic]))


class _Days:
    """Sums over any stretch of days."""

    def __init__(self, customers: Floats, spoke: Floats, covered: Bools) -> None:
        self._customers, self._spoke, self._covered = summed(customers), summed(spoke), summed(covered.astype(float))

    def test(self, day: int, length: int) -> _Tested | None:
        """The `length` days that end with `day` against the weeks before them; None where these are too little known."""
        start = day - length + 1
        end = start - THRESHOLDS.signal_gap_days
        begin = max(0, end - THRESHOLDS.signal_baseline_days)
        if end - begin < THRESHOLDS.signal_known_days:
            return None
        known = between(self._covered, begin, end) >= THRESHOLDS.signal_known_days
        past_n = between(self._customers, begin, end) * known
        n = between(self._customers, start, day + 1) * (past_n > 0)
        if not n.any():
            return None
        past, spoke = between(self._spoke, begin, end) * known, between(self._spoke, start, day + 1) * (past_n > 0)
        others = n - spoke
        expected = np.maximum(_Odds(past, past_n).of(others), self._recent(end, known).of(others))
        visits = between(self._covered, start, day + 1) / np.maximum(between(self._covered, begin, end), 1)
        usual = past @ visits
        chance = _chance(expected, others) + expected**2 / (past.sum(axis=1) + 0.5)
        variance = chance * self._spread(begin, end, length, _Odds(past, past_n), known)
        observed = spoke.sum(axis=1)
        return _Tested(int(n.sum()), observed, expected, usual, variance, _at_least(observed, expected, variance))

    def _recent(self, end: int, known: Bools) -> _Odds:
        """The odds of the last weeks alone: where something rises slowly, they know."""
        begin = max(0, end - THRESHOLDS.signal_recent_days)
        return _Odds(between(self._spoke, begin, end) * known, between(self._customers, begin, end) * known)

    def _spread(self, begin: int, end: int, length: int, odds: _Odds, known: Bools) -> Floats:
        """How many times as much blocks of `length` days differ as chance alone would have it, by topic; never less than once."""
        edges = np.arange(end, begin - 1, -length)[::-1]
        n = np.diff(self._customers[:, edges], axis=1) * known[:, None]
        k = np.diff(self._spoke[:, :, edges], axis=2) * known[None, :, None]
        others = n - k
        expected = odds.of(others)
        counted = k.sum(axis=1)
        off = ((counted - expected) ** 2).sum(axis=1)
        own = off / np.maximum(_chance(expected, others).sum(axis=1), 1e-9)
        spoken_of = counted.sum(axis=1) >= THRESHOLDS.signal_customers
        common = max(1.0, float(own[spoken_of].mean())) if spoken_of.any() else 1.0
        blocks = len(edges) - 1
        return np.asarray(np.maximum(common, (own * blocks + BORROWED * common) / (blocks + BORROWED)))


class _Odds:
    """topics × sources: how many customers speak so for each who does not. A source of few is held to all together."""

    def __init__(self, spoke: Floats, n: Floats) -> None:
        others = n - spoke
        self._overall = (spoke.sum(axis=1) + 0.5) / (others.sum(axis=1) + 1.0)
        self._odds = (spoke + self._overall[:, None]) / (others + 1.0)

    def of(self, others: Floats) -> Floats:
        """How many speak so where so many others (topics × sources, or × blocks too) do not, until the next who does not."""
        if others.ndim == 2:
            return np.asarray((self._odds * others).sum(axis=1) + self._overall)
        return np.asarray((self._odds[:, :, None] * others).sum(axis=1) + self._overall[:, None])


def _chance(expected: Floats, others: Floats) -> Floats:
    """The variance of such a number by chance alone."""
    return np.asarray(expected + expected**2 / (others.sum(axis=1) + 1.0))


def _at_least(observed: Floats, mean: Floats, variance: Floats) -> Floats:
    """How probable so many are, or more, by a negative binomial distribution (near a Poisson one where the variance is
    the mean)."""
    size = _size(mean, variance)
    p = special.betainc(np.maximum(observed, 1), size, mean / (size + mean))
    return np.where(observed > 0, np.maximum(p, SMALLEST), 1.0)


def _interval(mean: float, variance: float) -> tuple[float, float]:
    from scipy import stats  # takes long to load: only where there is a spike

    size = float(_size(np.array(mean), np.array(variance)))
    low, high = stats.nbinom.ppf((0.025, 0.975), size, size / (size + mean))
    return float(low), float(high)


def _size(mean: Floats, variance: Floats) -> Floats:
    return np.asarray(mean**2 / np.maximum(variance - mean, 1e-6 * mean))
