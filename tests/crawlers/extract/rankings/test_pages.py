"""Result pages of any engine: whose they are, what state they are in, and what is read off them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.extract.page import parse_page
from crawlers.extract.rankings import UNKNOWN, read_result_page, saved_page
from crawlers.extract.rankings.result_page import ResultPage, unwrap
from tests.crawlers.extract.factory import Case, cases
from tests.work import Work, assert_grows

ENGINES = ("google", "bing", "duckduckgo", "yandex")
ENGINE_PAGES = (
    "https://www.bing.com/search?q=x",
    "https://yandex.ru/search/?text=x",
    "https://www.google.com/search?q=x",
)
CARD = '<g-section-with-header><a class="WlydOe" href="https://a.example/">x</a>'
OTHERS = ("brave", "ecosia", "mojeek", "startpage", "swisscows", "yahoo")
CASES = cases(*(f"rankings_{name}" for name in (*ENGINES, *OTHERS, "none")))


def read(case: Case) -> ResultPage:
    page = parse_page(case.source.read_bytes(), case.expected["url"])
    return read_result_page(page, **case.expected.get("arguments", {}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fixture(case: Case) -> None:
    result = read(case)
    holds(result)
    wanted: dict[str, Any] = case.expected["page"]
    if case.kind == "rankings_google" and (wanted["status"], result.engine) == ("failed", UNKNOWN):
        return  # a page that Google's reader, asked directly, cannot read either
    for name, value in wanted.items():
        assert (getattr(result, name) or "") == (value or ""), name
    got = [ranking.model_dump(mode="json") for ranking in result.rankings]
    kinds = [(ranking.kind, ranking.url, ranking.title) for ranking in result.rankings]
    assert len(got) == len(case.expected["records"]), kinds
    for have, want in zip(got, case.expected["records"], strict=True):
        assert {name: have[name] for name in want} == want
    assert {ranking.engine for ranking in result.rankings} <= {result.engine}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_tree_is_not_changed(case: Case) -> None:
    page = parse_page(case.source.read_bytes(), case.expected["url"])
    before = etree.tostring(page.root)
    read_result_page(page)
    assert etree.tostring(page.root) == before


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_has_a_wall_an_absence_and_another_query(engine: str) -> None:
    states = {case.expected["page"]["status"] for case in CASES if case.kind == f"rankings_{engine}"}
    assert {"observed", "absent", "blocked"} <= states
    reasons = [case.expected["page"]["reason"] or "" for case in CASES if case.kind == f"rankings_{engine}"]
    assert any(reason.startswith("answered for") for reason in reasons)


@pytest.mark.parametrize(
    ("wrapped", "address"),
    [
        ("https://www.bing.com/aclick?ld=x&u=aHR0cHMlM2ElMmYlMmZhLmV4YW1wbGUlMmY", "https://a.example/"),
        ("https://www.bing.com/aclk?ld=x&u=a1aHR0cHM6Ly9hLmV4YW1wbGUv", "https://a.example/"),
        ("https://www.bing.com/aclk?ld=x", "https://www.bing.com/aclk?ld=x"),
        ("//duckduckgo.com/l/?uddg=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        ("https://duckduckgo.com/y.js?u3=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        ("https://duckduckgo.com/y.js?ad_domain=a.example", "https://duckduckgo.com/y.js?ad_domain=a.example"),
        ("https://yabs.yandex.ru/count/WZ0", "https://yabs.yandex.ru/count/WZ0"),
    ],
)
def test_unwrap_advertisements(wrapped: str, address: str) -> None:
    assert unwrap(wrapped) == address


def test_the_query_is_known_better() -> None:
    page = parse_page('<ol id="b_results"><li class="b_algo"><h2><a href="https://a.example/">A</a></h2></li></ol>', "")
    assert read_result_page(page).status == "failed"
    result = read_result_page(page, "mobile", keyword="กาแฟ")
    assert (result.status, result.query, result.device) == ("observed", "กาแฟ", "mobile")
    assert [ranking.keyword for ranking in result.rankings] == ["กาแฟ"]


def test_a_name_alone_is_no_list_of_results() -> None:
    markup = '<link rel="search" title="Bing"><title>a - Bing</title><h2><a href="https://a.example/">A</a></h2>'
    result = read_result_page(parse_page(markup, ""), keyword="a")
    assert (result.status, result.rankings) == ("failed", [])


def test_a_page_saved_as_one_file() -> None:
    markup = (
        '<div id=3D"b_results"><li class=3D"b_algo"><h2><a href=3D"https://a.example/">=E0=B8=81</a></h2></li></div>'
    )
    body = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.bing.com/search?q=kava\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n------b\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://www.bing.com/search?q=kava\r\n\r\n"
        f"<html>{markup}</html>\r\n------b\r\nContent-Type: image/png\r\n\r\nx\r\n------b--\r\n"
    )
    page = saved_page(body.encode(), "file:///saved.mhtml")
    assert page.url == "https://www.bing.com/search?q=kava"
    result = read_result_page(page)
    assert (result.engine, result.query, [ranking.title for ranking in result.rankings]) == ("bing", "kava", ["ก"])


def test_a_saved_file_may_lie_about_its_address() -> None:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
    page = saved_page(f"{head}Content-Location: http://[broken\n\n<p>x</p>\n--b--\n".encode(), "file:///saved.mhtml")
    assert page.url == "file:///saved.mhtml"
    assert read_result_page(page).engine == UNKNOWN


def test_deep_nesting_is_survived() -> None:
    markup = '<ol id="b_results"><input name=q value=x>' + "<div><h2>" * 3_000 + "<a href='https://a.example/'>A</a>"
    holds(read_result_page(parse_page(markup, "https://www.bing.com/search?q=x")))


@pytest.mark.parametrize(
    "markup",
    [
        lambda n: (
            '<ol id="b_results">' + "<span>x</span>" * n + '<h2><a href="https://a.example/">A</a></h2>' * (n // 7)
        ),
        lambda n: '<ol id="b_results"><li class="b_ans">' + '<b class="rwrl">x</b>' * n,
        lambda n: '<ul class="serp-list">' + '<div class="misspell">' * 500 + '<p class="serp-item">x</p>' * n,
        lambda n: (
            '<div id="links">' + '<tr class="result-sponsored"><td><a class="result-link" href="//b.example">x</a>' * n
        ),
        lambda n: '<div id="rso">' + "<span>x</span>" * n + '<h3><a href="https://a.example/">A</a></h3>' * (n // 7),
        lambda n: '<div id="rso">' + (CARD * 50 + "</g-section-with-header>" * 50) * (n // 100),
        lambda n: '<div id="rso">' + '<div id="topstuff">' * 500 + "<i>x</i>" * n,
    ],
    ids=["headings", "snippets", "notices", "rows", "google_headings", "google_cards", "google_notices"],
)
def test_work_grows_with_the_page_at_most(markup: Callable[[int], str]) -> None:
    def prepare(n: int) -> Work:
        pages = [parse_page(markup(n), url) for url in ENGINE_PAGES]
        return lambda: [holds(read_result_page(page, keyword="x")) for page in pages]

    assert_grows(prepare, 2_500)


def holds(result: ResultPage) -> None:
    """What is promised of every result page."""
    assert (result.status == "observed") == bool(result.rankings)
    assert result.status == "observed" or result.reason
    assert [ranking.overall_position for ranking in result.rankings] == list(range(1, len(result.rankings) + 1))
    for kind in {ranking.kind for ranking in result.rankings}:
        positions = [ranking.position for ranking in result.rankings if ranking.kind == kind]
        assert positions == list(range(1, len(positions) + 1))


PARTS = st.sampled_from([
    '<ol id="b_results">', '<li class="b_algo">', '<li class="b_ad">', '<li class="b_ans">', "<h2>", "</h2>", "</li>",
    "<a href='https://a.example/x'>", "<a href='/search?q=other'>", "<a href='https://[bad'>", "</a>", "text", "กาแฟ",
    '<div class="df_qntext">', '<ul class="serp-list">', '<li class="serp-item">', '<div class="misspell">',
    '<div class="result results_links">', '<tr><td><a class="result-link" href="//duckduckgo.com/l/?uddg=https://b.example">',
    '<td class="result-snippet">', '<article data-testid="result">', '<div id="sp_requery">', "<input name=q value=x>",
    "<input name=text value=y>", "<a href='https://yabs.yandex.ru/count/1'>", '<div class="Path">', "\x00", "&#xD800;",
    '<g-section-with-header>', '<a class="WlydOe" href="https://c.example/">', '<div id="rso">', "<h3>", "</div>",
])  # fmt: skip
ADDRESSES = st.sampled_from(
    ["https://www.bing.com/search?q=a", "https://duckduckgo.com/html/?q=a", "https://yandex.ru/search/?text=a",
     "https://www.google.com/search?q=a", "file:///x"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PARTS, max_size=40).map("".join)), ADDRESSES, st.booleans())
@settings(max_examples=200, deadline=None)
def test_never_raises(markup: str, url: str, known: bool) -> None:
    holds(read_result_page(parse_page(markup, url), keyword="coffee" if known else None))


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"]),
)
@settings(max_examples=80, deadline=None)
def test_never_raises_on_a_saved_file(body: bytes, head: bytes) -> None:
    holds(read_result_page(saved_page(head + body, "file:///x"), keyword="coffee"))
