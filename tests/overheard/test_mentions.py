"""Mentions by the command line, from fake APIs that speak the networks' formats: what lands, and what every trouble becomes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.overheard.command import landed, overheard
from tests.site.apis import NETWORKS, SECRETS, Api, FeedHost, serve

LINUX = sys.platform.startswith("linux")


@pytest.fixture
def apis() -> Iterator[dict[str, Api]]:
    """A fake API of each network, and a host of feeds, by their names in lower case."""
    kinds: tuple[type[Api], ...] = (*NETWORKS, FeedHost)
    made = {kind.endpoint.lower() or "rss": serve(kind, number, LINUX) for number, kind in enumerate(kinds, 1)}
    yield made
    for api in made.values():
        api.stop()


def environment(apis: dict[str, Api], **more: str) -> dict[str, str]:
    return (
        SECRETS | {f"OVERHEARD_ENDPOINT_{name.upper()}": api.url for name, api in apis.items() if name != "rss"} | more
    )


def write(folder: Path, apis: dict[str, Api], listens: list[dict[str, Any]], social: list[str] | None = None) -> None:
    lines = [
        '[workspace]\nname = "Test"\n',
        '[[brand]]\nname = "Acme"\nown = true\nsite = "https://www.acme.example/"\nexclude = ["Acme Corp"]',
        f"social = {json.dumps(social or [])}\n",
        '[[brand]]\nname = "Bolder"\nsite = "https://bolder.example/"\n',
    ]
    for listen in listens:
        lines.append("[[listen]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in listen.items()) + "\n")
    lines.append(f"[crawl]\nallow_private = {json.dumps([api.netloc for api in apis.values()])}\n")
    (folder / "overheard.toml").write_text("\n".join(lines), encoding="utf-8")


def crawl(folder: Path, apis: dict[str, Api], **more: str) -> Any:
    return overheard("crawl", "mentions", cwd=folder, **environment(apis, **more))


def visits(folder: Path) -> dict[str, dict[str, Any]]:
    """The newest visit by what was asked: the query of its address, or the path of a feed."""
    return {visit["url"]: visit for visit in landed(folder, "visit")}


def everything(folder: Path) -> str:
    return "".join(p.read_text(errors="replace") for p in (folder / ".overheard").rglob("*") if p.is_file())


def test_all_six_networks_land_their_mentions(apis: dict[str, Api], tmp_path: Path) -> None:
    feeds = apis["rss"].url
    listens: list[dict[str, Any]] = [
        *({"network": name, "query": "acme coffee"} for name in ("reddit", "hackernews", "bluesky", "youtube")),
        {"network": "mastodon", "query": "acme coffee"},
        {"network": "reddit", "query": "acme paging", "max_items": 3},
        {"network": "rss", "query": f"{feeds}/tagged", "voice": "press"},
    ]
    social = [
        "https://www.reddit.com/user/acmecoffee", "https://bsky.app/profile/acme.bsky.example",
        "https://www.youtube.com/@acme", "https://mastodon.social/@acme", f"{feeds}/blog", "https://www.instagram.com/acme",
    ]  # fmt: skip
    write(tmp_path, apis, listens, social)
    done = crawl(tmp_path, apis)
    assert done.returncode == 0, done.stderr
    assert "instagram.com/acme" in done.stderr
    found = landed(tmp_path, "mention")
    found_visits = landed(tmp_path, "visit")
    (limited,) = [visit for visit in found_visits if visit["status"] != "observed"]
    assert (limited["status"], limited["items"], limited["reason"]) == ("partial", 4, "the limit of 3 items is reached")
    by_network = {name: [m for m in found if m["network"] == name] for name in {m["network"] for m in found}}
    assert {name: len(of) for name, of in by_network.items()} == {
        "reddit": 8, "hackernews": 2, "bluesky": 3, "youtube": 9, "mastodon": 3, "rss": 4,
    }  # fmt: skip
    assert {m["voice"] for m in by_network["rss"]} == {"press", "brand"}
    for network in ("reddit", "bluesky", "youtube", "mastodon"):
        said = [m["brand"] for m in by_network[network] if m["voice"] == "brand"]
        # Four videos whose comments are switched off (403): that closes neither the host nor the query.
        assert said == ["acme"] * (4 if network == "youtube" else 1), network
    assert all(m["brands"] == ["acme"] and "author" not in m and m["published_at"] for m in found)
    check_replies_and_comments(by_network["reddit"], by_network["youtube"])
    kept = everything(tmp_path) + done.stderr + done.stdout
    for secret in (*SECRETS.values(), "tok-1", "somebody", "answerer", "viewer"):
        assert secret not in kept.replace("acme.bsky.example", ""), secret


def check_replies_and_comments(reddit: list[dict[str, Any]], youtube: list[dict[str, Any]]) -> None:
    reply = next(m for m in reddit if m["native_id"] == "t1_creply0")
    assert (reply["body"], reply["parent_id"], reply["likes"]) == ("Mine took a week.", "t3_two0", 0)
    video = next(m for m in youtube if m["native_id"] == "two0")
    assert (video["views"], video["replies"], video["language"], video["content_kind"]) == (1200, 1, "en", "video")
    comments = {m["native_id"]: m for m in youtube if m["native_id"].startswith("Ug")}
    assert set(comments) == {"Ugc0", "Ugc1", "Ugr0"}, (
        "the second page of comments, and an answer the first did not show"
    )
    assert {m["url"].partition("&")[0] for m in comments.values()} == {"https://www.youtube.com/watch?v=two0"}


def test_a_second_crawl_reads_on_and_notices_what_was_deleted(apis: dict[str, Api], tmp_path: Path) -> None:
    names = ("reddit", "hackernews", "bluesky", "youtube")
    listens = [{"network": name, "query": "acme paging"} for name in names]
    listens += [{"network": "mastodon", "query": "#paging"}, {"network": "rss", "query": f"{apis['rss'].url}/tagged"}]
    write(tmp_path, apis, listens)
    assert crawl(tmp_path, apis).returncode == 0
    assert len(landed(tmp_path, "mention")) == 5 * 5 + 2
    for api in apis.values():
        api.calls.clear()
        api.gone.add("paging3")
    assert crawl(tmp_path, apis).returncode == 0
    removals = {(r["source"], r["native_id"]) for r in landed(tmp_path, "removal")}
    assert removals == {
        ("reddit", "t3_paging3"), ("hackernews", "paging3"), ("mastodon", "social.example/paging3"),
        ("bluesky", "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/paging3"), ("youtube", "paging3"),
    }  # fmt: skip
    feed = visits(tmp_path)[f"{apis['rss'].url}/tagged"]
    assert (feed["status"], feed["items"], feed["reason"]) == ("observed", 2, "unchanged since the last time (304)")
    since = next(call.query["since"] for call in apis["bluesky"].calls if "since" in call.query)
    cursor = json.loads((tmp_path / ".overheard/state/cursors.json").read_text())["bluesky\n\nacme paging"]
    assert since < cursor["newest"], "the next search starts before the newest item known"
    assert cursor["newest"][:10] > since[:10]

    loaded = overheard("analyze", cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    with duckdb.connect(str(tmp_path / ".overheard" / "warehouse.duckdb"), read_only=True) as warehouse:
        kept = warehouse.execute("SELECT network, count(*) FROM mentions GROUP BY ALL").fetchall()
        twice = warehouse.execute("SELECT count(*) FROM mention_metrics WHERE likes IS NOT NULL").fetchone()
    assert dict(kept) == {"reddit": 4, "hackernews": 4, "bluesky": 4, "youtube": 4, "mastodon": 4, "rss": 2}
    assert twice is not None
    assert twice[0] > 12


def test_what_goes_wrong_at_a_source_is_told_and_stops_nothing_else(apis: dict[str, Api], tmp_path: Path) -> None:
    """One crawl of every trouble at every network; the one that is out of requests for today comes last."""
    troubles = ("limit", "expired", "repeat", "loop", "malformed", "skew", "denied", "spent")
    listens = [
        {"network": name, "query": f"#{trouble}" if name == "mastodon" else f"acme {trouble}"}
        for name in ("reddit", "hackernews", "bluesky", "youtube", "mastodon") for trouble in troubles
    ]  # fmt: skip
    feeds = apis["rss"].url
    of_feeds = ("limit", "expired", "malformed", "skew", "denied", "page", "closed", "spent")
    listens += [{"network": "rss", "query": f"{feeds}/{trouble}"} for trouble in of_feeds]
    write(tmp_path, apis, listens)
    done = crawl(tmp_path, apis)
    assert done.returncode == 1, "new failures are told"
    found = visits(tmp_path)
    mentions = landed(tmp_path, "mention")

    def outcome(network: str, trouble: str) -> tuple[str, int, str]:
        marks = {"reddit": "reddit.com", "hackernews": "hn.algolia", "bluesky": "bsky.app", "youtube": "youtube.com",
                 "mastodon": "mastodon.social", "rss": feeds}  # fmt: skip
        (visit,) = [v for url, v in found.items() if marks[network] in url and trouble in url]
        return visit["status"], visit["items"], visit.get("reason") or ""

    for network in ("reddit", "hackernews", "bluesky", "youtube", "mastodon"):
        assert outcome(network, "limit")[:2] == ("observed", 5), (network, outcome(network, "limit"))
        status, items, reason = outcome(network, "repeat")
        assert (status, items) == ("partial", 2), (network, reason)
        # YouTube's statistics of the same videos would be asked for again: the loop shows there first.
        assert ("loops" if network == "youtube" else "repeats") in reason
        status, items, reason = outcome(network, "loop")
        assert (status, items) == ("partial", 4), (network, reason)
        assert "loops" in reason
    for network in marks_of_all():
        status, items, reason = outcome(network, "malformed")
        assert status == "failed", network
        assert "expected" in reason
        assert "found" in reason
        status, items, reason = outcome(network, "skew")
        assert (status, items) == ("observed", 2), (network, reason)
        assert "1 dated in the future" in reason
        status, _, reason = outcome(network, "denied")
        assert (status, reason[:8]) == ("blocked", "HTTP 403"), network
        status, _, reason = outcome(network, "spent")
        assert status == "partial", (network, reason)
        assert "may be asked again after" in reason
        undated = [m for m in mentions if m["network"] == network and "published_at" not in m]
        assert len(undated) == 1, network
    for network in ("reddit", "bluesky"):
        assert outcome(network, "expired")[:2] == ("observed", 5), "a new session is opened"
        assert apis[network].sessions == 2
    for network, key in (("youtube", "YOUTUBE_KEY"), ("mastodon", ""), ("hackernews", ""), ("rss", "")):
        status, _, reason = outcome(network, "expired")
        assert (status, reason[:8]) == ("blocked", "HTTP 401")
        assert key in reason
    assert outcome("rss", "page")[0] == "failed"
    assert f"names {feeds}/feed as its feed" in outcome("rss", "page")[2]
    assert outcome("rss", "closed") == ("blocked", 0, "robots.txt of the site forbids this page")
    assert "limit" in found[f"{feeds}/limit"]["url"]

    for api in apis.values():
        api.calls.clear()
    assert crawl(tmp_path, apis).returncode == 0, "what is known already is no news"
    assert {name: len(api.calls) for name, api in apis.items()} == dict.fromkeys(apis, 0), "left alone until its time"
    assert all(v["status"] == "partial" and "rate limit lasts until" in v["reason"] for v in visits(tmp_path).values())


def marks_of_all() -> tuple[str, ...]:
    return ("reddit", "hackernews", "bluesky", "youtube", "mastodon", "rss")


def test_a_source_that_hangs_holds_up_nobody(apis: dict[str, Api], tmp_path: Path) -> None:
    feed = f"{apis['rss'].url}/tagged"
    listens = [{"network": "hackernews", "query": f"acme {q}"} for q in ("paging", "hang", "after")]
    write(tmp_path, apis, [*listens, {"network": "rss", "query": feed}])
    done = crawl(tmp_path, apis, OVERHEARD_SOURCE_SECONDS="15")
    assert done.returncode == 1
    found = {url.rsplit("=", 1)[-1]: visit for url, visit in visits(tmp_path).items()}
    assert (found[feed]["status"], found[feed]["items"]) == ("observed", 2)
    assert (found["acme%20paging"]["status"], found["acme%20paging"]["items"]) == ("observed", 5)
    assert found["acme%20hang"]["status"] == "failed"
    assert found["acme%20after"]["status"] == "partial"
    assert "time for one source, 15 s, is used up" in found["acme%20after"]["reason"]


def test_a_source_without_its_key_is_not_asked_and_said_once(apis: dict[str, Api], tmp_path: Path) -> None:
    """Nor is one at a private address that the workspace does not name."""
    listens = [{"network": name, "query": "acme"} for name in ("reddit", "youtube", "mastodon", "hackernews")]
    write(tmp_path, {}, listens)
    keys = dict.fromkeys(SECRETS, "")
    first, second = crawl(tmp_path, apis, **keys), crawl(tmp_path, apis, **keys)
    assert (first.returncode, second.returncode) == (1, 0)
    for key in ("OVERHEARD_REDDIT_ID and OVERHEARD_REDDIT_SECRET", "OVERHEARD_YOUTUBE_KEY", "OVERHEARD_MASTODON_TOKEN"):
        assert f"blocked: not asked: needs {key} in the environment" in first.stderr
        assert key not in second.stderr
    assert "blocked: refused:" in first.stderr
    assert not any(api.calls for api in apis.values())
    assert not landed(tmp_path, "mention")
