"""All brands side by side: stars, answers, and net sentiment by topic and language."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import topic_name
from dashboard.reports.tables.table import Content, Field, View, heading


def comparison(view: View) -> Content:
    """One row a measure, topic, language and brand."""
    fields = (
        Field("measure", heading("measure"), width=14),
        Field("topic", heading("topic"), width=16),
        Field("language", heading("language"), width=10),
        Field("brand", heading("brand"), width=16),
        Field("value", heading("value_number"), "score", 9, observed=True),
        Field("low", heading("low"), "score", 8),
        Field("high", heading("high"), "score", 8),
        Field("unit", heading("unit"), width=14),
        Field("n", heading("n_plain"), "count", 9),
        Field("neutral_share", heading("neutral_share"), "share", 9),
        Field("status", heading("status_plain"), width=16),
    )
    rows = [
        (
            t(f"export.measure.{row['measure']}"),
            topic_name(row["topic"]) if row["topic"] else "",
            words.named("language", row["language"]),
            row["brand_name"],
            row["value"],
            row["low"],
            row["high"],
            t(f"export.unit.{row['measure']}"),
            row["n"],
            row["neutral_share"],
            words.named("status", row["status"]),
        )
        for row in view.rows("comparison", edition=view.edition["edition"], persona=view.persona)
    ]
    return fields, rows
