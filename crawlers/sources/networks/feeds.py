"""Feeds: RSS, Atom and JSON Feed, as sites publish them and as they break them.

feedparser reads from memory only; it resolves no addresses and fetches nothing here.
"""

from __future__ import annotations

import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from urllib.parse import SplitResult, urljoin

import feedparser
from typing_extensions import override

from crawlers.extract.page import parse_page
from crawlers.extract.page.entities import EntityBombError, refuse_entity_bombs
from crawlers.sources.entries import Identity, Named, identities, people, together, without_false_characters
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
from data.privacy import redact_of
from data.workspace import Listen

NETWORK = "rss"
MAX_BYTES = 3 * 1024 * 1024
"""Bytes of a feed that are read: a hostile one costs the parser seconds a megabyte."""
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_feed(body: bytes, url: str, at: datetime, content_type: str = "") -> list[Post]:
    """The entries of a feed, in its order. `url` is the feed's address. Raises MalformedError for what is no feed."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(load_json(body, "a JSON Feed"), url, at)
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        refuse_entity_bombs(body)
        feed = feedparser.parse(
            io.BytesIO(without_false_characters(_utf8(body[:MAX_BYTES]))),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except EntityBombError as error:
        raise MalformedError(f"expected a feed, but {error}") from None
    except (
        ArithmeticError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
        RecursionError,
    ) as error:
        # Broken on purpose or by accident: feedparser promises to survive, but does not always.
        raise MalformedError(f"expected a feed, found one that breaks its parser ({type(error).__name__})") from None
    if not feed.get("version") and not feed.entries:
        raise MalformedError(_no_feed(body, url))
    language = language_code(feed.feed.get("language"))
    # An entry of Atom without an author is the feed's author's.
    author = feed.feed.get("author") if str(feed.get("version")).startswith("atom") else None
    entries = [_entry(entry, url, language, author) for entry in feed.entries]
    return _posts(entries, url, web_address(_joined(url, feed.feed.get("link"))), at)


def _utf8(body: bytes) -> bytes:
    """A document of two bytes a character as UTF-8, so that it can be looked into; any other as it is."""
    if not body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return body
    return _ENCODING.sub("", body.decode("utf-16", "replace")).encode("utf-8", "replace")


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


def _entry(entry: Any, url: str, language: str | None, author: object) -> _Entry:
    """An entry as feedparser read it. `author`: the feed's, for those that name none."""
    contents = objects(entry.get("content"))
    whole = max((str(part.get("value") or "") for part in contents), key=len, default="")
    # feedparser's own language first, unless the entry states one of its own in an element.
    stated = next((code for part in contents if (code := language_code(part.get("language")))), None)
    media = [*objects(entry.get("enclosures")), *objects(entry.get("media_content"))]
    # Only the last author is kept as it was written; of the others feedparser has taken the names and addresses apart.
    authors = [*(one.get("name") for one in objects(entry.get("authors"))[:-1]), entry.get("author") or author]
    return _Entry(
        id=word(entry.get("id")), link=web_address(_joined(url, entry.get("link"))), title=text(entry.get("title")),
        body=text(whole) or text(entry.get("summary")), moment=_published(entry), authors=people(authors),
        language=stated or language_code(entry.get("language")) or language,
        media=" ".join(f"{part.get('medium') or ''} {part.get('type') or ''}" for part in media),
        replies=count(entry.get("slash_comments") or None),
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
    author = [*objects(feed.get("authors")), mapping(feed.get("author"))]
    entries = [_json_entry(entry, language, author) for entry in objects(feed.get("items"))]
    return _posts(entries, url, web_address(feed.get("home_page_url")), at)


def _json_entry(entry: Mapping[str, Any], language: str | None, author: Sequence[Mapping[str, Any]]) -> _Entry:
    """An entry of a JSON Feed. `author`: the feed's, for those that name none."""
    moments = (timestamp(entry.get(key)) for key in ("date_published", "date_modified"))
    plain = entry.get("content_text")
    authors = [*objects(entry.get("authors")), mapping(entry.get("author"))]
    return _Entry(
        id=word(entry.get("id")), link=web_address(entry.get("url")) or web_address(entry.get("external_url")),
        title=text(entry.get("title")),
        body=text(entry.get("content_html")) or (plain if isinstance(plain, str) else "") or text(entry.get("summary")),
        moment=next((m for m in moments if m.at), NO_MOMENT),
        authors=people(one.get("name") for one in authors) or people(one.get("name") for one in author),
        language=language_code(entry.get("language")) or language,
        media=" ".join(str(part.get("mime_type")) for part in objects(entry.get("attachments"))), replies=None,
    )  # fmt: skip


class _Entry(NamedTuple):
    """An entry of any format; `media` is what is said of the sorts of its attachments."""

    id: str | None
    link: str | None
    title: str
    body: str
    moment: Moment
    authors: list[str]
    language: str | None
    media: str
    replies: int | None


def _posts(entries: Sequence[_Entry], url: str, home: str | None, at: datetime) -> list[Post]:
    """The posts of a feed's entries, as far as they say something."""
    saying = [entry for entry in entries if entry.title or entry.body]
    named = [Named(entry.id, entry.link, entry.title, entry.body, entry.moment.at) for entry in saying]
    return [
        _post(entry, identity, url, at) for entry, identity in zip(saying, identities(named, url, home), strict=True)
    ]


def _post(entry: _Entry, identity: Identity, url: str, at: datetime) -> Post:
    title, body, link = entry.title, entry.body, entry.link
    author = next(iter(entry.authors), None)
    for name in (*entry.authors[1:], *(together(author) if author else ())):
        title, body = redact_of(title, name), redact_of(body, name)  # landing hides the author's own name
    content: Any = "video" if "video" in entry.media else "image" if "image" in entry.media and not body else "text"
    record = mention(
        NETWORK, identity.id, url=link or url, fetched_at=at, title=title or None, body=body, author=author,
        language=entry.language, published_at=entry.moment.at, utc_offset=entry.moment.utc_offset, content_kind=content,
        replies=entry.replies,
    )  # fmt: skip
    return Post(record, links=(link,) if link else (), alias=identity.alias)


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
