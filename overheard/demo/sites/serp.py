"""Search results of the demo market: a SearXNG-like JSON service, and saved pages in a well-known engine's layout."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from overheard.demo.market.truths import companies, truths
from overheard.demo.sites.html import Response, json_response, page, text_response


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "serp.toml").read_text(encoding="utf-8"))


def keywords() -> tuple[str, ...]:
    """The keywords that have result pages."""
    return tuple(entry["keyword"] for entry in _book()["pages"])


def result_pages() -> tuple[dict[str, Any], ...]:
    """Per keyword: keyword, order, asked, related, as serp.toml holds them."""
    return tuple(_book()["pages"])


def _entry(site: str, hosts: Mapping[str, str]) -> tuple[str, str, str]:
    """(url, title, snippet) of a site of serp.toml."""
    title = _book()["sites"][site]
    brand = next((b for b in companies() if b.host == site), None)
    snippet = f"{brand.about} {brand.tagline}." if brand else f"{title}. Notes, prices and a short list."
    return (f"{hosts[site]}/" if site in hosts else site, title, snippet)


def answer_search(target: str, hosts: Mapping[str, str]) -> Response | None:
    """The search service's answer to `target` (path and query); None for a path it does not know."""
    parts = urlsplit(target)
    if parts.path != "/search":
        return None
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    query = fields.get("q", "").strip()
    if not query:
        return text_response("<!doctype html><title>Bad request</title><p>No query.</p>", 400)
    found = (
        next((p for p in result_pages() if p["keyword"] == query.lower()), None)
        if fields.get("pageno", "1") == "1"
        else None
    )
    results = [_entry(site, hosts) for site in found["order"]] if found else []
    if fields.get("format") != "json":
        shown = "".join(
            f'<article><h3><a href="{escape(u)}">{escape(t)}</a></h3><p>{escape(s)}</p></article>'
            for u, t, s in results
        )
        return page(
            title=query, main=shown or "<p>Nothing found.</p>", language="en", colour="#444444", header=escape(query)
        )
    return json_response(
        {
            "query": query,
            "number_of_results": len(results),
            "results": [
                {
                    "url": url,
                    "title": title,
                    "content": snippet,
                    "engine": "demo",
                    "engines": ["demo"],
                    "positions": [number],
                    "score": round(1 / number, 4),
                    "category": "general",
                    "template": "default.html",
                    "publishedDate": None,
                }
                for number, (url, title, snippet) in enumerate(results, 1)
            ],
            "answers": [],
            "corrections": [],
            "infoboxes": [],
            "unresponsive_engines": [],
            "suggestions": found["related"] if found else [],
        }
    )


def write_saved_pages(folder: Path, hosts: Mapping[str, str], anchor: date) -> list[Path]:
    """Write one saved result page a keyword into `folder` (made if missing), and those saved on earlier days that show the rank
    that truths.toml plants as lost by `anchor`; gives the files of today in keyword order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for entry in result_pages():
        path = folder / f"{entry['keyword'].replace(' ', '-')}.html"
        path.write_text(_saved_page(entry, hosts, saved_order(entry)), encoding="utf-8")
        paths.append(path)
    plan = truths()["rank_lost"]
    entry = next(page for page in result_pages() if page["keyword"] == plan["keyword"])
    rest = [site for site in saved_order(entry) if site != plan["brand"]]
    orders = {days: [plan["brand"], *rest] for days in plan["earlier_days"]}
    orders |= {days: saved_order(entry) for days in plan["since_days"]}
    for days, order in orders.items():
        path = folder / f"{plan['keyword'].replace(' ', '-')}-{days}-days-before.html"
        path.write_text(_saved_page({**entry, "asked": [], "related": []}, hosts, order), encoding="utf-8")
        at = datetime.combine(anchor, time(9), UTC).timestamp() - days * 86_400
        os.utime(path, (at, at))
    return paths


def saved_order(entry: Mapping[str, Any]) -> list[str]:
    """The organic sites of a saved page, first to last: the second and third exchanged, as two engines seldom agree."""
    first, second, third, *rest = entry["order"]
    return [first, third, second, *rest]


def _saved_page(entry: Mapping[str, Any], hosts: Mapping[str, str], order: Sequence[str]) -> str:
    keyword = escape(entry["keyword"])
    ads = "".join(
        f'<div class="uEierd" data-text-ad="1"><a href="{url}">'
        f'<div role="heading" aria-level="3">{escape(title)}</div></a></div>'
        for url, title in _book()["ads"].items()
    )
    organic = []
    for site in order:
        url, title, snippet = _entry(site, hosts)
        organic.append(
            f'<div class="MjjYud"><div class="g"><div class="yuRUbf"><a href="{escape(url)}"><h3>{escape(title)}</h3>'
            f'<cite>{escape(url)}</cite></a></div><div class="VwiC3b"><span>{escape(snippet)}</span></div></div></div>'
        )
    asked = "".join(
        f'<div class="related-question-pair" data-q="{escape(q)}">'
        f'<div role="button" aria-expanded="false"><span>{escape(q)}</span></div></div>'
        for q in entry["asked"]
    )
    people = (
        '<div class="MjjYud"><div class="cUnQKe"><div role="heading" aria-level="2">People also ask</div>'
        f"{asked}</div></div>"
    )
    related = "".join(f'<a href="/search?q={escape(r.replace(" ", "+"))}">{escape(r)}</a>' for r in entry["related"])
    return (
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{keyword} - Google Search</title>'
        "</head><body>"
        f'<form id="searchform" action="/search"><input name="q" value="{keyword}"></form><div id="tads">{ads}</div>'
        f'<div id="search"><div id="rso">{"".join([*organic[:2], people, *organic[2:]])}</div></div>'
        f'<div id="botstuff"><div class="oIk2Cb">{related}</div></div></body></html>\n'
    )
