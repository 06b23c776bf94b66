"""From the tables' rows to what the statistics take: texts without duplicates, observations, presences, switches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.claims.market import BrandInfo, Complaint, Switch
from analysis.claims.quotes import Quotes
from analysis.figures.evidence import EvidenceItem, as_datetime, sentence_item
from analysis.figures.presence import CHANNEL, FAQ_INTENT, VISIT_KIND, PageVisit, Presence, presence, read_again
from analysis.figures.rankings import Asked
from analysis.text.intents import intent_languages, load_intents
from analysis.text.language import identify
from analysis.text.signals import NamedBrand, SwitchFinder

QUOTED = ("record_kind", "record_id", "start", "end", "body", "brand", "unit", "url", "fetched_at")
"""What makes a sentence a quote."""
INFORMING = ("relevant_information", "findability")
"""Drivers on which a complaint says that something could not be found out."""


def quotes_of(sentences: pd.DataFrame, validated: frozenset[str], start: datetime, end: datetime) -> Quotes:
    """The sentences that may stand as evidence of a figure: those it is made of."""
    rows = sentences[
        ~sentences["first_party"].astype(bool)
        & sentences["language"].isin(list(validated))
        & sentences["label"].notna()
        & (sentences["at"] >= start)
        & (sentences["at"] <= end)
    ]
    return Quotes(rows[[*QUOTED, "driver", "label", "score", "at"]])


def intents_of(faqs: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of question_intents for questions in languages whose intents can be read."""
    rows = []
    for row in faqs.itertuples(index=False):
        if row.language in intent_languages():
            for intent in load_intents(str(row.language)).classify(str(row.question)):
                rows.append({"record_kind": "faq", "record_id": row.faq_id, "brand": row.brand, "intent": intent})
    return rows


def asked_intents(questions: Iterable[Asked], languages: tuple[str, ...]) -> dict[str, list[Asked]]:
    """Intent -> questions people also ask that have it, where their language can be read."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for entry in questions:
        code = identify(entry.question, languages).code
        if code in intent_languages():
            for intent in load_intents(str(code)).classify(entry.question):
                found[intent].append(entry)
    return dict(found)


def complaints_of(
    sentences: pd.DataFrame, validated: frozenset[str], start: datetime, end: datetime
) -> list[Complaint]:
    """What customers ask in third-party reviews of [start, end], or complain that they find no information on, by FAQ intent,
    the most widespread first. A complaint about a thing itself asks nothing that a FAQ could answer."""
    ends = sentences["end"].astype(int)
    asks = [body[:end].endswith(("?", "\uff1f")) for body, end in zip(sentences["body"], ends, strict=True)]
    misses = (sentences["label"] == -1) & sentences["driver"].isin(INFORMING)
    rows = sentences[
        ~sentences["first_party"].astype(bool)
        & (pd.Series(asks, index=sentences.index, dtype=bool) | misses)
        & sentences["language"].isin(list(validated & set(intent_languages())))
        & sentences["label"].notna()
        & (sentences["at"] >= start)
        & (sentences["at"] <= end)
    ].drop_duplicates(["record_id", "start"])
    ordered = rows.assign(strength=rows["score"].abs()).sort_values(
        ["strength", "record_id", "start"], ascending=[False, True, True], kind="stable"
    )
    found: dict[str, dict[tuple[str, str], EvidenceItem]] = defaultdict(dict)
    for row in ordered[[*QUOTED, "language"]].to_dict("records"):
        said = str(row["body"])[int(row["start"]) : int(row["end"])]
        for intent in load_intents(str(row["language"])).classify(said):
            found[intent].setdefault((str(row["brand"]), str(row["unit"])), sentence_item(row))
    complaints = [
        Complaint(intent, tuple(sorted({brand for brand, _ in said})), len(said), tuple(said.values())[:4])
        for intent, said in found.items()
    ]
    return sorted(complaints, key=lambda complaint: (-complaint.authors, complaint.intent))


def presences_of(
    brands: Sequence[BrandInfo],
    configured: Mapping[str, Sequence[str]],
    faqs: pd.DataFrame,
    channels: pd.DataFrame,
    visits: pd.DataFrame,
    intents: Iterable[Mapping[str, Any]],
    start: datetime,
) -> dict[tuple[str, str], Presence]:
    """What each brand has of each kind. `configured`: brand -> FAQ pages of overheard.toml. FAQs count unless they were
    removed; channels if they were seen since `start` and their page was not read again without them."""
    seen_by_brand: dict[str, list[PageVisit]] = defaultdict(list)
    for row in visits.to_dict("records"):
        seen_by_brand[str(row["brand"])].append(_visit(row))
    by_faq: dict[str, list[str]] = defaultdict(list)
    for entry in intents:
        by_faq[str(entry["record_id"])].append(str(entry["intent"]))
    out = {}
    for brand in brands:
        mine, seen = faqs[faqs["brand"] == brand.id], seen_by_brand[brand.id]
        topics: dict[str, list[EvidenceItem]] = defaultdict(list)
        for row in mine.to_dict("records"):
            item = EvidenceItem(
                "faq", str(row["faq_id"]), str(row["question"]), str(row["url"]), as_datetime(row["last_seen"])
            )
            for intent in by_faq[item.record_id]:
                topics[intent].append(item)
        readable = float(mine["language"].isin(list(intent_languages())).mean()) if len(mine) else 1.0
        known = [*configured.get(brand.id, ()), *(str(url) for url in mine["url"])]
        out[(brand.id, FAQ_INTENT)] = presence(brand.id, FAQ_INTENT, seen, _frozen(topics), known, readable)
        ways, pages = _channels(channels[channels["brand"] == brand.id], seen, start)
        out[(brand.id, CHANNEL)] = presence(brand.id, CHANNEL, seen, _frozen(ways), pages)
    return out


def _channels(
    rows: pd.DataFrame, visits: Sequence[PageVisit], start: datetime
) -> tuple[dict[str, list[EvidenceItem]], list[str]]:
    """The channels that still stand, by kind, and their pages."""
    asked = [visit for visit in visits if visit.kind == VISIT_KIND[CHANNEL]]
    ways: dict[str, list[EvidenceItem]] = defaultdict(list)
    pages = []
    for row in rows.to_dict("records"):
        last = as_datetime(row["last_seen"])
        if last is None or last < start or read_again(asked, str(row["url"]), last):
            continue
        key = "|".join(str(row[name]) for name in ("brand", "kind", "vendor", "address"))
        words = (str(row["address"]), "" if row["vendor"] == "none" else str(row["vendor"]))
        quote = " ".join(word for word in words if word) or str(row["kind"])
        ways[str(row["kind"])].append(EvidenceItem("channel", key, quote, str(row["url"]), last))
        pages.append(str(row["url"]))
    return ways, pages


def switches_of(sentences: pd.DataFrame, brands: Sequence[BrandInfo], start: datetime, end: datetime) -> list[Switch]:
    """Who says they switch to whom, in reviews of any source published in [start, end]."""
    finder = SwitchFinder([NamedBrand(brand.id, brand.names, brand.exclude) for brand in brands])
    window = sentences[(sentences["at"] >= start) & (sentences["at"] <= end)].drop_duplicates(["record_id", "start"])
    found: dict[tuple[str, str], dict[str, EvidenceItem]] = defaultdict(dict)
    ordered = window.sort_values(["at", "record_id", "start"], ascending=[False, True, True], kind="stable")
    for row in ordered[[*QUOTED, "language"]].to_dict("records"):
        said = str(row["body"])[int(row["start"]) : int(row["end"])]
        rival = finder.switched_to(said, _text(row["language"]), str(row["brand"]))
        if rival is not None:
            found[(str(row["brand"]), rival)].setdefault(str(row["unit"]), sentence_item(row))
    return [
        Switch(brand, rival, len(authors), tuple(authors.values())[:8])
        for (brand, rival), authors in sorted(found.items())
    ]


def _visit(row: Mapping[Any, Any]) -> PageVisit:
    fetched_at = as_datetime(row["fetched_at"])
    if fetched_at is None:
        raise ValueError(f"visit of {row['url']} in run {row['run_id']}: expected fetched_at, found none")
    return PageVisit(
        str(row["run_id"]),
        str(row["url"]),
        str(row["kind"]),
        str(row["brand"]),
        str(row["status"]),
        int(row["items"]),
        _text(row["reason"]),
        fetched_at,
        asked=row["status"] != "partial" or not pd.isna(row["http_status"]),
    )


def _frozen(topics: Mapping[str, Sequence[EvidenceItem]]) -> dict[str, tuple[EvidenceItem, ...]]:
    return {topic: tuple(items) for topic, items in topics.items()}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
