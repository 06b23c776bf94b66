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
        return np.stack([self.counts(self._blaming(driver), sources) for driver in drivers])

    def _blaming(self, driver: str) -> pd.DataFrame:
        return self._said(driver).query("value < 0")

    def _said(self, driver: str) -> pd.DataFrame:
        """What each customer said of a driver in one source and language on one day, on average."""
        if driver not in self._known:
            who = ["source", "language", "day", "author"]
            if driver == ALL_TOPICS:
                rows = self.wholes.loc[self.wholes["value"].notna(), [*who, "value"]]
            else:
                of_driver = (self.rows["driver"] == driver) & self.rows["label"].notna()
                rows = self.rows.loc[of_driver, [*who, "label"]].rename(columns={"label": "value"})
            means = rows.astype({"value": float}).groupby(who, as_index=False, observed=True, sort=False).mean()
            self._known[driver] = means
        return self._known[driver]

    @cached_property
    def _known(self) -> dict[str, pd.DataFrame]:
        """What `_said` found already: complaints and net sentiment ask for the same."""
        return {}

    def sentiment(self, drivers: Sequence[str], strata: Sequence[tuple[str, str]]) -> tuple[Floats, Floats, Floats]:
        """drivers × strata (source, language) × days: customers, the sum of their net sentiment, and that of its squares."""
        parts = []
        for driver in drivers:
            said = self._said(driver)
            place = pd.Series(list(zip(said["source"], said["language"], strict=True)), index=said.index, dtype=object)
            value = said["value"].to_numpy(dtype=float)
            parts.append(
                [self._table(place, strata, said["day"], each) for each in (np.ones(len(said)), value, value**2)]
            )
        n, total, squares = (np.stack([part[number] for part in parts]) for number in range(3))
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
