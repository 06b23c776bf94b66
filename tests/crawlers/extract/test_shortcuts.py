"""What spares a closer look must be certain: no shortcut hides what the closer look would find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.channels import extract_channels
from crawlers.extract.channels.emails import readable
from crawlers.extract.page import asking, lines, parse_page
from crawlers.extract.page.asking import announces_faq, clean_question, may_announce_faq
from crawlers.extract.page.lines import may_say_faq, page_lines
from crawlers.extract.page.structured.microdata import microdata_items
from crawlers.extract.page.text import one_line, strip_glyphs, tidy
from tests.work import Work, assert_grows

URL = "https://www.acme.example/help/"
_WORDS = st.lists(
    st.sampled_from(["faq", "F.A.Q.", "Frequently", "asked", "questions", "ถาม", "ตอบ", "-", " ", "\xa0", "\u200b", "\xad", "x",
                     "câu hỏi", "thường", "gặp", "DUK", "about", "&", "\u2028"]),
    max_size=8,
).map("".join)  # fmt: skip
_PIECES = st.lists(
    st.one_of(
        st.sampled_from(["<h2>", "</h2>", "<h3 class=faq-title>", "<div class='x faq'>", "</div>", "<div role=heading>", "<br>",
                         "<b>", "</b>", "<svg>x</svg>", "<nav>", "</nav>", "<p id=faq-1>", "<title>", "</title>", "<h1>", "</h1>",
                         "<button>", "</button>", "<i class=sr-only>", "</i>"]),
        _WORDS,
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(_WORDS)
def test_what_announces_an_faq_may(text: str) -> None:
    if announces_faq(one_line(text)):
        assert may_announce_faq(text)


@settings(max_examples=300, deadline=None)
@given(_PIECES)
def test_a_page_without_a_word_of_faq_has_no_line_about_one(markup: str) -> None:
    page = parse_page(markup, URL)
    found = page_lines(page)
    if found.page_is_faq or any(line.about_faq for line in found.lines):
        assert may_say_faq(page)


_QUESTIONS = st.lists(
    st.sampled_from(["Q", "Ｑ", "q", "3", "๓", "(1)", ".", ")", ":", "：", " ", "\n", "+", "คำถาม", "ถาม", "問", "a_b",
                     "Klausimas", "How", "?", "\x0b", "▼"]),
    max_size=7,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(_QUESTIONS)
def test_a_question_that_begins_without_a_label_is_only_trimmed(text: str) -> None:
    bare = strip_glyphs(text)
    if "_" in bare:
        bare = strip_glyphs(asking._ICON_NAMES.sub("", bare))
    bare = asking._GLUED.sub("", asking._BEHIND_CATEGORY.sub("", asking._before_control(bare)))
    for _ in range(2):
        bare = asking._NUMBERING.sub("", asking._unlabelled(bare)).strip()
    assert clean_question(text) == bare


@settings(max_examples=200, deadline=None)
@given(_PIECES)
def test_what_elements_say_is_found_without_asking_each(markup: str) -> None:
    page = parse_page(markup, URL)
    said = lines._said_on(page)
    names = lines._FAQ | lines._APART | lines._ICON
    assert [said.get(element, 0) & names for element in page.elements] == [
        lines._said_by(element) for element in page.elements
    ]


def test_most_pages_say_nothing_of_an_faq() -> None:
    assert not may_say_faq(parse_page("<h1>Shoes</h1><p>See our FAQ", URL))
    assert may_say_faq(parse_page("<h1>Shoes</h1><h2>F.A.Q.</h2>", URL))
    assert may_say_faq(parse_page("<h1>Shoes</h1>", "https://acme.example/faq/"))


@given(st.text(max_size=40))
def test_one_line_is_tidy_on_one_line(text: str) -> None:
    assert one_line(text) == " ".join(tidy(text).split())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("care@acme.example", "care@acme.example"),
        ("care [at] acme [dot] example", "care@acme.example"),
        ("care [at] acme dot example", "care@acme.example"),
        ("care @ acme . example", "care@acme.example"),
        ("care@ acme.example", "care@ acme.example"),
        ("care at acme dot example", "care@acme.example"),
        ("look at acme.example", "look at acme.example"),
        ("write to care＠acme punkt example", "write to care@acme.example"),
    ],
)
def test_addresses_for_people(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    "markup",
    [
        "<script src=//widget.intercom.io/widget/x></script>",
        "<script src='https://widget.intercom.io:443/widget/x'></script>",
        "<script data-src='HTTPS://WIDGET.INTERCOM.IO/widget/x'></script>",
        "<script src='/\t/widget.intercom.io/widget/x'></script>",
        "<script>var s=document.createElement('script'); s.src='https://widget.intercom.io/widget/x'</script>",
        "<script>window . Intercom ('boot', {})</script>",
    ],
)
def test_widgets_are_found_however_they_are_written(markup: str) -> None:
    assert [channel.vendor for channel in extract_channels(parse_page(f"<body>{markup}", URL))] == ["intercom"]


def test_properties_belong_to_the_nearest_item_or_the_one_that_borrows_them() -> None:
    page = parse_page(
        """<div itemscope itemtype="http://schema.org/Product" itemref="far"><b itemprop=name>A</b>
        <div itemprop=review itemscope itemtype="http://schema.org/Review"><i><u itemprop=reviewBody>Good</u></i></div></div>
        <p id=far><b itemprop=sku>7</b></p><p itemprop=sku>8</p>""",
        URL,
    )
    product, review = microdata_items(page)
    assert product.text("name") == "A"
    assert product.text("sku") == "7"
    assert review.text("reviewbody") == "Good"
    assert (review.parent, review.role) == (product, "review")


def test_owners_of_deep_properties_are_found_in_one_pass() -> None:
    def prepare(n: int) -> Work:
        page = parse_page("<b itemscope>" + "<i itemprop=name>x" * 2_000 + "</b>" + "<p itemprop=x>" * n, URL)
        return lambda: microdata_items(page)

    assert len(prepare(1_000)()) == 1
    assert_grows(prepare, 5_000)
