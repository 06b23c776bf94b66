"""Places of one keyword over time with the table beside them, of the page Search."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.figures.search.places import Above
from dashboard import charts
from dashboard.reports import search
from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.reports.queries import Row
from dashboard.reports.search import History, Place
from dashboard.views.markup import esc, safe_url
from dashboard.views.shell import Context, by_id, dark, section


def ranks_view(ctx: Context) -> None:
    """A keyword on one engine, market and device: its chart, who is above the own brand, and the newest result page."""
    section(t("app.search.ranks"), t("app.search.ranks_lead"))
    known = search.places(ctx.build)
    if not known:
        st.info(t("app.search.none"))
        return
    place = _chosen(known)
    found = search.history(ctx.build, place)
    st.subheader(t("app.search.chart_title", keyword=place.keyword, place=place.name))
    chart = charts.rank_lines(pd.DataFrame(found.rows), dark=dark())
    st.altair_chart(chart, alt=t("app.search.chart_alt", keyword=place.keyword), key="rank_lines")
    st.caption(t("app.search.chart_note", days=count(place.days), missed=count(place.missed)))
    _above(ctx, found)
    _newest(found)


def _chosen(known: list[Place]) -> Place:
    left, right = st.columns(2)
    keywords = list(dict.fromkeys(place.keyword for place in known))
    keyword = left.selectbox(t("app.search.keyword"), keywords, key=by_id("keyword", keywords), bind="query-params")
    here = {place.name: place for place in known if place.keyword == keyword}
    return here[right.selectbox(t("app.search.place_of"), list(here), key="search_place")]


def _above(ctx: Context, found: History) -> None:
    """Who is above the own brand on the newest result page, in sentences."""
    above = found.above(ctx.own)
    if not found.newest:
        return
    day = f"{found.newest[0]['day']:%d %b %Y}"
    own = ctx.names[ctx.own]
    if not above:
        st.html(f"<p>{esc(t('app.search.nobody_above', brand=own, day=day))}</p>")
        return
    lines = "".join(f"<li>{esc(_since(ctx, one))}</li>" for one in above)
    key = "app.search.above_alone" if above[0].alone else "app.search.above"
    st.html(f"<p>{esc(t(key, brand=own, day=day))}</p><ul>{lines}</ul>")


def _since(ctx: Context, one: Above) -> str:
    key = "app.search.since_first" if one.from_first else "app.search.since"
    return t(
        key,
        rival=ctx.names.get(one.rival, one.rival),
        place=count(one.place),
        day=f"{one.since:%d %b %Y}",
        n=count(one.days),
    )


def _newest(found: History) -> None:
    """The newest result page: organic places, ads and answer boxes apart, and whether a page of the FAQ ranks."""
    rows = found.newest
    if not rows:
        return
    frame = pd.DataFrame(
        {
            t("app.table.brand"): [row["name"] for row in rows],
            t("app.search.place"): [_place(row) for row in rows],
            t("export.columns.ad_position"): [
                t("app.search.no_ad") if row["ad"] is None else str(row["ad"]) for row in rows
            ],
            t("export.columns.answer_box"): [_yes(row["answered"]) for row in rows],
            t("export.columns.own_faq"): [_yes(row["own_faq"]) if row["position"] else "" for row in rows],
            t("export.columns.url"): [safe_url(row["url"]) or "" for row in rows],
        }
    )
    st.dataframe(
        frame, hide_index=True, column_config={t("export.columns.url"): st.column_config.LinkColumn(width="medium")}
    )


def _place(row: Row) -> str:
    return t("app.search.not_on_page") if row["position"] is None else str(row["position"])


def _yes(flag: bool) -> str:
    return t("export.value.yes" if flag else "export.value.no")
