"""Softmax regression with an L2 penalty on sparse texts, by limited-memory BFGS in single precision.

minimise Σ w · crossentropy(targets, softmax(X W + b)) + ‖W‖² / (2 C), as scikit-learn's LogisticRegression, but a text takes
shares of several labels in one row, a next C starts from the last one's answer, and the steps (Liu and Nocedal 1989,
two-loop recursion, backtracking line search) cost a third of SciPy's on some 100,000 columns. Nor has LogisticRegression
scales by class (`scales`). Measured by benchmarks/fitting.py: it takes 2.9 times as long for the same losses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
MEMORY = 8
ROUNDS = 120
TOLERANCE = 1e-4
"""Stops where a step lowers the objective by less than this share of what is left of it, twice in a row."""
_SUFFICIENT, _SHORTEST = 1e-4, 1e-6


def softmax_path(
    matrix: csr_matrix, targets: Doubles, weights: Doubles, strengths: Sequence[float], scales: Floats | None = None
) -> list[tuple[Floats, Floats]]:
    """(coefficients classes × columns, intercepts) for each C of `strengths`. `matrix`: texts × columns; `targets`: texts ×
    classes, shares of labels that sum to 1 by row; `weights`: of the texts, 0 or more; `scales`: classes × columns, what
    coefficients are measured in when they are penalised (all 1 if None). Ascending strengths are quickest.
    """
    problem = _Problem(matrix, targets, weights, scales)
    found = []
    at = np.zeros(problem.size, dtype=np.float32)
    for strength in strengths:
        at = _minimum(problem, at, 1 / strength)
        table = at.reshape(problem.classes, -1)
        inner = table[:, :-1].copy() if scales is None else table[:, :-1] * scales
        found.append((inner, table[:, -1].copy()))
    return found


class _Problem:
    """Value and gradient of the objective at a flat vector of classes × (columns + 1), the last column the intercepts."""

    def __init__(self, matrix: csr_matrix, targets: Doubles, weights: Doubles, scales: Floats | None) -> None:
        self.classes = targets.shape[1]
        self.size = (matrix.shape[1] + 1) * self.classes
        self._matrix = matrix.astype(np.float32)
        self._transposed = self._matrix.T
        self._targets = np.ascontiguousarray(targets.T, dtype=np.float32)
        self._weights = weights.astype(np.float32)
        self._scales = np.float32(1) if scales is None else scales
        self._share = 1 / float(weights.sum())

    def __call__(self, at: Floats, penalty: float) -> tuple[float, Floats]:
        table = at.reshape(self.classes, -1)
        inner = table[:, :-1]
        # A product for each class takes half the time of one with a narrow table.
        logits = np.stack([self._matrix @ row for row in inner * self._scales]) + table[:, -1:]
        logits -= logits.max(axis=0)
        guessed = np.exp(logits)
        sums = guessed.sum(axis=0)
        losses = (np.log(sums) - logits) * self._targets * self._weights
        guessed /= sums
        rest = (guessed - self._targets) * self._weights
        gradient = np.empty_like(table)
        for row, target in zip(rest, gradient, strict=True):
            target[:-1] = self._transposed @ row
        gradient[:, :-1] *= self._scales
        gradient[:, :-1] += np.float32(penalty) * inner
        gradient[:, -1] = rest.sum(axis=1)
        gradient *= np.float32(self._share)
        value = float(losses.sum(dtype=np.float64)) + 0.5 * penalty * float(np.square(inner).sum(dtype=np.float64))
        return value * self._share, gradient.ravel()


def _minimum(problem: _Problem, start: Floats, penalty: float) -> Floats:
    at = start
    value, gradient = problem(at, penalty)
    steps: list[tuple[Floats, Floats, float]] = []
    small = 0
    for _ in range(ROUNDS):
        direction = _direction(gradient, steps)
        slope = float(np.dot(direction, gradient))
        if slope >= 0:  # rounding has spoilt the memory: go straight down
            steps, direction = [], -gradient
            slope = -float(np.dot(gradient, gradient))
        if slope == 0:
            break
        length = 1.0 if steps else min(1.0, 1 / float(np.sqrt(-slope)))
        while True:
            there = at + np.float32(length) * direction
            new_value, new_gradient = problem(there, penalty)
            if new_value <= value + _SUFFICIENT * length * slope or length < _SHORTEST:
                break
            length /= 2
        if new_value > value:
            break
        moved, bent = there - at, new_gradient - gradient
        curvature = float(np.dot(moved, bent))
        if curvature > 0:
            steps = [*steps, (moved, bent, curvature)][-MEMORY:]
        small = small + 1 if value - new_value < TOLERANCE * new_value else 0
        at, value, gradient = there, new_value, new_gradient
        if small == 2:
            break
    return at


def _direction(gradient: Floats, steps: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    direction = -gradient
    shares = []
    for moved, bent, curvature in reversed(steps):
        share = float(np.dot(moved, direction)) / curvature
        shares.append(share)
        direction -= np.float32(share) * bent
    if steps:
        _, bent, curvature = steps[-1]
        direction *= np.float32(curvature / float(np.dot(bent, bent)))
    for (moved, bent, curvature), share in zip(steps, reversed(shares), strict=True):
        back = float(np.dot(bent, direction)) / curvature
        direction += np.float32(share - back) * moved
    return direction
