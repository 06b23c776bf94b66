"""The parts of the page Reviews: the inbox with its filters, and the curves of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import count, source_name, topic_name
from dashboard.reports.tables import table_report
from dashboard.reports.tables.response import curves
from dashboard.reports.tables.reviews import Wanted, inbox
from dashboard.reports.tables.table import View
from dashboard.views.shell import Context, dark, persona_choice, section
from dashboard.views.table_view import rows_view, table_view

ANY = "*"
PAGE = 200
"""Reviews that one page of the inbox shows."""
AGAINST = ("text_complains", "text_praises")


def inbox_view(ctx: Context) -> None:
    """The window's reviews that are what the filters say, a page at a time."""
    view = View(ctx.build, ctx.edition, ctx.own, ctx.names, None)
    known: dict[str, list[str]] = {"source": [], "stars": [], "language": [], "driver": []}
    for row in view.rows("inbox_choices", **view.window):
        known[row["filter"]].append(row["value"])
    columns = st.columns(4)
    with columns[3]:
        persona = persona_choice(ctx, "inbox_persona")
    stars = _chosen(columns[2], "stars", {value: value for value in reversed(known["stars"])}, "rating")
    wanted = Wanted(
        brand=_chosen(columns[0], "brand", ctx.names),
        source=_chosen(columns[1], "source", {value: source_name(value) for value in known["source"]}),
        stars=None if stars is None else int(stars),
        language=_chosen(columns[0], "language", {code: words.named("language", code) for code in known["language"]}),
        driver=_chosen(columns[1], "topics", {driver: topic_name(driver) for driver in known["driver"]}),
        answered=_chosen(
            columns[2], "answered", _named("answered", {"yes": "true", "no": "false", "not_shown": "not_shown"})
        ),
        against=_chosen(columns[3], "disagrees", _named("disagrees", {name: name for name in AGAINST})),
        persona=persona,
        limit=PAGE,
    )
    (fields, rows), total = inbox(view, wanted)
    pages = max(1, -(-total // PAGE))
    if pages > 1:
        page = int(st.number_input(t("app.reviews.page", n=count(pages)), 1, pages, key=f"inbox_page_{pages}"))
        if page > 1:
            (fields, rows), total = inbox(view, replace(wanted, offset=(page - 1) * PAGE))
    rows_view(fields, rows, t("export.table.reviews_note"), total=total)


def _named(group: str, keys: Mapping[str, str]) -> dict[str, str]:
    return {value: t(f"export.{group}.{key}") for value, key in keys.items()}


def _chosen(place: Any, key: str, known: Mapping[str, str], column: str = "") -> str | None:
    """What the reader chose of `known` (value -> what is shown); None for any."""
    chosen = place.selectbox(
        t(f"export.columns.{column or key}"),
        [ANY, *known],
        format_func=lambda value: known.get(value, t("app.reviews.any")),
        key=f"inbox_{key}",
    )
    return str(chosen) if chosen in known else None


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
