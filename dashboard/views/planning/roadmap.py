"""The actions by the month in which they are due."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import month
from dashboard.reports.queries import Row
from dashboard.views.markup import chip, esc
from dashboard.views.shell import Context


def roadmap(ctx: Context, actions: Sequence[Row]) -> None:
    """A column of cards a month, those without a day at the end; in words where there is no action."""
    if not actions:
        st.info(t("app.plan.none"))
        return
    dated = sorted(
        actions, key=lambda row: (row["due"] is None, row["due"] or ctx.edition["window_end"].date(), row["title"])
    )
    columns = []
    for due, rows in groupby(dated, key=lambda row: "" if row["due"] is None else f"{row['due']:%Y-%m}"):
        cards = "".join(_card(ctx, row) for row in rows)
        columns.append(f"<section><h3>{esc(month(due) if due else t('app.plan.undated'))}</h3>{cards}</section>")
    st.html(f'<div class="oh-roadmap">{"".join(columns)}</div>')


def _card(ctx: Context, row: Row) -> str:
    today = ctx.build.created_at.date()
    is_late = row["due"] is not None and row["due"] < today and row["state"] in ("planned", "doing")
    marks = [chip(t(f"export.action.{row['state']}"), f"oh-state-{row['state']}")]
    if is_late:
        marks.append(chip(t("app.plan.late"), "oh-late"))
    who = " · ".join(filter(None, (ctx.names.get(row["brand"], row["brand"]), row["owner"], _due(row))))
    return (
        f'<article><p><b>{esc(row["title"])}</b></p><p>{"".join(marks)}</p><p class="oh-muted">{esc(who)}</p></article>'
    )


def _due(row: Row) -> str:
    return "" if row["due"] is None else f"{row['due']:%Y-%m-%d}"
