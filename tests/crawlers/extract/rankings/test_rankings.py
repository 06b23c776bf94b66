"""Result pages and search answers -> rankings: fixtures, and what holds for every input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.page import parse_page
from crawlers.extract.rankings.google import parse_google
from crawlers.extract.rankings.result_page import ResultPage, domain, unwrap
from crawlers.extract.rankings.searxng import parse_searxng
from crawlers.extract.rankings.zones import address as link_address
from tests.crawlers.extract.factory import Case, cases, check

URL = "https://www.google.com/search?q=coffee"


@pytest.mark.parametrize("case", cases("rankings_google", "rankings_searxng"), ids=lambda case: case.id)
def test_fixture(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("wrapped", "address"),
    [
        ("https://www.google.com/url?q=https://acme.example/a%3Fb%3D1&sa=U", "https://acme.example/a?b=1"),
        ("https://www.google.co.th/url?sa=t&url=https%3A%2F%2Facme.example%2F", "https://acme.example/"),
        ("https://www.google.com/aclk?sa=l&adurl=https://acme.example/", "https://acme.example/"),
        ("https://www.google.lt/amp/s/acme.example/kava", "https://acme.example/kava"),
        ("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9hY21lLmV4YW1wbGUv&ntb=1", "https://acme.example/"),
        ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Facme.example%2F&rut=1", "https://acme.example/"),
        ("https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2facme.example%2f/RK=2/RS=x-", "https://acme.example/"),
        ("https://yandex.ru/clck/jsredir?from=x&url=https%3A%2F%2Facme.example%2F", "https://acme.example/"),
        ("https://www.google.com/url?q=https%3A%2F%2Fduckduckgo.com%2Fl%2F%3Fuddg%3Dhttps%253A%252F%252Facme.example", "https://acme.example"),
        # Wraps nothing, or so that it cannot be told: stays as it is.
        ("https://acme.example/url?q=https://other.example/", "https://acme.example/url?q=https://other.example/"),
        ("https://google.acme-evil.example/url?q=https://acme.example/", "https://google.acme-evil.example/url?q=https://acme.example/"),
        ("https://www.bing.com/ck/a?u=a1%25%25", "https://www.bing.com/ck/a?u=a1%25%25"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("http://[broken", "http://[broken"),
    ],
)  # fmt: skip
def test_unwrap(wrapped: str, address: str) -> None:
    assert unwrap(wrapped) == address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://WWW.Acme.example/x", "acme.example"),
        ("http://127.0.0.2:80/", "127.0.0.2"),
        ("http://127.0.0.2:8080/", "127.0.0.2:8080"),
        ("mailto:a@acme.example", ""),
        ("", ""),
    ],
)
def test_domain(url: str, expected: str) -> None:
    assert domain(url) == expected


def test_google_takes_a_better_known_keyword() -> None:
    page = parse_page("<div id=rso><a href='https://a.example/'><h3>A</h3></a></div>", URL)
    result = parse_google(page, keyword="กาแฟ")
    assert result.query == "กาแฟ"
    assert [ranking.keyword for ranking in result.rankings] == ["กาแฟ"]


def test_another_sites_page_is_no_absence() -> None:
    page = parse_page("<title>Shop</title><p>Your search did not match any documents.</p>", "https://shop.example/")
    assert parse_google(page, keyword="x").status == "failed"


def test_google_counts_a_repeated_entry_once() -> None:
    entry = "<div class=g><a href='https://a.example/'><h3>A</h3></a></div>"
    result = parse_google(parse_page(f"<div id=rso>{entry}{entry}</div>", URL), keyword="a")
    assert [ranking.position for ranking in result.rankings] == [1]


def test_google_survives_deep_nesting() -> None:
    body = "<input name=q value=x>" + "<div role=heading>" * 10_000 + "<a href='https://a.example/'>A</a>"
    assert parse_google(parse_page(body, URL)).status in ("observed", "failed")


def holds(result: ResultPage) -> None:
    """What is promised of every result page."""
    assert (result.status == "observed") == bool(result.rankings)
    assert result.status == "observed" or result.reason
    assert [ranking.overall_position for ranking in result.rankings] == list(range(1, len(result.rankings) + 1))
    for kind in {ranking.kind for ranking in result.rankings}:
        positions = [ranking.position for ranking in result.rankings if ranking.kind == kind]
        assert positions == list(range(1, len(positions) + 1))


PARTS = st.sampled_from([
    "<div id=rso>", "<div class=g>", "<h3>", "<a href='https://a.example/", "'>", "</a>", "</h3>", "</div>",
    "<a href='/url?q=https://b.example'>", "<div role=heading>", "<div class=related-question-pair data-q=x>",
    "<div data-text-ad>", "<div class=YzCcne>", "<div id=topstuff>No results found for", "<input name=q value=x>",
    "<form action=https://consent.google.com/save>", "กาแฟ", "\x00", "&#xD800;",
])  # fmt: skip


@given(st.one_of(st.text(), st.lists(PARTS, max_size=40).map("".join)), st.booleans())
@settings(max_examples=150, deadline=None)
def test_google_never_raises(markup: str, known: bool) -> None:
    holds(parse_google(parse_page(markup, URL), keyword="coffee" if known else None))


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_google_never_raises_on_bytes(body: bytes) -> None:
    holds(parse_google(parse_page(body, URL), keyword="coffee"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("https://a.example/"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["url", "title", "content", "template", "category", "answer"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["results", "answers", "suggestions", "unresponsive_engines", "query"]), JSON),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_searxng_never_raises(answer: dict[str, Any], known: bool) -> None:
    holds(parse_searxng(json.dumps({"results": [], **answer}), keyword="coffee" if known else None))


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200), st.just("[" * 100_000)))
@settings(max_examples=100, deadline=None)
def test_searxng_never_raises_on_garbage(payload: bytes | str) -> None:
    result = parse_searxng(payload)
    holds(result)
    assert result.status == "failed"


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        (
            "https://pixel.everesttech.net/3/cq?ev_sid=3&url=http%3A%2F%2Fwww.acme.example/cloud",
            "http://www.acme.example/cloud",
        ),
        ("https://www.googleadservices.com/pagead/aclk?sa=L&adurl=https://acme.example/", "https://acme.example/"),
        (
            "https://ad.doubleclick.net/ddm/clk/1;2;3?https://acme.example/",
            "https://ad.doubleclick.net/ddm/clk/1;2;3?https://acme.example/",
        ),
        (
            "https://www.googleadservices.com/pagead/aclk?sa=L&adurl=",
            "https://www.googleadservices.com/pagead/aclk?sa=L&adurl=",
        ),
        (
            "https://everesttech.net.acme.example/?url=https://other.example/",
            "https://everesttech.net.acme.example/?url=https://other.example/",
        ),
    ],
)
def test_counters_of_clicks_on_ads_are_nobodys_site(url: str, leads_to: str) -> None:
    assert unwrap(url) == leads_to
    assert (domain(url) == "") is not ("net.acme" in url)


def test_an_ad_names_its_site_beside_the_counter() -> None:
    page = parse_page(
        "<div><a href='https://www.googleadservices.com/pagead/aclk?adurl=' data-pcu='https://www.acme.example/,https://t.example/'>"
        "Acme</a><a href='https://www.googleadservices.com/pagead/aclk?adurl='>Borealis</a></div>",
        "https://www.google.com/search?q=x",
    )
    named, unnamed = page.root.iter("a")
    assert link_address(named, page.url) == "https://www.acme.example/"
    assert domain(link_address(unnamed, page.url)) == ""
