"""Bluesky by XRPC: posts of a search and of an account's feed.

Formats: the lexicons app.bsky.feed.searchPosts, getAuthorFeed and getPosts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import SplitResult, quote

from crawlers.sources.networks.base import USUAL_ASKS, USUAL_ITEMS, Network, Post, Query, site
from crawlers.sources.registry import register
from crawlers.sources.source import Answer, Ask, Limits, Page
from crawlers.sources.values import (
    MalformedError,
    Moment,
    count,
    language_code,
    mapping,
    mention,
    objects,
    sequence,
    timestamp,
    web_address,
    word,
)  # fmt: skip

NETWORK = "bluesky"
HANDLE, PASSWORD = "OVERHEARD_BLUESKY_HANDLE", "OVERHEARD_BLUESKY_APP_PASSWORD"  # the variables' names
SERVICE = "https://bsky.social"
"""Where a session is opened and, with one, all else is asked."""
PAGE_SIZE = 100
_PROFILE = re.compile(r"/profile/([\w.:\-]{1,253})/?")
_EMBEDS = {"images": "image", "video": "video", "external": "link"}


def read_posts(payload: Any, at: datetime) -> list[Post]:
    """The posts of a feed or of a list of post views; reposts are marked as such."""
    found = mapping(payload)
    items = []
    for entry in objects(found.get("feed")):
        reposted = str(mapping(entry.get("reason")).get("$type")).endswith("#reasonRepost")
        items.append(_item(mapping(entry.get("post")), at, repost=reposted))
    items += [_item(post, at) for post in objects(found.get("posts"))]
    return [item for item in items if item]


def _item(post: Mapping[str, Any], at: datetime, *, repost: bool = False) -> Post | None:
    uri, record, author = word(post.get("uri")), mapping(post.get("record")), mapping(post.get("author"))
    if not uri or not record:
        return None
    moment = _published(timestamp(record.get("createdAt")), timestamp(post.get("indexedAt")))
    names = frozenset(name.lower() for key in ("did", "handle") if (name := word(author.get(key))))
    embed = mapping(post.get("embed")) or mapping(record.get("embed"))
    languages = sequence(record.get("langs"))
    said = mention(
        NETWORK, uri, url=_url(uri), fetched_at=at, body=text_of(record),
        language=language_code(languages[0]) if languages else None, author=word(author.get("handle")),
        published_at=moment.at, utc_offset=moment.utc_offset, content_kind=_kind(embed),
        likes=count(post.get("likeCount")), replies=count(post.get("replyCount")), shares=count(post.get("repostCount")),
        parent_id=word(mapping(mapping(record.get("reply")).get("parent")).get("uri")),
    )  # fmt: skip
    return Post(said, links=_links(record, embed), author_ids=names, repost=repost)


def text_of(record: Mapping[str, Any]) -> str:
    """The post's text, which is plain: what looks like markup in it was typed."""
    said = record.get("text")
    return said if isinstance(said, str) else ""


def _published(created: Moment, indexed: Moment) -> Moment:
    """When it was posted. The author's program claims one time, the network saw it at another: the earlier one holds, as
    the network itself sorts."""
    if created.at is None or (indexed.at is not None and indexed.at < created.at):
        return indexed
    return created


def _url(uri: str) -> str:
    """at://DID/app.bsky.feed.post/KEY -> the post's page."""
    parts = uri.removeprefix("at://").split("/")
    if len(parts) != 3:
        return ""
    return f"https://bsky.app/profile/{quote(parts[0], safe=':')}/post/{quote(parts[2], safe='')}"


def _kind(embed: Mapping[str, Any]) -> Any:
    kind = str(embed.get("$type")).removeprefix("app.bsky.embed.").split("#")[0]
    if kind == "recordWithMedia":
        return _kind(mapping(embed.get("media")))
    return _EMBEDS.get(kind, "text")


def _links(record: Mapping[str, Any], embed: Mapping[str, Any]) -> tuple[str, ...]:
    features = [f for facet in objects(record.get("facets")) for f in objects(facet.get("features"))]
    media = mapping(embed.get("media"))
    found = [f.get("uri") for f in features] + [mapping(e.get("external")).get("uri") for e in (embed, media)]
    return tuple(dict.fromkeys(address for value in found if (address := web_address(value))))


@register
class Bluesky(Network):
    """Accounts' feeds are public; a search may want a session, for which a handle and an app password serve."""

    name = NETWORK
    options: ClassVar = {
        "listen.query": "words that posts are searched for, as Bluesky's own search takes them",
        "listen.max_items": "most posts read in one crawl",
        "brand.social": "an account: https://bsky.app/profile/NAME",
        HANDLE: "handle of an account that searches are made with (accounts' feeds need none)",
        PASSWORD: "app password of that account",
    }
    limits = Limits(asks=USUAL_ASKS, items=USUAL_ITEMS, recheck=25)
    hosts = ("public.api.bsky.app", "bsky.social")
    official = "https://public.api.bsky.app"
    search_page = "https://bsky.app/search?q={}"

    @classmethod
    def is_at(cls, parts: SplitResult) -> bool:
        return site(parts) == "bsky.app"

    @classmethod
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        found = _PROFILE.fullmatch(parts.path)
        return Query(cls.name, account=found[1].lower(), brand=brand, address=address) if found else None

    def _base(self) -> str:
        return SERVICE if self.base == self.official and self._has_session() else self.base

    def _has_session(self) -> bool:
        return bool(self.env.get(HANDLE) and self.env.get(PASSWORD))

    def uses(self) -> tuple[str, ...]:
        return (HANDLE, PASSWORD) if self._has_session() else ()

    def login(self) -> Ask | None:
        if not self._has_session():
            return None
        body = json.dumps({"identifier": self.env[HANDLE], "password": self.env[PASSWORD]}).encode()
        url = f"{self._base()}/xrpc/com.atproto.server.createSession"
        return Ask(url, "login", method="POST", body=body, headers={"Content-Type": "application/json"})

    def session(self, answer: Answer) -> dict[str, str]:
        token = word(mapping(answer.json("a session")).get("accessJwt"))
        if not token:
            raise MalformedError("expected an accessJwt from Bluesky, found none")
        return {"Authorization": f"Bearer {token}"}

    def first(self, since: datetime) -> Ask:
        if self.query.account:
            return self._page("getAuthorFeed", {"actor": self.query.account})
        start = since.replace(tzinfo=UTC, microsecond=0).isoformat().replace("+00:00", "Z")
        return self._page("searchPosts", {"q": self.query.text, "sort": "latest", "since": start})

    def _page(self, method: str, parameters: Mapping[str, str]) -> Ask:
        url = f"{self._base()}/xrpc/app.bsky.feed.{method}"
        return Ask.to(url, {**parameters, "limit": PAGE_SIZE}, carry={"method": method, **parameters})

    def read(self, ask: Ask, answer: Answer) -> Page[Post]:
        found = mapping(answer.json("posts"))
        if not isinstance(found.get("posts", found.get("feed")), list):
            raise MalformedError(f"expected posts or a feed, found {sorted(found)[:5]}")
        page = Page(read_posts(found, answer.at))
        cursor = word(found.get("cursor"))
        if ask.purpose == "page" and cursor:
            parameters = {key: value for key, value in ask.carry.items() if key not in ("method", "cursor")}
            page.next = self._page(ask.carry["method"], {**parameters, "cursor": cursor})
        return page

    def recheck(self, refs: Sequence[str]) -> list[Ask]:
        parameters = [("uris", ref) for ref in refs]
        url = f"{self._base()}/xrpc/app.bsky.feed.getPosts"
        return [Ask.to(url, parameters, purpose="recheck", about=tuple(refs))]

    def refusal(self, answer: Answer) -> str:
        said = super().refusal(answer)
        if self._has_session() or self.query.account:
            return said
        hint = f"a search may need a session: set {HANDLE} and {PASSWORD}"
        return f"{said}; {hint}" if said else hint
