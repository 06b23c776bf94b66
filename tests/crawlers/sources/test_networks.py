"""What networks read of hostile payloads, and how they go on from page to page. Their fixtures are in test_fleet.py."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.sources.networks import bluesky, feeds, hackernews, mastodon, reddit, youtube
from crawlers.sources.networks.base import Post, Query
from crawlers.sources.source import Answer, Ask, RefusedError
from crawlers.sources.values import MalformedError, Moment, count, epoch, is_possible, language_code, timestamp
from tests.crawlers.sources.fleet import FIXTURES
from tests.work import Work, assert_grows

AT = datetime(2026, 6, 10, 12)
Reader = Callable[[Any], list[Post]]
READERS: dict[str, Reader] = {
    "reddit": lambda payload: reddit.read_things(payload, AT),
    "hackernews": lambda payload: hackernews.read_items(payload, AT),
    "mastodon": lambda payload: mastodon.read_statuses(payload, "https://m.example", AT),
    "bluesky": lambda payload: bluesky.read_posts(payload, AT),
    "youtube": lambda payload: youtube.read_resources(payload, AT),
}


def answer(payload: Any, status: int = 200, **headers: str) -> Answer:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Answer(status, headers, body, AT)


KEYS = (
    *(
        "kind",
        "data",
        "children",
        "replies",
        "id",
        "name",
        "body",
        "selftext",
        "title",
        "author",
        "created_utc",
        "permalink",
    ),
    *(
        "link_id",
        "parent_id",
        "score",
        "json",
        "things",
        "hits",
        "objectID",
        "_tags",
        "created_at",
        "points",
        "url",
        "type",
    ),
    *(
        "comment_text",
        "text",
        "by",
        "time",
        "deleted",
        "statuses",
        "account",
        "acct",
        "uri",
        "visibility",
        "reblog",
        "card",
    ),
    *(
        "content",
        "poll",
        "options",
        "media_attachments",
        "feed",
        "posts",
        "post",
        "record",
        "createdAt",
        "indexedAt",
        "embed",
    ),
    *(
        "$type",
        "facets",
        "features",
        "langs",
        "items",
        "snippet",
        "topLevelComment",
        "videoId",
        "statistics",
        "likeCount",
    ),
    *("contentDetails", "resourceId", "publishedAt", "textDisplay"),
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
    | st.sampled_from(["t1", "t3", "more", "Listing", "comment", "story", "youtube#comment", "youtube#commentThread",
                       "youtube#video", "public", "2026-06-01T08:00:00Z", "0001-01-01T00:00:00+14:00", "https://[x", "\ud800"])
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=40,
)


@pytest.mark.parametrize("network", sorted(READERS))
@settings(max_examples=80, deadline=None)
@given(payload=JSON)
def test_no_payload_breaks_a_reader(network: str, payload: Any) -> None:
    for item in READERS[network](payload):
        assert item.record.native_id
        assert type(item.record).model_validate_json(item.record.model_dump_json(exclude_none=True)) == item.record


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=300) | st.text(max_size=300).map(lambda t: f"<rss version='2.0'><channel>{t}".encode()))
def test_no_bytes_break_the_feed_reader(body: bytes) -> None:
    with contextlib.suppress(MalformedError):
        assert all(item.record.native_id for item in feeds.read_feed(body, "https://f.example/feed", AT))


def test_one_impossible_character_does_not_cost_a_feed() -> None:
    body = b"<rss version='2.0'><channel><item><title>a&#xD800;b&#55357;c &#233;</title><guid>1</guid></item></channel></rss>"
    (item,) = feeds.read_feed(body, "https://f.example/feed", AT)
    assert item.record.model_dump()["title"] == "a\ufffdb\ufffdc é"


@pytest.mark.parametrize(
    "unit", ["<a>", "<item>", "&", "<![CDATA[", "<!ENTITY x 'y'>", '<item a="', "<title>", "<div ", "]]>", "<!--"]
)
def test_a_hostile_feed_costs_time_in_proportion_to_its_size(unit: str) -> None:
    def prepare(size: int) -> Work:
        body = b"<rss version='2.0'><channel><item><title>" + unit.encode() * (size // len(unit))
        return lambda: read(body)

    def read(body: bytes) -> None:
        with contextlib.suppress(MalformedError):
            feeds.read_feed(body, "https://f.example/feed", AT)

    # Within 64 kB feedparser's search for the end of comments grows with the square of the size: 10 times the work.
    assert_grows(prepare, 20_000, most=13)


def test_deep_nesting_is_cut_not_followed() -> None:
    deep: Any = ""
    for number in range(5_000):
        data = {"id": str(number), "body": "x", "created_utc": 1.8e9, "replies": deep}
        deep = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": data}]}}
    assert len(reddit.read_things(deep, AT)) == 500
    with pytest.raises(MalformedError, match="expected hits of a search as JSON"):
        Answer(200, {}, b"[" * 200_000, AT).json("hits of a search")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-06-01T08:00:00Z", Moment(datetime(2026, 6, 1, 8), 0)),
        ("2026-06-01T15:00:00+07:00", Moment(datetime(2026, 6, 1, 8), 420)),
        ("Mon, 01 Jun 2026 15:00:00 +0545", Moment(datetime(2026, 6, 1, 9, 15), 345)),
        ("Mon, 01 Jun 2026 08:00:00 -0000", Moment(datetime(2026, 6, 1, 8), None)),
        ("2026-06-01T08:00:00", Moment(datetime(2026, 6, 1, 8), None)),
        ("1 มิถุนายน 2569", Moment(datetime(2026, 6, 1), None)),
        ("1970-01-01T00:00:00Z", Moment(None, None)),
        ("0001-01-01T00:00:00+14:00", Moment(None, None)),
        ("soon", Moment(None, None)),
        (None, Moment(None, None)),
    ],
)
def test_times_are_utc_and_keep_their_offset(value: Any, expected: Moment) -> None:
    assert timestamp(value) == expected


def test_values_that_are_none_of_theirs() -> None:
    assert [count(v) for v in (7, "12", -3, True, 2**40, "٣", "1" * 5000, None, [1], float("nan"))] == [
        7, 12, 0, None, None, None, None, None, None, None,
    ]  # fmt: skip
    assert epoch(1780300800).at == datetime(2026, 6, 1, 8)
    assert epoch(-5).at is epoch("x").at is epoch(1e300).at is None
    assert [language_code(v) for v in ("en-US", "vi", "zh_Hant", "und", "", 3, "ไทย")] == [
        "en",
        "vi",
        "zh",
        None,
        None,
        None,
        None,
    ]
    assert is_possible(datetime(2026, 6, 11, 12), AT)
    assert not is_possible(datetime(2026, 6, 11, 12, 1), AT)


def test_reddit_pages_comments_and_folded_ones() -> None:
    source = reddit.Reddit(Query("reddit", "acme coffee"), {})
    assert source.missing() == ("OVERHEARD_REDDIT_ID", "OVERHEARD_REDDIT_SECRET")
    first = source.first(AT)
    page = source.read(first, answer(json.loads((FIXTURES / "reddit" / "listing.json").read_text())))
    assert page.next is not None
    assert page.next.url == first.url.replace("limit=100", "after=t3_p6&limit=100")
    assert [ask.about for ask in page.side] == [(f"t3_p{number}",) for number in range(1, 7)]
    thread = source.read(page.side[0], answer(json.loads((FIXTURES / "reddit" / "thread.json").read_text())))
    (more,) = thread.side
    assert "link_id=t3_p1&children=c8%2Cc9" in more.url
    comment = {"kind": "t1", "data": {"id": "c8", "body": "late", "created_utc": 1.78e9, "link_id": "t3_p1"}}
    folded = source.read(more, answer({"json": {"errors": [], "data": {"things": [comment]}}}))
    assert [item.record.native_id for item in folded.items] == ["t1_c8"]


def test_hacker_news_goes_on_beyond_a_search_limit() -> None:
    source = hackernews.HackerNews(Query("hackernews", "acme"), {})
    first = source.first(AT)
    hits = json.loads((FIXTURES / "hackernews" / "search.json").read_text())
    hits |= {"hits": hits["hits"][:2], "nbHits": 5000, "page": 9, "nbPages": 10}
    assert source.read(first, answer(hits)).next is None, "the oldest hit names no second to go on from"
    hits["hits"].reverse()
    page = source.read(first, answer(hits))
    assert page.next is not None
    assert "created_at_i%3C%3D1780300800" in page.next.url


def test_youtube_comments_keep_their_video_when_looked_up_again() -> None:
    source = youtube.YouTube(Query("youtube", "acme"), {youtube.KEY: "secret"})
    ask = source.recheck(["video:v1", "comment:Ug1@v1"])[1]
    assert "secret" not in ask.url
    assert "secret" not in repr(ask)
    comment = {
        "kind": "youtube#comment",
        "id": "Ug1",
        "snippet": {"textOriginal": "x", "publishedAt": "2026-06-01T08:00:00Z"},
    }
    (item,) = source.read(ask, answer({"kind": "youtube#commentListResponse", "items": [comment]})).items
    assert (item.ref, item.record.url) == ("comment:Ug1@v1", "https://www.youtube.com/watch?v=v1&lc=Ug1")


def test_youtube_out_of_quota_ends_the_day_even_among_comments() -> None:
    source = youtube.YouTube(Query("youtube", "acme"), {youtube.KEY: "secret"})
    error = {"error": {"code": 403, "message": "exceeded", "errors": [{"reason": "quotaExceeded"}]}}
    with pytest.raises(RefusedError, match="quota of the key is spent"):
        source.read(Ask("https://y.example", "comments"), answer(error, 403))
    off = {"error": {"code": 403, "message": "off", "errors": [{"reason": "commentsDisabled"}]}}
    assert source.read(Ask("https://y.example", "comments"), answer(off, 403)).items == []


@pytest.mark.parametrize(
    ("text", "account", "needs"), [("#acme", "", ()), ("acme", "", (mastodon.TOKEN,)), ("", "acme@m.example", ())]
)
def test_mastodon_needs_a_token_for_words_only(text: str, account: str, needs: tuple[str, ...]) -> None:
    assert mastodon.Mastodon(Query("mastodon", text, account=account), {}).needs() == needs


def test_a_foreign_server_cannot_lend_itself_a_brands_name() -> None:
    status = json.loads((FIXTURES / "mastodon" / "search.json").read_text())["statuses"][0]
    status["account"] = {"acct": "acme@evil.example", "url": "https://mastodon.social/@acme"}
    (item,) = mastodon.read_statuses([status], "https://mastodon.social", AT)
    assert item.author_ids == {"acme@evil.example"}
    status["account"] = {"acct": "acme@acme.example", "url": "https://social.acme.example/@acme"}
    (item,) = mastodon.read_statuses([status], "https://mastodon.social", AT)
    assert item.author_ids == {"acme@acme.example", "acme@social.acme.example"}


def test_a_page_in_a_feeds_place_says_where_the_feed_is() -> None:
    page = b'<!doctype html><html><head><link rel="alternate" type="application/atom+xml" href="/f.xml"></head></html>'
    with pytest.raises(MalformedError, match=r"found a web page; the page names https://b\.example/f\.xml as its feed"):
        feeds.read_feed(page, "https://b.example/", AT)
