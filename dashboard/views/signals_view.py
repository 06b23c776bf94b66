"""The parts of the page Signals: filters, and each signal with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import count, day, zone
from dashboard.reports.queries import Row
from dashboard.reports.signals import SignalReport, days, quotes_of, signal_reports
from dashboard.reports.swot import REMOVED
from dashboard.views.markup import chip, esc, link, observation, shorten
from dashboard.views.shell import Context

ANY = "*"
OPENED = 3
"""Signals that are shown opened, from the newest on."""


def signals_view(ctx: Context) -> None:
    """The signals of the build that are of the brand, kind and state that were chosen."""
    known = signal_reports(ctx.build)
    if not known:
        st.info(t("app.signals.none"))
        return
    brand, kind, state = st.columns(3)
    wanted = {
        "brand": _chosen(brand, "brand", {each.brand: ctx.names.get(each.brand, each.brand) for each in known}),
        "kind": _chosen(kind, "kind", {each.kind: t(f"signals.kind.{each.kind}") for each in known}),
        "state": _chosen(state, "state", {each.state: t(f"signals.state.{each.state}") for each in known}),
    }
    shown = filtered(known, wanted)
    if not shown:
        st.info(t("app.signals.none_such"))
        return
    st.caption(t("app.signals.rows_one" if len(shown) == 1 else "app.signals.rows", n=count(len(shown))))
    for number, signal in enumerate(shown):
        _signal(ctx, signal, opened=number < OPENED)


def filtered(signals: Sequence[SignalReport], wanted: Mapping[str, str]) -> list[SignalReport]:
    """Those whose fields are what is wanted; ANY wants nothing."""
    asked = {name: value for name, value in wanted.items() if value != ANY}
    return [signal for signal in signals if all(getattr(signal, name) == value for name, value in asked.items())]


def _chosen(place: st.delta_generator.DeltaGenerator, name: str, known: Mapping[str, str]) -> str:
    return str(
        place.selectbox(
            t(f"app.signals.{name}"),
            [ANY, *sorted(known, key=lambda value: known[value])],
            format_func=lambda value: known.get(value, t("app.signals.any")),
            key=f"signals_{name}",
        )
    )


def _signal(ctx: Context, signal: SignalReport, *, opened: bool) -> None:
    st.html(
        f'<div class="oh-signal"><h3>{esc(shorten(signal.headline, 200))}</h3><p>{chip(t(f"signals.kind.{signal.kind}"))} '
        f'{chip(t(f"signals.state.{signal.state}"))} <span class="oh-muted">{esc(days(signal.first_day, signal.last_day))}'
        f"</span></p><p>{esc(signal.detail)}</p></div>"
    )
    rows = quotes_of(ctx.build, signal.signal_id)
    with st.expander(t("app.signals.evidence"), expanded=opened):
        if not rows:
            st.caption(t("app.signals.no_evidence"))
        for row in rows:
            st.html(_evidence(ctx, row))


def _evidence(ctx: Context, row: Row) -> str:
    """What a customer wrote, in quotation marks, or what was seen of a page, without them."""
    where = zone(ctx.build.timezone)
    if row["quote"] == REMOVED:
        return f'<div class="oh-quote"><p>{esc(t("app.quote.removed"))}</p></div>'
    if row["form"] != "quote":
        return observation(row["quote"] or "", url=row["url"], fetched_at=row["fetched_at"], where=where)
    facts = [esc(day(row["published_at"], where)), link(row["url"], t("app.quote.link"))]
    quote = esc(shorten(row["quote"] or ""))
    return f'<div class="oh-quote"><p dir="auto">\u201c{quote}\u201d</p><small>{" · ".join(facts)}</small></div>'
