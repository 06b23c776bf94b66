"""What is done about what was found, and what moved after it."""

from __future__ import annotations

from datetime import date

from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.tables.goals import measure_name
from dashboard.reports.tables.table import Content, Field, View, heading


def actions(view: View) -> Content:
    """One row an action (of one that is done: and measure), of all brands unless one was asked for."""
    fields = (
        Field("brand", heading("brand"), width=12),
        Field("title", heading("action"), width=26),
        Field("state", heading("state"), width=9),
        Field("owner", heading("owner"), width=12),
        Field("due", heading("due"), width=10),
        Field("started", heading("started"), width=10),
        Field("done", heading("done"), width=10),
        Field("effort", heading("effort"), width=8),
        Field("cause", heading("cause"), width=10),
        Field("claim", heading("comes_from"), width=30),
        Field("metric", heading("measure"), width=12),
        Field("effect", heading("effect"), "signed", 8, observed=False),
        Field("low", heading("low"), "signed", 7),
        Field("high", heading("high"), "signed", 7),
        Field("n_before", heading("n_before"), "count", 7),
        Field("n_after", heading("n_after"), "count", 7),
        Field("effect_status", heading("status_plain"), width=14),
        Field("notes", heading("notes"), width=20),
    )
    return fields, [_row(row) for row in view.rows("actions_set", brand=view.only)]


def _row(row: Row) -> tuple[object, ...]:
    measured = row["measured"]
    return (
        row["brand_name"],
        row["title"],
        t(f"export.action.{row['state']}"),
        row["owner"] or "",
        *(_day(row[name]) for name in ("due", "started", "done")),
        t(f"export.action.{row['effort']}") if row["effort"] else "",
        t(f"export.action.{row['cause']}") if row["cause"] else "",
        row["claim"] or "",
        measure_name(measured) if measured else "",
        row["effect"],
        row["low"],
        row["high"],
        row["n_before"],
        row["n_after"],
        t(f"export.effect.{row['effect_status'].replace(' ', '_')}") if measured else "",
        row["notes"] or "",
    )


def _day(value: date | None) -> str:
    return "" if value is None else f"{value:%Y-%m-%d}"
