"""Pages: decoding, hostile documents, text."""

from __future__ import annotations

import pytest

from crawlers.extract.page import MAX_ELEMENTS, parse_page
from crawlers.extract.page.text import markup_to_text, strip_glyphs, text_of
from tests.work import assert_at_most, parse

THAI = "<html lang='th'><title>ทดสอบ</title><p>กาแฟ</p>"


@pytest.mark.parametrize(
    ("body", "charset", "encoding"),
    [
        (THAI.encode(), None, "utf-8"),
        (THAI.encode("cp874"), "windows-874", "cp874"),
        (THAI.encode(), "iso-8859-1", "utf-8"),
        (b"\xef\xbb\xbf" + THAI.encode(), "tis-620", "utf-8"),
        (THAI.encode("utf-16"), None, "utf-16-le"),
        (THAI.encode("cp874"), None, "cp874"),
        (THAI.encode("cp874"), "utf-8", "cp874"),
        (THAI.encode()[:-5], "utf-8", "utf-8"),
    ],
)
def test_encoding(body: bytes, charset: str | None, encoding: str) -> None:
    page = parse_page(body, "https://a.example/", charset)
    assert page.encoding == encoding
    assert page.title == "ทดสอบ"
    assert page.language == "th"


def test_meta_charset_is_used() -> None:
    body = '<meta charset="windows-1257"><p>Žąsų</p>'.encode("cp1257")
    assert parse_page(body, "https://a.example/").text == "Žąsų"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\x00",
        b"<!-- only -->",
        b"\xff\xfe",
        b"<?xml version='1.0' encoding='utf-16'?><p>x",
        "\ud800<p>x",
        b"<frameset><frame src=x>",
        b"<div>" * 10_000 + b"x" + b"</div>" * 10_000,
        b"<b>" * 10_000,
        b"<table>" * 3_000,
        b"<svg><script>",
    ],
)
def test_bad_documents_are_pages_too(body: bytes | str) -> None:
    page = parse_page(body, "https://a.example/")
    assert page.root.tag == "html"
    assert isinstance(page.text, str)


def test_text_keeps_scripts_without_spaces_whole_and_breaks_lines_at_blocks() -> None:
    page = parse_page(
        "<p>กา<b>แฟ</b><wbr>ดี <i class='material-icons'>expand_more</i></p><script>x</script>"
        "<ul><li>1<li>2</ul>a<!-- c -->b",
        "https://a.example/",
    )
    assert page.text == "กาแฟดี\n1\n2\nab"
    assert page.text_length == 10


def test_text_of_leaves_out_what_is_skipped() -> None:
    page = parse_page("<div><h2>Q</h2><p>A</p></div>", "https://a.example/")
    heading = page.root.find(".//h2")
    assert text_of(page.root.find(".//div"), skip={heading}) == "A"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a &lt;b&gt;c&lt;/b&gt;", "a c"),
        ("<p>x</p><p>y</p>", "x\ny"),
        ("1 < 2", "1 < 2"),
        ("A &amp;amp; B", "A & B"),
        ("  two\n lines ", "two\nlines"),
    ],
)
def test_markup_to_text(value: str, text: str) -> None:
    assert markup_to_text(value) == text


def test_strip_glyphs() -> None:
    assert strip_glyphs("▼ How? +") == "How?"
    assert strip_glyphs("+") == "+"


def test_five_megabytes_are_read_at_the_cost_of_a_few_parses() -> None:
    from crawlers.extract.faqs import extract_faqs

    body = "<h2>FAQ</h2>" + '<div class="q">How so?</div><p>hello <b>world</b></p>' * 80_000
    assert_at_most(lambda: extract_faqs(parse_page(body, "https://a.example/faq")), 15, parse(body))


def test_a_page_of_too_many_elements_is_cut_at_the_limit() -> None:
    page = parse_page(
        "<body><div><p>first</p>" + "<b>x</b>" * MAX_ELEMENTS + "tail</div><p>last</p>", "https://a.example/"
    )
    assert sum(1 for _ in page.root.iter()) == MAX_ELEMENTS
    assert page.text.startswith("first\nx")
    assert "last" not in page.text
    assert "tail" not in page.text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<html><body>a</body></html><html><body>b<p>c</html>", "ab\nc"),
        ("<p>x</p></body></html><div>late</div>tail", "x\nlate\ntail"),
        (
            "<html><head><title>t</title></head></html><html><head></head><body>one<h1>two</h1></body>end",
            "one\ntwo\nend",
        ),
        ("<p>a</html>b <b>c</b></html>d</html>e<p>f", "a\nb cde\nf"),
        ("<p>a</html><!-- nothing -->", "a"),
    ],
)
def test_what_follows_the_end_of_the_document_belongs_to_it(markup: str, text: str) -> None:
    page = parse_page(markup, "https://acme.example/")
    assert page.text == text


@pytest.mark.parametrize("markup", ["<p>x</html>", "</html>x", "x</body>y</html>", "<p>x</html><html><body>"])
def test_many_ends_of_the_document_cost_no_more_than_one(markup: str) -> None:
    assert_at_most(lambda: parse_page(markup * 100_000, "https://acme.example/"), 15, parse(markup * 100_000))
    page = parse_page(markup * 200_000, "https://acme.example/")
    assert len(page.elements) <= MAX_ELEMENTS
    assert page.text.startswith("x")
