"""What each provider is asked and what is read of hostile answers. Their fixtures are in test_fleet.py."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.extract.rankings.result_page import ResultPage
from crawlers.logs import hide_secrets
from crawlers.sources.limits import wait_asked
from crawlers.sources.lookups import look_up, look_ups
from crawlers.sources.search.base import LookUp
from crawlers.sources.search.browser import PLACES
from crawlers.sources.source import Answer
from crawlers.spiders.searching import not_asked
from data.workspace import Workspace, parse_workspace
from data.workspace.searches import Search

KEYS = {"OVERHEARD_BRAVE_KEY": "brave+key", "OVERHEARD_SERPAPI_KEY": "serp/key"}
TABLES = """[workspace]
name = "W"
[[brand]]
name = "Acme"
own = true
site = "https://acme.example/"
"""


def workspace(tables: str) -> Workspace:
    return parse_workspace(TABLES + tables, Path("/w"))


def one(provider: str, keyword: str = "coffee beans", **more: Any) -> LookUp:
    search = Search(provider=provider, keywords=(keyword,), **more)  # type: ignore[arg-type]  # one of the providers
    return look_up(search, keyword, KEYS)


def outcome(asked: LookUp, status: int, body: bytes) -> ResultPage:
    return asked.outcome(Answer(status, {}, body, datetime(2026, 1, 1)))


def test_no_look_up_shows_a_secret() -> None:
    tables = "".join(
        f"[[search]]\nprovider = '{name}'\nkeywords = ['a & b']\n" for name in ("brave", "serpapi", "browser")
    )
    found = look_ups(workspace(tables), KEYS)
    assert [asked.engine for asked in found] == ["brave", "serpapi:google", "duckduckgo"]
    shown = repr(found) + repr([asked.ask() for asked in found[::2]]) + "".join(asked.address for asked in found)
    assert not any(secret in shown for secret in ("brave+key", "brave%2Bkey", "serp/key", "serp%2Fkey"))
    assert found[0].headers()["X-Subscription-Token"] == "brave+key"
    assert parse_qs(urlsplit(found[1].ask().url).query)["api_key"] == ["serp/key"]
    assert [asked.missing() for asked in look_ups(workspace(tables), {})] == [*((key,) for key in KEYS), ()]


def test_secrets_are_hidden_however_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERHEARD_SERPAPI_KEY", "a/b=c d+é")
    monkeypatch.setenv("OVERHEARD_REDDIT_SECRET", "shh")
    monkeypatch.setenv("OVERHEARD_YOUTUBE_KEY", "")
    text = "GET <https://x.example/?api_key=a%2Fb%3Dc+d%2B%C3%A9> or a/b=c d+é, a%2Fb%3Dc%20d%2B%C3%A9, shh"
    assert hide_secrets(text) == "GET <https://x.example/?api_key=[secret]> or [secret], [secret], [secret]"


@pytest.mark.parametrize(
    ("provider", "engine", "market", "asked"),
    [
        ("brave", None, "th-TH", {"country": "TH", "search_lang": "th"}),
        ("brave", None, "pt-BR", {"country": "BR", "search_lang": "pt-br"}),
        ("brave", None, "vi", {"search_lang": "vi"}),
        ("serpapi", None, "vi-VN", {"engine": "google", "hl": "vi", "gl": "vn", "device": "desktop"}),
        ("serpapi", "bing", "lt-LT", {"engine": "bing", "mkt": "lt-LT", "cc": "LT"}),
        ("serpapi", "duckduckgo", "th-TH", {"engine": "duckduckgo", "kl": "th-th"}),
        ("serpapi", "yandex", "lt-LT", {"engine": "yandex", "text": "coffee beans", "lang": "lt"}),
        ("browser", "google", "en-GB", {"hl": "en", "gl": "gb"}),
        ("browser", "bing", "en-GB", {"setlang": "en", "cc": "GB"}),
        ("browser", "duckduckgo", "en-GB", {"kl": "gb-en"}),
        ("browser", "yandex", "lt-LT", {"text": "coffee beans", "lang": "lt"}),
        ("serpapi", None, "", {"engine": "google"}),
    ],
)  # fmt: skip
def test_a_market_is_asked_as_each_provider_knows_it(
    provider: str, engine: str | None, market: str, asked: dict[str, str]
) -> None:
    found = parse_qs(urlsplit(one(provider, engine=engine, market=market).address).query)
    assert {name: found[name][0] for name in asked} == asked
    assert market or not {"hl", "gl", "cc", "kl"} & set(found)


@pytest.mark.parametrize(
    ("provider", "status", "body", "expected"),
    [
        (
            "brave",
            422,
            {"error": {"code": "SUBSCRIPTION_TOKEN_INVALID", "detail": "no"}},
            ("blocked", "OVERHEARD_BRAVE_KEY"),
        ),
        ("brave", 422, {"error": {"code": "VALIDATION", "detail": "no"}}, ("failed", "HTTP 422: VALIDATION: no")),
        ("brave", 402, {}, ("blocked", "HTTP 402; OVERHEARD_BRAVE_KEY may be wrong, expired or without look-ups left")),
        ("brave", 500, {}, ("failed", "HTTP 500")),
        (
            "serpapi",
            401,
            {"error": "Invalid API key."},
            ("blocked", "HTTP 401: Invalid API key.; OVERHEARD_SERPAPI_KEY"),
        ),
        (
            "serpapi",
            429,
            {"error": "Your account has run out of searches."},
            ("blocked", "HTTP 429: Your account has run out"),
        ),
        ("browser", 404, {}, ("failed", "HTTP 404")),
        ("searxng", 429, {}, ("blocked", "HTTP 429")),
    ],
)
def test_a_refusal_is_told_in_words(
    provider: str, status: int, body: dict[str, Any], expected: tuple[str, str]
) -> None:
    more = {"url": "http://127.0.0.1:1"} if provider == "searxng" else {}
    page = outcome(one(provider, **more), status, json.dumps(body).encode())
    assert page.status == expected[0]
    assert expected[1] in (page.reason or "")
    assert not page.rankings


def test_a_key_goes_to_the_endpoint_that_it_is_for() -> None:
    fields: dict[str, Any] = {"model": "m", "market": "en-GB"}
    own = {"OVERHEARD_ANSWERS_API_ONE_EXAMPLE_KEY": "one", "OVERHEARD_ANSWERS_KEY": "any"}
    keys = {}
    for host in ("api.one.example", "two.example"):
        search = Search(provider="answers", url=f"https://{host}/v1", keywords=("a",), **fields)
        asked = look_up(search, "a", own)
        keys[host] = asked.headers()["Authorization"]
        assert "one" not in repr(asked.ask()).replace("api.one.example", "")
    assert keys == {"api.one.example": "Bearer one", "two.example": "Bearer any"}
    assert "Authorization" not in look_up(search, "a", {}).headers()
    refused = outcome(look_up(search, "a", own), 401, b'{"error": {"message": "wrong key"}}')
    assert (refused.status, refused.reason) == (
        "blocked", "HTTP 401: wrong key; OVERHEARD_ANSWERS_KEY may be wrong, expired or without look-ups left",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keyword", "market", "question"),
    [
        ("coffee beans", "en-GB", "Which shops or companies are good for coffee beans? Please name them."),
        ("กาแฟดริป", "th-TH", "มีร้านหรือบริษัทไหนดีบ้างสำหรับ กาแฟดริป ช่วยบอกชื่อหน่อย"),
        ("where to buy beans?", "en-GB", "where to buy beans?"),
        ("kaffebönor", "sv-SE", "kaffebönor"),
        ("beans {keyword}", "en", "Which shops or companies are good for beans {keyword}? Please name them."),
    ],
)
def test_a_keyword_is_put_as_a_question_of_its_market(keyword: str, market: str, question: str) -> None:
    search = Search(provider="answers", url="https://a.example/v1", model="m", market=market, keywords=(keyword,))
    asked = look_up(search, keyword, {})
    assert json.loads(asked.ask().body)["messages"] == [{"role": "user", "content": question}]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["https://a.example/", "search"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([
            "type", "query", "web", "results", "title", "url", "link", "mixed", "main", "index", "all", "organic_results", "ads",
            "error", "search_metadata", "status", "local_results", "places", "answer_box", "original", "altered", "videos",
        ]),
        inner, max_size=6,
    ),
    max_leaves=30,
)  # fmt: skip


@given(payload=JSON, provider=st.sampled_from(["brave", "serpapi"]), status=st.sampled_from([200, 200, 422, 500]))
def test_whatever_an_answer_holds_it_is_an_outcome(payload: Any, provider: str, status: int) -> None:
    page = outcome(one(provider), status, json.dumps(payload).encode())
    assert (page.status == "observed") == bool(page.rankings)
    assert page.reason or page.status == "observed"
    assert [ranking.overall_position for ranking in page.rankings] == list(range(1, len(page.rankings) + 1))


@given(body=st.binary(max_size=300), provider=st.sampled_from(["brave", "serpapi", "browser"]))
def test_what_is_no_answer_is_no_position(body: bytes, provider: str) -> None:
    page = outcome(one(provider), 200, body)
    assert page.status in ("failed", "blocked", "absent")
    assert not page.rankings


def test_every_engine_of_a_browser_has_its_page() -> None:
    assert {one("browser", engine=engine).engine for engine in PLACES} == {"google", "bing", "duckduckgo", "yandex"}


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, {"x-ratelimit-remaining": "0, 1500", "x-ratelimit-reset": "1, 1209600"}, 1.0),
        (200, {"x-ratelimit-remaining": "1, 0", "x-ratelimit-reset": "1, 1209600"}, 1_209_600.0),
        (200, {"x-ratelimit-remaining": "1, 5", "x-ratelimit-reset": "1, 1209600"}, 0.0),
        (429, {"x-ratelimit-remaining": "0, 5", "x-ratelimit-reset": "1, 1209600"}, 1.0),
        (429, {"x-ratelimit-remaining": "1, 5", "x-ratelimit-reset": "1"}, 60.0),
    ],
)
def test_the_window_that_is_spent_is_waited_for(status: int, headers: dict[str, str], seconds: float) -> None:
    assert wait_asked(status, headers, datetime(2026, 1, 1)) == seconds


def test_what_is_not_asked_counts_towards_no_cap(tmp_path: Path) -> None:
    """A browser looks up only where robots.txt is obeyed, whatever the workspace does elsewhere."""
    tables = "[[search]]\nprovider = 'browser'\nkeywords = ['a']\ndaily_cap = 1\n"
    careless = parse_workspace(TABLES + tables + "[crawl]\nobey_robots = false\n", tmp_path)
    (asked,) = look_ups(careless, KEYS)
    refused = not_asked(asked, careless, "")
    assert refused is not None
    assert (refused.status, "crawl.obey_robots is false" in (refused.reason or "")) == ("blocked", True)
    careful = parse_workspace(TABLES + tables, tmp_path)
    denied = not_asked(asked, careful, "HTTP 403")
    assert denied is not None
    assert denied.reason == "not asked: HTTP 403"
    assert not_asked(asked, careful, "") is None
    capped = not_asked(asked, careful, "")
    assert capped is not None
    assert (capped.status, "daily cap of 1" in (capped.reason or "")) == ("partial", True)
