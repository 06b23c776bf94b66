"""How a customer finds a brand's FAQ and its contact details: clicks from the home page, result pages, readable without scripts.
Rows of `findability`. A site's own search is not asked, so nothing is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.figures.evidence import as_datetime
from analysis.figures.presence.pages import CHANNELS, FAQS, says_contact

FAQ, CONTACT, WAY = "faq", "contact", "way"
_WAYS = frozenset(
    {"chat", "chatbot", "phone", "email", "whatsapp", "line", "zalo", "messenger", "telegram", "viber", "contact_form",
     "ticket_portal"}
)  # fmt: skip
"""Kinds of channels by which a customer asks a question."""
_SEEN = ("observed", "partial")
_FAR = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """One row of `findability`; see the migration for its columns."""

    brand: str
    target: str
    kind: str = ""
    url: str | None = None
    seen_at: datetime | None = None
    clicks: int | None = None
    readable: bool | None = None
    found: bool | None = None
    position: int | None = None
    keyword: str | None = None
    engine: str | None = None
    found_url: str | None = None
    found_at: datetime | None = None
    looked_up: int = 0


def findability(
    brands: Sequence[str], visits: pd.DataFrame, channels: pd.DataFrame, places: pd.DataFrame, *, render: str
) -> list[Found]:
    """Three rows a brand. The frames have the columns of last_visits.sql, channels.sql and faq_places.sql; `render` as in
    overheard.toml: where all pages are rendered, nobody knows which need it."""
    found = []
    for brand in brands:
        pages = [
            _named(row) for row in visits[(visits["brand"] == brand) & visits["asked"].astype(bool)].to_dict("records")
        ]
        mine = [row for row in pages if row["status"] in _SEEN and row["current"]]
        faqs = [row for row in mine if row["kind"] == FAQS and row["items"] > 0]
        contact = [row for row in mine if row["kind"] == CHANNELS and says_contact(str(row["url"]))]
        ways = [_named(row) for row in channels[channels["brand"] == brand].to_dict("records") if row["kind"] in _WAYS]
        found += [
            _in_results(_page(brand, FAQ, faqs, pages, render), places),
            _page(brand, CONTACT, contact, pages, render),
            _way(brand, ways),
        ]
    return found


def _page(
    brand: str, target: str, pages: Sequence[Mapping[str, Any]], all_pages: Iterable[Mapping[str, Any]], render: str
) -> Found:
    """The page of a target that is nearest to the home page."""
    if not pages:
        return Found(brand=brand, target=target)
    clicks = _clicks(all_pages)
    page = min(pages, key=lambda row: (clicks.get(str(row["page"]), _FAR), str(row["url"])))
    return Found(
        brand=brand,
        target=target,
        url=str(page["url"]),
        seen_at=as_datetime(page["fetched_at"]),
        clicks=clicks.get(str(page["page"])),
        readable=None if render == "always" else not page["rendered"],
    )


def _clicks(pages: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Page -> the fewest clicks from the home page; a page may be read for several kinds."""
    found: dict[str, int] = {}
    for row in pages:
        if not pd.isna(row["clicks_from_home"]):
            page, clicks = str(row["page"]), int(row["clicks_from_home"])
            found[page] = min(clicks, found.get(page, clicks))
    return found


def _way(brand: str, ways: Sequence[Mapping[str, Any]]) -> Found:
    """The way to ask a question that is on the page nearest to the home page."""
    near = [row for row in ways if not pd.isna(row["clicks_from_home"])]
    if not near:
        return Found(brand=brand, target=WAY)
    best = min(near, key=lambda row: (int(row["clicks_from_home"]), str(row["kind"]), str(row["address"])))
    return Found(
        brand=brand,
        target=WAY,
        kind=str(best["kind"]),
        url=str(best["url"]),
        seen_at=as_datetime(best["last_seen"]),
        clicks=int(best["clicks_from_home"]),
    )


def _in_results(row: Found, places: pd.DataFrame) -> Found:
    """Whether a FAQ is found on result pages, where anything was looked up. Of a brand whose FAQ was not read nothing is said."""
    looked_up = int(places["looked_up"].max()) if len(places) else 0
    if not looked_up or row.url is None:
        return replace(row, looked_up=looked_up)
    mine = [_named(place) for place in places[places["brand"] == row.brand].to_dict("records")]
    if not mine:
        return replace(row, found=False, looked_up=looked_up)
    best = min(mine, key=lambda place: (int(place["position"]), str(place["keyword"]), str(place["engine"])))
    return replace(
        row,
        found=True,
        position=int(best["position"]),
        keyword=str(best["keyword"]),
        engine=str(best["engine"]),
        found_url=str(best["url"]),
        found_at=as_datetime(best["fetched_at"]),
        looked_up=looked_up,
    )


def _named(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
