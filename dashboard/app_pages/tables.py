"""Tables: all that was found, one table at a time, as it is exported."""

from __future__ import annotations

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.tables import OF_PERSONAS, subjects, table_report
from dashboard.views.downloads import table_downloads
from dashboard.views.shell import by_id, context, heading, persona_choice
from dashboard.views.table_view import EVERYBODY, table_view

ORDER = (
    "signals", "journey", "questions", "channels", "consistency", "findability", "touchpoints", "changes", "search", "answers",
    "reviews", "response", "streams", "personas", "surveys", "goals", "actions", "comparison", "gaps",
)  # fmt: skip
"""The tables in the order of their use; one that is not named here comes last."""

ctx = context()
heading(t("app.tables.title"), t("app.tables.lead"))
known = sorted(subjects(), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
left, right, third = st.columns([2, 1, 1], vertical_alignment="bottom")
chosen = left.selectbox(
    t("app.tables.which"),
    known,
    format_func=lambda name: t(f"app.tables.name_{name}"),
    key=by_id("table", known),
    bind="query-params",
)
brand = right.selectbox(
    t("app.tables.brand"),
    [EVERYBODY, *ctx.names],
    format_func=lambda name: ctx.names.get(name, t("app.tables.all_brands")),
    key=by_id("table_brand", [EVERYBODY, *ctx.names]),
    bind="query-params",
)
with third:
    persona = persona_choice(ctx, "table_persona", can=chosen in OF_PERSONAS)
report = table_report(ctx.build, chosen, None if brand == EVERYBODY else brand, ctx.edition_id, persona)
table_view(report)
table_downloads(report)
