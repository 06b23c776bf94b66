"""Measures of labels −1, 0, 1 against the truth: confusion, accuracy, macro-F1 with intervals, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
DRAWS = 1_000
_AT_ONCE = 4_000_000
"""Cells of a table of bootstrap weights held at once."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`low` and `high`: 95 % interval of `macro_f1`, by bootstrap over groups (authors); `confusion`: rows truth."""

    n: int
    groups: int
    accuracy: float
    macro_f1: float
    low: float
    high: float
    confusion: tuple[tuple[int, ...], ...]


def confusion_of(truth: Labels, guess: Labels) -> Labels:
    """3 × 3 counts: rows the truth −1, 0, 1, columns the model's label."""
    return np.bincount((truth + 1) * 3 + guess + 1, minlength=9).reshape(3, 3)


def macro_f1(confusion: npt.NDArray[np.number]) -> Doubles:
    """The mean F1 = 2 tp / (2 tp + fp + fn) over the labels that occur in truth or guess; `confusion`: ... × 3 × 3."""
    hits = np.diagonal(confusion, axis1=-2, axis2=-1).astype(float)
    both = (confusion.sum(axis=-1) + confusion.sum(axis=-2)).astype(float)
    occurs = both > 0
    scores = np.where(occurs, 2 * hits / np.where(occurs, both, 1), 0)
    return np.asarray(scores.sum(axis=-1) / np.maximum(1, occurs.sum(axis=-1)), dtype=np.float64)


def weighted_f1(confusion: Labels) -> float:
    """The mean F1 of the labels, weighted by how often each is true."""
    hits, truth = np.diag(confusion), confusion.sum(axis=1)
    scores = 2 * hits / np.maximum(1, truth + confusion.sum(axis=0))
    return float((scores * truth).sum() / max(1, truth.sum()))


def measured(truth: Labels, guess: Labels, groups: Sequence[str], draws: int = DRAWS) -> Measured:
    """All measures of one model. `groups`: what is drawn again as a whole (an author, a document), one for each text."""
    confusion = confusion_of(truth, guess)
    drawn = _bootstrapped([(truth, guess)], groups, draws)[0]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measured(
        len(truth),
        len(set(groups)),
        float(np.trace(confusion) / max(1, len(truth))),
        float(macro_f1(confusion)),
        float(low),
        float(high),
        tuple(tuple(int(cell) for cell in row) for row in confusion),
    )


def gain(
    truth: Labels, guess: Labels, other: Labels, groups: Sequence[str], draws: int = DRAWS
) -> tuple[float, float, float]:
    """How much higher the macro-F1 of `guess` is than that of `other` on the same texts: (difference, low, high), the
    paired 95 % interval by bootstrap over groups."""
    difference = float(macro_f1(confusion_of(truth, guess)) - macro_f1(confusion_of(truth, other)))
    first, second = _bootstrapped([(truth, guess), (truth, other)], groups, draws)
    low, high = np.quantile(first - second, [0.025, 0.975])
    return difference, float(low), float(high)


def _bootstrapped(pairs: Sequence[tuple[Labels, Labels]], groups: Sequence[str], draws: int) -> list[Doubles]:
    """The macro-F1 of each (truth, guess) in each draw of groups; all pairs see the same draws."""
    _, number = np.unique(np.asarray(groups, dtype=object).astype(str), return_inverse=True)
    n = int(number.max()) + 1 if len(number) else 1
    tables = []
    for truth, guess in pairs:
        table = np.zeros((n, 9))
        np.add.at(table, (number, (truth + 1) * 3 + guess + 1), 1)
        tables.append(table)
    rng = np.random.default_rng(1)
    scores: list[list[Doubles]] = [[] for _ in pairs]
    step = max(1, _AT_ONCE // n)
    for start in range(0, draws, step):
        weights = rng.multinomial(n, np.full(n, 1 / n), size=min(step, draws - start)).astype(np.float64)
        for found, table in zip(scores, tables, strict=True):
            found.append(macro_f1((weights @ table).reshape(-1, 3, 3)))
    return [np.concatenate(found) for found in scores]


def calibration_error(truth: Labels, probabilities: Doubles, bins: int = 10) -> float:
    """Expected calibration error 0..1 of the most probable label: the mean distance of confidence from accuracy over bins of
    equal width, weighted by their texts (Naeini et al., AAAI 2015). Columns are −1, 0, 1."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) - 1 == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    counts = np.bincount(which, minlength=bins)
    sums = np.bincount(which, confidence, minlength=bins) - np.bincount(which, right.astype(float), minlength=bins)
    return float(np.abs(sums).sum() / max(1, counts.sum()))
