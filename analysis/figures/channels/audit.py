"""What a customer finds at each brand: chat or bot, telephone, self-service, app, hours, languages, and how soon somebody
answers. Rows of `channel_audit`.

That a brand has something is known from a page; that it has not, only where all its pages were read (`Presence.whole`). How soon
somebody answers is known from mystery shoppers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.figures.evidence import EvidenceItem, as_datetime
from analysis.figures.presence import CHANNEL, Presence
from analysis.figures.surveys.shops import known, shop_measures

ASPECTS: Mapping[str, tuple[str, ...]] = {
    "chat": ("chat",),
    "chatbot": ("chatbot",),
    "phone": ("phone",),
    "email": ("email",),
    "messenger": ("whatsapp", "line", "zalo", "messenger", "telegram", "viber"),
    "contact_form": ("contact_form",),
    "self_service": ("help_centre", "community"),
    "tickets": ("ticket_portal",),
    "app": ("app",),
}
"""What is asked of a brand -> the kinds of channels that are it."""
HOURS_OF = {"phone_hours": "phone", "chat_hours": "chat"}
LANGUAGES, HUMAN = "languages", "human_answer"
PAGE, ALL_PAGES, SHOPS = "page", "all_pages", "shops"
NOT_SHOPPED, NOT_GIVEN = "not_shopped", "not_given"
_SHOWN = 3
"""Addresses that are named of one kind."""
_BOT = "bot"


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One row of `channel_audit`; see the migration for its columns."""

    brand: str
    aspect: str
    place: str = ""
    present: bool | None = None
    detail: str | None = None
    minutes: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    how: str | None = None
    doubt: str | None = None
    url: str | None = None
    seen_at: datetime | None = None


def channel_audit(
    brands: Sequence[str], presences: Mapping[tuple[str, str], Presence], channels: pd.DataFrame, shops: pd.DataFrame
) -> list[Audited]:
    """All that is asked of each brand. The frames have the columns of channels.sql and shops.sql."""
    ways: dict[str, list[dict[str, Any]]] = {brand: [] for brand in brands}
    for row in channels.to_dict("records"):
        ways.setdefault(str(row["brand"]), []).append({str(name): value for name, value in row.items()})
    found: list[Audited] = []
    for brand in brands:
        presence = presences[brand, CHANNEL]
        found += [_aspect(presence, aspect, kinds) for aspect, kinds in ASPECTS.items()]
        found += [hours for name, kind in HOURS_OF.items() if (hours := _hours(presence, name, kind, ways[brand]))]
        found.append(_languages(brand, ways[brand]))
        found += _answers(brand, shops)
    return found


def has_any(presence: Presence, kinds: Iterable[str]) -> bool | None:
    """Whether a brand has a channel of any of `kinds`; None where that is not known."""
    known_kinds = [presence.has(kind) for kind in kinds]
    return True if True in known_kinds else None if None in known_kinds else False


def _aspect(presence: Presence, aspect: str, kinds: Sequence[str]) -> Audited:
    present = has_any(presence, kinds)
    items = [item for kind in kinds for item in presence.topics.get(kind, ())]
    if present is None:
        return Audited(brand=presence.brand, aspect=aspect, doubt=presence.doubt.why if presence.doubt else None)
    if not items:
        read = [visit.fetched_at for visit in presence.visits]
        return Audited(
            brand=presence.brand, aspect=aspect, present=present, how=ALL_PAGES, seen_at=max(read, default=None)
        )
    return Audited(
        brand=presence.brand,
        aspect=aspect,
        present=present,
        detail=_named(items),
        how=PAGE,
        url=items[0].url,
        seen_at=items[0].fetched_at,
    )


def _named(items: Sequence[EvidenceItem]) -> str:
    quotes = list(dict.fromkeys(item.quote for item in items))
    more = f" +{len(quotes) - _SHOWN}" if len(quotes) > _SHOWN else ""
    return ", ".join(quotes[:_SHOWN]) + more


def _hours(presence: Presence, name: str, kind: str, ways: Iterable[Mapping[str, Any]]) -> Audited | None:
    """When somebody is there; None of a channel that the brand is known not to have."""
    if presence.has(kind) is False:
        return None
    stated = [row for row in ways if row["kind"] == kind and isinstance(row["hours"], str) and row["hours"]]
    if not stated:
        return Audited(brand=presence.brand, aspect=name, doubt=NOT_GIVEN)
    return Audited(
        brand=presence.brand,
        aspect=name,
        present=True,
        detail="; ".join(dict.fromkeys(str(row["hours"]) for row in stated)),
        how=PAGE,
        url=str(stated[0]["hours_url"]),
        seen_at=as_datetime(stated[0]["hours_seen"]),
    )


def _languages(brand: str, ways: Iterable[Mapping[str, Any]]) -> Audited:
    """The languages that pages say somebody speaks."""
    stated = [row for row in ways if isinstance(row["languages"], str) and row["languages"]]
    if not stated:
        return Audited(brand=brand, aspect=LANGUAGES, doubt=NOT_GIVEN)
    names = dict.fromkeys(name.strip() for row in stated for name in str(row["languages"]).split(",") if name.strip())
    first = stated[0]
    return Audited(
        brand=brand,
        aspect=LANGUAGES,
        present=True,
        detail=", ".join(names),
        how=PAGE,
        url=str(first["url"]),
        seen_at=as_datetime(first["last_seen"]),
    )


def _answers(brand: str, shops: pd.DataFrame) -> Iterator[Audited]:
    """How soon somebody answered mystery shoppers, of each channel that they asked but bots; that nobody asked."""
    mine = shops[(shops["brand"] == brand) & ~shops["channel"].astype(str).str.lower().str.contains(_BOT)]
    measured = [found for found in shop_measures(mine, [brand]) if found.measure == "shop_time"]
    for found in measured:
        value = found.value
        yield Audited(
            brand=brand,
            aspect=HUMAN,
            place=found.channel,
            present=bool(mine.loc[mine["channel"] == found.channel, "minutes"].notna().any()),
            minutes=known(value.value),
            low=known(value.low),
            high=known(value.high),
            n=value.n,
            how=SHOPS,
        )
    if not measured:
        yield Audited(brand=brand, aspect=HUMAN, doubt=NOT_SHOPPED)
