"""The slides, opened again with python-pptx: every line is there with its sources, and nothing leaves its slide."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Inches, Pt

from dashboard.exports import export_swot, swot_bytes
from dashboard.exports.fit import LEADING, line_count
from dashboard.reports import words
from dashboard.reports.safety import one_line
from dashboard.reports.swot import QUADRANTS, SwotReport
from tests.dashboard.exports.samples import SAMPLES, evidence, line, many, observed, report, rich


@cache
def sample(name: str) -> tuple[SwotReport, bytes]:
    """A sample report and its slides; made when a test wants it, not while tests are collected."""
    made = SAMPLES[name]()
    return made, swot_bytes(made, ".pptx")


def _open(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


@pytest.fixture(params=list(SAMPLES))
def deck(request: pytest.FixtureRequest) -> tuple[SwotReport, Any]:
    """Each sample report with its slides."""
    made, content = sample(request.param)
    return made, _open(content)


def _texts(slide: Any) -> list[str]:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            texts += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return texts


def _all_text(presentation: Any) -> str:
    return "\n".join(text for slide in presentation.slides for text in _texts(slide))


def _notes(presentation: Any) -> str:
    return "\n".join(slide.notes_slide.notes_text_frame.text for slide in presentation.slides)


def test_every_line_is_in_a_table_and_whole_with_its_sources_in_the_notes(deck: tuple[SwotReport, Any]) -> None:
    made, presentation = deck
    cells = [text for slide in presentation.slides for text in _texts(slide)]
    notes = _notes(presentation)
    for item in (*made.lines, *made.leads):
        start = one_line(item.statement)[:20]
        assert any(start in cell for cell in cells)
        assert one_line(item.statement) in notes
        for proof in item.evidence:
            assert f"{one_line(proof.url)} ({words.captured(proof)})" in notes
            assert one_line(proof.quote)[:1400] in notes


def test_sources_stand_in_the_notes_of_the_slide_that_shows_the_line() -> None:
    presentation = _open(sample("many")[1])
    for item in many().lines:
        for slide in presentation.slides:
            for shape in slide.shapes:
                if shape.has_table and any(
                    f"Claim {item.rank}:" in row.cells[0].text_frame.text for row in shape.table.rows
                ):
                    notes = slide.notes_slide.notes_text_frame.text
                    assert all(proof.url in notes for proof in item.evidence)


def test_no_shape_leaves_its_slide_and_tables_stay_above_the_footer(deck: tuple[SwotReport, Any]) -> None:
    _, presentation = deck
    _check_inside(presentation)


def _check_inside(presentation: Any) -> None:
    width, height = presentation.slide_width, presentation.slide_height
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= width + 1
            assert shape.top + shape.height <= height + 1
            if shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= height * 0.93 - shape.top
                assert abs(sum(column.width for column in shape.table.columns) - shape.width) <= 1


def test_rows_and_boxes_hold_their_text_as_estimated(deck: tuple[SwotReport, Any]) -> None:
    _, presentation = deck
    for slide in presentation.slides:
        for shape in slide.shapes:
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        room = (column.width - cell.margin_left - cell.margin_right) / Pt(1)
                        needed = _height(cell.text_frame, room) + (cell.margin_top + cell.margin_bottom) / Pt(1)
                        assert needed <= row.height / Pt(1) + 1
            elif shape.has_text_frame and not shape.is_placeholder and shape.text_frame.text:
                frame = shape.text_frame
                room = (shape.width - frame.margin_left - frame.margin_right) / Pt(1)
                inner = (shape.height - frame.margin_top - frame.margin_bottom) / Pt(1)
                assert _height(frame, room) <= inner + 2, (shape.name, frame.text)


def _height(frame: Any, width: float) -> float:
    total = 0.0
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            size = run.font.size.pt
            total += line_count(run.text, width, size, bool(run.font.bold)) * size * LEADING
        total += (paragraph.space_after or Pt(0)).pt
    return total


def test_titles_are_real_titles_and_numbers_of_slides_are_fields(deck: tuple[SwotReport, Any]) -> None:
    made, presentation = deck
    for slide in presentation.slides:
        assert slide.shapes.title.text_frame.text
        assert "slidenum" in etree.tostring(slide._element).decode()
        assert ("MADE-UP DATA" in "\n".join(_texts(slide))) == made.synthetic


def test_links_lead_only_to_http(deck: tuple[SwotReport, Any]) -> None:
    made, presentation = deck
    links = [
        relation.target_ref
        for slide in presentation.slides
        for relation in slide.part.rels.values()
        if relation.is_external
    ]
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert bool(links) == bool(made.brands and made is not sample("hostile")[0])


def test_every_part_is_well_formed() -> None:
    for _, content in map(sample, SAMPLES):
        with ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))


def test_shape_ids_are_unique_within_a_slide(deck: tuple[SwotReport, Any]) -> None:
    for slide in deck[1].slides:
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))


def test_without_lines_the_deck_says_so_and_shows_what_was_observed() -> None:
    for name in ("empty", "leads only"):
        text = _all_text(_open(sample(name)[1]))
        assert "Nothing can be proven yet" in text
        assert "Kettle & Crane" in text
        assert "4.21 (4.12 to 4.30)" in text
        assert "not observed" in text
        for quadrant in ("Strengths", "Weaknesses", "Opportunities", "Threats"):
            assert quadrant not in text


def test_a_quadrant_without_lines_says_so_and_gets_no_table() -> None:
    text = _all_text(_open(swot_bytes(report(lines=(line(1), line(2))), ".pptx")))
    assert text.count("Nothing proven or observed here in this edition.") == len(QUADRANTS) - 1
    assert "What could cost Northbean Coffee customers" not in text


def test_what_is_not_tested_says_so() -> None:
    made = report(lines=(observed(1, "strength"), line(2, "weakness")))
    text = _all_text(_open(swot_bytes(made, ".pptx")))
    assert "observed, not tested" in text
    assert "q < 0.001" in text
    assert "+0.31 (+0.18 to +0.44)" in text


def test_failures_are_grouped_and_the_rest_is_counted() -> None:
    text = _all_text(_open(sample("many")[1]))
    assert "and 4 more" in text
    assert "more kinds of failure are in the spreadsheet export" in text


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A 4:3 template that somebody has tried out: three slides with notes."""
    made = Presentation()
    for number in range(3):
        slide = made.slides.add_slide(made.slide_layouts[number])
        slide.shapes.title.text = "left over"
        slide.notes_slide.notes_text_frame.text = "left over"
    path = tmp_path / "corporate.pptx"
    made.save(str(path))
    return path


def test_a_template_keeps_its_size_and_master_and_loses_its_slides(template: Path, tmp_path: Path) -> None:
    for make in SAMPLES.values():
        target = export_swot(make(), tmp_path / "swot.pptx", template=template)
        presentation = Presentation(str(target))
        assert presentation.slide_width == Inches(10)
        assert [layout.name for layout in presentation.slide_layouts] == [
            layout.name for layout in Presentation(str(template)).slide_layouts
        ]
        assert "left over" not in _all_text(presentation) + _notes(presentation)
        _check_inside(presentation)
        with ZipFile(target) as archive:
            names = archive.namelist()
            assert len(names) == len(set(names))
            slides = [name for name in names if name.startswith("ppt/slides/slide")]
            assert len(slides) == len(presentation.slides)


def test_an_own_deck_can_be_the_template_of_the_next(tmp_path: Path) -> None:
    first = export_swot(rich(), tmp_path / "first.pptx")
    second = export_swot(rich(), tmp_path / "second.pptx", template=first)
    assert len(Presentation(str(second)).slides) == len(Presentation(str(first)).slides)


def test_a_bad_template_is_named_with_what_to_do(tmp_path: Path, template: Path) -> None:
    broken, text, gone = tmp_path / "broken.pptx", tmp_path / "notes.txt", tmp_path / "gone.pptx"
    broken.write_bytes(b"PK\x03\x04 no zip")
    text.write_text("hello")
    sheet = tmp_path / "sheet.pptx"
    sheet.write_bytes(swot_bytes(rich(), ".xlsx"))
    torn = tmp_path / "torn.pptx"
    torn.write_bytes(template.read_bytes()[:9000])
    for bad in (broken, text, gone, sheet, torn):
        with pytest.raises(ValueError, match=bad.name):
            export_swot(rich(), tmp_path / "swot.pptx", template=bad)
    assert not (tmp_path / "swot.pptx").exists()


def test_a_template_with_tiny_slides_or_without_titles_is_refused(tmp_path: Path) -> None:
    tiny, bare = Presentation(), Presentation()
    tiny.slide_width, tiny.slide_height = Inches(3), Inches(2)
    for layout in list(bare.slide_layouts):
        if layout.name != "Blank":
            bare.slide_layouts.remove(layout)
    for name, made, said in (("tiny", tiny, "larger slide size"), ("bare", bare, "no slide layout with a title")):
        path = tmp_path / f"{name}.pptx"
        made.save(str(path))
        with pytest.raises(ValueError, match=said):
            export_swot(rich(), tmp_path / "swot.pptx", template=path)


def test_long_evidence_is_cut_in_the_notes_but_its_page_is_not() -> None:
    made = report(lines=(line(1, evidence=(evidence(1, quote="so slow " * 2400, url="https://a.example/1"),)),))
    notes = _notes(_open(swot_bytes(made, ".pptx")))
    assert "https://a.example/1" in notes
    assert len(notes) < 30_000
