"""From days on which a test speaks to episodes: what fires again after a few days is the same thing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.figures.signals.sums import Bools, Floats
from data.thresholds import THRESHOLDS


@dataclass(frozen=True)
class Episode:
    """Days by their numbers: `first` and `last` of the episode, and `peak`, on which the test spoke clearest, by which of its
    lengths (a place in the list of them)."""

    first: int
    last: int
    peak: int
    length: int


def episodes(p: Floats, fires: Bools, holds: Bools, lengths: tuple[int, ...]) -> list[Episode]:
    """Episodes of one topic. `p`, `fires` (beyond doubt) and `holds` (still unusual) are lengths × days; a test of length n looks
    at the n days that end with its day. Only what is beyond doubt begins an episode; what still holds continues it."""
    pause = THRESHOLDS.signal_pause_days
    found: list[Episode] = []
    fired, held = np.any(fires, axis=0).tolist(), np.any(holds, axis=0).tolist()
    for day in (day for day, either in enumerate(zip(fired, held, strict=True)) if any(either)):
        last = found[-1] if found else None
        if not fired[day]:
            if last is not None and day - last.last <= pause:
                found[-1] = Episode(last.first, day, last.peak, last.length)
            continue
        length = int(np.argmin(np.where(fires[:, day], p[:, day], np.inf)))
        if last is not None and day - last.last <= 2 * pause:
            clearer = p[length, day] < p[last.length, last.peak]
            peak = (day, length) if clearer else (last.peak, last.length)
            found[-1] = Episode(last.first, day, *peak)
        else:
            found.append(Episode(day - lengths[length] + 1, day, day, length))
    return found
