"""Coverage: the stretches of time in which everything of a source was seen, not the span from its first record to its last.

A crawl reads the newest first. So a review that was published at one moment and read at another shows that nothing between the
two was missed, and nights that failed leave a hole unless a later reading reaches back to what was known. Of networks each
reading says itself how far back it saw everything, for posts are looked up again one by one as well; what a brand is found by is
covered where each query that finds it was read. Where a source holds records back that is not enough. A file that people
import covers the range they state for it. Else only the records themselves can say: a stretch ends where the next record is
so late that, at the source's own rate, the days between can hardly have been empty.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from data.record.importing import SOURCE as IMPORTED
from data.thresholds import THRESHOLDS

CRAWL, STATED, RATE = "crawl", "stated", "rate"
"""How a stretch is known."""
Place = tuple[str, str]
"""brand, source."""
Stretches = Sequence[tuple[datetime, datetime]]
"""First and last moments, both included; in order, apart from each other."""
Reach = Mapping[str, Stretches]
"""source -> the stretches of time to count."""


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of time (naive UTC, both ends included) in which everything was seen; `how` it is known."""

    start: datetime
    end: datetime
    how: str


Coverage = Mapping[Place, Sequence[Stretch]]
"""(brand, source) -> its stretches in order, apart from each other."""


def coverage_of(
    texts: pd.DataFrame, truncated: Iterable[Place], stated: pd.DataFrame, since: datetime, readings: pd.DataFrame
) -> Coverage:
    """What third-party sources showed of each brand since `since`.

    `texts` has brand, source, first_party, layer, query, published_at and fetched_at; `truncated` are the places that held
    records back in some crawl; `stated` has brand, source, start and end: ranges that people stated for files they imported;
    `readings` has source, query, reaches_to and fetched_at: each time at which a query was asked, and since when everything was
    seen then (NaT: not read, or not known).
    """
    third = texts[~texts["first_party"].astype(bool) & texts["published_at"].notna()]
    third = third[third["published_at"] >= since]
    held_back = set(truncated)
    ranges: dict[Place, list[Stretch]] = {}
    for row in stated.itertuples(index=False):
        ranges.setdefault((str(row.brand), str(row.source)), []).append(
            Stretch(pd.Timestamp(str(row.start)).to_pydatetime(), pd.Timestamp(str(row.end)).to_pydatetime(), STATED)
        )
    # What was taken in before it was kept where it was read is judged as what a file shows.
    unread = third["layer"].isna() | third["layer"].isin([IMPORTED, ""])
    networks = {
        str(source): _Network(third[~unread & (third["source"] == source)], rows)
        for source, rows in readings.groupby("source")
    }
    found = {}
    for (brand, source), rows in third.groupby(["brand", "source"], sort=True):
        place = (str(brand), str(source))
        imported = unread[rows.index]
        found[place] = _joined(
            [
                *_crawled(rows[~imported], place in held_back, networks.get(place[1])),
                *ranges.get(place, ()),
                *_imported(rows[imported], ranges.get(place, ())),
            ]
        )
    return found


def common_reach(coverage: Coverage, brands: Iterable[str], start: datetime, end: datetime) -> Reach:
    """The stretches of [start, end] that are covered of *all* of `brands`, by source."""
    brands = list(brands)
    reach = {}
    for source in sorted({source for _, source in coverage}):
        shared = [(start, end)]
        for brand in brands:
            mine = coverage.get((brand, source), ())
            shared = [
                (max(first, stretch.start), min(last, stretch.end))
                for first, last in shared
                for stretch in mine
                if first <= stretch.end and stretch.start <= last
            ]
        if shared:
            reach[source] = tuple(shared)
    return reach


def _crawled(rows: pd.DataFrame, held_back: bool, network: _Network | None) -> list[Stretch]:
    if rows.empty:
        return []
    if network is not None:
        return [Stretch(start, end, CRAWL) for start, end in network.covered(set(rows["query"].dropna()))]
    if not held_back:
        return [Stretch(start, end, CRAWL) for start, end in _shown(rows["published_at"], rows["fetched_at"])]
    *before, last = by_rate(rows["published_at"])
    newest = rows[rows["published_at"] >= last.start]
    end = _moment(newest["fetched_at"].max()) or last.end
    return [*before, Stretch(last.start, max(end, newest["published_at"].max().to_pydatetime()), CRAWL)]


class _Network:
    """When which query of a network was read. `rows` are the mentions of all brands that crawls read there."""

    def __init__(self, rows: pd.DataFrame, readings: pd.DataFrame) -> None:
        self._seen: dict[str, Stretches] = {}
        self._holes: dict[str, Stretches] = {}
        for query, asked in readings.groupby("query"):
            read = asked[asked["reaches_to"].notna()]
            self._seen[str(query)] = _shown(read["reaches_to"], read["fetched_at"])
            span = [(asked["fetched_at"].min().to_pydatetime(), asked["fetched_at"].max().to_pydatetime())]
            self._holes[str(query)] = _without(span, self._seen[str(query)])
        # Of crawls before readings said how far they reach only their records are known.
        first = readings["fetched_at"].min()
        early = rows[rows["published_at"] < first]
        self._early = _shown(early["published_at"], early["fetched_at"].clip(upper=first))

    def covered(self, queries: Iterable[str]) -> Stretches:
        """The stretches in which everything was seen that these queries find: none of them was asked in vain."""
        queries = list(queries)
        seen = _union([*self._early, *(each for query in queries for each in self._seen.get(query, ()))])
        return _without(seen, _union([each for query in queries for each in self._holes.get(query, ())]))


def _shown(since: pd.Series, until: pd.Series) -> Stretches:
    """The union of the stretches from each of `since` to its `until` (NaT: that moment alone). What ends before it begins was
    dated by another clock, and shows nothing."""
    frame = pd.DataFrame({"start": since, "end": until.fillna(since)}).sort_values("start", kind="stable")
    frame = frame[frame["start"] <= frame["end"]]
    if frame.empty:
        return []
    reached = frame["end"].cummax()
    part = (frame["start"] > reached.shift()).cumsum()
    starts, ends = frame["start"].groupby(part).first(), reached.groupby(part).last()
    return list(zip(starts.dt.to_pydatetime(), ends.dt.to_pydatetime(), strict=True))


def _union(stretches: Sequence[tuple[datetime, datetime]]) -> Stretches:
    out: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _without(stretches: Stretches, holes: Stretches) -> Stretches:
    """What of `stretches` lies in none of the holes; both in order, apart from each other. A hole's ends are not part of it."""
    out = []
    for first, last in stretches:
        start = first
        for begins, ends in holes:
            if ends > start and begins < last:
                if begins > start:
                    out.append((start, begins))
                start = max(start, ends)
        if start < last or start == first:
            out.append((start, last))
    return out


def _imported(rows: pd.DataFrame, stated: Iterable[Stretch]) -> list[Stretch]:
    """By rate, as far as no range was stated. What was exported a while after the last record says that nothing came since,
    unless that would be improbable."""
    outside = rows["published_at"]
    for stretch in stated:
        outside = outside[(outside < stretch.start) | (outside > stretch.end)]
    if outside.empty:
        return []
    found = by_rate(rows["published_at"], _moment(rows["fetched_at"].max()))
    return [stretch for stretch in found if outside.between(stretch.start, stretch.end).any()]


def by_rate(moments: Iterable[datetime], read: datetime | None = None) -> list[Stretch]:
    """The stretches without a gap that is improbable at the rate of `moments` themselves, in whole days, none after `read`.

    Each reaches a usual gap beyond its records, for the first one is as likely as not to be late; the last one until `read`,
    where nothing speaks against it. `moments` must not be empty.
    """
    days = sorted({pd.Timestamp(moment).date() for moment in moments})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    after = [] if read is None else [max(0, (read.date() - days[-1]).days)]
    limit = longest_probable(gaps + after)
    short = [gap for gap in gaps if gap <= limit]
    usual = timedelta(days=min(round(sum(short) / len(short)), THRESHOLDS.hole_days) if short else 0)
    stretches, first = [], days[0]
    for earlier, later in pairwise(days):
        if (later - earlier).days > limit:
            stretches.append((first, earlier))
            first = later
    stretches.append((first, days[-1]))
    found = [
        Stretch(datetime.combine(first - usual, time.min), datetime.combine(last + usual, time.max), RATE)
        for first, last in stretches
    ]
    if read is not None and max(after) <= limit:
        found[-1] = Stretch(found[-1].start, read, RATE)
    return (
        found if read is None else [Stretch(each.start, min(each.end, max(read, each.start)), RATE) for each in found]
    )


def longest_probable(gaps: Sequence[int]) -> float:
    """How many days from one day with records to the next are probable, where `gaps` were seen.

    From the shorter half upwards each gap is held against the rate of those below it, so that several long ones cannot hide
    each other; a week is never long, as many sources have weekends. Days are counted, not records: many on one day are no rate.
    """
    ordered = sorted(gap for gap in gaps if gap > 0)  # the day of reading may be that of the last record
    for place in range(max(1, len(ordered) // 2), len(ordered)):
        share = place / (sum(ordered[:place]) + 1)
        improbable = math.log(len(ordered) / THRESHOLDS.hole_chance) / -math.log1p(-share)
        if ordered[place] > max(THRESHOLDS.hole_days, improbable):
            return ordered[place] - 1
    return math.inf


def _moment(value: Any) -> datetime | None:
    return None if pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The union of stretches, those that touch made one."""
    out: list[Stretch] = []
    for stretch in sorted(stretches):
        if out and stretch.start <= out[-1].end + timedelta(microseconds=1):
            last = out.pop()
            how = last.how if stretch.how in last.how.split(", ") else f"{last.how}, {stretch.how}"
            stretch = Stretch(last.start, max(last.end, stretch.end), how)
        out.append(stretch)
    return out
