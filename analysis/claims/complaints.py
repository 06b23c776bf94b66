"""What customers ask in reviews, or complain that they find no information on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.claims.quotes import BY_CONTENT, QUOTED, quotable
from analysis.figures.evidence import EvidenceItem, sentence_item
from analysis.text.intents import intent_languages, load_intents

INFORMING = ("relevant_information", "findability")
"""Drivers on which a complaint says that something could not be found out."""
QUESTION_MARKS = ("?", "\uff1f")
SHOWN = 4
"""Sentences that a complaint is shown by."""


@dataclass(frozen=True)
class Complaint:
    """What customers of any of `brands` ask in reviews or find no information on: `authors` different ones on one FAQ
    intent, and their sentences."""

    intent: str
    brands: tuple[str, ...]
    authors: int
    evidence: tuple[EvidenceItem, ...]


def complaints_of(
    sentences: pd.DataFrame, validated: frozenset[tuple[str, str]], start: datetime, end: datetime
) -> list[Complaint]:
    """What customers ask in third-party reviews of [start, end], or complain that they find no information on, by FAQ intent,
    the most widespread first. A complaint about a thing itself asks nothing that a FAQ could answer."""
    known = frozenset((language, kind) for language, kind in validated if language in intent_languages())
    rows = quotable(sentences, known, start, end)
    ends = rows["end"].astype(int)
    asks = [body[:end].endswith(QUESTION_MARKS) for body, end in zip(rows["body"], ends, strict=True)]
    misses = (rows["label"] == -1) & rows["driver"].isin(INFORMING)
    rows = rows[pd.Series(asks, index=rows.index, dtype=bool) | misses].drop_duplicates(["record_id", "start"])
    ordered = rows.assign(strength=rows["score"].abs()).sort_values(
        ["strength", *BY_CONTENT], ascending=[False, False, True, True], kind="stable"
    )
    found: dict[str, dict[tuple[str, str], EvidenceItem]] = defaultdict(dict)
    for row in ordered[[*QUOTED, "language"]].to_dict("records"):
        item = sentence_item(row)
        for intent in load_intents(str(row["language"])).classify(item.quote):
            found[intent].setdefault((str(row["brand"]), str(row["author"])), item)
    complaints = [
        Complaint(
            intent=intent,
            brands=tuple(sorted({brand for brand, _ in by_author})),
            authors=len(by_author),
            evidence=tuple(by_author.values())[:SHOWN],
        )
        for intent, by_author in found.items()
    ]
    return sorted(complaints, key=lambda complaint: (-complaint.authors, complaint.intent))
