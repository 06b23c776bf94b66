"""Links: sites, pages to look at, next pages, sitemaps."""

from __future__ import annotations

import pytest

from crawlers.extract.links import find_pages, host, next_page, same_site, sitemap_index, sitemap_pages
from crawlers.extract.page import parse_page


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://www.Acme.Example:443/x", "acme.example"),
        ("http://acme.example:8080", "acme.example:8080"),
        ("http://127.0.0.2:80/", "127.0.0.2"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://a:99999/", ""),
        ("mailto:x@y.example", ""),
        ("", ""),
    ],
)
def test_host(url: str, expected: str) -> None:
    assert host(url) == expected


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://help.acme.co.th/x", "https://www.acme.co.th", True),
        ("https://acme.co.th", "https://other.co.th", False),
        ("http://127.0.0.2:80", "http://127.0.0.3:80", False),
        ("http://127.0.0.2:80", "http://127.0.0.2/", True),
        ("http://localhost:1", "http://localhost:2", False),
        ("", "", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same


MENU = """<base href="/shop/"><a href="/">Home</a> <a href="/about">Faqir's story</a>
<a href="/help/contact-us#form">Contact us</a> <a href="https://help.acme.co.th/">Help centre</a>
<a href="/faq/">FAQ</a> <a href="/faq">faq</a>
<a href="/hoi-dap">Hỏi đáp</a> <a href="/th/q">คำถามที่พบบ่อย</a> <a href="https://other.example/faq">FAQ</a>
<a href="/p/support-bracket-for-walls">Support bracket for walls</a> <a href="/faq.pdf">FAQ</a>
<a href="javascript:x">FAQ</a>
<a href="review-us">Write a review</a> <a href="reviews"><img alt="Customer reviews"></a>"""


def test_find_pages() -> None:
    page = parse_page(MENU, "https://www.acme.co.th/")
    assert find_pages(page, "faqs") == [
        "https://www.acme.co.th/faq/",
        "https://www.acme.co.th/hoi-dap",
        "https://help.acme.co.th/",
        "https://www.acme.co.th/th/q",
    ]
    assert find_pages(page, "faqs", limit=1) == ["https://www.acme.co.th/faq/"]
    assert find_pages(page, "reviews") == ["https://www.acme.co.th/shop/reviews"]
    assert find_pages(page, "channels")[0] == "https://www.acme.co.th/help/contact-us"


def test_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="expected one of faqs, reviews, channels; found 'shops'"):
        find_pages(parse_page("", "https://a.example/"), "shops")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<link rel="next" href="/r?page=2">', "https://a.example/r?page=2"),
        ('<div class="pagination"><a href="?page=1">1</a><a href="?page=2">2</a></div>', "https://a.example/r?page=2"),
        ('<nav aria-label="Pagination"><a href="/r?p=3">ถัดไป</a></nav>', "https://a.example/r?p=3"),
        ('<ul class="pager"><li><a class="disabled" href="?page=2">Next</a></ul>', None),
        ('<a href="/x">next</a>', None),
        ('<a rel="next" href="https://other.example/">next</a>', None),
    ],
)
def test_next_page(markup: str, url: str | None) -> None:
    assert next_page(parse_page(markup, "https://a.example/r")) == url


SITEMAP = b"""<?xml version="1.0"?><!DOCTYPE u [<!ENTITY x "https://evil.example/faq">]>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&x;</loc></url>
<url><loc> https://a.example/help/faq </loc></url>
<url><loc>https://a.example/blog/2020/05/our-faq-story</loc></url><url><loc>https://a.example/about</loc></url></urlset>"""


def test_sitemaps() -> None:
    assert sitemap_pages(SITEMAP, "faqs") == [
        "https://a.example/help/faq",
        "https://a.example/blog/2020/05/our-faq-story",
    ]
    assert sitemap_index(SITEMAP) == []
    index = b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>"
    assert sitemap_index(index) == ["https://a.example/1.xml"]
    for junk in (b"", b"<html>", b"\x00", b"<urlset><url><loc>/relative</loc></url></urlset>"):
        assert sitemap_pages(junk, "faqs") == sitemap_index(junk) == []
