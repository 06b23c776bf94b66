"""The tests behind signals, on counts of days: what fires, what does not, and what only looks like it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from analysis.figures.signals import falls, quiet, spikes
from analysis.figures.signals.episodes import episodes
from analysis.figures.signals.signal import COMPLAINTS, Known, Signal, with_ids
from analysis.figures.signals.sums import Floats

DAYS = 175
LEVEL = np.array([1e-6])


def steady(customers: float = 20, complaints: float = 2) -> tuple[Floats, Floats]:
    return np.full((1, DAYS), float(customers)), np.full((1, 1, DAYS), float(complaints))


def found(customers: Floats, complaints: Floats, covered: np.ndarray | None = None) -> list[spikes.Spike]:
    known = np.ones(customers.shape, dtype=bool) if covered is None else covered
    return spikes.spikes(customers, complaints, known, LEVEL)


def test_a_steady_stream_is_silent() -> None:
    assert found(*steady()) == []


def test_a_spike_says_what_was_expected_and_when() -> None:
    customers, complaints = steady()
    customers[0, 150:152] += 12
    complaints[0, 0, 150:152] += 12
    (spike,) = found(customers, complaints)
    assert spike.first >= 144
    assert 150 <= spike.last <= 158
    assert spike.expected < spike.observed / 2
    assert spike.low <= spike.expected <= spike.high < spike.observed
    assert spike.p < LEVEL[0]


@pytest.mark.parametrize("times", [2, 5, 20])
def test_more_of_everything_is_none(times: int) -> None:
    customers, complaints = steady()
    customers[0, 150:] *= times
    complaints[0, 0, 150:] *= times
    assert found(customers, complaints) == []


def test_a_source_that_complains_more_and_comes_later_is_none() -> None:
    """A new source has no past; that of the others says nothing of it."""
    customers, complaints = np.zeros((2, DAYS)), np.zeros((1, 2, DAYS))
    customers[0], complaints[0, 0] = 20, 2
    customers[1, 150:], complaints[0, 1, 150:] = 20, 15
    covered = np.ones((2, DAYS), dtype=bool)
    covered[1, :150] = False
    assert found(customers, complaints, covered) == []


def test_a_slow_rise_is_none() -> None:
    customers, complaints = steady(200, 0)
    complaints[0, 0] = np.linspace(20, 40, DAYS)
    assert found(customers, complaints) == []


def test_days_that_are_not_covered_do_not_count() -> None:
    customers, complaints = steady()
    complaints[0, 0, 150:152] += 15
    customers[0, 150:152] += 15
    covered = np.ones((1, DAYS), dtype=bool)
    covered[0, 149:153] = False
    assert found(customers, complaints, covered) == []


def test_too_short_a_past_says_nothing() -> None:
    customers, complaints = steady()
    complaints[0, 0, 150:152] += 15
    covered = np.zeros((1, DAYS), dtype=bool)
    covered[0, 135:] = True
    assert found(customers, complaints, covered) == []


def test_a_fall_within_one_stratum_is_none_of_a_shift_between_them() -> None:
    """Two languages of different mood: more of the gloomy one is no fall."""
    n = np.full((1, 2, DAYS), 5.0)
    mean = np.array([0.6, -0.4])[None, :, None]
    n[0, 1, 160:] = 30
    shifted = falls.falls(n, n * mean, n * 0.9, np.ones((2, DAYS), dtype=bool), 1e-6)
    assert shifted == []
    total = n * mean
    total[0, :, 165:] -= n[0, :, 165:] * 0.6
    (fall,) = falls.falls(n, total, n * 0.9, np.ones((2, DAYS), dtype=bool), 1e-6)
    assert fall.observed < fall.low < fall.expected
    assert fall.n >= 20


def test_silence_is_held_against_its_own_pauses() -> None:
    weekly = np.zeros(DAYS)
    weekly[::3] = 3
    covered = np.ones(DAYS, dtype=bool)
    assert quiet.silence(weekly, covered, 1e-5) is None
    weekly[120:] = 0
    silence = quiet.silence(weekly, covered, 1e-5)
    assert silence is not None
    assert (silence.first, silence.last, silence.n) == (118, DAYS - 1, DAYS - 118)
    bursts = np.zeros(DAYS)
    for start in (0, 40, 80, 110):
        bursts[start : start + 12] = 3
    assert quiet.silence(bursts, covered, 1e-5) is None


def test_a_source_that_is_not_read_any_more_is_not_silent() -> None:
    records = np.full(DAYS, 3.0)
    records[120:] = 0
    covered = np.ones(DAYS, dtype=bool)
    covered[130:] = False
    assert quiet.silence(records, covered, 1e-5) is None


def test_what_fires_again_soon_is_one_episode() -> None:
    p = np.ones((1, 60))
    fires, holds = np.zeros((1, 60), dtype=bool), np.zeros((1, 60), dtype=bool)
    fires[0, [10, 12, 24, 45]], p[0, [10, 12, 24, 45]] = True, [1e-7, 1e-9, 1e-8, 1e-8]
    holds[0, 14] = holds[0, 30] = True
    first, second = episodes(p, fires, holds, (1,))
    assert (first.first, first.last, first.peak) == (10, 30, 12)
    assert (second.first, second.last) == (45, 45)


def test_an_id_stays_when_days_move_and_two_signals_never_share_one() -> None:
    def signal(first: date) -> Signal:
        return Signal(
            kind=COMPLAINTS, brand="acme", topic="delivery", first_day=first, last_day=first + timedelta(days=3), state="open",
            n=9, observed=9.0,
        )  # fmt: skip

    seen = datetime(2026, 5, 5)
    known = {signal(date(2026, 5, 1)).place: [Known("old", date(2026, 5, 1), date(2026, 5, 4), seen)]}
    later, moved = with_ids([signal(date(2026, 5, 8)), signal(date(2026, 4, 29))], known, seen + timedelta(days=9))
    assert (moved.signal_id, moved.first_seen) == ("old", seen)
    assert later.signal_id != "old"
    assert later.first_seen == seen + timedelta(days=9)
