"""The channels that customers' texts name, beside what each brand offers and what others published."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading
from data.thresholds import THRESHOLDS


def touchpoints(view: View) -> Content:
    """One row a brand and touchpoint that is a channel, of all brands unless one was asked for."""
    fields = (
        Field("brand", heading("brand"), width=13),
        Field("touchpoint", heading("touchpoint"), width=16),
        Field("share", heading("share_naming"), "share", 9, observed=True),
        Field("low", heading("low"), "share", 7),
        Field("high", heading("high"), "share", 7),
        Field("n", heading("n_naming"), "count", 7),
        Field("customers", heading("n_any"), "count", 8),
        Field("status", heading("status_plain"), width=13),
        Field("offered", heading("offered"), width=11),
        Field("published", heading("published"), "share", 9),
        Field("published_says", heading("published_says"), width=34),
    )
    rows = view.rows("touchpoint_use", edition=view.edition["edition"], brand=view.only)
    return fields, [_row(row) for row in rows]


def _row(row: Row) -> tuple[object, ...]:
    every = row["touchpoint"] == "every_channel"
    return (
        row["brand_name"],
        t("export.touchpoint.every_channel") if every else row["touchpoint"].capitalize(),
        *(row[name] for name in ("share", "low", "high", "n", "customers")),
        "" if every else _status(row),
        _offered(row),
        row["published"],
        t(f"export.published.{row['published_what']}_{row['published_of']}") if row["published_what"] else "",
    )


def _status(row: Row) -> str:
    enough = (row["customers"] or 0) >= THRESHOLDS.min_units
    return words.named("status", "ok" if enough else "not_enough_data")


def _offered(row: Row) -> str:
    """Whether the brand has the channel; of all channels, how many kinds of those seen anywhere."""
    if row["seen_n"] is not None and row["offered_n"] is not None:
        return t("export.touchpoint.offered_of", n=row["offered_n"], of=row["seen_n"])
    return t("export.value.not_observed") if row["offered"] is None else words.yes_no(row["offered"])
