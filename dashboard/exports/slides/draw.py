"""Native text, tables and simple shapes in theme colours, at exact line heights so that they can be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.exports.fit import LEADING, line_count, shorten
from dashboard.exports.slides.deck import Area, Deck
from dashboard.exports.slides.look import points
from dashboard.reports.safety import one_line, safe_url

COLOUR = {
    "ink": MSO_THEME_COLOR.TEXT_1,
    "dark": MSO_THEME_COLOR.TEXT_2,
    "muted": MSO_THEME_COLOR.TEXT_1,
    "panel": MSO_THEME_COLOR.BACKGROUND_1,
    "ground": MSO_THEME_COLOR.BACKGROUND_1,
    "strength": MSO_THEME_COLOR.ACCENT_1,
    "weakness": MSO_THEME_COLOR.ACCENT_2,
    "opportunity": MSO_THEME_COLOR.ACCENT_3,
    "threat": MSO_THEME_COLOR.ACCENT_4,
    "band": MSO_THEME_COLOR.BACKGROUND_1,
    "rule": MSO_THEME_COLOR.BACKGROUND_1,
}
_BRIGHTNESS = {"muted": 0.35, "panel": -0.04, "band": -0.08, "rule": -0.2}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


@dataclass(frozen=True)
class Text:
    """One paragraph: its words, type size (of the 13.33 in design), weight, colour, link, most lines it may take."""

    text: str
    size: float = 11
    bold: bool = False
    italic: bool = False
    colour: str = "ink"
    link: str | None = None
    lines: int | None = None
    after: float = 0
    align: str = "left"


Cell = Sequence[Text]


@dataclass(frozen=True)
class Table:
    """A table to be laid out: headings, rows of cells, shares of the width of each column, and what it shows.

    `growing` lets a short table take larger type; many narrow columns are better without."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: Sequence[float]
    description: str
    size: float = 11
    accent: str = "dark"
    growing: bool = True


GROWTH = (1.4, 1.25, 1.12)
"""Factors tried on type sizes where little is to be shown."""
PAD_X, PAD_Y = 5.0, 4.0
"""Inner margins of a table cell in points (of the design)."""


def paint(target: Any, colour: str) -> None:
    """Give a font's or fill's colour object (`.color` or `.fore_color`) the theme colour of that role."""
    target.theme_color = COLOUR[colour]
    if colour in _BRIGHTNESS:
        target.brightness = _BRIGHTNESS[colour]


def fitted(deck: Deck, item: Text, width: float) -> str:
    """The words of `item` on one paragraph, shortened to its lines in `width` points."""
    words = one_line(item.text)
    return words if item.lines is None else shorten(words, width, deck.pt(item.size), item.lines, item.bold)


def text_height(deck: Deck, items: Sequence[Text], width: float) -> float:
    """Height in points of the paragraphs in a column of `width` points."""
    total = 0.0
    for item in items:
        size = deck.pt(item.size)
        total += (
            line_count(fitted(deck, item, width), width, size, item.bold) * size * LEADING + item.after * deck.scale
        )
    return total


def write(deck: Deck, frame: Any, items: Sequence[Text], width: float) -> None:
    """Fill a text frame with paragraphs; only http(s) addresses become links."""
    for place, item in enumerate(items):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        size = deck.pt(item.size)
        paragraph.line_spacing = Pt(size * LEADING)
        paragraph.space_before, paragraph.space_after = Pt(0), Pt(item.after * deck.scale)
        paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[item.align]
        run = paragraph.add_run()
        run.text = fitted(deck, item, width)
        run.font.size, run.font.bold, run.font.italic = Pt(size), item.bold, item.italic
        link = safe_url(item.link)
        if link:
            run.hyperlink.address = link
        else:
            paint(run.font.color, item.colour)


def add_text(
    deck: Deck, slide: Any, area: Area, items: Sequence[Text], name: str, anchor: str = "top", inset: float = 0
) -> Any:
    """A text box in `area`, without margins unless `inset` (points) is given."""
    box = slide.shapes.add_textbox(Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    _frame(deck, box, items, area, name, anchor, inset)
    return box


def add_panel(
    deck: Deck, slide: Any, area: Area, items: Sequence[Text], name: str, anchor: str = "top", inset: float = 10
) -> Any:
    """A rectangle with a pale ground and text inside."""
    box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    box.fill.solid()
    paint(box.fill.fore_color, "panel")
    box.line.fill.background()
    _plain(box)
    _frame(deck, box, items, area, name, anchor, inset)
    return box


def _frame(deck: Deck, box: Any, items: Sequence[Text], area: Area, name: str, anchor: str, inset: float) -> None:
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    margin = Pt(inset * deck.scale)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = margin
    write(deck, frame, items, points(area.width - 2 * margin))


def add_bar(slide: Any, area: Area, colour: str, name: str) -> Any:
    """A filled rectangle without text: an accent or a mark."""
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    _mark(bar, colour, name)
    return bar


def add_dot(slide: Any, x: int, y: int, size: int, colour: str, name: str) -> Any:
    """A filled circle centred on (x, y), `size` EMU wide."""
    dot = slide.shapes.add_shape(MSO_SHAPE.OVAL, Emu(x - size // 2), Emu(y - size // 2), Emu(size), Emu(size))
    _mark(dot, colour, name)
    return dot


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


def add_rule(
    slide: Any,
    start: tuple[int, int],
    end: tuple[int, int],
    colour: str,
    weight: float,
    name: str,
    dashed: bool = False,
) -> Any:
    """A straight line of `weight` points."""
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Emu(value) for value in (*start, *end)))
    paint(line.line.color, colour)
    line.line.width = Pt(weight)
    if dashed:
        line.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    line.name = name
    _plain(line)
    return line


def widths_of(table: Table, area: Area) -> list[int]:
    """Column widths in EMU, adding up to the width of the area."""
    total = sum(table.shares)
    widths = [int(area.width * share / total) for share in table.shares]
    widths[-1] += area.width - sum(widths)
    return widths


def row_heights(deck: Deck, table: Table, area: Area) -> list[float]:
    """Heights in points of the header and then of each row."""
    inner = [points(width) - 2 * PAD_X * deck.scale for width in widths_of(table, area)]
    rows: list[Sequence[Cell]] = [[[_heading(table, text)] for text in table.headings], *table.rows]
    pad = 2 * PAD_Y * deck.scale
    return [max(text_height(deck, cell, width) for cell, width in zip(row, inner, strict=True)) + pad for row in rows]


def pages_of(deck: Deck, table: Table, area: Area) -> list[Table]:
    """The table cut into as many as it takes for each to fit the height of `area`; at least one row a page.

    A table that fits one page with room to spare is set in larger type."""
    for factor in GROWTH if table.growing else ():
        larger = replace(
            table,
            size=table.size * factor,
            rows=[[enlarged(cell, factor) for cell in row] for row in table.rows],
        )
        if sum(row_heights(deck, larger, area)) <= points(area.height):
            return [larger]
    return _cut(deck, table, area)


def enlarged(items: Sequence[Text], factor: float) -> list[Text]:
    """The paragraphs in type `factor` times as large, with more lines to take: nothing is cut for being large."""
    return [
        replace(
            item,
            size=item.size * factor,
            after=item.after * factor,
            lines=None if item.lines is None else item.lines + 2,
        )
        for item in items
    ]


def grown(deck: Deck, blocks: Sequence[Sequence[Text]], area: Area) -> list[list[Text]]:
    """Blocks of paragraphs, each for a place as large as `area`, in the largest type of GROWTH in which all fit."""
    width, height = points(area.width), points(area.height)
    for factor in GROWTH:
        larger = [enlarged(block, factor) for block in blocks]
        if all(text_height(deck, block, width) <= height for block in larger):
            return larger
    return [list(block) for block in blocks]


def _cut(deck: Deck, table: Table, area: Area) -> list[Table]:
    head, *heights = row_heights(deck, table, area)
    room = points(area.height)
    pages: list[list[Sequence[Cell]]] = [[]]
    used = head
    for row, height in zip(table.rows, heights, strict=True):
        if pages[-1] and used + height > room:
            pages.append([])
            used = head
        pages[-1].append(row)
        used += height
    return [replace(table, rows=rows) for rows in pages]


def add_table(deck: Deck, slide: Any, table: Table, area: Area) -> Any:
    """A native table at the top of `area`, rows as high as their text; returns the graphic frame."""
    heights = row_heights(deck, table, area)
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
    rows: list[Sequence[Cell]] = [[[_heading(table, text)] for text in table.headings], *table.rows]
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        grid.rows[number].height = Emu(int(height * Pt(1)))
        for place, items in enumerate(row):
            _fill_cell(deck, grid.cell(number, place), items, grid.columns[place].width, number == 0, table.accent)
    return frame


def _heading(table: Table, text: str) -> Text:
    return Text(text, size=table.size - 1, bold=True, colour=table.accent, lines=2)


def _fill_cell(deck: Deck, cell: Any, items: Cell, width: int, header: bool, accent: str) -> None:
    pad_x, pad_y = Pt(PAD_X * deck.scale), Pt(PAD_Y * deck.scale)
    cell.margin_left = cell.margin_right = pad_x
    cell.margin_top = cell.margin_bottom = pad_y
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if header else MSO_ANCHOR.TOP
    write(deck, cell.text_frame, items or [Text("")], points(width) - 2 * PAD_X * deck.scale)
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
