"""The things to do next, as cards: what, one figure with its doubt as a bar, and where it opens to."""

from __future__ import annotations

import streamlit as st

from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.overview.next_steps import Step
from dashboard.reports.swot import SwotLine
from dashboard.views.markup import esc, shorten

_OPENS = {"signal": "open_signal", "goal": "open_goal", "question": "open_question"}


def steps(found: list[Step]) -> None:
    """The cards, one below the other."""
    for number, step in enumerate(found):
        with st.container(key=f"step_{number}"):
            st.html(_card(step))
            st.page_link(
                f"app_pages/{step.page}.py",
                label=t(f"app.overview.{_OPENS.get(step.kind, 'open_line')}"),
                icon=":material/arrow_forward:",
                query_params=dict(step.where),
            )


def _card(step: Step) -> str:
    figure = gap_bar(step.line) if step.line else ""
    return (
        f'<article class="oh-step oh-{esc(step.kind)}"><span class="oh-kicker">{esc(t(f"app.overview.step_{step.kind}"))}</span>'
        f"<h3>{esc(shorten(step.headline, 160))}</h3>{figure or f'<p>{esc(shorten(step.detail, 330))}</p>'}</article>"
    )


def gap_bar(line: SwotLine) -> str:
    """The gap of a line as a dot and its 95 % interval as a bar about zero, with the figures beside; '' where nothing was
    measured."""
    if line.gap is None or line.low is None or line.high is None:
        return ""
    reach = 1.08 * max(abs(line.low), abs(line.high)) or 1.0
    left, dot, right = (50 + 50 * value / reach for value in (line.low, line.gap, line.high))
    text = " · ".join(filter(None, (words.difference(line), words.sizes(line))))
    ends = f"left:{left:.1f}%;right:{100 - right:.1f}%"
    return (
        f'<div class="oh-gap"><span class="oh-gapline" aria-hidden="true"><u></u><i style="{ends}"></i>'
        f'<b style="left:{dot:.1f}%"></b></span><span class="oh-detail">{esc(text)}</span></div>'
    )
