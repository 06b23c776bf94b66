"""Native charts, to be edited like any other: bars with their intervals, two sides beside each other, places over days.

The ends of intervals are columns of the chart's own sheet, beside the figures; colours are the theme's.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Any

from openpyxl import load_workbook
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.exports.slides.deck import Area
from dashboard.exports.slides.draw import Text, add_text, paint, text_height
from dashboard.exports.slides.look import SMALL, TEXT, points
from dashboard.exports.slides.scripts import marked
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line

_C = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
LINES = ("dark", "weakness", "opportunity", "threat", "strength", "muted")
_MARKS = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.TRIANGLE,
    XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.X,
    XL_MARKER_STYLE.PLUS,
)
"""Lines differ by colour and mark: not by colour alone."""
LOW, HIGH = "C", "D"
"""Columns of a chart's sheet that hold how far the interval reaches below and above the figure."""


THICK = 80.0
"""Points of height that a chart takes for each of its labels at most, so that one bar alone is no block."""
AXES = 40.0
"""Points of height for the axis and the legend."""


@dataclass(frozen=True)
class Bar:
    """A figure with the ends of its interval, if it has one, in the unit of the chart."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    colour: str = "dark"


def reach(bars: Sequence[Bar], step: float) -> tuple[float, float]:
    """Ends of an axis, whole `step`s apart, that hold 0 and every interval."""
    ends = [0.0, *(end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None)]
    return step * floor(min(ends) / step), step * ceil(max(ends) / step)


def add_bars(
    slide: Any, area: Area, bars: Sequence[Bar], title: str, series: str, limits: tuple[float, float] | None = None
) -> Any:
    """Horizontal bars from the top down, each with its interval; `limits` are the ends of the axis."""
    data = _data("0.0")
    data.categories = [marked(one_line(bar.label)) for bar in bars]
    data.add_series(series, [bar.value for bar in bars])
    chart = _chart(slide, area, XL_CHART_TYPE.BAR_CLUSTERED, data, title)
    _bars_look(chart, gap=60)
    plotted = chart.plots[0].series[0]
    for place, bar in enumerate(bars):
        fill = plotted.points[place].format.fill
        fill.solid()
        paint(fill.fore_color, bar.colour)
    if any(bar.low is not None for bar in bars):
        _intervals(chart, plotted, bars)
    if limits is not None:
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = limits
    return chart


def add_sides(
    slide: Any,
    area: Area,
    labels: Sequence[str],
    sides: Sequence[tuple[str, Sequence[float], str]],
    title: str,
    shown: str,
) -> Any:
    """Two or more sides (name, figures, colour) beside each other for each label, each bar with its figure in the number format
    `shown`."""
    data = _data(shown)
    data.categories = [marked(one_line(label)) for label in labels]
    for name, values, _ in sides:
        data.add_series(marked(one_line(name)), values)
    chart = _chart(slide, area, XL_CHART_TYPE.BAR_CLUSTERED, data, title)
    _bars_look(chart, gap=50)
    chart.plots[0].overlap = -5
    for plotted, (_, _, colour) in zip(chart.plots[0].series, sides, strict=True):
        plotted.format.fill.solid()
        paint(plotted.format.fill.fore_color, colour)
        labels_of = plotted.data_labels
        labels_of.show_value = True
        labels_of.font.size = Pt(SMALL)
        labels_of.position = XL_LABEL_POSITION.OUTSIDE_END
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    _legend(chart)
    return chart


def add_places(
    slide: Any, area: Area, days: Sequence[date], lines: Sequence[tuple[str, Sequence[int | None]]], title: str
) -> Any:
    """Places in search over days, the first at the top; a day without a place is a gap."""
    data = _data("0")
    data.categories = [f"{day:%Y-%m-%d}" for day in days]
    for name, places in lines:
        data.add_series(marked(one_line(name)), places)
    chart = _chart(slide, area, XL_CHART_TYPE.LINE_MARKERS, data, title)
    axis = chart.value_axis
    axis.reverse_order, axis.minimum_scale = True, 1
    worst = max(place for _, places in lines for place in places if place is not None)
    axis.maximum_scale = max(worst, 3)
    axis.major_unit = max(1, worst // 8)
    _axis_look(axis)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    chart.category_axis.tick_labels.font.size = Pt(SMALL)
    for place, plotted in enumerate(chart.plots[0].series):
        plotted.smooth = False
        plotted.format.line.width = Pt(2.5 if place == 0 else 1.5)
        colour = LINES[place % len(LINES)]
        paint(plotted.format.line.color, colour)
        plotted.marker.style, plotted.marker.size = _MARKS[place % len(_MARKS)], 7
        plotted.marker.format.fill.solid()
        paint(plotted.marker.format.fill.fore_color, colour)
    _legend(chart)
    return chart


def _data(number_format: str) -> Any:
    """The figures of a chart, to be filled; python-pptx has no types."""
    made: Any = CategoryChartData
    return made(number_format=number_format)


def _chart(slide: Any, area: Area, kind: Any, data: Any, title: str) -> Any:
    """The chart below its title, which says what it shows and in which unit."""
    head = [Text(title, TEXT, bold=True)]
    height = int(text_height(head, points(area.width)) * Pt(1)) + Pt(2)
    add_text(slide, Area(area.left, area.top, area.width, height), head, title)
    tall = area.height - height
    if kind == XL_CHART_TYPE.BAR_CLUSTERED:
        tall = min(tall, int((AXES + THICK * len(data.categories)) * Pt(1)))
    frame = slide.shapes.add_chart(kind, Emu(area.left), Emu(area.top + height), Emu(area.width), Emu(tall), data)
    frame.name = title
    frame._element.nvGraphicFramePr.cNvPr.set("descr", title)
    chart = frame.chart
    chart.has_title = chart.has_legend = False
    chart.font.size = Pt(SMALL)
    paint(chart.font.color, "ink")
    return chart


def _bars_look(chart: Any, gap: int) -> None:
    chart.plots[0].gap_width = gap
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.tick_labels.font.size = Pt(SMALL)
    chart.category_axis.has_major_gridlines = False
    _every_label(chart)
    paint(chart.category_axis.format.line.color, "muted")
    _axis_look(chart.value_axis)
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # the order is reversed: at the foot


def _every_label(chart: Any) -> None:
    """No label of a category is left out where they are close to each other."""
    axis = chart.category_axis._element
    skip = parse_xml(f'<c:tickLblSkip {_C} val="1"/>')
    after = axis.find(qn("c:noMultiLvlLbl"))
    if after is None:
        axis.append(skip)
    else:
        after.addprevious(skip)


def _axis_look(axis: Any) -> None:
    axis.tick_labels.font.size = Pt(SMALL)
    axis.has_major_gridlines = True
    paint(axis.major_gridlines.format.line.color, "rule")
    axis.format.line.fill.background()


def _legend(chart: Any) -> None:
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size = Pt(SMALL)


def _intervals(chart: Any, plotted: Any, bars: Sequence[Bar]) -> None:
    """Error bars that reach from the low to the high end, by two columns that are added to the chart's sheet."""
    ends = [
        (0.0, 0.0) if bar.low is None or bar.high is None else (bar.value - bar.low, bar.high - bar.value)
        for bar in bars
    ]
    below, above = ([round(pair[side], 4) for pair in ends] for side in (0, 1))
    sheet_part = chart.part.chart_workbook.xlsx_part
    book = load_workbook(io.BytesIO(sheet_part.blob))
    sheet: Any = book.active
    for column, heading, values in ((LOW, t("deck.message.low"), below), (HIGH, t("deck.message.high"), above)):
        for row, value in enumerate([heading, *values], 1):
            sheet[f"{column}{row}"] = value
    out = io.BytesIO()
    book.save(out)
    sheet_part._blob = out.getvalue()
    name = sheet.title
    bars_xml = parse_xml(
        f'<c:errBars {_C}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{_numbers('plus', name, HIGH, above)}{_numbers('minus', name, LOW, below)}"
        '<c:spPr><a:ln w="19050"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    plotted._element.find(qn("c:cat")).addprevious(bars_xml)


def _numbers(tag: str, sheet: str, column: str, values: Sequence[float]) -> str:
    cached = "".join(f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in enumerate(values))
    return (
        f"<c:{tag}><c:numRef><c:f>{sheet}!${column}$2:${column}${len(values) + 1}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{cached}</c:numCache></c:numRef></c:{tag}>'
    )
