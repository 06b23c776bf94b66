"""Payloads as the networks' APIs document them, made of a few posts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

PAGE = 2
"""Posts on a page of the fake APIs."""


@dataclass(frozen=True)
class Post:
    """What somebody said, as every network can tell it."""

    id: str
    text: str
    at: datetime
    author: str = "somebody"
    likes: int = 3
    replies: int = 0

    @property
    def iso(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    @property
    def epoch(self) -> int:
        return int(self.at.replace(tzinfo=UTC).timestamp())


def posts(name: str, number: int, text: str = "Acme was quick today") -> list[Post]:
    """`number` posts, newest first, an hour between two."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return [Post(f"{name}{i}", f"{text}, {name} {i}", now - timedelta(hours=i + 1)) for i in range(number)]


def skewed(name: str) -> list[Post]:
    """One post of the day after tomorrow and one of today."""
    first, second = posts(name, 2)
    return [replace(first, at=first.at + timedelta(days=3)), second]


def reddit_thing(post: Post) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": post.id, "name": f"t3_{post.id}", "title": post.text, "selftext": "", "selftext_html": None,
        "author": post.author, "created_utc": float(post.epoch), "permalink": f"/r/coffee/comments/{post.id}/title/",
        "url": f"https://www.reddit.com/r/coffee/comments/{post.id}/title/", "is_self": True, "score": post.likes,
        "num_comments": post.replies, "subreddit": "coffee", "num_crossposts": 1, "view_count": None,
    }  # fmt: skip
    return {"kind": "t3", "data": data}


def reddit_comment(post: Post, parent: str, body: str) -> dict[str, Any]:
    data = {
        "id": f"c{post.id}", "name": f"t1_c{post.id}", "body": body, "body_html": f'<div class="md"><p>{body}</p></div>',
        "author": "answerer", "created_utc": float(post.epoch), "parent_id": f"t3_{parent}", "link_id": f"t3_{parent}",
        "score": -2, "replies": "", "permalink": f"/r/coffee/comments/{parent}/title/c{post.id}/",
    }  # fmt: skip
    return {"kind": "t1", "data": data}


def reddit_listing(things: Sequence[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(things), "after": after, "before": None, "dist": len(things)}}


def hackernews_hit(post: Post) -> dict[str, Any]:
    return {
        "objectID": post.id, "created_at": post.iso, "created_at_i": post.epoch, "title": None, "url": None,
        "author": post.author, "points": None, "comment_text": f"<p>{post.text}</p>", "story_text": None,
        "num_comments": None, "story_id": 1, "story_title": "A story", "parent_id": 1,
        "_tags": ["comment", f"author_{post.author}", "story_1"],
    }  # fmt: skip


def mastodon_status(post: Post, host: str) -> dict[str, Any]:
    account = {"id": "7", "username": post.author, "acct": post.author, "url": f"https://{host}/@{post.author}"}
    return {
        "id": post.id, "uri": f"https://{host}/users/{post.author}/statuses/{post.id}",
        "url": f"https://{host}/@{post.author}/{post.id}", "created_at": post.iso, "in_reply_to_id": None,
        "visibility": "public", "language": "en", "spoiler_text": "", "content": f"<p>{post.text}</p>", "reblog": None,
        "favourites_count": post.likes, "replies_count": post.replies, "reblogs_count": 1, "account": account,
        "media_attachments": [], "card": None, "poll": None, "tags": [], "mentions": [],
    }  # fmt: skip


def bluesky_view(post: Post) -> dict[str, Any]:
    did = "did:plc:abcdefghijklmnopqrstuvwx"
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{post.id}", "cid": "bafy", "indexedAt": post.iso, "labels": [],
        "author": {"did": did, "handle": f"{post.author}.bsky.example", "displayName": post.author},
        "record": {"$type": "app.bsky.feed.post", "createdAt": post.iso, "text": post.text, "langs": ["en"]},
        "likeCount": post.likes, "replyCount": post.replies, "repostCount": 1, "quoteCount": 0,
    }  # fmt: skip


def youtube_found(post: Post) -> dict[str, Any]:
    snippet = {"publishedAt": post.iso, "channelId": "UC-" + post.author, "title": post.text, "description": ""}
    return {"kind": "youtube#searchResult", "id": {"kind": "youtube#video", "videoId": post.id}, "snippet": snippet}


def youtube_video(post: Post) -> dict[str, Any]:
    statistics = {"viewCount": "1200", "likeCount": str(post.likes), "commentCount": str(post.replies)}
    snippet = {
        "publishedAt": post.iso, "channelId": "UC-" + post.author, "title": post.text, "description": "A film.",
        "defaultAudioLanguage": "en-GB",
    }  # fmt: skip
    return {"kind": "youtube#video", "id": post.id, "snippet": snippet, "statistics": statistics}


def youtube_thread(video: str, post: Post, said: str) -> dict[str, Any]:
    snippet = {
        "textDisplay": said, "textOriginal": said, "authorDisplayName": "@viewer", "likeCount": 1,
        "authorChannelId": {"value": "UC-viewer"}, "publishedAt": post.iso, "updatedAt": post.iso, "videoId": video,
    }  # fmt: skip
    top = {"kind": "youtube#comment", "id": f"Ug{post.id}", "snippet": snippet}
    about = {"videoId": video, "topLevelComment": top, "totalReplyCount": 0}
    return {"kind": "youtube#commentThread", "id": f"Ug{post.id}", "snippet": about}


def youtube_list(kind: str, items: Sequence[dict[str, Any]], token: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": f"youtube#{kind}ListResponse",
        "pageInfo": {"totalResults": 9},
        "items": list(items),
    }
    return found | ({"nextPageToken": token} if token else {})


def rss(items: Sequence[Post], language: str = "en") -> bytes:
    entries = "".join(
        f"<item><title>{escape(post.text)}</title><link>https://news.example/{post.id}</link>"
        f"<guid isPermaLink='false'>{post.id}</guid><pubDate>{format_datetime(post.at.replace(tzinfo=UTC))}</pubDate>"
        f"<description>{escape('<p>' + post.text + '</p>')}</description></item>"
        for post in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title>'
        f"<language>{language}</language>{entries}</channel></rss>"
    ).encode()


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()
