"""How FAQs and contact details are found: clicks, result pages, without scripts; what was not looked at is not said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from analysis.figures.channels.findability import Found, findability

SEEN = datetime(2026, 9, 1)
SITE = "https://acme.example"
VISITS = [
    "brand",
    "kind",
    "url",
    "page",
    "status",
    "items",
    "fetched_at",
    "asked",
    "current",
    "clicks_from_home",
    "rendered",
]
CHANNELS = ["brand", "kind", "vendor", "address", "url", "clicks_from_home", "last_seen"]
PLACES = ["brand", "keyword", "engine", "position", "url", "fetched_at", "looked_up"]


def visit(kind: str, path: str, clicks: int | None = None, **more: Any) -> dict[str, Any]:
    row = {"brand": "acme", "kind": kind, "url": SITE + path, "page": SITE + path, "status": "observed", "items": 3}
    row |= {"fetched_at": SEEN, "asked": True, "current": True, "clicks_from_home": clicks, "rendered": False}
    return {**row, **more}


def way(kind: str, clicks: int | None) -> dict[str, Any]:
    return {**dict.fromkeys(CHANNELS), "brand": "acme", "kind": kind, "address": kind, "url": SITE, "clicks_from_home": clicks,
            "last_seen": SEEN}  # fmt: skip


def place(position: int | None, **more: Any) -> dict[str, Any]:
    row = {"brand": "acme" if position else None, "keyword": "coffee", "engine": "searxng", "position": position}
    return {**row, "url": f"{SITE}/faq" if position else None, "fetched_at": SEEN, "looked_up": 4, **more}


def found(
    visits: list[dict[str, Any]],
    ways: list[dict[str, Any]] | None = None,
    places: list[dict[str, Any]] | None = None,
    render: str = "auto",
) -> dict[str, Found]:
    frames = [
        pd.DataFrame(rows or [], columns=names)
        for rows, names in ((visits, VISITS), (ways, CHANNELS), (places, PLACES))
    ]
    return {row.target: row for row in findability(["acme"], *frames, render=render)}


def test_the_page_nearest_to_the_home_page_counts() -> None:
    rows = found([visit("faqs", "/faq", 2), visit("faqs", "/help", 1), visit("channels", "/contact", 1)])
    assert (rows["faq"].url, rows["faq"].clicks, rows["faq"].readable) == (f"{SITE}/help", 1, True)
    assert (rows["contact"].url, rows["contact"].clicks) == (f"{SITE}/contact", 1)


def test_a_page_reached_by_links_for_another_kind_has_its_clicks() -> None:
    rows = found([visit("faqs", "/faq"), visit("channels", "/faq", 1)])
    assert rows["faq"].clicks == 1
    assert found([visit("faqs", "/faq")])["faq"].clicks is None


def test_what_was_not_read_is_not_said() -> None:
    rows = found([visit("faqs", "/faq", 1, status="failed", items=0), visit("faqs", "/help", 1, asked=False)])
    assert (rows["faq"].url, rows["faq"].readable, rows["faq"].found) == (None, None, None)
    assert found([visit("faqs", "/faq", 1, status="failed", items=0)], places=[place(None)])["faq"].found is None


def test_scripts_are_needed_where_a_browser_gave_the_page_and_unknown_where_all_are_rendered() -> None:
    assert found([visit("faqs", "/faq", rendered=True)])["faq"].readable is False
    assert found([visit("faqs", "/faq", rendered=True)], render="always")["faq"].readable is None


def test_a_faq_is_found_at_its_best_place_of_what_was_looked_up() -> None:
    faq = [visit("faqs", "/faq", 1)]
    row = found(faq, places=[place(7), place(3, keyword="beans")])["faq"]
    assert (row.found, row.position, row.keyword, row.looked_up) == (True, 3, "beans", 4)
    assert found(faq, places=[place(None)])["faq"].found is False
    assert found(faq, places=[place(None, looked_up=0)])["faq"].found is None


def test_the_nearest_way_to_ask_is_no_profile() -> None:
    row = found([], [way("social", 0), way("email", 1), way("phone", 2), way("chat", None)])["way"]
    assert (row.kind, row.clicks) == ("email", 1)
    assert found([], [way("social", 0)])["way"].clicks is None
