"""Texts drawn at random, one after the other, with the buttons that say how each judges as a whole; and how many are missing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.reports.messages import t
from dashboard.reports.names import count, language_name
from dashboard.reports.texts.drawn import Drawn, Stratum, draw, strata
from dashboard.serving.visitor import may_write, state_dir
from dashboard.views import tables
from dashboard.views.language import in_language
from dashboard.views.markup import esc, table
from dashboard.views.shell import Context
from data.state.sample import append_sample

ANSWERS: dict[str, int | None] = {"negative": -1, "neutral": 0, "positive": 1, "cannot_tell": None}
MISSING = ""
"""The choice of whatever stratum still lacks labels."""


def sample_view(ctx: Context) -> None:
    """How many texts of each stratum are labelled and, for editors who ask for it, the next text with its buttons."""
    state = state_dir()
    found = strata(ctx.build.path, state)
    if not found:
        st.info(t("app.sample.no_text"))
        return
    numeric = [1, 2, 3]
    headings = [t(f"app.sample.{name}") for name in ("stratum", "texts", "labelled", "missing")]
    st.html(table(headings, [_row(stratum) for stratum in found], numeric=numeric))
    if not may_write(state):
        st.caption(t("app.sample.reader"))
    elif st.toggle(t("app.sample.begin"), key="sample_on"):
        _next(ctx, state, found)


def _row(stratum: Stratum) -> list[str]:
    missing = max(0, stratum.wanted - stratum.labelled)
    last = count(missing) if stratum.measurable else t("app.sample.too_few", wanted=count(stratum.wanted))
    return [esc(_called(stratum)), esc(count(stratum.texts)), esc(count(stratum.labelled)), esc(last)]


def _called(stratum: Stratum) -> str:
    return t(f"app.models.texts.{stratum.text_kind}", named=language_name(stratum.language))


def _next(ctx: Context, state: Path, found: list[Stratum]) -> None:
    """The next text of the stratum that is asked for."""
    names = {stratum.name: stratum for stratum in found}
    chosen = st.selectbox(
        t("app.sample.which"), [MISSING, *names], key="sample_which",
        format_func=lambda name: _called(names[name]) if name else t("app.sample.any"),
    )  # fmt: skip
    asked = names.get(chosen)
    language, kind = (asked.language, asked.text_kind) if asked else ("", "")
    drawn = draw(ctx.build.path, state, language, kind, 1)
    if not drawn:
        st.success(t("app.sample.all_of_it" if asked else "app.sample.enough"))
        return
    _ask(drawn[0], state)


def _ask(text: Drawn, state: Path) -> None:
    stratum = text.stratum
    st.caption(tables.plain(_place(stratum)))
    words = "".join(f'<p dir="auto">{esc(part)}</p>' for part in (text.title, text.body) if part.strip())
    st.html(f'<figure class="oh-quote"><blockquote>{words}</blockquote></figure>')
    st.caption(t("app.sample.ask"))
    with st.container(horizontal=True):
        for name, label in ANSWERS.items():
            st.button(
                t(f"app.sample.{name}"), key=f"sample_{name}", on_click=_say, args=(state, text, label),
                help=t("app.sample.cannot_tell_help") if label is None else None,
            )  # fmt: skip
    st.caption(t("app.sample.when"))


def _place(stratum: Stratum) -> str:
    number = stratum.labelled + 1
    key = "app.sample.place" if number <= stratum.wanted else "app.sample.place_more"
    return t(key, number=count(number), wanted=count(stratum.wanted), what=_called(stratum))


@in_language
def _say(state: Path, text: Drawn, label: int | None) -> None:
    if not may_write(state):  # a reader's browser can send what it is not shown
        return
    try:
        append_sample(state, [text.labelled(label)])
    except OSError as error:
        st.toast(tables.plain(t("app.sample.failed", error=error.strerror or str(error))), icon=":material/error:")
