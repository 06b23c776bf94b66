"""What one line of the SWOT rests on: figure, strata, dates and every unit, from the same report as `overheard why`."""

from __future__ import annotations

import streamlit as st

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import count, day, number
from dashboard.reports.swot import SwotReport
from dashboard.reports.why import why
from dashboard.reports.why.report import Comparison, Side, Visit, Why
from dashboard.views.markup import esc, link, table
from dashboard.views.shell import Context

SHOWN = 200
"""Values of a side that are shown; the command prints all."""


def why_view(ctx: Context, report: SwotReport) -> None:
    """A choice among the lines and leads of `report` and, of the chosen one, all that it rests on."""
    lines = {line.line_id: line for line in (*report.lines, *report.leads)}
    chosen = st.selectbox(
        t("app.swot.why_choose"), list(lines), index=None, format_func=lambda line_id: lines[line_id].title, key="why",
        placeholder=t("app.swot.why_placeholder"),
    )  # fmt: skip
    if chosen is None:
        return
    if report.brand == ctx.own:
        st.page_link(
            "app_pages/plan.py",
            label=t("app.swot.make_action"),
            icon=":material/flag:",
            query_params={"line_id": chosen},
        )
    found = why(ctx.build, chosen, report.edition)
    st.caption(t("app.swot.why_command"))
    st.code(f"overheard why {chosen} --edition {report.edition}", language="bash")
    st.html("".join(_figure(found)))
    for comparison in found.comparisons:
        st.html(_strata(found, comparison) + _covered(ctx, comparison))
    for side in found.sides:
        with st.expander(t("app.swot.why_side", name=_name(side), units=count(len(side.units)))):
            st.html(_values(ctx, side))
    if found.visits:
        st.html(_visits(ctx, found.visits))


def _name(side: Side) -> str:
    return f"{side.brand_name} {side.part}".strip()


def _figure(found: Why) -> list[str]:
    if found.recomputed is None:
        return [] if found.figure is None else [f"<p>{esc(t('app.swot.why_not_kept'))}</p>"]
    gap = number(found.recomputed.gap, 4)
    n_own, n_other = count(found.recomputed.n_own), count(found.recomputed.n_other)
    same = t("app.swot.why_same" if found.same else "app.swot.why_other")
    return [f"<p>{esc(t('app.swot.why_computed', gap=gap, own=n_own, other=n_other))} {esc(same)}</p>"]


def _strata(found: Why, comparison: Comparison) -> str:
    names = {(side.brand, side.part): _name(side) for side in found.sides}
    own, other = names[comparison.own], names[comparison.other]
    headings = [t(f"app.swot.why_{name}") for name in ("stratum", "weight")]
    headings += [t("app.swot.why_n", name=own), t("app.swot.why_mean", name=own)]
    headings += [t("app.swot.why_n", name=other), t("app.swot.why_mean", name=other)]
    body = [
        [
            esc(" · ".join(filter(None, (row.source, row.language, row.market)))),
            esc(number(row.weight)),
            *(esc(text) for text in (count(row.n_own), number(row.own), count(row.n_other), number(row.other))),
        ]
        for row in comparison.strata
    ]
    return table(headings, body, numeric=range(1, 6), caption=t("app.swot.why_strata", own=own, other=other))


def _covered(ctx: Context, comparison: Comparison) -> str:
    parts = [
        *comparison.covered_own,
        *(each for each in comparison.covered_other if each not in comparison.covered_own),
    ]
    stretches = "; ".join(f"{each.source} {day(each.start, ctx.where)} – {day(each.end, ctx.where)}" for each in parts)
    return f'<p class="oh-muted">{esc(t("app.swot.why_covered", stretches=stretches))}</p>'


def _values(ctx: Context, side: Side) -> str:
    headings = [t(f"app.swot.why_{name}") for name in ("unit", "value", "said", "facts")]
    found = [(unit, value) for unit in side.units for value in unit.values]
    body = [
        [
            esc(unit.name if unit.signed else t("app.swot.why_unsigned")),
            esc(number(value.value)),
            esc(t("app.swot.why_no_text") if not value.text else words.quoted(value.text)),
            " · ".join(
                [
                    *(esc(fact) for fact in (words.stars(value.stars), day(value.published_at, ctx.where)) if fact),
                    *([esc(t("app.swot.why_corrected"))] if value.corrected else []),
                    link(value.url, t("app.quote.link")),
                ]
            ),
        ]
        for unit, value in found[:SHOWN]
    ]
    more = f"<p>{esc(t('app.swot.why_more', n=count(len(found) - SHOWN)))}</p>" if len(found) > SHOWN else ""
    return table(headings, body, numeric=[1]) + more


def _visits(ctx: Context, visits: tuple[Visit, ...]) -> str:
    headings = [t(f"app.swot.why_{name}") for name in ("brand", "page", "outcome", "read")]
    body = [
        [
            esc(visit.brand_name),
            link(visit.url, visit.url),
            esc(words.named("status", visit.status)),
            esc(day(visit.fetched_at, ctx.where)),
        ]
        for visit in visits
    ]
    return table(headings, body, caption=t("app.swot.why_visits"))
