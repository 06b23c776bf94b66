"""How a customer finds each brand's FAQ and contact details: clicks, result pages, readable without scripts."""

from __future__ import annotations

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import topic_name
from dashboard.reports.queries import Row
from dashboard.reports.tables.table import Content, Field, View, heading


def findability(view: View) -> Content:
    """One row a brand and thing that customers look for, of all brands unless one was asked for."""
    fields = (
        Field("brand", heading("brand"), width=13),
        Field("target", heading("looked_for"), width=20),
        Field("clicks", heading("clicks"), "count", 9, observed=True),
        Field("readable", heading("readable"), width=11),
        Field("found", heading("in_results"), width=11),
        Field("position", heading("position"), "count", 7),
        Field("keyword", heading("keyword"), width=16),
        Field("engine", heading("engine"), width=9),
        Field("looked_up", heading("look_ups"), "count", 8),
        Field("site_search", heading("site_search"), width=11, observed=True),
        Field("seen_at", heading("seen_at"), width=14),
        Field("url", heading("url"), width=18),
        Field("found_url", heading("result_url"), width=18),
    )
    rows = view.rows("findability", edition=view.edition["edition"], brand=view.only)
    return fields, [_row(row) for row in rows]


def _row(row: Row) -> tuple[object, ...]:
    faq, way = row["target"] == "faq", row["target"] == "way"
    return (
        row["brand_name"],
        t("export.looked_for.way_by", way=topic_name(row["kind"]))
        if row["kind"]
        else t(f"export.looked_for.{row['target']}"),
        row["clicks"],
        "" if way else _known(row["readable"]),
        _known(row["found"]) if faq else "",
        row["position"],
        row["keyword"] or "",
        row["engine"] or "",
        row["looked_up"] if faq else None,
        None,
        "" if row["seen_at"] is None else words.moment(row["seen_at"]),
        row["url"] or "",
        row["found_url"] or "",
    )


def _known(flag: bool | None) -> str:
    return t("export.value.not_observed") if flag is None else words.yes_no(flag)
