"""Visibility in search, of the pages Search and Compare."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.views.markup import esc
from dashboard.views.shell import Context, dark, section


def visibility_view(ctx: Context) -> None:
    """Visibility in search: a chart for each engine, market and device, which are never mixed."""
    section(t("app.compare.visibility"), t("app.compare.visibility_lead"), t("app.define.visibility"), rule=False)
    rows = queries.rows(ctx.build, "kpi_values", edition=ctx.edition_id, kpi="visibility")
    if not rows:
        st.info(t("app.compare.visibility_none"))
        return
    for place, part in pd.DataFrame(rows).groupby("source", sort=True):
        n = count(int(part["n"].max()))
        weights = "weights_equal" if str(part["unit"].iloc[0]).endswith("equal") else "weights_volume"
        st.html(
            f'<header class="oh-place"><h3>{esc(place)}</h3>'
            f"<p>{esc(t('app.compare.look_ups', n=n))}, {esc(t(f'app.compare.{weights}'))}</p></header>"
        )
        st.altair_chart(
            charts.intervals(part, "visibility", dark=dark()), alt=t("app.compare.visibility"), key=f"seen {place}"
        )
