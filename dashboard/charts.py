"""Frames in, Altair charts out. The diverging palette (orange to blue) can be distinguished by colour-blind readers too."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import altair as alt
import pandas as pd

from dashboard.reports.messages import t
from dashboard.reports.names import count, interval, language_name, number, percent, status_name, topic_name

ROW_HEIGHT = 46
LABEL_WIDTH = 170
HEADER, FOOTER = 34, 56
"""Pixels of the axes, which Streamlit counts into a chart's height."""


@dataclass(frozen=True)
class Palette:
    """Colours of one theme. `diverging` runs from −1 over −0.5, 0, 0.5 to 1."""

    diverging: tuple[str, str, str, str, str]
    missing: str
    missing_line: str
    ink: str
    ink_strong: str
    muted: str
    grid: str
    own: str
    rival: str


LIGHT = Palette(
    ("#a0430c", "#e29a66", "#f6f3ec", "#85b5d0", "#175e84"),
    missing="#ece8e0", missing_line="#cfc7ba", ink="#1b2430", ink_strong="#ffffff", muted="#5f6670", grid="#e2dcd1",
    own="#0f5c7a", rival="#8b929b",
)  # fmt: skip
DARK = Palette(
    ("#f19a5b", "#9c5a2d", "#29323c", "#2f6d90", "#72c3ea"),
    missing="#1d252e", missing_line="#3a4552", ink="#f1ede5", ink_strong="#10151b", muted="#a3abb5", grid="#2d3742",
    own="#7cc4de", rival="#8a94a0",
)  # fmt: skip
OTHERS = (
    ("#c2571a", "#6b4c9a", "#3a7d44", "#a8324a", "#7a6a00", "#3f6fb0", "#6d6d6d"),
    ("#f0a15e", "#b79be0", "#86c98f", "#ee8ba0", "#d6c24a", "#8fb4ee", "#b5b5b5"),
)
"""Colours of lines other than the own brand's, of the light and of the dark theme."""
STRONG = 0.72
"""|net| from which the cell is dark (light theme) or bright (dark theme) enough to turn its figures' colour round."""


def heat_cells(scores: pd.DataFrame, brands: dict[str, str], language: str = "") -> pd.DataFrame:
    """driver_scores.sql, one row a cell, plus every missing driver × brand, with the words each cell shows.

    `brands` (id -> name) are all columns, in order; `language` is the code the scores are in. Adds `topic` (name),
    `shown` (may its figure be coloured), and the texts `value`, `detail` and `why`."""
    columns = pd.DataFrame({"brand": list(brands), "brand_name": list(brands.values())})
    full = pd.DataFrame({"driver": scores["driver"].unique()}).merge(columns, how="cross")
    cells = full.merge(scores.drop(columns="brand_name"), on=["driver", "brand"], how="left")
    cells["topic"] = [topic_name(driver) for driver in cells["driver"]]
    cells["shown"] = (cells["status"] == "ok") & cells["net"].notna()
    cells["missing"] = ~cells["shown"]
    collected = set(scores["brand"])
    absent = t("app.compare.no_texts", name=language_name(language)) if language else t("app.compare.not_collected")
    cells["unread"] = [t("app.compare.not_collected") if brand in collected else absent for brand in cells["brand"]]
    words = [_cell_words(cell) for cell in cells.to_dict("records")]
    cells[["value", "detail", "why"]] = pd.DataFrame(words, index=cells.index, columns=["value", "detail", "why"])
    return cells


def _cell_words(cell: dict[Any, Any]) -> tuple[str, str, str]:
    if cell["shown"]:
        return number(cell["net"]), interval(cell["low"], cell["high"]), f"n = {count(int(cell['n']))}"
    if pd.isna(cell["status"]):
        return "", str(cell["unread"]), ""
    reason = {"not enough data": t("app.compare.too_few"), "language not validated": t("app.compare.not_validated")}
    return "", reason.get(cell["status"], str(cell["status"])), f"n = {count(int(cell['n']))}"


def heat_map(cells: pd.DataFrame, drivers: list[str], chosen: tuple[str, str] | None, *, dark: bool) -> alt.LayerChart:
    """`heat_cells` as driver × brand; drivers in the order given (ids), brands as they come. `chosen` (driver, brand)
    is outlined. The selection parameter is called `cell` and holds the fields `driver` and `brand`."""
    colours = DARK if dark else LIGHT
    x = alt.X(
        "brand_name:N",
        sort=list(dict.fromkeys(cells["brand_name"])),
        axis=alt.Axis(orient="top", title=None, labelAngle=0, labelLimit=150, labelPadding=8, domain=False, ticks=False,
                      labelFontSize=13, labelFontWeight="bold"),
        scale=alt.Scale(paddingInner=0.03, paddingOuter=0),
    )  # fmt: skip
    y = alt.Y(
        "topic:N",
        sort=[topic_name(driver) for driver in drivers],
        axis=alt.Axis(title=None, labelLimit=LABEL_WIDTH, labelPadding=8, domain=False, ticks=False, labelFontSize=13),
        scale=alt.Scale(paddingInner=0.06, paddingOuter=0),
    )
    picked = cells.assign(picked=[chosen == pair for pair in zip(cells["driver"], cells["brand"], strict=True)])
    base = alt.Chart(picked).encode(x=x, y=y, tooltip=_tooltip())
    scale = alt.Scale(domain=[-1, -0.5, 0, 0.5, 1], range=list(colours.diverging), clamp=True, interpolate="rgb")
    click = alt.selection_point(name="cell", fields=["driver", "brand"], toggle=False, clear=False)
    empty = base.mark_rect(cornerRadius=3, cursor="pointer", color=colours.missing, stroke=colours.missing_line)
    boxes = (
        base.mark_rect(cornerRadius=3, cursor="pointer")
        .encode(color=alt.Color("net:Q", scale=scale, legend=None))
        .transform_filter("datum.shown")
    )
    ink = alt.condition(f"abs(datum.net) > {STRONG}", alt.value(colours.ink_strong), alt.value(colours.ink))
    grey = alt.value(colours.muted)
    outline = base.mark_rect(cornerRadius=3, filled=False, strokeWidth=2.5, stroke=colours.ink)
    chart: alt.LayerChart = (
        alt.layer(
            empty.add_params(click),
            boxes,
            _words(base, "shown", fontSize=16, fontWeight="bold", dx=-40).encode(text="value:N", color=ink),
            _words(base, "shown", fontSize=11.5, dx=26, dy=-7).encode(text="detail:N", color=ink),
            _words(base, "shown", fontSize=11.5, dx=26, dy=8).encode(text="why:N", color=ink),
            _words(base, "missing", fontSize=11.5, fontStyle="italic", dy=-7).encode(text="detail:N", color=grey),
            _words(base, "missing", fontSize=11.5, dy=8).encode(text="why:N", color=grey),
            outline.transform_filter("datum.picked"),
        )
        .properties(height=ROW_HEIGHT * len(drivers) + HEADER, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=colours.ink, grid=False)
    )
    return chart


def _words(base: alt.Chart, where: str, **style: Any) -> alt.Chart:
    """Text in the cells whose column `where` is true."""
    words: alt.Chart = base.mark_text(cursor="pointer", **style).transform_filter(f"datum.{where}")
    return words


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("brand_name:N", title=t("app.table.brand")),
        alt.Tooltip("topic:N", title=t("app.table.topic")),
        alt.Tooltip("value:N", title=t("app.table.net")),
        alt.Tooltip("detail:N", title=t("app.table.interval")),
        alt.Tooltip("why:N", title=t("app.table.n")),
    ]


@dataclass(frozen=True)
class Measure:
    """Which columns of a frame hold a measure and how it is shown: `ends` of its scale, `title` and `axis` keys of the
    catalogue, `share` if its values are shares 0..1 shown as per cent."""

    value: str
    low: str
    high: str
    n: str
    status: str
    ends: tuple[float, float]
    title: str
    axis: str
    share: bool = False

    def words(self, value: float, low: float, high: float, status: str | None) -> str:
        """'0.42  (0.31 to 0.53)' or '22 %  (15 % to 34 %)'; why there is no figure, or why not to rely on it."""
        if isnan(value):
            return status_name(status)
        show = percent if self.share else number
        text = show(value) if isnan(low) else f"{show(value)}  ({t('app.interval', low=show(low), high=show(high))})"
        return f"{text}, {status_name(status).lower()}" if self.share and status != "ok" else text


def _kpi(title: str, axis: str) -> Measure:
    return Measure("value", "low", "high", "n", "status", (0.0, 1.0), title, axis, share=True)


MEASURES = {
    "net": Measure(
        "net", "low", "high", "n_units", "sentiment_status", (-1.0, 1.0), "app.overview.net", "app.overview.net_axis"
    ),
    "rating": Measure(
        "rating", "rating_low", "rating_high", "n_rated", "rating_status", (1.0, 5.0), "app.overview.rating",
        "app.overview.rating_axis",
    ),
    "share_of_voice": _kpi("app.social.share", "app.social.share_axis"),
    "visibility": _kpi("app.compare.visibility", "app.compare.visibility_axis"),
    "answers": _kpi("app.search.answers", "app.search.answers_axis"),
}  # fmt: skip
"""Measures of brand_summaries.sql, and those of kpi_values.sql."""


def intervals(brands: pd.DataFrame, measure: str, *, dark: bool) -> alt.LayerChart:
    """A measure of MEASURES as a dot with its interval per brand, one row a brand (columns `name` and `own` beside the
    measure's); a missing figure says so. n is in the tooltip."""
    colours, shown = DARK if dark else LIGHT, MEASURES[measure]
    data = brands[["name", "own"]].copy()
    for name, column in (("value", shown.value), ("low", shown.low), ("high", shown.high)):
        data[name] = pd.to_numeric(brands[column], errors="coerce")
    statuses = [each if pd.notna(each) else None for each in brands[shown.status]]
    data["words"] = [
        shown.words(value, low, high, status)
        for value, low, high, status in zip(data["value"], data["low"], data["high"], statuses, strict=True)
    ]
    data["n"] = [count(int(each)) for each in brands[shown.n]]
    y = alt.Y(
        "name:N",
        sort=None,
        axis=alt.Axis(title=None, labelLimit=LABEL_WIDTH, domain=False, ticks=False, labelFontSize=13),
    )
    domain = _domain(data, shown.ends)
    scale = alt.Scale(domain=list(domain), zero=False, nice=False)
    shares = ".0%" if shown.share else alt.Undefined
    axis = alt.Axis(title=t(shown.axis), grid=True, tickCount=5, domain=False, format=shares)
    x, from_, to = alt.X("value:Q", scale=scale, axis=axis), alt.X("low:Q", scale=scale, axis=axis), alt.X2("high:Q")
    colour = alt.condition("datum.own", alt.value(colours.own), alt.value(colours.rival))
    tips = [
        alt.Tooltip("name:N", title=t("app.table.brand")),
        alt.Tooltip("words:N", title=t(shown.title)),
        alt.Tooltip("n:N", title=t("app.table.n")),
    ]
    base = alt.Chart(data).encode(y=y, color=colour, tooltip=tips)
    found = base.transform_filter("isValid(datum.value)")
    bars = found.mark_rule(aria=False, strokeWidth=5, opacity=0.35, strokeCap="round").encode(x=from_, x2=to)
    dots = found.mark_point(filled=True, size=130, opacity=1).encode(x=x)
    # near the axis the words would run over the brand's name
    near = f"datum.value < {domain[0] + 0.1 * (domain[1] - domain[0])}"
    style: dict[str, Any] = {"dy": -15, "fontSize": 11.5}
    words = found.transform_filter(f"!({near})").mark_text(**style).encode(x=x, text="words:N")
    edge = found.transform_filter(near).mark_text(align="left", dx=-4, **style).encode(x=x, text="words:N")
    without = base.transform_filter("!isValid(datum.value)").mark_text(align="left", fontStyle="italic", fontSize=11.5)
    layers = [bars, dots, words, edge, without.encode(x=alt.value(6), text="words:N")]
    if measure == "net":
        zero = (
            alt.Chart(pd.DataFrame({"value": [0.0]}))
            .mark_rule(aria=False, color=colours.muted, strokeDash=[3, 3])
            .encode(x="value:Q")
        )
        layers.insert(0, zero)
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=48 * len(data) + FOOTER, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.ink, titleColor=colours.muted, gridColor=colours.grid, titleFontWeight="normal"
        )
    )
    return chart


def rank_lines(rows: pd.DataFrame, *, dark: bool) -> alt.LayerChart:
    """Organic places over time, a line a brand, the first place on top. `rows` have the columns of rank_history.sql. A day
    without a result page is a gap over a grey band, a day on which a brand is not on the page a gap without one: neither is a
    place."""
    colours = DARK if dark else LIGHT
    data = rows.assign(day=pd.to_datetime(rows["day"]), position=pd.to_numeric(rows["position"], errors="coerce"))
    # a line goes on only from one look-up to the next: what lies between two stretches is not known
    data["gap"] = data["position"].isna()
    data["stretch"] = data["brand"] + data.groupby("brand")["gap"].cumsum().astype(str)
    names = list(dict.fromkeys(data.sort_values("own", ascending=False, kind="stable")["name"]))
    shades = [colours.own, *(OTHERS[1 if dark else 0][number % 7] for number in range(len(names) - 1))]
    worst = max(10, int(data["position"].max()) if data["position"].notna().any() else 10)
    x = alt.X(
        "day:T", axis=alt.Axis(title=t("app.search.day_axis"), format="%d %b %Y", labelAngle=0, tickCount=5, grid=False)
    )
    y = alt.Y(
        "position:Q",
        scale=alt.Scale(domain=[worst + 0.5, 0.5], nice=False),
        axis=alt.Axis(
            title=t("app.search.place_axis"), values=sorted({1, *range(5, worst + 1, 5)}), format="d", domain=False
        ),
    )
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=names, range=shades),
        legend=alt.Legend(title=None, orient="top", columns=2, labelLimit=150),
    )
    width = alt.condition("datum.own", alt.value(3.5), alt.value(1.8))
    tips = [
        alt.Tooltip("name:N", title=t("app.table.brand")),
        alt.Tooltip("day:T", title=t("app.search.day_axis"), format="%d %b %Y"),
        alt.Tooltip("position:Q", title=t("app.search.place"), format="d"),
    ]
    seen = alt.Chart(data[~data["gap"]]).encode(x=x, y=y, color=colour, tooltip=tips)
    missed = data.loc[~data["observed"].astype(bool), ["day"]].drop_duplicates()
    missed = missed.assign(end=missed["day"] + pd.Timedelta(hours=12), day=missed["day"] - pd.Timedelta(hours=12))
    bands = alt.Chart(missed).mark_rect(aria=False, color=colours.missing_line, opacity=0.55).encode(x=x, x2="end:T")
    chart: alt.LayerChart = (
        alt.layer(
            bands,
            seen.mark_line().encode(detail="stretch:N", strokeWidth=width),
            seen.mark_point(filled=True, size=46, opacity=1),
        )
        .properties(height=340, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.ink, titleColor=colours.muted, gridColor=colours.grid, titleFontWeight="normal"
        )
        .configure_legend(labelColor=colours.ink)
    )
    return chart


def answer_curves(rows: pd.DataFrame, *, dark: bool) -> alt.Chart:
    """Shares answered by day, a stepped line a brand. `rows`: name, own, day, share (0..1), n (reviews)."""
    colours = DARK if dark else LIGHT
    names = list(dict.fromkeys(rows.sort_values("own", ascending=False, kind="stable")["name"]))
    shades = [colours.own, *(OTHERS[1 if dark else 0][number % 7] for number in range(len(names) - 1))]
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=names, range=shades),
        legend=alt.Legend(title=None, orient="top", columns=2, labelLimit=150),
    )  # fmt: skip
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("day:Q", axis=alt.Axis(title=t("app.reviews.day_axis"), grid=False, tickCount=6)),
            y=alt.Y(
                "share:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(title=t("app.reviews.share_axis"), format=".0%", tickCount=5, domain=False),
            ),
            color=colour,
            strokeWidth=alt.condition("datum.own", alt.value(3.5), alt.value(1.8)),
            tooltip=[
                alt.Tooltip("name:N", title=t("app.table.brand")),
                alt.Tooltip("day:Q", title=t("app.reviews.day_axis"), format=".1f"),
                alt.Tooltip("share:Q", title=t("app.reviews.share_axis"), format=".0%"),
                alt.Tooltip("n:Q", title=t("app.table.n")),
            ],
        )
        .properties(height=360, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.ink, titleColor=colours.muted, gridColor=colours.grid, titleFontWeight="normal"
        )
        .configure_legend(labelColor=colours.ink)
    )
    return chart


def _domain(data: pd.DataFrame, ends: tuple[float, float]) -> tuple[float, float]:
    """The part of the scale the intervals reach, with some air: never outside the scale, never a sliver of it."""
    low, high = data[["low", "value"]].min().min(), data[["high", "value"]].max().max()
    if pd.isna(low) or pd.isna(high):
        return ends
    span = ends[1] - ends[0]
    air = max(0.05 * span, (span / 4 - (high - low)) / 2)
    return max(ends[0], float(low) - air), min(ends[1], float(high) + air)
