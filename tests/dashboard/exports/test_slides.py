"""The slides, opened again with python-pptx: every figure is a query's, no text is cut or small, nothing leaves its slide."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from dashboard.exports import export_swot, swot_bytes
from dashboard.exports.fit import LEADING, line_count
from dashboard.exports.slides import MOST, PARTS, as_pptx, template_lacks
from dashboard.exports.slides.look import DISPLAY, LEAD, SMALL, TEXT, TITLE
from dashboard.exports.slides.scripts import END, ISOLATE
from dashboard.reports import words
from dashboard.reports.deck import Material
from dashboard.reports.deck.loading import deck_material
from dashboard.reports.messages import own_texts, t
from dashboard.reports.queries import Build, open_build, swot_report
from dashboard.reports.safety import one_line
from dashboard.reports.swot import SwotReport
from data.thresholds import THRESHOLDS
from tests.dashboard.exports.samples import SAMPLES, brand, evidence, lead, line, many, report, rich
from tests.sample_build import write_sample_build

SIZES = {DISPLAY, TITLE, LEAD, TEXT, SMALL}
OPERATORS = re.compile(r"overheard(\.toml| [a-z]+ )|allow_private|loopback|--\w|_[a-z]+_|Traceback", re.IGNORECASE)
"""What no client reads: keys, commands, options, names in code."""


UNMEASURED = "Nobody gets billing right: the whole market is rated far below its own average."


@cache
def sample(name: str, full: bool = True) -> tuple[SwotReport, bytes]:
    """A sample report and its slides; made when a test wants it, not while tests are collected."""
    made = SAMPLES[name]()
    return made, as_pptx(made, full=full)


def _open(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


@pytest.fixture(params=list(SAMPLES))
def deck(request: pytest.FixtureRequest) -> tuple[SwotReport, Any]:
    """Each sample report with its slides, the appendix among them."""
    made, content = sample(request.param)
    return made, _open(content)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return open_build(write_sample_build(tmp_path_factory.mktemp("build")))


@pytest.fixture(scope="module")
def told(build: Build) -> tuple[SwotReport, Material, Any]:
    """The sample build with all that a deck can show, and its deck."""
    made = swot_report(build)
    material = deck_material(build, made.brand, made.edition)
    return made, material, _open(as_pptx(made, None, material))


def _frames(slide: Any) -> list[Any]:
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            frames += [cell.text_frame for row in shape.table.rows for cell in row.cells]
    return frames


def _texts(slide: Any) -> list[str]:
    return [frame.text for frame in _frames(slide)]


def _all_text(presentation: Any) -> str:
    return (
        "\n".join(text for slide in presentation.slides for text in _texts(slide)).replace(ISOLATE, "").replace(END, "")
    )


def _notes(presentation: Any) -> str:
    return "\n".join(slide.notes_slide.notes_text_frame.text for slide in presentation.slides if slide.has_notes_slide)


def _titles(presentation: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in presentation.slides]


def _charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def _slide(presentation: Any, words_of: str) -> Any:
    return next(slide for slide in presentation.slides if words_of in slide.shapes.title.text_frame.text)


# --- what is told


def test_a_deck_of_all_there_is_has_no_more_slides_than_one_sits_through(
    told: tuple[SwotReport, Material, Any],
) -> None:
    _, material, presentation = told
    assert 10 <= len(presentation.slides) <= MOST
    full = _open(as_pptx(told[0], None, material, full=True))
    assert len(full.slides) > len(presentation.slides)


def test_titles_are_sentences_with_a_figure_and_none_is_cut(told: tuple[SwotReport, Material, Any]) -> None:
    titles = _titles(told[2])[1:]
    bare = [title for title in titles if not re.search(r"\d", title)]
    assert bare == [UNMEASURED], "only what no comparison of the build is left of is its statement"
    assert not [title for title in titles if "…" in title]
    assert all(len(title.split()) >= 5 for title in titles)


def test_the_messages_of_the_summary_have_a_slide_each(told: tuple[SwotReport, Material, Any]) -> None:
    presentation = told[2]
    shapes = [shape for shape in presentation.slides[1].shapes if shape.name in _titles(presentation)]
    listed = [shape.text_frame.paragraphs[0].text for shape in shapes]
    assert len(listed) == 3
    assert listed == _titles(presentation)[3:6]


def test_charts_hold_the_differences_of_the_query_with_their_intervals(told: tuple[SwotReport, Material, Any]) -> None:
    made, material, presentation = told
    line_of = next(one for one in made.lines if one.topic == "delivery" and one.quadrant == "weakness")
    rows = {row["rival"]: row for row in material.comparisons("driver", "delivery")}
    slide = _slide(presentation, "trails 2 rivals on delivery")
    sides, differences = _charts(slide)
    assert line_of.gap == rows["*"]["gap"]
    order = ["*", *sorted((rival for rival in rows if rival != "*"), key=lambda rival: -abs(rows[rival]["gap"]))]
    own, other = sides.plots[0].series
    assert list(own.values) == [round(100 * rows[rival]["own"], 1) for rival in order]
    assert list(other.values) == [round(100 * rows[rival]["other"], 1) for rival in order]
    plotted = differences.plots[0].series[0]
    assert list(plotted.values) == [round(100 * rows[rival]["gap"], 1) for rival in order]
    below, above = _error_bars(plotted)
    for value, down, up, rival in zip(plotted.values, below, above, order, strict=True):
        assert value - down == pytest.approx(100 * rows[rival]["low"], abs=0.1)
        assert value + up == pytest.approx(100 * rows[rival]["high"], abs=0.1)


def _error_bars(series: Any) -> tuple[list[float], list[float]]:
    found = series._element.find(qn("c:errBars"))
    ends = []
    for tag in ("c:minus", "c:plus"):
        ends.append([float(node.text) for node in found.find(qn(tag)).iter(qn("c:v"))])
    return ends[0], ends[1]


def test_the_sheet_of_a_chart_holds_the_ends_that_it_draws(told: tuple[SwotReport, Material, Any]) -> None:
    chart = _charts(_slide(told[2], "trails 2 rivals on delivery"))[1]
    plotted = chart.plots[0].series[0]
    sheet: Any = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == list(plotted.values)
    assert ([row[2] for row in rows], [row[3] for row in rows]) == _error_bars(plotted)


def test_answers_and_stars_are_those_of_the_summary_of_brands(told: tuple[SwotReport, Material, Any]) -> None:
    made, _, presentation = told
    slide = next(slide for slide in presentation.slides if any("Answered within" in text for text in _texts(slide)))
    answered, rated = _charts(slide)
    rates = [one for one in made.brands if one.response_rate is not None]
    assert list(answered.plots[0].series[0].values) == [round(100 * (one.response_rate or 0), 1) for one in rates]
    own = next(one for one in rates if one.own)
    best = max((one for one in rates if not one.own), key=lambda one: one.response_rate or 0)
    assert f"answers {round(100 * (own.response_rate or 0))} of 100 reviews" in slide.shapes.title.text_frame.text
    assert f"against {round(100 * (best.response_rate or 0))} at {best.name}" in slide.shapes.title.text_frame.text
    assert list(rated.plots[0].series[0].values) == [
        round(one.rating, 2) for one in made.brands if one.rating is not None
    ]


def test_search_is_drawn_day_by_day_with_gaps(told: tuple[SwotReport, Material, Any]) -> None:
    made, material, presentation = told
    place, history = material.searches[0]
    charts = [chart for slide in presentation.slides for chart in _charts(slide)]
    chart = next(one for one in charts if one.chart_type == XL_CHART_TYPE.LINE_MARKERS)
    own = [row["position"] for row in history.rows if row["brand"] == made.brand and row["observed"]]
    assert list(chart.plots[0].series[0].values) == own
    assert None in own
    assert place.days == len(own)
    assert chart.value_axis.reverse_order


def test_questions_goals_and_changes_are_those_of_their_tables(told: tuple[SwotReport, Material, Any]) -> None:
    _, material, presentation = told
    text = _all_text(presentation)
    assert "does not answer 1 of the market's 2 questions" in text
    assert "Do they sell gift cards?" in text
    for goal in material.goals:
        assert (goal["wording"] or goal["metric"]) in text
        assert goal["status"] in text
    for action in material.actions:
        assert action["title"] in text
    for change in material.changes:
        assert change["topic"] in text + _notes(presentation)
    assert f"{len(material.changes)} changes were seen" in text


def test_nothing_is_said_of_what_rests_on_too_little(told: tuple[SwotReport, Material, Any]) -> None:
    made, material, _ = told
    few = tuple(row | {"n_other": THRESHOLDS.min_units - 1} for row in material.gaps)
    brands = tuple(replace(one, n_replies_base=2, n_rated=3, reviews_in_window=3) for one in made.brands)
    presentation = _open(as_pptx(replace(made, brands=brands), None, replace(material, gaps=few)))
    titles = _titles(presentation)
    assert not [title for title in titles if "trails" in title or "topics" in title]
    assert f"3 reviews of {made.brand_name} in this window are too few" in "\n".join(titles)
    assert t("deck.part.drivers") in _all_text(presentation)


@pytest.mark.parametrize("language", ["th", "vi", "lt"])
def test_the_deck_speaks_the_language_of_reports_and_has_room_for_it(
    told: tuple[SwotReport, Material, Any], language: str
) -> None:
    presentation = _open(as_pptx(told[0], None, replace(told[1], language=language)))
    assert len(presentation.slides) <= MOST
    assert own_texts(language)["deck.method.reading"] in _all_text(presentation)
    assert own_texts("en")["deck.method.reading"] not in _all_text(presentation)
    _check_inside(presentation)
    for slide in presentation.slides:
        _check_room(slide)
    assert not [title for title in _titles(presentation) if "…" in title]


def test_what_has_no_data_is_left_out_and_named() -> None:
    made, content = sample("rich", full=False)
    presentation = _open(content)
    text = _all_text(presentation)
    names = ", ".join(t(f"deck.part.{name}") for name, _ in PARTS if name not in ("reviews", "changes"))
    assert made.lines
    assert names.split(", ")[0] in text
    assert "Left out, because there are no data" in text
    assert not any(
        shape.has_table and len(shape.table.rows) < 2 for slide in presentation.slides for shape in slide.shapes
    )


def test_no_client_reads_an_operators_text(told: tuple[SwotReport, Material, Any]) -> None:
    for presentation in (told[2], _open(as_pptx(told[0], None, told[1], full=True)), _open(sample("rich")[1])):
        found = OPERATORS.search(_all_text(presentation))
        assert found is None, found


def test_what_a_lead_takes_is_said_without_the_command_that_gets_it() -> None:
    hint = "a sentiment model measured on posts in Thai; overheard label --sample asks for the labels"
    presentation = _open(as_pptx(report(leads=(lead(1, needed=hint),)), full=True))
    text = _all_text(presentation) + _notes(presentation)
    assert t("deck.summary.needs_model") in text
    assert OPERATORS.search(text) is None


def test_without_lines_the_deck_says_so_and_shows_what_was_observed() -> None:
    for name in ("empty", "leads only"):
        text = _all_text(_open(sample(name)[1]))
        assert "Nothing can be proven about Northbean Coffee yet" in text
        assert "Kettle & Crane" in text
        assert "4.21 (4.12 to 4.30)" in text
        assert "not observed" in text
        for quadrant in ("Strengths", "Weaknesses", "Opportunities", "Threats"):
            assert quadrant not in text


# --- how it looks


def test_type_has_one_scale_and_nothing_is_smaller(
    deck: tuple[SwotReport, Any], told: tuple[SwotReport, Material, Any]
) -> None:
    for presentation in (deck[1], told[2]):
        for slide in presentation.slides:
            runs = [run for frame in _frames(slide) for paragraph in frame.paragraphs for run in paragraph.runs]
            assert {run.font.size.pt for run in runs if run.font.size is not None} <= SIZES
            sizes = [int(node.get("sz")) for node in slide._element.iter() if node.get("sz", "").isdigit()]
            assert min(sizes) >= 100 * SMALL
            for chart in _charts(slide):
                assert chart.font.size.pt == SMALL


def test_rows_and_boxes_hold_their_text_as_estimated(
    deck: tuple[SwotReport, Any], told: tuple[SwotReport, Material, Any]
) -> None:
    for presentation in (deck[1], told[2]):
        for slide in presentation.slides:
            _check_room(slide)


def _check_room(slide: Any) -> None:
    for shape in slide.shapes:
        if shape.has_table:
            for row in shape.table.rows:
                for cell, column in zip(row.cells, shape.table.columns, strict=True):
                    room = (column.width - cell.margin_left - cell.margin_right) / Pt(1)
                    needed = _height(cell.text_frame, room) + (cell.margin_top + cell.margin_bottom) / Pt(1)
                    assert needed <= row.height / Pt(1) + 1
        elif shape.has_text_frame and not shape.is_placeholder and shape.text_frame.text and shape.name != "Footer":
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


def test_no_shape_leaves_its_slide_and_tables_stay_above_the_footer(
    deck: tuple[SwotReport, Any], told: tuple[SwotReport, Material, Any]
) -> None:
    _check_inside(deck[1])
    _check_inside(told[2])


def _check_inside(presentation: Any) -> None:
    width, height = presentation.slide_width, presentation.slide_height
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= width + 1
            assert shape.top + shape.height <= height + 1
            if shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= height * 0.94 - shape.top
                assert abs(sum(column.width for column in shape.table.columns) - shape.width) <= 1


def test_pieces_of_a_slide_do_not_lie_on_each_other(told: tuple[SwotReport, Material, Any]) -> None:
    for slide in told[2].slides:
        boxes = [
            (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height, shape.name)
            for shape in slide.shapes
            if (shape.has_text_frame and shape.text_frame.text.strip()) or shape.has_chart or shape.has_table
        ]
        for place, one in enumerate(boxes):
            for two in boxes[place + 1 :]:
                apart = one[2] <= two[0] + 99 or two[2] <= one[0] + 99 or one[3] <= two[1] + 99 or two[3] <= one[1] + 99
                assert apart, (one, two)


def test_every_line_and_lead_is_whole_in_the_appendix_with_its_sources_in_the_notes(
    deck: tuple[SwotReport, Any],
) -> None:
    made, presentation = deck
    cells = "".join(_all_text(presentation).split())
    notes = _notes(presentation)
    for item in (*made.lines, *made.leads):
        assert "".join(one_line(item.statement).split())[:400] in cells
        assert one_line(item.statement) in notes
        for proof in item.evidence:
            assert f"{one_line(proof.url)} ({words.captured(proof)})" in notes
            assert one_line(proof.quote)[:1400] in notes


def test_a_row_that_is_higher_than_a_slide_goes_on_on_the_next() -> None:
    long = " ".join(f"word{number}" for number in range(900))
    made = report(lines=(line(1, statement=f"Claim 1: {long}."),))
    presentation = _open(as_pptx(made, full=True))
    cells = [cell.text_frame.text for slide in presentation.slides for shape in slide.shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells]  # fmt: skip
    said = "\n".join(cells)
    assert all(re.search(rf"\bword{number}\b", said) for number in range(900))
    _check_inside(presentation)


def test_sources_stand_in_the_notes_of_the_slide_that_shows_the_line() -> None:
    presentation = _open(sample("many")[1])
    found = 0
    for item in many().lines:
        for slide in presentation.slides:
            shown = [
                row.cells[0].text_frame.text for shape in slide.shapes if shape.has_table for row in shape.table.rows
            ]
            if any(f"Claim {item.rank}:" in text for text in shown):
                notes = slide.notes_slide.notes_text_frame.text
                assert all(proof.url in notes for proof in item.evidence)
                found += 1
    assert found >= len(many().lines)


def test_eight_rivals_are_a_number_on_the_cover_and_names_in_its_notes() -> None:
    names = [f"Rival number {number}" for number in range(8)]
    made = report(brands=(brand("Northbean Coffee", own=True), *(brand(name) for name in names)))
    cover = _open(as_pptx(made)).slides[0]
    assert "Compared with 8 rivals" in "\n".join(_texts(cover))
    assert all(name in cover.notes_slide.notes_text_frame.text for name in names)


def test_what_is_read_from_right_to_left_is_marked_so() -> None:
    quote = "השירות היה איטי מאוד"
    made = report(lines=(line(1, statement="Acme and קפה טוב differ.", evidence=(evidence(1, quote=quote),)),))
    presentation = _open(as_pptx(made))
    paragraphs = [
        paragraph for slide in presentation.slides for frame in _frames(slide) for paragraph in frame.paragraphs
    ]
    assert any(f"{ISOLATE}קפה טוב{END}" in paragraph.text for paragraph in paragraphs)
    from_right = [paragraph for paragraph in paragraphs if paragraph.text.strip("“”").startswith("השירות")]
    assert from_right
    assert all(paragraph._p.pPr.get("rtl") == "1" for paragraph in from_right)


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


def test_failures_are_grouped() -> None:
    text = _all_text(_open(sample("many")[1]))
    assert "and 4 more" in text
    assert "300 pages could not be measured" in text


# --- the client's own template


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


def test_a_deck_in_a_template_has_room_for_all_it_says(told: tuple[SwotReport, Material, Any], template: Path) -> None:
    presentation = _open(as_pptx(told[0], template, told[1], full=True))
    _check_inside(presentation)
    for slide in presentation.slides:
        _check_room(slide)


def test_a_template_is_told_what_it_lacks(template: Path, tmp_path: Path) -> None:
    assert template_lacks(template) == [t("deck.lacks.body")]
    plain: Any = Presentation(str(template))
    for layout in plain.slide_layouts:
        for shape in list(layout.placeholders):
            if shape.placeholder_format.type is not None and "FOOTER" in str(shape.placeholder_format.type):
                shape._element.getparent().remove(shape._element)
    path = tmp_path / "plain.pptx"
    plain.save(str(path))
    assert t("deck.lacks.footer") in template_lacks(path)
    assert f"The template lacks: {t('deck.lacks.footer')}" in _notes(_open(as_pptx(rich(), path)))


def test_charts_and_tables_take_the_place_of_the_placeholder_named_after_them(template: Path, tmp_path: Path) -> None:
    made: Any = Presentation(str(template))
    layout = next(one for one in made.slide_layouts if one.name == "Title and Content")
    layout._element.set("type", "titleOnly")
    for other in made.slide_layouts:
        if other.name == "Title Only":
            other._element.set("type", "obj")
    holder = next(shape for shape in layout.placeholders if shape.placeholder_format.idx == 1)
    holder.name = "Overheard body"
    holder.left, holder.top, holder.width, holder.height = Inches(2), Inches(2), Inches(7), Inches(4.5)
    path = tmp_path / "named.pptx"
    made.save(str(path))
    assert t("deck.lacks.body") not in template_lacks(path)
    presentation = _open(as_pptx(rich(), path, full=True))
    tables = [shape for slide in presentation.slides for shape in slide.shapes if shape.has_table]
    assert tables
    assert all((shape.left, shape.top) == (Inches(2), Inches(2)) for shape in tables)


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
    assert len(notes) < 40_000
