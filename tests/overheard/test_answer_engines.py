"""Answer engines by the command line, from a server that speaks their format: who is named, what is unanswered, what it costs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from overheard.commands.doctor import examine
from tests.overheard.command import landed, overheard
from tests.overheard.test_providers import write
from tests.site.apis import serve
from tests.site.apis_search import AnswersApi

KEY = "sk-answers+1/2"


@pytest.fixture
def api() -> Iterator[AnswersApi]:
    made = serve(AnswersApi, 30, sys.platform.startswith("linux"))
    assert isinstance(made, AnswersApi)
    yield made
    made.stop()


def search(api: AnswersApi, keywords: list[str], **more: Any) -> dict[str, Any]:
    common = {"provider": "answers", "url": f"{api.url}/v1", "model": "small-1", "market": "en-GB"}
    return common | {"keywords": keywords} | more


def crawl(folder: Path, searches: list[dict[str, Any]], crawl: str = "") -> Any:
    # The address that search.url names needs no second naming in crawl.allow_private.
    write(folder, {}, searches, crawl)
    return overheard("crawl", "rankings", cwd=folder, OVERHEARD_ANSWERS_KEY=KEY)


def rows(folder: Path, keyword: str) -> list[dict[str, Any]]:
    return [row for row in landed(folder, "answer") if row["keyword"] == keyword]


def visits(folder: Path) -> dict[str, dict[str, Any]]:
    return {visit["url"].split("q=")[-1].replace("+", " "): visit for visit in landed(folder, "visit")}


def test_who_is_named_in_which_order_and_what_is_cited(api: AnswersApi, tmp_path: Path) -> None:
    done = crawl(tmp_path, [search(api, ["beans", "beans streamed"])])
    assert done.returncode == 0, done.stderr
    question = "Which shops or companies are good for beans? Please name them."
    sent = [json.loads(call.body) for call in api.calls]
    assert sent[0] == {"model": "small-1", "messages": [{"role": "user", "content": question}], "stream": False}
    assert {call.path for call in api.calls} == {"/v1/chat/completions"}
    assert {call.headers["authorization"] for call in api.calls} == {f"Bearer {KEY}"}
    assert len(sent) == 6
    for keyword in ("beans", "beans streamed"):
        found = rows(tmp_path, keyword)
        assert {row["engine"] for row in found} == {f"small-1 at {api.netloc}"}
        assert {(row["asked_n"], row.get("unanswered_n", 0), row["model"]) for row in found} == {(3, 0, "small-1-2026")}
        shown = [
            (r["kind"], r["position"], r["brand"], r.get("domain", ""), r["place"], r["named_n"], r.get("passage", ""))
            for r in found
        ]
        assert shown == [
            ("named", 1, "acme", "", 1.0, 1, "Many like **Acme**."),
            ("named", 2, "bolder", "", 1.5, 2, "Bolder is cheaper, see https://bolder.example/coffee?utm_source=chat."),
            ("cited", 3, "bolder", "bolder.example", 1.0, 1, ""),
        ]
        assert found[0]["question"].endswith(f"{keyword}? Please name them.")
    assert {visit["status"] for visit in visits(tmp_path).values()} == {"observed"}
    kept = "".join(p.read_text(errors="replace") for p in (tmp_path / ".overheard").rglob("*") if p.is_file())
    assert "any shop in town" not in kept, "of an answer only what names a brand is kept"
    assert KEY not in kept + done.stdout + done.stderr


def test_what_is_not_answered_is_not_observed(api: AnswersApi, tmp_path: Path) -> None:
    keywords = ["partly", "late", "malformed", "broken", "refusing", "cut", "huge", "out", "after"]
    done = crawl(tmp_path, [search(api, keywords)], "page_megabytes = 1\n")
    assert done.returncode == 1
    found = visits(tmp_path)
    assert {keyword: visit["status"] for keyword, visit in found.items()} == {
        "partly": "partial", "late": "observed", "malformed": "failed", "broken": "failed", "refusing": "failed",
        "cut": "failed", "huge": "failed", "out": "blocked", "after": "blocked",
    }  # fmt: skip
    assert found["partly"]["reason"] == "1 of 3 not answered: an empty answer (finish_reason stop)"
    assert "expected the results of a search as JSON, found" in found["malformed"]["reason"]
    assert "3 of 3 not answered: the engine refused: I'm sorry" in found["refusing"]["reason"]
    assert "breaks off" in found["cut"]["reason"]
    assert "1 of 3 not answered: HTTP 429: You exceeded your quota." in found["out"]["reason"]
    assert "not asked: HTTP 429" in found["after"]["reason"]
    assert not any("after?" in question for question in api.asked)
    assert {(r["kind"], r["asked_n"], r["unanswered_n"]) for r in rows(tmp_path, "partly")} == {
        ("named", 2, 1),
        ("cited", 2, 1),
    }
    for keyword in ("malformed", "broken", "refusing", "cut", "huge", "out", "after"):
        (row,) = rows(tmp_path, keyword)
        assert (row["kind"], row["asked_n"], row["unanswered_n"]) == ("none", 0, 3)
        assert row["reason"]


def test_each_time_it_is_asked_counts_and_costs(api: AnswersApi, tmp_path: Path) -> None:
    searches = [search(api, ["one", "two"], asks=2, daily_cap=3, price_per_1000=10)]
    write(tmp_path, {}, searches)
    shown = overheard("crawl", "rankings", "--dry-run", cwd=tmp_path)
    assert f"rankings: small-1 at {api.netloc}, en-GB, desktop: 3 look-ups, 1 not asked" in shown.stdout
    assert "costs 0.03" in shown.stdout
    crawl(tmp_path, searches)
    assert len(api.calls) == 3
    assert "daily cap of 3" in visits(tmp_path)["two"]["reason"]
    assert {(row["asked_n"], row["unanswered_n"]) for row in rows(tmp_path, "two")} == {(1, 1)}
    assert any(f"search provider {api.url}/v1 answers" in finding.text for finding in examine(tmp_path))


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"model": ""}, "model: expected the name of the model that answers, found nothing"),
        ({"market": ""}, "market: expected the language of the questions, such as en-GB, found nothing"),
        ({"url": ""}, "url: expected a web address"),
        ({"asks": 0}, "asks: expected a whole number from 1 to 20"),
        ({"provider": "searxng"}, "model: expected it for answers only, found it for searxng"),
        ({"device": "mobile"}, "device: expected 'mobile' for"),
    ],
)
def test_a_table_that_is_not_whole_says_what_it_lacks(
    api: AnswersApi, tmp_path: Path, more: dict[str, Any], wrong: str
) -> None:
    done = crawl(tmp_path, [search(api, ["beans"]) | more])
    assert done.returncode == 2
    assert wrong in done.stderr
    assert not api.calls
