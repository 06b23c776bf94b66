"""Fake search providers on loopback, in their documented formats. The keyword decides what goes wrong:

`limit` refused once with Retry-After; `quota` no look-ups left (for SerpApi without a time); `badkey` the key is refused;
`malformed` no JSON; `nothing` no result; `broken` a server error; `wrong` a refused parameter; `hang` no answer. Anything
else finds two pages.
"""

from __future__ import annotations

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
