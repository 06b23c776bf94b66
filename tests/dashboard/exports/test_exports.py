"""Exports: each format opened again and compared with the report it was made of."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree, html
from openpyxl import load_workbook
from pptx import Presentation

from dashboard.exports import FORMATS, export_swot, swot_bytes
from dashboard.exports.as_csv import COLUMNS
from dashboard.exports.as_json import SCHEMA
from dashboard.reports import words
from dashboard.reports.safety import one_line
from dashboard.reports.swot import SwotReport
from tests.dashboard.exports.samples import (
    FORMULAS,
    HOSTILE,
    SAMPLES,
    evidence,
    failure,
    hostile,
    leads_only,
    line,
    many,
    report,
    rich,
    seen,
)

REPORTS = {name: make() for name, make in SAMPLES.items()}


@pytest.fixture(params=list(REPORTS))
def sample(request: pytest.FixtureRequest) -> SwotReport:
    """Each of the sample reports in turn."""
    return REPORTS[request.param]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_every_format_is_written_whole_and_alone(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"swot{suffix}"
    target.write_bytes(b"old")
    assert export_swot(rich(), target) == target
    content = target.read_bytes()
    assert len(content) > 1000
    assert list(tmp_path.iterdir()) == [target]
    if suffix not in (".pptx", ".xlsx"):
        assert content == swot_bytes(rich(), suffix.upper().removeprefix("."))


@pytest.mark.parametrize("name", ["swot.docx", "swot", "swot.pptx.zip"])
def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(", ".join(FORMATS))):
        export_swot(rich(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_template_out_of_place_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such folder"):
        export_swot(rich(), tmp_path / "none" / "swot.json")
    with pytest.raises(ValueError, match=r"a template is used for \.pptx only"):
        export_swot(rich(), tmp_path / "swot.xlsx", template=tmp_path / "t.pptx")


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "swot.json").mkdir()
    with pytest.raises(OSError, match="swot"):
        export_swot(rich(), tmp_path / "swot.json")
    assert [path.name for path in tmp_path.iterdir()] == ["swot.json"]


def test_json_holds_every_field_and_number(sample: SwotReport) -> None:
    document = json.loads(swot_bytes(sample, ".json"))
    assert document["schema"] == SCHEMA
    expected = json.loads(json.dumps(asdict(sample), default=lambda value: value.isoformat() + "Z"))
    assert {key: value for key, value in document.items() if key != "schema"} == expected


def test_json_times_are_utc_and_numbers_that_are_none_are_null() -> None:
    local = datetime.fromisoformat("2026-10-18T09:30:00+07:00")
    made = report(created_at=local, lines=(line(1, gap=float("nan"), high=float("inf")),))
    document = json.loads(swot_bytes(made, "json"))
    assert document["created_at"] == "2026-10-18T02:30:00Z"
    assert datetime.fromisoformat(document["window_end"]).tzinfo == UTC
    assert document["lines"][0]["gap"] is None
    assert document["lines"][0]["high"] is None


def _csv(sample: SwotReport) -> list[dict[str, str]]:
    content = swot_bytes(sample, ".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_a_line_with_its_evidence(sample: SwotReport) -> None:
    rows = _csv(sample)
    everything = [*sample.lines, *sample.leads]
    assert [row["line_id"] for row in rows] == [item.line_id for item in everything]
    assert [row["section"] for row in rows] == ["line"] * len(sample.lines) + ["lead"] * len(sample.leads)
    for row, item in zip(rows, everything, strict=True):
        assert list(row)[: len(COLUMNS)] == list(COLUMNS)
        assert (row["gap"] == "") if item.gap is None else (float(row["gap"]) == item.gap)
        for place, proof in enumerate(item.evidence, 1):
            assert row[f"url_{place}"].endswith(one_line(proof.url))
            assert row[f"fetched_at_{place}"] == "2026-10-03T04:15:00Z"


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_csv_or_xlsx_is_a_formula(formula: str) -> None:
    made = hostile(formula)
    for row in _csv(made):
        for name, value in row.items():
            is_number = name in ("rank", "gap", "low", "high", "q", "n_own", "n_other", "prior_weight")
            assert is_number or not value.startswith(tuple("=+-@\t\r＝＋－＠"))
    cells = _cells(swot_bytes(made, ".xlsx"))
    quoted = [cell for cell in cells if isinstance(cell.value, str) and cell.quotePrefix]
    assert quoted
    assert all(cell.data_type in "snd" for cell in cells)
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.lstrip()[:1] in tuple("=+-@＝")]
    assert all(cell.quotePrefix for cell in risky)


def test_a_semicolon_does_not_open_a_second_cell() -> None:
    row = _csv(report(lines=(line(1, statement='fine" ; =1+1'),)))[0]
    assert "; '=1+1" in row["statement"]


def _cells(content: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def test_xlsx_has_its_sheets_with_numbers_as_numbers(sample: SwotReport) -> None:
    book = load_workbook(io.BytesIO(swot_bytes(sample, ".xlsx")))
    charted = any(item.tested and item.low is not None for item in sample.lines)
    assert book.sheetnames == ["SWOT", "Evidence", "Leads", "Brands", "Not measured", "About"] + ["Chart"] * charted
    counts = [len(sample.lines), sum(len(item.evidence) for item in (*sample.lines, *sample.leads)), len(sample.leads)]
    counts += [len(sample.brands), len(sample.failures)]
    for sheet, count in zip(book, counts, strict=False):
        assert sheet.max_row == count + 1
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
    heads = {cell.value: place for place, cell in enumerate(book["SWOT"][1])}
    for row, item in zip(book["SWOT"].iter_rows(min_row=2), sample.lines, strict=True):
        assert row[heads["Difference"]].value == item.gap
        assert row[heads["Difference"]].number_format == "+0.00;-0.00;0.00" or item.gap is None
        assert row[heads["First seen (UTC)"]].value == item.first_seen


def test_the_chart_of_a_workbook_holds_the_tested_differences_with_their_intervals() -> None:
    book = load_workbook(io.BytesIO(swot_bytes(rich(), ".xlsx")))
    sheet = book["Chart"]
    drawn = [item for item in rich().lines if item.tested and item.kind == "driver"]
    rows = [row[:4] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    assert rows == [(item.title, item.gap, item.low, item.high) for item in drawn]
    (chart,) = sheet._charts
    assert chart.series[0].val.numRef.f == f"'Chart'!$B$2:$B${len(drawn) + 1}"
    assert chart.series[0].errBars.minus.numRef.f == f"'Chart'!$E$2:$E${len(drawn) + 1}"
    with ZipFile(io.BytesIO(swot_bytes(rich(), ".xlsx"))) as archive:
        ends = etree.fromstring(archive.read("xl/charts/chart1.xml")).find(".//{*}errBars")
    assert [etree.QName(node).localname for node in ends] == ["errBarType", "errValType", "noEndCap", "plus", "minus"]


def test_xlsx_links_only_to_http() -> None:
    book = load_workbook(io.BytesIO(swot_bytes(hostile(), ".xlsx")))
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == []
    book = load_workbook(io.BytesIO(swot_bytes(rich(), ".xlsx")))
    links = [cell.hyperlink.target for row in book["Evidence"].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == sum(len(item.evidence) for item in (*rich().lines, *rich().leads))
    assert all(link.startswith("https://") for link in links)


def test_xlsx_is_well_formed_xml_for_hostile_text() -> None:
    with ZipFile(io.BytesIO(swot_bytes(hostile(), ".xlsx"))) as archive:
        for name in archive.namelist():
            etree.fromstring(archive.read(name))


def test_markdown_holds_every_line_and_source(sample: SwotReport) -> None:
    text = swot_bytes(sample, ".md").decode()
    assert text.count("\n### ") == len(sample.lines)
    if sample is REPORTS["rich"]:
        for item in sample.lines:
            for proof in item.evidence:
                assert f"](<{proof.url}>), {words.captured(proof)}" in text


def test_markdown_escapes_hostile_text() -> None:
    text = swot_bytes(hostile(), ".md").decode()
    for token in ("<script>", "[x](", "*b*", "`c`", "$x^2$", "~~s~~", "| *b", "![i]", "http://", " :tada:"):
        assert not re.search(r"(?<!\\)" + re.escape(token), text), token
    assert not re.search(r"^(# heading|- item)", text, re.MULTILINE)
    assert "\x00" not in text
    assert "\u202e" not in text


def test_html_is_one_page_that_loads_nothing(sample: SwotReport) -> None:
    content = swot_bytes(sample, ".html")
    page = html.fromstring(content)
    assert not page.xpath("//script|//link|//img|//iframe|//object|//*[@src]|//form")
    assert not any(name.startswith("on") for node in page.iter() for name in node.attrib)
    links = page.xpath("//a/@href")
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert b"url(" not in content
    assert b"@import" not in content
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert len(page.xpath("//main//ol/li")) == len(sample.lines)


def test_html_shows_all_evidence_with_page_and_time() -> None:
    page = html.fromstring(swot_bytes(rich(), ".html"))
    shown = page.xpath("//main//blockquote|//main//*[@class='observation']")
    quotes = [" ".join(node.text_content().split()) for node in shown]
    wanted = [proof for item in rich().lines for proof in item.evidence]
    assert len(quotes) == len(wanted)
    for proof in wanted:
        assert any(proof.quote in quote and "read 2026-10-03 04:15 UTC" in quote for quote in quotes)
    assert {proof.url for proof in wanted} <= set(page.xpath("//main//a/@href"))


def test_hostile_text_is_shown_in_html_and_not_run() -> None:
    page = html.fromstring(swot_bytes(hostile(), ".html"))
    assert one_line(HOSTILE)[:30] in " ".join(page.xpath("//main")[0].text_content().split())


def test_made_up_data_are_marked_in_every_format() -> None:
    for suffix in (".md", ".html"):
        assert "Made-up data" in swot_bytes(rich(), suffix).decode()
        assert "Made-up data: for" not in swot_bytes(leads_only(), suffix).decode()
    assert json.loads(swot_bytes(rich(), ".json"))["synthetic"] is True
    assert {row["synthetic"] for row in _csv(rich())} == {"true"}
    about = load_workbook(io.BytesIO(swot_bytes(rich(), ".xlsx")))["About"]
    assert ("Made-up data", "yes") in [tuple(cell.value for cell in row) for row in about.iter_rows()]


def test_without_lines_the_text_formats_say_why() -> None:
    for suffix in (".md", ".html"):
        assert "Why there is no SWOT table" in swot_bytes(report(), suffix).decode()


def test_sixty_lines_come_out_in_rank_order() -> None:
    text = swot_bytes(many(), ".md").decode()
    places = [text.index(f"Claim {number}:") for number in range(4, 61, 4)]
    assert places == sorted(places)


def test_exports_need_neither_streamlit_nor_a_database() -> None:
    code = "import sys, dashboard.exports; print([name for name in ('streamlit', 'duckdb', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_observed_lines_say_what_was_counted() -> None:
    first = rich().lines[0]

    def said(rule: str, kind: str, own: int | None, other: int | None) -> str:
        observed = {"tested": False, "gap": None, "low": None, "high": None, "q": None, "status": None}
        return words.sizes(replace(first, rule=rule, kind=kind, n_own=own, n_other=other, **observed))

    assert said("W2", "faq_intent", 1, 2) == "2 rivals observed"
    assert said("S3", "channel", 1, 1) == "1 rival observed"
    assert said("O2", "faq_intent", 3, 2) == "asked 3 times"
    assert said("T3", "ranking", 4, 3) == "4 result pages"
    assert said("T4", "switching", 6, None) == "6 customers"
    assert said("X9", "driver", 1, 2) == ""


def test_only_words_of_customers_and_pages_are_in_quotation_marks() -> None:
    """A sentence of the program is no quotation, in whatever words."""
    sentences = (
        "14 questions read on this page, none about gift cards",
        "อ่านคำถาม 14 ข้อในหน้านี้ ไม่มีข้อใดเกี่ยวกับบัตรของขวัญ",
        "Šiame puslapyje perskaityta 14 klausimų, nė vieno apie dovanų kuponus",
        "no sentence on delivery has stars that agree",
    )
    for said in sentences:
        made = report(lines=(line(1, evidence=(seen(1, "Rival", said, "https://rival.example/faq"), evidence(2))),))
        for suffix in (".md", ".html", ".pptx"):
            text = _text_of(swot_bytes(made, suffix), suffix)
            assert said in text
            assert f"“{said}" not in text
            assert f"“{evidence(2).quote}”" in text


def test_what_is_for_the_operator_is_not_in_documents_for_clients() -> None:
    reasons = (
        "refused: 127.0.0.1:8181 is a private, loopback or link-local address; if it is yours, add '127.0.0.1:8181' to "
        "crawl.allow_private of overheard.toml",
        "not asked: needs OVERHEARD_BRAVE_KEY in the environment",
        'the page needs a browser to show its content, and render is "never"',
        "could not be read: FileNotFoundError: /srv/pages/saved.html",
    )
    for reason in reasons:
        made = report(failures=(failure(1, url="http://127.0.0.1:8181/faq", reason=reason),))
        for suffix in (".md", ".html", ".pptx"):
            text = _text_of(swot_bytes(made, suffix), suffix)
            for hint in ("8181", "allow_private", "overheard.toml", "OVERHEARD_", "render is", "/srv/", "FileNotFound"):
                assert hint not in text.replace("--", ""), (suffix, hint)
        assert reason in swot_bytes(made, ".json").decode().replace('\\"', '"')


def _text_of(content: bytes, suffix: str) -> str:
    if suffix == ".pptx":
        slides = Presentation(io.BytesIO(content)).slides
        frames = [shape.text_frame for slide in slides for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
        cells = [cell.text_frame for table in tables for row in table.rows for cell in row.cells]
        return "\n".join(frame.text for frame in [*frames, *cells, *(s.notes_slide.notes_text_frame for s in slides)])
    return html.fromstring(content).text_content() if suffix == ".html" else content.decode().replace("\\", "")
