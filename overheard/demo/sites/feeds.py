"""Feeds of the demo market: the platform's board, where people mention brands, and the brands' own posts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from overheard.demo.market.people import reviewers
from overheard.demo.market.truths import Company, companies, truths
from overheard.demo.sites.html import Response, text_response

BOARD_PATH, OWN_PATH = "/board/feed.xml", "/journal/feed.xml"
_SPREAD_DAYS = 80


@dataclass(frozen=True)
class Post:
    """One entry of a feed; `media` is the content type of what is enclosed, '' for none."""

    path: str
    title: str
    body: str
    author: str
    published: datetime
    media: str = ""


@cache
def _talk() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "talk.toml").read_text(encoding="utf-8"))


def board_posts(anchor: date, seed: int) -> list[Post]:
    """The board as of `anchor`: for each brand as many posts as truths.toml plants, each by another person."""
    names, posts = reviewers("en", seed + 1), []
    for brand in companies():
        count = truths()["talk"]["mentions"][brand.id]
        for number in range(count):
            text = _talk()["board"]["posts"][number % len(_talk()["board"]["posts"])].format(
                brand=brand.name, day=number
            )
            at = _ago(anchor, 2 + number * _SPREAD_DAYS / count)
            posts.append(Post(f"/board/{brand.host}-{number}", "", text, next(names), at))
    return posts


def own_posts(brand: Company, anchor: date) -> list[Post]:
    """A brand's own posts as of `anchor`, the newest first."""
    posts = []
    for number, entry in enumerate(_talk()["own"][brand.language]["posts"]):
        media = "image/jpeg" if entry.get("image") else "video/mp4" if entry.get("video") else ""
        path = f"/journal/{number}"
        posts.append(Post(path, entry["title"], entry["body"], brand.name, _ago(anchor, 4 + 12 * number), media))
    return posts


def feed(title: str, base: str, posts: Iterable[Post]) -> Response:
    """The posts as RSS 2.0 at `base`."""
    items = "".join(_item(post, base) for post in posts)
    text = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(title)}</title><link>{base}/</link><description>{escape(title)}</description>{items}"
        "</channel></rss>"
    )
    return text_response(text, content_type="application/rss+xml; charset=utf-8")


def _item(post: Post, base: str) -> str:
    title = f"<title>{escape(post.title)}</title>" if post.title else ""
    media = f'<enclosure url="{base}{post.path}/media" type="{post.media}" length="1"/>' if post.media else ""
    return (
        f'<item>{title}<link>{base}{post.path}</link><guid isPermaLink="true">{base}{post.path}</guid>'
        f"<dc:creator>{escape(post.author)}</dc:creator>"
        f"<pubDate>{post.published:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{escape(post.body)}</description>{media}</item>"
    )


def _ago(anchor: date, days: float) -> datetime:
    return datetime.combine(anchor, time()) - timedelta(hours=round(days * 24))
