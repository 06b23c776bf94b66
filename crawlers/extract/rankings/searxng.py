"""SearXNG's JSON answer (`/search?format=json`) -> rankings.

SearXNG merges the lists of several engines; the order of `results` is its own score order, which is what its user sees
and what counts here. The engines asked stand in each result and differ from instance to instance: compare a market with
itself only.
"""

from __future__ import annotations

import json
from typing import Any

from crawlers.extract.page.text import markup_to_text, one_line
from crawlers.extract.rankings.result_page import Entries, PageStatus, ResultPage, unwrap

ENGINE = "searxng"
_MAX_TEXT = 1000
_TEMPLATES = {"videos.html": "video", "map.html": "local", "products.html": "shopping", "images.html": ""}
"""Result template -> kind; a template not listed gives an organic result, `""` none at all."""
_CATEGORIES = {"videos": "video", "map": "local"}


def parse_searxng(
    payload: bytes | str, market: str = "", device: str = "desktop", keyword: str | None = None
) -> ResultPage:
    """Read one answer.

    In: the body as received; the market asked for (`th-TH`); the keyword, if known better than from the answer.
    Out: `observed` with kinds featured_snippet (an engine's answer that names its source), organic, video, local,
    shopping and related (suggestions); `failed` if it is no such answer or nothing came because engines did not answer;
    `absent` if the engines answered and found nothing. Whose engines were missing stands in `reason` if some answered.
    """
    query = keyword

    def answer(status: PageStatus, reason: str) -> ResultPage:
        return ResultPage(ENGINE, query, market, device, status, reason)

    data = _decoded(payload)
    if isinstance(data, str):
        return answer("failed", data)
    query = keyword or _text(data.get("query")) or None
    if query is None:
        return answer("failed", "expected `query`, the words searched for, in SearXNG's answer; found none")
    silent = _unresponsive(data.get("unresponsive_engines"))
    entries = Entries(ENGINE, query, market, device)
    _add_answers(entries, data.get("answers"))
    for result in data["results"]:
        _add_result(entries, result)
    if not any(ranking.kind != "featured_snippet" for ranking in entries.rankings):
        if silent:
            return answer("failed", f"no results, and these engines did not answer: {silent}")
        if not entries.rankings:
            return answer("absent", "no engine found anything")
    for suggestion in _list(data.get("suggestions")):
        entries.add("related", "", _text(suggestion))
    reason = f"without these engines, which did not answer: {silent}" if silent else None
    return ResultPage(ENGINE, query, market, device, "observed", reason, entries.rankings)


def _decoded(payload: bytes | str) -> dict[str, Any] | str:
    """The answer's object, or why it is none."""
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return _not_json(text)
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        return data
    found = "no object"
    if isinstance(data, dict):
        found = f"the keys {', '.join(sorted(map(str, data)))[:200] or '(none)'}"
    return f"expected SearXNG's JSON answer with a list `results`; found {found}"


def _add_answers(entries: Entries, answers: object) -> None:
    """Instant answers: strings in old versions, objects with `answer` and `url` in newer; without source none ranks."""
    for item in _list(answers):
        if isinstance(item, dict) and (url := _address(item.get("url"))):
            text = _text(item.get("answer"))
            entries.add("featured_snippet", url, _text(item.get("title")) or text, text)


def _add_result(entries: Entries, result: object) -> None:
    if not isinstance(result, dict):
        return
    url = _address(result.get("url"))
    template = result.get("template")
    kind = _TEMPLATES.get(template) if isinstance(template, str) else None
    if kind is None:
        category = result.get("category")
        kind = _CATEGORIES.get(category, "organic") if isinstance(category, str) else "organic"
    if url and kind:
        entries.add(kind, url, _text(result.get("title")), _text(result.get("content")))


def _address(value: object) -> str:
    if not isinstance(value, str):
        return ""
    url = unwrap(value.strip())
    return url if url.startswith(("http://", "https://")) else ""


def _text(value: object) -> str:
    """Titles and contents are plain text that may hold the odd tag or entity."""
    return one_line(markup_to_text(value[: _MAX_TEXT * 4]))[:_MAX_TEXT] if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _unresponsive(value: object) -> str:
    """`[[engine, reason], ...]` as `engine (reason), ...`; `""` if all answered."""
    names = []
    for item in _list(value):
        parts = [part for part in item if isinstance(part, str)] if isinstance(item, list) else [item]
        name = next((part for part in parts if isinstance(part, str)), "")
        if name:
            names.append(f"{name} ({parts[1]})" if len(parts) > 1 else name)
    return ", ".join(names)[:500]


def _not_json(text: str) -> str:
    if not text.strip():
        return "expected SearXNG's JSON answer; found an empty body"
    start = one_line(markup_to_text(text[:20_000]))[:120]
    if text.lstrip()[:1] == "<":
        return (
            f"expected SearXNG's JSON answer; found a web page ({start!r}): allow `json` under `search.formats` in the "
            "instance's settings.yml, and see that its limiter lets this machine in"
        )
    return f"expected SearXNG's JSON answer; found {start!r}"
