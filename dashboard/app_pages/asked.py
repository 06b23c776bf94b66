"""Surveys and mystery shops: what customers answer when asked, and what rivals answer when a customer asks."""

from __future__ import annotations

import streamlit as st

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.tables import table_report
from dashboard.views.downloads import table_downloads
from dashboard.views.planning.entered import entered
from dashboard.views.planning.form import Offer, entry_form
from dashboard.views.shell import context, heading
from dashboard.views.table_view import table_view

CHANNELS = ("chat", "email", "phone", "social", "store")

ctx = context()
heading(t("app.asked.title"), t("app.asked.lead"))
report = table_report(ctx.build, "surveys", edition=ctx.edition_id)
table_view(report, t("app.asked.none"))
if report.rows:
    table_downloads(report)
with st.expander(t("app.asked.add"), icon=":material/add:"):
    shops = queries.rows(ctx.build, "shops_held")
    entry_form(ctx, "mystery-shops", Offer(suggested={"channel": CHANNELS}))
entered(ctx, {"mystery-shops": shops})
