"""Which network and account an address of a brand's `social` is: the brand's own voice, or nothing that can be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from crawlers.sources.source import Query
from data.workspace import Brand, is_closed_network

_AT = re.compile(r"/@([\w.\-]{1,64}(?:@[\w.\-]{1,200})?)/?")
_YOUTUBE = re.compile(
    r"/(?:(@[\w.\-·]{1,100})|channel/(UC[\w\-]{10,40})|(?:user|c)/([\w.\-]{1,100}))/?(?:videos|featured)?/?"
)
_REDDIT = re.compile(r"/(?:u|user)/([\w\-]{1,40})/?", re.IGNORECASE)
_BLUESKY = re.compile(r"/profile/([\w.:\-]{1,253})/?")


def own_queries(brand: Brand) -> list[Query]:
    """What to ask for a brand's own voice: one query for each address of its `social` that has an official door."""
    return [query for address in brand.social if (query := own_query(address, brand.id))]


def own_query(address: str, brand: str) -> Query | None:
    """The query of one address: an account of a known network, a Mastodon account (`/@name` anywhere else), else a feed.
    None for networks without an official open door and for what is no account (a subreddit is its members' voice)."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("old.")
    if is_closed_network(address):
        return None
    if host == "youtube.com" and "feeds" not in parts.path:
        found = _YOUTUBE.fullmatch(parts.path)
        return _account("youtube", next(filter(None, found.groups())), address, brand) if found else None
    if host == "reddit.com" and not parts.path.endswith(".rss"):
        found = _REDDIT.fullmatch(parts.path)
        return _account("reddit", found[1], address, brand) if found else None
    if host == "bsky.app":
        found = _BLUESKY.fullmatch(parts.path)
        return _account("bluesky", found[1].lower(), address, brand) if found else None
    if host == "news.ycombinator.com":
        name = parse_qs(parts.query).get("id", [""])[0]
        return _account("hackernews", name, address, brand) if name else None
    found = _AT.fullmatch(parts.path)
    if found:
        name = found[1].lower()
        base = f"{parts.scheme}://{parts.netloc}"
        full = name if "@" in name else f"{name}@{parts.hostname}"
        return Query("mastodon", url=base, account=full, brand=brand, address=address)
    return Query("rss", url=address, brand=brand, address=address)


def _account(network: str, name: str, address: str, brand: str) -> Query:
    return Query(network, account=name, brand=brand, address=address)


def identities(brands: Sequence[Brand]) -> dict[tuple[str, str], str]:
    """(network, account in lower case) -> id of the brand whose account it is."""
    return {
        (query.network, query.account.lower()): brand.id
        for brand in brands for query in own_queries(brand) if query.account
    }  # fmt: skip
