"""Search texts: words in all that was collected, each text with its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import count, day, language_name, source_name
from dashboard.reports.texts import (
    KINDS,
    SORTS,
    AskedError,
    Limits,
    TextHit,
    TextSearch,
    kind_name,
    places,
    search_texts,
)
from dashboard.views import tables
from dashboard.views.markup import esc, in_context, quote
from dashboard.views.shell import Context, context, heading

ANY = "*"
SHOWN = 20
MOST = 200


def _search(ctx: Context) -> None:
    """The fields, and what was found."""
    asked = st.text_input(t("app.texts.ask"), key="asked", help=t("app.texts.ask_help"), bind="query-params")
    limits, sort = _limits(ctx)
    if not asked.strip():
        st.info(t("app.texts.begin"))
        return
    shown_key = f"texts {asked} {limits} {sort}"
    shown = min(st.session_state.get(shown_key, SHOWN), MOST)
    try:
        found = search_texts(ctx.build, asked, limits, sort=sort, limit=shown)
    except AskedError as error:
        st.warning(tables.plain(t("app.texts.wrong", reason=error)))
        return
    if not found.hits:
        st.info(t("app.texts.none", searched=count(found.searched)))
        return
    st.caption(t("app.texts.found", found=count(found.found), searched=count(found.searched)))
    st.html("".join(_hit(ctx, hit) for hit in found.hits))
    if _more(found) and shown < MOST:
        st.button(
            t("app.texts.more"), on_click=_show_more, args=(shown_key,), key="more_texts", icon=":material/expand_more:"
        )


def _limits(ctx: Context) -> tuple[Limits, str]:
    rows = places(ctx.build)
    sources = sorted({row["source"] for row in rows if row["source"]})
    languages = sorted({row["language"] for row in rows if row["language"]})
    kinds = [kind for kind in KINDS if any(row["record_kind"] == kind for row in rows)]
    columns = st.columns(7)
    with columns[0]:
        brand = _choice("brand", list(ctx.names), ctx.names.__getitem__)
    with columns[1]:
        kind = _choice("kind", kinds, kind_name)
    with columns[2]:
        source = _choice("source", sources, source_name)
    with columns[3]:
        language = _choice("language", languages, language_name)
    with columns[4]:
        first = _day("first_day")
    with columns[5]:
        last = _day("last_day")
    with columns[6]:
        sort = st.selectbox(
            t("app.texts.sort"), SORTS, format_func=lambda name: t(f"app.texts.sort_{name}"), key="texts_sort"
        )
    return Limits(brand, kind, source, language, first, last), sort


def _day(name: str) -> date | None:
    chosen: date | None = st.date_input(t(f"app.texts.{name}"), value=None, key=f"texts_{name}")
    return chosen


def _choice(name: str, values: Sequence[str], shown: Callable[[str], str]) -> str | None:
    chosen = st.selectbox(
        t(f"app.texts.{name}"), [ANY, *values], format_func=lambda value: t("app.texts.any") if value == ANY else shown(value),
        key=f"texts_{name}",
    )  # fmt: skip
    return None if chosen == ANY else str(chosen)


def _hit(ctx: Context, hit: TextHit) -> str:
    dated = "app.texts.undated" if hit.dated_at is None else f"app.texts.dated_{hit.dated_by.replace(' ', '_')}"
    facts: Mapping[str, str] = {"day": day(hit.dated_at, ctx.where)} if hit.dated_at is not None else {}
    where = [kind_name(hit.record_kind), source_name(hit.source), language_name(hit.language or ""), t(dated, **facts)]
    return quote(
        in_context(hit.snippet, hit.start, hit.end),
        url=hit.url,
        fetched_at=hit.fetched_at,
        where=ctx.where,
        who=hit.brand_names,
        stars=(hit.rating, hit.rating_max),
        network=esc(" · ".join(filter(None, where))),
    )


def _more(found: TextSearch) -> bool:
    return found.found > len(found.hits)


def _show_more(key: str) -> None:
    st.session_state[key] = st.session_state.get(key, SHOWN) + 2 * SHOWN


ctx = context()
heading(t("app.texts.title"), t("app.texts.lead"))
_search(ctx)
