"""YouTube by its Data API v3: videos of a search or of a channel, and the comments below the newest of them.

Formats: https://developers.google.com/youtube/v3/docs. The key goes in a header, so no address that lands or is logged
can hold it. A search costs 100 of the 10,000 units that a key has a day; everything else here costs 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import SplitResult, quote

from crawlers.sources.networks.base import USUAL_ASKS, Network, Post, Query, site
from crawlers.sources.registry import register
from crawlers.sources.source import Answer, Ask, Limits, Page, RefusedError
from crawlers.sources.values import (
    MalformedError,
    count,
    language_code,
    mapping,
    mention,
    objects,
    text,
    timestamp,
    word,
)  # fmt: skip

NETWORK = "youtube"
KEY = "OVERHEARD_YOUTUBE_KEY"
PAGE_SIZE = 50
COMMENTED = 10
"""Videos of one page whose comments are read."""
_WATCH = "https://www.youtube.com/watch?v="
_CHANNEL = re.compile(
    r"/(?:(@[\w.\-·]{1,100})|channel/(UC[\w\-]{10,40})|(?:user|c)/([\w.\-]{1,100}))/?(?:videos|featured)?/?"
)
_SPENT = ("quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded")


def read_resources(payload: Any, at: datetime, videos: Mapping[str, str] | None = None, video: str = "") -> list[Post]:
    """The videos and comments of any list response (search, videos, playlist items, activities, comment threads, comments);
    channels and playlists are no mentions. `videos` tells the video of comments (by id) whose list does not, `video` that
    of all of them."""
    found = []
    for resource in objects(mapping(payload).get("items")):
        kind = str(resource.get("kind"))
        if kind == "youtube#commentThread":
            found += _thread(resource, at)
        elif kind == "youtube#comment":
            found.append(_comment(resource, at, (videos or {}).get(str(resource.get("id")), video)))
        else:
            found.append(_video(resource, at))
    return [item for item in found if item]


def video_id(resource: Mapping[str, Any]) -> str | None:
    """The video that a resource is, or names."""
    kind, identity, details = str(resource.get("kind")), resource.get("id"), mapping(resource.get("contentDetails"))
    named = mapping(mapping(resource.get("snippet")).get("resourceId"))
    return {
        "youtube#video": word(identity),
        "youtube#searchResult": word(mapping(identity).get("videoId")),
        "youtube#playlistItem": word(named.get("videoId")) or word(details.get("videoId")),
        "youtube#activity": word(mapping(details.get("upload")).get("videoId")),
    }.get(kind)


def _video(resource: Mapping[str, Any], at: datetime) -> Post | None:
    identity, snippet, details = (
        video_id(resource),
        mapping(resource.get("snippet")),
        mapping(resource.get("contentDetails")),
    )
    if not identity:
        return None
    statistics = mapping(resource.get("statistics"))
    # In a playlist the snippet is the playlist's: when the video was added, and by whom.
    listed = resource.get("kind") == "youtube#playlistItem"
    moment = timestamp(details.get("videoPublishedAt") if listed and details else snippet.get("publishedAt"))
    channel = word(snippet.get("videoOwnerChannelId")) or word(snippet.get("channelId"))
    record = mention(
        NETWORK, identity, url=_WATCH + quote(identity, safe=""), fetched_at=at,
        title=text(snippet.get("title")) or None, body=text(snippet.get("description")), author=channel,
        language=language_code(snippet.get("defaultAudioLanguage")) or language_code(snippet.get("defaultLanguage")),
        published_at=moment.at, utc_offset=moment.utc_offset, content_kind="video",
        likes=count(statistics.get("likeCount")), replies=count(statistics.get("commentCount")),
        views=count(statistics.get("viewCount")),
    )  # fmt: skip
    return Post(record, f"video:{identity}", author_ids=frozenset({channel.lower()}) if channel else frozenset())


def _thread(resource: Mapping[str, Any], at: datetime) -> list[Post | None]:
    snippet = mapping(resource.get("snippet"))
    video = word(snippet.get("videoId")) or ""
    top = _comment(mapping(snippet.get("topLevelComment")), at, video, replies=count(snippet.get("totalReplyCount")))
    replies = objects(mapping(resource.get("replies")).get("comments"))
    return [top, *(_comment(reply, at, video) for reply in replies)]


def _comment(resource: Mapping[str, Any], at: datetime, video: str, replies: int | None = None) -> Post | None:
    identity, snippet = word(resource.get("id")), mapping(resource.get("snippet"))
    if not identity or not snippet:
        return None
    video = word(snippet.get("videoId")) or video
    channel = word(mapping(snippet.get("authorChannelId")).get("value"))
    shown = word(snippet.get("authorDisplayName"))
    original = snippet.get("textOriginal")
    moment = timestamp(snippet.get("publishedAt"))
    record = mention(
        NETWORK, identity, url=_comment_url(identity, video, snippet), fetched_at=at,
        body=original if isinstance(original, str) else text(snippet.get("textDisplay")), author=channel or shown,
        published_at=moment.at, utc_offset=moment.utc_offset, parent_id=word(snippet.get("parentId")) or video or None,
        likes=count(snippet.get("likeCount")), replies=replies,
    )  # fmt: skip
    names = frozenset(name.lower() for name in (channel, shown if shown and shown.startswith("@") else None) if name)
    return Post(record, f"comment:{identity}@{video}", author_ids=names)


def _comment_url(identity: str, video: str, snippet: Mapping[str, Any]) -> str:
    if video:
        return f"{_WATCH}{quote(video, safe='')}&lc={quote(identity, safe='.')}"
    channel = word(snippet.get("channelId"))
    return (
        f"https://www.youtube.com/channel/{quote(channel, safe='')}?lc={quote(identity, safe='.')}" if channel else ""
    )


@register
class YouTube(Network):
    """Each page of found videos is followed by one request for their statistics and full texts."""

    name = NETWORK
    options: ClassVar = {
        "listen.query": "words that videos are searched for; the comments below the newest of them are read too",
        "listen.max_items": "most videos and comments read in one crawl",
        "brand.social": "a channel: https://www.youtube.com/@NAME",
        KEY: "key of the YouTube Data API v3",
    }
    # Four pages of a search: 400 of the day's 10,000 units.
    limits = Limits(asks=USUAL_ASKS, items=200, recheck=50)
    hosts = ("www.googleapis.com",)
    official = "https://www.googleapis.com/youtube/v3"
    search_page = "https://www.youtube.com/results?search_query={}"

    @classmethod
    def is_at(cls, parts: SplitResult) -> bool:
        return site(parts) == "youtube.com" and "feeds" not in parts.path

    @classmethod
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        found = _CHANNEL.fullmatch(parts.path)
        if found is None:
            return None
        return Query(cls.name, account=next(filter(None, found.groups())), brand=brand, address=address)

    def needs(self) -> tuple[str, ...]:
        return (KEY,)

    def headers(self) -> dict[str, str]:
        return {"X-Goog-Api-Key": self.env.get(KEY, "")}

    def first(self, since: datetime) -> Ask:
        if self.query.account:
            name = self.query.account
            key = "forHandle" if name.startswith("@") else "id" if name.startswith("UC") else "forUsername"
            return Ask.to(f"{self.base}/channels", {"part": "contentDetails", key: name}, purpose="channel")
        start = since.replace(tzinfo=UTC, microsecond=0).isoformat().replace("+00:00", "Z")
        return self._page("search", {"part": "snippet", "type": "video", "order": "date", "q": self.query.text,
                                     "publishedAfter": start})  # fmt: skip

    def _page(self, path: str, parameters: Mapping[str, str]) -> Ask:
        carry = {"path": path, **parameters}
        return Ask.to(f"{self.base}/{path}", {**parameters, "maxResults": PAGE_SIZE}, purpose="found", carry=carry)

    def read(self, ask: Ask, answer: Answer) -> Page[Post]:
        if answer.status != 200 and self.is_spent(answer):
            raise RefusedError(self.refusal(answer))
        if answer.status != 200:  # comments that are switched off, or of a video that has gone
            return Page()
        found = mapping(answer.json("a YouTube list"))
        resources = objects(found.get("items"))
        if not str(found.get("kind")).startswith("youtube#"):
            raise MalformedError(f"expected a YouTube list, found {sorted(found)[:5]}")
        if ask.purpose == "channel":
            return self._channel(resources)
        if ask.purpose == "found":
            return self._found(ask, found, resources)
        videos = ask.carry if ask.purpose == "recheck" else None
        page = Page(read_resources(found, answer.at, videos, ask.carry.get("videoId", "") if videos is None else ""))
        if ask.purpose == "videos":
            page.side = self._comments(resources)
            page.next = self._after(ask.carry)
        elif ask.purpose == "comments":
            page.side = self._replies(ask, resources)
            if token := word(found.get("nextPageToken")):
                page.next = self._talk("commentThreads", {**ask.carry, "pageToken": token})
        elif ask.purpose == "replies" and (token := word(found.get("nextPageToken"))):
            page.next = self._talk("comments", {**ask.carry, "pageToken": token})
        return page

    def _channel(self, resources: list[Mapping[str, Any]]) -> Page[Post]:
        if not resources:
            raise MalformedError("expected a channel of that name, found none")
        lists = mapping(mapping(resources[0].get("contentDetails")).get("relatedPlaylists"))
        uploads = word(lists.get("uploads"))
        identity = (word(resources[0].get("id")) or "").lower()
        if not uploads:
            return Page(identity=identity, reason="the channel shows no uploads")
        return Page(
            next=self._page("playlistItems", {"part": "contentDetails", "playlistId": uploads}), identity=identity
        )

    def _found(self, ask: Ask, found: Mapping[str, Any], resources: list[Mapping[str, Any]]) -> Page[Post]:
        carry = {**ask.carry, "pageToken": word(found.get("nextPageToken")) or ""}
        ids = [identity for resource in resources if (identity := video_id(resource))]
        if not ids:
            return Page(next=self._after(carry))
        parameters = {"part": "snippet,statistics,contentDetails", "id": ",".join(ids[:PAGE_SIZE])}
        return Page(next=Ask.to(f"{self.base}/videos", parameters, purpose="videos", carry=carry))

    def _after(self, carry: Mapping[str, str]) -> Ask | None:
        return (
            self._page(carry["path"], {k: v for k, v in carry.items() if k != "path"})
            if carry.get("pageToken")
            else None
        )

    def _comments(self, resources: list[Mapping[str, Any]]) -> list[Ask]:
        talked = [r for r in resources if count(mapping(r.get("statistics")).get("commentCount")) and video_id(r)]
        return [
            self._talk("commentThreads", {"part": "snippet,replies", "videoId": identity, "order": "time"})
            for resource in talked[:COMMENTED] if (identity := video_id(resource))
        ]  # fmt: skip

    def _replies(self, ask: Ask, threads: list[Mapping[str, Any]]) -> list[Ask]:
        """The answers below comments that show only some of theirs."""
        asks = []
        for thread in threads:
            shown = len(objects(mapping(thread.get("replies")).get("comments")))
            identity = word(thread.get("id"))
            if identity and shown < (count(mapping(thread.get("snippet")).get("totalReplyCount")) or 0):
                parameters = {"part": "snippet", "parentId": identity, "videoId": ask.carry.get("videoId", "")}
                asks.append(self._talk("comments", parameters))
        return asks

    def _talk(self, path: str, carry: Mapping[str, str]) -> Ask:
        """A page of comments (`commentThreads`), or of the answers to one (`comments`, which takes no video)."""
        purpose = "comments" if path == "commentThreads" else "replies"
        own = {key: value for key, value in carry.items() if key != "videoId" or purpose == "comments"}
        parameters = {**own, "maxResults": 100, "textFormat": "plainText"}
        about = (carry.get("parentId") or carry["videoId"],)
        return Ask.to(f"{self.base}/{path}", parameters, purpose=purpose, about=about, carry=carry)

    def expected(self, ask: Ask) -> frozenset[int]:
        return frozenset({403, 404}) if ask.purpose in ("comments", "replies") else frozenset()

    @staticmethod
    def is_spent(answer: Answer) -> bool:
        """Whether the key has no units left today."""
        return answer.status == 403 and any(reason.encode() in answer.body for reason in _SPENT)

    def recheck(self, refs: Sequence[str]) -> list[Ask]:
        asks = []
        for kind, path, part in (("video", "videos", "snippet,statistics"), ("comment", "comments", "snippet")):
            named = {ref: ref.removeprefix(f"{kind}:").partition("@") for ref in refs if ref.startswith(f"{kind}:")}
            if named:
                parameters = {"part": part, "id": ",".join(identity for identity, _, _ in named.values())}
                videos = {identity: video for identity, _, video in named.values()}
                url = f"{self.base}/{path}"
                asks.append(Ask.to(url, parameters, purpose="recheck", about=tuple(named), carry=videos))
        return asks

    def refusal(self, answer: Answer) -> str:
        said = super().refusal(answer)
        return f"the day's quota of the key is spent ({said})" if self.is_spent(answer) else said
