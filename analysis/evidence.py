"""Quotes behind the lines: which customers' sentences show what a figure says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.lines import Item
from analysis.presence import CHANNEL, Presence
from analysis.statements import counted, say, topic_name

PER_SIDE = 4
"""Quotes a side."""


@dataclass(frozen=True)
class Quotes:
    """Scored sentences to choose from: the window's, third-party, without duplicates, in validated languages.

    Columns: record_kind, record_id, start, end, body, driver, label, score, brand, unit, at, url, fetched_at.
    """

    frame: pd.DataFrame

    def best(
        self,
        brands: Sequence[str],
        drivers: Sequence[str],
        label: int,
        count: int = PER_SIDE,
    ) -> tuple[Item, ...]:
        """Up to `count` sentences labelled `label` (−1, 0 or 1) on any of `drivers` in reviews of `brands`: the strongest
        scores first, one of each author, taking turns between brands."""
        frame = self.frame
        chosen = frame[
            frame["brand"].isin(list(brands)) & frame["driver"].isin(list(drivers)) & (frame["label"] == label)
        ]
        chosen = chosen.assign(strength=chosen["score"].abs()).sort_values(
            ["strength", "record_id", "start"], ascending=[False, True, True], kind="stable"
        )
        chosen = chosen.drop_duplicates(["brand", "unit"]).drop_duplicates("record_id")
        turn = chosen.groupby("brand").cumcount()
        chosen = chosen.assign(turn=turn).sort_values(
            ["turn", "strength", "record_id"], ascending=[True, False, True], kind="stable"
        )
        return tuple(sentence_item(row) for row in chosen.head(count).to_dict("records"))


def sentence_item(row: Mapping[Any, Any]) -> Item:
    """A sentence as evidence: an exact substring of its review or mention."""
    body, start, end = str(row["body"]), int(row["start"]), int(row["end"])
    return Item(
        str(row["record_kind"]), str(row["record_id"]), body[start:end], str(row["url"]), as_datetime(row["fetched_at"])
    )


def as_datetime(value: Any) -> datetime | None:
    """A frame's time as a naive datetime; None if it is missing."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()


def absence(entry: Presence, topic: str, language: str, count: int = 2) -> tuple[Item, ...]:
    """What visits saw of a brand that has not got `topic`: its pages with the most items."""
    name = topic_name(entry.kind, topic, language)
    items = []
    for visit in entry.visits[:count]:
        key = "absent_channel" if entry.kind == CHANNEL else "absent_faq"
        quote = say(key, language, questions=counted(visit.items, "questions", language), topic=name)
        items.append(Item("visit", visit.record_id, quote, visit.url, visit.fetched_at))
    return tuple(items)
