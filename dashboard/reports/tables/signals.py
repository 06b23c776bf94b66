"""Signals: what was unlike a brand's own past, each with the quote or observation it opens to first."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.signals import about, headline
from dashboard.reports.tables.table import Content, Field, View, heading


def signals(view: View) -> Content:
    """One row a signal that lies in the window or reaches into it, of all brands unless one was asked for, the newest first."""
    fields = (
        Field("first_day", heading("first_day"), width=10),
        Field("last_day", heading("last_day"), width=10),
        Field("state", heading("state"), width=6),
        Field("brand", heading("brand"), width=12),
        Field("kind", heading("kind"), width=12),
        Field("topic", heading("topic"), width=14),
        Field("signal", heading("signal"), width=28),
        Field("observed", heading("observed"), "score", 9),
        Field("expected", heading("expected"), "score", 9),
        Field("low", heading("low"), "score", 7),
        Field("high", heading("high"), "score", 7),
        Field("n", heading("n_plain"), "count", 6),
        Field("p", heading("p"), "q", 7),
        Field("quote", heading("quote_text"), width=30),
        Field("published_at", heading("published_at"), width=14),
        Field("url", heading("url"), width=18),
        Field("signal_id", heading("signal_id"), width=10),
    )
    return fields, [_row(row) for row in view.rows("signals_found", brand=view.only, **view.window)]


def _row(row: Row) -> tuple[object, ...]:
    return (
        f"{row['first_day']:%Y-%m-%d}",
        f"{row['last_day']:%Y-%m-%d}",
        t(f"signals.state.{row['state']}"),
        row["brand_name"],
        t(f"signals.kind.{row['kind']}"),
        about(row),
        headline(row),
        *(row[name] for name in ("observed", "expected", "low", "high", "n", "p")),
        row["quote"] or "",
        "" if row["published_at"] is None else words.moment(row["published_at"]),
        row["url"] or "",
        row["signal_id"],
    )
