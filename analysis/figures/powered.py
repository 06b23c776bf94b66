"""Gaps whose interval holds the error of the model that reads texts: prediction-powered inference from a random labelled sample.

A model that reads one brand's customers worse than another's makes a gap where there is none, however many texts there are. So
the mean of a side is taken from what the model says of all its units, and corrected by what people say of those drawn at random:

    mean = Σ W [λ mean(f) + mean over labelled of (y − λ f)]

over strata of weight W, with the model's value f of each unit, the people's y of the labelled ones, and the tuning λ that makes
the variance least: the slope of y on f. λ = 0 leaves the labels alone, λ = 1 trusts the model up to a constant. Whatever λ is,
the mean is that of people's labels; so it is taken from other authors than those that it weighs (five folds, by author), and of
both sides together. A labelled unit counts in both parts, and its whole influence is squared once: authors are the clusters. Of
an author some of whose texts are labelled each counts by its share, as texts and not authors are drawn.

Each brand is corrected by its own labels: that two brands are read alike cannot be shown with samples of hundreds, and one
correction for both is right only where they are.

Angelopoulos, Bates, Fannjiang, Jordan, Zrnic (2023), Prediction-powered inference, Science 382; Angelopoulos, Duchi, Zrnic
(2023), PPI++, arXiv 2311.01453; cross-fitting after Zrnic and Candès (2024), PNAS 121. `benchmarks/ppi.py` measures how often
the interval holds the truth, by the number of labels.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.figures.statistics import (
    MIN_STRATUM,
    Floats,
    Ints,
    Key,
    Sample,
    StratifiedGap,
    Term,
    TermKey,
    common_strata,
    distinct,
)
from data.thresholds import THRESHOLDS

FOLDS = 5
MOST = 1.5
"""The largest tuning: a model's labels lie closer together than people's, so their slope may exceed 1."""
LEAST = THRESHOLDS.labelled_units
"""Labelled units a side from which such an interval is shown; below it holds the truth too rarely, or says less than none."""


@dataclass(frozen=True)
class Labelled(Sample):
    """Units of which some texts are labelled. `values` are the model's means (f); beside them, for each unit, the share of its
    texts that are labelled (0 where none is), and the sums over these of people's and of the model's labels, each by its share
    of the unit's texts."""

    share: Floats
    truth: Floats
    guess: Floats

    @property
    def labelled(self) -> int:
        """How many units have a labelled text."""
        return int(np.count_nonzero(self.share))

    @property
    def signed(self) -> Labelled:
        known = self.ids >= 0
        if known.all():
            return self
        return Labelled(self.ids[known], self.values[known], self.share[known], self.truth[known], self.guess[known])


@dataclass(frozen=True)
class PoweredGap(StratifiedGap):
    """A gap between people's labels. `labelled_own` and `labelled_other` count labelled units; `tuning` is the mean λ."""

    labelled_own: int = 0
    labelled_other: int = 0
    tuning: float = 0.0

    def mirrored(self) -> PoweredGap:
        seen = super().mirrored()
        return PoweredGap(
            **vars(seen), labelled_own=self.labelled_other, labelled_other=self.labelled_own, tuning=self.tuning
        )


def powered_gap(
    own: Mapping[Key, Sample],
    other: Mapping[Key, Sample],
    own_name: Hashable,
    other_name: Hashable,
    minimum: int = MIN_STRATUM,
    least: int = LEAST,
) -> PoweredGap | None:
    """The gap between two sides over the strata of `stratified_gap`; None where there is none, or where a side has fewer than
    `least` labelled units in them."""
    strata, weights = common_strata(own, other, minimum)
    sides = (
        [_Side.of({stratum: side[stratum] for stratum in strata}, weights) for side in (own, other)] if strata else []
    )
    if not sides or min(side.labelled for side in sides) < least:
        return None
    tunings = _tunings(sides)
    terms: dict[TermKey, Term] = {}
    means = []
    for side, name, sign in zip(sides, (own_name, other_name), (1.0, -1.0), strict=True):
        mean, influences = side.mean(tunings)
        means.append(mean)
        for (stratum, sample), weight, influence in zip(side.samples.items(), weights, influences, strict=True):
            known = sample.labelled or sample.n
            terms[(name, stratum)] = Term(sample.ids, sign * influence, sign * float(weight), max(2, known))
    return PoweredGap(
        means[0],
        means[1],
        means[0] - means[1],
        distinct(own[stratum].ids for stratum in strata),
        distinct(other[stratum].ids for stratum in strata),
        terms,
        labelled_own=sides[0].labelled,
        labelled_other=sides[1].labelled,
        tuning=float(np.mean(tunings)),
    )


@dataclass(frozen=True)
class _Side:
    """One brand's units in the strata that count, and the weights of these."""

    samples: Mapping[Hashable, Labelled]
    weights: Floats

    @classmethod
    def of(cls, samples: Mapping[Key, Sample], weights: Floats) -> _Side:
        return cls({stratum: _as_labelled(sample) for stratum, sample in samples.items()}, weights)

    @property
    def labelled(self) -> int:
        return distinct(sample.ids[sample.share > 0] for sample in self.samples.values())

    def pairs(self, fold: int) -> tuple[Floats, Floats]:
        """People's and the model's means of the labelled units that are not of `fold`, less the side's own means."""
        truth, guess = [], []
        for sample in self.samples.values():
            use = (sample.share > 0) & (_folds(sample) != fold)
            truth.append(sample.truth[use] / sample.share[use])
            guess.append(sample.guess[use] / sample.share[use])
        y, f = np.concatenate(truth), np.concatenate(guess)
        return (y - y.mean(), f - f.mean()) if len(y) else (y, f)

    def mean(self, tunings: Floats) -> tuple[float, list[Floats]]:
        """The corrected mean, and the influence of each unit on it by stratum."""
        per_unit = [weight / sample.n for weight, sample in zip(self.weights, self.samples.values(), strict=True)]
        total = sum(
            each * float(sample.share.sum()) for each, sample in zip(per_unit, self.samples.values(), strict=True)
        )
        errors = [sample.truth - tunings[_folds(sample)] * sample.guess for sample in self.samples.values()]
        bias = sum(each * float(error.sum()) for each, error in zip(per_unit, errors, strict=True)) / total
        # Of the folds' tunings each counts as much as what is labelled in it.
        tuning = (
            sum(
                each * float((tunings[_folds(sample)] * sample.share).sum())
                for each, sample in zip(per_unit, self.samples.values(), strict=True)
            )
            / total
        )
        small = self.labelled / (self.labelled - 1)
        mean = bias
        influences = []
        for each, sample, error in zip(per_unit, self.samples.values(), errors, strict=True):
            mean += tuning * each * float(sample.values.sum())
            influences.append(
                each * (tuning * (sample.values - sample.mean) + np.sqrt(small) * (error - bias * sample.share) / total)
            )
        return float(mean), influences


def _tunings(sides: list[_Side]) -> Floats:
    """λ of each fold: the slope of people's labels on the model's among the labelled authors of both sides who are not in it."""
    found = []
    for fold in range(FOLDS):
        parts = [side.pairs(fold) for side in sides]
        spread = sum(float(f @ f) for _, f in parts)
        found.append(sum(float(y @ f) for y, f in parts) / spread if spread > 0 else 0.0)
    return np.clip(np.array(found, dtype=np.float64), 0.0, MOST)


def _folds(sample: Sample) -> Ints:
    return np.asarray(np.abs(sample.ids) % FOLDS, dtype=np.int64)


def _as_labelled(sample: Sample) -> Labelled:
    if isinstance(sample, Labelled):
        return sample
    nothing = np.zeros(sample.n)
    return Labelled(sample.ids, sample.values, nothing, nothing, nothing)
