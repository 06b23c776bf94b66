"""One piece of evidence: where a figure or an observation can be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd


@dataclass(frozen=True, kw_only=True)
class EvidenceItem:
    """One piece of evidence: `record_kind` review, mention, faq, channel, ranking or visit; `quote` as it was written (a visit:
    what was seen there); `url` the page; `fetched_at` naive UTC."""

    record_kind: str
    record_id: str
    quote: str
    url: str
    fetched_at: datetime | None


def sentence_item(row: Mapping[Any, Any]) -> EvidenceItem:
    """A sentence as evidence: an exact substring of its review or mention."""
    body, start, end = str(row["body"]), int(row["start"]), int(row["end"])
    return EvidenceItem(
        record_kind=str(row["record_kind"]),
        record_id=str(row["record_id"]),
        quote=body[start:end],
        url=str(row["url"]),
        fetched_at=as_datetime(row["fetched_at"]),
    )


def as_datetime(value: Any) -> datetime | None:
    """A frame's time as a naive datetime; None if it is missing."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()
