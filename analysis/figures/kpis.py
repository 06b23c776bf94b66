"""Measures of one brand in the edition's window: stars, answers, counts. Rows of `kpis`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.figures.gaps import FEW
from analysis.figures.presence import NOT_OBSERVED
from analysis.figures.response import median_days
from analysis.figures.search.visibility import Visibility
from analysis.figures.statistics import MIN_SIDE, Interval, mean_interval, share_interval
from analysis.figures.surveys.scores import survey_measures
from analysis.figures.texts import STARS, Texts, of_five
from analysis.marks import ALL_SOURCES
from data.state.meant import PRECISION
from data.thresholds import THRESHOLDS

OK = "ok"
SLOW = "fewer than half answered"


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One row of `kpis`; value, low and high are None where not observed."""

    brand: str
    kpi: str
    source: str
    unit: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    status: str


def kpi_rows(
    *,
    texts: Texts,
    answers: pd.DataFrame,
    seen: Iterable[Visibility],
    surveys: pd.DataFrame,
    brands: Iterable[str],
    start: datetime,
    end: datetime,
) -> list[Kpi]:
    """rating (stars), response_rate (share within 7 days), response_time (median days) and reviews (count) for each
    brand, at each source and at ALL_SOURCES third-party sources together; share_of_voice of customers' mentions, on each network
    and on ALL_SOURCES; visibility on each engine, market and device; nps, csat and ces of each survey and of ALL_SOURCES surveys.

    `answers`: what `response.answers` made of the reviews of `texts`; `surveys`: the columns of surveys.sql.
    """
    brands = list(brands)
    reviews, mentions = texts.of_kind("review"), texts.of_kind("mention")
    window = reviews[(reviews["published_at"] >= start) & (reviews["published_at"] <= end)]
    rows: list[Kpi] = []
    for brand in brands:
        mine, replies = window[window["brand"] == brand], answers[answers["brand"] == brand]
        third = mine[~mine["first_party"].fillna(False).astype(bool)]
        rows.append(_count(brand, ALL_SOURCES, third))
        rows.append(_rating(brand, ALL_SOURCES, third))
        rows += _answers(brand, ALL_SOURCES, replies)
        for source, part in mine.groupby("source", sort=True):
            rows.append(_count(brand, str(source), part))
            rows.append(_rating(brand, str(source), part))
        for source, part in replies.groupby("source", sort=True):
            rows += _answers(brand, str(source), part)
    rows += _share_of_voice(mentions[(mentions["published_at"] >= start) & (mentions["published_at"] <= end)], brands)
    rows += [_visibility(entry) for entry in seen]
    rows += [
        _kpi(entry.brand, entry.metric, entry.survey, entry.unit, entry.value, NOT_OBSERVED, entry.bounds)
        for entry in survey_measures(surveys, brands)
    ]
    return sorted(rows, key=lambda row: (row.brand, row.kpi, row.source))


def meant_precision(labels: pd.DataFrame) -> list[Kpi]:
    """mention_precision of each brand of which mentions are labelled: the share 0..1 of those labelled that mean it, with
    Wilson's 95 % interval; below MIN_SIDE labels the status says so. No row without labels: not observed.

    `labels`: the columns of meant_labels.sql. The share is of what was taken to mean the brand *before* users took out what
    does not, for a sample is drawn from what is not labelled yet: what remains is at least as precise. All labels count,
    whenever they were given.
    """
    return [
        _kpi(
            str(row.brand),
            PRECISION,
            ALL_SOURCES,
            "share of a labelled sample",
            share_interval(int(str(row.right)), int(str(row.labelled))),
            NOT_OBSERVED,
            (0.0, 1.0),
        )
        for row in labels.itertuples(index=False)
    ]


def _share_of_voice(mentions: pd.DataFrame, brands: list[str]) -> list[Kpi]:
    """Customers' mentions of a brand / of all brands, with Wilson's interval; a mention of two brands counts for both.
    Without any mention there is no row: nobody listened, or nobody spoke, and the visits say which."""
    rows: list[Kpi] = []
    networks = sorted(set(mentions["source"]))
    for source in [ALL_SOURCES, *networks] if networks else []:
        part = mentions if source == ALL_SOURCES else mentions[mentions["source"] == source]
        for brand in brands:
            share = share_interval(int((part["brand"] == brand).sum()), len(part))
            rows.append(_kpi(brand, "share_of_voice", source, "share of mentions", share, NOT_OBSERVED, (0.0, 1.0)))
    return rows


def _visibility(entry: Visibility) -> Kpi:
    share = entry.share
    unit = "share of possible clicks" + ("" if entry.weighted else ", keywords equal")
    low = None if math.isnan(share.low) else max(0.0, share.low)
    high = None if math.isnan(share.high) else min(1.0, share.high)
    return Kpi(
        brand=entry.brand,
        kpi="visibility",
        source=entry.place,
        unit=unit,
        n=share.n,
        value=share.value,
        low=low,
        high=high,
        status=OK,
    )


def _count(brand: str, source: str, rows: pd.DataFrame) -> Kpi:
    n = len(rows)
    return Kpi(brand=brand, kpi="reviews", source=source, unit="review", n=n, value=float(n), status=OK)


def rating_of(brand: str, stars: pd.Series, source: str = ALL_SOURCES) -> Kpi:
    """The mean of some stars (of 5), one a review."""
    found = mean_interval(stars.dropna().to_numpy(dtype=float))
    return _kpi(brand, "rating", source, "stars of 5", found, NOT_OBSERVED, (0.0, STARS))


def _rating(brand: str, source: str, rows: pd.DataFrame) -> Kpi:
    return rating_of(brand, of_five(rows["rating"], rows["rating_max"]), source)


def _answers(brand: str, source: str, rows: pd.DataFrame) -> list[Kpi]:
    known = rows["value"].dropna()
    rate = share_interval(int(known.sum()), len(known))
    time = median_days(rows)
    late = SLOW if time.n else NOT_OBSERVED
    return [
        _kpi(
            brand,
            "response_rate",
            source,
            f"share within {THRESHOLDS.response_days} days",
            rate,
            NOT_OBSERVED,
            (0.0, 1.0),
        ),
        _kpi(brand, "response_time", source, "days", time, late, (0.0, math.inf)),
    ]


def _kpi(
    brand: str, name: str, source: str, unit: str, found: Interval, missing: str, bounds: tuple[float, float]
) -> Kpi:
    if math.isnan(found.value):
        return Kpi(brand=brand, kpi=name, source=source, unit=unit, n=found.n, status=missing)
    low = None if math.isnan(found.low) else max(bounds[0], found.low)
    high = None if math.isnan(found.high) else min(bounds[1], found.high)
    status = OK if found.n >= MIN_SIDE else FEW
    return Kpi(
        brand=brand, kpi=name, source=source, unit=unit, n=found.n, value=found.value, low=low, high=high, status=status
    )
