"""A source that fell silent: no record for longer than chance and its own pauses explain, where it was read all the while."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.figures.signals.spikes import SMALLEST
from analysis.figures.signals.sums import Bools, Floats
from data.thresholds import THRESHOLDS

_RECORDS, _DAYS = 20, 10
"""Records, and days with any, that the past must have shown: fewer are no rate."""
FRESH_DAYS = 3
"""A source that was not read so lately may have gone on, as far as we know."""


@dataclass(frozen=True)
class Silence:
    """By numbers of days: the `first` day without a record, and the `last` that was covered. `n`: the covered days of it;
    `expected`: the records that it would have had; `p`: how improbable none is."""

    first: int
    last: int
    n: int
    expected: float
    p: float


def silence(records: Floats, covered: Bools, alpha: float) -> Silence | None:
    """The silence of one source of one brand that lasts until now, at `alpha`; None where there is none. `records` and `covered`:
    by consecutive days, the last of them the newest that is over. Days that are not covered say nothing and do not pass."""
    seen = np.flatnonzero(covered)
    if not len(seen) or len(covered) - 1 - seen[-1] > FRESH_DAYS:
        return None
    counts = records[seen]
    spoken = np.flatnonzero(counts > 0)
    if len(spoken) < _DAYS:
        return None
    silent = len(counts) - 1 - int(spoken[-1])
    begin = max(0, int(spoken[-1]) + 1 - THRESHOLDS.signal_baseline_days)
    past = counts[begin : spoken[-1] + 1]
    active = np.flatnonzero(past > 0)
    if not silent or past.sum() < _RECORDS or len(active) < _DAYS or len(past) < THRESHOLDS.signal_known_days:
        return None
    pauses = np.diff(active)
    # Pauses of a steady source are geometric; where they differ more, the silence is held against a rate so much lower.
    rate = len(active) / (len(past) + 1.0)
    chance = max((1 - rate) / rate**2, 0.5)
    spread = max(1.0, float(np.var(pauses)) / chance)
    p = math.exp(silent / spread * math.log1p(-rate))
    if p >= alpha or silent <= THRESHOLDS.signal_silence * float(pauses.max()):
        return None
    first = int(seen[int(spoken[-1]) + 1])
    return Silence(first, int(seen[-1]), silent, float(past.mean()) * silent, max(p, SMALLEST))
