"""The journey map: what customers say of each brand at each touchpoint of each stage."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import emotion_name, topic_name
from dashboard.reports.queries import Row
from dashboard.reports.swot import REMOVED
from dashboard.reports.tables.table import Content, Field, View, heading


def journey(view: View) -> Content:
    """One row a brand, stage and touchpoint, of all brands unless one was asked for."""
    fields = (
        Field("brand", heading("brand"), width=12),
        Field("stage", heading("stage"), width=10),
        Field("touchpoint", heading("touchpoint"), width=12),
        Field("net", heading("net"), "signed", 8, observed=True),
        Field("low", heading("low"), "signed", 7),
        Field("high", heading("high"), "signed", 7),
        Field("n", heading("n_units"), "count", 7),
        Field("emotion", heading("emotion"), width=10),
        Field("pain_driver", heading("pain_driver"), width=14),
        Field("pain", heading("pain"), width=30),
        Field("delight_driver", heading("delight_driver"), width=14),
        Field("delight", heading("delight"), width=30),
        Field("defaulted", heading("defaulted"), "share", 8),
        Field("status", heading("status_plain"), width=12),
        Field("pain_url", heading("pain_url"), width=14),
        Field("delight_url", heading("delight_url"), width=14),
    )
    rows = view.rows("journey_map", edition=view.edition["edition"], brand=view.only, persona=view.persona)
    return fields, [_row(row) for row in rows]


def _row(row: Row) -> tuple[object, ...]:
    return (
        row["brand_name"],
        words.named("stage", row["stage"]),
        row["touchpoint"].capitalize() or t("export.touchpoint.unnamed"),
        *(row[name] for name in ("net", "low", "high", "n")),
        emotion_name(row["emotion"]) if row["emotion"] else "",
        topic_name(row["pain_driver"]) if row["pain_driver"] else "",
        _quote(row["pain"]),
        topic_name(row["delight_driver"]) if row["delight_driver"] else "",
        _quote(row["delight"]),
        row["defaulted"],
        words.named("status", row["status"]),
        row["pain_url"] or "",
        row["delight_url"] or "",
    )


def _quote(text: str | None) -> str:
    return t("app.quote.removed") if text == REMOVED else words.quoted(text)
