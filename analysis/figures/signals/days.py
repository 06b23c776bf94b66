"""From what customers say to counts of days: the days of a workspace, and who was heard on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.coverage import Stretch
from analysis.figures.signals.sums import Bools, Floats
from analysis.figures.texts import as_wholes, of_newest_model
from analysis.figures.units import read_well
from analysis.marks import ALL_TOPICS, NO_DRIVER
from data.thresholds import THRESHOLDS

_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Calendar:
    """Consecutive days of a time zone, `edges` the moments (naive UTC) at which each begins and the last one ends."""

    days: Sequence[date]
    edges: npt.NDArray[np.datetime64]
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """When the first day begins (naive UTC)."""
        return pd.Timestamp(self.edges[0]).to_pydatetime()

    @property
    def today(self) -> date:
        """The last day."""
        return self.days[-1]

    def day_of(self, moment: datetime) -> date:
        """The day of a moment (naive UTC), in the calendar or not."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def numbers(self, moments: pd.Series) -> npt.NDArray[np.int64]:
        """Which of the days each moment is of; −1: none of them."""
        at = moments.to_numpy(dtype="datetime64[us]")
        found = np.searchsorted(self.edges, at, side="right") - 1
        return np.where((found >= 0) & (found < len(self.days)), found, -1)

    def covered(self, stretches: Iterable[Stretch]) -> Bools:
        """Which days lie in the stretches, at least half of them."""
        seen = np.zeros(len(self.days))
        for stretch in stretches:
            first = np.maximum(self.edges[:-1], np.datetime64(stretch.start, "us"))
            last = np.minimum(self.edges[1:], np.datetime64(stretch.end, "us"))
            seen += np.maximum((last - first) / np.timedelta64(1, "s"), 0)
        return np.asarray(seen >= _HALF_A_DAY.total_seconds(), dtype=bool)


def calendar_of(now: datetime, timezone: str) -> Calendar:
    """The days that signals are made of; the newest is the last one of which half is over at `now` (naive UTC)."""
    zone = ZoneInfo(timezone)
    today = (now.replace(tzinfo=UTC).astimezone(zone) - _HALF_A_DAY).date()
    past = THRESHOLDS.signal_days + THRESHOLDS.signal_baseline_days + 2 * THRESHOLDS.signal_gap_days
    days = [today - timedelta(days=back) for back in range(past, -1, -1)]
    begins = [datetime.combine(day, time.min, zone).astimezone(UTC) for day in (*days, today + timedelta(days=1))]
    return Calendar(days, np.array([each.replace(tzinfo=None) for each in begins], dtype="datetime64[us]"), zone)


@dataclass(frozen=True)
class Heard:
    """Who was heard in third-party texts that are read well enough to be compared: `rows` are sentences with their `day`, one
    a part and driver; `wholes` one a text, with its `value`."""

    rows: pd.DataFrame
    wholes: pd.DataFrame
    calendar: Calendar

    def of(self, brand: str) -> Heard:
        """What was heard of one brand."""
        return Heard(self.rows[self.rows["brand"] == brand], self.wholes[self.wholes["brand"] == brand], self.calendar)

    @property
    def sources(self) -> list[str]:
        """The sources that were heard, sorted."""
        return sorted(set(self.rows["source"]))

    def customers(self, sources: Sequence[str]) -> Floats:
        """sources × days: how many customers spoke."""
        return self.counts(self.rows, sources)

    def counts(self, rows: pd.DataFrame, sources: Sequence[str]) -> Floats:
        """sources × days: the customers of some rows (columns source, day, author)."""
        each = rows[["source", "day", "author"]].drop_duplicates()
        return self._table(each["source"], sources, each["day"], np.ones(len(each)))

    def complaints(self, drivers: Sequence[str], sources: Sequence[str]) -> Floats:
        """drivers × sources × days: the customers whose words on a driver (ALL_TOPICS: on the whole) are rather negative."""
        people = self._people
        number = {source: row for row, source in enumerate(sources)}
        rows = np.array([number[source] for source in people.sources], dtype=int)
        tables = np.zeros((len(drivers), len(sources), len(self.calendar.days)))
        for table, driver in zip(tables, drivers, strict=True):
            who, value = self._said(driver)
            blaming = people.first[np.unique(people.speaker[who[value < 0]])]
            np.add.at(table, (rows[blaming], people.day[blaming]), 1.0)
        return tables

    def _said(self, driver: str) -> tuple[npt.NDArray[np.int64], Floats]:
        """Who of `_people` spoke of a driver, in order, and what they said of it on average."""
        if driver not in self._known:
            people = self._people
            if driver == ALL_TOPICS:
                value, who = people.judged, people.of_wholes
                spoken = ~np.isnan(value)
            else:
                value, who = people.label, people.of_rows
                spoken = (people.driver == driver) & ~np.isnan(value)
            means = pd.Series(value[spoken]).groupby(who[spoken], sort=False).mean()
            self._known[driver] = np.asarray(means.index, dtype=np.int64), np.asarray(means, dtype=np.float64)
        return self._known[driver]

    @cached_property
    def _known(self) -> dict[str, tuple[npt.NDArray[np.int64], Floats]]:
        """What `_said` found already: complaints and net sentiment ask for the same."""
        return {}

    @cached_property
    def _people(self) -> _People:
        return _people_of(self.rows, self.wholes)

    def sentiment(self, drivers: Sequence[str], strata: Sequence[tuple[str, str]]) -> tuple[Floats, Floats, Floats]:
        """drivers × strata (source, language) × days: customers, the sum of their net sentiment, and that of its squares."""
        people = self._people
        number = {stratum: row for row, stratum in enumerate(strata)}
        rows = np.array([number[stratum] for stratum in zip(people.sources, people.languages, strict=True)], dtype=int)
        n, total, squares = (np.zeros((len(drivers), len(strata), len(self.calendar.days))) for _ in range(3))
        for place, driver in enumerate(drivers):
            who, value = self._said(driver)
            at = rows[who], people.day[who]
            for table, each in ((n, np.ones(len(who))), (total, value), (squares, value**2)):
                np.add.at(table[place], at, each)
        return n, total, squares

    @property
    def strata(self) -> list[tuple[str, str]]:
        """The sources and languages that were heard, sorted."""
        pairs = self.rows[["source", "language"]].drop_duplicates()
        return sorted((str(source), str(language)) for source, language in pairs.itertuples(index=False))

    def _table(self, places: pd.Series, known: Sequence[object], days: pd.Series, values: Floats) -> Floats:
        table = np.zeros((len(known), len(self.calendar.days)))
        number = {place: row for row, place in enumerate(known)}
        rows = places.map(number).to_numpy(dtype=int) if len(places) else np.zeros(0, dtype=int)
        np.add.at(table, (rows, days.to_numpy(dtype=int)), values)
        return table


_WHO = ["source", "language", "day", "author"]


@dataclass(frozen=True)
class _People:
    """Each customer who spoke in one source and language on one day, by numbers: to group words by their letters, driver by
    driver, takes long. `speaker`: one number for all languages that someone spoke in, and `first` the place of each speaker.
    `of_rows` and `of_wholes` say who spoke each sentence and each text, of which `label`, `driver` and `judged` are columns."""

    sources: Sequence[str]
    languages: Sequence[str]
    day: npt.NDArray[np.int64]
    speaker: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    of_rows: npt.NDArray[np.int64]
    of_wholes: npt.NDArray[np.int64]
    label: Floats
    driver: npt.NDArray[np.object_]
    judged: Floats


def _people_of(rows: pd.DataFrame, wholes: pd.DataFrame) -> _People:
    spoken = pd.concat([rows[_WHO], wholes[_WHO]], ignore_index=True)
    who = np.asarray(spoken.groupby(_WHO, sort=False, observed=True).ngroup(), dtype=np.int64)
    people = spoken.iloc[np.unique(who, return_index=True)[1]]
    speaker = np.asarray(people.groupby(["source", "day", "author"], sort=False).ngroup(), dtype=np.int64)
    return _People(
        people["source"].tolist(),
        people["language"].tolist(),
        people["day"].to_numpy(dtype=np.int64),
        speaker,
        np.unique(speaker, return_index=True)[1],
        who[: len(rows)],
        who[len(rows) :],
        rows["label"].to_numpy(dtype=float, na_value=np.nan),
        rows["driver"].to_numpy(dtype=object),
        wholes["value"].to_numpy(dtype=float, na_value=np.nan),
    )


def heard(sentences: pd.DataFrame, validated: frozenset[tuple[str, str]], calendar: Calendar) -> Heard:
    """Who was heard on the days of `calendar`. `sentences`: Texts.sentences. What an older model read is left out: two models'
    labels make no trend."""
    third = sentences[~sentences["first_party"].astype(bool)]
    third = third[read_well(third, validated)]
    third = of_newest_model(third).assign(day=lambda rows: calendar.numbers(rows["at"]))
    third = third[third["day"] >= 0]
    wholes = as_wholes(third) if len(third) else third.assign(value=pd.Series(dtype=float))
    return Heard(third, wholes[["brand", "source", "language", "day", "author", "value", "record_id"]], calendar)


def drivers_in(drivers: Iterable[str]) -> list[str]:
    """The topics of complaints: all drivers, and whatever the driver."""
    return [ALL_TOPICS, *(driver for driver in drivers if driver != NO_DRIVER)]
