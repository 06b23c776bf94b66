"""Feeds as sites break them: ids that identify nothing, people in every spelling, dates of no calendar, false characters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from crawlers.sources.cursors import Cursor
from crawlers.sources.meant import Meaning
from crawlers.sources.mention_reading import MentionReading
from crawlers.sources.networks import feeds
from crawlers.sources.networks.base import Query
from crawlers.sources.source import Answer
from crawlers.sources.values import timestamp
from data.privacy import account_key, redact_of
from data.workspace import Brand
from tests.crawlers.sources.fleet import AT

URL = "https://talk.example/feed"
HEAD = (
    "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><link>https://talk.example/</link>"
)


def rss(*items: str) -> bytes:
    return (HEAD + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>").encode()


def atom(*entries: str, author: str = "") -> bytes:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{author}{inner}</feed>".encode()


def read(body: bytes) -> list[Any]:
    return [post.record for post in feeds.read_feed(body, URL, AT)]


def item(number: int, *, guid: str = "", link: str = "", title: str = "Acme", hour: int = 1) -> str:
    parts = [f"<guid isPermaLink='false'>{guid}</guid>"] if guid else []
    parts += [f"<link>{link}</link>"] if link else []
    parts += [f"<title>{title}</title><description>Acme text {number}</description>"]
    return "".join(parts) + f"<pubDate>Fri, 05 Jun 2026 {hour:02}:00:00 +0000</pubDate>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(*(item(n, hour=n) for n in range(4))), id="no id, no link"),
        pytest.param(rss(*(item(n, link="https://talk.example/") for n in range(4))), id="one link: the home page"),
        pytest.param(rss(*(item(n, link="https://talk.example/wall?x=1") for n in range(4))), id="one link: a page"),
        pytest.param(rss(*(item(n, guid="0", link=f"https://talk.example/{n}") for n in range(4))), id="one id"),
        pytest.param(rss(*(item(n, guid="feed", link="https://talk.example/", title="") for n in range(4))), id="both"),
        pytest.param(rss(item(0, guid="a", title="A"), item(1, guid="a", title="B"), item(2), item(3)), id="an id twice"),
        pytest.param(
            atom(*(f"<id>urn:x</id><title>Acme {n}</title><updated>2026-06-0{n + 1}T00:00:00Z</updated>" for n in range(4))),
            id="one id in Atom",
        ),
        pytest.param(
            b'{"version": "https://jsonfeed.org/version/1.1", "items": ['
            + b",".join(b'{"id": "1", "content_text": "Acme %d"}' % n for n in range(4)) + b"]}",
            id="one id in JSON",
        ),
    ],
)  # fmt: skip
def test_posts_that_share_their_names_are_told_apart_and_keep_their_ids(body: bytes) -> None:
    first = [record.native_id for record in read(body)]
    assert len(set(first)) == 4
    assert [record.native_id for record in read(body)] == first


def test_a_post_alone_is_not_known_by_the_home_page() -> None:
    (today,) = read(rss(item(1, link="https://talk.example/")))
    (tomorrow,) = read(rss(item(2, link="https://talk.example", title="Another")))
    assert today.native_id != tomorrow.native_id


def test_the_same_entry_twice_and_a_newer_version_are_one_post() -> None:
    versions = "<id>urn:v</id><link href='https://talk.example/v'/><title>Acme</title><content>{}</content>"
    assert len({record.native_id for record in read(atom(versions.format("old"), versions.format("new")))}) == 1
    assert len({record.native_id for record in read(rss(item(1, guid="g"), item(1, guid="g")))}) == 1


def test_an_edited_text_keeps_the_id_that_its_date_and_title_give() -> None:
    body = item(1, title="Acme news")
    (before,), (after,) = read(rss(body)), read(rss(body.replace("text 1", "text 1, 27 shares")))
    assert before.native_id == after.native_id


def listened(cursor: Cursor, body: bytes) -> list[str]:
    """The ids that one night's reading of the feed keeps."""
    brand = Brand.model_validate({"name": "Acme", "own": True, "site": "https://acme.example/"})
    source = feeds.Feed(Query("rss", url=URL, address=URL), {})
    reading = MentionReading(source, cursor, Meaning([brand]), {}, AT, 180)
    assert reading.ask is not None
    answer = Answer(200, {}, body, AT)
    records = reading.take(source.read(reading.ask, answer), answer)
    reading.finish()
    cursor.tidy(AT)
    return [record.native_id for record in records]  # type: ignore[attr-defined]  # a feed brings mentions only


def test_a_guid_made_anew_at_each_reading_makes_no_new_mentions() -> None:
    def night(number: int, *posts: int) -> bytes:
        return rss(*(item(n, guid=f"{number}-{n}", link=f"https://talk.example/{n}", hour=n) for n in posts))

    cursor = Cursor()
    first = listened(cursor, night(1, 1, 2, 3))
    cursor = Cursor.model_validate_json(cursor.model_dump_json())
    assert len(set(first)) == 3
    assert listened(cursor, night(2, 1, 2, 3, 4))[:3] == first
    assert set(listened(cursor, night(3, 2, 3))) < set(first)


def test_an_id_that_stays_is_the_posts_whatever_else_changes() -> None:
    cursor = Cursor()
    before = listened(cursor, rss(item(1, guid="g", link="https://talk.example/old", title="Acme old")))
    assert listened(cursor, rss(item(1, guid="g", link="https://talk.example/new", title="Acme new"))) == before


def test_posts_of_one_second_under_one_title_stay_apart() -> None:
    body = rss(*(item(n, guid=str(n), link="https://talk.example/thread", title="Re: Acme") for n in range(3)))
    assert len(set(listened(Cursor(), body))) == 3


@pytest.mark.parametrize(
    "written",
    [
        "<author>quinby.farrow@mail.example (Quinby Farrow)</author>",
        "<author>Quinby Farrow &lt;quinby.farrow@mail.example&gt;</author>",
        "<author>quinby.farrow@mail.example</author>",
        "<author>(Quinby Farrow) q@mail.example</author>",
        "<author>Quinby Farrow (q@mail.example)</author>",
        '<author>"Farrow, Quinby" &lt;q@mail.example&gt;</author>',
        "<author>mailto:q@mail.example (Quinby Farrow)</author>",
        "<author>q [at] mail.example (Quinby Farrow)</author>",
        "<author><![CDATA[<a href='mailto:q@mail.example'>Quinby Farrow</a>]]></author>",
        "<dc:creator>Quinby Farrow</dc:creator>",
        "<dc:creator><![CDATA[Quinby  Farrow]]></dc:creator>",
        "<itunes:author>Quinby Farrow</itunes:author>",
        "<author>q@mail.example (Quinby Farrow)</author><dc:creator>Quinby Farrow</dc:creator>",
    ],
)
def test_an_author_is_one_person_in_every_spelling(written: str) -> None:
    (record,) = read(rss(f"{written}<title>Acme</title><description>Late again, by Quinby Farrow</description>"))
    assert account_key(record.author, "rss", b"k") == account_key("Quinby Farrow", "rss", b"k")
    assert "Farrow" not in redact_of(record.body, record.author)


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("<author>k7@mail.example</author>", "k7@mail.example"),
        ("<author>desk@mail.example ()</author>", "desk@mail.example"),
        ("<author>สมชาย ใจดี &lt;s@mail.example&gt;</author>", "สมชาย ใจดี"),
        ("<author>hoa@mail.example (Nguyễn Thị Hoa)</author>", "Nguyễn Thị Hoa"),
        ("<author>rasa@mail.example (Rasa Žukauskaitė)</author>", "Rasa Žukauskaitė"),
        ("<author> </author>", None),
        ("", None),
    ],
)
def test_authors(written: str, author: str | None) -> None:
    (record,) = read(rss(f"{written}<title>Acme</title>"))
    assert record.author == author


@pytest.mark.parametrize(
    "written",
    [
        "<dc:creator>Anna Lee</dc:creator><dc:creator>Ben Cho</dc:creator>",
        "<dc:creator>Anna Lee and Ben Cho</dc:creator>",
        "<dc:creator>Anna Lee, Ben Cho</dc:creator>",
        "<author>a@mail.example (Anna Lee)</author><dc:creator>Ben Cho</dc:creator>",
        "<author>Anna Lee &lt;a@mail.example&gt;; Ben Cho &lt;b@mail.example&gt;</author>",
    ],
)
def test_of_several_authors_none_is_named(written: str) -> None:
    (record,) = read(rss(f"{written}<title>Acme</title><description>By Ben Cho with Anna Lee.</description>"))
    kept = redact_of(record.body, record.author)
    assert "Cho" not in kept
    assert "Lee" not in kept


def test_an_entry_of_atom_without_author_is_the_feeds_authors() -> None:
    by = "<author><name>{}</name><email>q@mail.example</email></author>"
    entries = ("<id>urn:1</id><title>Acme</title>", f"<id>urn:2</id><title>Acme</title>{by.format('Ben Cho')}")
    assert [record.author for record in read(atom(*entries, author=by.format("Quinby Farrow")))] == [
        "Quinby Farrow",
        "Ben Cho",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-31", "0000-00-00", "0000-00-00T00:00:00Z", "Wed, 32 Nov 2026 25:00:00 GMT", "Tue, 31 Feb 2026 10:00:00 GMT",
        "2026-06-10T25:61:00Z", "Fri, 05 Jun 2026 25:61:00 +0000", "Fri, 05 Jun 2026 10:75:00 GMT", "2026-13-01",
        "2026-00-10T10:00:00Z", "31/02/2026", "30 กุมภาพันธ์ 2569", "29 Feb 2025", "31 tháng 4 2026", "2026-06-05T10:00:00+99:00",
        "Fri, 05 Jun 2026 10:00:00 +2500", "5 Jun 2026 13:00 PM", "Fri, 00 Jun 2026 10:00:00 GMT", "24:30 5 Jun 2026",
    ],
)  # fmt: skip
def test_what_no_calendar_or_clock_shows_is_no_date(text: str) -> None:
    assert timestamp(text).at is None


@pytest.mark.parametrize(
    ("text", "at", "offset"),
    [
        ("2026-06-05T24:00:00Z", datetime(2026, 6, 6), 0),
        ("Fri, 05 Jun 2026 23:59:60 GMT", datetime(2026, 6, 5, 23, 59, 59), 0),
        ("2026-06-05 10:00:00 PM", datetime(2026, 6, 5, 22), None),
        ("5 Jun 2026 12:30 a.m.", datetime(2026, 6, 5, 0, 30), None),
        ("vr, 5 juni 2026 10:00:00 +0200", datetime(2026, 6, 5, 8), 120),
        ("2026-06-05T10:00:00.123456789Z", datetime(2026, 6, 5, 10), 0),
        ("29 Feb 2024 10:00 +0000", datetime(2024, 2, 29, 10), 0),
        ("Fri, 5 Jun 26 10:00:00 EST", datetime(2026, 6, 5, 15), -300),
    ],
)
def test_unusual_dates_that_exist(text: str, at: datetime, offset: int | None) -> None:
    assert timestamp(text) == (at, offset)


@pytest.mark.parametrize(
    ("broken", "shown"),
    [
        ("&#99999999999999999999;", "\ufffd"),
        ("&#x110000;", "\ufffd"),
        ("&#xFFFFFFFFFFFFFFFFFFFFFFFF;", "\ufffd"),
        ("&#" + "9" * 5_000 + ";", "\ufffd"),
        ("&#1;", "\ufffd"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#55357;&#56832;", "😀"),
        ("&#000000000233;", "é"),
        ("&#x1F600;", "😀"),
        ("&nosuchname;", ""),
        ("&", "&"),
        ("&#;", ""),
        ("&#x;", ""),
        ("\x0b", ""),
        ("<b>", ""),
        ("</unopened>", ""),
        ("&amp;#99999999999999999999;", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_broken_in_one_entry_costs_no_other(broken: str, shown: str, encoding: str) -> None:
    body = rss(
        f"<guid>1</guid><title>Acme one</title><description>Acme {broken} x</description>",
        "<guid>2</guid><title>Acme two</title><description>Acme &amp; more</description>",
    )
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + body
    records = read(declared.decode().encode(encoding))
    assert [record.title for record in records] == ["Acme one", "Acme two"]
    assert shown in records[0].body
    assert records[1].body == "Acme & more"


XHTML = (
    "<id>urn:1</id><title type='html'>Acme &amp;lt;3</title><content type='xhtml'>"
    "<div xmlns='http://www.w3.org/1999/xhtml'><p>Late <em>again</em>.</p><p>Sad.</p></div></content>"
)
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://talk.example/'/>"
    "<item rdf:about='https://talk.example/1'><title>Acme one</title><link>https://talk.example/1</link>"
    "<description><![CDATA[<p>Late <b>again</b></p>]]></description><dc:creator>Quinby Farrow</dc:creator>"
    "<dc:date>2026-06-05T10:00:00+02:00</dc:date></item></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(atom(XHTML), "Late again.\nSad.", id="xhtml"),
        pytest.param(RDF.encode(), "Late again", id="RSS 1.0"),
        pytest.param(rss("<title>A</title><description><![CDATA[1 < 2 & <b>3</b>]]></description>"), "1 < 2 & 3", id="CDATA"),
        pytest.param(b"\n\n  junk" + rss("<title>A</title><description>late</description>"), "late", id="junk before"),
        pytest.param(rss("<title>A</title><description>late</description>")[:-20], "late", id="cut off"),
    ],
)  # fmt: skip
def test_texts_of_every_format(body: bytes, text: str) -> None:
    (record,) = read(body)
    assert record.body == text
