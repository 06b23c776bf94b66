"""What brands have and have not: FAQ intents and support channels, and of which brands that can be said at all.

A brand is observed for a kind if at least one such page was read, no page that is known or looks to hold that kind failed,
was blocked or was read in part when last asked for, and (FAQs) its questions are in languages whose intents can be read.
Of any other brand nothing is said to be absent. A crawl that left pages out (of one brand, of few pages) changes nothing
about the pages it did not ask for: each page stands as it was last asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from analysis.figures.edition import Edition
from analysis.figures.evidence import EvidenceItem
from analysis.figures.gaps import RIVALS, GapRow

FAQ_INTENT, CHANNEL = "faq_intent", "channel"
VISIT_KIND = {FAQ_INTENT: "faqs", CHANNEL: "channels"}
READ = ("observed", "partial")
UNREAD = {"failed": "could not be read", "blocked": "was blocked by the site", "partial": "was not read in full"}
"""Statuses of a page that may hold what was not seen, in words."""
OBSERVED = "observed, not tested"
NOT_OBSERVED = "not observed"
MIN_RIVALS = 2
"""Observed rivals it takes before "only we" or "most rivals" says anything."""
SAME_VISIT = timedelta(minutes=10)
"""A page's records are stamped before its visit is: what lies so close is one reading (sql/views.sql has the same)."""
READABLE_SHARE = 0.9
"""Share of a brand's questions that must be in a language with intents: an unread tenth could hide little."""


@dataclass(frozen=True)
class PageVisit:
    """One row of `visits`."""

    run_id: str
    url: str
    kind: str
    brand: str
    status: str
    items: int
    reason: str | None
    fetched_at: datetime
    asked: bool = True
    """False where a crawl left the page out: it says nothing about the page."""

    @property
    def record_id(self) -> str:
        """How evidence names a visit."""
        return f"{self.run_id}|{self.url}|{self.kind}"


@dataclass(frozen=True)
class Presence:
    """What one brand has of one kind: topic -> where it was seen. `reason` says why it is not `observed`; `visits` are
    its pages as last read, those with the most items first."""

    brand: str
    kind: str
    observed: bool
    reason: str
    topics: Mapping[str, tuple[EvidenceItem, ...]]
    visits: tuple[PageVisit, ...] = ()


def presence(
    brand: str,
    kind: str,
    visits: Iterable[PageVisit],
    topics: Mapping[str, tuple[EvidenceItem, ...]],
    known_urls: Iterable[str],
    readable_share: float = 1.0,
) -> Presence:
    """What can be said of `brand`. `visits`: its visits of the kind, of all runs; `topics`: what was seen;
    `known_urls`: pages configured for it or on which such items stand; `readable_share` 0..1 of its questions."""
    known = {_page(url) for url in known_urls}
    standing = standing_visits((visit for visit in visits if visit.kind == VISIT_KIND[kind]), known)
    read = tuple(
        sorted(
            (visit for visit in standing if visit.asked and visit.status in READ),
            key=lambda visit: (-visit.items, visit.url),
        )
    )
    unread = [visit for visit in standing if visit.status in UNREAD and (_page(visit.url) in known or _telling(visit))]
    nothing = Presence(brand, kind, False, "", topics, read)
    if not standing:
        return replace(nothing, reason="its pages were never visited")
    if unread:
        worst = min(unread, key=lambda visit: visit.url)
        happened = f"{worst.url} {UNREAD[worst.status]}"
        return replace(nothing, reason=f"{happened}: {worst.reason}" if worst.reason else happened)
    if not read:
        return replace(nothing, reason="no page that holds any was found")
    if readable_share < READABLE_SHARE:
        return replace(nothing, reason="its questions are in a language whose intents cannot be read yet")
    return replace(nothing, observed=True)


def standing_visits(visits: Iterable[PageVisit], known: Iterable[str] = ()) -> list[PageVisit]:
    """The newest visit of each page of the newest run and of `known` pages: the newest that asked for it, if any did."""
    visits = list(visits)
    if not visits:
        return []
    newest = max(visits, key=lambda visit: (visit.fetched_at, visit.run_id)).run_id
    pages = {_page(visit.url) for visit in visits if visit.run_id == newest} | set(known)
    found = {}
    for visit in sorted(visits, key=lambda visit: (visit.asked, visit.fetched_at, visit.run_id)):
        if _page(visit.url) in pages:
            found[_page(visit.url)] = visit
    return list(found.values())


def read_again(visits: Iterable[PageVisit], url: str, since: datetime) -> bool:
    """Whether the page was truly read, or found to be gone, after `since`, by another visit than the one of then."""
    return any(
        visit.fetched_at > since + SAME_VISIT
        and visit.status in ("observed", "absent")
        and _page(visit.url) == _page(url)
        for visit in visits
    )


def presence_rows(presences: Sequence[Presence], edition: Edition) -> list[GapRow]:
    """A row for each brand and topic seen anywhere: own 1 or 0, other the share of observed rivals that have it."""
    rows = []
    for kind in (FAQ_INTENT, CHANNEL):
        of_kind = [entry for entry in presences if entry.kind == kind]
        for topic in sorted({topic for entry in of_kind for topic in entry.topics}):
            for entry in of_kind:
                rivals = [other for other in of_kind if other.brand != entry.brand and other.observed]
                row = GapRow(
                    entry.brand, RIVALS, kind, topic, "present", "brand", edition.window_start, edition.window_end
                )
                own = float(topic in entry.topics) if entry.observed or topic in entry.topics else None
                other = sum(topic in rival.topics for rival in rivals) / len(rivals) if rivals else None
                gap = own - other if own is not None and other is not None else None
                rows.append(
                    replace(
                        row,
                        own=own,
                        other=other,
                        gap=gap,
                        n_own=None if own is None else 1,
                        n_other=len(rivals),
                        status=NOT_OBSERVED if gap is None else OBSERVED,
                        rivals=tuple(rival.brand for rival in rivals),
                    )
                )
    return rows


@cache
def _words() -> dict[str, frozenset[str]]:
    content = tomllib.loads((files("analysis.figures") / "pages.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(words) for kind, words in content.items()}


def _telling(visit: PageVisit) -> bool:
    """Whether the path says that the page holds the kind it was asked for."""
    parts = urlsplit(visit.url)
    segments = {part for part in re.split(r"[/.]", unquote(parts.path).lower()) if part}
    return bool(segments & _words()[visit.kind])


def _page(url: str) -> str:
    return url.split("#", 1)[0].rstrip("/")
