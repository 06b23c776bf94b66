"""What changed at a brand, as two captures show it: questions, channels, places in search, claimed ratings. Rows of `changes`.

A change is said only of what was truly seen before and after: nothing is "new" on the first night, and nothing "gone" because a
page failed. What is only cosmetic (case, spacing, order, stamps, counters) is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.figures.evidence import as_datetime
from analysis.figures.texts import STARS
from analysis.text.wording import same_substance
from data.thresholds import THRESHOLDS

ADDED, REMOVED, REWORDED = "added", "removed", "reworded"
OPENED, CLOSED, RANK, RATING = "opened", "closed", "rank", "rating"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row of `changes`; times naive UTC."""

    brand: str
    kind: str
    record_id: str
    seen_at: datetime
    what: str
    topic: str
    before: str | None
    after: str | None
    before_seen: datetime | None
    url: str


def changes(
    *, faqs: pd.DataFrame, channels: pd.DataFrame, ranks: pd.DataFrame, ratings: pd.DataFrame, brands: Iterable[str]
) -> list[Change]:
    """All changes, the newest first. The frames have the columns of faq_changes.sql, channel_changes.sql, ranks.sql and
    claimed_ratings.sql."""
    found = [
        *_not_moved(_of_faqs(faqs)),
        *_of_channels(channels),
        *_of_ranks(ranks, list(brands)),
        *_of_ratings(ratings),
    ]
    return sorted(found, key=lambda change: (change.seen_at, change.brand, change.kind, change.record_id), reverse=True)


def _of_faqs(rows: pd.DataFrame) -> Iterator[Change]:
    for row in _records(rows):
        before, after = _worded(row["was_question"], row["was_answer"]), _worded(row["question"], row["answer"])
        if before and after and same_substance(before, after):
            continue
        yield Change(
            brand=str(row["brand"]),
            kind="faq",
            record_id=str(row["faq_id"]),
            seen_at=_at(row["seen_at"]),
            what=ADDED if not before else REMOVED if not after else REWORDED,
            topic=str(row["question"] if after else row["was_question"]),
            before=before,
            after=after,
            before_seen=as_datetime(row["before_seen"]),
            url=str(row["url"]),
        )


def _not_moved(found: Iterable[Change]) -> Iterator[Change]:
    """Without questions that went from one page and came on another in the same words about the same time: they moved."""
    found = list(found)
    pairs: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for change in found:
        pairs[change.brand, change.what, str(change.before or change.after)].append(change)
    other = {REMOVED: ADDED, ADDED: REMOVED}
    for change in found:
        match = pairs.get((change.brand, other.get(change.what, ""), str(change.before or change.after)), [])
        if not any(_about_then(change, beside) for beside in match):
            yield change


def _about_then(one: Change, beside: Change) -> bool:
    """Whether two changes, of two questions, may have happened within `moved_days` of each other: each happened between its two
    captures."""
    if one.record_id == beside.record_id:
        return False
    apart = max((one.before_seen or one.seen_at) - beside.seen_at, (beside.before_seen or beside.seen_at) - one.seen_at)
    return apart <= timedelta(days=THRESHOLDS.moved_days)


def _of_channels(rows: pd.DataFrame) -> Iterator[Change]:
    for row in _records(rows):
        shown = str(row["address"]) or (str(row["vendor"]) if row["vendor"] != "none" else str(row["url"]))
        yield Change(
            brand=str(row["brand"]),
            kind="channel",
            record_id=f"{row['kind']}|{row['vendor']}|{row['address']}",
            seen_at=_at(row["seen_at"]),
            what=OPENED if row["opened"] else CLOSED,
            topic=str(row["kind"]),
            before=None if row["opened"] else shown,
            after=shown if row["opened"] else None,
            before_seen=as_datetime(row["before_seen"]),
            url=str(row["url"]),
        )


def _of_ranks(rows: pd.DataFrame, brands: list[str]) -> Iterator[Change]:
    """A brand's organic place, where it moved by `rank_places` or more, or came on the page or left it, and the look-up of the
    next day shows it too: one look-up is a whim of the engine. A look-up without a page is none."""
    for place, pages in rows[rows["observed"]].groupby(["engine", "market", "device", "keyword"], sort=True):
        days = [_at(at) for at in pages.loc[pages["brand"] == "", "looked_up"]]
        for brand in brands:
            mine = pages[(pages["brand"] == brand) & pages["position"].notna()]
            found = {_at(row["looked_up"]): (int(row["position"]), str(row["url"])) for row in _records(mine)}
            seen = [(at, *found.get(at, (None, ""))) for at in days]
            yield from _of_rank(brand, [str(part) for part in place], seen)


def _of_rank(brand: str, place: list[str], seen: list[tuple[datetime, int | None, str]]) -> Iterator[Change]:
    """The changes of one brand at one place, of which `seen` has its positions (None: not on the page), oldest first."""
    was_at, was, was_url = seen[0]
    for (at, now, url), (_, confirmed, _) in pairwise(seen):
        if not _moved(was, now) or not _moved(was, confirmed):
            was_at = at if not _moved(was, now) else was_at
            continue
        yield Change(
            brand=brand,
            kind="ranking",
            record_id="|".join(place),
            seen_at=at,
            what=RANK,
            topic=place[3],
            before=None if was is None else str(was),
            after=None if now is None else str(now),
            before_seen=was_at,
            url=url or was_url,
        )
        was_at, was, was_url = at, now, url


def _moved(was: int | None, now: int | None) -> bool:
    if was is None or now is None:
        return was is not now
    return abs(was - now) >= THRESHOLDS.rank_places


def _of_ratings(rows: pd.DataFrame) -> Iterator[Change]:
    """A rating that a source claims, once it differs from the last one that was reported by `rating_step` of 5 stars."""
    for (brand, source), part in rows.groupby(["brand", "source"], sort=True):
        known: tuple[float, datetime] | None = None
        for row in _records(part):
            scale = (
                float(row["claimed_rating_max"])
                if row["claimed_rating_max"] and row["claimed_rating_max"] > 0
                else STARS
            )
            stars, at = float(row["claimed_rating"]) / scale * STARS, _at(row["seen_at"])
            if known is not None and abs(stars - known[0]) < THRESHOLDS.rating_step - 1e-9:
                continue
            if known is not None:
                yield Change(
                    brand=str(brand),
                    kind="rating",
                    record_id=str(source),
                    seen_at=at,
                    what=RATING,
                    topic=str(source),
                    before=f"{known[0]:.1f}",
                    after=f"{stars:.1f}",
                    before_seen=known[1],
                    url="",
                )
            known = stars, at


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _worded(question: object, answer: object) -> str | None:
    """The question, and its answer below it."""
    if not isinstance(question, str):
        return None
    return f"{question}\n{answer}" if isinstance(answer, str) and answer else question


def _at(moment: object) -> datetime:
    found = as_datetime(moment)
    if found is None:
        raise ValueError("expected the time of a capture, found none")
    return found
