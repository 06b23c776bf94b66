"""Goals and actions: what shall be, what is done about what was found, and what moved."""

from __future__ import annotations

import streamlit as st

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.tables import table_report
from dashboard.views.downloads import table_downloads
from dashboard.views.planning.entered import entered
from dashboard.views.planning.form import Offer, entry_form
from dashboard.views.planning.roadmap import roadmap
from dashboard.views.shell import context, heading, section
from dashboard.views.table_view import table_view

ctx = context()
heading(t("app.plan.title"), t("app.plan.lead"))
goals, actions = st.tabs([t("app.plan.goals"), t("app.plan.actions")], key="plan_tab")
measures = [row["metric"] for row in queries.rows(ctx.build, "measures", brand=ctx.own)]
with goals:
    report = table_report(ctx.build, "goals", edition=ctx.edition_id)
    table_view(report, t("app.plan.no_goal"))
    if report.rows:
        table_downloads(report)
    with st.expander(t("app.plan.set_goal"), icon=":material/add:"):
        set_goals = queries.rows(ctx.build, "goals_set", brand=None)
        entry_form(ctx, "goals", Offer(set_goals, suggested={"metric": measures}))
with actions:
    swot = queries.swot_report(ctx.build, ctx.own, ctx.edition_id)
    claims = {line.line_id: line.title for line in (*swot.lines, *swot.leads)}
    asked = str(st.query_params.get("line_id", ""))
    rows = queries.rows(ctx.build, "actions_set", brand=None)
    known = list({(row["brand"], row["title"]): row for row in rows}.values())
    with st.expander(t("app.plan.set_action"), icon=":material/add:", expanded=asked in claims):
        prefilled = {"line_id": asked, "brand": ctx.own}
        offer = Offer(known, suggested={"metric": measures}, names={"line_id": claims}, prefilled=prefilled)
        entry_form(ctx, "actions", offer)
    section(t("app.plan.roadmap"), t("app.plan.roadmap_lead"))
    roadmap(ctx, known)
    report = table_report(ctx.build, "actions", edition=ctx.edition_id)
    if report.rows:
        section(t("app.plan.effects"), t("app.plan.effects_lead"))
        table_view(report)
        table_downloads(report)
entered(ctx, {"goals": set_goals, "actions": known})
