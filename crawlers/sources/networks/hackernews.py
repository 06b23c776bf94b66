"""Hacker News by Algolia's search API; also the item trees of that API and the items of the official one.

Formats: https://hn.algolia.com/api and https://github.com/HackerNews/API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import SplitResult, parse_qs, quote

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
    text,
    timestamp,
    web_address,
    word,
)

NETWORK = "hackernews"
PAGE_SIZE = 100
_KINDS = frozenset({"story", "comment", "poll", "job"})
_MAX_DEPTH = 500


def read_items(payload: Any, at: datetime) -> list[Post]:
    """The stories, comments and polls of a search's answer, of an item with its tree of replies, or of an official item."""
    found = mapping(payload)
    if isinstance(found.get("hits"), list):
        return [item for hit in objects(found["hits"]) if (item := _hit(hit, at))]
    return [item for entry in _tree(found) if (item := _entry(entry, at))]


def _hit(hit: Mapping[str, Any], at: datetime) -> Post | None:
    identity = word(hit.get("objectID"))
    tags = {tag for tag in hit.get("_tags") or () if isinstance(tag, str)}
    kind = next((name for name in ("comment", "poll", "story", "job") if name in tags), "")
    if not identity or not kind:
        return None
    moment = timestamp(hit.get("created_at"))
    body = hit.get("comment_text") if kind == "comment" else hit.get("story_text")
    return _mention(
        identity, kind, at, moment=moment if moment.at else epoch(hit.get("created_at_i")), author=word(hit.get("author")),
        title="" if kind == "comment" else text(hit.get("title")), body=text(body), target=web_address(hit.get("url")),
        likes=count(hit.get("points")), replies=count(hit.get("num_comments")), parent=word(hit.get("parent_id")),
        thread=text(hit.get("story_title")),
    )  # fmt: skip


def _tree(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    stack = [(item, 0)]
    while stack:
        entry, depth = stack.pop()
        yield entry
        if depth < _MAX_DEPTH:
            stack += [(child, depth + 1) for child in reversed(objects(entry.get("children")))]


def _entry(entry: Mapping[str, Any], at: datetime) -> Post | None:
    """One item, of Algolia's tree (created_at, points, author) or the official API (time, score, by)."""
    identity, kind = word(entry.get("id")), word(entry.get("type")) or ""
    official = "by" in entry or "time" in entry
    if not identity or (kind not in _KINDS and not entry.get("deleted")):
        return None
    said = text(entry.get("text")), text(entry.get("title"))
    author = word(entry.get("by") if official else entry.get("author"))
    if entry.get("deleted") or entry.get("dead") or (not author and not any(said)):
        return Post(removal(NETWORK, identity, _url(identity), at))
    return _mention(
        identity, kind, at, moment=epoch(entry.get("time")) if official else timestamp(entry.get("created_at")),
        author=author, title=said[1], body=said[0], target=web_address(entry.get("url")),
        likes=count(entry.get("score") if official else entry.get("points")),
        replies=count(entry.get("descendants") if official else entry.get("num_comments")),
        parent=word(entry.get("parent") if official else entry.get("parent_id")), thread="",
    )  # fmt: skip


def _url(identity: str) -> str:
    return f"https://news.ycombinator.com/item?id={quote(identity, safe='')}"


def _mention(
    identity: str, kind: str, at: datetime, *, moment: Any, author: str | None, title: str, body: str, target: str | None,
    likes: int | None, replies: int | None, parent: str | None, thread: str,
) -> Post:  # fmt: skip
    comment = kind == "comment"
    content: Any = "poll" if kind == "poll" else "link" if target and not comment else "text"
    record = mention(
        NETWORK, identity, url=_url(identity), fetched_at=at, title=title or None, body=body,
        author=author, published_at=moment.at, utc_offset=moment.utc_offset, content_kind=content,
        likes=likes, replies=replies, parent_id=parent if comment else None,
    )  # fmt: skip
    names = frozenset({author.lower()}) if author else frozenset[str]()
    return Post(record, thread=thread if comment else "", links=(target,) if target else (), author_ids=names)


@register
class HackerNews(Network):
    """Newest first by date; beyond the thousand hits that one search shows, it goes on from the oldest of them."""

    name = NETWORK
    options: ClassVar = {
        "listen.query": "words that stories, comments and polls are searched for",
        "listen.max_items": "most of them read in one crawl",
        "brand.social": "an account: https://news.ycombinator.com/user?id=NAME",
    }
    # An item a request is looked up again: so the 500 remembered ones are looked at in a fortnight.
    limits = Limits(asks=USUAL_ASKS, items=USUAL_ITEMS, recheck=1, rechecks=40)
    hosts = ("hn.algolia.com",)
    official = "https://hn.algolia.com"
    search_page = "https://hn.algolia.com/?sort=byDate&query={}"

    @classmethod
    def is_at(cls, parts: SplitResult) -> bool:
        return site(parts) == "news.ycombinator.com"

    @classmethod
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        name = parse_qs(parts.query).get("id", [""])[0]
        return Query(cls.name, account=name, brand=brand, address=address) if name else None

    def first(self, since: datetime) -> Ask:
        start = str(int(since.replace(tzinfo=UTC).timestamp()))
        return self._page({"since": start, "until": "", "page": "0"})

    def _page(self, carry: Mapping[str, str]) -> Ask:
        bounds = f"created_at_i>{carry['since']}" + (f",created_at_i<={carry['until']}" if carry["until"] else "")
        asked = (
            {"tags": f"author_{self.query.account}"}
            if self.query.account
            else {"tags": "(story,comment,poll)", "query": self.query.text}
        )
        parameters = {**asked, "numericFilters": bounds, "hitsPerPage": PAGE_SIZE, "page": carry["page"]}
        return Ask.to(f"{self.base}/api/v1/search_by_date", parameters, carry=carry)

    def read(self, ask: Ask, answer: Answer) -> Page[Post]:
        if ask.purpose == "recheck":
            if answer.status != 200:
                return Page()
            # The replies below it are the search's to find: here only the item asked for counts.
            return Page(
                [item for item in read_items(answer.json("an item"), answer.at) if item.record.native_id in ask.about]
            )
        found = mapping(answer.json("hits of a search"))
        if not isinstance(found.get("hits"), list):
            raise MalformedError(f"expected the hits of a search, found {sorted(found)[:5]}")
        page = Page(read_items(found, answer.at))
        number, pages, hits = (count(found.get(key)) or 0 for key in ("page", "nbPages", "nbHits"))
        if number + 1 < pages:
            page.next = self._page({**ask.carry, "page": str(number + 1)})
        elif hits > (number + 1) * PAGE_SIZE and found["hits"]:
            oldest = count(mapping(found["hits"][-1]).get("created_at_i"))
            if oldest:
                page.next = self._page({**ask.carry, "until": str(oldest), "page": "0"})
        return page

    def expected(self, ask: Ask) -> frozenset[int]:
        return frozenset({404}) if ask.purpose == "recheck" else frozenset()

    def recheck(self, refs: Sequence[str]) -> list[Ask]:
        return [Ask(f"{self.base}/api/v1/items/{quote(ref, safe='')}", "recheck", about=(ref,)) for ref in refs]
