"""What customers write on a brand's page offers no channel of the brand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.page import parse_page
from crawlers.extract.reviews.customers import without_customers

URL = "https://www.acme.example/reviews"
WORDS = "Call me at 081-234-5678 or mail dan@x.example, awful and slow service."
FOOTER = "<footer>Call us: +66 2 123 4567, hello@acme.example</footer>"
STARS = '<span class="stars" title="1/5"></span>'


def box(author: str, day: int, text: str) -> str:
    return f'<div class="review"><b class="name">{author}</b>{STARS}<span>{day} May 2026</span><p>{text}</p></div>'


SPOKEN = {
    "list": box("Dan", 1, WORDS)
    + box("Eve", 2, "Nice coffee and quick delivery.")
    + box("Bob", 3, "Bad taste, late answers."),
    "microdata": f'<div itemscope itemtype="http://schema.org/Review"><p itemprop="reviewBody">{WORDS}</p></div>',
    "microformat": f'<div class="hreview"><span class="reviewer">Dan</span><p class="description">{WORDS}</p></div>',
    "jsonld": '<script type="application/ld+json">{"@type": "Product", "name": "P", "review": [{"@type": "Review", '
    f'"author": "Dan", "reviewBody": "{WORDS}"}}]}}</script><section><p class="said">{WORDS}</p></section>',
    "comments": f'<ol class="comment-list"><li><p>{WORDS}</p><a href="https://t.me/dan_x">me</a></li></ol>',
    "forum": f'<div class="forum-post"><p>{WORDS} <a href="tel:0812345678">ring</a></p></div>',
    "mention": f'<div class="mentions"><p>{WORDS} <a href="mailto:dan@x.example">mail</a></p></div>',
}


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_a_customers_number_is_no_channel(spoken: str) -> None:
    page = parse_page(f"<title>Reviews</title><h1>What they say</h1>{spoken}{FOOTER}", URL)
    before = len(page.elements)
    found = {channel.address for channel in extract_channels(page)}
    assert found == {"+6621234567", "hello@acme.example"}
    assert len(list(page.root.iter())) == before, "the tree is shared and stays as it is"


def test_what_stands_around_customers_words_stays() -> None:
    body = "<p>one</p><div class=comments>a@b.example</div> three <p>four</p><div class=comments><h1>five@</h1></div>"
    kept = without_customers(parse_page(body, URL)).text.split()
    assert kept == ["one", "three", "four", "five@"]


def test_a_page_whose_customers_offer_nothing_is_not_copied() -> None:
    said = '<div class=comments><p>Nice coffee, 5 of 5</p><a href="/u/7">Dan</a></div>'
    for body in (f"<h1>Contact</h1>{FOOTER}", f"<h1>Blog</h1>{said}{FOOTER}"):
        page = parse_page(body, URL)
        assert without_customers(page) is page


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_the_copy_knows_its_elements_as_if_it_had_been_read(spoken: str) -> None:
    page = parse_page(f"<html><body><h1 id=top>Words</h1>{spoken}<p class=x>more</p>{FOOTER}</body></html>", URL)
    copy = without_customers(page)
    assert copy is not page
    read = replace(copy)
    assert copy.elements == read.elements
    assert {tag: copy.tagged(tag) for tag in ("p", "div", "script")} == {
        tag: read.tagged(tag) for tag in ("p", "div", "script")
    }
    assert {name: copy.having(name) for name in page.holders} == {name: read.having(name) for name in page.holders}
    assert copy.having("class", "id") == read.having("class", "id")
