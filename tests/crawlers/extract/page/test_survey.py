"""The survey of a page says the same as a walk over its elements."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawlers.extract.page import parse_page
from crawlers.extract.page.links import links
from crawlers.extract.page.survey import CELL, EDGE, label
from crawlers.extract.page.text import one_line, text_of
from data.urls import absolute, without_fragment

URL = "https://www.acme.example/help/"
_PIECES = st.sampled_from([
    "<a href=/x>", "</a>", "<div>", "</div>", "<p>", "<br>", "<td>", "<table>", "</table>", "<b>", "</b>", "<svg>", "</svg>",
    "<noscript>", "</noscript>", "<template>", "</template>", "<span class='sr-only'>", "<i class='a\tsr-only b'>",
    "<i class=material-icons-outlined>", "<div class=visually-hidden>", "<p class=not-sr-only-x>", "</span>", "</i>",
    "<img alt='a picture'>", "<a title=named href=y>", "<a aria-label=' told '>", "<html>", "</html>", "<base href=/b/>",
    "help", " ", "\n", "ถามตอบ", "e\u0301", "\u200b", "\xa0", "&lt;b&gt;", "&amp;nbsp;", "\u2028", "\ufdd1", "\ufdd2", "x  y",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
@example("before<div class=visually-hidden>unseen</div>after")
def test_text_and_labels_are_those_of_a_walk(markup: str) -> None:
    page = parse_page(markup, URL)
    seen = page.survey
    if not {"\ufdd1", "\ufdd2"} & set(markup):
        assert seen.text == text_of(page.root)
    if not set("\ufdd1\ufdd2\u0301\u200b") & set(markup):
        parts = (part.replace(EDGE, "").replace(CELL, " ") for part in seen.parted)
        assert [" ".join(part.split()) for part in parts] == seen.lines
    assert list(seen.labels) == seen.anchors == list(page.root.iter("a"))
    if not {"\ufdd1", "\ufdd2"} & set(markup):
        for anchor in seen.anchors:
            assert seen.labels[anchor] == label(anchor)
            assert seen.labels[anchor].startswith(one_line(text_of(anchor)))
    assert seen.text_length == sum(len(word) for word in seen.text.split())


def test_a_page_is_surveyed_once() -> None:
    page = parse_page("<body>One <a href=/a>A</a>", URL)
    assert page.survey.text == "One A"
    assert page.survey is page.survey


@pytest.mark.parametrize("markup", ["<div>x" * 200_000, "<a href=/x><b>x" * 200_000, "<b class='sr-only'>x" * 200_000])
def test_hostile_nesting(markup: str) -> None:
    page = parse_page(markup, URL)
    assert page.survey.text == text_of(page.root)
    assert len(page.survey.labels) <= 10_000


_ADDRESS = st.lists(
    st.sampled_from([
        "/", "//", ".", "..", "/.", "a", "B", "é", "?", "#", ";", "x=1", "&", ":", "http:", "https://", "@", "a.example", ":80",
        ":99999", "[", "]", " ", "\n", "%20", "\\", "\xa0", "javascript:", "\x00",
    ]),
    max_size=8,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(_ADDRESS)
def test_plain_addresses_are_joined_as_any_other(href: str) -> None:
    """What is put together in short is what the standard library makes of it."""
    slow = ""
    try:
        slow = urljoin(URL, href.strip())
        parts = urlsplit(slow)
        known = bool(parts.hostname) and parts.scheme in ("http", "https") and not href.strip().startswith("#")
    except ValueError:
        known = False
    made = absolute(URL, href)
    assert made == (slow if known and href else None)
    if made:
        parts = urlsplit(made)
        assert without_fragment(made) == urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def test_links_are_relative_to_the_base() -> None:
    page = parse_page("<base href=/b/><a href=x>One</a><a href='#y'>Two</a><a href=/z>Three</a>", URL)
    assert links(page) == [("https://www.acme.example/b/x", "One"), ("https://www.acme.example/z", "Three")]


def test_a_line_that_nobody_reads_to_its_end_is_cut() -> None:
    seen = parse_page(f"<p>first</p><p>{'word ' * 100_000}end</p><p>last <b>one</b></p>", URL).survey
    first, long, last = seen.lines
    assert (first, last, len(long)) == ("first", "last one", 99_999)
    assert [part.replace(EDGE, "") for part in seen.parted] == seen.lines
