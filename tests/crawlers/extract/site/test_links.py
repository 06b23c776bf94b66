"""Links: sites, pages to look at, next pages, sitemaps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawlers.extract.page import parse_page
from crawlers.extract.site.links import find_pages, next_page, sitemap_index, sitemap_pages
from data.urls import host, same_site
from tests.work import Work, assert_grows


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
        ("https://help.acme.example", "https://acme.example", True),
        ("https://acme.example", "https://other.example", False),
        ("https://a.b.acme.test/", "http://acme.test:8080/", True),
        ("https://acme.invalid", "https://acme.example", False),
        ("https://one.myshopify.com", "https://two.myshopify.com", False),
        ("http://[::1]:81/", "http://[::1]:82/", False),
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


@pytest.mark.parametrize(
    ("language", "kind", "text"),
    [
        (language, kind, text)
        for language, texts in {
            "en": ("Frequently Asked Questions", "Testimonials", "Contact us", "About us"),
            "th": ("คำถามที่พบบ่อย", "รีวิวจากลูกค้า", "ติดต่อเรา", "เกี่ยวกับเรา"),
            "vi": ("Câu hỏi thường gặp", "Đánh giá của khách hàng", "Liên hệ", "Giới thiệu"),
            "lt": ("D.U.K.", "Klientų atsiliepimai", "Kontaktai", "Apie mus"),
            "de": ("Häufige Fragen", "Kundenstimmen", "Kontakt", "Über uns"),
            "fr": ("Foire aux questions", "Avis clients", "Nous contacter", "Qui sommes-nous ?"),
            "es": ("Preguntas frecuentes", "Opiniones de clientes", "Contáctanos", "Quiénes somos"),
            "ja": ("よくあるご質問", "お客様の声", "お問い合わせ", "会社概要"),
        }.items()
        for kind, text in zip(("faqs", "reviews", "channels", "about"), texts, strict=True)
    ],
)
def test_pages_are_found_by_name_in_each_language(language: str, kind: str, text: str) -> None:
    """The paths say nothing: shop builders number their pages."""
    markup = f"<html lang={language}><a href=/p/1>Blog</a> <a href=/p/2>{text}</a> <a href=/p/3>2026</a>"
    page = parse_page(markup, "https://acme.example/")
    assert find_pages(page, kind) == ["https://acme.example/p/2"]


@pytest.mark.parametrize(
    ("url", "text", "followed"),
    [
        ("https://acme.zendesk.com/hc/en-us", "Help", True),
        ("https://acmehelp.zendesk.com/hc/en-us", "Help Center", True),
        ("https://acme-support.freshdesk.com/", "Get answers", True),
        ("https://intercom.help/acme/en", "Help", True),
        ("https://intercom.help/rival/en", "Help", False),
        ("https://rival.zendesk.com/hc/en-us", "Help", False),
        ("https://www.zendesk.com/", "Help desk software by Zendesk", False),
        ("https://help.acme-support.example/", "Help", True),
        ("https://help.acme-support.example/", "News", False),
        ("https://acmehelp.com/", "FAQ", True),
        ("https://support.acme.co.th/", "Support", True),
        ("https://help.unrelated.example/", "Help", False),
        ("https://pacme.com/", "Help", False),
        ("https://acmecars.com/", "Help", False),
        ("https://www.facebook.com/acme", "Help", False),
    ],
)
def test_help_on_another_host(url: str, text: str, followed: bool) -> None:
    page = parse_page(f"<a href='{url}'>{text}</a>", "https://www.acme.com/")
    assert find_pages(page, "faqs") == ([url] if followed else [])
    assert find_pages(page, "reviews") == find_pages(page, "about") == []


def test_own_language_first() -> None:
    page = parse_page("<html lang=th><a href=/en/faq>FAQ</a><a href=/th/faq>FAQ</a>", "https://acme.example/th/")
    assert find_pages(page, "faqs") == ["https://acme.example/th/faq", "https://acme.example/en/faq"]


def test_neither_press_nor_logins() -> None:
    page = parse_page("<a href=/s>Espresso FAQ</a><a href=/login?to=/help>Help</a>", "https://acme.example/")
    assert find_pages(page, "faqs") == ["https://acme.example/s"]


def test_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="expected one of faqs, reviews, channels, about; found 'shops'"):
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
        ('<link rel="next" title="Another story" href="/another-story">', None),
        ('<nav class="post-navigation"><a rel="next" href="/another-story">Another</a></nav>', None),
        ('<div class="pagination"><a href="/r/2" aria-label="Next page">›</a></div>', "https://a.example/r/2"),
        (
            '<div class="pager"><a href="/r/9" title="Letzte Seite">»</a><a href="/r/2">→</a></div>',
            "https://a.example/r/2",
        ),
        ('<div class="pages"><span class="current">1</span><a href="/r;s=20">2</a></div>', "https://a.example/r;s=20"),
        ('<ul class="pagination"><li><a href="/r?start=10">Trang sau »</a></ul>', "https://a.example/r?start=10"),
        ('<ul class="pagination"><li><a href="/r?page=2">Toliau</a></ul>', "https://a.example/r?page=2"),
        ('<ul class="pagination"><li><a href="/r?seite=2">Nächste ›</a></ul>', "https://a.example/r?seite=2"),
        ('<div class="paging"><a href="/r?p=2">次へ</a></div>', "https://a.example/r?p=2"),
        ('<button class="btn load-more" data-url="/r?page=2">+</button>', "https://a.example/r?page=2"),
        ('<button data-next-url="/r?offset=10">ดูเพิ่มเติม</button>', "https://a.example/r?offset=10"),
        ('<a href="/r?page=2">Xem thêm</a>', "https://a.example/r?page=2"),
        ('<a href="/news">Xem thêm</a>', None),
        ('<div class="pages"><a href="/2024">2</a></div>', None),
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


def test_a_sitemap_may_name_the_brands_help_centre_elsewhere() -> None:
    own, vendor, named = (
        "https://www.acme.com/faq",
        "https://acme.zendesk.com/hc/faq",
        "https://help.acme-support.example/faq",
    )
    others = ["https://rival.zendesk.com/hc/faq", "https://unrelated.example/faq", "https://pacme.com/faq"]
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in (own, vendor, named, *others))
    body = f"<urlset>{locations}</urlset>".encode()
    assert set(sitemap_pages(body, "faqs", "https://www.acme.com/")) == {own, vendor, named}
    assert set(sitemap_pages(body, "faqs")) == {own, vendor, named, *others}
    reviews = body.replace(b"/faq<", b"/reviews<")
    assert sitemap_pages(reviews, "reviews", "https://www.acme.com/") == ["https://www.acme.com/reviews"]


@pytest.mark.parametrize(
    "markup",
    [
        lambda n: "<div class=pagination>" * 1_900 + "<a href=/x>2</a>" * n,
        lambda n: "<div class=pager>" + "<b class=active>" * (n // 8) + "<a href=?page=3>3</a>",
        lambda n: "".join(f"<a href=/x/{number}>help {number} me with this and that</a>" for number in range(n)),
        lambda n: "<button class=load-more>" * n,
        lambda n: "<button data-url=/r?page=2>Why so?" * n,
    ],
    ids=["paginations", "pager", "links", "buttons", "addresses"],
)
def test_work_grows_with_the_page_at_most(markup: Callable[[int], str]) -> None:
    def prepare(n: int) -> Work:
        page = parse_page(markup(n), "https://acme.example/")
        return lambda: (find_pages(page, "faqs"), next_page(page))

    assert_grows(prepare, 2_500)
