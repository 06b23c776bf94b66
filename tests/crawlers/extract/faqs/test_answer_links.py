"""Questions whose answer stands behind a link: candidates for the crawler, no pairs."""

from __future__ import annotations

from crawlers.extract.faqs import extract_faqs
from crawlers.extract.faqs.help_centre import answer_links, in_help_centre
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


QUESTIONS = ("How do I cancel my order?", "Where is my parcel?", "How do I change my address?")
SHORT = "<title>Help centre</title><h1>How do I cancel my order?</h1><div class=article-body>In your account.</div>"


def _help(heading: str, asked: tuple[str, ...]) -> str:
    links = "".join(f'<li><a href="/help/articles/{number}">{text}</a></li>' for number, text in enumerate(asked))
    return f"<title>{heading} | Acme</title><h1>{heading}</h1><ul>{links}</ul>"


def test_links_that_ask_on_a_help_page() -> None:
    for heading in ("Help centre", "ศูนย์ช่วยเหลือ", "Trung tâm trợ giúp", "Pagalba"):
        page = parse_page(_help(heading, QUESTIONS), "https://acme.example/x")
        assert [question for question, _ in answer_links(page)] == list(QUESTIONS)
    assert answer_links(parse_page(_help("Our coffee", QUESTIONS), "https://acme.example/x")) == []
    assert (
        answer_links(parse_page(_help("Help centre", ("Orders", "Delivery", "Returns")), "https://acme.example/x"))
        == []
    )


def test_a_short_article_answers_a_title_that_asks() -> None:
    (faq,) = extract_faqs(parse_page(SHORT, "https://acme.example/help/articles/1"))
    assert (faq.question, faq.answer) == ("How do I cancel my order?", "In your account.")
    stub = SHORT.replace("In your account.", '<a href="/y">Go on</a>')
    assert extract_faqs(parse_page(stub, "https://acme.example/help/articles/1")) == []
