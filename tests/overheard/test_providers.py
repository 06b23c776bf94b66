"""Search results by the command line, from fake providers that speak their formats: positions, caps, costs, every trouble."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.workspace import load_workspace
from overheard.commands.doctor import examine
from overheard.commands.preview import preview
from overheard.crawl import CrawlRequest
from tests.overheard.command import landed, overheard
from tests.site.apis import Api, serve
from tests.site.apis_search import KEYS, BraveApi, EngineSite, SerpApiApi

LINUX = sys.platform.startswith("linux")


@pytest.fixture
def apis() -> Iterator[dict[str, Api]]:
    kinds: tuple[type[Api], ...] = (BraveApi, SerpApiApi, EngineSite)
    made = {kind.endpoint: serve(kind, number, LINUX) for number, kind in enumerate(kinds, 20)}
    yield made
    for api in made.values():
        api.stop()


def environment(apis: dict[str, Api], **more: str) -> dict[str, str]:
    return KEYS | {f"OVERHEARD_ENDPOINT_{name}": api.url for name, api in apis.items()} | more


def write(folder: Path, apis: dict[str, Api], searches: list[dict[str, Any]], crawl: str = "") -> None:
    lines = [
        '[workspace]\nname = "Test"\n',
        '[[brand]]\nname = "Acme"\nown = true\nsite = "https://www.acme.example/"\n',
        '[[brand]]\nname = "Bolder"\nsite = "https://bolder.example/"\n',
    ]
    for search in searches:
        lines.append("[[search]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in search.items()) + "\n")
    lines.append(f"[crawl]\nallow_private = {json.dumps([api.netloc for api in apis.values()])}\n{crawl}")
    (folder / "overheard.toml").write_text("\n".join(lines), encoding="utf-8")


def visits(folder: Path) -> dict[str, tuple[str, str]]:
    """(status, reason) by the keyword of the look-up's address; the newest counts."""
    found = {}
    for visit in landed(folder, "visit"):
        keyword = visit["url"].split("q=")[-1].split("text=")[-1].split("&")[0]
        found[keyword] = (visit["status"], visit.get("reason") or "")
    return found


def everything(folder: Path) -> str:
    return "".join(p.read_text(errors="replace") for p in (folder / ".overheard").rglob("*") if p.is_file())


def test_engines_markets_and_devices_stay_apart(apis: dict[str, Api], tmp_path: Path) -> None:
    searches: list[dict[str, Any]] = [
        {"provider": "brave", "market": market, "keywords": ["beans"]} for market in ("th-TH", "en-GB")
    ]
    searches += [
        {"provider": "serpapi", "market": "th-TH", "device": d, "keywords": ["beans"]} for d in ("desktop", "mobile")
    ]
    searches += [
        {"provider": "serpapi", "engine": engine, "market": "lt-LT", "keywords": ["กาแฟดริป"]}
        for engine in ("bing", "duckduckgo", "yandex")
    ]
    searches += [{"provider": "serpapi", "market": "vi-VN", "keywords": ["hang", "after"]}]
    write(tmp_path, apis, searches)
    done = overheard("crawl", "rankings", cwd=tmp_path, **environment(apis, OVERHEARD_SOURCE_SECONDS="15"))
    assert done.returncode == 1
    unanswered = [visit for visit in landed(tmp_path, "visit") if visit["status"] != "observed"]
    assert [visit["status"] for visit in unanswered] == ["failed", "failed"], "a provider that hangs holds up nobody"
    assert "time for one source, 15 s, is used up" in unanswered[-1]["reason"]
    rankings = landed(tmp_path, "ranking")
    places = {(r["engine"], r["market"], r.get("device", "desktop"), r["keyword"]) for r in rankings}
    assert places == {
        ("brave", "th-TH", "desktop", "beans"), ("brave", "en-GB", "desktop", "beans"),
        ("serpapi:google", "th-TH", "desktop", "beans"), ("serpapi:google", "th-TH", "mobile", "beans"),
        ("serpapi:bing", "lt-LT", "desktop", "กาแฟดริป"), ("serpapi:duckduckgo", "lt-LT", "desktop", "กาแฟดริป"),
        ("serpapi:yandex", "lt-LT", "desktop", "กาแฟดริป"),
    }  # fmt: skip
    assert len(rankings) == 2 * len(places)
    assert {(r["position"], r["brand"]) for r in rankings} == {(1, "acme"), (2, "bolder")}
    asked = [call.query for call in apis["SERPAPI"].calls]
    assert {name: asked[1][name] for name in ("engine", "q", "hl", "gl", "device")} == {
        "engine": "google", "q": "beans", "hl": "th", "gl": "th", "device": "mobile",
    }  # fmt: skip
    assert (asked[2]["mkt"], asked[3]["kl"], asked[4]["text"]) == ("lt-LT", "lt-lt", "กาแฟดริป")
    assert {(c.query["country"], c.query["search_lang"]) for c in apis["BRAVE"].calls} == {
        ("TH", "th"),
        ("GB", "en-gb"),
    }
    kept = everything(tmp_path) + done.stderr + done.stdout
    assert "search.json" in kept
    for secret in (*KEYS.values(), "brave-key%2B1", "serp%2Fkey%3D2"):
        assert secret not in kept


def test_every_failed_look_up_says_why(apis: dict[str, Api], tmp_path: Path) -> None:
    common = ["beans", "limit", "malformed", "broken", "nothing", "wrong"]
    searches = [{"provider": "brave", "keywords": [*common, "pace", "badkey", "after"]}]
    write(tmp_path, apis, searches)
    done = overheard("crawl", "rankings", cwd=tmp_path, **environment(apis))
    assert done.returncode == 1
    found = visits(tmp_path)
    assert {keyword: status for keyword, (status, _) in found.items()} == {
        "beans": "observed", "limit": "observed", "malformed": "failed", "broken": "failed", "nothing": "absent",
        "wrong": "failed", "pace": "observed", "badkey": "blocked", "after": "blocked",
    }  # fmt: skip
    assert "expected the results of a search as JSON, found" in found["malformed"][1]
    assert found["broken"][1] == "HTTP 500"
    assert "VALIDATION: Unable to validate" in found["wrong"][1]
    assert found["badkey"][1].startswith("HTTP 422: SUBSCRIPTION_TOKEN_INVALID")
    assert "OVERHEARD_BRAVE_KEY may be wrong" in found["badkey"][1]
    assert found["after"][1].startswith("not asked: HTTP 422")
    assert "beans" not in done.stderr
    assert {r["keyword"] for r in landed(tmp_path, "ranking")} == {"beans", "limit", "pace"}

    second = tmp_path / "second"
    second.mkdir()
    searches = [{"provider": "serpapi", "keywords": [*common, "quota", "after"]}]
    searches += [{"provider": "brave", "keywords": ["quota", "later"]}]
    write(second, apis, searches)
    overheard("crawl", "rankings", cwd=second, **environment(apis))
    of_serpapi = {
        v["url"].split("q=")[-1].split("&")[0]: v for v in landed(second, "visit") if "search.json" in v["url"]
    }
    assert {keyword: visit["status"] for keyword, visit in of_serpapi.items()} == {
        "beans": "observed", "limit": "observed", "malformed": "failed", "broken": "failed", "nothing": "absent",
        "wrong": "failed", "quota": "blocked", "after": "blocked",
    }  # fmt: skip
    assert of_serpapi["quota"]["reason"] == "HTTP 429: Your account has run out of searches."
    assert of_serpapi["nothing"]["reason"].startswith("Google hasn't returned any results")
    of_brave = [visit for visit in landed(second, "visit") if "/res/v1/" in visit["url"]]
    assert [visit["status"] for visit in of_brave] == ["blocked", "blocked"]
    assert "may be asked again after" in of_brave[0]["reason"]
    assert sum(call.query["q"] == "later" for call in apis["BRAVE"].calls) == 0


@pytest.mark.browser
def test_a_browser_looks_up_where_robots_lets_it(apis: dict[str, Api], tmp_path: Path, browser: Path) -> None:
    searches = [
        {"provider": "browser", "engine": "bing", "market": "en-GB", "keywords": ["beans", "captcha", "tea"]},
        {"provider": "browser", "engine": "duckduckgo", "keywords": ["coffee", "milk"]},
    ]
    write(tmp_path, apis, searches)
    done = overheard("crawl", "rankings", cwd=tmp_path, **environment(apis, OVERHEARD_BROWSER=str(browser)))
    assert done.returncode == 1, done.stderr
    found = visits(tmp_path)
    assert found["beans"] == ("observed", "")
    assert found["coffee"] == ("blocked", "robots.txt of the site forbids this page")
    assert found["milk"] == ("blocked", "not asked: robots.txt of the site forbids this page")
    assert found["captcha"][0] == "blocked"
    assert found["tea"][0] == "blocked"
    rankings = landed(tmp_path, "ranking")
    assert [(r["engine"], r["market"], r["keyword"], r["brand"]) for r in rankings] == [
        ("bing", "en-GB", "beans", "acme"), ("bing", "en-GB", "beans", "bolder"),
    ]  # fmt: skip
    assert not any(call.query.get("q") in ("tea", "coffee", "milk") for call in apis["BROWSER"].calls)


def test_costs_are_shown_before_and_caps_hold_across_runs(
    apis: dict[str, Api], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keywords = ["one", "two", "three"]
    searches: list[dict[str, Any]] = [
        {"provider": "brave", "market": "en-GB", "keywords": keywords, "daily_cap": 4, "price_per_1000": 5},
        {"provider": "brave", "market": "th-TH", "keywords": keywords, "daily_cap": 4, "price_per_1000": 5},
        {"provider": "serpapi", "keywords": keywords},
        {"provider": "saved", "folder": "pages"},
    ]
    write(tmp_path, apis, searches)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    shown = overheard("crawl", "rankings", "--dry-run", cwd=tmp_path, **environment(apis, OVERHEARD_SERPAPI_KEY=""))
    assert shown.returncode == 0, shown.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert not any(api.calls for api in apis.values())
    lines = shown.stdout.splitlines()
    assert lines[1] == "rankings: brave, en-GB, desktop: 3 look-ups; 4 of 4 left today; costs 0.015"
    assert lines[2] == "rankings: brave, th-TH, desktop: 1 look-ups, 2 not asked; 1 of 4 left today; costs 0.005"
    assert lines[3].startswith("rankings: serpapi:google, desktop: 3 look-ups not asked: needs OVERHEARD_SERPAPI_KEY")
    assert lines[4] == "rankings: the priced look-ups cost 0.02 in all, in the currency of search.price_per_1000"
    assert lines[0].endswith("pages; nothing is asked")

    done = overheard("crawl", "rankings", cwd=tmp_path, **environment(apis, OVERHEARD_SERPAPI_KEY=""))
    assert done.stderr.count("not asked (nor 2 look-ups more): needs OVERHEARD_SERPAPI_KEY in the environment") == 1
    statuses = [(v["status"], "daily cap of 4" in (v.get("reason") or "")) for v in landed(tmp_path, "visit")]
    assert statuses.count(("observed", False)) == 4
    assert statuses.count(("partial", True)) == 2
    again = overheard("crawl", "rankings", cwd=tmp_path, **environment(apis, OVERHEARD_SERPAPI_KEY=""))
    assert again.returncode == 0, "what is known already is no news"
    assert len(apis["BRAVE"].calls) == 4
    for name, value in environment(apis).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OVERHEARD_SERPAPI_KEY", "")
    findings = [finding.text for finding in examine(tmp_path)]
    assert any(
        "serpapi is not asked: it needs its key in the environment, in OVERHEARD_SERPAPI_KEY" in t for t in findings
    )
    assert not any("OVERHEARD_BRAVE_KEY" in text for text in findings)
    monkeypatch.setenv("OVERHEARD_SERPAPI_KEY", KEYS["OVERHEARD_SERPAPI_KEY"])
    after = list(preview(load_workspace(tmp_path), CrawlRequest(("rankings",))))
    assert "rankings: brave, en-GB, desktop: 0 look-ups, 3 not asked; 0 of 4 left today" in after
    assert any("serpapi:google, desktop: 3 look-ups; 100 of 100 left today; price not known" in line for line in after)


def test_doctor_says_which_ways_to_google_work(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "tea.mhtml").write_bytes(b"")
    searches: list[dict[str, Any]] = [
        {"provider": "browser", "engine": "google", "keywords": ["tea"]},
        {"provider": "browser", "engine": "bing", "keywords": ["tea"]},
        {"provider": "saved", "url": "results"},
        {"provider": "saved", "url": "nowhere"},
    ]
    write(tmp_path, {}, searches)
    found = {(finding.level, finding.text) for finding in examine(tmp_path)}
    assert any(
        level == "warning" and "each look-up will be blocked; Google's results come from" in text
        for level, text in found
    )
    assert any(level == "ok" and "bing is asked where its robots.txt" in text for level, text in found)
    assert any(level == "ok" and text.endswith("results: 1 saved result page") for level, text in found)
    assert any(level == "warning" and "nowhere: expected saved result pages" in text for level, text in found)
