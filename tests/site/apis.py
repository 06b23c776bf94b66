"""Fake APIs of the networks on loopback, in their documented formats. What a search asks for decides what goes wrong:

`paging` five posts over three pages; `limit` refused once with Retry-After; `expired` refused once for its token; `repeat`
the same page for ever under new cursors; `loop` a cursor that leads back; `malformed` no JSON; `skew` a post from the
future; `spent` no more today; `denied` not allowed; `hang` no answer. Anything else finds two posts.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.site.api_payloads import (
    PAGE,
    Post,
    as_json,
    bluesky_view,
    hackernews_hit,
    mastodon_status,
    posts,
    reddit_comment,
    reddit_listing,
    reddit_thing,
    rss,
    skewed,
    youtube_found,
    youtube_list,
    youtube_thread,
    youtube_video,
)  # fmt: skip

SCENARIOS = ("paging", "limit", "expired", "repeat", "loop", "malformed", "skew", "spent", "denied", "hang")
TOKENS = "tok-"
HANG_SECONDS = 600
"""How long what hangs hangs: far longer than any crawl here waits for it."""


@dataclass(frozen=True)
class Call:
    """One request as a fake API sees it."""

    method: str
    path: str
    query: dict[str, str]
    many: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


REFUSED = {
    "malformed": Reply(b"<html>we are sorry"),
    "denied": Reply(as_json({"error": "forbidden", "message": "not for you"}), 403),
    "spent": Reply(b"{}", 429, {"Retry-After": "7200"}),
    "hang": Reply(b"", 500),
}
REFUSED_ONCE = {
    "limit": Reply(b"{}", 429, {"Retry-After": "1"}),
    "expired": Reply(b'{"message":"expired"}', 401),
}
"""What a search of a scenario gets instead of posts: always, and the first time."""


class Api:
    """A server whose `answer` is one network's. `calls` are those made; `gone` ids that have been deleted since."""

    endpoint = ""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.calls: list[Call] = []
        self.gone: set[str] = set()
        self.refused: set[str] = set()
        self.sessions = 0
        self.released = threading.Event()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                many = parse_qs(parts.query)
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = {name: values[0] for name, values in many.items()}
                call = Call(self.command, parts.path, query, many, headers, self.rfile.read(length))
                api.calls.append(call)
                reply = api.answer(call)
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # who asked has gone
                    self.wfile.write(reply.body)

            do_POST = do_GET  # the server's name for it

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((address, 0), Handler)
        self._server.daemon_threads = True
        self.netloc = f"{address}:{self._server.server_address[1]}"
        self.url = f"http://{self.netloc}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, call: Call) -> Reply:
        raise LookupError(call.path)

    def search(self, text: str, cursor: str, shape: Callable[[list[Post], str], Any]) -> Reply:
        """A page of what a search for `text` finds; `shape` makes the payload of posts and the next cursor."""
        scenario = next((name for name in SCENARIOS if name in text), "")
        refusal = self._refusal(scenario, text)
        return refusal or Reply(as_json(shape(*self._page(scenario, int(cursor or 0)))))

    def _refusal(self, scenario: str, text: str) -> Reply | None:
        """The answer to a search that gets no posts; None where it gets some."""
        if scenario == "hang":
            self.released.wait(HANG_SECONDS)
        if scenario in REFUSED_ONCE and text not in self.refused:
            self.refused.add(text)
            return REFUSED_ONCE[scenario]
        return REFUSED.get(scenario)

    def _page(self, scenario: str, at: int) -> tuple[list[Post], str]:
        """The posts from place `at` on and the cursor of the next ones, '' where there are none."""
        if scenario == "skew":
            return skewed("skew"), ""
        if scenario == "repeat":
            return posts("rep", PAGE), str(at + PAGE)
        found = posts(scenario or "two", 5 if scenario else 2)
        page = [post for post in found[at : at + PAGE] if post.id not in self.gone]
        if scenario == "loop" and at >= PAGE:
            return page, str(PAGE)
        return page, str(at + PAGE) if at + PAGE < len(found) else ""


class RedditApi(Api):
    endpoint = "REDDIT"

    def answer(self, call: Call) -> Reply:
        if call.path == "/api/v1/access_token":
            self.sessions += 1
            return Reply(
                as_json({"access_token": f"{TOKENS}{self.sessions}", "token_type": "bearer", "expires_in": 3600})
            )
        if call.headers.get("authorization") != f"Bearer {TOKENS}{self.sessions}":
            return Reply(b'{"message":"Unauthorized"}', 401)
        if call.path == "/search":
            return self.search(call.query["q"], call.query.get("after", ""), self._listing)
        if call.path == "/api/info":
            ids = [name.removeprefix("t3_") for name in call.query["id"].split(",")]
            return Reply(as_json(reddit_listing([self._now(name) for name in ids])))
        if call.path.startswith("/user/"):
            own = [Post("own1", "Our new roast", posts("x", 1)[0].at, author="acmecoffee")]
            return Reply(as_json(reddit_listing([reddit_thing(post) for post in own])))
        post = posts("reply", 1)[0]
        parent = call.path.rsplit("/", 1)[-1]
        return Reply(as_json([reddit_listing([]), reddit_listing([reddit_comment(post, parent, "Mine took a week.")])]))

    def _listing(self, found: list[Post], more: str) -> Any:
        things = [reddit_thing(post) for post in found]
        for thing in things:
            thing["data"]["num_comments"] = 1 if thing["data"]["id"] == "two0" else 0
        return reddit_listing(things, more or None)

    def _now(self, name: str) -> dict[str, Any]:
        thing = reddit_thing(Post(name, f"Acme then, {name}", posts("x", 1)[0].at, likes=9))
        if name in self.gone:
            thing["data"] |= {"selftext": "[removed]", "author": "[deleted]", "removed_by_category": "deleted"}
        return thing


class HackerNewsApi(Api):
    endpoint = "HACKERNEWS"

    def answer(self, call: Call) -> Reply:
        if call.path.startswith("/api/v1/items/"):
            name = call.path.rsplit("/", 1)[-1]
            item = {"id": name, "type": "comment", "author": "a", "created_at": posts("x", 1)[0].iso, "text": "Acme",
                    "children": []}  # fmt: skip
            return Reply(b'{"error":"Not Found"}', 404) if name in self.gone else Reply(as_json(item))
        page = int(call.query["page"])
        looping = "loop" in call.query["query"]

        def shape(found: list[Post], more: str) -> Any:
            hits = [hackernews_hit(post) for post in found]
            return {"hits": hits, "page": 0 if looping else page, "nbPages": page + 2 if more else page + 1,
                    "nbHits": len(hits), "hitsPerPage": PAGE}  # fmt: skip

        return self.search(call.query["query"], str(page * PAGE), shape)


class MastodonApi(Api):
    endpoint = "MASTODON"

    def answer(self, call: Call) -> Reply:
        if call.path == "/api/v1/accounts/lookup":
            return Reply(as_json({"id": "7", "acct": call.query["acct"]}))
        if call.path == "/api/v1/statuses":
            names = [name for name in call.many["id[]"] if name not in self.gone]
            return Reply(
                as_json([self._status(Post(name, f"Acme then, {name}", posts("x", 1)[0].at)) for name in names])
            )
        if call.path.startswith("/api/v1/accounts/"):
            return Reply(as_json([self._status(Post("91", "Our new roast", posts("x", 1)[0].at, author="acme"))]))
        if call.path == "/api/v2/search":
            if call.headers.get("authorization") != "Bearer mastodon-token":
                return Reply(b'{"error":"This method requires an authenticated user"}', 401)
            return self.search(call.query["q"], "0", lambda found, _: {"statuses": [self._status(p) for p in found]})
        tag = call.path.rsplit("/", 1)[-1]
        following: list[str] = []

        def shape(found: list[Post], more: str) -> Any:
            following.append(more)
            return [self._status(post) for post in found]

        reply = self.search(tag, call.query.get("max_id", ""), shape)
        if following and following[0]:
            reply.headers["Link"] = f'<{self.url}{call.path}?max_id={following[0]}>; rel="next", <x>; rel="prev"'
        return reply

    def _status(self, post: Post) -> dict[str, Any]:
        return mastodon_status(post, "social.example")


class BlueskyApi(Api):
    endpoint = "BLUESKY"

    def answer(self, call: Call) -> Reply:
        method = call.path.rsplit(".", 1)[-1]
        if method == "createSession":
            self.sessions += 1
            return Reply(as_json({"accessJwt": f"{TOKENS}{self.sessions}", "did": "did:plc:x"}))
        if method == "getAuthorFeed":
            own = bluesky_view(Post("own", "Our new roast", posts("x", 1)[0].at, author="acme"))
            shared = bluesky_view(Post("shared", "Acme rocks", posts("x", 1)[0].at))
            reason = {"$type": "app.bsky.feed.defs#reasonRepost"}
            return Reply(as_json({"feed": [{"post": own}, {"post": shared, "reason": reason}]}))
        if method == "getPosts":
            names = [uri.rsplit("/", 1)[-1] for uri in call.many["uris"]]
            kept = [Post(name, f"Acme then, {name}", posts("x", 1)[0].at) for name in names if name not in self.gone]
            return Reply(as_json({"posts": [bluesky_view(post) for post in kept]}))

        def shape(found: list[Post], more: str) -> Any:
            return {"posts": [bluesky_view(post) for post in found]} | ({"cursor": more} if more else {})

        return self.search(call.query["q"], call.query.get("cursor", ""), shape)


class YouTubeApi(Api):
    endpoint = "YOUTUBE"

    def answer(self, call: Call) -> Reply:
        if call.headers.get("x-goog-api-key") != "youtube-key" or "key" in call.query:
            return Reply(as_json({"error": {"code": 400, "message": "API key not valid"}}), 400)
        by_path = {
            "/channels": self._channels,
            "/playlistItems": self._uploads,
            "/commentThreads": self._threads,
            "/comments": self._replies if "parentId" in call.query else self._by_id,
            "/videos": self._by_id,
        }
        return by_path.get(call.path, self._found)(call)

    def _channels(self, _: Call) -> Reply:
        details = {"relatedPlaylists": {"uploads": "UU-acme"}}
        return Reply(as_json(youtube_list("channel", [{"id": "UC-acme", "contentDetails": details}])))

    def _uploads(self, _: Call) -> Reply:
        named = [{"resourceId": {"videoId": f"own{number}"}} for number in range(4)]
        entries = [{"kind": "youtube#playlistItem", "snippet": snippet, "contentDetails": {}} for snippet in named]
        return Reply(as_json(youtube_list("playlistItem", entries)))

    def _threads(self, call: Call) -> Reply:
        if call.query["videoId"].startswith("own"):
            error = {"code": 403, "errors": [{"reason": "commentsDisabled"}], "message": "disabled"}
            return Reply(as_json({"error": error}), 403)
        newer, older = posts("c", 2)
        if call.query.get("pageToken") == "older":
            thread = youtube_thread(call.query["videoId"], older, "Acme's courier came twice")
            return Reply(as_json(youtube_list("commentThread", [thread])))
        thread = youtube_thread(call.query["videoId"], newer, "The courier never came")
        thread["snippet"]["totalReplyCount"] = 1
        return Reply(as_json(youtube_list("commentThread", [thread], "older")))

    def _replies(self, _: Call) -> Reply:
        reply = youtube_thread("", posts("r", 1)[0], "Mine neither, Acme")["snippet"]["topLevelComment"]
        del reply["snippet"]["videoId"]
        return Reply(as_json(youtube_list("comment", [reply])))

    def _by_id(self, call: Call) -> Reply:
        names = [name for name in call.query["id"].split(",") if name not in self.gone]
        return Reply(as_json(youtube_list("video", [self._video(name) for name in names])))

    def _found(self, call: Call) -> Reply:
        if "quota" in call.query["q"]:
            error = {"code": 403, "errors": [{"reason": "quotaExceeded"}], "message": "You have exceeded your quota"}
            return Reply(as_json({"error": error}), 403)

        def shape(found: list[Post], more: str) -> Any:
            self.known = {**getattr(self, "known", {}), **{post.id: post for post in found}}
            return youtube_list("search", [youtube_found(post) for post in found], more or None)

        return self.search(call.query["q"], call.query.get("pageToken", ""), shape)

    def _video(self, name: str) -> dict[str, Any]:
        if name.startswith("own"):
            return youtube_video(Post(name, "Our new roast", posts("x", 1)[0].at, author="acme", replies=1))
        post = self.known.get(name) or Post(name, f"Acme then, {name}", posts("x", 1)[0].at)
        video = youtube_video(post)
        video["statistics"]["commentCount"] = "1" if name == "two0" else "0"
        return video


class FeedHost(Api):
    """Feeds by path; `/robots.txt` forbids /closed."""

    def answer(self, call: Call) -> Reply:
        xml = {"Content-Type": "application/rss+xml"}
        if call.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /closed", headers={"Content-Type": "text/plain"})
        if call.path == "/page":
            page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Hi</body></html>'
            return Reply(page, headers={"Content-Type": "text/html"})
        if call.path == "/tagged":
            if call.headers.get("if-none-match") == '"v1"':
                return Reply(b"", 304, {"ETag": '"v1"'})
            return Reply(
                rss(posts("tagged", 2)),
                headers={**xml, "ETag": '"v1"', "Last-Modified": "Mon, 01 Jun 2026 00:00:00 GMT"},
            )
        reply = self.search(call.path.strip("/"), "", lambda found, _: [post.id for post in found])
        if reply.status == 200 and not reply.body.startswith(b"<"):
            reply = Reply(rss(skewed("skew") if "skew" in call.path else posts(call.path.strip("/"), 2)), headers=xml)
        return reply


NETWORKS: tuple[type[Api], ...] = (RedditApi, HackerNewsApi, MastodonApi, BlueskyApi, YouTubeApi)
SECRETS = {
    "OVERHEARD_REDDIT_ID": "reddit-id", "OVERHEARD_REDDIT_SECRET": "reddit-secret", "OVERHEARD_YOUTUBE_KEY": "youtube-key",
    "OVERHEARD_MASTODON_TOKEN": "mastodon-token", "OVERHEARD_BLUESKY_HANDLE": "acme.bsky.example",
    "OVERHEARD_BLUESKY_APP_PASSWORD": "bluesky-password",
}  # fmt: skip


def serve(kind: type[Api], number: int, linux: bool) -> Api:
    """A fake API; on Linux at an address of its own, so that one that hangs holds up no other."""
    return kind(f"127.88.1.{number}" if linux else "127.0.0.1")
