"""One piece of evidence: where a figure or an observation can be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

QUOTE, OBSERVATION = "quote", "observation"
"""The forms of evidence: text on a page, which readers see in quotation marks; and what a visit saw, in our words."""
STARS = 5
"""The scale that stars are shown on, whatever a source's own."""


@dataclass(frozen=True, kw_only=True)
class EvidenceItem:
    """One piece of evidence: `form` QUOTE or OBSERVATION; `record_kind` review, mention, faq, channel, ranking, visit or
    opinions; `quote` as it was written (of an observation, what was seen); `stars` 0..5 and `published_at` of the text it is
    from, None where there are none; `url` the page; times naive UTC."""

    form: str = QUOTE
    record_kind: str
    record_id: str
    quote: str
    stars: float | None = None
    published_at: datetime | None = None
    url: str
    fetched_at: datetime | None


def stars_of(rating: Any, rating_max: Any) -> float | None:
    """Stars 0..5 of a rating on another scale; None where there is none, or none that its scale allows."""
    if rating is None or rating_max is None or pd.isna(rating) or pd.isna(rating_max):
        return None
    return STARS * float(rating) / float(rating_max) if 0 <= rating <= rating_max and rating_max > 0 else None


def sentence_item(row: Mapping[Any, Any]) -> EvidenceItem:
    """A sentence as evidence: an exact substring of its review or mention."""
    body, start, end = str(row["body"]), int(row["start"]), int(row["end"])
    return EvidenceItem(
        record_kind=str(row["record_kind"]),
        record_id=str(row["record_id"]),
        quote=body[start:end],
        stars=stars_of(row["rating"], row["rating_max"]),
        published_at=as_datetime(row["at"]),
        url=str(row["url"]),
        fetched_at=as_datetime(row["fetched_at"]),
    )


def as_datetime(value: Any) -> datetime | None:
    """A frame's time as a naive datetime; None if it is missing."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()
