"""A fall of net sentiment: what customers say in some days against a brand's own past, within sources and languages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.figures.signals.episodes import episodes
from analysis.figures.signals.spikes import BORROWED, HOLDS, SMALLEST
from analysis.figures.signals.sums import Bools, Floats, between, summed
from analysis.figures.statistics import t_quantile
from data.thresholds import THRESHOLDS

LENGTHS = (7, 14)
"""Days that are tested together: a mean of fewer says little."""
_LEAST_PAST, _LEAST_NOW = 10.0, 3.0
"""Customers a stratum must have in the past, and now, to count."""
_DEGREES = 60
"""Degrees of freedom of the test: the spread is measured on some hundred blocks of all topics."""
_LEAST_SPREAD = 0.05
"""Variance of one customer's word that is taken at least: a past of equal words is no proof that all words are equal."""


@dataclass(frozen=True)
class Fall:
    """An episode of one topic (its place), by numbers of days. At its deepest: the net sentiment of `n` customers, where
    `expected` (95 % interval `low` to `high`) was usual; `p`: how improbable so deep a fall is."""

    topic: int
    first: int
    last: int
    n: int
    observed: float
    expected: float
    low: float
    high: float
    p: float


def tests_of(topics: int) -> int:
    """How many tests `falls` makes of so many topics of a brand in a quarter."""
    return topics * len(LENGTHS) * THRESHOLDS.signal_days


def falls(n: Floats, total: Floats, squares: Floats, covered: Bools, alpha: float) -> list[Fall]:
    """The falls of a brand. Of topics × strata × days: `n` customers, the sum `total` of their net sentiment (−1..1) and that of
    its `squares`; `covered` (strata × days): only these days count. The last `signal_days` are tested, at `alpha` each."""
    sums = _Sums(
        summed(n * covered[None]),
        summed(total * covered[None]),
        summed(squares * covered[None]),
        summed(covered.astype(float)),
    )
    n_topics, n_days = n.shape[0], n.shape[2]
    shape = (n_topics, len(LENGTHS), n_days)
    p, fires, holds = np.ones(shape), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    figures: dict[tuple[int, int], _Tested] = {}
    for place, length in enumerate(LENGTHS):
        for day in range(max(0, n_days - THRESHOLDS.signal_days), n_days):
            tested = sums.test(day, length)
            if tested is None:
                continue
            figures[place, day] = tested
            p[:, place, day] = tested.p
            enough = tested.n >= THRESHOLDS.signal_fall_units
            fires[:, place, day] = enough & (tested.p < alpha) & (tested.gap <= -THRESHOLDS.signal_fall)
            holds[:, place, day] = enough & (tested.p < HOLDS)
    return [
        figures[each.length, each.peak].fall(topic, each.first, each.last)
        for topic in np.flatnonzero(fires.any(axis=(1, 2))).tolist()
        for each in episodes(p[topic], fires[topic], holds[topic], LENGTHS)
    ]


@dataclass(frozen=True)
class _Tested:
    """What a test of some days found of each topic. `gap`: by how much they lie above what was usual, by the nearer of the whole
    past and its last weeks."""

    n: Floats
    observed: Floats
    gap: Floats
    error: Floats
    p: Floats

    def fall(self, topic: int, first: int, last: int) -> Fall:
        """The figures of one topic, of an episode."""
        observed, error = float(self.observed[topic]), float(self.error[topic])
        usual = observed - float(self.gap[topic])
        beyond = t_quantile(0.975, _DEGREES) * error
        low, high = max(-1.0, usual - beyond), min(1.0, usual + beyond)
        return Fall(topic, first, last, int(self.n[topic]), observed, usual, low, high, float(self.p[topic]))


class _Sums:
    """Sums up to before each day."""

    def __init__(self, n: Floats, total: Floats, squares: Floats, covered: Floats) -> None:
        self._n, self._total, self._squares, self._covered = n, total, squares, covered

    def test(self, day: int, length: int) -> _Tested | None:
        """The `length` days that end with `day` against the weeks before them; None where these are too little known."""
        start = day - length + 1
        end = start - THRESHOLDS.signal_gap_days
        begin = max(0, end - THRESHOLDS.signal_baseline_days)
        if end - begin < THRESHOLDS.signal_known_days:
            return None
        known = between(self._covered, begin, end) >= THRESHOLDS.signal_known_days
        now_n, past_n = between(self._n, start, day + 1), between(self._n, begin, end)
        both = known[None] & (now_n >= _LEAST_NOW) & (past_n >= _LEAST_PAST)
        if not both.any():
            return None
        usual = _mean(between(self._total, begin, end), past_n)
        spread = np.maximum(_mean(between(self._squares, begin, end), past_n) - usual**2, _LEAST_SPREAD)
        weight = np.where(both, now_n * past_n / np.maximum(now_n + past_n, 1), 0.0)
        share = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
        now = _mean(between(self._total, start, day + 1), now_n)
        gap = np.maximum((share * (now - usual)).sum(axis=1), (share * (now - self._recently(end, usual))).sum(axis=1))
        sampling = np.where(both, spread * (1 / np.maximum(now_n, 1) + 1 / np.maximum(past_n, 1)), 0.0)
        error = np.sqrt((share**2 * sampling).sum(axis=1) * self._more(begin, end, length, usual, spread, both))
        n = np.where(both, now_n, 0.0).sum(axis=1)
        p = np.where(n > 0, np.maximum(special.stdtr(_DEGREES, gap / np.maximum(error, 1e-9)), SMALLEST), 1.0)
        return _Tested(n, (share * now).sum(axis=1), gap, error, p)

    def _recently(self, end: int, usual: Floats) -> Floats:
        """What was usual in the last weeks alone, where they say enough."""
        begin = max(0, end - THRESHOLDS.signal_recent_days)
        n = between(self._n, begin, end)
        return np.where(n >= _LEAST_PAST, _mean(between(self._total, begin, end), n), usual)

    def _more(self, begin: int, end: int, length: int, usual: Floats, spread: Floats, both: Bools) -> Floats:
        """How many times as much blocks of `length` days differ as chance alone would have it, by topic; never less than once."""
        edges = np.arange(end, begin - 1, -length)[::-1]
        n = np.diff(self._n[:, :, edges], axis=2) * both[:, :, None]
        total = np.diff(self._total[:, :, edges], axis=2) * both[:, :, None]
        off = (total - n * usual[:, :, None]).sum(axis=1) ** 2
        chance = (n * spread[:, :, None]).sum(axis=1)
        told = chance > 0
        times = np.where(told, off / np.maximum(chance, 1e-9), 0.0).sum(axis=1)
        blocks = np.maximum(told.sum(axis=1) - 1, 0)
        if not blocks.any():
            return np.ones(len(n))
        common = max(1.0, float(times.sum() / blocks.sum()))
        return np.asarray(np.maximum(common, (times + BORROWED * common) / (blocks + BORROWED)))


def _mean(total: Floats, n: Floats) -> Floats:
    return np.asarray(total / np.maximum(n, 1.0))
