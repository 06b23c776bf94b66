"""Customers who say that they switch to a rival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.claims.quotes import BY_CONTENT
from analysis.figures.evidence import EvidenceItem, sentence_item
from analysis.text.signals import SwitchFinder
from data.brand_names import NamedBrand

SHOWN = 8
"""Sentences that switching to one rival is shown by."""


@dataclass(frozen=True)
class Switch:
    """Customers of `brand` who say they switch to `rival`: `authors` different ones, and their sentences."""

    brand: str
    rival: str
    authors: int
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True)
class Switcher:
    """One sentence in which `author`, a customer of `brand`, says to switch to `rival`; `at` naive UTC."""

    brand: str
    rival: str
    author: str
    source: str
    first_party: bool
    at: datetime
    item: EvidenceItem


def switchers_of(
    sentences: pd.DataFrame, brands: Sequence[NamedBrand], start: datetime, end: datetime
) -> list[Switcher]:
    """Who says they switch to whom, in reviews of any source published in [start, end], the newest first."""
    finder = SwitchFinder(brands)
    window = sentences[(sentences["at"] >= start) & (sentences["at"] <= end)].drop_duplicates(["record_id", "start"])
    ordered = window.sort_values(list(BY_CONTENT), ascending=[False, True, True], kind="stable")
    said = zip(*(ordered[name].tolist() for name in ("body", "start", "end", "language", "brand")), strict=True)
    found = []
    for number, (body, first, last, language, brand) in enumerate(said):
        known = language if isinstance(language, str) else None
        rival = finder.switched_to(str(body)[int(first) : int(last)], known, str(brand))
        if rival is not None:
            row = ordered.iloc[number].to_dict()
            place = str(row["source"]), bool(row["first_party"])
            found.append(
                Switcher(str(brand), rival, str(row["author"]), *place, row["at"].to_pydatetime(), sentence_item(row))
            )
    return found


def switches_of(switchers: Sequence[Switcher]) -> list[Switch]:
    """How many customers of whom switch to whom."""
    found: dict[tuple[str, str], dict[str, EvidenceItem]] = defaultdict(dict)
    for each in switchers:
        found[(each.brand, each.rival)].setdefault(each.author, each.item)
    return [
        Switch(brand=brand, rival=rival, authors=len(by_author), evidence=tuple(by_author.values())[:SHOWN])
        for (brand, rival), by_author in sorted(found.items())
    ]
