"""New topics: what customers speak of and no topic covers, each open to its sentences, with what to do about it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.reports import queries, teaching
from dashboard.reports.messages import t
from dashboard.reports.names import count, day, language_name, percent
from dashboard.reports.topics import (
    OfBrand,
    Topic,
    answer,
    driver_toml,
    open_and_dismissed,
    topics_of,
    words_toml,
)
from dashboard.serving.visitor import may_write, state_dir
from dashboard.views import tables
from dashboard.views.language import in_language
from dashboard.views.markup import esc, table
from dashboard.views.quotes_view import ALL, one_quote
from dashboard.views.shell import Context, section

QUOTES = 3
NEW = "*"
KEY = "new_topic"


def topics_view(ctx: Context) -> None:
    """The proposals of the newest analysis, in one language at a time."""
    section(t("app.topics.title"), t("app.topics.lead"), rule=False)
    state = state_dir()
    every = topics_of(queries.rows(ctx.build, "topic_proposals"))
    waiting, dismissed = open_and_dismissed(every, state)
    if not waiting:
        st.info(t("app.topics.all_dismissed" if dismissed else "app.topics.none"))
    else:
        _proposals(ctx, waiting, state)
    if dismissed:
        with st.expander(t("app.topics.dismissed_list", n=count(len(dismissed))), icon=":material/visibility_off:"):
            for topic in dismissed:
                left, right = st.columns([3, 1], vertical_alignment="center")
                left.html(f"{esc(topic.name)} <span class='oh-muted'>{esc(language_name(topic.language))}</span>")
                right.button(
                    t("app.topics.call_back"), key=f"call_back_{topic.id}", on_click=_answer, args=(state, topic, False),
                    type="tertiary", disabled=not may_write(state),
                )  # fmt: skip


def _proposals(ctx: Context, topics: list[Topic], state: Path) -> None:
    languages = list(dict.fromkeys(topic.language for topic in topics))
    language = languages[0]
    if len(languages) > 1:
        language = st.segmented_control(
            t("app.topics.language"), languages, default=language, format_func=language_name, key="topics_language"
        ) or language  # fmt: skip
    shown = [topic for topic in topics if topic.language == language]
    st.html(proposals_table(shown, ctx.names))
    st.caption(t("app.topics.caption"))
    by_id = {topic.id: topic for topic in shown}
    if st.session_state.get(KEY) not in by_id:  # another language, or it was dismissed
        st.session_state.pop(KEY, None)
    chosen = st.selectbox(t("app.topics.open"), list(by_id), format_func=lambda ident: by_id[ident].name, key=KEY)
    _topic(ctx, by_id[chosen], state)


def proposals_table(topics: list[Topic], brands: dict[str, str]) -> str:
    """The proposals as HTML: people in all and by brand, the negative share, and what is said beside each."""
    headings = [
        t("app.topics.term"),
        t("app.topics.people"),
        t("app.topics.negative"),
        *brands.values(),
        t("app.topics.beside"),
    ]
    body = [
        [
            f'<span lang="{esc(topic.language)}">{esc(topic.name)}</span>',
            esc(count(topic.n_authors)),
            esc(percent(topic.negative) if topic.negative is not None else t("app.topics.not_read")),
            *(_of_brand(topic.brands.get(brand)) for brand in brands),
            f'<span class="oh-muted oh-beside">{esc(", ".join(topic.words))}</span>',
        ]
        for topic in topics
    ]
    return table(headings, body, numeric=range(1, 3 + len(brands)), style="oh-topics")


def _of_brand(said: OfBrand | None) -> str:
    if said is None:
        return f'<span class="oh-none">{esc(t("app.topics.nobody"))}</span>'
    return esc(count(said.n_authors))


def _topic(ctx: Context, topic: Topic, state: Path) -> None:
    """One proposal: its sentences, and what to do with it."""
    figures = t(
        "app.topics.figures_one", people=count(topic.n_authors), sentences=count(topic.n_sentences),
        day=day(topic.first_seen, ctx.where),
    )  # fmt: skip
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(f'<div class="oh-topichead"><h3>{esc(topic.name)}</h3><p class="oh-muted">{esc(figures)}</p></div>')
        found = queries.rows(ctx.build, "topic_quotes", proposal_id=topic.id)[:QUOTES]
        if not found:
            st.info(t("app.topics.gone"))
        corrections = teaching.standing(state)
        for row in found:
            one_quote(ctx, row, ALL, corrections, state if may_write(state) else None, topic.id)
    with right:
        _act(topic, state)


def _act(topic: Topic, state: Path) -> None:
    st.html(f'<div class="oh-topichead"><h3>{esc(t("app.topics.act"))}</h3></div>')
    names = teaching.known_drivers(topic.language)
    into = st.selectbox(
        t("app.topics.into"), [NEW, *names], format_func=lambda ident: names.get(ident, t("app.topics.new_driver")),
        key=f"into_{topic.id}",
    )  # fmt: skip
    if into == NEW:
        st.caption(tables.plain(t("app.topics.add_new")))
        st.code(driver_toml(topic), language="toml", wrap_lines=True)
    else:
        st.caption(tables.plain(t("app.topics.add", driver=into)))
        st.code(words_toml(topic, into), language="toml", wrap_lines=True)
    st.button(
        t("app.topics.dismiss"), key=f"dismiss_{topic.id}", on_click=_answer, args=(state, topic, True),
        icon=":material/visibility_off:", disabled=not may_write(state),
    )  # fmt: skip


@in_language
def _answer(state: Path, topic: Topic, dismissed: bool) -> None:
    if not may_write(state):  # a reader's browser can send what it is not shown
        return
    try:
        answer(state, topic, dismissed=dismissed)
    except OSError as error:
        st.toast(t("app.topics.failed", error=error.strerror or str(error)), icon=":material/error:", duration="long")
        return
    done = t("app.topics.dismissed" if dismissed else "app.topics.called_back", name=topic.name)
    st.toast(tables.plain(done), icon=":material/check:")
