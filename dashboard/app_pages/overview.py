"""Overview: the brands side by side, what stands out, and what could not be read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.reports.signals import signal_reports
from dashboard.reports.swot import QUADRANTS
from dashboard.views import tables
from dashboard.views.cards import brand_card, signal_tile, standout_tile
from dashboard.views.shell import context, dark, heading, section

SHOWN_SIGNALS = 6

ctx = context()
brands = queries.rows(ctx.build, "brand_summaries", edition=ctx.edition_id)
report = queries.swot_report(ctx.build, ctx.own, ctx.edition_id)

heading(
    t("app.overview.title"),
    t(
        "app.overview.lead",
        brands=len(brands),
        reviews=count(sum(row["reviews"] for row in brands)),
        window=count(sum(row["reviews_in_window"] for row in brands)),
    ),
)

section(t("app.overview.standout", brand=report.brand_name))
tops = [lines[0] for lines in (report.quadrant(name) for name in QUADRANTS) if lines]
if tops:
    st.html(f'<div class="oh-tiles">{"".join(standout_tile(line) for line in tops)}</div>')
    st.page_link("app_pages/swot.py", label=t("app.overview.open_swot"), icon=":material/arrow_forward:")
else:
    st.info(t("app.overview.standout_none", brand=tables.plain(report.brand_name)))

section(t("app.overview.signals"), t("app.overview.signals_note"))
going_on = [each for each in signal_reports(ctx.build) if each.is_open]
if going_on:
    st.html(f'<div class="oh-tiles">{"".join(signal_tile(each) for each in going_on[:SHOWN_SIGNALS])}</div>')
    if len(going_on) > SHOWN_SIGNALS:
        st.caption(t("app.overview.signals_more", n=len(going_on) - SHOWN_SIGNALS))
else:
    st.caption(t("app.overview.signals_none"))

section(t("app.overview.cards"))
st.html(f'<div class="oh-cards">{"".join(brand_card(row) for row in brands)}</div>')

section(t("app.overview.intervals"), t("app.overview.intervals_note"))
left, right = st.columns(2, gap="large")
data = pd.DataFrame(brands)
with left:
    st.altair_chart(charts.intervals(data, "net", dark=dark()), alt=t("app.overview.net"), key="net_intervals")
with right:
    st.altair_chart(charts.intervals(data, "rating", dark=dark()), alt=t("app.overview.rating"), key="rating_intervals")

claims = queries.rows(ctx.build, "claimed")
section(t("app.overview.sources"), tables.cut_short(claims), t("app.define.claimed"))
st.html(tables.claimed(claims, ctx.where))

failures = queries.rows(ctx.build, "failures")
section(t("app.overview.failed"), t("app.overview.failed_lead", n=len(failures)) if failures else "")
if failures:
    tables.failures(failures, ctx.where)
else:
    st.success(t("app.overview.failed_none"))
