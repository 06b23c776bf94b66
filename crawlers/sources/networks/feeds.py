"""Feeds: RSS, Atom and JSON Feed, as sites publish them and as they break them.

feedparser reads from memory only; it resolves no addresses and fetches nothing here.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from typing_extensions import override

from crawlers.extract.page import parse_page
from crawlers.extract.page.entities import EntityBombError, refuse_entity_bombs
from crawlers.sources.source import Answer, Ask, Item, Page, Source
from crawlers.sources.values import (
    NO_MOMENT,
    MalformedError,
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

NETWORK = "rss"
MAX_BYTES = 3 * 1024 * 1024
"""Bytes of a feed that are read: a hostile one costs the parser seconds a megabyte."""
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_SURROGATES = re.compile(rb"&#(?:[xX]0{0,8}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,8}5(?:5[3-9]|6\d|7[0-3])\d{2});")
"""References to halves of characters, on which the parser breaks."""
_UNIVERSAL = ("http://", "https://", "tag:", "urn:")


def read_feed(body: bytes, url: str, at: datetime, content_type: str = "") -> list[Item]:
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


def _entry(entry: Any, url: str, at: datetime, language: str | None) -> Item | None:
    link = web_address(_joined(url, entry.get("link")))
    contents = objects(entry.get("content"))
    whole = max((str(part.get("value") or "") for part in contents), key=len, default="")
    title, body = text(entry.get("title")), text(whole) or text(entry.get("summary"))
    if not title and not body:
        return None
    moment = timestamp(entry.get("published"))
    if moment.at is None:
        moment = next((m for key in ("updated", "created") if (m := timestamp(dict.get(entry, key))).at), NO_MOMENT)
    # feedparser's own first, unless the entry states one of its own in an element.
    stated = next((code for part in contents if (code := language_code(part.get("language")))), None)
    media = [*objects(entry.get("enclosures")), *objects(entry.get("media_content"))]
    return _item(
        url, at, identity=word(entry.get("id")) or link, link=link, title=title, body=body, moment=moment,
        author=word(entry.get("author")), language=stated or language_code(entry.get("language")) or language,
        media=[f"{part.get('medium') or ''} {part.get('type') or ''}" for part in media],
        replies=count(entry.get("slash_comments")) if entry.get("slash_comments") else None,
    )  # fmt: skip


def _json_feed(feed: Mapping[str, Any], url: str, at: datetime) -> list[Item]:
    if "jsonfeed.org" not in str(mapping(feed).get("version")):
        raise MalformedError(f"expected a JSON Feed with its version, found {sorted(mapping(feed))[:5]}")
    language = language_code(feed.get("language"))
    items = []
    for entry in objects(feed.get("items")):
        people = [*objects(entry.get("authors")), mapping(entry.get("author"))]
        moments = (timestamp(entry.get(key)) for key in ("date_published", "date_modified"))
        link = web_address(entry.get("url")) or web_address(entry.get("external_url"))
        title = text(entry.get("title"))
        plain = entry.get("content_text")
        body = (
            text(entry.get("content_html")) or (plain if isinstance(plain, str) else "") or text(entry.get("summary"))
        )
        if title or body:
            items.append(
                _item(
                    url, at, identity=word(entry.get("id")) or link, link=link, title=title, body=body,
                    moment=next((m for m in moments if m.at), NO_MOMENT),
                    author=next((name for person in people if (name := word(person.get("name")))), None),
                    language=language_code(entry.get("language")) or language,
                    media=[str(part.get("mime_type")) for part in objects(entry.get("attachments"))],
                    replies=None,
                )
            )  # fmt: skip
    return items


def _item(
    url: str, at: datetime, *, identity: str | None, link: str | None, title: str, body: str, moment: Any,
    author: str | None, language: str | None, media: list[str], replies: int | None,
) -> Item:  # fmt: skip
    if identity is None:
        identity = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:20]
    if not identity.startswith(_UNIVERSAL):  # a number of its own means nothing beside other feeds
        identity = f"{urlsplit(url).hostname or ''}/{identity}"
    shown = " ".join(media)
    content: Any = "video" if "video" in shown else "image" if "image" in shown and not body else "text"
    record = mention(
        NETWORK, identity, url=link or url, fetched_at=at, title=title or None, body=body,
        author=author, language=language, published_at=moment.at, utc_offset=moment.utc_offset, content_kind=content,
        replies=replies,
    )  # fmt: skip
    return Item(record, links=(link,) if link else ())


class Feed(Source):
    """A feed is asked for conditionally, as its server's validators allow, and its robots.txt is obeyed."""

    network = NETWORK

    @override
    def first(self, since: datetime) -> Ask:
        return Ask(self.query.url, robots=True)

    @override
    def read(self, ask: Ask, answer: Answer) -> Page:
        if answer.status == 304:
            return Page(reason="unchanged since the last time (304)")
        items = read_feed(answer.body, self.query.url, answer.at, answer.headers.get("content-type", ""))
        return Page(items, reason="the feed is longer than is read" if len(answer.body) > MAX_BYTES else "")

    @override
    def expected(self, ask: Ask) -> frozenset[int]:
        return frozenset({304})
