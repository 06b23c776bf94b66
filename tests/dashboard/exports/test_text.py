"""What the exports do to texts and numbers: cleaning, links, escapes, widths; invariants for any text."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import datetime
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from openpyxl import load_workbook
from pptx import Presentation

from dashboard.exports import swot_bytes
from dashboard.exports.fit import line_count, shorten, text_width
from dashboard.reports import words
from dashboard.reports.safety import MAX_LINK, clean, csv_text, host_of, is_formula, markdown_link, one_line, safe_url
from tests.dashboard.exports.samples import (
    LITHUANIAN,
    THAI,
    VIETNAMESE,
    brand,
    hostile,
    line,
    report,
)

ANY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("=+-@\t\r\n;|<>&\"'`*_\x00\x0b\ud800\ufffe＝")), max_size=60
)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(text=ANY)
def test_cleaned_text_is_xml(text: str) -> None:
    etree.fromstring(f"<a>{html.tostring(_element(clean(text)), encoding='unicode')}</a>")
    assert clean(clean(text)) == clean(text)
    assert "\n" not in one_line(text)


def _element(text: str) -> html.HtmlElement:
    node = html.Element("b")
    node.text = text
    return node


@given(text=ANY)
def test_csv_text_is_never_a_formula(text: str) -> None:
    assert not is_formula(csv_text(text))


@FEW
@given(text=ANY)
def test_any_text_gives_valid_files_without_formulas(text: str) -> None:
    made = hostile(text)
    sheet = load_workbook(io.BytesIO(swot_bytes(made, ".xlsx")))
    assert all(cell.data_type != "f" for page in sheet for row in page.iter_rows() for cell in row)
    rows = list(csv.reader(io.StringIO(swot_bytes(made, ".csv").decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 1 + len(made.lines) + len(made.leads)
    slides = swot_bytes(made, ".pptx")
    assert len(Presentation(io.BytesIO(slides)).slides) >= 6
    with ZipFile(io.BytesIO(slides)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    page = html.fromstring(swot_bytes(made, ".html"))
    assert not page.xpath("//script|//img")
    assert len(page.xpath("//main//ol/li")) == len(made.lines)
    swot_bytes(made, ".md").decode("utf-8")
    swot_bytes(made, ".json").decode("utf-8")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTP://A.example:8080/", "http://a.example:8080/"),
        ("https://ไทย.example/ข้อ", "https://xn--o3cw4h.example/%E0%B8%82%E0%B9%89%E0%B8%AD"),
        ("https://a.example/50%off?q=<b>\"'", "https://a.example/50%25off?q=%3Cb%3E%22%27"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https://good.example@evil.example/", None),
        ("https://a.example/a b", None),
        ("https://a.example/\n", None),
        ("https://a.example:99999/", None),
        ("https://[broken/", None),
        ("//a.example/", None),
        ("https://a.example/" + "x" * MAX_LINK, None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None, link: str | None) -> None:
    assert safe_url(url) == link


@given(text=ANY)
def test_a_link_has_only_characters_of_an_address(text: str) -> None:
    link = safe_url("https://a.example/" + text)
    assert link is None or (link.isascii() and not set(link) & set(" <>\"'\n\t\\^`{|}"))


def test_hosts_for_display() -> None:
    assert host_of("https://www.reviews.example/a") == "reviews.example"
    assert host_of("play:com.acme") == "play:com.acme"
    assert host_of(None) == ""


def test_markdown_links_cannot_be_closed_early() -> None:
    assert markdown_link("a](b", "https://a.example/x|y)") == r"[a\](b](<https://a.example/x%7Cy)>)"
    assert markdown_link("x", "javascript:1") == "x"


@given(text=st.text(max_size=200), width=st.floats(20, 500), size=st.floats(6, 40), lines=st.integers(1, 6))
def test_a_shortened_text_fits_and_begins_like_the_whole(text: str, width: float, size: float, lines: int) -> None:
    flat = one_line(text)
    short = shorten(flat, width, size, lines)
    if short == flat:
        assert line_count(flat, width, size) <= lines
    else:
        assert short.endswith("…")
        assert flat.startswith(short[:-1])
        assert line_count(short, width, size) <= lines


@pytest.mark.parametrize("text", [THAI, VIETNAMESE, LITHUANIAN, unicodedata.normalize("NFD", VIETNAMESE)])
def test_texts_are_never_cut_inside_a_letter(text: str) -> None:
    flat = one_line(text)
    for width in range(60, 400, 7):
        short = shorten(flat, width, 11, 2)
        following = flat[len(short) - 1]
        assert not unicodedata.combining(following)
        assert unicodedata.category(following) != "Mn"
        assert following != "\u0e33"


def test_combining_marks_take_no_room_and_wide_letters_do() -> None:
    assert text_width("ế", 10) == text_width(unicodedata.normalize("NFD", "ế"), 10) == text_width("e", 10)
    assert text_width("กี่", 10) == text_width("ก", 10)
    assert text_width("漢字", 10) > text_width("il", 10) * 3
    assert line_count("one\ntwo", 500, 10) == 2
    assert line_count("ไทย" * 40, 100, 10) > 5


def test_numbers_have_true_minus_signs_and_unknown_is_not_zero() -> None:
    assert words.number(-0.123) == "−0.12"
    assert words.number(-0.001) == "0.00"
    assert words.number(0.3, signed=True) == "+0.30"
    assert words.number(None) == words.number(float("nan")) == "not observed"
    assert words.interval(0.42, 0.31, 0.53) == "0.42 (0.31 to 0.53)"
    assert words.interval(0.42, None, 0.53) == "0.42"
    assert words.count(1204) == "1,204"
    assert words.count(None) == "not observed"


def test_times_are_utc() -> None:
    local = datetime.fromisoformat("2026-10-18T03:30:00+07:00")
    assert words.moment(local) == "2026-10-17 20:30 UTC"
    assert words.day(local) == "2026-10-17"
    assert words.moment(None) == "time not recorded"


def test_what_was_not_observed_or_not_validated_says_so() -> None:
    unseen = brand("X", faqs=None, channels=None, rating=None, net=None, response_rate=None)
    assert words.rating_text(unseen) == words.net_text(unseen) == words.response_text(unseen) == ["not observed"]
    assert words.channels_text(None) == "not observed"
    assert words.channels_text(()) == "none found"
    thai = brand("X", language="th", sentiment_status="language not validated", n_units=50)
    assert words.net_text(thai) == ["language not validated", "n = 50, Thai"]
    assert words.response_text(brand("X")) == ["62 % (55 to 69 %)", "n = 204"]
    assert words.reviews_text(brand("X"))[1] == "source says 2,310, rated 4.1 of 5"
    assert words.reviews_text(brand("X", claimed_rating=None))[1] == "source says 2,310"


def test_a_line_in_words() -> None:
    assert words.difference(line(1)) == "+0.31 (+0.18 to +0.44)"
    assert words.sizes(line(1)) == "n = 120 and 340"
    assert words.sizes(line(1, n_own=None)) == "n = 340"
    assert words.q_value(line(1, q=0.0213)) == "q = 0.021"
    assert words.against(line(1, rival="", rival_name="")) == ""
    assert words.against(line(1)) == "against the rivals"
    assert words.against(line(1, kind="unmet")) == "against the market's other topics"
    assert words.against(line(1, kind="trend")) == "against the window before"
    assert words.named("status", "a new state") == "a new state"


def test_settings_name_models_and_parameters() -> None:
    rows = dict(words.settings(report()))
    assert rows["Sentiment model: English"] == "model: vader 3.3.2; status: validated"
    assert rows["Setting: thresholds"] == "q: 0.05; margin: 0.05"


def test_markdown_holds_the_settings_in_one_table_at_its_end() -> None:
    text = swot_bytes(report(), ".md").decode("utf-8")
    reading, appendix = text.split("\n## Settings of this edition\n\n")
    assert "Setting:" not in text
    assert "Sentiment model" not in reading
    assert all(line.startswith("| ") for line in appendix.strip().split("\n"))
    assert "| thresholds | q: 0.05<br>margin: 0.05 |" in appendix
    assert "| Sentiment model: English | model: vader 3.3.2<br>status: validated |" in appendix
