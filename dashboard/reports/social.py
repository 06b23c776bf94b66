"""Mentions as figures: which sources were read, mentions by week, and which content engages whose audience. No Streamlit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scipy import stats

Row = dict[str, Any]
ALL = "*"
VOICES = ("customer", "brand", "press")
COUNTS = ("likes", "replies", "shares")
"""Counts whose sum is a post's engagement. Views are no act of the audience and stay out."""
WEEK = timedelta(days=7)
READ = ("observed", "partial", "absent")


@dataclass(frozen=True)
class AskedSources:
    """What became of the sources that were asked: `read` could be read (be it in part, be it without a find), `keyless` were
    not asked for want of a key, `lost` failed or were blocked."""

    read: int
    keyless: int
    lost: int

    @property
    def asked(self) -> int:
        return self.read + self.keyless + self.lost


def asked_sources(sources: Iterable[Row]) -> AskedSources:
    """Of rows of mention_sources.sql."""
    rows = list(sources)
    keyless = sum(bool(row["keyless"]) for row in rows)
    read = sum(row["status"] in READ for row in rows)
    return AskedSources(read, keyless, len(rows) - read - keyless)


@dataclass(frozen=True)
class Week:
    """Seven days (the oldest may be fewer) up to `end`, and each brand's mentions; None where nothing was observed."""

    start: datetime
    end: datetime
    counts: dict[str, int | None]


def weeks(
    rows: Iterable[Row], spans: Iterable[Row], brands: Sequence[str], window: tuple[datetime, datetime], network: str,
    voice: str,
) -> list[Week]:  # fmt: skip
    """Mentions by week, oldest first, of mention_weeks.sql and mention_spans.sql. `network` '*' = all together.

    Zero is said only of weeks that were observed: none before the oldest mention that a network gave us of this voice, none
    after it was last read.
    """
    start, end = window
    oldest = math.ceil((end - start) / WEEK) - 1
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows:
        if row["voice"] == voice and network in (ALL, row["network"]):
            counts[min(row["weeks_ago"], oldest), row["brand"]] += row["n"]
    read = [row for row in spans if row["voice"] == voice and network in (ALL, row["network"]) and row["first_at"]]
    found = []
    for ago in range(oldest, -1, -1):
        closes, opens = end - ago * WEEK, max(start, end - (ago + 1) * WEEK)
        seen = _was_read(read, opens, closes)
        found.append(
            Week(opens, closes, {brand: counts[ago, brand] if seen or counts[ago, brand] else None for brand in brands})
        )
    return found


def _was_read(spans: Sequence[Row], opens: datetime, closes: datetime) -> bool:
    """Whether any of a week lies between the oldest mention of these spans and the time they were last read."""
    return (
        bool(spans)
        and closes >= min(row["first_at"] for row in spans)
        and opens <= max(row["read_at"] for row in spans)
    )


@dataclass(frozen=True)
class Engagement:
    """How a brand's own posts of one kind on one network are taken up: the `median` of likes + replies + shares a post with
    its 95 % interval (None below six posts), over `n` posts with counts of `posts` in all."""

    posts: int
    n: int
    median: float | None
    low: float | None
    high: float | None


def engagement(rows: Iterable[Row]) -> dict[tuple[str, str, str], Engagement]:
    """(network, content kind, brand) -> how its posts are taken up; rows of own_posts.sql."""
    groups: dict[tuple[str, str, str], list[int | None]] = defaultdict(list)
    for row in rows:
        groups[row["network"], row["content_kind"], row["brand"]].append(row["engagement"])
    return {key: _engagement(values) for key, values in groups.items()}


def _engagement(values: list[int | None]) -> Engagement:
    counted = sorted(value for value in values if value is not None)
    middle, low, high = median_interval(counted)
    return Engagement(len(values), len(counted), middle, low, high)


def exposed(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """network -> those of COUNTS that it shows of at least one post; rows of own_posts.sql."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["network"]].update(name for name in COUNTS if row[name] is not None)
    return {network: tuple(name for name in COUNTS if name in names) for network, names in found.items()}


def median_interval(values: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """The median of ascending `values` with its distribution-free 95 % interval: the order statistics between which the
    median lies with at least that probability by the binomial distribution (Conover 1999, 3.2). (None, None, None) without
    values; no interval below six, where none reaches 95 %."""
    n = len(values)
    if not n:
        return None, None, None
    middle = (values[(n - 1) // 2] + values[n // 2]) / 2
    if n < 6:
        return middle, None, None
    # the largest r with P(Binomial(n, 1/2) < r) below 2.5 %: the r-th smallest and the r-th largest value are the ends
    r = int(stats.binom.ppf(0.025, n, 0.5))
    return middle, float(values[r - 1]), float(values[n - r])
