"""What lies between sources and their crawl: accounts, queries, limits, cursors and the reading of pages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.sources.cursors import REMEMBERED, Cursor, Cursors, Seen
from crawlers.sources.limits import wait_asked
from crawlers.sources.meant import Meaning
from crawlers.sources.mention_reading import MentionReading
from crawlers.sources.networks.base import USUAL_ASKS, Post, Query, removal
from crawlers.sources.queries import identities, listening, own_queries, own_query, plan, queries, source_of
from crawlers.sources.source import Answer, Ask, Page
from crawlers.sources.values import mention
from data.errors import ConfigError
from data.workspace import Brand, Workspace, parse_workspace, unused_settings

NOW = datetime(2026, 6, 10, 12)
ACME = Brand.model_validate({"name": "Acme", "own": True, "site": "https://www.acme.example/"})
BOLDER = Brand.model_validate({"name": "Bolder", "site": "https://bolder.example/"})


def workspace(listens: str = "", social: str = "[]") -> Workspace:
    text = f"""
[workspace]
name = "T"
[[brand]]
name = "Acme"
own = true
site = "https://www.acme.example/"
social = {social}
{listens}
"""
    return parse_workspace(text, Path("/w"))


# ---- accounts and queries


@pytest.mark.parametrize(
    ("address", "network", "account"),
    [
        ("https://mastodon.social/@acme", "mastodon", "acme@mastodon.social"),
        ("https://social.acme.example/@Acme/", "mastodon", "acme@social.acme.example"),
        ("https://mastodon.social/@acme@other.example", "mastodon", "acme@other.example"),
        ("https://bsky.app/profile/acme.example", "bluesky", "acme.example"),
        ("https://www.youtube.com/@AcmeTV/videos", "youtube", "@AcmeTV"),
        ("https://youtube.com/channel/UCabcdefghijklmnop", "youtube", "UCabcdefghijklmnop"),
        ("https://www.youtube.com/user/acme", "youtube", "acme"),
        ("https://old.reddit.com/u/Acme_Team/", "reddit", "Acme_Team"),
        ("https://news.ycombinator.com/user?id=acme", "hackernews", "acme"),
        ("https://blog.acme.example/feed.xml", "rss", ""),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCx", "rss", ""),
    ],
)
def test_an_address_is_an_account_or_a_feed(address: str, network: str, account: str) -> None:
    query = own_query(address, "acme")
    assert query is not None
    assert (query.network, query.account, query.brand, query.address) == (network, account, "acme", address)
    assert query.url == (
        address if network == "rss" else address.rsplit("/@", 1)[0].split("/@")[0] if network == "mastodon" else ""
    )


@pytest.mark.parametrize(
    "address",
    ["https://www.instagram.com/acme", "https://x.com/acme", "https://m.facebook.com/acme", "https://www.tiktok.com/@acme",
     "https://www.reddit.com/r/acme", "https://www.youtube.com/watch?v=1", "https://bsky.app/about"],
)  # fmt: skip
def test_what_is_no_open_account_is_not_asked(address: str) -> None:
    assert own_query(address, "acme") is None


def test_closed_networks_are_told_not_silently_left_out() -> None:
    found = workspace(social='["https://www.instagram.com/acme", "https://mastodon.social/@acme"]')
    (line,) = unused_settings(found)
    assert "https://www.instagram.com/acme: no official door" in line
    assert identities(found.brands) == {("mastodon", "acme@mastodon.social"): "acme"}
    assert [query.network for query in own_queries(found.brands[0])] == ["mastodon"]


def test_the_plan_names_what_is_asked_and_no_secret() -> None:
    listens = """
[[listen]]
network = "reddit"
query = "acme coffee"
[[listen]]
network = "mastodon"
url = "https://kava.example/"
query = "#acme"
[[listen]]
network = "rss"
query = "news"
url = "https://news.example/feed"
voice = "press"
max_items = 50
"""
    found = workspace(listens, '["https://bsky.app/profile/acme.example"]')
    lines = plan(found, {"OVERHEARD_YOUTUBE_KEY": "shh"})
    assert lines == [
        "bluesky (acme's own voice) at https://bsky.app/profile/acme.example: at most 2000 items",
        "reddit for 'acme coffee' (customers' voice) at https://www.reddit.com/search/?q=acme%20coffee&sort=new: "
        "not asked, needs OVERHEARD_REDDIT_ID and OVERHEARD_REDDIT_SECRET",
        "mastodon for '#acme' (customers' voice) at https://kava.example/search?q=%23acme: at most 2000 items",
        "rss for 'news' (press) at https://news.example/feed: at most 50 items",
    ]
    assert len({query.key for query in queries(found)}) == 4
    assert queries(found, []) == []


def test_an_endpoint_of_the_environment_stands_in_for_the_official_one() -> None:
    query = listening(workspace('[[listen]]\nnetwork = "hackernews"\nquery = "acme"').listen[0])
    assert source_of(query, {}).first(NOW).url.startswith("https://hn.algolia.com/api/v1/search_by_date?")
    env = {"OVERHEARD_ENDPOINT_HACKERNEWS": "http://127.0.0.1:9/"}
    assert source_of(query, env).first(NOW).url.startswith("http://127.0.0.1:9/api/v1/")


@pytest.mark.parametrize(
    ("listen", "message"),
    [
        ('network = "rss"\nquery = "acme"', "query: expected a web address"),
        ('network = "rss"\nquery = "acme"\nurl = "feed"', "url: expected a web address"),
        ('network = "reddit"\nquery = "acme"\nurl = "https://x.example/"', "url: expected it for rss and mastodon only"),
        ('network = "reddit"\nquery = "acme"\nvoice = "press"', "voice: expected 'press' for rss only"),
        ('network = "redit"\nquery = "acme"', "did you mean 'reddit'?"),
        ('network = "rss"\nquery = "https://x.example/"\nmax_item = 3', "did you mean 'max_items'?"),
    ],
)  # fmt: skip
def test_a_wrong_listen_table_says_what_is_wrong(listen: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        workspace(f"[[listen]]\n{listen}")
    assert message in str(error.value)


# ---- limits


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, {}, 0),
        (429, {}, 60),
        (429, {"retry-after": "7"}, 7),
        (503, {"retry-after": "Wed, 10 Jun 2026 12:00:30 GMT"}, 30),
        (500, {"retry-after": "7"}, 0),
        (503, {}, 0),
        (200, {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "42"}, 42),  # Reddit: seconds
        (200, {"x-ratelimit-remaining": "1.0", "x-ratelimit-reset": "42"}, 0),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-06-10T12:05:00.000Z"}, 300),  # Mastodon: a date
        (200, {"ratelimit-remaining": "0", "ratelimit-reset": str(1781092800 + 90)}, 90),  # Bluesky: since 1970
        (429, {"x-ratelimit-reset": "5", "retry-after": "9"}, 9),
        (429, {"retry-after": "-3"}, 0),
        (429, {"retry-after": "9" * 25}, 30 * 86_400),
        (429, {"retry-after": "nan"}, 60),
        (429, {"retry-after": "soon"}, 60),
        (429, {"retry-after": "Mon, 01 Jan 2024 00:00:00 GMT"}, 0),
    ],
)
def test_what_a_server_says_about_waiting(status: int, headers: dict[str, str], seconds: float) -> None:
    assert wait_asked(status, headers, NOW) == seconds


# ---- cursors


def test_cursors_survive_a_crawl_and_hold_no_addresses(tmp_path: Path) -> None:
    cursors = Cursors(tmp_path)
    cursor = cursors.get("rss\nhttps://x.example/?u=me@x.example\n")
    cursor.newest, cursor.etag = NOW, '"v1"'
    cursor.remember("a", Seen(native_id="n", published_at=NOW, checked_at=NOW, brands=("acme",)))
    cursors.update("rss\nhttps://x.example/?u=me@x.example\n", cursor, NOW)
    cursors.write()
    assert "me@x.example" not in cursors.path.read_text()
    again = Cursors(tmp_path).get("rss\nhttps://x.example/?u=me@x.example\n")
    assert again == cursor
    assert again.since(NOW, 180) == NOW - timedelta(days=3)
    assert Cursor().since(NOW, 180) == NOW - timedelta(days=180)


@pytest.mark.parametrize("damage", ["", "[]", '{"a": 3}', '{"a": {"newest": "soon"}}', "[" * 100_000])
def test_a_damaged_file_is_put_aside(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "state" / "cursors.json"
    path.parent.mkdir()
    path.write_text(damage)
    assert Cursors(tmp_path).get("a") == Cursor()
    assert path.with_name("cursors.json.damaged").read_text() == damage


def test_what_is_looked_up_again_is_bounded_and_takes_turns() -> None:
    cursor = Cursor()
    for number in range(REMEMBERED + 50):
        at = NOW - timedelta(hours=number)
        cursor.remember(str(number), Seen(native_id="n", published_at=at, checked_at=at))
    cursor.remember("old", Seen(native_id="n", published_at=NOW - timedelta(days=40), checked_at=NOW))
    cursor.tidy(NOW)
    assert len(cursor.seen) == REMEMBERED
    assert "old" not in cursor.seen
    assert cursor.due(2, NOW) == [str(REMEMBERED - 1), str(REMEMBERED - 2)]
    assert "0" not in cursor.due(REMEMBERED, NOW), "it was looked at just now"


def test_a_cursor_begins_again_when_the_brands_are_described_otherwise() -> None:
    cursor = Cursor(newest=NOW, etag='"v1"', meaning="old")
    cursor.begin_again_unless("old")
    assert cursor.newest == NOW
    cursor.begin_again_unless("new")
    assert cursor == Cursor(meaning="new")


# ---- reading


OK = Answer(200, {}, b"", NOW)


def reading(
    query: Query | None = None, own: dict[tuple[str, str], str] | None = None, cursor: Cursor | None = None
) -> MentionReading:
    source = source_of(query or Query("reddit", "acme", address="https://r.example/"), {})
    return MentionReading(source, cursor or Cursor(), Meaning([ACME, BOLDER]), own or {}, NOW, 10)


def item(name: str, body: str, *, hours: float = 1, **more: Any) -> Post:
    beside = {key: more.pop(key) for key in ("repost", "author_ids", "thread", "links") if key in more}
    record = mention("reddit", name, body=body, published_at=NOW - timedelta(hours=hours), fetched_at=NOW, **more)
    return Post(record, **beside)


def test_mentions_of_no_brand_are_left_out_and_counted() -> None:
    found = reading()
    kept = found.take(Page([item("a", "Acme is fine"), item("b", "nothing here"), item("a", "Acme is fine")]), OK)
    assert [record.model_dump()["brands"] for record in kept] == [("acme",)]
    assert (found.read, found.kept, found.summary()) == (2, 1, "1 of no brand of the workspace left out")


def test_replies_mean_whom_their_thread_means() -> None:
    found = reading()
    page = Page([
        item("post", "Acme lost my parcel"), item("reply", "mine too", parent_id="post"),
        item("deeper", "and mine", parent_id="reply"), item("other", "use Bolder", parent_id="post"),
        item("both", "Acme or Bolder?"), item("which", "neither", parent_id="both"), item("told", "same", thread="Acme strikes"),
    ])  # fmt: skip
    meant = {record.model_dump()["native_id"]: record.model_dump()["brands"] for record in found.take(page, OK)}
    assert meant == {
        "post": ("acme",), "reply": ("acme",), "deeper": ("acme",), "other": ("bolder",), "both": ("acme", "bolder"),
        "told": ("acme",),
    }  # fmt: skip


def test_who_speaks() -> None:
    own = {("reddit", "acme_team"): "acme"}
    found = reading(own=own)
    team = frozenset({"acme_team"})
    said = found.take(Page([item("a", "We hear you", author_ids=team), item("b", "Bolder is worse", author_ids=team),
                            item("c", "Acme is ok", author_ids=frozenset({"kiwi"}))]), OK)  # fmt: skip
    voices = [(r.model_dump()["voice"], r.brand, r.model_dump()["brands"]) for r in said]
    assert voices == [("brand", "acme", ("acme",)), ("brand", "acme", ("acme", "bolder")), ("customer", "", ("acme",))]
    press = reading(Query("rss", "news", url="https://n.example/", voice="press")).take(
        Page([item("a", "Acme opens")]), OK
    )
    assert press[0].model_dump()["voice"] == "press"


def test_an_own_account_keeps_out_what_it_only_passes_on() -> None:
    found = reading(Query("mastodon", account="acme@m.example", brand="acme"))
    team = frozenset({"acme@m.example"})
    page = Page(
        [item("a", "New roast", author_ids=team), item("b", "Acme is great", repost=True), item("c", "I ask you")]
    )
    kept = found.take(page, OK)
    assert [(record.model_dump()["native_id"], record.brand) for record in kept] == [("a", "acme")]
    feed = reading(Query("rss", url="https://blog.acme.example/feed", brand="acme"))
    assert [record.brand for record in feed.take(Page([item("d", "a story without the name")]), OK)] == ["acme"]


def test_a_time_in_the_future_is_no_time() -> None:
    found = reading()
    (kept,) = found.take(Page([item("a", "Acme", hours=-30, utc_offset=60)]), OK)
    assert (kept.model_dump()["published_at"], kept.model_dump()["utc_offset"]) == (None, None)
    assert "1 dated in the future, kept without a date" in found.summary()
    (near,) = reading().take(Page([item("a", "Acme", hours=-20)]), OK)
    assert near.model_dump()["published_at"] == NOW + timedelta(hours=20)


def test_the_cursor_moves_only_when_nothing_is_owed() -> None:
    cut = reading()
    cut.take(Page([item("a", "Acme"), item("b", "Acme", hours=5)], next=Ask("https://r.example/2")), OK)
    cut.finish()
    assert cut.cursor.newest is None
    whole = reading()
    whole.take(Page([item("a", "Acme"), item("b", "Acme", hours=5)]), OK)
    whole.finish()
    assert whole.cursor.newest == NOW - timedelta(hours=1)
    limited = reading(Query("reddit", "acme", max_items=2))
    limited.take(Page([item("a", "Acme"), item("b", "Acme", hours=5)], next=Ask("https://r.example/2")), OK)
    limited.finish()
    assert (limited.ask, limited.why_part) == (None, "the limit of 2 items is reached")
    assert limited.cursor.newest == NOW - timedelta(hours=1), "what lies beyond our own limit is given up, not owed"


@pytest.mark.parametrize(
    ("known", "hours", "more", "expected"),
    [
        # Never read before: as far as its oldest item.
        (None, [1, 30], {}, 30),
        # It reaches back to what was known: whole since then, less the overlap.
        (100, [1, 100], {}, 100 + 72),
        # It shows its last items only, all of them new.
        (100, [1, 30], {}, 30),
        # Nothing new: the server says that all is as it was.
        (100, [], {}, 100 + 72),
        # Cut off, or at the limit: as far as it came.
        (100, [1, 30], {"next": Ask("https://r.example/2")}, 30),
        # Cut off before anything was read, or not in order: nobody knows.
        (100, [], {"next": Ask("https://r.example/2")}, None),
        (100, [1, 30], {"next": Ask("https://r.example/2"), "ordered": False}, None),
        (None, [], {}, None),
    ],
)
def test_a_reading_says_how_far_back_it_saw_everything(
    known: float | None, hours: list[float], more: dict[str, Any], expected: float | None
) -> None:
    cursor = Cursor(newest=None if known is None else NOW - timedelta(hours=known))
    cursor.meaning = Meaning([ACME, BOLDER]).signature
    found = reading(cursor=cursor)
    found.take(Page([item(str(n), "Acme", hours=n) for n in hours], **more), OK)
    assert found.reaches_to() == (None if expected is None else NOW - timedelta(hours=expected))


def test_what_is_looked_up_again_says_nothing_of_what_lies_between() -> None:
    seen = Seen(native_id="old", published_at=NOW - timedelta(hours=200), checked_at=NOW - timedelta(hours=50))
    cursor = Cursor(newest=NOW - timedelta(hours=200), meaning=Meaning([ACME, BOLDER]).signature, seen={"old": seen})
    found = MentionReading(
        source_of(Query("reddit", "acme", max_items=2), {}), cursor, Meaning([ACME, BOLDER]), {}, NOW, 10
    )
    found.take(Page([item("a", "Acme"), item("b", "Acme", hours=5)], next=Ask("https://r.example/2")), OK)
    assert found.ask is not None
    assert found.ask.purpose == "recheck"
    found.take(Page([item("old", "Acme", hours=200)]), OK)
    assert found.reaches_to() == NOW - timedelta(hours=5)


def test_pages_that_lead_nowhere() -> None:
    loops = reading()
    again = loops.ask
    assert again is not None
    loops.take(Page([item("a", "Acme")], next=again), OK)
    assert loops.ask is None
    assert "loops" in loops.why_part
    repeats = reading()
    repeats.take(Page([item("a", "Acme")], next=Ask("https://r.example/1")), OK)
    repeats.take(Page([item("a", "Acme")], next=Ask("https://r.example/2")), OK)
    assert repeats.ask is None
    assert "repeats" in repeats.why_part
    overlaps = reading()
    overlaps.take(Page([item("a", "Acme")], next=Ask("https://r.example/1")), OK)
    overlaps.take(Page([item("a", "Acme")]), OK)
    assert (overlaps.ask, overlaps.why_part) == (None, ""), "a last page may well overlap"
    found = reading()
    assert found.reaches_back(Page([item("z", "x", hours=300), item("y", "x", hours=400)]))
    assert not found.reaches_back(Page([item("z", "x", hours=300), item("y", "x", hours=4)]))
    assert not found.reaches_back(Page([]))
    endless = reading()
    number = 0
    while endless.ask is not None:
        endless.take(Page([item(str(number), "Acme")], next=Ask(f"https://r.example/n{number}")), OK)
        number += 1
    assert number == USUAL_ASKS
    assert endless.why_part == f"the limit of {USUAL_ASKS} pages is reached"


def test_what_pages_lead_to_aside_is_read_after_them_and_within_a_limit() -> None:
    found = reading()
    side = [Ask(f"https://r.example/comments/{number}") for number in range(35)]
    found.take(Page([item("a", "Acme")], next=Ask("https://r.example/2"), side=side), OK)
    assert found.ask == Ask("https://r.example/2")
    found.take(Page([item("b", "Acme")]), OK)
    asked = []
    while found.ask is not None:
        asked.append(found.ask)
        found.take(Page(), OK)
    assert asked == side[:30]
    assert found.why_part == "5 more pages of comments were not asked for"


def test_a_feed_is_asked_for_what_is_new() -> None:
    cursor = Cursor(etag='"v1"', items=4, meaning=Meaning([ACME, BOLDER]).signature)
    found = reading(Query("rss", url="https://b.example/feed"), cursor=cursor)
    assert found.ask is not None
    assert found.ask.headers == {"If-None-Match": '"v1"'}
    found.take(Page(reason="unchanged since the last time (304)"), Answer(304, {"etag": '"v2"'}, b"", NOW))
    assert (found.ask, found.shown(), cursor.etag) == (None, 4, '"v2"')


def test_what_is_gone_at_the_source_is_removed_but_silence_is_no_proof() -> None:
    seen = {str(n): Seen(native_id=f"t3_{n}", published_at=NOW, checked_at=NOW - timedelta(days=1)) for n in range(4)}
    found = reading(cursor=Cursor(seen=dict(seen)))
    ask = Ask("https://r.example/info", "recheck", about=("0", "1"))
    here = Post(mention("reddit", "t3_0", body="Acme", fetched_at=NOW), ref="0")
    (gone,) = found.missing(ask, Page([here]))
    assert json.loads(gone.model_dump_json())["native_id"] == "t3_1"
    assert "1" not in found.cursor.seen
    with pytest.raises(ValueError, match="none of 3 known items was answered for"):
        reading(cursor=Cursor(seen=dict(seen))).missing(Ask("u", about=("0", "1", "2")), Page())
    told = reading(cursor=Cursor(seen=dict(seen)))
    assert len(told.take(Page([Post(removal("reddit", "t3_2", "", NOW), ref="2")]), OK)) == 1
    assert "2" not in told.cursor.seen


def test_a_known_reply_keeps_its_brand_when_looked_up_alone() -> None:
    cursor = Cursor(seen={"c": Seen(native_id="c", published_at=NOW, checked_at=NOW, brands=("acme",))})
    (kept,) = reading(cursor=cursor).take(Page([item("c", "mine too", parent_id="unknown")]), OK)
    assert kept.model_dump()["brands"] == ("acme",)
