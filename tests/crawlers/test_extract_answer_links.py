"""Questions whose answer stands behind a link: candidates for the crawler, no pairs."""

from __future__ import annotations

from crawlers.extract.faq_help import answer_links, in_help_centre
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import parse_page

LISTED = """<title>FAQ</title><body><nav><a href="/why">Why us?</a></nav><h1>FAQ</h1>
<ul><li><a href="/faq/pay">How can I pay?</a></li><li><a href="faq/ship.pdf#p2"><span>Where do you ship?</span></a></li>
<li><a href="/faq/pay">How can I pay?</a></li><li><a href="/terms">Terms</a></li><li><a href="#top">Why not?</a></li></ul>"""
HELP = """<link rel=stylesheet href="https://static.intercomassets.com/help.css"><body><h1>Orders</h1>
<a href="https://help.acme.example/en/articles/12-cancel-an-order"><div><span>Cancel an order</span></div></a>
<a href="/en/articles/13-late"><h3>Why is it late?</h3><p>On parcels</p></a><a href="/en/collections/2">All</a>
<a href="mailto:x@acme.example">Mail</a>"""


def test_links_that_ask_on_an_faq_page() -> None:
    page = parse_page(LISTED, "https://acme.example/help/")
    assert answer_links(page) == [
        ("How can I pay?", "https://acme.example/faq/pay"),
        ("Where do you ship?", "https://acme.example/help/faq/ship.pdf"),
    ]
    assert extract_faqs(page) == []


def test_links_that_ask_elsewhere_are_navigation() -> None:
    body = LISTED.replace("<h1>FAQ</h1>", "<h1>Shop</h1>").replace("<title>FAQ", "<title>Shop")
    assert answer_links(parse_page(body, "https://acme.example/")) == []


def test_articles_of_a_help_centre_whatever_their_title() -> None:
    page = parse_page(HELP, "https://acme.example/en/collections/1")
    assert in_help_centre(page)
    assert dict(answer_links(page)) == {
        "Cancel an order": "https://help.acme.example/en/articles/12-cancel-an-order",
        "Why is it late?": "https://acme.example/en/articles/13-late",
    }


def test_base_and_broken_addresses() -> None:
    body = '<base href="https://b.example/x/"><title>FAQ</title><a href="a?b">Who pays?</a><br><a href="http://[">When?</a>'
    assert answer_links(parse_page(body, "https://a.example/faq")) == [("Who pays?", "https://b.example/x/a?b")]


def test_an_article_elsewhere_is_no_answer() -> None:
    body = "<body><h1>How do I cancel?</h1><div class=article-body>" + "Write to the desk at once. " * 5 + "</div>"
    assert extract_faqs(parse_page(body, "https://news.example/2026/cancel")) == []
    faqs = extract_faqs(parse_page(body, "https://acme.example/hc/en-us/articles/7"))
    assert [(faq.question, faq.layer) for faq in faqs] == [("How do I cancel?", "article")]
