"""What changed at each brand: questions, channels, places in search, claimed ratings; each with its two captures."""

from __future__ import annotations

from analysis.text.wording import GONE, NEW, word_diff
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading

_AROUND = 60
"""Characters of what was kept that are shown beside what changed."""


def changes(view: View) -> Content:
    """One row a change seen in the window, of all brands unless one was asked for, the newest first."""
    fields = (
        Field("seen_at", heading("seen_at"), width=14),
        Field("brand", heading("brand"), width=13),
        Field("what", heading("changed"), width=15),
        Field("topic", heading("topic"), width=22),
        Field("before", heading("before"), width=20),
        Field("after", heading("after"), width=20),
        Field("difference", heading("worded_anew"), width=30),
        Field("before_seen", heading("before_seen"), width=14),
        Field("url", heading("url"), width=18),
    )
    return fields, [_row(row) for row in view.rows("changes_seen", brand=view.only, **view.window)]


def _row(row: Row) -> tuple[object, ...]:
    return (
        words.moment(row["seen_at"]),
        row["brand_name"],
        t(f"export.changed.{row['kind']}_{row['what']}"),
        topic_name(row["topic"]) if row["kind"] == "channel" else row["topic"],
        _shown(row, row["before"]),
        _shown(row, row["after"]),
        marked(row["before"], row["after"]) if row["what"] == "reworded" else "",
        "" if row["before_seen"] is None else words.moment(row["before_seen"]),
        row["url"] or "",
    )


def _shown(row: Row, value: str | None) -> str:
    """What was there; of a rank or rating, in words."""
    if row["kind"] == "ranking":
        return t("export.changed.not_on_page") if value is None else t("export.changed.place", n=value)
    if value is None:
        return ""
    return t("export.value.stars", stars=value, max="5") if row["kind"] == "rating" else value.replace("\n", " ")


def marked(before: str, after: str) -> str:
    """The words that changed, between marks, and a little of what is around them."""
    shown = []
    for kind, text in word_diff(before, after):
        text = text.replace("\n", " ")
        if kind == GONE:
            shown.append(t("export.changed.gone", text=text.strip()))
        elif kind == NEW:
            shown.append(t("export.changed.new", text=text.strip()))
        else:
            shown.append(text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]} … {text[-_AROUND:]}")
    return " ".join(part.strip() for part in shown if part.strip())
