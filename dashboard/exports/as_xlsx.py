"""The SWOT as a workbook: SWOT, Evidence, Leads, Brands, Not measured, About, Chart. Texts are never formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.exports.fit import line_count
from dashboard.reports import words
from dashboard.reports.messages import t
from dashboard.reports.safety import clean, is_formula, one_line, safe_url
from dashboard.reports.swot import SwotLine, SwotReport

MAX_CELL = 32_767
"""Characters a spreadsheet cell can hold."""
CHARACTER, TYPE_SIZE, MAX_HEIGHT = 5.4, 10, 409
"""Points of one character of column width; of the type; the highest row a program allows."""
MAX_BARS = 30
"""Bars of a chart."""
MAX_LINKS = 60_000
"""Links a sheet may hold (the programs stop at 65,530)."""

_INK, _MUTED, _HEAD, _RULE = "1B2430", "5B6673", "E6ECEF", "C9D1D8"
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SCORE, _SIGNED, _COUNT, _SHARE = "0.00", "+0.00;-0.00;0.00", "#,##0", "0 %"
_TIME, _Q = "yyyy-mm-dd hh:mm", "0.0000"


class _Ends(ErrorBars):
    """Error bars in the order of the format's schema, which spreadsheet programs insist on and openpyxl does not keep."""

    tagname = "errBars"
    __elements__ = ("errBarType", "errValType", "noEndCap", "plus", "minus")
    __nested__ = ErrorBars.__nested__


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its heading, width in characters, number format ('' = text) and whether it holds links."""

    heading: str
    width: int
    format: str = ""
    link: bool = False


def as_xlsx(report: SwotReport) -> bytes:
    """The workbook as bytes. Numbers and times are numbers and times (UTC); what was not observed is an empty cell."""
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    title = t("export.deck.name", brand=one_line(report.brand_name), edition=one_line(report.edition))
    book.properties.title = clean(title)[:250]
    book.properties.creator = "Overheard"
    book.properties.created = words.naive_utc(report.created_at) or report.window_end
    _swot(book, report)
    _evidence(book, report)
    _leads(book, report)
    _brands(book, report)
    _failures(book, report)
    _about(book, report)
    add_chart(book, [(one_line(line.title), *ends) for line in report.lines if (ends := _ends(line))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ends(line: SwotLine) -> tuple[float, float, float] | None:
    """(gap, low, high) of a tested line in net sentiment: other measures have other scales."""
    if line.kind == "response" or (line.kind, line.topic) == ("overall", "stars") or not line.tested:
        return None
    return None if line.gap is None or line.low is None or line.high is None else (line.gap, line.low, line.high)


def add_chart(book: Workbook, bars: Sequence[tuple[str, float, float, float]]) -> None:
    """A sheet with (label, figure, low, high) of each bar, how far the interval reaches to either side, and the chart of them;
    none without a bar."""
    if not bars:
        return
    shown = bars[:MAX_BARS]
    names = ("headline", "difference", "low", "high")
    columns = [
        Column(_heading(name), 60 if name == "headline" else 12, "" if name == "headline" else _SIGNED)
        for name in names
    ]
    columns += [Column(_heading(name), 12, _SCORE) for name in ("below", "over")]
    rows = [[label, value, low, high, value - low, high - value] for label, value, low, high in shown]
    title = t("export.sheets.chart")
    add_sheet(book, title, columns, rows)
    sheet: Any = book[title]
    last = len(shown) + 1
    chart: Any = BarChart()
    chart.type, chart.style, chart.legend = "bar", 10, None
    chart.title = t("deck.message.gap_net_score")
    chart.title.overlay = False
    chart.height, chart.width = 3 + 0.8 * len(shown), 26
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    chart.x_axis.scaling.orientation, chart.x_axis.tickLblPos = "maxMin", "low"
    chart.x_axis.delete = chart.y_axis.delete = False
    below, over = (NumDataSource(numRef=NumRef(f=f"'{title}'!${column}$2:${column}${last}")) for column in ("E", "F"))
    chart.series[0].errBars = _Ends(errBarType="both", errValType="cust", noEndCap=False, minus=below, plus=over)
    sheet.add_chart(chart, f"A{last + 3}")


def _heading(name: str, **fields: str) -> str:
    return t(f"export.columns.{name}", **fields)


def _line_columns(report: SwotReport) -> list[Column]:
    return [
        Column(_heading("quadrant"), 13),
        Column(_heading("rank"), 7, _COUNT),
        Column(_heading("topic"), 20),
        Column(_heading("headline"), 40),
        Column(_heading("claim"), 60),
        Column(_heading("basis"), 50),
        Column(_heading("rivals"), 30),
        Column(_heading("rival"), 18),
        Column(_heading("tested"), 12),
        Column(_heading("gap"), 11, _SIGNED),
        Column(_heading("low"), 9, _SIGNED),
        Column(_heading("high"), 9, _SIGNED),
        Column(_heading("q"), 9, _Q),
        Column(_heading("n_own", brand=one_line(report.brand_name)[:20]), 10, _COUNT),
        Column(_heading("n_other"), 10, _COUNT),
        Column(_heading("prior_weight"), 9, _SCORE),
    ]


def _line_cells(line: SwotLine) -> list[object]:
    numbers = [line.gap, line.low, line.high, line.q, line.n_own, line.n_other, line.prior_weight]
    topic = line.topic_name or line.topic
    said: list[object] = [line.headline, line.statement, line.basis, line.rivals]
    return [words.quadrant_of(line), line.rank, topic, *said, line.rival_name, words.tested_word(line), *numbers]


_TAIL = ("change", "rule", "first_seen", "expires_at", "line_id")


def _tail_columns() -> list[Column]:
    widths = {"change": 10, "rule": 7, "first_seen": 16, "expires_at": 16, "line_id": 18}
    return [Column(_heading(name), widths[name], _TIME if name.endswith(("seen", "at")) else "") for name in _TAIL]


def _swot(book: Workbook, report: SwotReport) -> None:
    columns = [
        *_line_columns(report),
        Column(_heading("evidence"), 10, _COUNT),
        Column(_heading("quote"), 60),
        Column(_heading("url"), 40, link=True),
        *_tail_columns(),
    ]
    rows = []
    for line in report.lines:
        top = line.evidence[0] if line.evidence else None
        proof = [len(line.evidence), top.quote if top else None, top.url if top else None]
        rows.append([*_line_cells(line), *proof, *(getattr(line, name) for name in _TAIL)])
    add_sheet(book, t("export.sheets.swot"), columns, rows)


def _leads(book: Workbook, report: SwotReport) -> None:
    extra = [Column(_heading("status"), 22), Column(_heading("needed"), 50)]
    columns = [*_line_columns(report), *extra, *_tail_columns()]
    rows = [
        [*_line_cells(line), words.named("status", line.status), line.needed, *(getattr(line, name) for name in _TAIL)]
        for line in report.leads
    ]
    add_sheet(book, t("export.sheets.leads"), columns, rows)


def _evidence(book: Workbook, report: SwotReport) -> None:
    columns = [
        Column(_heading("section"), 9),
        Column(_heading("quadrant"), 13),
        Column(_heading("topic"), 20),
        Column(_heading("speaks_of"), 18),
        Column(_heading("form"), 12),
        Column(_heading("quote_text"), 80),
        Column(_heading("stars"), 8, _SCORE),
        Column(_heading("published_at"), 16, _TIME),
        Column(_heading("url"), 50, link=True),
        Column(_heading("captured"), 16, _TIME),
        Column(_heading("record_kind"), 12),
        Column(_heading("record_id"), 26),
        Column(_heading("line_id"), 18),
    ]
    rows: list[list[object]] = [
        [
            t(f"export.section.{section}"),
            words.quadrant_of(line),
            line.topic_name or line.topic,
            item.brand_name,
            t(f"export.form.{item.form}"),
            item.quote,
            item.stars,
            item.published_at,
            item.url,
            item.fetched_at,
            item.record_kind,
            item.record_id,
            line.line_id,
        ]
        for section, lines in (("line", report.lines), ("lead", report.leads))
        for line in lines
        for item in line.evidence
    ]
    add_sheet(book, t("export.sheets.evidence"), columns, rows)


def _brands(book: Workbook, report: SwotReport) -> None:
    formats = {
        "reviews_all": (_COUNT, "reviews"),
        "reviews_window": (_COUNT, "reviews_in_window"),
        "claimed_n": (_COUNT, "claimed_n"),
        "claimed_rating": (_SCORE, "claimed_rating"),
        "claimed_rating_max": ("0.##", "claimed_rating_max"),
        "n_rated": (_COUNT, "n_rated"),
        "rating": (_SCORE, "rating"),
        "rating_low": (_SCORE, "rating_low"),
        "rating_high": (_SCORE, "rating_high"),
        "n_units": (_COUNT, "n_units"),
        "net": (_SIGNED, "net"),
        "net_low": (_SIGNED, "low"),
        "net_high": (_SIGNED, "high"),
        "neutral_share": (_SHARE, "neutral_share"),
        "faqs": (_COUNT, "faqs"),
        "response_rate": (_SHARE, "response_rate"),
        "response_rate_low": (_SHARE, "response_rate_low"),
        "response_rate_high": (_SHARE, "response_rate_high"),
        "n_replies_base": (_COUNT, "n_replies_base"),
    }
    columns = [Column(_heading("brand"), 22), Column(_heading("own"), 8), Column(_heading("site"), 34, link=True)]
    columns += [Column(_heading(name), 13, form) for name, (form, _) in formats.items()]
    columns += [Column(_heading(name), 24) for name in ("language", "sentiment_status")]
    columns.append(Column(_heading("channels"), 40))
    rows = [
        [
            brand.name,
            t("export.value.yes" if brand.own else "export.value.no"),
            brand.site,
            *(getattr(brand, field) for _, field in formats.values()),
            words.named("language", brand.language),
            words.named("status", brand.sentiment_status),
            words.channels_text(brand.channels),
        ]
        for brand in report.brands
    ]
    add_sheet(book, t("export.sheets.brands"), columns, rows)


def _failures(book: Workbook, report: SwotReport) -> None:
    columns = [
        Column(_heading("brand"), 22),
        Column(_heading("kind"), 18),
        Column(_heading("url"), 60, link=True),
        Column(_heading("result"), 18),
        Column(_heading("reason"), 60),
        Column(_heading("when"), 16, _TIME),
    ]
    rows: list[list[object]] = [
        [
            item.brand_name,
            words.named("kind", item.kind),
            item.url,
            words.named("status", item.status),
            item.reason,
            item.fetched_at,
        ]
        for item in report.failures
    ]
    add_sheet(book, t("export.sheets.failures"), columns, rows)


def _about(book: Workbook, report: SwotReport) -> None:
    definitions = [(t("export.about.definition", name=name), text) for name, text in words.definitions()]
    rows = [list(row) for row in [*words.about(report), *definitions, *words.settings(report)]]
    rows += [[t("export.changes.title"), f"{kind}: {title}"] for kind, title in words.changed(report)]
    add_sheet(book, t("export.sheets.about"), [Column(_heading("key"), 34), Column(_heading("value"), 110)], rows)


def add_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """A sheet with a header, its rows, filters and frozen first line, ready to print."""
    sheet: Worksheet = book.create_sheet(title[:31])
    rule = Border(bottom=Side(style="thin", color=_RULE))
    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place)
        _write(cell, column.heading, Column("", 0))
        cell.font = Font(name="Arial", size=TYPE_SIZE, bold=True, color=_INK)
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        cell.alignment = Alignment(wrap_text=True, vertical="center", indent=0 if column.format else 1)
        cell.border = rule
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    links = 0
    _set_height(sheet, 1, columns, [column.heading for column in columns])
    for number, values in enumerate(rows, 2):
        for place, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            cell = sheet.cell(number, place)
            _write(cell, value, column)
            link = safe_url(str(value)) if column.link and value and links < MAX_LINKS else None
            if link:
                cell.hyperlink = link
                links += 1
            cell.font = Font(
                name="Arial", size=TYPE_SIZE, color="1F5FA8" if link else _INK, underline="single" if link else None
            )
            cell.alignment = Alignment(wrap_text=not column.format, vertical="top", indent=0 if column.format else 1)
            cell.border = rule
        _set_height(sheet, number, columns, values)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(len(rows) + 1, 1)}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _set_height(sheet: Worksheet, row: int, columns: Sequence[Column], values: Sequence[object]) -> None:
    """A row as high as its longest text: not every program works that out on opening."""
    texts = [
        (clean(value), column.width) for value, column in zip(values, columns, strict=True) if isinstance(value, str)
    ]
    lines = max([1, *(line_count(text[:5000], (width - 2.5) * CHARACTER, TYPE_SIZE) for text, width in texts)])
    sheet.row_dimensions[row].height = min(lines * 13.5 + 4, MAX_HEIGHT)


def _write(cell: Cell | MergedCell, value: object, column: Column) -> None:
    """Put `value` into `cell` as what it is; a text stays a text whatever it begins with."""
    if isinstance(value, datetime):
        cell.value = words.naive_utc(value)
        cell.number_format = column.format or _TIME
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        cell.value = value if value == value and abs(value) != float("inf") else None
        if column.format:
            cell.number_format = column.format
    elif value is not None and str(value):
        text = _ESCAPE_LIKE.sub("_x005F_", clean(str(value)))[:MAX_CELL]
        cell.value = text
        cell.data_type = "s"
        if is_formula(text):
            cell.quotePrefix = True
