"""SWOT: four quadrants whose every line opens to its quotes, the leads below, and the whole as a file."""

from __future__ import annotations

import streamlit as st

from dashboard.reports import queries
from dashboard.reports.messages import catalogue, t
from dashboard.reports.swot import QUADRANTS
from dashboard.reports.words import changed
from dashboard.views.cards import line_card
from dashboard.views.downloads import download_row
from dashboard.views.markup import esc
from dashboard.views.shell import by_id, context, heading, section
from dashboard.views.why_view import why_view

ctx = context()
names = ctx.names
left, right = st.columns([3, 1], vertical_alignment="bottom")
brand = right.selectbox(
    t("app.swot.brand"), list(names), format_func=names.__getitem__, key=by_id("swot_brand", names), bind="query-params"
)
report = queries.swot_report(ctx.build, brand, ctx.edition_id)
with left:
    heading(t("app.swot.title", brand=report.brand_name), t("app.swot.lead"))

if report.changes and report.changes.before:
    with st.expander(report.changes.said):
        found = "".join(f"<p><b>{esc(kind)}</b> {esc(title)}</p>" for kind, title in changed(report))
        st.html(found or f"<p>{esc(t('app.swot.unchanged'))}</p>")

if not report.lines:
    st.info(f"**{t('app.swot.none_title')}**  \n{t('app.swot.none')}")
rules = {str(rule): str(text) for rule, text in report.parameters.get("rules", {}).items()}
quadrants = []
for name in QUADRANTS:
    other = catalogue().get(f"app.swot.other_{name}_sub") if brand != ctx.own else None
    subtitle = other.format(brand=report.brand_name) if other else t(f"app.swot.{name}_sub")
    lines = "".join(line_card(line, ctx.where, rules) for line in report.quadrant(name))
    quadrants.append(
        f'<section class="oh-quadrant oh-{name}"><header><span class="oh-initial" aria-hidden="true">'
        f"{esc(name[0].upper())}</span><div><h2>{esc(t(f'app.swot.{name}'))}</h2><p>{esc(subtitle)}</p></div>"
        f"</header>{lines or '<p class=oh-muted>' + esc(t('app.swot.nothing')) + '</p>'}</section>"
    )
st.html(f'<div class="oh-swot">{"".join(quadrants)}</div>')

section(t("app.swot.download"), t("app.swot.download_lead"))
download_row(ctx.build, report)

section(t("app.swot.leads"))
if report.leads:
    st.html(f'<div class="oh-leads">{"".join(line_card(line, ctx.where, rules) for line in report.leads)}</div>')
else:
    st.info(t("app.swot.leads_none"))

section(t("app.swot.why_title"), t("app.swot.why_lead"))
why_view(ctx, report)
