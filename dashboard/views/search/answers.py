"""Whom answer engines name, of the page Search."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.reports.queries import Row
from dashboard.reports.tables.answers import share_of
from dashboard.views.markup import esc
from dashboard.views.shell import Context, dark, section
from data.thresholds import THRESHOLDS


def answers_view(ctx: Context) -> None:
    """Whom answer engines name: a chart for each keyword and engine, which are never mixed."""
    section(t("app.search.answers"), t("app.search.answers_lead"))
    window = {"window_start": ctx.edition["window_start"], "window_end": ctx.edition["window_end"]}
    rows = queries.rows(ctx.build, "answers_given", **window)
    named = pd.DataFrame([row for row in rows if row["what"] == "named"])
    if named.empty:
        st.info(t("app.search.answers_none"))
        return
    for (keyword, engine, market), part in named.groupby(["keyword", "engine", "market"], sort=False):
        first = part.iloc[0]
        asked = 0 if pd.isna(first["asked_n"]) else int(first["asked_n"])
        counted = t(
            "app.search.answers_n",
            n=count(asked),
            missed=count(int(first["unanswered_n"])),
            crawls=count(int(first["crawls"])),
        )
        st.html(
            f'<header class="oh-place"><h3>{esc(keyword)}</h3><p>{esc(engine)}, {esc(market)}: {esc(counted)}</p></header>'
        )
        if not asked:
            st.info(t("app.search.answers_unread" if first["unanswered_n"] else "app.search.answers_sources"))
            continue
        shares = [share_of(row) for row in rows if _is_of(row, keyword, engine, market)]
        shown = part.assign(
            value=[share.value for share in shares], low=[share.low for share in shares], high=[share.high for share in shares],
            n=asked, status="ok" if asked >= THRESHOLDS.min_units else "not enough data",
        )  # fmt: skip
        st.altair_chart(
            charts.intervals(shown, "answers", dark=dark()),
            alt=t("app.search.answers_alt", keyword=keyword, engine=engine),
            key=f"answers {keyword} {engine} {market}",
        )


def _is_of(row: Row, *place: object) -> bool:
    return row["what"] == "named" and (row["keyword"], row["engine"], row["market"]) == place
