"""Whom answer engines name and cite for each keyword, and in how many of their answers."""

from __future__ import annotations

import math

from analysis.figures.statistics import Interval, share_interval
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading

_NONE = Interval(math.nan, math.nan, math.nan, 0)


def answers(view: View) -> Content:
    """One row a keyword, engine and brand or cited site. Shares are of the answers that were read, in all crawls of the window;
    what was asked in vain is counted beside them, and a brand is not observed where no answer was read."""
    fields = (
        Field("keyword", heading("keyword"), width=16),
        Field("engine", heading("engine"), width=14),
        Field("market", heading("market"), width=7),
        Field("what", heading("named_or_cited"), width=9),
        Field("brand", heading("brand_or_site"), width=14),
        Field("share", heading("answers_share"), "share", 8, observed=True),
        Field("low", heading("low"), "share", 7),
        Field("high", heading("high"), "share", 7),
        Field("named_n", heading("named_n"), "count", 7),
        Field("asked_n", heading("answers_n"), "count", 7),
        Field("unanswered_n", heading("unanswered_n"), "count", 8),
        Field("place", heading("mean_place"), "score", 7),
        Field("passage", heading("naming_passage"), width=26),
        Field("url", heading("cited_page"), width=18),
        Field("question", heading("question_put"), width=18),
        Field("device", heading("device"), width=7),
        Field("model", heading("answered_by"), width=10),
        Field("reason", heading("why_unanswered"), width=14),
        Field("last_asked", heading("last_asked"), width=12),
    )
    return fields, [_row(row) for row in view.rows("answers_given", **view.window)]


def share_of(row: Row) -> Interval:
    """The share of the answers read that name or cite a brand, with its Wilson interval; NaN where none was read."""
    return share_interval(int(row["named_n"]), int(row["asked_n"])) if row["asked_n"] else _NONE


def _row(row: Row) -> tuple[object, ...]:
    share = share_of(row)
    known = None if math.isnan(share.value) else share
    return (
        row["keyword"],
        row["engine"],
        row["market"],
        t(f"export.named.{row['what']}"),
        row["name"],
        known.value if known else None,
        known.low if known else None,
        known.high if known else None,
        row["named_n"],
        row["asked_n"] or 0,
        row["unanswered_n"],
        row["place"],
        row["passage"] or "",
        row["url"] or "",
        row["question"] or "",
        row["device"],
        row["model"] or "",
        row["reason"] or "",
        words.moment(row["last_asked"]),
    )
