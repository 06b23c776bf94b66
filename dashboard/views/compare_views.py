"""The three views of the compare page. A cell is chosen by clicking the heat map or by two select boxes; both agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.names import count as counted
from dashboard.reports.names import (
    interval,
    language_name,
    number,
    percent,
    prior_weight,
    q_value,
    rival_name,
    source_name,
    status_name,
    topic_name,
)
from dashboard.reports.queries import Row
from dashboard.views import tables
from dashboard.views.markup import esc, quote, tip
from dashboard.views.quotes_view import quotes_view
from dashboard.views.shell import Context, by_id, dark, persona_choice, section

ALL = "*"
HEAT_LABELS, HEAT_CELL = 180, 135
"""Pixels below which the heat map scrolls sideways instead of squeezing its figures."""
ORDERS = ("order_talk", "order_weight", "order_spread", "order_name")


def drivers_view(ctx: Context) -> None:
    """What customers say: filters, the heat map, the same as a table, and the chosen cell's figures and quotes."""
    strata = queries.rows(ctx.build, "strata", edition=ctx.edition_id)
    if not strata:
        st.info(t("app.compare.no_scores"))
        return
    language, source, order, persona = _filters(ctx, strata)
    scores = queries.rows(
        ctx.build, "driver_scores", edition=ctx.edition_id, language=language, source=source, persona=persona
    )
    if not scores:
        st.info(t("app.compare.persona_none"))
        return
    drivers = _ordered(scores, order)
    brands = ctx.names
    section(t("app.table.net"), t("app.compare.heat_hint"), t("app.define.net"), rule=False)
    st.html(f"<style>.st-key-heat > div {{ min-width: {HEAT_LABELS + HEAT_CELL * len(brands)}px; }}</style>")
    heat = st.container(key="heat")
    st.caption(t("app.compare.scale"))
    claims = [row for row in queries.rows(ctx.build, "claimed") if not row["first_party"]]
    cut = tables.cut_short([row for row in claims if source in (ALL, row["source"])])
    if cut:
        st.caption(tables.plain(cut))
    with st.expander(t("app.compare.as_table"), icon=":material/table_rows:"):
        st.html(tables.scores(scores, drivers, brands, language))
    left, right = st.columns(2)
    driver = left.selectbox(
        t("app.compare.topic"), drivers, format_func=topic_name, key=by_id("driver", drivers), bind="query-params"
    )
    brand = right.selectbox(
        t("app.compare.brand"),
        list(brands),
        format_func=brands.__getitem__,
        key=by_id("brand", brands),
        bind="query-params",
    )
    # drawn last, above the boxes: only now is the chosen cell known, which may have stood in the address
    cells = charts.heat_cells(pd.DataFrame(scores), brands, language)
    heat.altair_chart(
        charts.heat_map(cells, drivers, (driver, brand), dark=dark()),
        key="heat_map",
        on_select=_take_click,
        selection_mode="cell",
        alt=t("app.compare.heat_alt"),
    )
    score = next((row for row in scores if (row["driver"], row["brand"]) == (driver, brand)), None)
    missing = tables.missing_text(scores, brand, language)
    _cell(ctx, score, missing, (driver, brand, language, source, persona))


def _filters(ctx: Context, strata: list[Row]) -> tuple[str, str, str, str]:
    languages = list(dict.fromkeys(row["language"] for row in strata))
    first, second, third, fourth = st.columns(4)
    with fourth:
        persona = persona_choice(ctx, "persona")
    language = first.selectbox(
        t("app.compare.language"), languages, format_func=language_name, help=t("app.compare.language_help"),
        key=by_id("language", languages), bind="query-params",
    )  # fmt: skip
    known = {row["source"] for row in strata if row["language"] == language}
    sources = [ALL] if persona else sorted(known, key=lambda name: (name != ALL, name))
    source = second.selectbox(
        t("app.compare.source"), sources, help=t("app.compare.source_help"), key="source",
        format_func=source_name,
    )  # fmt: skip
    order = third.selectbox(
        t("app.compare.order"), ORDERS, format_func=lambda name: t(f"app.compare.{name}"), key="order"
    )
    return language, source, order, persona


def _ordered(scores: list[Row], order: str) -> list[str]:
    """Driver ids, 'all topics' first, then as asked; ties by name."""
    by_driver: dict[str, list[Row]] = {}
    for row in scores:
        by_driver.setdefault(row["driver"], []).append(row)

    def key(driver: str) -> tuple[bool, float, str]:
        nets = [row["net"] for row in by_driver[driver] if row["net"] is not None]
        rank = {
            "order_talk": sum(row["n"] for row in by_driver[driver]),
            "order_weight": prior_weight(driver),
            "order_spread": max(nets) - min(nets) if nets else -1.0,
            "order_name": 0.0,
        }[order]
        return driver != ALL, -rank, topic_name(driver)

    return sorted(by_driver, key=key)


def _take_click() -> None:
    """Carry a click on the heat map over to the select boxes."""
    cell = clicked_cell(st.session_state["heat_map"])
    if cell:
        st.session_state["driver"], st.session_state["brand"] = cell


def clicked_cell(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Driver and brand of the cell a heat map's event names; None when a click hit none."""
    points = event.get("selection", {}).get("cell") or []
    return (points[0]["driver"], points[0]["brand"]) if points else None


def _cell(ctx: Context, score: Row | None, missing: str, place: tuple[str, str, str, str, str]) -> None:
    driver, brand, language, source, persona = place
    name, topic = ctx.names.get(brand, brand), topic_name(driver)
    neutral = ""
    if score is not None and score["neutral_share"] is not None:
        neutral = tip(t("app.compare.neutral", share=percent(score["neutral_share"])), t("app.define.neutral"))
    st.html(
        f'<header class="oh-cellhead"><h3>{esc(t("app.compare.cell", brand=name, topic=topic))}</h3>'
        f"<p><b>{esc(tables.score_text(score, missing))}</b> {neutral}</p></header>"
    )
    gaps = (
        []
        if driver == ALL or persona
        else queries.rows(ctx.build, "topic_gaps", edition=ctx.edition_id, brand=brand, topic=driver)
    )
    if gaps:
        lines = "".join(f"<li>{_gap(row, ctx)}</li>" for row in gaps)
        st.html(
            f'<section class="oh-gaps"><h4>{tip(t("app.compare.against"), t("app.compare.against_help"))}</h4>'
            f"<ul>{lines}</ul></section>"
        )
    if persona:
        st.caption(t("app.compare.persona_untested"))
    quotes_view(ctx, brand, driver, language, source, persona)


def _gap(row: Row, ctx: Context) -> str:
    rival = esc(t("app.compare.against_line", rival=rival_name(row["rival"], ctx.names)))
    if row["gap"] is None or row["low"] is None:
        reason = status_name(row["status"])
        units = t("app.swot.units", own=counted(row["n_own"]), other=counted(row["n_other"]))
        return f'<span>{rival}</span> <span class="oh-none">{esc(reason)}</span>, {esc(units)}'
    text = t(
        "app.compare.gap_text",
        gap=number(row["gap"]),
        interval=interval(row["low"], row["high"]),
        n_own=counted(row["n_own"]),
        n_other=counted(row["n_other"]),
        q=q_value(row["q"]),
    )
    return f"<span>{rival}</span> {tip(text, t('app.define.q'))}"


def intents_view(ctx: Context) -> None:
    """Which questions each brand's FAQ answers, each cell open to the questions."""
    section(t("app.compare.intents_title"), t("app.compare.intents_lead"), rule=False)
    rows = queries.rows(ctx.build, "intent_matrix")
    if not rows:
        st.info(t("app.compare.intents_none"))
        return
    st.html(tables.matrix(rows, "intent", _intent_cell))
    picked = _pick(rows, "intent", "questions", t("app.compare.open_question"))
    found = queries.rows(ctx.build, "intent_questions", brand=picked["brand"], intent=picked["intent"])
    cards = [
        quote(
            f"<b>{esc(row['question'])}</b><br>{esc(row['answer'])}",
            url=row["url"],
            fetched_at=row["fetched_at"],
            where=ctx.where,
        )
        for row in found
    ]
    _details(cards, picked, picked["questions"])


def _intent_cell(row: Row) -> str:
    n = row["questions"]
    return tables.presence(n, t("app.compare.has_one") if n == 1 else t("app.compare.has_many", n=n))


def channels_view(ctx: Context) -> None:
    """How each brand can be reached, each cell open to address and page."""
    section(t("app.compare.channels_title"), t("app.compare.channels_lead"), rule=False)
    rows = queries.rows(ctx.build, "channel_matrix")
    if not rows:
        st.info(t("app.compare.channels_none"))
        return
    st.html(tables.matrix(rows, "kind", _channel_cell))
    picked = _pick(rows, "kind", "ways", t("app.compare.open_channel"))
    found = queries.rows(ctx.build, "channel_addresses", brand=picked["brand"], kind=picked["kind"])
    cards = [quote(_address(row), url=row["url"], fetched_at=row["fetched_at"], where=ctx.where) for row in found]
    _details(cards, picked, picked["ways"])


def _channel_cell(row: Row) -> str:
    clicks = row["clicks"]
    where = {None: t("app.yes"), 0: t("app.compare.click_zero"), 1: t("app.compare.click_one")}
    return tables.presence(row["ways"], where.get(clicks) or t("app.compare.clicks", n=clicks))


def _address(row: Row) -> str:
    by = "" if row["vendor"] in (None, "", "none") or not row["address"] else f" ({esc(row['vendor'])})"
    hours = f"<br>{esc(row['hours'])}" if row["hours"] else ""
    return f"<b>{esc(row['address'] or row['vendor'] or '')}</b>{by}{hours}"


def _pick(rows: list[Row], topic: str, counted_in: str, label: str) -> Row:
    """The cell chosen by two select boxes; the first that holds something until the reader chooses."""
    section(label)
    topics = sorted({row[topic] for row in rows}, key=topic_name)
    brands = {row["brand"]: row["brand_name"] for row in rows}
    by_cell = {(row[topic], row["brand"]): row for row in rows}
    start = next(name for name in by_cell if by_cell[name][counted_in] or name == list(by_cell)[-1])
    left, right = st.columns(2)
    name = left.selectbox(
        t("app.compare.topic"), topics, topics.index(start[0]), format_func=topic_name, key=f"{topic}_topic"
    )
    brand = right.selectbox(
        t("app.compare.brand"),
        list(brands),
        list(brands).index(start[1]),
        format_func=brands.__getitem__,
        key=f"{topic}_brand",
    )
    return by_cell[name, brand]


def _details(cards: list[str], picked: Row, n: Any) -> None:
    if cards and n is not None:
        st.html(f'<div class="oh-quotes">{"".join(cards)}</div>')
    elif n is None:
        st.info(t("app.compare.absence_unseen", brand=tables.plain(picked["brand_name"])))
    else:
        st.info(t("app.compare.absence", brand=tables.plain(picked["brand_name"])))
