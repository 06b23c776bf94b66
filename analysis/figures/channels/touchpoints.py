"""The channels that customers' texts name, beside what the brand offers and what others published. Rows of `touchpoint_use`.

Only where a text's own words name a touchpoint is it counted, never where its topic's usual one was taken. Who names none says
nothing of channels, so shares are of the customers who name any touchpoint.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files

import pandas as pd

from analysis.figures.channels.audit import ASPECTS, has_any
from analysis.figures.presence import CHANNEL, Presence
from analysis.figures.statistics import share_interval
from analysis.text.touchpoints import TEXT

EVERY_CHANNEL = "every_channel"
OFFERED_BY: Mapping[str, tuple[str, ...]] = {
    "website": (),
    "email": ("email",),
    "phone": ("phone",),
    "chat": ("chat", *ASPECTS["messenger"]),
    "chatbot": ("chatbot",),
    "app": ("app",),
    "social media": ("social",),
    "store": (),
}
"""Touchpoints that are channels -> the kinds of channels that offer them; none where crawls do not look for it."""


@dataclass(frozen=True)
class Published:
    """A figure that others published: a share 0..1 of whom, for what."""

    share: float
    of: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Use:
    """One row of `touchpoint_use`; see the migration for its columns."""

    brand: str
    touchpoint: str
    n: int | None = None
    customers: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    offered: bool | None = None
    offered_n: int | None = None
    seen_n: int | None = None
    published: float | None = None
    published_of: str | None = None
    published_what: str | None = None


@cache
def published() -> dict[str, Published]:
    """Touchpoint -> the figure that was published of it."""
    text = (files("analysis.figures.channels") / "published.toml").read_text(encoding="utf-8")
    return {
        str(entry["touchpoint"]): Published(float(entry["share"]), str(entry["of"]), str(entry["what"]))
        for entry in tomllib.loads(text)["figure"]
    }


def touchpoint_use(
    sentences: pd.DataFrame,
    brands: Sequence[str],
    start: datetime,
    end: datetime,
    presences: Mapping[tuple[str, str], Presence],
) -> list[Use]:
    """A row for each brand and touchpoint that is a channel, of third parties' texts of [start, end], and one for how many kinds
    of channels it offers. `sentences`: Texts.sentences."""
    rows = sentences[(sentences["at"] >= start) & (sentences["at"] <= end) & (sentences["place_from"] == TEXT)]
    rows = rows[~rows["first_party"].astype(bool) & rows["touchpoint"].notna()]
    seen = {kind for (_, name), entry in presences.items() if name == CHANNEL for kind in entry.topics}
    found = []
    for brand in brands:
        named = rows[rows["brand"] == brand].drop_duplicates(["author", "touchpoint"])
        customers = int(named["author"].nunique())
        presence = presences[brand, CHANNEL]
        for touchpoint, kinds in OFFERED_BY.items():
            n = int((named["touchpoint"] == touchpoint).sum())
            found.append(_use(brand, touchpoint, n, customers, presence, kinds))
        offered = len(presence.topics) if presence.read else None
        found.append(Use(brand=brand, touchpoint=EVERY_CHANNEL, offered_n=offered, seen_n=len(seen)))
    return [_with_figure(use) for use in found]


def _use(brand: str, touchpoint: str, n: int, customers: int, presence: Presence, kinds: Sequence[str]) -> Use:
    share = share_interval(n, customers) if customers else None
    return Use(
        brand=brand,
        touchpoint=touchpoint,
        n=n if customers else None,
        customers=customers,
        share=share.value if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        offered=has_any(presence, kinds) if kinds else None,
    )


def _with_figure(use: Use) -> Use:
    """The same, beside what was published of the touchpoint."""
    figure = published().get(use.touchpoint)
    if figure is None:
        return use
    return replace(use, published=figure.share, published_of=figure.of, published_what=figure.what)
