"""The statistics of the definitions, as pure functions: stratified Welch gaps, intervals, shares, false discovery.

Gap: Σ w (own − other) / Σ w over strata with at least `minimum` units on both sides, w = n₁n₂/(n₁+n₂). Its variance is
that of a linear combination of independent unit means; with rivals' gaps averaged the own units are shared, so variance
is computed from each unit's whole influence on the figure (which equals Σ a²s²/n when nothing is shared, and counts the
covariance when it is). Degrees of freedom after Welch (1947) and Satterthwaite (1946).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import special

from data.thresholds import THRESHOLDS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Key = TypeVar("Key", bound=Hashable)
TermKey = tuple[Hashable, Hashable]
"""owner of the units, stratum."""
CONFIDENCE = 0.95
MIN_STRATUM = THRESHOLDS.min_stratum_units
"""Units each side must have in a stratum for it to count."""
MIN_SIDE = THRESHOLDS.min_units
"""Units each side must have in all for a test."""


@dataclass(frozen=True)
class Sample:
    """Units of one brand in one stratum: `ids` distinguish units (an author of one brand has one id in all its strata and
    topics, another brand's authors have others; an unsigned record's is negative), `values` are their means of labels (−1..1),
    stars or outcomes (0 or 1); same length, ids unique."""

    ids: Ints
    values: Floats

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.ids)

    @property
    def mean(self) -> float:
        """The mean over units; NaN without units."""
        return float(self.values.mean()) if self.n else math.nan

    @property
    def signed(self) -> Sample:
        """Those of the units whose author is known."""
        known = self.ids >= 0
        return self if known.all() else Sample(self.ids[known], self.values[known])


@dataclass(frozen=True)
class Term:
    """What one side's units in one stratum contribute: `influence` of each unit on the gap, and the coefficient of
    the stratum's mean. `known`: of how many of the units the value itself is known, where it is inferred of the others (0: of
    all)."""

    ids: Ints
    influence: Floats
    coefficient: float
    known: int = 0

    @property
    def size(self) -> int:
        """The number of units that bear witness to the variance."""
        return self.known or len(self.ids)


@dataclass(frozen=True)
class StratifiedGap:
    """A gap and what its uncertainty is made of. `terms` are keyed by (owner, stratum); n_own and n_other count the
    different units used, unsigned_own and unsigned_other those of them that nobody signed."""

    own: float
    other: float
    gap: float
    n_own: int
    n_other: int
    terms: Mapping[TermKey, Term]

    def mirrored(self) -> StratifiedGap:
        """The same comparison seen from the other side."""
        terms = {
            key: replace(term, influence=-term.influence, coefficient=-term.coefficient)
            for key, term in self.terms.items()
        }
        return StratifiedGap(self.other, self.own, -self.gap, self.n_other, self.n_own, terms)

    @property
    def unsigned_own(self) -> int:
        """How many of the own units nobody signed."""
        return self._unsigned(own=True)

    @property
    def unsigned_other(self) -> int:
        """How many of the others' units nobody signed."""
        return self._unsigned(own=False)

    @property
    def strata(self) -> list[Hashable]:
        """The strata that the gap was found in."""
        return list(dict.fromkeys(stratum for _, stratum in self.terms))

    def _unsigned(self, *, own: bool) -> int:
        by_owner: dict[Hashable, list[Ints]] = {}
        for (owner, _), term in self.terms.items():
            if (term.coefficient > 0) == own:
                by_owner.setdefault(owner, []).append(term.ids[term.ids < 0])
        return sum(distinct(ids) for ids in by_owner.values())


@dataclass(frozen=True)
class Inference:
    """Welch's t test of a gap against 0 and the 95 % interval of the gap."""

    low: float
    high: float
    p: float
    df: float

    def mirrored(self) -> Inference:
        """The same seen from the other side."""
        return Inference(-self.high, -self.low, self.p, self.df)


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval; NaN ends where n is too small for one."""

    value: float
    low: float
    high: float
    n: int


def common_strata(own: Mapping[Key, Sample], other: Mapping[Key, Sample], minimum: int) -> tuple[list[Key], Floats]:
    """The strata in which both sides have `minimum` units, and their weights, which sum to 1."""
    strata = [s for s in own if s in other and own[s].n >= minimum and other[s].n >= minimum]
    weights = np.array([own[s].n * other[s].n / (own[s].n + other[s].n) for s in strata])
    return strata, weights / weights.sum() if strata else weights


def stratified_gap(
    own: Mapping[Key, Sample],
    other: Mapping[Key, Sample],
    own_name: Hashable,
    other_name: Hashable,
    minimum: int = MIN_STRATUM,
) -> StratifiedGap | None:
    """The gap between two sides over the strata in which both have `minimum` units; None if there is no such stratum.

    `own_name` and `other_name` tell the owners of units apart when gaps are averaged.
    """
    strata, weights = common_strata(own, other, minimum)
    if not strata:
        return None
    terms: dict[TermKey, Term] = {}
    own_mean = other_mean = 0.0
    for stratum, weight in zip(strata, weights, strict=True):
        a, b = own[stratum], other[stratum]
        own_mean += weight * a.mean
        other_mean += weight * b.mean
        terms[(own_name, stratum)] = Term(a.ids, weight * (a.values - a.mean) / a.n, float(weight))
        terms[(other_name, stratum)] = Term(b.ids, -weight * (b.values - b.mean) / b.n, -float(weight))
    return StratifiedGap(
        own_mean,
        other_mean,
        own_mean - other_mean,
        distinct(own[s].ids for s in strata),
        distinct(other[s].ids for s in strata),
        terms,
    )


def distinct(ids: Iterable[Ints]) -> int:
    """How many different units there are in lists of ids: who is in two strata is still one."""
    found = list(ids)
    return len(np.unique(np.concatenate(found))) if found else 0


def mean_gap(gaps: Sequence[StratifiedGap]) -> StratifiedGap:
    """The unweighted mean of gaps of one brand to several rivals ("the rivals"); `gaps` must not be empty.

    Own units used more than once are counted once, and their influences added, so their covariance is in the variance.
    """
    share = 1 / len(gaps)
    terms = _mean_terms(gaps, share)
    own_keys = {key for gap in gaps for key, term in gap.terms.items() if term.coefficient > 0}
    return StratifiedGap(
        share * sum(gap.own for gap in gaps),
        share * sum(gap.other for gap in gaps),
        share * sum(gap.gap for gap in gaps),
        _units_of(terms, own_keys),
        # Units of two rivals are never the same, even where their ids are equal.
        sum(
            _units_of(terms, [key for key in terms if key[0] == rival and key not in own_keys])
            for rival in {key[0] for key in terms.keys() - own_keys}
        ),
        terms,
    )


def _mean_terms(gaps: Sequence[StratifiedGap], share: float) -> dict[TermKey, Term]:
    """The terms of the mean: each unit's influences on the gaps it is in, added and times `share`."""
    terms: dict[TermKey, Term] = {}
    for key in dict.fromkeys(key for gap in gaps for key in gap.terms):
        parts = [gap.terms[key] for gap in gaps if key in gap.terms]
        ids, place = np.unique(np.concatenate([part.ids for part in parts]), return_inverse=True)
        summed = np.bincount(place, weights=np.concatenate([part.influence for part in parts]))
        known = min((part.size for part in parts), default=0) if any(part.known for part in parts) else 0
        terms[key] = Term(ids, (summed * share).astype(float), share * sum(part.coefficient for part in parts), known)
    return terms


def _units_of(terms: Mapping[TermKey, Term], keys: Iterable[TermKey]) -> int:
    return distinct(terms[key].ids for key in keys)


def alike(gaps: Sequence[StratifiedGap]) -> float:
    """p of Wald's test that gaps of one brand to several rivals are all the same; 1 for a single one.

    Own units are shared: their part of the gaps' covariance counts, so that it cancels in the differences.
    """
    if len(gaps) < 2:
        return 1.0
    contrast = np.hstack([np.ones((len(gaps) - 1, 1)), -np.eye(len(gaps) - 1)])
    differences = contrast @ np.array([gap.gap for gap in gaps])
    statistic = differences @ np.linalg.solve(contrast @ _covariance(gaps) @ contrast.T, differences)
    return float(special.chdtrc(len(gaps) - 1, statistic))


def _covariance(gaps: Sequence[StratifiedGap]) -> Floats:
    """That of gaps of one brand: each rival's own variance, and what the own units add to all that they are part of."""
    total = np.diag([sum(_variance(term) for term in gap.terms.values() if term.coefficient < 0) for gap in gaps])
    for key in dict.fromkeys(key for gap in gaps for key, term in gap.terms.items() if term.coefficient > 0):
        influence = _influences([gap.terms.get(key) for gap in gaps])
        total += influence.T @ influence * len(influence) / (len(influence) - 1)
    return total


def _influences(terms: Sequence[Term | None]) -> Floats:
    """Unit × gap: the influence of each unit on each of the gaps."""
    known = [(place, term) for place, term in enumerate(terms) if term is not None]
    ids, rows = np.unique(np.concatenate([term.ids for _, term in known]), return_inverse=True)
    columns = np.repeat([place for place, _ in known], [len(term.ids) for _, term in known])
    out = np.zeros((len(ids), len(terms)))
    out[rows, columns] = np.concatenate([term.influence for _, term in known])
    return out


def _variance(term: Term) -> float:
    """What a term adds to the variance of its gap: at least that of a sample in which one unit deviates by 1 (s² = 1/n), for
    units that all agree are no proof that the next one would."""
    n = len(term.ids)
    return max(float(np.sum(term.influence**2)) * n / (n - 1), (term.coefficient / term.size) ** 2)


def welch(gap: StratifiedGap) -> Inference:
    """The two-sided test and the interval of a gap."""
    total = squares = 0.0
    for term in gap.terms.values():
        variance = _variance(term)
        total += variance
        squares += variance**2 / (term.size - 1)
    df = total**2 / squares
    error = math.sqrt(total)
    half = t_quantile((1 + CONFIDENCE) / 2, df) * error
    return Inference(gap.gap - half, gap.gap + half, float(2 * special.stdtr(df, -abs(gap.gap) / error)), df)


def mean_interval(values: Floats, floored: bool = True) -> Interval:
    """The mean and its 95 % t interval, with the variance floor of `welch` unless `floored` is False (shares, whose whole
    range is narrower than the floor); ends are NaN below two values."""
    n = len(values)
    if n < 2:
        return Interval(float(values.mean()) if n else math.nan, math.nan, math.nan, n)
    mean = float(values.mean())
    least = 1 / n if floored else 0.0
    error = math.sqrt(max(float(values.var(ddof=1)), least) / n)
    half = t_quantile((1 + CONFIDENCE) / 2, n - 1) * error
    return Interval(mean, mean - half, mean + half, n)


def share_interval(hits: int, n: int) -> Interval:
    """A share 0..1 with its 95 % Wilson score interval; NaN throughout when n is 0."""
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, 0)
    share, z = hits / n, -normal_quantile((1 - CONFIDENCE) / 2)
    scale = 1 + z**2 / n
    center = (share + z**2 / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / scale
    return Interval(share, max(0.0, center - half), min(1.0, center + half), n)


def adjust(p_values: Sequence[float]) -> list[float]:
    """q of each p after Benjamini and Hochberg (1995), in the order given."""
    if not p_values:
        return []
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    raw = p[order] / (np.arange(1, len(p) + 1) / len(p))
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return [float(value) for value in q]


def t_quantile(share: float, df: float) -> float:
    """The quantile (`share` 0..1) of Student's t distribution. (scipy.stats has the same, checks at length what it is given, and
    takes longer to load than most steps of an analysis; what is beneath it does not.)"""
    return float(special.stdtrit(df, share))


def normal_quantile(share: float) -> float:
    """The quantile (`share` 0..1) of the normal distribution."""
    return float(special.ndtri(share))
