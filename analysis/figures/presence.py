"""What brands have and have not: FAQ intents and support channels, and of which brands that can be said at all.

A brand is observed for a kind if at least one such page was read, no page that is known or looks to hold that kind failed,
was blocked or was read in part when last asked for, and (FAQs) its questions are in languages whose intents can be read.
Of any other brand nothing is said to be absent. A crawl that left pages out (of one brand, of few pages) changes nothing
about the pages it did not ask for: of each page what was last found counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from analysis.figures.edition import Edition
from analysis.figures.evidence import OBSERVATION, EvidenceItem, as_datetime
from analysis.figures.gaps import GapRow, Measure, gap_row
from analysis.marks import RIVALS
from analysis.text.intents import intent_languages, load_intents
from data.languages import all_words, extract
from data.thresholds import THRESHOLDS
from data.urls import is_public

FAQ_INTENT, CHANNEL = "faq_intent", "channel"
VISIT_KIND = {FAQ_INTENT: "faqs", CHANNEL: "channels"}
READ = ("observed", "partial")
UNREAD = {"failed": "could not be read", "blocked": "was blocked by the site", "partial": "was not read in full"}
"""Statuses of a page that may hold what was not seen, in words."""
OBSERVED = "observed, not tested"
NOT_OBSERVED = "not observed"


@dataclass(frozen=True, kw_only=True)
class PageVisit:
    """One row of `visits`, the last of its page. `asked`: False where the crawls only left the page out; `known`: the page is
    configured to hold the kind, or something of it was seen there."""

    run_id: str
    url: str
    kind: str
    brand: str
    status: str
    items: int
    reason: str | None
    fetched_at: datetime
    asked: bool
    known: bool

    @property
    def record_id(self) -> str:
        """How evidence names a visit."""
        return f"{self.run_id}|{self.url}|{self.kind}"


@dataclass(frozen=True, kw_only=True)
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
    visits: Sequence[PageVisit],
    topics: Mapping[str, tuple[EvidenceItem, ...]],
    readable_share: float = 1.0,
) -> Presence:
    """What can be said of `brand`. `visits`: of the kind, the last of each page; `topics`: what was seen; `readable_share`:
    share 0..1 of its questions in languages with intents."""
    read = tuple(
        sorted(
            (visit for visit in visits if visit.asked and visit.status in READ),
            key=lambda visit: (-visit.items, visit.url),
        )
    )
    reason = _unknown(visits, read, readable_share)
    return Presence(brand=brand, kind=kind, observed=not reason, reason=reason, topics=topics, visits=read)


def _unknown(visits: Sequence[PageVisit], read: Sequence[PageVisit], readable_share: float) -> str:
    """Why nothing can be said to be absent; '' if it can."""
    if not visits:
        return "its pages were never visited"
    unread = [visit for visit in visits if visit.status in UNREAD and (visit.known or _telling(visit))]
    if unread:
        worst = min(unread, key=lambda visit: visit.url)
        # Reasons are for whoever runs the crawl (Health has them): this is read by clients.
        return f"{worst.url if is_public(worst.url) else 'one of its pages'} {UNREAD[worst.status]}"
    if not read:
        return "no page that holds any was found"
    if readable_share < THRESHOLDS.readable_share:
        return "its questions are in a language whose intents cannot be read yet"
    return ""


def presence_rows(presences: Sequence[Presence], edition: Edition) -> list[GapRow]:
    """A row for each brand and topic seen anywhere: own 1 or 0, other the share of observed rivals that have it."""
    rows = []
    for kind in (FAQ_INTENT, CHANNEL):
        of_kind = [entry for entry in presences if entry.kind == kind]
        for topic in sorted({topic for entry in of_kind for topic in entry.topics}):
            rows += [_presence_row(entry, topic, _observed_rivals(entry, of_kind), edition) for entry in of_kind]
    return rows


def _observed_rivals(entry: Presence, of_kind: Iterable[Presence]) -> list[Presence]:
    return [other for other in of_kind if other.brand != entry.brand and other.observed]


def _presence_row(entry: Presence, topic: str, rivals: Sequence[Presence], edition: Edition) -> GapRow:
    own = float(topic in entry.topics) if entry.observed or topic in entry.topics else None
    other = sum(topic in rival.topics for rival in rivals) / len(rivals) if rivals else None
    gap = own - other if own is not None and other is not None else None
    return replace(
        gap_row(edition, Measure(entry.kind, "present", "brand"), entry.brand, RIVALS, topic),
        own=own,
        other=other,
        gap=gap,
        n_own=None if own is None else 1,
        n_other=len(rivals),
        status=NOT_OBSERVED if gap is None else OBSERVED,
        rivals=tuple(rival.brand for rival in rivals),
    )


def intents_of(faqs: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of question_intents for questions in languages whose intents can be read."""
    rows = []
    for row in faqs.itertuples(index=False):
        if row.language in intent_languages():
            for intent in load_intents(str(row.language)).classify(str(row.question)):
                rows.append({"record_kind": "faq", "record_id": row.faq_id, "brand": row.brand, "intent": intent})
    return rows


def presences_of(
    *,
    brands: Sequence[str],
    faqs: pd.DataFrame,
    channels: pd.DataFrame,
    visits: pd.DataFrame,
    intents: Iterable[Mapping[str, Any]],
) -> dict[tuple[str, str], Presence]:
    """(brand, kind) -> what the brand has of each kind. `faqs`, `channels` and `visits` have the columns of faqs.sql,
    channels.sql and last_visits.sql, which say what is still there; `intents` are the rows of question_intents."""
    pages: dict[tuple[str, str], list[PageVisit]] = defaultdict(list)
    for row in visits.to_dict("records"):
        pages[str(row["brand"]), str(row["kind"])].append(_visit(row))
    topics = {FAQ_INTENT: _questions(faqs, intents), CHANNEL: _ways(channels)}
    readable = faqs["language"].isin(list(intent_languages())).groupby(faqs["brand"]).mean().to_dict()
    return {
        (brand, kind): presence(
            brand,
            kind,
            pages[brand, VISIT_KIND[kind]],
            {topic: tuple(items) for topic, items in topics[kind].get(brand, {}).items()},
            float(readable.get(brand, 1.0)) if kind == FAQ_INTENT else 1.0,
        )
        for brand in brands
        for kind in (FAQ_INTENT, CHANNEL)
    }


Seen = dict[str, dict[str, list[EvidenceItem]]]
"""brand -> topic -> where it was seen."""


def _questions(faqs: pd.DataFrame, intents: Iterable[Mapping[str, Any]]) -> Seen:
    by_faq: dict[str, list[str]] = defaultdict(list)
    for entry in intents:
        by_faq[str(entry["record_id"])].append(str(entry["intent"]))
    seen: Seen = defaultdict(lambda: defaultdict(list))
    for row in faqs.to_dict("records"):
        item = EvidenceItem(
            record_kind="faq",
            record_id=str(row["faq_id"]),
            quote=str(row["question"]),
            url=str(row["url"]),
            fetched_at=as_datetime(row["last_seen"]),
        )
        for intent in by_faq[item.record_id]:
            seen[str(row["brand"])][intent].append(item)
    return seen


def _ways(channels: pd.DataFrame) -> Seen:
    seen: Seen = defaultdict(lambda: defaultdict(list))
    for row in channels.to_dict("records"):
        words = (str(row["address"]), "" if row["vendor"] == "none" else str(row["vendor"]))
        item = EvidenceItem(
            form=OBSERVATION,
            record_kind="channel",
            record_id="|".join(str(row[name]) for name in ("brand", "kind", "vendor", "address")),
            quote=" ".join(word for word in words if word) or str(row["kind"]),
            url=str(row["url"]),
            fetched_at=as_datetime(row["last_seen"]),
        )
        seen[str(row["brand"])][str(row["kind"])].append(item)
    return seen


@cache
def _words() -> dict[str, frozenset[str]]:
    """Kind -> words in the path of a page that say what it is for, of all languages. Such a page that failed or was blocked
    in the latest crawl may hold what we did not see, so nothing is then claimed to be absent from that brand."""
    return {
        "faqs": frozenset(all_words(extract, lambda words: words.holds.faqs)),
        "channels": frozenset(all_words(extract, lambda words: words.holds.channels)),
    }


def _telling(visit: PageVisit) -> bool:
    """Whether the path says that the page holds the kind it was asked for."""
    parts = urlsplit(visit.url)
    segments = {part for part in re.split(r"[/.]", unquote(parts.path).lower()) if part}
    return bool(segments & _words()[visit.kind])


def _visit(row: Mapping[Any, Any]) -> PageVisit:
    fetched_at = as_datetime(row["fetched_at"])
    if fetched_at is None:
        raise ValueError(f"visit of {row['url']} in run {row['run_id']}: expected fetched_at, found none")
    return PageVisit(
        run_id=str(row["run_id"]),
        url=str(row["url"]),
        kind=str(row["kind"]),
        brand=str(row["brand"]),
        status=str(row["status"]),
        items=int(row["items"]),
        reason=row["reason"] if isinstance(row["reason"], str) else None,
        fetched_at=fetched_at,
        asked=bool(row["asked"]),
        known=bool(row["known"]),
    )
