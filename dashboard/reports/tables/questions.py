"""The market's questions: what people ask, who answers it, and how a brand stands beside its rivals."""

from __future__ import annotations

from dashboard.reports.messages import t
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading


def questions(view: View) -> Content:
    """One row a question and brand: what the brand lacks first, then what is asked most; the brand itself before the others."""
    fields = (
        Field("topic", heading("question_topic"), width=18),
        Field("question", heading("question"), width=26),
        Field("asked_search", heading("asked_search"), "count", 8),
        Field("asked_customers", heading("asked_customers"), "count", 8),
        Field("standing", heading("standing", brand=view.names[view.brand]), width=12, observed=True),
        Field("brand", heading("brand"), width=14),
        Field("answered", heading("answered"), width=14, observed=True),
        Field("passage", heading("passage"), width=40),
        Field("url", heading("url"), width=18),
    )
    rows = view.rows("question_matrix", edition=view.edition["edition"], brand=view.brand)
    return fields, [_row(row) for row in rows]


def _row(row: Row) -> tuple[object, ...]:
    return (
        topic_name(row["intent"]),
        row["text"],
        row["asked_search"],
        row["asked_customers"],
        t(f"export.standing.{row['own_standing']}") if row["own_standing"] else None,
        row["brand_name"],
        t(f"export.answers.{row['answered']}") if row["answered"] else None,
        (row["passage"] or "").replace("\n", " "),
        row["url"] or "",
    )
