"""Fake search providers on loopback, in their documented formats. The keyword decides what goes wrong:

`limit` refused once with Retry-After; `quota` no look-ups left (for SerpApi without a time); `badkey` the key is refused;
`malformed` no JSON; `nothing` no result; `broken` a server error; `wrong` a refused parameter; `hang` no answer. Anything
else finds two pages.
"""

from __future__ import annotations

import json
from typing import Any

from tests.site.api_payloads import as_json
from tests.site.apis import HANG_SECONDS, Api, Call, Reply

KEYS = {"OVERHEARD_BRAVE_KEY": "brave-key+1", "OVERHEARD_SERPAPI_KEY": "serp/key=2"}
FOUND = ("https://www.acme.example/beans", "https://bolder.example/coffee")


class SearchApi(Api):
    """What is common: the keyword's trouble."""

    quota = Reply(b"{}", 429)

    def trouble(self, keyword: str) -> Reply | None:
        if keyword == "hang":
            self.released.wait(HANG_SECONDS)
        if keyword == "limit" and keyword not in self.refused:
            self.refused.add(keyword)
            return Reply(b"{}", 429, {"Retry-After": "1"})
        return {
            "malformed": Reply(b"<html>we are sorry"), "broken": Reply(b"oops", 500), "hang": Reply(b"", 500),
            "quota": self.quota,
        }.get(keyword)  # fmt: skip


class BraveApi(SearchApi):
    """Its rate-limit headers name two windows: one look-up a second, so many a month."""

    endpoint = "BRAVE"
    quota = Reply(
        as_json({"type": "ErrorResponse", "error": {"status": 429, "code": "QUOTA_LIMITED", "detail": "Quota exceeded"}}), 429,
        {"X-RateLimit-Limit": "1, 2000", "X-RateLimit-Remaining": "1, 0", "X-RateLimit-Reset": "1, 1209600"},
    )  # fmt: skip

    def answer(self, call: Call) -> Reply:
        keyword = call.query["q"]
        if call.path != "/res/v1/web/search":
            return Reply(b"{}", 404)
        if call.headers.get("x-subscription-token") != KEYS["OVERHEARD_BRAVE_KEY"] or keyword == "badkey":
            error = {"status": 422, "code": "SUBSCRIPTION_TOKEN_INVALID", "detail": "The provided token is invalid."}
            return Reply(as_json({"type": "ErrorResponse", "error": error}), 422)
        if keyword == "wrong":
            error = {"status": 422, "code": "VALIDATION", "detail": "Unable to validate request parameter(s)"}
            return Reply(as_json({"type": "ErrorResponse", "error": error}), 422)
        if reply := self.trouble(keyword):
            return reply
        pace = {"X-RateLimit-Remaining": "0, 1500", "X-RateLimit-Reset": "1, 1209600"} if keyword == "pace" else {}
        return Reply(as_json(brave_payload(keyword)), headers=pace)


class SerpApiApi(SearchApi):
    endpoint = "SERPAPI"
    quota = Reply(as_json({"error": "Your account has run out of searches."}), 429)

    def answer(self, call: Call) -> Reply:
        keyword = call.query.get("q") or call.query["text"]
        if call.query.get("api_key") != KEYS["OVERHEARD_SERPAPI_KEY"] or keyword == "badkey":
            return Reply(as_json({"error": "Invalid API key. Your API key should be here: ..."}), 401)
        if keyword == "wrong":
            return Reply(as_json({"error": "Unsupported `gl` parameter."}), 400)
        if reply := self.trouble(keyword):
            return reply
        return Reply(as_json(serpapi_payload(keyword)))


class EngineSite(Api):
    """An engine's own pages: its robots.txt lets crawlers see `/search`, and nothing below `/`."""

    endpoint = "BROWSER"

    def answer(self, call: Call) -> Reply:
        html = {"Content-Type": "text/html; charset=utf-8"}
        if call.path == "/robots.txt":
            return Reply(b"User-agent: *\nDisallow: /\nAllow: /search\n", headers={"Content-Type": "text/plain"})
        if call.query.get("q") == "captcha":
            body = (
                '<!doctype html><html lang="en"><head><title>captcha - Bing</title></head><body>'
                '<form id="sb_form" action="/search"><input name="q" value="captcha"></form>'
                "<h1>One last step. Please solve the challenge below to continue</h1></body></html>"
            )
            return Reply(body.encode(), headers=html)
        items = "".join(
            f'<li class="b_algo"><h2><a href="{url}">Page {n}</a></h2><div class="b_caption"><p>Beans by post.</p></div></li>'
            for n, url in enumerate(FOUND, 1)
        )
        page = (
            f'<!doctype html><html lang="en"><head><title>{call.query["q"]} - Bing</title></head><body>'
            f'<form id="sb_form" action="/search"><input name="q" value="{call.query["q"]}"></form>'
            f'<ol id="b_results">{items}</ol></body></html>'
        )
        return Reply(page.encode(), headers=html)


class AnswersApi(Api):
    """An answer engine. The last word of the keyword that a question holds decides what becomes of it, beside the trouble of
    all: `partly` the second time an empty answer, `refusing`, `streamed`, `cut`, `huge`, `late` (refused once with
    Retry-After), `out` (no money left). Anything else is answered in three ways, one after the other."""

    ANSWERS = (
        "Many like **Acme**. Bolder is cheaper, see https://bolder.example/coffee?utm_source=chat.",
        "Try Bolder first. Its beans are fresh.",
        "It depends on your taste; any shop in town will do.",
    )
    MODEL = "small-1-2026"

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__(address)
        self.asked: dict[str, int] = {}

    def answer(self, call: Call) -> Reply:
        question = json.loads(call.body)["messages"][0]["content"]
        number = self.asked[question] = self.asked.get(question, 0) + 1
        said = self.ANSWERS[(number - 1) % 3]
        trouble = {
            "malformed": Reply(b"<html>we are sorry"), "broken": Reply(b"oops", 500),
            "refusing": self.saying("I'm sorry, but I can't recommend companies."),
            "streamed": Reply(self.stream(said)), "cut": Reply(b"\n\n".join(self.stream(said).split(b"\n\n")[:2]) + b"\n\n"),
            "huge": self.saying("Acme " * 400_000),
            "out": Reply(as_json({"error": {"message": "You exceeded your quota."}}), 429),
        }  # fmt: skip
        for word, reply in trouble.items():
            if f"{word}?" in question:
                return reply
        if "partly?" in question and number == 2:
            return self.saying("")
        if "late?" in question and number == 1:
            return Reply(b"{}", 429, {"Retry-After": "1"})
        return self.saying(said)

    def saying(self, said: str) -> Reply:
        message = {"role": "assistant", "content": said}
        return Reply(as_json({"model": self.MODEL, "choices": [{"message": message, "finish_reason": "stop"}]}))

    def stream(self, said: str) -> bytes:
        deltas = [({"content": f"{word} "}, None) for word in said.split()] + [({}, "stop")]
        parts = [
            {"model": self.MODEL, "choices": [{"delta": delta, "finish_reason": ended}]} for delta, ended in deltas
        ]
        return "".join(f"data: {json.dumps(part)}\n\n" for part in parts).encode() + b"data: [DONE]\n\n"


def brave_payload(keyword: str) -> dict[str, Any]:
    if keyword == "nothing":
        return {"type": "search", "query": {"original": keyword, "more_results_available": False}}
    results = [{"title": f"Page {n}", "url": url, "description": "Beans by post."} for n, url in enumerate(FOUND, 1)]
    return {
        "type": "search", "query": {"original": keyword},
        "mixed": {"type": "mixed", "main": [{"type": "web", "index": 0, "all": False}, {"type": "web", "index": 1}]},
        "web": {"type": "search", "results": results},
    }  # fmt: skip


def serpapi_payload(keyword: str) -> dict[str, Any]:
    if keyword == "nothing":
        return {
            "search_metadata": {"status": "Success"}, "search_information": {"organic_results_state": "Fully empty"},
            "error": "Google hasn't returned any results for this query.",
        }  # fmt: skip
    results = [
        {"position": n, "title": f"Page {n}", "link": url, "snippet": "Beans by post."}
        for n, url in enumerate(FOUND, 1)
    ]
    return {"search_metadata": {"status": "Success"}, "search_information": {}, "organic_results": results}
