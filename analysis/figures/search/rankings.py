"""What result pages show: rivals that rank above a brand, and questions people also ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

import pandas as pd

from analysis.figures.evidence import EvidenceItem
from analysis.text.intents import intent_languages, load_intents
from analysis.text.language import identify
from data.thresholds import THRESHOLDS

CAPTURE = ["run_id", "engine", "market", "device", "keyword"]
"""One result page: a crawl of one keyword on one engine, market and device."""


@dataclass(frozen=True)
class Shown:
    """An entry of a result page: its place among the organic ones, its title as it was, and where it was seen."""

    place: int
    title: str
    item: EvidenceItem


@dataclass(frozen=True, kw_only=True)
class Outranked:
    """`rival` ranked before `brand` for `keyword` on one engine, market and device: on `above` of `days` days both were on the
    result page and the rival above; on `alone` others the rival was on it and the brand was not, which is no rank."""

    brand: str
    rival: str
    keyword: str
    engine: str
    market: str
    device: str
    days: int
    above: int
    alone: int
    shown: tuple[Shown, ...]

    @property
    def share(self) -> float:
        """Share 0..1 of days on which the rival was above, or shown without the brand."""
        return (self.above + self.alone) / self.days


@dataclass(frozen=True)
class Asked:
    """A question people also ask, with the result page entry it was last seen in."""

    question: str
    item: EvidenceItem


def ranking_id(row: pd.Series) -> str:
    """How evidence and question_intents name an entry of `rankings`: its key, joined by '|'."""
    return "|".join(str(row[column]) for column in [*CAPTURE, "overall_position"])


def outranked(rankings: pd.DataFrame, brands: Sequence[str], start: datetime, end: datetime) -> list[Outranked]:
    """Who ranks before whom: on at least `ranking_share` of at least `ranking_crawls` days, the newest included, of the last
    `ranking_days` within [start, end]. Of several crawls of one day the last counts.

    `rankings` has the columns of the table. Only organic entries count. For each brand, rival and keyword the engine, market
    and device with the highest share is kept.
    """
    since = max(start, end - timedelta(days=THRESHOLDS.ranking_days))
    rows = rankings[(rankings["fetched_at"] >= since) & (rankings["fetched_at"] <= end)]
    best: dict[tuple[str, str, str], Outranked] = {}
    for place, pages in rows.groupby(["engine", "market", "device", "keyword"], sort=True, dropna=False):
        for found in _outranked_at([str(part) for part in place], pages, brands):
            known = best.get((found.brand, found.rival, found.keyword))
            if known is None or (found.share, found.days) > (known.share, known.days):
                best[(found.brand, found.rival, found.keyword)] = found
    return [best[key] for key in sorted(best)]


def _outranked_at(place: Sequence[str], pages: pd.DataFrame, brands: Sequence[str]) -> Iterator[Outranked]:
    """As outranked, of the result pages of one engine, market, device and keyword."""
    runs = _last_of_days(pages)
    if len(runs) < THRESHOLDS.ranking_crawls:
        return
    engine, market, device, keyword = place
    seen = pages[(pages["kind"] == "organic") & pages["brand"].isin(list(brands)) & pages["run_id"].isin(runs)]
    positions = seen.pivot_table(index="run_id", columns="brand", values="overall_position", aggfunc="min")
    positions = positions.reindex(index=runs, columns=list(brands))
    for brand, rival in permutations(brands, 2):
        above = positions[rival] < positions[brand]
        alone = positions[rival].notna() & positions[brand].isna()
        before = above | alone
        if not before.iloc[-1] or before.sum() < THRESHOLDS.ranking_share * len(runs):
            continue
        shown = seen[(seen["brand"] == rival) & seen["run_id"].isin(list(before[before].index))]
        yield Outranked(
            brand=brand,
            rival=rival,
            keyword=keyword,
            engine=engine,
            market=market,
            device=device,
            days=len(runs),
            above=int(above.sum()),
            alone=int(alone.sum()),
            shown=_entries(shown),
        )


def _last_of_days(pages: pd.DataFrame) -> list[str]:
    """The last run of each day (UTC), the oldest first."""
    crawls = pages.groupby("run_id")["fetched_at"].max().reset_index().sort_values(["fetched_at", "run_id"])
    return [str(run) for run in crawls.groupby(crawls["fetched_at"].dt.date, sort=True)["run_id"].last()]


def _entries(rows: pd.DataFrame, count: int = 4) -> tuple[Shown, ...]:
    """The newest entries, the best of each result page."""
    ordered = rows.sort_values(["fetched_at", "run_id", "overall_position"], ascending=[False, False, True])
    chosen = ordered.drop_duplicates("run_id").head(count)
    return tuple(Shown(int(row["position"]), str(row["title"]), item_of(row)) for _, row in chosen.iterrows())


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
