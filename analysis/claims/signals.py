"""Signals of all kinds with what each opens to, from what an analysis found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.quotes import BY_CONTENT, QUOTED, quotes_of
from analysis.claims.switching import Switcher
from analysis.coverage import CRAWL, STATED, Coverage
from analysis.figures.changes import Change
from analysis.figures.evidence import OBSERVATION, EvidenceItem, as_datetime, sentence_item, stars_of
from analysis.figures.signals import falls, quiet, spikes
from analysis.figures.signals.changed import changed
from analysis.figures.signals.days import Calendar, Heard, drivers_in, heard
from analysis.figures.signals.signal import (
    COMPLAINTS,
    LEAVING,
    QUIET,
    SENTIMENT,
    SWITCHING,
    KnownSignals,
    Signal,
    state_of,
    with_ids,
)
from analysis.figures.signals.sums import Bools, Floats
from analysis.figures.texts import Texts
from analysis.marks import ALL_TOPICS
from data.thresholds import THRESHOLDS

Shown = tuple[Signal, tuple[EvidenceItem, ...]]
"""A signal and what it opens to."""
EVIDENCE = 8
"""Pieces of evidence of one signal, at most."""
_LEAVING = ("churn", "switch")
"""Intents of who leaves."""
_UNREAD = frozenset({"failed", "blocked"})
"""Statuses of visits that make a source's silence ours."""
_VISITED = {"review": "reviews", "mention": "mentions"}
"""Record kind -> the kind of visits that read it."""
_LONGEST = 200
"""Characters that are quoted of a text as a whole."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What signals are made of. `texts`: the sentences of all days of `calendar`; `window_start`: since when `switchers` were
    looked for; `statuses`: rows of visit_statuses.sql; `rivals`: the ids of all brands but the own one."""

    brands: Sequence[str]
    rivals: Sequence[str]
    drivers: Sequence[str]
    texts: Texts
    validated: frozenset[tuple[str, str]]
    coverage: Coverage
    calendar: Calendar
    switchers: Sequence[Switcher]
    window_start: datetime
    changes: Sequence[Change]
    ranks: pd.DataFrame
    statuses: pd.DataFrame

    @cached_property
    def heard(self) -> Heard:
        """Who was heard."""
        return heard(self.texts.sentences, self.validated, self.calendar)

    @cached_property
    def topics(self) -> list[str]:
        """What complaints are about: any driver, or one."""
        return drivers_in(self.drivers)

    @cached_property
    def levels(self) -> Mapping[str, float]:
        """Kind -> at which level each of its tests is made, so that all of a quarter give `signal_alarms` false ones at most."""
        brands, topics = len(self.brands), len(self.topics)
        tests = {
            COMPLAINTS: brands * spikes.tests_of(topics),
            SENTIMENT: brands * falls.tests_of(topics),
            LEAVING: brands * spikes.tests_of(1),
            SWITCHING: brands * spikes.tests_of(max(1, brands - 1)),
            QUIET: max(1, len(self.coverage)) * THRESHOLDS.signal_days,
        }
        return {kind: THRESHOLDS.signal_alarms / number for kind, number in tests.items()}

    def covered(self, brand: str, sources: Sequence[str]) -> Bools:
        """sources × days."""
        return np.stack([self.calendar.covered(self.coverage.get((brand, source), ())) for source in sources])


def shown_signals(watched: Watched, known: KnownSignals, now: datetime) -> list[Shown]:
    """All signals of the last quarter that can be opened to something, the newest first; `known`: what was shown before."""
    found = [shown for brand in watched.brands for shown in _of_brand(watched, brand)]
    found += _of_sources(watched)
    found += _of_changes(watched)
    opened = {(*signal.place, signal.first_day): items for signal, items in found if items}
    signals = with_ids((signal for signal, items in found if items), known, now)
    return [(signal, opened[(*signal.place, signal.first_day)]) for signal in signals]


def _of_brand(watched: Watched, brand: str) -> Iterator[Shown]:
    """Complaints, falls, and who leaves or switches."""
    mine = watched.heard.of(brand)
    sources = mine.sources
    if not sources:
        return
    covered, customers = watched.covered(brand, sources), mine.customers(sources)
    leaving = mine.rows[mine.rows["intent"].isin(_LEAVING)]
    counts = np.concatenate([mine.complaints(watched.topics, sources), mine.counts(leaving, sources)[None]])
    places = [*((COMPLAINTS, topic) for topic in watched.topics), (LEAVING, ALL_TOPICS)]
    for signal in _spikes(watched, brand, places, customers, counts, covered):
        yield signal, _leaving_quotes(watched, leaving, signal) if signal.kind == LEAVING else _blame(watched, signal)
    yield from _switching(watched, brand, sources, customers, covered)
    strata = mine.strata
    by_source = dict(zip(sources, covered, strict=True))
    within = np.stack([by_source[source] for source, _ in strata])
    for fall in falls.falls(*mine.sentiment(watched.topics, strata), within, watched.levels[SENTIMENT]):
        signal = _signal(watched.calendar, SENTIMENT, brand, watched.topics[fall.topic], fall)
        yield signal, _blame(watched, signal)


def _spikes(
    watched: Watched, brand: str, places: Sequence[tuple[str, str]], customers: Floats, counts: Floats, covered: Bools
) -> Iterator[Signal]:
    levels = np.array([watched.levels[kind] for kind, _ in places])
    for spike in spikes.spikes(customers, counts, covered, levels):
        yield _signal(watched.calendar, places[spike.topic][0], brand, places[spike.topic][1], spike)


def _switching(
    watched: Watched, brand: str, sources: Sequence[str], customers: Floats, covered: Bools
) -> Iterator[Shown]:
    """Only the window was searched for them: the days before it are not known."""
    mine = [
        each for each in watched.switchers if each.brand == brand and not each.first_party and each.source in sources
    ]
    rivals = sorted({each.rival for each in mine})
    if not rivals:
        return
    rows = pd.DataFrame([{"rival": e.rival, "source": e.source, "author": e.author, "at": e.at} for e in mine])
    rows = rows.assign(day=watched.calendar.numbers(rows["at"]))
    rows = rows[rows["day"] >= 0]
    counts = np.stack([watched.heard.counts(rows[rows["rival"] == rival], sources) for rival in rivals])
    searched = watched.calendar.edges[:-1] >= np.datetime64(watched.window_start, "us")
    places = [(SWITCHING, rival) for rival in rivals]
    for signal in _spikes(watched, brand, places, customers, np.minimum(counts, customers), covered & searched):
        said = [each for each in mine if each.rival == signal.topic and _within(watched.calendar, signal, each.at)]
        yield signal, tuple({each.author: each.item for each in reversed(said)}.values())[:EVIDENCE]


def _signal(calendar: Calendar, kind: str, brand: str, topic: str, found: spikes.Spike | falls.Fall) -> Signal:
    last = calendar.days[found.last]
    return Signal(
        kind=kind, brand=brand, topic=topic, first_day=calendar.days[max(0, found.first)], last_day=last,
        state=state_of(last, calendar.today), n=found.n, observed=float(found.observed), expected=found.expected,
        low=found.low, high=found.high, p=found.p,
    )  # fmt: skip


def _within(calendar: Calendar, signal: Signal, at: datetime) -> bool:
    return signal.first_day <= calendar.day_of(at) <= signal.last_day


def _rows_of(watched: Watched, rows: pd.DataFrame, signal: Signal) -> pd.DataFrame:
    """The sentences of the signal's brand and days."""
    first, last = (watched.calendar.days.index(day) for day in (signal.first_day, signal.last_day))
    return rows[(rows["brand"] == signal.brand) & (rows["day"] >= first) & (rows["day"] <= last)]


def _blame(watched: Watched, signal: Signal) -> tuple[EvidenceItem, ...]:
    """What customers complain of: surely so where any sentence is, else what the model takes for it."""
    rows = _rows_of(watched, watched.heard.rows, signal)
    drivers = None if signal.topic == ALL_TOPICS else [signal.topic]
    quotes = quotes_of(rows, watched.validated, rows["at"].min(), rows["at"].max())
    sure = quotes.best([signal.brand], drivers, -1, EVIDENCE)
    if sure:
        return sure
    said = rows if drivers is None else rows[rows["driver"] == signal.topic]
    return _quotes(said[(said["label"] == -1) | (said["text_label"] == -1)])


def _leaving_quotes(watched: Watched, leaving: pd.DataFrame, signal: Signal) -> tuple[EvidenceItem, ...]:
    return _quotes(_rows_of(watched, leaving, signal))


def _quotes(rows: pd.DataFrame) -> tuple[EvidenceItem, ...]:
    """The newest sentence of each author."""
    ordered = rows.sort_values(list(BY_CONTENT), ascending=[False, True, True], kind="stable")
    chosen = ordered.drop_duplicates("author").drop_duplicates("record_id").head(EVIDENCE)
    return tuple(sentence_item(row) for row in chosen[list(QUOTED)].to_dict("records"))


def _of_sources(watched: Watched) -> Iterator[Shown]:
    """Sources that fell silent although they were read."""
    calendar = watched.calendar
    third = watched.texts.all
    third = third[~third["first_party"].astype(bool) & third["published_at"].notna()]
    third = third.assign(day=calendar.numbers(third["published_at"]))
    third = third[third["day"] >= 0]
    for (brand, source), rows in third.groupby(["brand", "source"], sort=True):
        stretches = watched.coverage.get((str(brand), str(source)), ())
        read = [each for each in stretches if {CRAWL, STATED} & set(each.how.split(", "))]
        if not read or _unread(watched, str(brand), set(rows["record_kind"])):
            continue
        records = np.bincount(rows["day"].to_numpy(dtype=int), minlength=len(calendar.days)).astype(float)
        silence = quiet.silence(records, calendar.covered(read), watched.levels[QUIET])
        if silence is not None:
            last = calendar.days[silence.last]
            signal = Signal(
                kind=QUIET, brand=str(brand), topic=str(source), first_day=calendar.days[silence.first], last_day=last,
                state=state_of(last, calendar.today), n=silence.n, observed=0.0, expected=silence.expected, p=silence.p,
            )  # fmt: skip
            newest = rows.sort_values(["published_at", "body"], ascending=[False, True], kind="stable").head(3)
            yield signal, tuple(_text_item(row) for row in newest.to_dict("records"))


def _unread(watched: Watched, brand: str, record_kinds: set[str]) -> bool:
    """Whether the newest crawl failed to read what such records are on: then the silence may be ours."""
    kinds = {_VISITED[kind] for kind in record_kinds}
    statuses = watched.statuses
    mine = statuses[(statuses["brand"] == brand) & statuses["kind"].isin(kinds)]
    return bool(set(mine["status"]) & _UNREAD)


def _text_item(row: Mapping[Any, Any]) -> EvidenceItem:
    """A text as evidence: its beginning, or that it has no words."""
    body = str(row["body"])[:_LONGEST]
    item = EvidenceItem(
        record_kind=str(row["record_kind"]),
        record_id=str(row["record_id"]),
        quote=body,
        stars=stars_of(row["rating"], row["rating_max"]),
        published_at=as_datetime(row["published_at"]),
        url=str(row["url"]),
        fetched_at=as_datetime(row["fetched_at"]),
    )
    return item if body.strip() else replace(item, form=OBSERVATION, quote=f"{item.published_at:%Y-%m-%d}")


def _of_changes(watched: Watched) -> Iterator[Shown]:
    """What rivals changed, and whose rank or rating moved."""
    calendar = watched.calendar
    days = calendar.day_of, calendar.today
    for signal, parts in changed(watched.changes, watched.ranks, watched.brands, watched.rivals, *days):
        yield signal, tuple(_change_item(change) for change in parts[:EVIDENCE])


def _change_item(change: Change) -> EvidenceItem:
    shown = " → ".join((side or "–").replace("\n", " ")[:_LONGEST] for side in (change.before, change.after))
    return EvidenceItem(
        form=OBSERVATION, record_kind=change.kind, record_id=change.record_id,
        quote=f"{change.topic}: {shown}" if change.kind != "faq" else shown, url=change.url, fetched_at=change.seen_at,
    )  # fmt: skip
