"""Reddit by its OAuth API: posts found by a search, their comments, an account's own posts; deleted ones as removals.

Formats: https://www.reddit.com/dev/api and the "thing" objects t1 (comment), t3 (post), more.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import SplitResult, quote, urlencode

from typing_extensions import override

from crawlers.sources.networks.base import USUAL_ASKS, USUAL_ITEMS, Network, Post, Query, removal, site
from crawlers.sources.registry import register
from crawlers.sources.source import Answer, Ask, Limits, Page
from crawlers.sources.values import (
    MalformedError,
    count,
    epoch,
    mapping,
    mention,
    objects,
    sequence,
    text,
    web_address,
    word,
)  # fmt: skip

NETWORK = "reddit"
SITE = "https://www.reddit.com"
ID, SECRET = "OVERHEARD_REDDIT_ID", "OVERHEARD_REDDIT_SECRET"  # the variables' names
THREADS = 10
"""Posts of one page whose comments are read."""
MORE = 100
"""Comments that one request for folded ones takes."""
_USER = re.compile(r"/(?:u|user)/([\w\-]{1,40})/?", re.IGNORECASE)
_GONE = frozenset({"[deleted]", "[removed]"})
_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_MAX_DEPTH = 500
"""Levels of replies below replies that are followed."""


def read_things(payload: Any, at: datetime) -> list[Post]:
    """The posts and comments of a listing, a thread (two listings) or an answer of /api/morechildren, in their order."""
    return [item for thing in _things(payload) if (item := _item(thing, at))]


def folded(payload: Any) -> list[str]:
    """Ids of comments that the payload leaves out ("more")."""
    return [
        child
        for thing in _things(payload)
        if thing.get("kind") == "more"
        for value in sequence(mapping(thing.get("data")).get("children"))
        if (child := word(value))
    ]


def _things(payload: Any) -> Iterator[Mapping[str, Any]]:
    stack: list[tuple[Any, int]] = [(payload, 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, list):
            stack += [(entry, depth) for entry in reversed(value)]
        elif isinstance(value, Mapping) and depth < _MAX_DEPTH:
            data = mapping(value.get("data"))
            if value.get("kind") in ("t1", "t3", "more"):
                yield value
                stack.append((data.get("replies"), depth + 1))
            else:
                answered = mapping(mapping(value.get("json")).get("data"))
                stack += [(part, depth) for part in (answered.get("things"), data.get("children")) if part]


def _item(thing: Mapping[str, Any], at: datetime) -> Post | None:
    data = mapping(thing.get("data"))
    identity = word(data.get("id"))
    if thing.get("kind") not in ("t1", "t3") or not identity:
        return None
    native_id = f"{thing['kind']}_{identity}"
    if is_deleted(data):
        return Post(removal(NETWORK, native_id, _url(data, native_id), at))
    return _post(data, native_id, at) if thing["kind"] == "t3" else _comment(data, native_id, at)


def is_deleted(data: Mapping[str, Any]) -> bool:
    """Whether its author or a moderator has taken it down. An author who left without deleting it has not."""
    return bool({data.get("body"), data.get("selftext")} & _GONE) or bool(data.get("removed_by_category"))


def _post(data: Mapping[str, Any], native_id: str, at: datetime) -> Post:
    # What is passed on from another place of Reddit has an address within Reddit.
    target = None if data.get("is_self") else web_address(_joined(data.get("url")))
    moment = epoch(data.get("created_utc"))
    record = mention(
        NETWORK, native_id, url=_url(data, native_id), fetched_at=at,
        title=text(data.get("title")) or None, body=text(data.get("selftext_html")) or text(data.get("selftext")),
        author=_author(data), published_at=moment.at, utc_offset=moment.utc_offset, content_kind=_kind(data, target),
        likes=None if data.get("hide_score") else count(data.get("score")), replies=count(data.get("num_comments")),
        shares=count(data.get("num_crossposts")), views=count(data.get("view_count")),
    )  # fmt: skip
    return Post(record, links=(target,) if target else (), author_ids=_author_ids(data))


def _comment(data: Mapping[str, Any], native_id: str, at: datetime) -> Post:
    moment = epoch(data.get("created_utc"))
    record = mention(
        NETWORK, native_id, url=_url(data, native_id), fetched_at=at,
        body=text(data.get("body_html")) or text(data.get("body")), author=_author(data),
        published_at=moment.at, utc_offset=moment.utc_offset, parent_id=word(data.get("parent_id")),
        likes=None if data.get("score_hidden") else count(data.get("score")),
    )  # fmt: skip
    return Post(record, thread=text(data.get("link_title")), author_ids=_author_ids(data))


def _url(data: Mapping[str, Any], native_id: str) -> str:
    permalink = word(data.get("permalink"))
    if permalink and permalink.startswith("/"):
        return SITE + quote(permalink, safe="/%")
    post = (word(data.get("link_id")) or native_id).removeprefix("t3_")
    below = f"/_/{native_id.removeprefix('t1_')}" if native_id.startswith("t1_") else ""
    return f"{SITE}/comments/{post}{below}"


def _joined(address: Any) -> Any:
    return SITE + address if isinstance(address, str) and address.startswith("/") else address


def _author(data: Mapping[str, Any]) -> str | None:
    name = word(data.get("author"))
    return None if name in _GONE else name


def _author_ids(data: Mapping[str, Any]) -> frozenset[str]:
    name = _author(data)
    return frozenset({name.lower()}) if name else frozenset()


def _kind(data: Mapping[str, Any], target: str | None) -> Any:
    hint = data.get("post_hint")
    if data.get("poll_data"):
        return "poll"
    if data.get("is_video") or hint in ("hosted:video", "rich:video"):
        return "video"
    if data.get("is_gallery") or hint == "image" or (target or "").lower().split("?")[0].endswith(_IMAGES):
        return "image"
    return "link" if target else "text"


@register
class Reddit(Network):
    """Searches posts with the application's own token (client credentials); comments of the newest posts beside them."""

    name = NETWORK
    options: ClassVar = {
        "listen.query": "words that posts are searched for, as Reddit's own search takes them",
        "listen.max_items": "most posts and comments read in one crawl",
        "brand.social": "an account: https://www.reddit.com/user/NAME",
        ID: "id of a Reddit application of yours (a script or web application)",
        SECRET: "its secret",
    }
    limits = Limits(asks=USUAL_ASKS, items=USUAL_ITEMS, recheck=100)
    hosts = ("oauth.reddit.com", "www.reddit.com")
    official = "https://oauth.reddit.com"
    search_page = f"{SITE}/search/?q={{}}&sort=new"

    @classmethod
    @override
    def is_at(cls, parts: SplitResult) -> bool:
        return site(parts) == "reddit.com" and not parts.path.endswith(".rss")

    @classmethod
    @override
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        found = _USER.fullmatch(parts.path)
        return Query(cls.name, account=found[1], brand=brand, address=address) if found else None

    def needs(self) -> tuple[str, ...]:
        return (ID, SECRET)

    def login(self) -> Ask:
        base = SITE if self.base == self.official else self.base
        pair = f"{self.env[ID]}:{self.env[SECRET]}".encode()
        return Ask(
            f"{base}/api/v1/access_token", "login", method="POST", body=b"grant_type=client_credentials",
            headers={
                "Authorization": f"Basic {base64.b64encode(pair).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )  # fmt: skip

    def session(self, answer: Answer) -> dict[str, str]:
        token = word(mapping(answer.json("an access token")).get("access_token"))
        if not token:
            raise MalformedError("expected an access_token from Reddit, found none")
        return {"Authorization": f"Bearer {token}"}

    @override
    def first(self, since: datetime) -> Ask:
        if self.query.account:
            return self._page(f"/user/{quote(self.query.account, safe='')}/overview", {"sort": "new"})
        return self._page("/search", {"q": self.query.text, "sort": "new", "type": "link"})

    def _page(self, path: str, parameters: Mapping[str, str]) -> Ask:
        carry = {"path": path, **parameters}
        return Ask.to(self.base + path, {**parameters, "limit": "100", "raw_json": "1"}, carry=carry)

    def read(self, ask: Ask, answer: Answer) -> Page[Post]:
        payload = answer.json("a Reddit listing")
        items = read_things(payload, answer.at)
        if ask.purpose == "comments":
            return Page(items, side=self._folded(ask, payload))
        if ask.purpose in ("more", "recheck"):
            return Page(items)
        listing = mapping(payload)
        if listing.get("kind") != "Listing":
            raise MalformedError(f"expected a Reddit listing, found {sorted(listing)[:5] or type(payload).__name__}")
        page = Page(items, side=[] if self.query.account else self._comments(listing))
        after = word(mapping(listing.get("data")).get("after"))
        if after:
            base = {key: value for key, value in ask.carry.items() if key not in ("path", "after")}
            page.next = self._page(ask.carry["path"], {**base, "after": after})
        return page

    def _comments(self, listing: Mapping[str, Any]) -> list[Ask]:
        children = [mapping(child.get("data")) for child in objects(mapping(listing.get("data")).get("children"))]
        discussed = [data for data in children if count(data.get("num_comments")) and word(data.get("id"))]
        return [
            Ask.to(
                f"{self.base}/comments/{quote(str(data['id']), safe='')}",
                {"sort": "new", "limit": "100", "raw_json": "1"}, purpose="comments", about=(f"t3_{data['id']}",),
            )
            for data in discussed[:THREADS]
        ]  # fmt: skip

    def _folded(self, ask: Ask, payload: Any) -> list[Ask]:
        ids = folded(payload)
        if not ids:
            return []
        parameters = {"link_id": ask.about[0], "children": ",".join(ids[:MORE]), "api_type": "json", "raw_json": "1"}
        return [Ask(f"{self.base}/api/morechildren?{urlencode(parameters)}", "more", about=ask.about)]

    def recheck(self, refs: Sequence[str]) -> list[Ask]:
        return [
            Ask.to(
                f"{self.base}/api/info", {"id": ",".join(refs), "raw_json": "1"}, purpose="recheck", about=tuple(refs)
            )
        ]
