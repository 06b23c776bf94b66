"""Feeds: RSS, Atom and JSON Feed, as sites publish them and as they break them.

feedparser reads from memory only; it resolves no addresses and fetches nothing here.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import feedparser
from typing_extensions import override

from crawlers.extract.page import parse_page
from crawlers.extract.page.entities import EntityBombError, refuse_entity_bombs
from crawlers.sources.networks.base import USUAL_ITEMS, Network, Post, Query
from crawlers.sources.registry import register
from crawlers.sources.source import NAMED, Answer, Ask, Limits, Page
from crawlers.sources.values import (
    NO_MOMENT,
    MalformedError,
    Moment,
    count,
    language_code,
    load_json,
    mapping,
    mention,
    objects,
    text,
    timestamp,
    web_address,
    word,
)  # fmt: skip
from data.workspace import Listen

NETWORK = "rss"
MAX_BYTES = 3 * 1024 * 1024
"""Bytes of a feed that are read: a hostile one costs the parser seconds a megabyte."""
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_SURROGATES = re.compile(rb"&#(?:[xX]0{0,8}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,8}5(?:5[3-9]|6\d|7[0-3])\d{2});")
"""References to halves of characters, on which the parser breaks."""
_UNIVERSAL = ("http://", "https://", "tag:", "urn:")


def read_feed(body: bytes, url: str, at: datetime, content_type: str = "") -> list[Post]:
    """The entries of a feed, in its order. `url` is the feed's address. Raises MalformedError for what is no feed."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(load_json(body, "a JSON Feed"), url, at)
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        refuse_entity_bombs(body)
        feed = feedparser.parse(
            io.BytesIO(_SURROGATES.sub(b"", body[:MAX_BYTES])),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except EntityBombError as error:
        raise MalformedError(f"expected a feed, but {error}") from None
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
        # Broken on purpose or by accident: feedparser promises to survive, but does not always.
        raise MalformedError(f"expected a feed, found one that breaks its parser ({type(error).__name__})") from None
    if not feed.get("version") and not feed.entries:
        raise MalformedError(_no_feed(body, url))
    language = language_code(feed.feed.get("language"))
    return [item for entry in feed.entries if (item := _entry(entry, url, at, language))]


def _no_feed(body: bytes, url: str) -> str:
    """What stands there instead, and where the page says that its feed is."""
    if b"<html" not in body[:4096].lower():
        return f"expected a feed (RSS, Atom or JSON Feed), found {len(body)} bytes of something else"
    page = parse_page(body, url)
    feeds = [
        _joined(url, link.get("href")) for link in page.root.iter("link")
        if (link.get("type") or "").lower() in _FEED_TYPES and link.get("href")
    ]  # fmt: skip
    named = f"; the page names {feeds[0][:200]} as its feed" if feeds else ""
    return f"expected a feed (RSS, Atom or JSON Feed), found a web page{named}"


def _joined(url: str, link: Any) -> str:
    try:
        return urljoin(url, link) if isinstance(link, str) and link.strip() else ""
    except ValueError:  # brackets that make no host
        return ""


def _entry(entry: Any, url: str, at: datetime, language: str | None) -> Post | None:
    """An entry as feedparser read it."""
    contents = objects(entry.get("content"))
    whole = max((str(part.get("value") or "") for part in contents), key=len, default="")
    # feedparser's own language first, unless the entry states one of its own in an element.
    stated = next((code for part in contents if (code := language_code(part.get("language")))), None)
    media = [*objects(entry.get("enclosures")), *objects(entry.get("media_content"))]
    return _post(
        _Entry(
            identity=word(entry.get("id")), link=web_address(_joined(url, entry.get("link"))), title=text(entry.get("title")),
            body=text(whole) or text(entry.get("summary")), moment=_published(entry), author=word(entry.get("author")),
            language=stated or language_code(entry.get("language")) or language,
            media=" ".join(f"{part.get('medium') or ''} {part.get('type') or ''}" for part in media),
            replies=count(entry.get("slash_comments") or None),
        ), url, at,
    )  # fmt: skip


def _published(entry: Any) -> Moment:
    """When an entry was published, else updated or created. feedparser answers for one key by another; `dict.get` does not."""
    moment = timestamp(entry.get("published"))
    if moment.at is not None:
        return moment
    return next((m for key in ("updated", "created") if (m := timestamp(dict.get(entry, key))).at), NO_MOMENT)


def _json_feed(feed: Mapping[str, Any], url: str, at: datetime) -> list[Post]:
    if "jsonfeed.org" not in str(mapping(feed).get("version")):
        raise MalformedError(f"expected a JSON Feed with its version, found {sorted(mapping(feed))[:5]}")
    language = language_code(feed.get("language"))
    return [post for entry in objects(feed.get("items")) if (post := _json_entry(entry, url, at, language))]


def _json_entry(entry: Mapping[str, Any], url: str, at: datetime, language: str | None) -> Post | None:
    people = [*objects(entry.get("authors")), mapping(entry.get("author"))]
    moments = (timestamp(entry.get(key)) for key in ("date_published", "date_modified"))
    plain = entry.get("content_text")
    return _post(
        _Entry(
            identity=word(entry.get("id")), link=web_address(entry.get("url")) or web_address(entry.get("external_url")),
            title=text(entry.get("title")),
            body=text(entry.get("content_html")) or (plain if isinstance(plain, str) else "") or text(entry.get("summary")),
            moment=next((m for m in moments if m.at), NO_MOMENT),
            author=next((name for person in people if (name := word(person.get("name")))), None),
            language=language_code(entry.get("language")) or language,
            media=" ".join(str(part.get("mime_type")) for part in objects(entry.get("attachments"))), replies=None,
        ), url, at,
    )  # fmt: skip


class _Entry(NamedTuple):
    """An entry of any format; `media` is what is said of the sorts of its attachments."""

    identity: str | None
    link: str | None
    title: str
    body: str
    moment: Moment
    author: str | None
    language: str | None
    media: str
    replies: int | None


def _post(entry: _Entry, url: str, at: datetime) -> Post | None:
    title, body, link = entry.title, entry.body, entry.link
    if not title and not body:
        return None
    identity = entry.identity or link or hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:20]
    if not identity.startswith(_UNIVERSAL):  # a number of its own means nothing beside other feeds
        identity = f"{urlsplit(url).hostname or ''}/{identity}"
    content: Any = "video" if "video" in entry.media else "image" if "image" in entry.media and not body else "text"
    record = mention(
        NETWORK, identity, url=link or url, fetched_at=at, title=title or None, body=body, author=entry.author,
        language=entry.language, published_at=entry.moment.at, utc_offset=entry.moment.utc_offset, content_kind=content,
        replies=entry.replies,
    )  # fmt: skip
    return Post(record, links=(link,) if link else ())


@register
class Feed(Network):
    """A feed is asked for conditionally, as its server's validators allow, and its robots.txt is obeyed."""

    name = NETWORK
    options: ClassVar = {
        "listen.query": "the feed's address (or any words, where `url` is the address)",
        "listen.url": "the feed's address",
        "listen.voice": "whose the feed is: customer or press",
        "brand.social": "the address of a feed of the brand's own",
    }
    limits = Limits(asks=1, items=USUAL_ITEMS)
    hosts = (NAMED,)
    robots = True
    conditional = True

    @classmethod
    @override
    def place(cls, listen: Listen) -> tuple[str, str]:
        url = listen.url or listen.query
        return url, url

    @classmethod
    @override
    def is_at(cls, parts: SplitResult) -> bool:
        return True  # whatever is no network's

    @classmethod
    @override
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        return Query(cls.name, url=address, brand=brand, address=address)

    @override
    def first(self, since: datetime) -> Ask:
        return Ask(self.query.url)

    @override
    def read(self, ask: Ask, answer: Answer) -> Page[Post]:
        if answer.status == 304:
            return Page(reason="unchanged since the last time (304)")
        items = read_feed(answer.body, self.query.url, answer.at, answer.headers.get("content-type", ""))
        return Page(items, reason="the feed is longer than is read" if len(answer.body) > MAX_BYTES else "")

    @override
    def expected(self, ask: Ask) -> frozenset[int]:
        return frozenset({304})
