"""A signal: what was unlike a brand's own past, from its first day to its last. Rows of `signals`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from data.thresholds import THRESHOLDS

COMPLAINTS, SENTIMENT, LEAVING, SWITCHING, QUIET = "complaints", "sentiment", "leaving", "switching", "quiet"
FAQ, CHANNEL, RANKING, RATING = "faq", "channel", "ranking", "rating"
KINDS = (COMPLAINTS, SENTIMENT, LEAVING, SWITCHING, QUIET, FAQ, CHANNEL, RANKING, RATING)
TESTED = (COMPLAINTS, SENTIMENT, LEAVING, SWITCHING, QUIET)
"""Kinds that rest on a test; the others were observed."""
OPEN, OVER = "open", "over"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One signal; days are those of the workspace's time zone.

    `topic`: a driver or '*' (any), the rival that is switched to, the source, the channel, the keyword. `observed` beside
    `expected` with its 95 % interval: customers (of sentiment: net sentiment; of quiet: records; of changes: how many). `n`: the
    customers that were heard meanwhile (of quiet: days without a record; of changes: as observed). `p`: how improbable it was by
    the brand's own past. Of what was observed there is no `expected`, no interval and no `p`.
    """

    kind: str
    brand: str
    topic: str
    first_day: date
    last_day: date
    state: str
    n: int
    observed: float
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    signal_id: str = ""
    first_seen: datetime | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.kind, self.brand, self.topic


@dataclass(frozen=True)
class Known:
    """A signal that an earlier analysis showed."""

    signal_id: str
    first_day: date
    last_day: date
    first_seen: datetime


KnownSignals = Mapping[tuple[str, str, str], Sequence[Known]]
"""kind, brand, topic -> what earlier analyses showed of it."""


def with_ids(signals: Iterable[Signal], known: KnownSignals, now: datetime) -> list[Signal]:
    """The signals with their ids, the newest first. One that goes on, or whose days a later import or a forgotten record moved,
    keeps its id and when it was first seen; `now` is when the others are."""
    used: set[str] = set()
    found = []
    for signal in sorted(signals, key=lambda each: (each.first_day, each.place)):
        same = next(
            (each for each in known.get(signal.place, ()) if each.signal_id not in used and _near(signal, each)), None
        )
        made = same.signal_id if same else _id_of(signal)
        used.add(made)
        found.append(replace(signal, signal_id=made, first_seen=same.first_seen if same else now))
    return sorted(found, key=lambda each: (each.last_day, each.first_day, each.place), reverse=True)


def state_of(last_day: date, today: date) -> str:
    """Whether what was last seen on `last_day` goes on."""
    return OPEN if (today - last_day).days <= THRESHOLDS.signal_pause_days else OVER


def _near(signal: Signal, known: Known) -> bool:
    pause = timedelta(days=2 * THRESHOLDS.signal_pause_days)
    return signal.first_day <= known.last_day + pause and known.first_day <= signal.last_day + pause


def _id_of(signal: Signal) -> str:
    return sha256("|".join((*signal.place, signal.first_day.isoformat())).encode()).hexdigest()[:12]
