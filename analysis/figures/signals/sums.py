"""Sums over any stretch of days, in no time: differences of sums up to each day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def summed(values: Floats) -> Floats:
    """The sums up to before each day, and of all, along the last axis."""
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)


def between(sums: Floats, start: int, end: int) -> Floats:
    """What `summed` says of the days from `start` (not before the first) to before `end`."""
    return np.asarray(sums[..., end] - sums[..., max(0, start)])
