"""Changes at rivals, and of anybody's rank and rating, as signals: those that stay, not those that come and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

import pandas as pd

from analysis.figures.changes import Change
from analysis.figures.signals.places import moves
from analysis.figures.signals.signal import CHANNEL, FAQ, RATING, Signal, state_of
from analysis.marks import ALL_TOPICS
from data.thresholds import THRESHOLDS

ToDay = Callable[[datetime], date]
Changed = tuple[Signal, tuple[Change, ...]]
"""A signal and the changes that it is made of, the newest first."""


def changed(
    changes: Sequence[Change],
    ranks: pd.DataFrame,
    brands: Sequence[str],
    rivals: Iterable[str],
    day_of: ToDay,
    today: date,
) -> list[Changed]:
    """The signals of `signal_days`: questions and channels of `rivals`, places in search and claimed ratings of all `brands`.

    `ranks` has the columns of ranks.sql; `day_of` gives the workspace's day of a moment (naive UTC)."""
    watched = set(rivals)
    lasting = [
        *_lasting(change for change in changes if change.kind in (FAQ, CHANNEL) and change.brand in watched),
        *moves(ranks, brands),
        *_apart(change for change in changes if change.kind == RATING),
    ]
    topics: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for change in lasting:
        topic = ALL_TOPICS if change.kind == FAQ else change.topic
        topics[change.kind, change.brand, topic].append(change)
    since = today - timedelta(days=THRESHOLDS.signal_days)
    found = [
        _signal(place, part, day_of, today) for place, group in sorted(topics.items()) for part in _parts(group, day_of)
    ]
    return [each for each in found if each[0].last_day >= since]


def _parts(changes: list[Change], day_of: ToDay) -> Iterator[list[Change]]:
    """Changes in groups: what follows within a pause belongs together."""
    pause = timedelta(days=THRESHOLDS.signal_pause_days)
    ordered = sorted(changes, key=lambda change: (change.seen_at, change.record_id))
    group = ordered[:1]
    for change in ordered[1:]:
        if day_of(change.seen_at) - day_of(group[-1].seen_at) > pause:
            yield group
            group = []
        group.append(change)
    yield group


def _signal(place: tuple[str, str, str], changes: list[Change], day_of: ToDay, today: date) -> Changed:
    kind, brand, topic = place
    last = day_of(changes[-1].seen_at)
    number = len({change.record_id for change in changes})
    signal = Signal(
        kind=kind, brand=brand, topic=topic, first_day=day_of(changes[0].seen_at), last_day=last, state=state_of(last, today),
        n=number, observed=float(number),
    )  # fmt: skip
    return signal, tuple(reversed(changes))


def _lasting(changes: Iterable[Change]) -> Iterator[Change]:
    """Without what soon came back as it was, or soon went again."""
    soon = timedelta(days=2 * THRESHOLDS.signal_pause_days)
    by_record: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda each: each.seen_at):
        by_record[change.kind, change.brand, change.record_id].append(change)
    for history in by_record.values():
        kept: list[Change] = []
        for change in history:
            if kept and change.seen_at - kept[-1].seen_at <= soon and change.after == kept[-1].before:
                kept.pop()
            else:
                kept.append(change)
        yield from kept


def _apart(changes: Iterable[Change]) -> Iterator[Change]:
    """Ratings that lie `signal_rating_step` from the one that was reported last."""
    known: dict[tuple[str, str], float] = {}
    for change in sorted(changes, key=lambda each: each.seen_at):
        if change.before is None or change.after is None:
            continue
        anchor = known.setdefault((change.brand, change.record_id), float(change.before))
        if abs(float(change.after) - anchor) >= THRESHOLDS.signal_rating_step - 1e-9:
            known[change.brand, change.record_id] = float(change.after)
            yield change
