"""Health: what was read and what was not, how well texts are read, and what these figures were made of."""

from __future__ import annotations

import streamlit as st

from dashboard.reports import queries, teaching
from dashboard.reports.messages import t
from dashboard.reports.names import count, day, instant, month, status_name
from dashboard.serving.visitor import state_dir
from dashboard.views import tables
from dashboard.views.health.evaluation_cards import evaluation_cards
from dashboard.views.health.sample_view import sample_view
from dashboard.views.markup import esc, table
from dashboard.views.shell import context, heading, section

MAX_RUNS = 30
MAX_REJECTS = 50

ctx = context()
heading(t("app.health.title"), t("app.health.lead"))
runs = queries.rows(ctx.build, "runs", limit=MAX_RUNS)
coverage = queries.rows(ctx.build, "coverage")
failures = queries.rows(ctx.build, "failures")
rejects = queries.rows(ctx.build, "rejects", limit=MAX_REJECTS)

facts = [
    (instant(runs[0]["started_at"], ctx.where) if runs else t("app.not_observed"), t("app.health.last_run")),
    (status_name(runs[0]["status"]) if runs else t("app.not_observed"), t("app.health.last_run_status")),
    (count(sum(row["urls"] for row in coverage)), t("app.health.pages_read")),
    (count(len(failures)), t("app.health.open_failures")),
    (count(sum(row["lines"] for row in rejects)), t("app.health.left_out")),
    (tables.ratings_unread(coverage), t("app.health.ratings_unread")),
]
cells = "".join(f"<div><b>{esc(value)}</b><span>{esc(label)}</span></div>" for value, label in facts)
st.html(f'<div class="oh-strip">{cells}</div>')

section(t("app.health.failures"))
if failures:
    tables.failures(failures, ctx.where)
else:
    st.success(t("app.health.failures_none"))

section(t("app.health.coverage"), t("app.health.coverage_lead"))
if coverage:
    st.html(tables.coverage(coverage, ctx.where))
else:
    st.info(t("app.health.coverage_none"))

dates = queries.rows(ctx.build, "covered_dates")
if dates:
    section(t("app.health.dates"), t("app.health.dates_lead"))
    st.html(tables.covered_dates(dates, ctx.where))

recipes = queries.rows(ctx.build, "recipes")
if recipes:
    section(t("app.health.recipes"), t("app.health.recipes_lead"))
    st.html(tables.recipes(recipes, ctx.where))

section(t("app.health.models"), t("app.health.models_lead"))
evaluations = queries.rows(ctx.build, "evaluations")
trained, problems = teaching.trainings(state_dir())
if evaluations:
    st.html(evaluation_cards(evaluations, trained, ctx.where))
else:
    st.info(t("app.health.models_none"))
for problem in problems:
    st.warning(tables.plain(problem))
waiting = teaching.waiting(state_dir(), queries.rows(ctx.build, "corrections_read"))
if waiting:
    st.info(t("app.teach.waiting_one" if len(waiting) == 1 else "app.teach.waiting", n=count(len(waiting))))

section(t("app.sample.title"), t("app.sample.lead"))
sample_view(ctx)

unnamed = queries.rows(ctx.build, "unnamed", edition=ctx.edition_id)
if unnamed:
    section(t("app.health.unnamed"), t("app.health.unnamed_lead"))
    st.html(tables.unnamed(unnamed))

personas = queries.rows(ctx.build, "personas", edition=ctx.edition_id)
if personas:
    section(t("app.health.personas"), t("app.health.personas_lead"))
    st.html(tables.personas(personas))

section(t("app.health.runs"))
if runs:
    st.html(tables.runs(runs, ctx.where))
else:
    st.info(t("app.health.runs_none"))

section(t("app.health.rejects"), t("app.health.rejects_lead"))
if rejects:
    st.html(tables.rejects(rejects, ctx.where))
else:
    st.success(t("app.health.rejects_none"))

section(t("app.health.edition"))
edition, build = ctx.edition, ctx.build
window = t("app.interval", low=day(edition["window_start"], ctx.where), high=day(edition["window_end"], ctx.where))
about = {
    "edition_status": f"{month(ctx.edition_id)}, {t('app.header.' + edition['status']).lower()}",
    "window": window,
    "made": instant(edition["created_at"], ctx.where),
    "build_name": build.name,
    "schema": str(build.schema_version),
    "fingerprint": build.fingerprint,
    "timezone": build.timezone,
}
st.html(table(["", ""], [[esc(t(f"app.health.{name}")), esc(value)] for name, value in about.items()]))
with st.expander(t("app.health.parameters"), icon=":material/tune:"):
    st.json({"parameters": edition["parameters"], "models": edition["models"]})
