"""Overview: where the own brand stands, what changed, what to do next, and the brands side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.reports.overview.next_steps import next_steps
from dashboard.reports.overview.position import position
from dashboard.reports.overview.recent import recent
from dashboard.views import tables
from dashboard.views.overview.brands import brand_card
from dashboard.views.overview.changed import since_edition, since_week
from dashboard.views.overview.gaps import gaps_view
from dashboard.views.overview.steps import steps
from dashboard.views.shell import context, dark, heading, section

ctx = context()
brands = queries.rows(ctx.build, "brand_summaries", edition=ctx.edition_id)
report = queries.swot_report(ctx.build, ctx.own, ctx.edition_id)
standing = position(ctx.build, report)

rivals = len(brands) - 1
heading(
    standing.sentence,
    t(
        "app.overview.lead",
        rivals=t("app.overview.rivals_one") if rivals == 1 else t("app.overview.rivals_many", n=rivals),
        reviews=count(sum(row["reviews"] for row in brands)),
        window=count(sum(row["reviews_in_window"] for row in brands)),
    ),
)
left, right = st.columns([3, 2], gap="large")
with left:
    section(t("app.overview.gaps", brand=report.brand_name), t("app.overview.gaps_note"), rule=False)
    gaps_view(standing.gaps)
    st.page_link("app_pages/swot.py", label=t("app.overview.open_swot"), icon=":material/arrow_forward:")
with right:
    section(t("app.overview.next"), rule=False)
    todo = next_steps(ctx.build, report)
    steps(todo)
    if not todo:
        st.caption(t("app.overview.next_none"))

section(t("app.overview.changed"))
left, right = st.columns(2, gap="large")
with left:
    since_edition(report)
with right:
    since_week(recent(ctx.build, report))

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
    st.page_link("app_pages/health.py", label=t("app.overview.open_health"), icon=":material/arrow_forward:")
else:
    st.success(t("app.overview.failed_none"))
