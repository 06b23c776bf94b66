"""The parts of the social page. What was not observed says so; zero is said only where somebody listened."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.reports import queries, social
from dashboard.reports.messages import catalogue, t
from dashboard.reports.names import count, day, interval, number, source_name
from dashboard.reports.queries import Row
from dashboard.reports.social import ALL, Engagement, Week
from dashboard.views import tables
from dashboard.views.markup import esc, quote, shorten, table
from dashboard.views.shell import Context, by_id, dark, section

POSTS = 12


def sources_view(ctx: Context, sources: list[Row], spans: list[Row]) -> str:
    """What was listened to, and whether it could be read. Returns the network the reader wants to see ('*' = all)."""
    asked = social.asked_sources(sources)
    kept = sum(row["n"] for row in spans)
    facts = [
        (count(kept), t("app.social.kept")),
        (t("app.social.of", n=count(asked.read), all=count(asked.asked)), t("app.social.read")),
        (count(asked.keyless), t("app.social.keyless")),
        (count(asked.lost), t("app.social.lost")),
    ]
    cells = "".join(f"<div><b>{esc(value)}</b><span>{esc(label)}</span></div>" for value, label in facts)
    st.html(f'<div class="oh-strip">{cells}</div>')
    _what_is_missing(sources, spans)
    if sources:
        troubled = asked.keyless + asked.lost
        with st.expander(t("app.social.sources"), icon=":material/hearing:", expanded=bool(troubled)):
            st.html(_sources_table(ctx, sources))
    networks = list(dict.fromkeys(row["network"] for row in spans))
    if len(networks) < 2:
        return ALL
    return str(
        st.selectbox(
            t("app.social.network"), [ALL, *networks], key="network", width=320,
            format_func=lambda name: t("app.social.all_networks") if name == ALL else source_name(name),
        )
    )  # fmt: skip


def _what_is_missing(sources: list[Row], spans: list[Row]) -> None:
    """Say what was not observed, and why; nothing where customers' sources were read and held something."""
    asked = social.asked_sources(sources)
    customers = [row for row in sources if not row["brand"]]
    listening = social.asked_sources(customers)
    if not sources and not spans:
        st.info(t("app.social.nothing_asked"))
    elif sources and not asked.read:
        st.warning(t("app.social.nothing_read", n=asked.asked))
    elif not customers and not any(row["voice"] == "customer" for row in spans):
        st.info(t("app.social.nobody_listened"))
    elif customers and not listening.read:
        st.warning(t("app.social.customers_not_read", n=listening.asked))
    elif not spans:
        st.info(t("app.social.truly_none", n=asked.read))


def _sources_table(ctx: Context, sources: list[Row]) -> str:
    body = [
        [
            tables.address(row["url"]),
            tables.status_chip("skipped" if row["keyless"] else row["status"]),
            esc(row["brand_name"] or tables.no_brand("mentions")),
            count(row["items"]),
            esc(row["reason"]),
            esc(day(row["fetched_at"], ctx.where)),
        ]
        for row in sources
    ]
    headings = [t(f"app.table.{name}") for name in ("page", "status", "whose", "items", "reason", "asked")]
    return table(headings, body, numeric=(3,))


def share_view(ctx: Context, network: str) -> None:
    """Share of voice: customers' mentions of each brand of those of all, with Wilson's interval."""
    rows = [
        row for row in queries.rows(ctx.build, "kpi_values", edition=ctx.edition_id, kpi="share_of_voice")
        if row["source"] == network
    ]  # fmt: skip
    lead = t("app.social.share_lead", n=count(rows[0]["n"])) if rows else ""
    section(t("app.social.share"), lead, t("app.define.share_of_voice"))
    if not rows:
        st.info(t("app.social.share_none"))
        return
    st.altair_chart(
        charts.intervals(pd.DataFrame(rows), "share_of_voice", dark=dark()), alt=t("app.social.share_alt"), key="share"
    )


def weeks_view(ctx: Context, spans: list[Row], network: str) -> None:
    """Mentions by brand and week, one voice at a time."""
    section(t("app.social.weeks"), t("app.social.weeks_lead"))
    voice = _voice("weeks_voice")
    window = (ctx.edition["window_start"], ctx.edition["window_end"])
    rows = queries.rows(ctx.build, "mention_weeks", edition=ctx.edition_id)
    found = social.weeks(rows, spans, list(ctx.names), window, network, voice)
    if all(n is None for week in found for n in week.counts.values()):
        st.info(t(f"app.social.voice_none_{voice}"))
        return
    st.html(_weeks_table(ctx, found))


def _weeks_table(ctx: Context, weeks: list[Week]) -> str:
    most = max((n for week in weeks for n in week.counts.values() if n), default=1)
    missing = sum(1 for _ in takewhile(lambda week: all(n is None for n in week.counts.values()), weeks))
    shown = weeks[missing:]
    days = [day(week.start, ctx.where).rsplit(" ", 1)[0] for week in shown]
    before = [t("app.social.before", day=days[0])] if missing else []
    body = []
    for brand, name in ctx.names.items():
        seen = [n for week in shown if (n := week.counts[brand]) is not None]
        silence = [f'<span class="oh-none">{esc(t("app.not_observed"))}</span>'] * len(before)
        cells = [_week_cell(week.counts[brand], most) for week in shown]
        body.append([esc(name), f"<b>{count(sum(seen)) if seen else esc(t('app.not_observed'))}</b>", *silence, *cells])
    headings = [t("app.table.brand"), t("app.social.total"), *before, *days]
    return table(headings, body, numeric=range(1, len(headings)), style="oh-weeks")


def _week_cell(n: int | None, most: int) -> str:
    if n is None:
        return f'<span class="oh-none" title="{esc(t("app.not_observed"))}">{esc(t("app.social.unseen"))}</span>'
    return f'<span class="oh-week" style="--share:{100 * n / most:.0f}%">{count(n)}</span>'


def engagement_view(ctx: Context, network: str) -> None:
    """Brands' own posts: the median of likes + replies + shares, by network and content kind."""
    section(t("app.social.engagement"), t("app.social.engagement_lead"), t("app.define.engagement"))
    posts = [
        row for row in queries.rows(ctx.build, "own_posts", edition=ctx.edition_id) if network in (ALL, row["network"])
    ]  # fmt: skip
    if not posts:
        st.info(t("app.social.engagement_none"))
        return
    shown = social.exposed(posts)
    # a network that exposes no count says so once, not once a kind
    posts = [row if shown[row["network"]] else row | {"content_kind": ALL} for row in posts]
    cells = social.engagement(posts)
    body = [
        [
            f"{esc(source_name(place))}: {esc(kind_name(kind))}",
            esc(_counted(shown[place])),
            *(_engagement_cell(cells.get((place, kind, brand))) for brand in ctx.names),
        ]
        for place, kind in dict.fromkeys((row["network"], row["content_kind"]) for row in posts)
    ]
    st.html(table([t("app.social.content"), t("app.social.counts"), *ctx.names.values()], body))


def kind_name(kind: str) -> str:
    """A kind of content (text, image, video, link, poll; '*' all of them) in words."""
    return t("app.social.every_kind") if kind == ALL else catalogue().get(f"app.content.{kind}", kind)


def _counted(names: tuple[str, ...]) -> str:
    return " + ".join(t(f"app.social.{name}") for name in names) if names else t("app.social.not_exposed")


def _engagement_cell(cell: Engagement | None) -> str:
    """'12 (5 to 30), n = 14 posts', or why there is no figure."""
    if cell is None:
        return f'<span class="oh-muted">{esc(t("app.social.no_posts"))}</span>'
    posts = t("app.social.n_posts", n=count(cell.n))
    if cell.median is None:
        text = t("app.social.not_exposed_n", n=count(cell.posts))
        return f'<span class="oh-none">{esc(text)}</span>'
    span = interval(cell.low, cell.high, 0) or t("app.social.few_posts")
    note = "" if cell.n == cell.posts else "<br>" + esc(t("app.social.uncounted", n=count(cell.posts - cell.n)))
    return (
        f"<b>{esc(number(cell.median, 1).removesuffix('.0'))}</b> "
        f'<span class="oh-muted">({esc(span)}), {esc(posts)}{note}</span>'
    )


def posts_view(ctx: Context, spans: list[Row], network: str) -> None:
    """The mentions themselves, newest first, each with its page."""
    section(t("app.social.posts"), t("app.social.posts_lead"))
    left, right = st.columns(2, vertical_alignment="bottom")
    brand = left.selectbox(
        t("app.compare.brand"), list(ctx.names), format_func=ctx.names.__getitem__, key=by_id("social_brand", ctx.names),
        bind="query-params",
    )  # fmt: skip
    with right:
        voice = _voice("posts_voice")
    key = f"posts {brand} {voice} {network}"
    wanted = st.session_state.get(key, POSTS)
    found = queries.rows(
        ctx.build, "mention_posts", edition=ctx.edition_id, brand=brand, voice=voice, network=network, limit=wanted + 1
    )
    if not found:
        collected = any(row["voice"] == voice and network in (ALL, row["network"]) for row in spans)
        name = tables.plain(ctx.names[brand])
        st.info(t("app.social.posts_none", brand=name) if collected else t(f"app.social.voice_none_{voice}"))
        return
    st.html(f'<div class="oh-quotes">{"".join(_post(ctx, row) for row in found[:wanted])}</div>')
    if len(found) > wanted:
        st.button(
            t("app.compare.show_more"), key="more_posts", icon=":material/expand_more:", on_click=_more, args=(key,)
        )


def _more(key: str) -> None:
    st.session_state[key] = st.session_state.get(key, POSTS) + 2 * POSTS


def _voice(key: str) -> str:
    chosen: Any = st.segmented_control(
        t("app.social.voice"), social.VOICES, default="customer", key=key, required=True,
        format_func=lambda name: t(f"app.social.voice_{name}"), label_visibility="collapsed",
    )  # fmt: skip
    return str(chosen or "customer")


def _post(ctx: Context, row: Row) -> str:
    title = f"<b>{esc(shorten(row['title']))}</b><br>" if row["title"] else ""
    counts = [
        t(f"app.social.{name}_n", n=count(row[name])) for name in (*social.COUNTS, "views") if row[name] is not None
    ]
    facts = [source_name(row["network"]), kind_name(row["content_kind"] or "text"), *counts]
    return quote(
        f"{title}{esc(shorten(row['body'] or ''))}",
        url=row["url"],
        fetched_at=row["fetched_at"],
        where=ctx.where,
        published_at=row["published_at"],
        network=esc(" · ".join(facts)),
    )
