"""The demo's sites really answer over HTTP, and the crawlers' extractors read back what the market holds."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.extract.channels import extract_channels
from crawlers.extract.faqs import extract_faqs
from crawlers.extract.page import Page, parse_page
from crawlers.extract.rankings.google import parse_google
from crawlers.extract.rankings.searxng import parse_searxng
from crawlers.extract.reviews import extract_reviews, extract_totals
from crawlers.extract.site.links import find_pages, next_page
from data.workspace import load_workspace
from overheard.demo.market.market import Market, build_market
from overheard.demo.market.truths import companies, truths
from overheard.demo.sites.brand_site import PRIVATE_TARGET
from overheard.demo.sites.platform_site import review_path
from overheard.demo.sites.serp import keywords, result_pages, saved_order
from overheard.demo.sites.server import DemoServer
from overheard.demo.workspace import SAVED_FOLDER, write_workspace

ANCHOR = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9)


@cache
def market() -> Market:
    return build_market(ANCHOR)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(market()) as running:
        yield running


def fetch(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=300)
    connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def read(url: str) -> Page:
    response, body = fetch(url)
    assert response.status == 200, url
    return parse_page(body, url)


def test_hosts_are_told_apart_and_the_port_is_freed() -> None:
    for apart in (True, False):
        if apart and not _has_loopback_network():
            continue
        with DemoServer(market(), per_host_addresses=apart) as running:
            assert len(set(running.addresses)) == len(running.hosts) == 6
            for company in companies():
                _, body = fetch(running.hosts[company.host] + "/")
                assert company.mail.encode() in body
            port = urlsplit(running.hosts["kettle"]).port or 0
            address = urlsplit(running.hosts["kettle"]).hostname or ""
        with DemoServer(market(), port=port, per_host_addresses=apart) as again:
            assert again.hosts["kettle"] == f"http://{address}:{port}"
            with pytest.raises(OSError, match=r"in use|Address"):
                DemoServer(market(), port=port, per_host_addresses=apart)


def _has_loopback_network() -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.77.0.11", 0))
        except OSError:
            return False
    return True


def test_connections_stay_open_and_requests_are_counted(server: DemoServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.hosts["kettle"]).netloc, timeout=300)
    before = server.requests["kettle", "/robots.txt"]
    for _ in range(3):
        connection.request("GET", "/robots.txt")
        response = connection.getresponse()
        assert response.version == 11
        assert b"Disallow: /members/" in response.read()
    connection.close()
    assert server.requests["kettle", "/robots.txt"] == before + 3


def test_pages_that_fail_on_purpose(server: DemoServer) -> None:
    hosts = server.hosts
    assert fetch(hosts["northbound"] + "/reviews")[0].status == 403
    assert fetch(hosts["kavos"] + "/atsiliepimai")[0].status == 500
    assert fetch(hosts["kettle"] + "/no-such-page")[0].status == 404
    assert fetch(hosts["cupwise"] + "/review/kettle-and-crow?page=99")[0].status == 404
    moved, _ = fetch(hosts["kavos"] + "/duk/archyvas")
    assert (moved.status, moved.getheader("Location")) == (302, PRIVATE_TARGET)


def test_unchanged_pages_say_so_and_head_has_no_body(server: DemoServer) -> None:
    url = server.hosts["bramble"] + "/faq"
    tag = fetch(url)[0].getheader("ETag") or ""
    again, body = fetch(url, **{"If-None-Match": tag})
    assert (again.status, body) == (304, b"")
    head, body = fetch(url, "HEAD")
    assert head.status == 200
    assert body == b""
    assert int(head.getheader("Content-Length") or 0) > 1000


def test_faqs_are_read_back_word_for_word_in_five_markups(server: DemoServer) -> None:
    layers = {}
    pages = {
        ("kettle", "main"): "/faq",
        ("kettle", "subscriptions"): "/faq/subscriptions",
        ("bramble", "main"): "/faq",
        ("northbound", "main"): "/faq",
        ("northbound", "subscriptions"): "/faq/subscriptions",
        ("kavos", "main"): "/duk",
    }
    for (brand, which), path in pages.items():
        found = extract_faqs(read(server.hosts[brand] + path))
        assert [(f.question, f.answer) for f in found] == [
            (f.question, f.answer) for f in market().faqs_of(brand, which)
        ]
        layers[brand, which] = {f.layer for f in found}
    assert len(set.union(*layers.values())) == 6
    assert extract_faqs(read(server.hosts["kavos"] + "/duk/prenumerata")) == []


def test_pages_without_faqs_or_reviews_give_none(server: DemoServer) -> None:
    for path in ("/", "/coffee", "/journal", "/contact"):
        page = read(server.hosts["kettle"] + path)
        assert extract_faqs(page) == []
        assert extract_reviews(page, NOW) == []


@pytest.mark.parametrize("brand", companies(), ids=lambda b: b.id)
def test_reviews_are_read_back_word_for_word_page_by_page(server: DemoServer, brand: object) -> None:
    company = next(c for c in companies() if c is brand)
    url: str | None = server.hosts["cupwise"] + review_path(company)
    found, totals = [], set()
    while url:
        page = read(url)
        found += extract_reviews(page, NOW)
        totals |= {t.claimed_n for t in extract_totals(page)}
        url = next_page(page)
    wanted = market().reviews_of(company.id)
    assert [(r.author, r.published_at, r.rating, r.title or "", r.body) for r in found] == [
        (r.author, r.published, r.rating, r.title, r.body) for r in wanted
    ]
    assert [(r.reply_body or "", r.replied_at) for r in found] == [(r.reply, r.replied) for r in wanted]
    assert totals == {truths()["traps"]["claimed"].get(company.id, len(wanted))}


def test_a_brands_own_reviews_are_read_from_linked_data(server: DemoServer) -> None:
    found = extract_reviews(read(server.hosts["kettle"] + "/reviews"), NOW)
    assert sorted(r.body for r in found) == sorted(r.body for r in market().reviews_of("kettle", "own"))


def test_channels_are_present_and_absent_as_planted(server: DemoServer) -> None:
    kinds = {}
    for company in companies():
        home = read(server.hosts[company.host] + "/")
        pages = (home, *map(read, find_pages(home, "channels")))
        kinds[company.id] = {c.kind for page in pages for c in extract_channels(page)}
    rivals = [kinds[c.id] for c in companies() if not c.own]
    assert kinds["kettle"] - set.union(*rivals) == set(truths()["channels"]["only_own"])
    assert set.union(*rivals) - kinds["kettle"] == set(truths()["channels"]["all_rivals_but_not_own"])
    assert set.intersection(*rivals) >= set(truths()["channels"]["all_rivals_but_not_own"])


def test_faq_pages_can_be_discovered_from_the_home_page(server: DemoServer) -> None:
    base = server.hosts["northbound"]
    assert find_pages(read(base + "/"), "faqs") == [base + "/faq", base + "/faq/subscriptions"]


def test_the_search_service_and_the_saved_pages_are_read(server: DemoServer, tmp_path: Path) -> None:
    write_workspace(tmp_path, server.hosts, market())
    for entry in result_pages():
        query = entry["keyword"].replace(" ", "+")
        found = parse_searxng(fetch(f"{server.hosts['search']}/search?q={query}&format=json")[1])
        assert found.status == "observed"
        assert found.query == entry["keyword"]
        organic = [r.url for r in found.rankings if r.kind == "organic"]
        assert organic == [f"{server.hosts[s]}/" if s in server.hosts else s for s in entry["order"]]
        saved = tmp_path / SAVED_FOLDER / f"{entry['keyword'].replace(' ', '-')}.html"
        page = parse_google(parse_page(saved.read_bytes(), saved.as_uri()))
        assert page.query == entry["keyword"]
        assert [r.title for r in page.rankings if r.kind == "paa"] == entry["asked"]
        assert [r.url for r in page.rankings if r.kind == "organic"] == [
            f"{server.hosts[s]}/" if s in server.hosts else s for s in saved_order(entry)
        ]
    assert len(keywords()) == 6
    assert parse_searxng(fetch(f"{server.hosts['search']}/search?q=unheard+of&format=json")[1]).status == "absent"


def test_the_workspace_is_valid_and_marked_as_synthetic(server: DemoServer, tmp_path: Path) -> None:
    write_workspace(tmp_path / "demo", server.hosts, market())
    workspace = load_workspace(tmp_path / "demo")
    assert "synthetic" in workspace.name
    assert [b.id for b in workspace.brands] == [c.id for c in companies()]
    assert workspace.own.id == "kettle"
    assert set(workspace.crawl.allow_private) == set(server.addresses)
    assert urlsplit(PRIVATE_TARGET).netloc + ":80" not in workspace.crawl.allow_private
    assert workspace.brand("northbound").faqs is None
    assert {s.provider for s in workspace.search} == {"searxng", "saved", "answers"}
