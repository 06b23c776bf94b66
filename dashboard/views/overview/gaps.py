"""The picture of where a brand stands: its gaps to the rivals with their intervals, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.charts import DARK, LABEL_WIDTH, LIGHT
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.names import count
from dashboard.reports.overview.position import AHEAD, ALIKE, BEHIND, Gap
from dashboard.views.markup import esc, table
from dashboard.views.shell import dark

ROW, AXIS = 30, 56
"""Pixels of a row, and of the axis below."""
SHAPES = {BEHIND: "triangle-left", ALIKE: "circle", AHEAD: "triangle-right"}


def gaps_view(gaps: Sequence[Gap]) -> None:
    """The chart and, below it, closed, its table."""
    if not gaps:
        st.info(t("app.overview.gaps_none"))
        return
    st.altair_chart(gap_chart(gaps, dark_theme=dark()), alt=t("app.overview.gaps_axis"), key="gap_intervals")
    with st.expander(t("app.overview.gaps_table")):
        headings = [t(f"app.table.{name}") for name in ("topic", "gap", "standing", "n")]
        rows = [[esc(gap.name), esc(_figure(gap)), esc(_standing(gap)), esc(_sizes(gap))] for gap in reversed(gaps)]
        st.html(table(headings, rows))


def gap_chart(gaps: Sequence[Gap], *, dark_theme: bool) -> alt.LayerChart:
    """One row a topic, the worst on top: a dot with its interval about a line at zero. What the SWOT proves has the colour and
    the arrow of its side; the rest is hollow and grey."""
    colours = DARK if dark_theme else LIGHT
    behind, ahead = colours.diverging[0], colours.diverging[-1]
    data = pd.DataFrame(
        [
            {"topic": gap.name, "gap": gap.gap, "low": gap.low, "high": gap.high, "standing": gap.standing,
             "words": _figure(gap), "sizes": _sizes(gap), "said": _standing(gap)}
            for gap in gaps
        ]
    )  # fmt: skip
    colour = alt.Color(
        "standing:N",
        scale=alt.Scale(domain=list(SHAPES), range=[behind, colours.muted, ahead]),
        legend=None,
    )
    shape = alt.Shape("standing:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())), legend=None)
    reach = 1.05 * max(max(abs(gap.low), abs(gap.high)) for gap in gaps)
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    signed = "datum.value === 0 ? '0' : format(datum.value, '+.1f')"
    axis = alt.Axis(title=t("app.overview.gaps_axis"), tickCount=5, domain=False, labelExpr=signed)
    y = alt.Y(
        "topic:N",
        sort=None,
        axis=alt.Axis(title=None, labelLimit=LABEL_WIDTH, domain=False, ticks=False, labelFontSize=13, grid=False),
    )
    tips = [
        alt.Tooltip("topic:N", title=t("app.table.topic")),
        alt.Tooltip("words:N", title=t("app.table.gap")),
        alt.Tooltip("said:N", title=t("app.table.standing")),
        alt.Tooltip("sizes:N", title=t("app.table.n")),
    ]
    base = alt.Chart(data).encode(y=y, color=colour, tooltip=tips)
    zero = (
        alt.Chart(pd.DataFrame({"x": [0.0]}))
        .mark_rule(aria=False, color=colours.muted, strokeDash=[3, 3])
        .encode(x="x:Q")
    )
    bars = base.mark_rule(aria=False, strokeWidth=5, opacity=0.35, strokeCap="round")
    x = alt.X("gap:Q", scale=scale, axis=axis)
    proven = base.transform_filter(f"datum.standing !== '{ALIKE}'").mark_point(filled=True, size=150, opacity=1)
    alike = base.transform_filter(f"datum.standing === '{ALIKE}'").mark_point(filled=False, size=90, strokeWidth=2)
    chart: alt.LayerChart = (
        alt.layer(
            zero,
            bars.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"),
            alike.encode(x=x),
            proven.encode(x=x, shape=shape),
        )
        .properties(height=ROW * len(gaps) + AXIS, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.ink, titleColor=colours.muted, gridColor=colours.grid, titleFontWeight="normal"
        )
    )
    return chart


def _figure(gap: Gap) -> str:
    return words.interval(gap.gap, gap.low, gap.high, signed=True)


def _standing(gap: Gap) -> str:
    return t(f"app.overview.standing_{gap.standing}")


def _sizes(gap: Gap) -> str:
    return t("export.value.n_both", own=count(gap.n_own), other=count(gap.n_other))
