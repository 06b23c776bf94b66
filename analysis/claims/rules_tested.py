"""The rules of the SWOT that rest on a test: S1, W1, W4, O1, T1, T2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from analysis.claims.lines import Line
from analysis.claims.market import Market, proven_better, proven_worse
from analysis.claims.quotes import PER_SIDE
from analysis.claims.statements import net, percent, say, topic_name
from analysis.figures.evidence import EvidenceItem, as_datetime
from analysis.figures.gaps import TESTED, GapRow
from analysis.marks import MARKET, NO_RIVAL, RIVALS
from analysis.text.sentences import split


def driver_lines(market: Market, brand: str) -> Iterator[Line]:
    """S1 and W1: against the rivals together; against single rivals only where that gives no line."""
    for row in _first_against_all(market.of_kind("driver", brand), lambda r: proven_better(r) or proven_worse(r)):
        better = proven_better(row)
        sign = 1 if better else -1
        line = _line(market, row, "S1" if better else "W1", _figures(row, net))
        yield replace(line, evidence=_two_sides(market, row, sign))


def response_lines(market: Market, brand: str) -> Iterator[Line]:
    """W4: answers to reviews come slower than the rivals'."""
    for row in _first_against_all(market.of_kind("response", brand), proven_worse):
        figures = _figures(row, percent) | {
            "gap": percent(row.gap, signed=True),
            "low": percent(row.low, signed=True),
            "high": percent(row.high, signed=True),
        }
        line = _line(market, row, "W4", figures)
        rivals = row.rivals or (row.rival,)
        evidence = _reviews(market.answers, [brand], False) + _reviews(market.answers, list(rivals), True)
        yield replace(line, evidence=evidence)


def unmet_lines(market: Market, brand: str) -> Iterator[Line]:
    """O1: the market lies below its own average on a driver, every brand with it, and this brand was compared on it and is
    not worse than its rivals together nor than any of them."""
    for row in market.of_kind("unmet", MARKET):
        if proven_worse(row) and _all_below(market, row.topic, brand) and _not_worse(market, row.topic, brand):
            line = _line(market, replace(row, brand=brand, rival=RIVALS), "O1", _figures(row, net))
            quotes = _low_quotes(market, list(row.rivals), row.topic, 2 * PER_SIDE)
            yield replace(line, evidence=quotes)


def _all_below(market: Market, topic: str, brand: str) -> bool:
    """Whether `brand` is part of the market's test on a driver, and all that are lie below their average."""
    parts = {name: market.row("unmet", name, NO_RIVAL, topic) for name in market.brands}
    return parts.get(brand) is not None and all(
        part.gap is not None and part.gap < 0 for part in parts.values() if part is not None
    )


def _not_worse(market: Market, topic: str, brand: str) -> bool:
    """Whether `brand` was compared with its rivals on a driver, and is worse than none of them."""
    against = [row for row in market.of_kind("driver", brand) if row.topic == topic]
    compared = any(row.rival == RIVALS and row.status == TESTED for row in against)
    return compared and not any(proven_worse(row) for row in against)


def rising_rival_lines(market: Market, brand: str) -> Iterator[Line]:
    """T1: a rival is better on a driver, and better than it was itself a window ago."""
    for row in market.of_kind("driver", brand):
        if row.rival == RIVALS or not proven_worse(row):
            continue
        trend = market.row("trend", row.rival, NO_RIVAL, row.topic)
        if trend is not None and proven_better(trend):
            figures = _figures(row, net) | {"rise": net(trend.gap), "days": market.edition.window_days}
            yield replace(_line(market, row, "T1", figures), evidence=_two_sides(market, row, -1))


def own_fall_lines(market: Market, brand: str) -> Iterator[Line]:
    """T2: the brand lies below where it was itself a window ago."""
    for row in market.of_kind("trend", brand):
        if proven_worse(row):
            figures = _figures(row, net) | {"days": market.edition.window_days}
            quotes = _low_quotes(market, [brand], row.topic, PER_SIDE)
            yield replace(_line(market, row, "T2", figures), evidence=quotes)


def _low_quotes(market: Market, brands: list[str], topic: str, count: int) -> tuple[EvidenceItem, ...]:
    """Negative quotes; where praise has only cooled to indifference, neutral ones."""
    negative = market.quotes.best(brands, [topic], -1, count=count)
    return negative or market.quotes.best(brands, [topic], 0, count=count)


def _first_against_all(rows: list[GapRow], holds: Callable[[GapRow], bool]) -> Iterator[GapRow]:
    """Rows that hold: of each topic the one against all rivals, or else those against single ones; and beside the one
    against all those that say the opposite of a single rival, which the mean would hide."""
    against_all = {(row.topic, _above(row)) for row in rows if row.rival == RIVALS and holds(row)}
    for row in rows:
        # Against all of one rival is that rival: the line is the same claim, made once.
        if holds(row) and (row.rival == RIVALS or (row.topic, _above(row)) not in against_all):
            yield row


def _above(row: GapRow) -> bool:
    return (row.gap or 0.0) > 0


def _figures(row: GapRow, style: Callable[[float | None], str]) -> dict[str, object]:
    figures: dict[str, object] = {key: style(getattr(row, key)) for key in ("own", "other", "gap", "low", "high")}
    return figures | {"n_own": row.n_own, "n_other": row.n_other}


def _line(market: Market, row: GapRow, rule: str, figures: dict[str, object]) -> Line:
    values = {
        "brand": market.name(row.brand),
        "rival": market.rival_name(row) if row.rival != NO_RIVAL else "",
        "names": market.names(row.rivals),
        "topic": topic_name(row.kind, row.topic, market.language),
    }
    return Line(
        brand=row.brand,
        rule=rule,
        kind=row.kind,
        topic=row.topic,
        rival=row.rival,
        statement=say(rule, market.language, **(values | figures)),
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
    own = market.quotes.best([row.brand], [row.topic], sign)
    return own + market.quotes.best(list(rivals), [row.topic], -sign)


def _reviews(answers: pd.DataFrame, brands: list[str], answered: bool) -> tuple[EvidenceItem, ...]:
    """Reviews that were, or were not, answered in time, by their first sentence: the newest with a text."""
    rows = answers[answers["brand"].isin(brands) & (answers["value"] == float(answered))]
    rows = rows[rows["body"].fillna("").str.strip() != ""]
    rows = rows.sort_values(["at", "unit"], ascending=[False, True]).head(PER_SIDE)
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
                url=str(row["url"]),
                fetched_at=as_datetime(row["fetched_at"]),
            )
        )
    return tuple(items)
