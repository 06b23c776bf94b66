"""Mastodon and what speaks its API: statuses of a search (which needs a token), of a hashtag and of an account.

Format: https://docs.joinmastodon.org/entities/Status/. Only public and unlisted statuses are read; what an author shows to
followers is none of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import SplitResult, quote, urlsplit

from typing_extensions import override

from crawlers.sources.networks.base import USUAL_ASKS, USUAL_ITEMS, Network, Post, Query
from crawlers.sources.registry import register
from crawlers.sources.source import NAMED, Answer, Ask, Limits, Page
from crawlers.sources.values import (
    MalformedError,
    count,
    language_code,
    mapping,
    mention,
    objects,
    text,
    timestamp,
    web_address,
    word,
)  # fmt: skip
from data.urls import same_site
from data.workspace import Listen

NETWORK = "mastodon"
DEFAULT_INSTANCE = "https://mastodon.social"
TOKEN = "OVERHEARD_MASTODON_TOKEN"  # noqa: S105  # the variable's name
PAGE_SIZE = 40
_PUBLIC = frozenset({"public", "unlisted", None})
_VIDEO, _PICTURE = frozenset({"video", "gifv"}), "image"
_NEXT = re.compile(r'<([^<>]{1,2000})>; ?rel="?next"?')
_PROFILE = re.compile(r"/@([\w.\-]{1,64}(?:@[\w.\-]{1,200})?)/?")
_HASHTAG = re.compile(r"#\w+")


def read_statuses(payload: Any, instance: str, at: datetime) -> list[Post]:
    """The public statuses of a timeline, a search's answer, a thread (context) or a single one. `instance` is the address
    of the server that was asked."""
    found = mapping(payload)
    statuses = objects(payload) or [
        status for key in ("ancestors", "statuses", "descendants") for status in objects(found.get(key))
    ]
    return [item for status in statuses or [found] if (item := _item(status, instance, at))]


def _item(status: Mapping[str, Any], instance: str, at: datetime) -> Post | None:
    boosted = mapping(status.get("reblog"))
    if boosted:
        inner = _item(boosted, instance, at)
        return (
            Post(inner.record, inner.ref, links=inner.links, author_ids=inner.author_ids, repost=True)
            if inner
            else None
        )
    identity, account = word(status.get("id")), mapping(status.get("account"))
    if not identity or not account or status.get("visibility") not in _PUBLIC:
        return None
    home = urlsplit(instance).hostname or ""
    uri = web_address(status.get("uri")) or ""
    names = _names(account, home)
    moment = timestamp(status.get("created_at"))
    card = mapping(status.get("card"))
    record = mention(
        NETWORK, _native_id(uri, home, identity), fetched_at=at,
        # The page by number: the usual address holds the author's name.
        url=f"{instance}/statuses/{quote(identity, safe='')}", title=text(status.get("spoiler_text")) or None,
        body=_body(status), language=language_code(status.get("language")), author=max(names, key=len, default=None),
        published_at=moment.at, utc_offset=moment.utc_offset, content_kind=_kind(status, card),
        likes=count(status.get("favourites_count")), replies=count(status.get("replies_count")),
        shares=count(status.get("reblogs_count")), parent_id=word(status.get("in_reply_to_id")),
    )  # fmt: skip
    target = web_address(card.get("url"))
    return Post(record, identity, links=(target,) if target else (), author_ids=names)


def _native_id(uri: str, home: str, identity: str) -> str:
    """The server a status comes from and its number there, so that two servers that show it agree; no author's name."""
    parts = urlsplit(uri)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return f"{parts.hostname}/{last}" if parts.hostname and last else f"{home}/{identity}"


def _names(account: Mapping[str, Any], home: str) -> frozenset[str]:
    handle = (word(account.get("acct")) or "").lower()
    if not handle:
        return frozenset()
    name, _, server = handle.partition("@")
    server = server or home
    profile = urlsplit(web_address(account.get("url")) or "").hostname or server
    # A server may show its people under another name of its own (social.acme.example for acme.example), not under others'.
    shown = profile if same_site(f"https://{profile}", f"https://{server}") else server
    return frozenset({f"{name}@{server}", f"{name}@{shown}"})


def _body(status: Mapping[str, Any]) -> str:
    options = [text(option.get("title")) for option in objects(mapping(status.get("poll")).get("options"))]
    return "\n".join(part for part in (text(status.get("content")), *options) if part)


def _kind(status: Mapping[str, Any], card: Mapping[str, Any]) -> Any:
    kinds = {media.get("type") for media in objects(status.get("media_attachments"))}
    if status.get("poll"):
        return "poll"
    if kinds & _VIDEO or (not kinds and card.get("type") == "video"):
        return "video"
    if _PICTURE in kinds:
        return "image"
    return "link" if card else "text"


@register
class Mastodon(Network):
    """`#tag` is a public timeline and needs no token; a search of words does. An account is looked up first."""

    name = NETWORK
    options: ClassVar = {
        "listen.query": "a #hashtag, or words (for which the server wants a token)",
        "listen.url": f"the server to ask; {DEFAULT_INSTANCE} where it is left out",
        "listen.max_items": "most statuses read in one crawl",
        "brand.social": "an account: https://SERVER/@NAME",
        TOKEN: "access token of an account at that server, for searches of words",
    }
    limits = Limits(asks=USUAL_ASKS, items=USUAL_ITEMS, recheck=20)
    hosts = ("mastodon.social", NAMED)

    @classmethod
    @override
    def place(cls, listen: Listen) -> tuple[str, str]:
        url = (listen.url or DEFAULT_INSTANCE).rstrip("/")
        return url, f"{url}/search?q={quote(listen.query, safe='')}"

    @classmethod
    @override
    def is_at(cls, parts: SplitResult) -> bool:
        return _PROFILE.fullmatch(parts.path) is not None

    @classmethod
    @override
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        found = _PROFILE.fullmatch(parts.path)
        if found is None:
            return None
        name = found[1].lower()
        account = name if "@" in name else f"{name}@{parts.hostname}"
        return Query(
            cls.name, url=f"{parts.scheme}://{parts.netloc}", account=account, brand=brand, address=address
        )  # fmt: skip

    def needs(self) -> tuple[str, ...]:
        return () if self.query.account or _HASHTAG.fullmatch(self.query.text) else (TOKEN,)

    def uses(self) -> tuple[str, ...]:
        return (TOKEN,) if self.env.get(TOKEN) else ()

    def headers(self) -> dict[str, str]:
        token = self.env.get(TOKEN)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _at(self) -> str:
        return self.base or self.query.url or DEFAULT_INSTANCE

    @override
    def first(self, since: datetime) -> Ask:
        base = self._at()
        if self.query.account:
            return Ask.to(
                f"{base}/api/v1/accounts/lookup", {"acct": self.query.account.split("@")[0]}, purpose="account"
            )
        if _HASHTAG.fullmatch(self.query.text):
            return Ask.to(f"{base}/api/v1/timelines/tag/{quote(self.query.text[1:], safe='')}", {"limit": PAGE_SIZE})
        return self._search(0)

    def _search(self, offset: int) -> Ask:
        parameters = {"q": self.query.text, "type": "statuses", "limit": PAGE_SIZE, "offset": offset}
        return Ask.to(f"{self._at()}/api/v2/search", parameters, purpose="search", carry={"offset": str(offset)})

    def read(self, ask: Ask, answer: Answer) -> Page[Post]:
        payload = answer.json("statuses of a Mastodon server")
        if ask.purpose == "account":
            identity = word(mapping(payload).get("id"))
            if not identity:
                raise MalformedError("expected an account with its id, found none")
            parameters = {"limit": PAGE_SIZE, "exclude_reblogs": "true"}
            path = f"/api/v1/accounts/{quote(identity, safe='')}/statuses"
            return Page(next=Ask.to(self._at() + path, parameters))
        statuses = mapping(payload).get("statuses") if ask.purpose == "search" else payload
        if not isinstance(statuses, list):
            raise MalformedError(f"expected a list of statuses, found {type(statuses).__name__}")
        page = Page(read_statuses(statuses, self.query.url or DEFAULT_INSTANCE, answer.at))
        if ask.purpose == "search" and len(statuses) >= PAGE_SIZE:
            page.next = self._search(int(ask.carry["offset"]) + len(statuses))
        elif ask.purpose == "page":
            page.next = self._linked(answer, ask)
        return page

    def _linked(self, answer: Answer, ask: Ask) -> Ask | None:
        """The page that the Link header names, on the server that was asked."""
        found = _NEXT.search(answer.headers.get("link", ""))
        if not found:
            return None
        query = urlsplit(found[1]).query
        return Ask(f"{ask.url.split('?')[0]}?{query}") if query else None

    def recheck(self, refs: Sequence[str]) -> list[Ask]:
        parameters = [("id[]", ref) for ref in refs]
        return [Ask.to(f"{self._at()}/api/v1/statuses", parameters, purpose="recheck", about=tuple(refs))]
