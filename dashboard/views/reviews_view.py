"""The parts of the page Reviews: the inbox with its filters, and the curves of answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports.messages import t
from dashboard.reports.tables import TableReport, table_report
from dashboard.reports.tables.response import curves
from dashboard.reports.tables.table import View
from dashboard.views.shell import Context, dark, section
from dashboard.views.table_view import table_view

ANY = "*"
FILTERS = ("brand", "source", "stars", "language", "topics", "answered", "disagrees")
"""Columns of the table of reviews that it can be filtered by."""


def inbox_view(ctx: Context) -> None:
    """The window's reviews, as far as they are what the filters say."""
    report = table_report(ctx.build, "reviews", None, ctx.edition_id)
    columns = st.columns(4)
    wanted = {}
    for number, key in enumerate(FILTERS):
        known = sorted({value for row in report.rows for value in values(report, row, key)}, reverse=key == "stars")
        label = next(field.heading for field in report.fields if field.key == key)
        wanted[key] = columns[number % 4].selectbox(
            label, [ANY, *known], format_func=lambda value: t("app.reviews.any") if value == ANY else value,
            key=f"inbox_{key}",
        )  # fmt: skip
    table_view(filtered(report, wanted))


def filtered(report: TableReport, wanted: dict[str, str]) -> TableReport:
    """The table with those rows whose columns hold what is wanted; ANY wants nothing."""
    asked = {key: value for key, value in wanted.items() if value != ANY}
    rows = [row for row in report.rows if all(value in values(report, row, key) for key, value in asked.items())]
    return replace(report, rows=tuple(rows))


def values(report: TableReport, row: tuple[Any, ...], key: str) -> list[str]:
    """What a row says in a column to filter by: each of its topics, its stars as a whole number, nothing where it is empty."""
    value = row[[field.key for field in report.fields].index(key)]
    if value is None or value == "":
        return []
    if key == "stars":
        return [f"{int(value)}"]
    return str(value).split(", ") if key == "topics" else [str(value)]


def curves_view(ctx: Context) -> None:
    """How many reviews are answered by when: a chart for each source, and the table beside it."""
    section(t("app.reviews.curves"), t("app.reviews.curves_lead"))
    found = curves(View(ctx.build, ctx.edition, ctx.own, ctx.names, None))
    for source in sorted({source for _, source in found}):
        rows = [
            {"name": name, "own": brand == ctx.own, "day": day, "share": share, "n": found[brand, source][0].n}
            for brand, name in ctx.names.items()
            if (brand, source) in found
            for day, share in found[brand, source][0].steps()
        ]
        if rows:
            st.subheader(t("app.reviews.curve_title", source=source))
            st.altair_chart(
                charts.answer_curves(pd.DataFrame(rows), dark=dark()),
                alt=t("app.reviews.curve_title", source=source),
                key=f"answered {source}",
            )
    table_view(table_report(ctx.build, "response", None, ctx.edition_id))
