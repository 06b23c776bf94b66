"""The sentences of a cell: what they show, each with its page, and the control that says a label is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import streamlit as st

from dashboard.reports import queries, teaching
from dashboard.reports.messages import t
from dashboard.reports.names import count, emotion_name, intent_name, source_name, topic_name
from dashboard.reports.queries import Row
from dashboard.serving.visitor import may_write, state_dir
from dashboard.views import tables
from dashboard.views.language import in_language
from dashboard.views.markup import chip, esc, in_context, quote
from dashboard.views.shell import Context
from data.state.corrections import Correction

ALL = "*"
QUOTES = 12
TONES = {"show_all": None, "show_bad": -1, "show_good": 1, "show_neutral": 0}
TONE_OF = {-1: "complaint", 0: "neutral", 1: "praise", None: "unread"}
MOODS = {"emotion": emotion_name, "intent": intent_name}


def quotes_view(ctx: Context, brand: str, driver: str, language: str, source: str, persona: str = "") -> None:
    """What was said of a brand on a driver ('*' = all), in one language, at one source ('*' = all), by one persona ('' = all)."""
    cell = {
        "edition": ctx.edition_id, "brand": brand, "driver": driver, "language": language, "source": source, "persona": persona,
    }  # fmt: skip
    moods = queries.rows(ctx.build, "cell_moods", **cell)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        tone = st.segmented_control(
            t("app.compare.show"), list(TONES), default="show_all", format_func=lambda name: t(f"app.compare.{name}"),
            key="tone", label_visibility="collapsed",
        )  # fmt: skip
    mood = _mood(moods, right) if moods else ALL
    shown_key = f"shown {brand} {driver} {language} {source} {persona} {tone} {mood}"
    wanted = st.session_state.get(shown_key, QUOTES)
    found = queries.rows(
        ctx.build, "quotes", **cell, label=TONES[tone or "show_all"], mood=mood, limit=wanted + 1
    )  # fmt: skip
    if not found:
        st.info(t("app.compare.no_quotes"))
        return
    shown = found[:wanted]
    state = state_dir()
    note = t("app.compare.quotes_more" if len(found) > wanted else "app.compare.quotes_note", shown=len(shown))
    may_teach = may_write(state)
    st.caption(f"{note} {t('app.teach.note')}" if may_teach else note)
    corrections = teaching.standing(state)
    with st.container(key="quotes"):
        for row in shown:
            one_quote(ctx, row, driver, corrections, state if may_teach else None)
    if len(found) > wanted:
        st.button(
            t("app.compare.show_more"), on_click=_show_more, args=(shown_key,), key="more", icon=":material/expand_more:"
        )  # fmt: skip


def _mood(moods: list[Row], where: st.delta_generator.DeltaGenerator) -> str:
    """The emotion or intent the reader asks for; ALL until then."""
    names = {row["name"]: f"{MOODS[row['kind']](row['name'])} ({count(row['n'])})" for row in moods}
    options = [ALL, *names]
    # a cell may not hold what was chosen in another one
    if st.session_state.get("mood", ALL) not in options:
        st.session_state["mood"] = ALL
    return str(
        where.selectbox(
            t("app.compare.mood"), options, format_func=lambda name: names.get(name, t("app.compare.mood_all")),
            key="mood", help=t("app.compare.mood_help"),
        )
    )  # fmt: skip


def _show_more(key: str) -> None:
    st.session_state[key] = st.session_state.get(key, QUOTES) + 2 * QUOTES


def one_quote(
    ctx: Context,
    row: Row,
    driver: str,
    corrections: Mapping[teaching.Key, Correction],
    state: Path | None,
    place: str = "",
) -> None:
    """One sentence, shown as it speaks of `driver` ('*' = whatever it is about); with the controls where `state`, the state
    folder, can be written. `place` distinguishes the places of a page where it may be."""
    ident = hashlib.md5(
        f"{row['record_kind']} {row['record_id']} {row['start_at']} {driver} {place}".encode(), usedforsecurity=False
    ).hexdigest()[:16]
    with st.container(key=f"quote_{ident}", gap=None):
        st.html(opinion(ctx, row))
        label = teaching.taught(row, corrections)
        drivers, changed = teaching.drivers_of(row, corrections)
        given = [] if label is None else [t("app.teach.given", label=t(f"app.quote.{TONE_OF[label]}"))]
        if changed:
            given.append(t("app.teach.drivers_given", drivers=_names(drivers)))
        word = " · ".join(given)
        if state is not None:
            with st.popover(
                tables.plain(word) or t("app.teach.wrong"), type="tertiary", icon=":material/rate_review:", key=f"teach_{ident}"
            ):  # fmt: skip
                _label_control(row, driver, label, state, ident)
                _drivers_control(row, drivers, state, ident)
                st.caption(t("app.teach.when"))
        elif word:
            st.caption(tables.plain(word))


def _names(drivers: Iterable[str]) -> str:
    return ", ".join(topic_name(driver) for driver in drivers) or t("app.teach.no_driver")


def _label_control(row: Row, driver: str, given: int | None, state: Path, ident: str) -> None:
    st.caption(t("app.teach.ask"))
    with st.container(horizontal=True):
        for label in (-1, 0, 1):
            name = TONE_OF[label]
            st.button(
                t(f"app.quote.{name}").capitalize(), key=f"say_{name}_{ident}", on_click=_say_label,
                args=(state, row, driver, label),
                disabled=label == (row["label"] if given is None else given),
            )  # fmt: skip


def _drivers_control(row: Row, drivers: tuple[str, ...], state: Path, ident: str) -> None:
    """All the drivers of the sentence; the answer is the whole list, so leaving it empty says that it is about none."""
    names = teaching.known_drivers(row["language"])
    kept = [driver for driver in drivers if driver in names]
    key = f"drivers_{ident}"
    st.multiselect(
        t("app.teach.ask_drivers"), list(names), default=kept, format_func=names.__getitem__, key=key,
        placeholder=t("app.teach.no_driver"),
    )  # fmt: skip
    st.button(
        t("app.teach.save_drivers"), key=f"save_{key}", on_click=_say_drivers, args=(state, row, key),
        disabled=sorted(st.session_state[key]) == sorted(kept),
    )  # fmt: skip


@in_language
def _say_label(state: Path, row: Row, driver: str, label: int) -> None:
    _say(state, teaching.correction_of(row, label, driver), t(f"app.quote.{TONE_OF[label]}"))


@in_language
def _say_drivers(state: Path, row: Row, key: str) -> None:
    drivers = st.session_state[key]
    _say(state, teaching.drivers_correction_of(row, drivers), _names(sorted(drivers)))


def _say(state: Path, correction: Correction, given: str) -> None:
    if not may_write(state):  # a reader's browser can send what it is not shown
        return
    try:
        teaching.teach(state, correction)
    except OSError as error:
        st.toast(t("app.teach.failed", error=error.strerror or str(error)), icon=":material/error:", duration="long")
        return
    st.toast(tables.plain(t("app.teach.done", label=given)), icon=":material/check:")


def opinion(ctx: Context, row: Row) -> str:
    """A row of quotes.sql as HTML: the sentence in its place, its label, and what emotion and intent it shows."""
    tone = TONE_OF.get(row["label"], "unread")
    marks = [chip(emotion_name(row["emotion"]), "oh-mood")] if row["emotion"] else []
    marks += (
        [chip(intent_name(row["intent"]), "oh-mood")] if row["intent"] not in (None, TONE_OF.get(row["label"])) else []
    )
    return quote(
        in_context(row["body"] or "", row["start_at"], row["end_at"]),
        url=row["url"],
        fetched_at=row["fetched_at"],
        where=ctx.where,
        who=row.get("brand_name"),
        published_at=row["published_at"],
        stars=(row["rating"], row["rating_max"]),
        tone=f"oh-{tone}",
        tone_name=t(f"app.quote.{tone}"),
        marks="".join(marks),
        network=esc(source_name(row["source"])) if row["record_kind"] == "mention" else "",
    )
