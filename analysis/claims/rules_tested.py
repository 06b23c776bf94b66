"""The rules of the SWOT that rest on a test: S1, W1, W4, O1, T1, T2."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.claims.lines import Line
from analysis.claims.market import Market, proven_better, proven_worse
from analysis.claims.quotes import PER_SIDE
from analysis.claims.statements import counted, say
from analysis.claims.wording import Words, before_and_now, compared, rising, unmet, variant, words_of
from analysis.figures.evidence import OBSERVATION, EvidenceItem, as_datetime
from analysis.figures.gaps import TESTED, UNLIKE, GapRow
from analysis.marks import MARKET, NO_RIVAL, RIVALS, STARS_TOPIC
from analysis.text.sentences import split

GOOD_STARS, BAD_STARS = 4.0, 2.0
"""Reviews that show many stars have at least so many, and those that show few at most."""


def driver_lines(market: Market, brand: str) -> Iterator[Line]:
    """S1 and W1, overall and by driver: against the rivals together; against single rivals only where that gives no line."""
    rows = market.of_kind("overall", brand) + market.of_kind("driver", brand)
    for row in _first_against_all(market, rows, lambda r: proven_better(r) or proven_worse(r)):
        rule = "S1" if _above(row) else "W1"
        line = _line(row, rule, words_of(market, row, rule + variant(row), compared(market, row)))
        if row.topic == STARS_TOPIC:
            yield replace(line, evidence=_rated(market, row))
        else:
            yield replace(line, evidence=_two_sides(market, row, 1 if _above(row) else -1))


def response_lines(market: Market, brand: str) -> Iterator[Line]:
    """W4: answers to reviews come slower than the rivals'."""
    for row in _first_against_all(market, market.of_kind("response", brand), proven_worse):
        line = _line(row, "W4", words_of(market, row, "W4", compared(market, row)))
        rivals = row.rivals or (row.rival,)
        evidence = _reviews(market, [brand], False) + _reviews(market, list(rivals), True)
        yield replace(line, evidence=evidence)


def unmet_lines(market: Market, brand: str) -> Iterator[Line]:
    """O1: the market lies below its own average on a driver, every brand with it, and this brand was compared on it and is
    not worse than its rivals together nor than any of them."""
    for row in market.of_kind("unmet", MARKET):
        if proven_worse(row) and _all_below(market, row.topic, brand) and _not_worse(market, row.topic, brand):
            row = replace(row, brand=brand, rival=RIVALS)
            line = _line(row, "O1", words_of(market, row, "O1", unmet(market, row, brand)))
            quotes = _low_quotes(market, list(row.rivals), row.topic, 2 * PER_SIDE)
            yield replace(line, evidence=quotes)


def _all_below(market: Market, topic: str, brand: str) -> bool:
    """Whether `brand` is part of the market's test on a driver, and each part lies below its own average beyond doubt: a mean
    could be one brand's doing."""
    whole = market.row("unmet", MARKET, NO_RIVAL, topic)
    if whole is None or brand not in whole.rivals:
        return False
    parts = [market.row("unmet", name, NO_RIVAL, topic) for name in whole.rivals]
    return all(part is not None and part.direction < 0 for part in parts)


def _not_worse(market: Market, topic: str, brand: str) -> bool:
    """Whether `brand` was compared with its rivals on a driver, and is worse than none of them."""
    against = [row for row in market.of_kind("driver", brand) if row.topic == topic]
    return any(row.status == TESTED for row in against) and not any(proven_worse(row) for row in against)


def rising_rival_lines(market: Market, brand: str) -> Iterator[Line]:
    """T1: a rival is better on a driver, and better than it was itself a window ago."""
    for row in market.of_kind("driver", brand):
        if row.rival == RIVALS or not proven_worse(row):
            continue
        trend = market.row("trend", row.rival, NO_RIVAL, row.topic)
        if trend is not None and proven_better(trend):
            line = _line(row, "T1", words_of(market, row, "T1", rising(market, row, trend)))
            yield replace(line, evidence=_two_sides(market, row, -1))


def own_fall_lines(market: Market, brand: str) -> Iterator[Line]:
    """T2: the brand lies below where it was itself a window ago."""
    for row in market.of_kind("trend", brand):
        if proven_worse(row):
            line = _line(row, "T2", words_of(market, row, "T2", before_and_now(market, row)))
            yield replace(line, evidence=_low_quotes(market, [brand], row.topic, PER_SIDE))


def _low_quotes(market: Market, brands: list[str], topic: str, count: int) -> tuple[EvidenceItem, ...]:
    """Negative quotes; where praise has only cooled to indifference, neutral ones."""
    negative = market.quotes.best(brands, [topic], -1, count=count)
    return negative or market.quotes.best(brands, [topic], 0, count=count)


def _first_against_all(market: Market, rows: list[GapRow], holds: Callable[[GapRow], bool]) -> Iterator[GapRow]:
    """Rows that hold: of each topic the one against all rivals, or else those against single ones; and beside the one
    against all those that say the opposite of a single rival, which the mean would hide."""
    whole = [
        proven for row in rows if row.rival == RIVALS and (proven := _proven_of_all(market, row, holds)) is not None
    ]
    against_all = {(row.topic, _above(row)) for row in whole}
    yield from whole
    for row in rows:
        # Against all of one rival is that rival: the line is the same claim, made once.
        if row.rival != RIVALS and holds(row) and (row.topic, _above(row)) not in against_all:
            yield row


def _proven_of_all(market: Market, row: GapRow, holds: Callable[[GapRow], bool]) -> GapRow | None:
    """`row`, against the rivals together, if it holds. Where the rivals differ their mean says nothing; but what holds of each of
    them holds of all, and is as sure as the least sure."""
    if row.status != UNLIKE:
        return row if holds(row) else None
    pairs = market.pairs(row)
    if len(pairs) < len(row.rivals) or not all(holds(pair) and _above(pair) == _above(row) for pair in pairs):
        return None
    return replace(row, q=max(pair.q or 0.0 for pair in pairs))


def _above(row: GapRow) -> bool:
    return (row.gap or 0.0) > 0


def _line(row: GapRow, rule: str, words: Words) -> Line:
    return Line(
        brand=row.brand,
        rule=rule,
        kind=row.kind,
        topic=row.topic,
        rival=row.rival,
        headline=words.headline,
        statement=words.statement,
        basis=words.basis,
        rivals=words.rivals,
        tested=True,
        gap=row.gap,
        low=row.low,
        high=row.high,
        q=row.q,
        n_own=row.n_own,
        n_other=row.n_other,
    )


def _two_sides(market: Market, row: GapRow, sign: int) -> tuple[EvidenceItem, ...]:
    """Quotes of the brand with `sign` and of the rivals with the opposite one."""
    rivals = row.rivals if row.rival == RIVALS else (row.rival,)
    drivers = None if row.kind == "overall" else [row.topic]
    own = market.quotes.best([row.brand], drivers, sign)
    return own + market.quotes.best(list(rivals), drivers, -sign)


def _rated(market: Market, row: GapRow) -> tuple[EvidenceItem, ...]:
    """Reviews of the brand with the stars that the line speaks of, and of the rivals with the opposite, by their
    first sentence."""
    above = _above(row)
    own, others = (_rated_reviews(market, brands) for brands in ([row.brand], row.rivals or (row.rival,)))
    good, bad = (own, others) if above else (others, own)
    shown = {
        True: _first_sentences(good[good["value"] >= GOOD_STARS]),
        False: _first_sentences(bad[bad["value"] <= BAD_STARS]),
    }
    return shown[above] + shown[not above]


def _rated_reviews(market: Market, brands: Sequence[str]) -> pd.DataFrame:
    """The reviews with stars of some brands, in the order of all; `unit` is the record."""
    if market.stars is None:
        return pd.DataFrame(columns=["record_id", "value", "body", "at", "unit"])
    parts = [market.rated[brand] for brand in brands if brand in market.rated]
    rows = pd.concat(parts).sort_index(kind="stable") if parts else market.stars.iloc[:0]
    return rows.assign(unit=rows["record_id"])


def _reviews(market: Market, brands: list[str], answered: bool) -> tuple[EvidenceItem, ...]:
    """Reviews that were, or were not, answered in time, by their first sentence, each followed by how long the answer took or
    has not come: the newest with a text."""
    answers = market.answers
    rows = answers[answers["brand"].isin(brands) & (answers["value"] == float(answered))]
    quotes = _first_sentences(rows)
    waited = rows.set_index("unit")[["days", "followed"]].to_dict("index")
    return tuple(item for quote in quotes for item in (quote, _waiting(market, quote, waited[quote.record_id])))


def _waiting(market: Market, quote: EvidenceItem, waited: Mapping[Any, Any]) -> EvidenceItem:
    never = math.isnan(waited["days"])
    days = counted(int(waited["followed" if never else "days"]), "days", market.language)
    said = say("answered_never" if never else "answered_after", market.language, days=days)
    return replace(quote, form=OBSERVATION, quote=said, stars=None)


def _first_sentences(rows: pd.DataFrame) -> tuple[EvidenceItem, ...]:
    rows = rows[rows["body"].fillna("").str.strip() != ""]
    rows = rows.sort_values(["at", "body"], ascending=[False, True], kind="stable").head(PER_SIDE)
    items = []
    for row in rows.to_dict("records"):
        body = str(row["body"])
        first = split(body)[0]
        quote = body[first.start : first.end]
        items.append(
            EvidenceItem(
                record_kind="review",
                record_id=str(row["unit"]),
                quote=quote,
                published_at=as_datetime(row["at"]),
                url=str(row["url"]),
                fetched_at=as_datetime(row["fetched_at"]),
            )
        )
    return tuple(items)
