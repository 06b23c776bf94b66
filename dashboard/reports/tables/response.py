"""How many reviews are answered by when, per brand and source, beside what the source claims and what was collected."""

from __future__ import annotations

import math

import pandas as pd

from analysis.figures.response import Curve, answer_curve, answers, median_days
from analysis.figures.statistics import Interval
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading
from data.thresholds import THRESHOLDS

DAYS = (1, 7, 30)
"""Days by which the table says how many are answered."""
_COLUMNS = ("brand", "source", "record_id", "first_party", "language", "market", "published_at", "has_reply", "replied_at",
            "fetched_at", "url", "body")  # fmt: skip
_NONE = Interval(math.nan, math.nan, math.nan, 0)


def response(view: View) -> Content:
    """One row a brand and source. Of a source that never shows an answer nothing is known; reviews on a brand's own site do not
    count."""
    fields = (
        Field("brand", heading("brand"), width=14),
        Field("source", heading("source"), width=14),
        Field("n", heading("n_replies_base"), "count", 8),
        Field("answered_n", heading("answered_n"), "count", 8),
        *(
            Field(f"within_{days}{end}", heading(f"within{end}", days=str(days)), "share", 8, observed=not end)
            for days in DAYS
            for end in ("", "_low", "_high")
        ),
        Field("median", heading("median_days"), "score", 8, observed=True),
        Field("median_low", heading("low"), "score", 7),
        Field("median_high", heading("high"), "score", 7),
        Field("followed", heading("followed_days"), "score", 8),
        Field("claimed_n", heading("claimed_n"), "count", 9, observed=True),
        Field("collected_n", heading("collected_n"), "count", 9),
        Field("claimed_rating", heading("claimed_rating"), "score", 8, observed=True),
        Field("claimed_rating_max", heading("claimed_rating_max"), "score", 8),
        Field("status", heading("status_plain"), width=14),
    )
    seen = curves(view)
    claims = [row for row in view.rows("claimed") if not row["first_party"] and view.only in (None, row["brand"])]
    return fields, [_row(row, *seen.get((row["brand"], row["source"]), (None, _NONE))) for row in claims]


def curves(view: View) -> dict[tuple[str, str], tuple[Curve, Interval]]:
    """(brand, source) -> the curve of its answers in the window, and the median days to one; none where answers are not shown."""
    reviews = pd.DataFrame(view.rows("answer_times", **view.window), columns=list(_COLUMNS))
    for name in ("published_at", "replied_at", "fetched_at"):
        reviews[name] = pd.to_datetime(reviews[name])
    window = view.edition["window_start"], view.edition["window_end"]
    # the query has found which sources show answers, among all reviews and not those of the window alone
    observed = answers(reviews, *window, shown=True)
    return {
        (str(brand), str(source)): (answer_curve(part), median_days(part))
        for (brand, source), part in observed.groupby(["brand", "source"])
    }


def _row(row: Row, curve: Curve | None, median: Interval) -> tuple[object, ...]:
    by = [curve.by(days) if curve else _NONE for days in DAYS]
    status = "not_observed" if curve is None else "ok" if curve.n >= THRESHOLDS.min_units else "not_enough_data"
    return (
        row["brand_name"],
        row["source"],
        curve.n if curve else None,
        curve.answered if curve else None,
        *(_known(end) for share in by for end in (share.value, share.low, share.high)),
        _known(median.value),
        _known(median.low),
        _known(median.high),
        curve.followed if curve else None,
        row["claimed_n"],
        row["kept"],
        row["claimed_rating"],
        row["claimed_rating_max"],
        t("app.not_observed") if status == "not_observed" else words.named("status", status),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
