"""Overheard's own master: 16:9, one theme of colours and fonts, a title layout and a title-only layout.

Everything is drawn in theme colours, so a user's own template recolours the deck. Fonts: Arial is on Windows and macOS
and has a metric twin on Linux; it lacks Thai, which the theme gives to Tahoma (on both, Vietnamese and Lithuanian too).
"""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.6)
DISPLAY, TITLE, LEAD, TEXT, SMALL = 40, 24, 18, 14, 11
"""The one scale of type, in points, on slides of any size: the name on the cover and single figures, titles, what leads, what is
read, and what is looked up. Nothing is smaller; what does not fit goes on the next slide."""

COLOURS = {
    "dk1": "1B2430",
    "lt1": "FFFFFF",
    "dk2": "1D3442",
    "lt2": "F4F1EA",
    "accent1": "1C6F78",  # strength
    "accent2": "B5532B",  # weakness
    "accent3": "3557A5",  # opportunity
    "accent4": "7A3B69",  # threat
    "accent5": "5B6673",
    "accent6": "C08A1E",
    "hlink": "1F5FA8",
    "folHlink": "5B4A8A",
}
LATIN, COMPLEX = "Arial", "Tahoma"

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = f'{_A} xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


def own_master() -> Any:
    """An empty python-pptx Presentation with this look; layouts: title (0), title only (1)."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            deck.slide_layouts.remove(layout)
    _theme(master.part.part_related_by(RT.THEME))
    _styles(master)
    title_layout, body_layout = deck.slide_layouts
    for sheet in (master, title_layout, body_layout):
        _place_small(sheet)
    _place(master.placeholders[0], MARGIN, Inches(0.45), WIDTH - 2 * MARGIN, Inches(0.95))
    _place(master.placeholders[1], MARGIN, Inches(1.5), WIDTH - 2 * MARGIN, Inches(5.2))
    _place(body_layout.placeholders[0], MARGIN, Inches(0.45), WIDTH - 2 * MARGIN, Inches(0.95))
    _bar(body_layout, MARGIN, Inches(0.3), Inches(0.55), Inches(0.07), "accent1")
    _title_layout(title_layout)
    return deck


def _theme(part: Any) -> None:
    root = parse_xml(part.blob)
    root.set("name", "Overheard")
    scheme = root.find(f".//{qn('a:clrScheme')}")
    scheme.set("name", "Overheard")
    for child in list(scheme):
        scheme.remove(child)
    for name, value in COLOURS.items():
        _child(_child(scheme, f"a:{name}"), "a:srgbClr", val=value)
    fonts = root.find(f".//{qn('a:fontScheme')}")
    fonts.set("name", "Overheard")
    for child in list(fonts):
        fonts.remove(child)
    for group in ("majorFont", "minorFont"):
        font = _child(fonts, f"a:{group}")
        for tag, face in (("latin", LATIN), ("ea", ""), ("cs", COMPLEX)):
            _child(font, f"a:{tag}", typeface=face)
        for script, face in (("Thai", COMPLEX), ("Viet", LATIN)):
            _child(font, "a:font", script=script, typeface=face)
    part._blob = serialize_part_xml(root)


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    node = parent.makeelement(qn(tag), attributes)
    parent.append(node)
    return node


def _styles(master: Any) -> None:
    """Titles: bold, left, in the dark colour; text without bullets."""
    styles = master.element.find(qn("p:txStyles"))
    for tag, size, bold, colour in (("titleStyle", 100 * TITLE, "1", "tx2"), ("bodyStyle", 100 * TEXT, "0", "tx1")):
        style = styles.find(qn(f"p:{tag}"))
        for child in list(style):
            style.remove(child)
        font = "+mj" if tag == "titleStyle" else "+mn"
        level = parse_xml(
            f'<a:lvl1pPr {_A} algn="l" defTabSz="914400" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1">'
            f'<a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/><a:defRPr sz="{size}" b="{bold}" kern="1200">'
            f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:latin typeface="{font}-lt"/>'
            f'<a:ea typeface="{font}-ea"/><a:cs typeface="{font}-cs"/></a:defRPr></a:lvl1pPr>'
        )
        style.append(level)


def _place(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = Emu(left), Emu(top), Emu(width), Emu(height)
    body = shape.text_frame._txBody.bodyPr
    for name in ("lIns", "rIns", "tIns", "bIns"):
        body.set(name, "0")
    body.set("anchor", "ctr")
    for child in list(body):
        body.remove(child)


def _place_small(sheet: Any) -> None:
    """Footer and slide number on one base line; the date is not used."""
    for shape in list(sheet.placeholders):
        kind = shape.element.find(f".//{qn('p:ph')}").get("type")
        if kind == "dt":
            shape.element.getparent().remove(shape.element)
        elif kind == "ftr":
            _place(shape, MARGIN, Inches(7.02), Inches(10.5), Inches(0.28))
            _small(shape, "l")
        elif kind == "sldNum":
            _place(shape, WIDTH - MARGIN - Inches(1.2), Inches(7.02), Inches(1.2), Inches(0.28))
            _small(shape, "r")


def _small(shape: Any, align: str, colour: str = "accent5") -> None:
    styles = shape.text_frame._txBody.find(qn("a:lstStyle"))
    for child in list(styles):
        styles.remove(child)
    styles.append(
        parse_xml(
            f'<a:lvl1pPr {_A} algn="{align}"><a:defRPr sz="{100 * SMALL}"><a:solidFill><a:schemeClr val="{colour}"/>'
            "</a:solidFill></a:defRPr></a:lvl1pPr>"
        )
    )


def _title_layout(layout: Any) -> None:
    """Dark ground, large white name, the facts below."""
    common = layout.element.find(qn("p:cSld"))
    ground = f'<p:bg {_P}><p:bgPr><a:solidFill><a:schemeClr val="tx2"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    common.insert(0, parse_xml(ground))
    title, subtitle = layout.placeholders[0], layout.placeholders[1]
    left, width = Inches(0.9), Inches(11.4)
    for shape, top, height, size, anchor in (
        (title, Inches(1.9), Inches(1.7), 100 * DISPLAY, "b"),
        (subtitle, Inches(3.85), Inches(2.4), 100 * LEAD, "t"),
    ):
        _place(shape, left, top, width, height)
        shape.text_frame._txBody.bodyPr.set("anchor", anchor)
        styles = shape.text_frame._txBody.find(qn("a:lstStyle"))
        for child in list(styles):
            styles.remove(child)
        styles.append(
            parse_xml(
                f'<a:lvl1pPr {_A} marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{size}"><a:solidFill>'
                '<a:schemeClr val="bg1"/></a:solidFill></a:defRPr></a:lvl1pPr>'
            )
        )
    for shape in layout.placeholders:
        kind = shape.element.find(f".//{qn('p:ph')}").get("type")
        if kind in ("ftr", "sldNum"):
            _small(shape, "l" if kind == "ftr" else "r", "bg2")
    _bar(layout, Inches(0.9), Inches(1.45), Inches(1.1), Inches(0.1), "accent6")


def _bar(layout: Any, left: int, top: int, width: int, height: int, colour: str) -> None:
    """A short decorative bar; layouts have no add_shape, so it is written as XML."""
    tree = layout.shapes._spTree
    number = max((int(node.get("id", "0")) for node in tree.iter(qn("p:cNvPr"))), default=1) + 1
    tree.append(
        parse_xml(
            f'<p:sp {_P}><p:nvSpPr><p:cNvPr id="{number}" name="Accent bar"/><p:cNvSpPr/>'
            '<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
            f'<a:xfrm><a:off x="{int(left)}" y="{int(top)}"/><a:ext cx="{int(width)}" cy="{int(height)}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
            '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="en-US"/></a:p></p:txBody></p:sp>'
        )
    )


def points(length: int) -> float:
    """EMU as points."""
    return float(length) / Pt(1)
