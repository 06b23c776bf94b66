"""Every real payload and feed of the corpus against a count and fields taken from it by other means than the readers'."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from crawlers.extract.page.text import one_line
from crawlers.sources.networks import bluesky, feeds, hackernews, mastodon, reddit, youtube
from crawlers.sources.networks.base import Post
from data.kinds.mention import Mention
from data.kinds.removal import Removal
from tests.conftest import ROOT

CORPUS = Path(os.environ.get("OVERHEARD_CORPUS") or ROOT.parent / "shared" / "corpus")
AT = datetime(2027, 1, 1)
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "social").is_dir(), reason=f"no payloads in {CORPUS}; set OVERHEARD_CORPUS"),
]


NUMBERS = {"reddit": 15, "hackernews": 19, "mastodon": 13, "bluesky": 8, "youtube": 26}
"""Payloads of each network that the corpus held when this was written."""


def files(pattern: str) -> list[Any]:
    return [pytest.param(path, id=path.name[:60]) for path in sorted(CORPUS.glob(pattern))]


def test_all_payloads_are_there() -> None:
    assert {name: len(files(f"social/*/{name}/*.json")) for name in NUMBERS} == NUMBERS
    assert len(files("feeds/*/*")) == 33


def objects(value: Any, wanted: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    """All objects anywhere in a payload that are `wanted`."""
    if isinstance(value, dict):
        if wanted(value):
            yield value
        for inner in value.values():
            yield from objects(inner, wanted)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner, wanted)


def mentions(items: list[Post]) -> dict[str, Mention]:
    return {item.record.native_id: item.record for item in items if isinstance(item.record, Mention)}


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("path", files("social/*/reddit/*.json"))
def test_reddit(path: Path) -> None:
    payload = json.loads(path.read_bytes())
    items = reddit.read_things(payload, AT)
    things = list(objects(payload, lambda o: o.get("kind") in ("t1", "t3") and "data" in o))
    assert len(items) == len(things)
    down = {"[deleted]", "[removed]"}
    gone = [
        t
        for t in things
        if down & {t["data"].get("body"), t["data"].get("selftext")} or t["data"].get("removed_by_category")
    ]
    assert len([item for item in items if isinstance(item.record, Removal)]) == len(gone)
    found = mentions(items)
    for thing in (t for t in things if t not in gone):
        data, record = thing["data"], found[thing["data"]["name"]]
        assert record.published_at == datetime.fromtimestamp(int(data["created_utc"]), UTC).replace(tzinfo=None)
        assert record.author == (None if data["author"] == "[deleted]" else data["author"])
        # A comment in an account's overview tells how many its thread has, not how many answer it.
        assert record.replies == (data.get("num_comments") if thing["kind"] == "t3" else None)
        hidden = data.get("score_hidden") or data.get("hide_score")
        assert record.likes == (None if hidden else max(0, data["score"]))
        assert data["id"] in record.url
        assert record.url.startswith("https://www.reddit.com/")
        if thing["kind"] == "t3":
            assert one_line(record.title or "") == one_line(re.sub(r"&amp;", "&", data["title"]))
            assert (record.content_kind in ("text", "poll")) == bool(data["is_self"])
        elif re.fullmatch(r"[\w\s.,!?']*", data["body"]):
            assert letters(record.body) == letters(data["body"])


@pytest.mark.parametrize("path", files("social/*/hackernews/*.json"))
def test_hacker_news(path: Path) -> None:
    payload = json.loads(path.read_bytes())
    hits = payload.get("hits", [])
    items = hackernews.read_items(payload, AT)
    assert [item.record.native_id for item in items] == [hit["objectID"] for hit in hits]
    for item, hit in zip(items, hits, strict=True):
        record = item.record
        assert isinstance(record, Mention)
        assert record.published_at == datetime.fromtimestamp(hit["created_at_i"], UTC).replace(tzinfo=None)
        assert (record.author, record.likes, record.replies) == (hit["author"], hit["points"], hit["num_comments"])
        comment = "comment" in hit["_tags"]
        assert record.title == (None if comment else hit["title"])
        kind = "poll" if "poll" in hit["_tags"] else "link" if hit["url"] and not comment else "text"
        assert record.content_kind == kind
        plain = re.sub(r"<[^>]+>|&[#\w]+;", "", hit["comment_text"] or hit["story_text"] or "")
        assert letters(plain)[:40] in letters(re.sub(r"['\"/<>&]", "", record.body))


@pytest.mark.parametrize("path", files("social/*/mastodon/*.json"))
def test_mastodon(path: Path) -> None:
    payload = json.loads(path.read_bytes())
    items = mastodon.read_statuses(payload, "https://mastodon.social", AT)
    statuses = list(
        objects(payload, lambda o: "account" in o and "uri" in o and o.get("visibility") in ("public", "unlisted"))
    )
    assert sorted(item.ref for item in items) == sorted(status["id"] for status in statuses)
    found = {item.ref: item.record for item in items}
    for status in statuses:
        record = found[status["id"]]
        assert isinstance(record, Mention)
        assert f"{record.published_at}" == status["created_at"][:19].replace("T", " ")
        counts = (status["favourites_count"], status["replies_count"], status["reblogs_count"])
        assert (record.likes, record.replies, record.shares) == counts
        assert record.language == status["language"]
        assert status["account"]["username"].lower() not in record.url + record.native_id
        words = letters(" ".join(etree.HTML(f"<p>{status['content']}</p>").itertext()))
        assert letters(record.body).startswith(words)
        assert (record.content_kind == "poll") == bool(status["poll"])


@pytest.mark.parametrize("path", files("social/*/bluesky/*.json"))
def test_bluesky(path: Path) -> None:
    payload = json.loads(path.read_bytes())
    items = bluesky.read_posts(payload, AT)
    entries = [entry["post"] for entry in payload.get("feed", [])] + payload.get("posts", [])
    assert [item.record.native_id for item in items] == [post["uri"] for post in entries]
    assert sum(item.repost for item in items) == json.dumps(payload).count('feed.defs#reasonRepost"')
    for item, post in zip(items, entries, strict=True):
        record = item.record
        assert isinstance(record, Mention)
        assert record.body == post["record"]["text"].strip()
        assert (record.likes, record.replies, record.shares) == (
            post["likeCount"],
            post["replyCount"],
            post["repostCount"],
        )
        earlier = min(post["record"]["createdAt"][:19], post["indexedAt"][:19])
        assert f"{record.published_at}" == earlier.replace("T", " ")
        assert record.language == (post["record"].get("langs") or [None])[0]
        shown = post.get("embed") or {}
        kinds = {"images#view": "image", "external#view": "link", "video#view": "video"}
        kind = str(shown.get("media", shown).get("$type")).removeprefix("app.bsky.embed.")
        assert record.content_kind == kinds.get(kind, "text")


@pytest.mark.parametrize("path", files("social/*/youtube/*.json"))
def test_youtube(path: Path) -> None:
    payload = json.loads(path.read_bytes())
    items = youtube.read_resources(payload, AT)
    comments = list(objects(payload, lambda o: o.get("kind") == "youtube#comment"))
    videos = [
        resource for resource in payload["items"]
        if re.search(r'"(videoId|kind)": "(?!youtube#(channel|playlist)\b)', json.dumps(resource.get("id", "")))
        or resource["kind"] == "youtube#video" or "resourceId" in resource["snippet"]
    ]  # fmt: skip
    videos = [v for v in videos if v["kind"] not in ("youtube#comment", "youtube#commentThread")]
    assert len(items) == len(comments) + len(videos)
    found = mentions(items)
    for comment in comments:
        record = found[comment["id"]]
        assert record.likes == comment["snippet"]["likeCount"]
        assert record.author == comment["snippet"]["authorChannelId"]["value"]
        assert f"{record.published_at}" == comment["snippet"]["publishedAt"][:19].replace("T", " ")
        assert letters(record.body)[:20] == letters(comment["snippet"]["textOriginal"])[:20]
    for record in (r for r in found.values() if r.content_kind == "video"):
        assert record.url == f"https://www.youtube.com/watch?v={record.native_id}"
        assert record.native_id in path.read_text()
        assert record.title
        assert record.published_at is not None
    if payload["kind"] == "youtube#videoListResponse" and "statistics" in payload["items"][0]:
        for video in payload["items"]:
            assert found[video["id"]].views == int(video["statistics"]["viewCount"])


@pytest.mark.parametrize("path", files("feeds/*/*"))
def test_feeds(path: Path) -> None:
    body = path.read_bytes()
    items = feeds.read_feed(body, "https://feeds.example/feed", AT)
    if path.suffix == ".json":
        entries = json.loads(body)["items"]
        titles = [entry.get("title") for entry in entries]
        links = [entry["url"] for entry in entries]
    else:
        root = etree.fromstring(body, etree.XMLParser(recover=True, resolve_entities=False))
        found = root.xpath("//*[local-name()='item' or local-name()='entry']")
        titles = [entry.xpath("string(*[local-name()='title'])") for entry in found]
        links = [None] * len(found)
    assert len(items) == len(titles)
    ids = {item.record.native_id for item in items}
    assert len(ids) == len(items)
    for item, title, link in zip(items, titles, links, strict=True):
        record = item.record
        assert isinstance(record, Mention)
        assert record.published_at is not None
        assert record.body or record.title
        # Titles may hold markup and references twice escaped: their first word without either stays.
        first = re.match(r"[^\W_]{2,}(?=[\s,:])", (title or "").strip())
        assert first is None or (record.title or "").startswith(first.group())
        assert link is None or record.url == link
    if "viettel" in str(path) and "comments" not in path.name:
        assert {item.record.model_dump()["language"] for item in items} == {"vi"}
