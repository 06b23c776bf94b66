"""A crawl of a help page, of a page of reviews and of a search provider at home: what is followed, kept and reached."""

from __future__ import annotations

import json
from pathlib import Path

from tests.overheard.command import landed, overheard
from tests.overheard.test_crawl import workspace
from tests.site.server import Answer, LocalWeb


def test_questions_of_a_help_page_are_followed(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    asked = ["How do I cancel my order?", "Where is my parcel?", "Can I pay cash?"]
    links = "".join(f'<li><a href="/help/articles/{n}">{text}</a></li>' for n, text in enumerate(asked))
    host.routes["/help"] = f"<html><title>Help centre</title><h1>Help centre</h1><ul>{links}</ul></html>"
    for number, text in enumerate(asked):
        host.routes[f"/help/articles/{number}"] = (
            f"<html><title>Help</title><h1>{text}</h1><div class=article-body>In your account.</div></html>"
        )
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/help"]}}, [host])
    overheard("crawl", "faqs", cwd=tmp_path)
    assert {faq["question"] for faq in landed(tmp_path, "faq")} == set(asked)


def test_nothing_of_a_reviewer_lands_in_clear(web: LocalWeb, tmp_path: Path) -> None:
    host = web.host()
    said = [
        "Nice coffee and quick delivery here.",
        "Call me at 081-234-5678 or mail dan@x.example, awful.",
        "Bad taste.",
    ]
    boxes = "".join(
        f'<div class="review"><b class="name">Dan Brown{n}</b><span class="stars" title="1/5"></span>'
        f'<span>{n + 1} May 2026</span><p>{text}</p>'
        '<div class="reply"><b>Response from the owner</b><p>Dear Dan, sorry to hear that.</p></div></div>'
        for n, text in enumerate(said)
    )  # fmt: skip
    host.routes["/reviews"] = (
        f"<html><title>Reviews</title><h1>Reviews</h1>{boxes}<footer>Call us: 02 765 4321</footer></html>"
    )
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "reviews": [host.url + "/reviews"]}}, [host])
    overheard("crawl", cwd=tmp_path)
    assert len(landed(tmp_path, "review")) == 3
    assert [channel["address"] for channel in landed(tmp_path, "channel") if channel["kind"] == "phone"] == [
        "027654321"
    ]
    kept = "".join(path.read_text() for path in (tmp_path / ".overheard" / "landing").rglob("*.jsonl"))
    for personal in ("0812345678", "081-234-5678", "dan@x.example", "Dan"):
        assert personal not in kept


def test_a_search_provider_at_home_needs_no_second_naming(web: LocalWeb, tmp_path: Path) -> None:
    host, other = web.host(), web.host()
    results = [{"url": "https://acme.example/beans", "title": "Beans", "engine": "x", "position": 1}]
    answer = Answer(json.dumps({"query": "beans", "results": results}).encode(), 200, "application/json")
    host.routes["/search?q=beans&format=json"] = answer
    host.routes["/search?q=away&format=json"] = Answer(status=302, headers={"Location": f"{other.url}/search"})
    host.routes["/faq"] = "<html><title>FAQ</title><h1>FAQ</h1></html>"
    extra = f'[[search]]\nprovider = "searxng"\nurl = "{host.url}"\nkeywords = ["beans", "away"]\n'
    workspace(tmp_path, {"Acme": {"site": host.url + "/", "faqs": [host.url + "/faq"]}}, [], extra)
    overheard("crawl", "rankings", "faqs", cwd=tmp_path)
    assert [ranking["keyword"] for ranking in landed(tmp_path, "ranking")] == ["beans"]
    faqs = [visit for visit in landed(tmp_path, "visit") if visit["kind"] == "faqs"]
    assert [visit["status"] for visit in faqs] == ["blocked"], "only look-ups may go where search.url points"
    assert "crawl.allow_private" in faqs[0]["reason"]
    assert not any("/faq" in path for path in host.requests)
    assert other.requests.total() == 0
