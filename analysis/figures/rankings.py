"""What result pages show: rivals that rank above a brand, and questions people also ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.figures.evidence import EvidenceItem
from analysis.text.intents import intent_languages, load_intents
from analysis.text.language import identify
from data.thresholds import THRESHOLDS

CAPTURE = ["run_id", "engine", "market", "device", "keyword"]
"""One result page: a crawl of one keyword on one engine, market and device."""


@dataclass(frozen=True, kw_only=True)
class Outranked:
    """`rival` ranked above `brand` for `keyword` on `above` of `crawls` result pages of one engine, market, device."""

    brand: str
    rival: str
    keyword: str
    engine: str
    market: str
    device: str
    crawls: int
    above: int
    evidence: tuple[EvidenceItem, ...]

    @property
    def share(self) -> float:
        """Share 0..1 of result pages on which the rival ranked above."""
        return self.above / self.crawls


@dataclass(frozen=True)
class Asked:
    """A question people also ask, with the result page entry it was last seen in."""

    question: str
    item: EvidenceItem


def ranking_id(row: pd.Series) -> str:
    """How evidence and question_intents name an entry of `rankings`: its key, joined by '|'."""
    return "|".join(str(row[column]) for column in [*CAPTURE, "overall_position"])


def outranked(rankings: pd.DataFrame, brands: Sequence[str], start: datetime, end: datetime) -> list[Outranked]:
    """Who ranks above whom within [start, end], on at least `ranking_crawls` result pages and `ranking_share` of them.

    `rankings` has the columns of the table. Only organic entries count; a brand that is not on a page ranks below
    every brand that is. For each brand, rival and keyword the engine, market and device with the highest share is kept.
    """
    rows = rankings[(rankings["fetched_at"] >= start) & (rankings["fetched_at"] <= end)]
    organic = rows[(rows["kind"] == "organic") & rows["brand"].isin(list(brands))]
    best: dict[tuple[str, str, str], Outranked] = {}
    for place, pages in rows.groupby(["engine", "market", "device", "keyword"], sort=True, dropna=False):
        crawls = sorted(set(pages["run_id"]))
        if len(crawls) < THRESHOLDS.ranking_crawls:
            continue
        engine, market, device, keyword = (str(part) for part in place)
        seen = organic.loc[organic.index.intersection(pages.index)]
        positions = seen.pivot_table(index="run_id", columns="brand", values="overall_position", aggfunc="min")
        positions = positions.reindex(index=crawls, columns=list(brands)).fillna(float("inf"))
        for brand in brands:
            for rival in brands:
                above = positions[rival] < positions[brand]
                count = int(above.sum())
                if rival == brand or count < THRESHOLDS.ranking_share * len(crawls):
                    continue
                evidence = _entries(seen[(seen["brand"] == rival) & seen["run_id"].isin(list(above[above].index))])
                found = Outranked(
                    brand=brand,
                    rival=rival,
                    keyword=keyword,
                    engine=engine,
                    market=market,
                    device=device,
                    crawls=len(crawls),
                    above=count,
                    evidence=evidence,
                )
                known = best.get((brand, rival, keyword))
                if known is None or (found.share, found.crawls) > (known.share, known.crawls):
                    best[(brand, rival, keyword)] = found
    return [best[key] for key in sorted(best)]


def _entries(rows: pd.DataFrame, count: int = 4) -> tuple[EvidenceItem, ...]:
    """The newest entries, the best of each result page."""
    ordered = rows.sort_values(["fetched_at", "run_id", "overall_position"], ascending=[False, False, True])
    chosen = ordered.drop_duplicates("run_id").head(count)
    return tuple(item_of(row) for _, row in chosen.iterrows())


def item_of(row: pd.Series) -> EvidenceItem:
    """An entry of `rankings` as evidence; its quote is the title as it was."""
    return EvidenceItem(
        record_kind="ranking",
        record_id=ranking_id(row),
        quote=str(row["title"]),
        url=str(row["url"]),
        fetched_at=row["fetched_at"].to_pydatetime(),
    )


def asked(rankings: pd.DataFrame, start: datetime, end: datetime) -> list[Asked]:
    """The different questions people also ask within [start, end], each in the entry it was last seen in."""
    rows = rankings[(rankings["kind"] == "paa") & (rankings["fetched_at"] >= start) & (rankings["fetched_at"] <= end)]
    rows = rows[rows["title"].fillna("").str.strip() != ""]
    newest: dict[str, Asked] = {}
    for _, row in rows.sort_values(["fetched_at", *CAPTURE, "overall_position"]).iterrows():
        question = str(row["title"]).strip()
        newest[question.casefold()] = Asked(question, item_of(row))
    return [newest[key] for key in sorted(newest)]


def asked_intents(questions: Iterable[Asked], languages: tuple[str, ...]) -> dict[str, list[Asked]]:
    """Intent -> questions people also ask that have it, where their language can be read."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for entry in questions:
        code = identify(entry.question, languages).code
        if code in intent_languages():
            for intent in load_intents(str(code)).classify(entry.question):
                found[intent].append(entry)
    return dict(found)
