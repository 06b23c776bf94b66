"""Where a brand contradicts itself: two values that it promises of one thing, each with its passage and page."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.queries import Row
from dashboard.reports.swot import REMOVED
from dashboard.reports.tables.table import Content, Field, View, heading

_SIDES = ("one", "two")
_NOTHING = "0"
"""An amount of nothing, as the table of contradictions holds it."""


def consistency(view: View) -> Content:
    """One row a contradiction, of all brands unless one was asked for."""
    fields = (
        Field("brand", heading("brand"), width=13),
        Field("promise", heading("promise"), width=16),
        Field("scope", heading("scope"), width=12),
        *(field for side in _SIDES for field in _fields(side)),
    )
    rows = view.rows("contradictions", edition=view.edition["edition"], brand=view.only)
    return fields, [_row(row) for row in rows]


def _fields(side: str) -> tuple[Field, ...]:
    return (
        Field(f"value_{side}", heading(f"value_{side}"), width=14),
        Field(f"quote_{side}", heading(f"quote_{side}"), width=30),
        Field(f"source_{side}", heading(f"said_in_{side}"), width=12),
        Field(f"places_{side}", heading(f"passages_{side}"), "count", 7),
        Field(f"seen_{side}", heading(f"seen_{side}"), width=10),
        Field(f"{side}_url", heading(f"url_{side}"), width=16),
    )


def _row(row: Row) -> tuple[object, ...]:
    said = tuple(cell for side in _SIDES for cell in _said(row, side))
    return (row["brand_name"], _promise(row), row["scope"], *said)


def _promise(row: Row) -> str:
    """What is promised; of hours, whose they are."""
    return words.named("hours_of", row["place"]) if row["place"] else words.named("promise", row["topic"])


def _said(row: Row, side: str) -> tuple[object, ...]:
    value, quote = row[f"value_{side}"], row[f"quote_{side}"]
    return (
        t("export.promise.free") if value == _NOTHING else value,
        t("app.quote.removed") if quote == REMOVED else words.quoted(quote),
        words.named("said_in", row[f"source_{side}"]),
        row[f"places_{side}"],
        words.day(row[f"seen_{side}"]),
        row[f"url_{side}"] or "",
    )
