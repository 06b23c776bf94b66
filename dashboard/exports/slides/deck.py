"""The presentation under construction: our master or the user's template, its geometry, slides, footers, notes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.exc import PythonPptxError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from dashboard.exports.fit import line_count, shorten
from dashboard.exports.slides.look import own_master, points
from dashboard.reports.safety import clean

MIN_WIDTH, MIN_HEIGHT = Inches(5), Inches(3.5)
FOOTER_SIZE = 9
TITLE_TYPES = ("title", "ctrTitle")

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


@dataclass(frozen=True)
class Area:
    """A rectangle of a slide in EMU."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Lower edge."""
        return self.top + self.height


class Deck:
    """A deck in one look. `body` is the area below the titles; `scale` multiplies type sizes (1 at 13.33 × 7.5 in)."""

    def __init__(self, footer: str, template: Path | None = None) -> None:
        self.footer = footer
        self.own = template is None
        self.file = own_master() if template is None else _open_template(template)
        self.width, self.height = int(self.file.slide_width), int(self.file.slide_height)
        self.scale = max(0.6, min(self.width / Inches(13.333), self.height / Inches(7.5)))
        self._title_layout = _layout(self.file, "title", template)
        self._body_layout = _layout(self.file, "titleOnly", template)
        self.body = self._body_area()

    def pt(self, size: float) -> float:
        """A type size of the 13.33 × 7.5 in design on this deck's slides, in points."""
        return round(size * self.scale * 2) / 2

    def emu(self, inches: float) -> int:
        """A length of the 13.33 × 7.5 in design on this deck's slides, in EMU."""
        return int(Inches(inches) * self.scale)

    def cover(self, title: str, facts: list[str], mark: str = "") -> Any:
        """The title slide; `facts` go into the subtitle, or into a text below the title where the layout has none.

        `mark` is a last, bold fact."""
        slide = self.file.slides.add_slide(self._title_layout)
        self._fill_title(slide, title)
        holder = next((shape for shape in slide.placeholders if _type(shape) == "subTitle"), None)
        if holder is None:
            top = int(slide.shapes.title.top + slide.shapes.title.height) + self.emu(0.2)
            top = min(top, self.height - self.emu(3))
            holder = slide.shapes.add_textbox(self.body.left, top, self.body.width, self.emu(2.2))
        frame = holder.text_frame
        frame.word_wrap = True
        room, size = points(int(holder.width)) * 0.95, self.pt(16)
        shown = [shorten(fact, room, size, 2) for fact in [*facts, mark] if fact]
        for place, fact in enumerate(shown):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * 0.45)
            run = paragraph.add_run()
            run.text = fact
            run.font.size, run.font.bold = Pt(size), place == len(facts)
        self._finish(slide)
        return slide

    def slide(self, title: str) -> Any:
        """A new slide with a title, a footer and nothing else."""
        slide = self.file.slides.add_slide(self._body_layout)
        self._fill_title(slide, title)
        self._finish(slide)
        return slide

    def notes(self, slide: Any, text: str) -> None:
        """Write the speaker notes of `slide`."""
        slide.notes_slide.notes_text_frame.text = clean(text)

    def save(self) -> bytes:
        """The file as bytes."""
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    def _fill_title(self, slide: Any, title: str) -> None:
        """The title in its placeholder: smaller where it would not fit, shortened where that is not enough."""
        shape = slide.shapes.title
        text = clean(title).replace("\n", " ")
        width, height = points(int(shape.width)) * 0.96, points(int(shape.height))
        full = _title_size(self, shape)
        size, rows = full, 1
        for factor in (1.0, 0.9, 0.8, 0.7, 0.6):
            size = full * factor
            rows = max(1, int(height / (size * 1.2)))
            if line_count(text, width, size, bold=True) <= rows:
                break
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = shorten(text, width, size, rows, bold=True)
        if size != full:
            run.font.size = Pt(size)

    def _finish(self, slide: Any) -> None:
        """Drop empty placeholders, add the footer and the slide number where the layout has them, else a small text."""
        for shape in list(slide.placeholders):
            if _type(shape) not in TITLE_TYPES and not (shape.has_text_frame and shape.text_frame.text):
                shape.element.getparent().remove(shape.element)
        found = {_type(shape): shape for shape in slide.slide_layout.placeholders}
        tree = slide.shapes._spTree
        if "sldNum" in found:
            tree.append(_placeholder(found["sldNum"], "sldNum", tree, ""))
        if "ftr" in found:
            width = points(int(found["ftr"].width)) * 0.92
            sizes = (FOOTER_SIZE, 8) if self.own else (self.pt(10), 9, 8)
            size = next((size for size in sizes if line_count(self.footer, width, size) == 1), 8)
            tree.append(_placeholder(found["ftr"], "ftr", tree, shorten(self.footer, width, size, 1)))
            colour = "bg2" if slide.slide_layout == self._title_layout else "accent5"
            _style_footer(slide.shapes[-1], size, colour if self.own else None)
            return
        box = slide.shapes.add_textbox(self.body.left, self.height - self.emu(0.45), self.body.width, self.emu(0.28))
        box.name = "Footer"
        run = box.text_frame.paragraphs[0].add_run()
        run.text = shorten(self.footer, points(self.body.width) * 0.95, self.pt(9), 1)
        run.font.size = Pt(self.pt(9))

    def _body_area(self) -> Area:
        """Between the title and the footer of the title-only layout, as wide as the title."""
        title = next(shape for shape in self._body_layout.placeholders if _type(shape) in TITLE_TYPES)
        margin = self.emu(0.6)
        left = max(int(title.left), margin // 2)
        right = min(int(title.left + title.width), self.width - margin // 2)
        top = int(title.top + title.height) + self.emu(0.2)
        if right - left < self.width * 0.6 or not 0 < top < self.height * 0.45:
            left, right, top = margin, self.width - margin, int(self.height * 0.22)
        small = [int(s.top) for s in self._body_layout.placeholders if _type(s) in ("ftr", "sldNum", "dt")]
        bottom = min([self.height - self.emu(0.6), *(y - self.emu(0.1) for y in small if y > self.height * 0.75)])
        return Area(left, top, right - left, bottom - top)


def _title_size(deck: Deck, shape: Any) -> float:
    """Type size of the titles in points, from the layout or the master; 44 where neither says."""
    for owner in (shape.part.slide_layout, shape.part.slide_layout.slide_master):
        for other in owner.placeholders:
            if _type(other) in TITLE_TYPES and _type(other) == _type(shape):
                size = other.element.find(f".//{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
                if size is not None and size.get("sz"):
                    return int(size.get("sz")) / 100
    style = deck.file.slide_master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
    return int(style.get("sz", "4400")) / 100 if style is not None else 44.0


def _type(shape: Any) -> str:
    node = shape.element.find(f".//{qn('p:ph')}")
    return "" if node is None else str(node.get("type", "obj"))


def _placeholder(source: Any, kind: str, tree: Any, text: str) -> Any:
    """A footer or slide number that takes place and style from the layout's (python-pptx does not copy them)."""
    number = max((int(node.get("id", "0")) for node in tree.iter(qn("p:cNvPr"))), default=1) + 1
    index = source.element.find(f".//{qn('p:ph')}").get("idx", "10")
    field = (
        '<a:fld id="{6E9C4E8B-6C2A-4E4B-9B0C-3F4D2A1B7C5D}" type="slidenum"><a:rPr lang="en-US"/><a:t>‹#›</a:t></a:fld>'
    )
    body = field if kind == "sldNum" else '<a:r><a:rPr lang="en-US"/><a:t/></a:r>'
    shape = parse_xml(
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number}" name="{"Slide number" if kind == "sldNum" else "Footer"}"/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{body}</a:p></p:txBody></p:sp>"
    )
    if text:
        shape.find(f".//{qn('a:t')}").text = text
    return shape


def _style_footer(shape: Any, size: float, colour: str | None) -> None:
    """Size and fonts of the footer, and with `colour` our own look again: LibreOffice does not inherit it for footers."""
    paragraph = shape.text_frame.paragraphs[0]
    run = paragraph.runs[0]
    run.font.size = Pt(size)
    parts = [f'<a:latin {_NS} typeface="+mn-lt"/>', f'<a:cs {_NS} typeface="+mn-cs"/>']
    if colour is not None:
        paragraph.alignment = PP_ALIGN.LEFT
        parts.insert(0, f'<a:solidFill {_NS}><a:schemeClr val="{colour}"/></a:solidFill>')
    for part in parts:
        run._r.get_or_add_rPr().append(parse_xml(part))


def _open_template(path: Path) -> Any:
    """The user's presentation without its slides. ValueError if it cannot be used."""
    if path.suffix.lower() != ".pptx":
        raise ValueError(f"{path}: a template must be a .pptx file; open it in PowerPoint and save it as .pptx")
    try:
        deck = Presentation(str(path))
    except (OSError, ValueError, KeyError, BadZipFile, PythonPptxError, SyntaxError) as error:
        raise ValueError(
            f"{path}: cannot be opened as a .pptx template ({error}); save it anew in PowerPoint"
        ) from error
    if (deck.slide_width or 0) < MIN_WIDTH or (deck.slide_height or 0) < MIN_HEIGHT:
        raise ValueError(f"{path}: its slides are smaller than 5 × 3.5 inches; choose a larger slide size")
    _drop_slides(deck)
    return deck


def _drop_slides(deck: Any) -> None:
    """Take out the template's sample slides and what names them (sections, custom shows)."""
    root = deck.part._element
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        deck.part.drop_rel(entry.rId)
        listed.remove(entry)
    shows = root.find(qn("p:custShowLst"))
    if shows is not None:
        root.remove(shows)
    extensions = root.find(qn("p:extLst"))
    if extensions is not None:
        for extension in list(extensions):
            if any(node.tag.endswith("}sectionLst") for node in extension):
                extensions.remove(extension)


def _layout(deck: Any, wanted: str, template: Path | None) -> Any:
    """The layout of type `wanted` ('title' or 'titleOnly'); else the one with a title and the fewest other holders."""
    titled = [one for one in deck.slide_layouts if any(_type(shape) in TITLE_TYPES for shape in one.placeholders)]
    if not titled:
        raise ValueError(f"{template}: no slide layout with a title; add one (for example 'Title Only') to its master")
    exact = [one for one in titled if one.element.get("type") == wanted]
    if exact:
        return exact[0]
    if wanted == "title":
        centred = [one for one in titled if any(_type(shape) == "ctrTitle" for shape in one.placeholders)]
        return (centred or titled)[0]
    return min(titled, key=lambda one: sum(_type(shape) not in ("ftr", "sldNum", "dt") for shape in one.placeholders))
