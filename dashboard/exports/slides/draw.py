"""Native text, tables and simple shapes in theme colours, at exact line heights so that they can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.exports.fit import LEADING, divide, line_count
from dashboard.exports.slides.deck import Area, Deck
from dashboard.exports.slides.look import SMALL, TEXT, points
from dashboard.exports.slides.scripts import marked, right_to_left
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line, safe_url

COLOUR = {
    "ink": MSO_THEME_COLOR.TEXT_1,
    "dark": MSO_THEME_COLOR.TEXT_2,
    "muted": MSO_THEME_COLOR.TEXT_1,
    "panel": MSO_THEME_COLOR.BACKGROUND_1,
    "strength": MSO_THEME_COLOR.ACCENT_1,
    "weakness": MSO_THEME_COLOR.ACCENT_2,
    "opportunity": MSO_THEME_COLOR.ACCENT_3,
    "threat": MSO_THEME_COLOR.ACCENT_4,
    "rule": MSO_THEME_COLOR.BACKGROUND_1,
    "other": MSO_THEME_COLOR.BACKGROUND_1,
}
_BRIGHTNESS = {"muted": 0.35, "panel": -0.04, "rule": -0.15, "other": -0.35}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


@dataclass(frozen=True)
class Text:
    """One paragraph: its words, which are never cut, a size of the scale of type, weight, colour, link, points after it."""

    text: str
    size: float = TEXT
    bold: bool = False
    italic: bool = False
    colour: str = "ink"
    link: str | None = None
    after: float = 0
    align: str = "left"


Cell = Sequence[Text]


@dataclass(frozen=True)
class Table:
    """A table to be laid out: headings, rows of cells, shares of the width of each column, and what it shows."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: Sequence[float]
    description: str
    accent: str = "dark"


PAD_X, PAD_Y = 5.0, 4.0
"""Inner margins of a table cell in points."""
INSET = 10.0
"""Inner margin of a panel in points."""


def paint(target: Any, colour: str) -> None:
    """Give a font's or fill's colour object (`.color` or `.fore_color`) the theme colour of that role."""
    target.theme_color = COLOUR[colour]
    if colour in _BRIGHTNESS:
        target.brightness = _BRIGHTNESS[colour]


def text_height(items: Sequence[Text], width: float) -> float:
    """Height in points of the paragraphs in a column of `width` points."""
    lines = ((line_count(one_line(item.text), width, item.size, item.bold), item) for item in items)
    return sum(count * item.size * LEADING + item.after for count, item in lines)


def fits(items: Sequence[Text], area: Area, inset: float = 0) -> bool:
    """Whether the paragraphs have room in `area` less margins of `inset` points."""
    return text_height(items, points(area.width) - 2 * inset) <= points(area.height) - 2 * inset


def whole(items: Sequence[Text], area: Area, inset: float = 0) -> list[Text]:
    """The paragraphs from the first on that have room in `area`; the rest is for the notes."""
    count = next(count for count in range(len(items), -1, -1) if fits(items[:count], area, inset))
    return list(items[:count])


def write(frame: Any, items: Sequence[Text]) -> None:
    """Fill a text frame with paragraphs; only http(s) addresses become links. What is read from right to left is marked so."""
    for place, item in enumerate(items):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        words = one_line(item.text)
        paragraph.line_spacing = Pt(item.size * LEADING)
        paragraph.space_before, paragraph.space_after = Pt(0), Pt(item.after)
        paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[item.align]
        if right_to_left(words):
            paragraph._p.get_or_add_pPr().set("rtl", "1")
            paragraph.alignment = PP_ALIGN.RIGHT
        run = paragraph.add_run()
        run.text = marked(words)
        run.font.size, run.font.bold, run.font.italic = Pt(item.size), item.bold, item.italic
        link = safe_url(item.link)
        if link:
            run.hyperlink.address = link
        else:
            paint(run.font.color, item.colour)


def add_text(slide: Any, area: Area, items: Sequence[Text], name: str, anchor: str = "top", inset: float = 0) -> Any:
    """A text box in `area`, without margins unless `inset` (points) is given."""
    box = slide.shapes.add_textbox(Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    _frame(box, items, name, anchor, inset)
    return box


def add_panel(
    slide: Any, area: Area, items: Sequence[Text], name: str, anchor: str = "top", inset: float = INSET
) -> Any:
    """A rectangle with a pale ground and text inside."""
    box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    box.fill.solid()
    paint(box.fill.fore_color, "panel")
    box.line.fill.background()
    _plain(box)
    _frame(box, items, name, anchor, inset)
    return box


def _frame(box: Any, items: Sequence[Text], name: str, anchor: str, inset: float) -> None:
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(inset)
    write(frame, items)


def add_bar(slide: Any, area: Area, colour: str, name: str) -> Any:
    """A filled rectangle without text: an accent or a mark."""
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    _mark(bar, colour, name)
    return bar


def _mark(shape: Any, colour: str, name: str) -> None:
    shape.fill.solid()
    paint(shape.fill.fore_color, colour)
    shape.line.fill.background()
    _plain(shape)
    shape.name = name


def _plain(shape: Any) -> None:
    """No shadow and no other effect of the theme."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def widths_of(table: Table, area: Area) -> list[int]:
    """Column widths in EMU, adding up to the width of the area."""
    total = sum(table.shares)
    widths = [int(area.width * share / total) for share in table.shares]
    widths[-1] += area.width - sum(widths)
    return widths


def row_heights(table: Table, area: Area) -> list[float]:
    """Heights in points of the header and then of each row."""
    inner = _inner(table, area)
    rows: list[Sequence[Cell]] = [_headings(table), *table.rows]
    return [_height(row, inner) for row in rows]


def _inner(table: Table, area: Area) -> list[float]:
    """Widths of the columns without their margins, in points."""
    return [points(width) - 2 * PAD_X for width in widths_of(table, area)]


def _height(row: Sequence[Cell], inner: Sequence[float]) -> float:
    return max(text_height(cell, width) for cell, width in zip(row, inner, strict=True)) + 2 * PAD_Y


def pages_of(table: Table, area: Area) -> list[Table]:
    """The table cut into as many as it takes for each to fit the height of `area`; a row that is higher than a page goes on
    in a row on the next."""
    inner = _inner(table, area)
    room = points(area.height) - _height(_headings(table), inner)
    pages: list[list[Sequence[Cell]]] = [[]]
    used = 0.0
    for row in chain.from_iterable(_parts(each, inner, room) for each in table.rows):
        height = _height(row, inner)
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += height
    return [replace(table, rows=rows) for rows in pages]


def _parts(row: Sequence[Cell], inner: Sequence[float], room: float) -> list[Sequence[Cell]]:
    """A row as one, or, where it is higher than `room` points, as several that follow each other."""
    parts: list[Sequence[Cell]] = []
    while _height(row, inner) > room:
        cells = [_divided(cell, width, room - 2 * PAD_Y) for cell, width in zip(row, inner, strict=True)]
        parts.append([head for head, _ in cells])
        row = [rest for _, rest in cells]
    return [*parts, row]


def _divided(cell: Cell, width: float, height: float) -> tuple[list[Text], list[Text]]:
    """The paragraphs that fit into `height` points, and the rest; at least one line stands in the first."""
    head: list[Text] = []
    left = height
    for place, item in enumerate(cell):
        tall = text_height([item], width)
        if tall <= left:
            head.append(item)
            left -= tall
            continue
        lines = int(left / (item.size * LEADING))
        if lines < 1 and head:
            return head, list(cell[place:])
        words = one_line(item.text)
        first, rest = divide(words, width, item.size, max(1, lines), item.bold)
        return [*head, replace(item, text=first, after=0)], [replace(item, text=rest), *cell[place + 1 :]]
    return head, []


def add_table(slide: Any, table: Table, area: Area) -> Any:
    """A native table at the top of `area`, rows as high as their text; returns the graphic frame."""
    heights = row_heights(table, area)
    count = len(table.rows) + 1
    frame = slide.shapes.add_table(
        count, len(table.headings), Emu(area.left), Emu(area.top), Emu(area.width), Emu(int(sum(heights) * Pt(1)))
    )
    frame.name = table.description
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.description)
    grid = frame.table
    grid.horz_banding = False
    grid._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for column, width in zip(grid.columns, widths_of(table, area), strict=True):
        column.width = Emu(width)
    rows: list[Sequence[Cell]] = [_headings(table), *table.rows]
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        grid.rows[number].height = Emu(int(height * Pt(1)))
        for place, items in enumerate(row):
            _fill_cell(grid.cell(number, place), items, number == 0, table.accent)
    return frame


def _headings(table: Table) -> list[Cell]:
    return [[Text(text, SMALL, bold=True, colour=table.accent)] for text in table.headings]


def _fill_cell(cell: Any, items: Cell, header: bool, accent: str) -> None:
    cell.margin_left = cell.margin_right = Pt(PAD_X)
    cell.margin_top = cell.margin_bottom = Pt(PAD_Y)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if header else MSO_ANCHOR.TOP
    write(cell.text_frame, items or [Text("", SMALL)])
    name = {"dark": "tx2", "strength": "accent1", "weakness": "accent2", "opportunity": "accent3", "threat": "accent4"}
    colour = (
        f'<a:schemeClr val="{name[accent]}"/>'
        if header
        else '<a:schemeClr val="bg1"><a:lumMod val="82000"/></a:schemeClr>'
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(
        0,
        parse_xml(
            f'<a:lnB {_A} w="{19050 if header else 6350}"><a:solidFill>{colour}</a:solidFill>'
            '<a:prstDash val="solid"/></a:lnB>'
        ),
    )


def table_slides(
    deck: Deck, table: Table, title: str, note: str = "", most: int | None = None
) -> list[tuple[Any, int, int]]:
    """The table over as many slides as it needs (at most `most`), the note below each: (slide, first row, rows). Rows are those
    of the table, of which one may go on over several slides."""
    foot = int(text_height([Text(note, SMALL)], points(deck.body.width)) * Pt(1)) + deck.emu(0.08) if note else 0
    area = Area(deck.body.left, deck.body.top, deck.body.width, deck.body.height - foot)
    pages = pages_of(table, area)[:most]
    made: list[tuple[Any, int, int]] = []
    start = 0
    for number, page in enumerate(pages, 1):
        several = len(pages) > 1
        slide = deck.slide(t("deck.footer.page", title=title, page=number, pages=len(pages)) if several else title)
        add_table(slide, page, area)
        made.append((slide, start, len(page.rows)))
        start += len(page.rows)
        if note:
            add_text(
                slide,
                Area(area.left, area.bottom, area.width, foot),
                [Text(note, SMALL, colour="muted")],
                "Note",
                "bottom",
            )
    return made
