"""Whatever arrives, extraction neither raises nor changes the page."""

from __future__ import annotations

import string
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.shell import looks_script_driven
from crawlers.extract.page.structured.jsonld import decode, mend
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.site.links import find_pages, next_page, sitemap_index, sitemap_pages

NOW = datetime(2026, 11, 20)
PIECES = [
    "<h2>FAQ</h2>",
    "<h3>Why?</h3>",
    "<p>Because.</p>",
    "<details><summary>How?</summary>",
    "</details>",
    "<dl><dt>Who?</dt>",
    "<dd>Us</dd>",
    "<button aria-expanded=false aria-controls=x>When?</button>",
    "<div id=x>",
    "</div>",
    "<div itemscope ",
    "itemtype='http://schema.org/Review'>",
    "<span itemprop=reviewBody>",
    "<meta itemprop=ratingValue content=4>",
    "</span>",
    "<script type='application/ld+json'>",
    '{"@type":"FAQPage","mainEntity":[',
    '{"@type":"Question","name":"Q?","acceptedAnswer":',
    '{"text":"A"}',
    '{"@type":"Review","@id":"#a","review":{"@id":"#a"},"reviewBody":"x"}',
    "]}",
    "</script>",
    "\x00",
    "&lt;",
    "<div class=review><b class=author>",
    "★★★★☆",
    "</b>",
    "<a rel=next href='http://[bad'>",
    "<a href='//x:99999/faq'>FAQ</a>",
    "<base href='http://[x'>",
    "<div class=pagination>",
    "<table><tr><td>",
    "<div itemref='x y' itemscope id=y itemprop=author>",
]


def extract_all(page: Page) -> None:
    faqs = extract_faqs(page)
    assert [faq.position for faq in faqs] == list(range(1, len(faqs) + 1))
    assert all(0 < faq.confidence <= 1 for faq in faqs)
    for review in extract_reviews(page, NOW):
        assert review.rating is None or review.rating_max is None or 0 <= review.rating <= review.rating_max
    extract_totals(page)
    for kind in ("faqs", "reviews", "channels"):
        find_pages(page, kind)
    next_page(page)
    block_reason(page, 200)
    looks_script_driven(page)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "windows-874", "utf-16", "x-unknown", ""]))
def test_random_bytes(body: bytes, charset: str | None) -> None:
    extract_all(parse_page(body, "https://a.example/", charset))
    sitemap_pages(body, "faqs")
    sitemap_index(body)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(string.printable + "กไ？ąž", max_size=12)), max_size=40))
def test_random_markup(pieces: list[str]) -> None:
    page = parse_page("".join(pieces), "https://a.example/faq")
    before = etree.tostring(page.root)
    extract_all(page)
    assert etree.tostring(page.root) == before


@settings(max_examples=150, deadline=None)
@given(st.text('{}[]:,"\\/*tfn1 \nau<!-', max_size=80))
def test_decode_never_raises_and_mending_is_stable(text: str) -> None:
    decode(text)
    assert decode(mend(text)) == decode(mend(mend(text)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_valid_json_survives(value: dict[str, object]) -> None:
    import json

    assert decode(json.dumps(value)) == [value]
    assert decode(json.dumps(value, ensure_ascii=False)) == [value]


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 10_000 + b"Why?" + b"</div>" * 10_000,
        b"<div itemscope itemtype='http://schema.org/Review'>" * 3_000,
        b"<div class='review'><b class=author>x</b>" * 2_000,
        b"<details><summary>Why?</summary>" * 2_000,
        b"<button aria-expanded=true>Why?</button>" * 5_000,
        b"<dl><dt>Why?</dt><dd>x</dd>" * 2_000,
        b"<script type='application/ld+json'>" + b'{"a":' * 50_000 + b"</script>",
        b"<script type='application/ld+json'>" + b'"' * 50_000 + b"</script>",
        b"<script type='application/ld+json'>"
        + b'{"@type":"Question","acceptedAnswer":{"@id":"a"},"@id":"a"}' * 50
        + b"</script>",
        b"<div class='pagination pages'>" * 2_000 + b"<a href=?page=3>3</a>",
    ],
    ids=["divs", "scopes", "boxes", "details", "buttons", "lists", "deep-json", "quotes", "circle", "pagers"],
)
def test_hostile_pages(body: bytes) -> None:
    extract_all(parse_page(body, "https://a.example/faq"))
