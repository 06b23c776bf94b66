"""`overheard discover` as a user runs it: from a home page and keywords to a workspace, and rivals into one that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from benchmarks.discovery import google
from data.errors import ConfigError
from data.workspace import load_workspace
from overheard.commands.discover import DiscoverRequest, run_discover
from tests.overheard.command import overheard
from tests.site.server import Answer, Host, LocalWeb

KEYWORDS = ("coffee subscription", "beans by post")


def brand_page(name: str, more: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>Coffee by post | {name}</title>'
        f'<meta property="og:site_name" content="{name}">'
        '<link rel="alternate" type="application/atom+xml" href="/feed.xml"></head><body>'
        '<a href="/faq">FAQ</a> <a href="/contact">Contact us</a> <a href="/shop">Shop</a> <a href="/reviews">Reviews</a>'
        f"<h1>Whole bean coffee</h1><p>{'Fresh coffee, posted on Friday. ' * 20}</p>{more}"
        f'<a rel="me" href="https://mastodon.social/@{name.lower()}">Mastodon</a></body></html>'
    )


FAQ = (
    "<html><head><title>Questions</title></head><body><h1>FAQ</h1><details><summary>Do you sell whole bean coffee?</summary>"
    "<p>Yes, and ground too.</p></details><details><summary>Do you grind whole bean coffee?</summary><p>We do so on request."
    "</p></details></body></html>"
)


class Market:
    """Our site, two rivals, a magazine and a search service, on this machine."""

    def __init__(self, web: LocalWeb) -> None:
        self.own, self.bolder, self.calmer, self.gazette, self.search = (web.host() for _ in range(5))
        for host, name in ((self.own, "Acme"), (self.bolder, "Bolder"), (self.calmer, "Calmer")):
            host.routes = {"/": brand_page(name), "/faq": FAQ}
        self.gazette.routes["/"] = "<html><body><p>Gazette</p></body></html>"

    @property
    def hosts(self) -> tuple[Host, ...]:
        return self.own, self.bolder, self.calmer, self.gazette, self.search

    def results(self) -> list[tuple[str, str]]:
        return [
            (f"{self.bolder.url}/", "Coffee by post | Bolder"), (f"{self.own.url}/", "Acme"),
            ("https://www.amazon.co.uk/coffee", "Coffee: Amazon.co.uk"), (f"{self.calmer.url}/shop", "Shop | Calmer"),
            (f"{self.gazette.url}/2026/03/best-coffee", "11 best coffees"), ("https://www.reddit.com/r/Coffee/", "r/Coffee"),
        ]  # fmt: skip

    def serve(self, keyword: str, market: str = "en-GB") -> None:
        """The search service answers for a keyword."""
        query = urlencode({"q": keyword, "format": "json", "language": market})
        results = [{"url": url, "title": title, "content": ""} for url, title in self.results()]
        body = {"query": keyword, "results": results, "suggestions": ["letterbox coffee"], "unresponsive_engines": []}
        self.search.routes[f"/search?{query}"] = Answer(json.dumps(body).encode(), content_type="application/json")

    def flags(self) -> list[str]:
        return [flag for host in self.hosts for flag in ("--allow-private", host.netloc)]


@pytest.fixture
def market(web: LocalWeb) -> Market:
    return Market(web)


def save_pages(folder: Path, results: list[tuple[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for keyword in KEYWORDS:
        page: dict[str, Any] = {"keyword": keyword, "results": [f"{url} | {title}" for url, title in results]}
        (folder / f"{keyword}.html").write_text(google(page), encoding="utf-8")


def test_a_home_page_and_keywords_become_a_workspace(market: Market, tmp_path: Path) -> None:
    for keyword in KEYWORDS:
        market.serve(keyword)
    first = [
        "discover", "--home", f"{market.own.url}/", "--searxng", market.search.url, "--market", "en-GB", *market.flags(),
        *(flag for keyword in KEYWORDS for flag in ("--keyword", keyword)),
    ]  # fmt: skip
    seen = overheard(*first, cwd=tmp_path)
    assert seen.returncode == 0, seen.stderr
    assert not (tmp_path / "overheard.toml").exists()
    proposed = seen.stdout.partition("Keywords you may add")[0]
    assert proposed.index("1. Bolder") < proposed.index("2. Calmer")
    assert "3. " not in proposed
    assert "'coffee subscription' on searxng en-GB: organic 1" in proposed
    assert f"FAQ: {market.bolder.url}/faq" in proposed
    assert f"profiles, feeds: https://mastodon.social/@bolder, {market.bolder.url}/feed.xml" in proposed
    assert "amazon.co.uk: marketplace (not_rivals.toml)" in seen.stdout
    assert f"{market.gazette.netloc}: articles and lists only" in seen.stdout
    suggested = seen.stdout.partition("Keywords you may add:")[2].partition("Left out")[0]
    assert "letterbox coffee" in suggested
    assert f"whole bean coffee   ({market.bolder.url}/" in suggested
    assert market.bolder.requests["/robots.txt"] == 1
    assert market.bolder.requests["/"] == market.bolder.requests["/faq"] == 1
    assert not (tmp_path / ".overheard" / "landing").exists(), "a proposal is no observation"

    asked = market.search.requests.total()
    accepted = overheard("discover", "--accept", "all", "--accept", "letterbox coffee", cwd=tmp_path)
    assert accepted.returncode == 0, accepted.stderr
    assert market.search.requests.total() == asked, "what was found is accepted as it was shown"
    workspace = load_workspace(tmp_path)
    assert (workspace.own.name, workspace.own.faqs) == ("Acme", (f"{market.own.url}/faq",))
    assert [brand.name for brand in workspace.rivals] == ["Bolder", "Calmer"]
    bolder = workspace.brand("bolder")
    assert bolder.reviews == (f"{market.bolder.url}/reviews",)
    assert bolder.social == ("https://mastodon.social/@bolder", f"{market.bolder.url}/feed.xml")
    assert workspace.search[0].keywords == (*KEYWORDS, "letterbox coffee")

    before = (tmp_path / "overheard.toml").read_bytes()
    again = overheard("discover", "--accept", "all", cwd=tmp_path)
    assert (again.returncode, (tmp_path / "overheard.toml").read_bytes()) == (0, before)
    assert "nothing changed" in again.stderr


def test_saved_pages_offline_add_one_rival_to_a_commented_file(tmp_path: Path) -> None:
    results = [
        ("https://bolder.example/", "Bolder"), ("https://calmer.example/shop", "Shop | Calmer"),
        ("https://www.acme.example/", "Acme"), ("https://beans.example/x", "Beans"),
    ]  # fmt: skip
    save_pages(tmp_path / "pages", results)
    (tmp_path / "not_rivals.toml").write_text('[suppliers]\nshown = "our suppliers"\nsites = ["beans.example"]\n')
    text = (
        '[workspace]\nname = "T"\n\n[[brand]]  # us\nname = "Acme"\nown = true\nsite = "https://www.acme.example/"\n\n'
        '# where\n[[search]]\nprovider = "saved"\nurl = "pages"\nmarket = "en-GB"\n'
    )
    (tmp_path / "overheard.toml").write_text(text)
    done = overheard("discover", "--offline", "--json", "--accept", "calmer.example", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [site["domain"] for site in found["proposals"]] == ["bolder.example", "calmer.example"]
    assert {site["domain"]: site["reason"] for site in found["left_out"]} == {
        "acme.example": "your own", "beans.example": "our suppliers (not_rivals.toml)",
    }  # fmt: skip
    sighting = found["proposals"][1]["sightings"][0]
    assert {key: sighting[key] for key in ("keyword", "engine", "market", "kind", "position", "url", "title")} == {
        "keyword": "beans by post", "engine": "google", "market": "en-GB", "kind": "organic", "position": 2,
        "url": "https://calmer.example/shop", "title": "Shop | Calmer",
    }  # fmt: skip
    assert sighting["fetched_at"]
    assert found["proposals"][0]["home"] == "not asked: proposed from the results only"
    added = '[[brand]]\nname = "Calmer"\nid = "calmer"\nsite = "https://calmer.example/"\n\n'
    assert (tmp_path / "overheard.toml").read_text() == text.replace("# where", added + "# where")
    left_out = overheard("discover", "--accept", "beans.example", cwd=tmp_path)
    assert left_out.returncode == 0, left_out.stderr
    assert [brand.id for brand in load_workspace(tmp_path).rivals] == ["calmer", "beans"]


def test_what_fails_is_a_failure_and_no_absence(market: Market, tmp_path: Path) -> None:
    market.serve(KEYWORDS[0])
    market.bolder.routes["/"] = Answer(b"no", 403)
    market.calmer.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    done = overheard(
        "discover", "--home", f"{market.own.url}/", "--searxng", market.search.url, "--market", "en-GB", *market.flags(),
        "--keyword", KEYWORDS[0], "--keyword", KEYWORDS[1], cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"failed: {KEYWORDS[1]} (searxng en-GB): HTTP 404" in done.stdout
    assert "1 of 2 look-ups gave results" in done.stdout
    assert "1 of 2 look-ups failed" in done.stderr
    assert "home page: blocked: HTTP 403" in done.stdout
    assert "home page: blocked: robots.txt of the site forbids this page" in done.stdout
    assert "Rivals proposed (2)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "overheard.toml: not found"),
        (("--home", "https://acme.example/"), "--keyword: expected what customers search for"),
        (("--home", "https://acme.example/", "--keyword", "x"), "--searxng URL or --saved FOLDER, found none"),
        (("--home", "acme", "--keyword", "x", "--saved", "pages"), "expected a web address"),
    ],
)
def test_a_wrong_call_says_what_is_missing(tmp_path: Path, arguments: tuple[str, ...], expected: str) -> None:
    home, keyword, saved = (value(arguments, flag) for flag in ("--home", "--keyword", "--saved"))
    request = DiscoverRequest(keywords=(keyword,) if keyword else (), home=home, saved=saved)
    with pytest.raises(ConfigError, match=re.escape(expected)):
        run_discover(tmp_path, request)
    assert list(tmp_path.iterdir()) == []


def value(arguments: tuple[str, ...], flag: str) -> str:
    return arguments[arguments.index(flag) + 1] if flag in arguments else ""


def test_an_unknown_name_names_those_that_were_proposed(tmp_path: Path) -> None:
    save_pages(tmp_path / "pages", [("https://bolder.example/", "Bolder")])
    flags = ["--home", "https://acme.example/", "--saved", "pages", "--keyword", KEYWORDS[0], "--offline"]
    assert overheard("discover", *flags, cwd=tmp_path).returncode == 0
    done = overheard("discover", "--accept", "Boulder", cwd=tmp_path)
    assert done.returncode == 2
    assert "(Bolder), found 'Boulder'" in done.stderr
    assert not (tmp_path / "overheard.toml").exists()
