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
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from dashboard.exports.fit import LEADING, line_count, shorten
from dashboard.exports.slides.look import DISPLAY, LEAD, SMALL, TEXT, TITLE, own_master, points
from dashboard.exports.slides.scripts import marked
from dashboard.reports.messages import t
from dashboard.reports.safety import clean

MIN_WIDTH, MIN_HEIGHT = Inches(7), Inches(5)
"""Smaller slides have no room for a chart beside its quotes in type that can be read."""
TITLE_TYPES = ("title", "ctrTitle")
SEPARATOR = " · "
"""What parts of a footer are set apart by."""
BODY_NAME = "overheard body"
"""What a template calls the placeholder of its title-only layout that charts and tables take the place of."""

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
    """A deck in one look. `body` is the area below the titles; `scale` is the size of lengths (1 at 13.33 × 7.5 in;
    type keeps its size on slides of any size)."""

    def __init__(self, footer: str, template: Path | None = None) -> None:
        self.footer = footer
        self.own = template is None
        self.file = own_master() if template is None else _open_template(template)
        self.width, self.height = int(self.file.slide_width), int(self.file.slide_height)
        self.scale = max(0.6, min(1.0, self.width / Inches(13.333), self.height / Inches(7.5)))
        self._title_layout = _layout(self.file, "title", template)
        self._body_layout = _layout(self.file, "titleOnly", template)
        self.body = self._body_area()

    def emu(self, inches: float) -> int:
        """A length of the 13.33 × 7.5 in design on this deck's slides, in EMU."""
        return int(Inches(inches) * self.scale)

    def lacks(self) -> list[str]:
        """What a template does not have that the deck then makes up for, in words; nothing of our own look."""
        if self.own:
            return []
        body, title = (_kinds(layout) for layout in (self._body_layout, self._title_layout))
        has = {
            "title_layout": self._title_layout.element.get("type") == "title",
            "only_layout": self._body_layout.element.get("type") == "titleOnly",
            "subtitle": "subTitle" in title,
            "footer": "ftr" in body,
            "number": "sldNum" in body,
            "thai": _names_thai(self.file),
            "body": self._named_body() is not None,
        }
        return [t(f"deck.lacks.{name}") for name, there in has.items() if not there]

    def cover(self, title: str, facts: list[str], mark: str = "") -> Any:
        """The title slide; `facts` go into the subtitle, or into a text below the title where the layout has none.

        `mark` is a last, bold fact."""
        slide = self.file.slides.add_slide(self._title_layout)
        self._fill_title(slide, title, (DISPLAY, TITLE, LEAD))
        shape = slide.shapes.title
        holder = next((shape for shape in slide.placeholders if _type(shape) == "subTitle"), None)
        if holder is None:
            top = min(int(shape.top + shape.height) + self.emu(0.2), self.height - self.emu(3))
            holder = slide.shapes.add_textbox(self.body.left, top, self.body.width, self.emu(2.2))
        shown = [fact for fact in [*facts, mark] if fact]
        size = self._cover_size(shown, holder)
        holder.text_frame.word_wrap = True
        for place, fact in enumerate(shown):
            paragraph = holder.text_frame.paragraphs[0] if place == 0 else holder.text_frame.add_paragraph()
            paragraph.space_after = Pt(size * 0.3)
            run = paragraph.add_run()
            run.text = marked(fact)
            run.font.size, run.font.bold = Pt(size), place == len(facts)
        self._finish(slide)
        return slide

    def _cover_size(self, facts: list[str], holder: Any) -> float:
        width, height = points(int(holder.width)) * 0.95, points(int(holder.height))
        for size in (LEAD, TEXT):
            if sum(line_count(fact, width, size) * size * LEADING + size * 0.3 for fact in facts) <= height:
                return size
        return SMALL

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

    def _fill_title(self, slide: Any, title: str, sizes: tuple[float, ...] = (TITLE, LEAD, TEXT)) -> None:
        """The title in its placeholder, in the first of `sizes` in which it fits; only one of unheard-of length is shortened."""
        shape = slide.shapes.title
        text = clean(title).replace("\n", " ")
        width, height = points(int(shape.width)) * 0.96, points(int(shape.height))
        rooms = [(size, max(1, int(height / (size * 1.2)))) for size in sizes]
        size, rows = next(
            ((size, rows) for size, rows in rooms if line_count(text, width, size, bold=True) <= rows), rooms[-1]
        )
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = marked(shorten(text, width, size, rows, bold=True))
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
            tree.append(_placeholder(found["ftr"], "ftr", tree, marked(_footer_in(self.footer, width))))
            colour = "bg2" if slide.slide_layout == self._title_layout else "accent5"
            _style_footer(slide.shapes[-1], SMALL, colour if self.own else None)
            return
        box = slide.shapes.add_textbox(self.body.left, self.height - self.emu(0.5), self.body.width, self.emu(0.35))
        box.name = "Footer"
        run = box.text_frame.paragraphs[0].add_run()
        run.text = marked(_footer_in(self.footer, points(self.body.width) * 0.95))
        run.font.size = Pt(SMALL)

    def _named_body(self) -> Any:
        """The placeholder of the title-only layout that is named after charts and tables, if there is one."""
        return next((one for one in self._body_layout.placeholders if one.name.strip().lower() == BODY_NAME), None)

    def _body_area(self) -> Area:
        """The placeholder that is named so; else between title and footer of the title-only layout, as wide as the title."""
        named = self._named_body()
        if named is not None:
            return Area(int(named.left), int(named.top), int(named.width), int(named.height))
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


def _footer_in(text: str, width: float) -> str:
    """The first parts of the footer, as many as have room beside each other as a whole."""
    parts = text.split(SEPARATOR)
    said = (SEPARATOR.join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((one for one in said if line_count(one, width, SMALL) == 1), shorten(parts[0], width, SMALL, 1))


def _kinds(layout: Any) -> set[str]:
    """The types of a layout's placeholders."""
    return {_type(shape) for shape in layout.placeholders}


def _names_thai(deck: Any) -> bool:
    """Whether the theme has a font for Thai or for complex scripts; office programs choose one else."""
    fonts = parse_xml(deck.slide_master.part.part_related_by(RT.THEME).blob).find(f".//{qn('a:fontScheme')}")
    named = fonts.iter(qn("a:cs"), qn("a:font")) if fonts is not None else ()
    return any(node.get("typeface") and node.get("script", "Thai") == "Thai" for node in named)


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
        raise ValueError(f"{path}: its slides are smaller than 7 × 5 inches; choose a larger slide size")
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
