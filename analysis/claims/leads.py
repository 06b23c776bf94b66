"""Leads: claims that are not proven (yet), why not, and how much more it takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from analysis.claims.lines import Line, ranked
from analysis.claims.market import ALPHA, SLACK, Market
from analysis.claims.statements import counted, net, percent, say, topic_name
from analysis.figures.gaps import APART, FEW, LANGUAGE, TESTED, GapRow
from analysis.figures.presence import CHANNEL, FAQ_INTENT, NOT_OBSERVED
from analysis.figures.statistics import MIN_SIDE, MIN_STRATUM
from analysis.marks import ALL_TOPICS, NO_DRIVER, RIVALS
from data.thresholds import THRESHOLDS

NOT_SIGNIFICANT = "not significant"
_ORDER = {LANGUAGE: 0, APART: 0, NOT_SIGNIFICANT: 1, FEW: 2, NOT_OBSERVED: 3}


def leads_of(market: Market, brand: str, lines: Sequence[Line]) -> list[Line]:
    """At most `max_leads` leads of a brand, the most useful first; nothing that `lines` already says."""
    proven = {(line.kind, line.topic) for line in lines}
    found = [lead for lead in _gap_leads(market, brand) if (lead.kind, lead.topic) not in proven]
    found += [*_presence_leads(market, brand), *_switching_leads(market, brand)]
    best: dict[str, Line] = {}
    for lead in found:
        best.setdefault(lead.line_id, lead)
    order = {line.line_id: place for place, line in enumerate(ranked(list(best.values())))}
    chosen = sorted(best.values(), key=lambda lead: (_ORDER[lead.status or FEW], -_promise(lead), order[lead.line_id]))
    return chosen[: THRESHOLDS.max_leads]


def _promise(lead: Line) -> float:
    """How near a lead is to a line: weight × size of the gap × share of the units needed."""
    units = min(lead.n_own or 0, lead.n_other or 0, MIN_SIDE) / MIN_SIDE
    return lead.weight * abs(lead.gap or 0.05) * (0.1 + units)


def _gap_leads(market: Market, brand: str) -> Iterator[Line]:
    rows = [row for kind in ("driver", "response") for row in market.of_kind(kind, brand)]
    against_all = {(row.kind, row.topic) for row in rows if row.rival == RIVALS and row.gap is not None}
    for row in rows:
        # Reported once, against all rivals: a lead per rival would say the same three times.
        repeated = row.topic != ALL_TOPICS and row.rival != RIVALS and (row.kind, row.topic) in against_all
        lead = None if repeated else _gap_lead(market, row)
        if lead is not None:
            yield lead


def _gap_lead(market: Market, row: GapRow) -> Line | None:
    if row.topic == ALL_TOPICS:
        return _incomparable(market, row)
    if row.kind == "response" and (row.gap or 0.0) > 0:
        return None  # answering more reviews than others is no claim of any rule
    if row.status == FEW and (row.n_own or row.n_other):
        return _few(market, row)
    if row.status == TESTED and not _proven(row) and abs(row.gap or 0.0) >= THRESHOLDS.notable_gap:
        return _unproven(market, row)
    return None


def _proven(row: GapRow) -> bool:
    if row.q is None or row.low is None or row.high is None:
        return False
    return row.q < ALPHA and (row.low > SLACK or row.high < -SLACK)


def _lead(market: Market, row: GapRow, key: str, status: str, needed: str) -> Line:
    style = percent if row.kind == "response" else net
    worse = (row.gap or 0.0) < 0
    statement = say(
        key,
        market.language,
        brand=market.name(row.brand),
        rival=market.rival_name(row),
        topic=topic_name(row.kind, row.topic, market.language),
        own=style(row.own),
        other=style(row.other),
        gap=style(row.gap),
    )
    rule = "W4" if row.kind == "response" else "W1" if worse else "S1"
    sign = -1 if worse else 1
    rivals = row.rivals if row.rival == RIVALS else (row.rival,)
    evidence = market.quotes.best([row.brand], [row.topic], sign, count=2)
    evidence += market.quotes.best(list(rivals), [row.topic], -sign, count=2)
    return Line(
        brand=row.brand,
        rule=rule,
        kind=row.kind,
        topic=row.topic,
        rival=row.rival,
        statement=statement,
        tested=row.p is not None,
        evidence=evidence,
        gap=row.gap,
        low=row.low,
        high=row.high,
        q=row.q,
        n_own=row.n_own,
        n_other=row.n_other,
        status=status,
        needed=needed,
        has_quadrant=row.gap is not None,
    )


def _few(market: Market, row: GapRow) -> Line:
    key = "L_open" if row.gap is None else "L_worse" if row.gap < 0 else "L_better"
    if row.kind == "response" and row.gap is not None:
        key = "L_response"
    return _lead(market, row, key, FEW, _units_needed(market, row))


def _units_needed(market: Market, row: GapRow) -> str:
    """How many more units each side that has too few needs; where both have enough, that they must lie together."""
    what, language = _what(row), market.language
    sides = ((row.n_own, market.name(row.brand)), (row.n_other, market.rival_name(row)))
    parts = [
        say("need_part", language, more=counted(MIN_SIDE - (n or 0), f"more_{what}", language), name=name)
        for n, name in sides
        if (n or 0) < MIN_SIDE
    ]
    if not parts:
        return say(
            "need_overlap",
            language,
            kind=what,
            brand=market.name(row.brand),
            rival=market.rival_name(row),
            min_stratum=MIN_STRATUM,
        )
    joined = parts[0] if len(parts) == 1 else say("need_parts", language, first=parts[0], second=parts[1])
    return say("need_units", language, parts=joined, min_side=MIN_SIDE)


def _what(row: GapRow) -> str:
    return "reviews" if row.kind == "response" else "customers"


def _unproven(market: Market, row: GapRow) -> Line:
    """A notable gap whose interval is too wide: it narrows with the root of the number of customers."""
    gap, half = abs(row.gap or 0.0), ((row.high or 0.0) - (row.low or 0.0)) / 2
    times = max(1.5, (half / (gap - SLACK)) ** 2)
    needed = say("need_proof", market.language, times=f"{math.ceil(times * 2) / 2:g}", kind=_what(row))
    key = "L_response" if row.kind == "response" else "L_worse" if (row.gap or 0.0) < 0 else "L_better"
    return _lead(market, row, key, NOT_SIGNIFICANT, needed)


def _incomparable(market: Market, row: GapRow) -> Line:
    """Two brands that share nothing comparable: reported once, not driver by driver."""
    pair = [row.brand, row.rival]
    languages = [market.language_names[name] for name in pair if name in market.language_names]
    values: dict[str, object] = {
        "brand": market.name(row.brand),
        "rival": market.name(row.rival),
        "days": market.edition.window_days,
        "languages": ", ".join(sorted(set(languages))) or "?",
    }
    if row.status == LANGUAGE:
        key, need, who = "L_language", "need_model", [name for name in pair if name in market.language_names]
    elif row.status == APART:
        key, need, who = "L_apart", "need_shared", pair
    else:
        counts = {row.brand: row.n_own, row.rival: row.n_other}
        key, need, who = "L_nothing", "need_texts", [name for name in pair if not counts[name]]
    values["names"] = market.names(who)
    return Line(
        brand=row.brand,
        rule="S1",
        kind=row.kind,
        topic=ALL_TOPICS,
        rival=row.rival,
        statement=say(key, market.language, **values),
        tested=False,
        evidence=market.quotes.best([row.brand], [NO_DRIVER], 1, count=1),
        n_own=row.n_own,
        n_other=row.n_other,
        status=row.status,
        needed=say(need, market.language, **values),
        has_quadrant=False,
    )


def _presence_leads(market: Market, brand: str) -> Iterator[Line]:
    """Brands whose FAQ or channels could not be read: nothing is claimed about what they lack."""
    for kind, rule, key in ((FAQ_INTENT, "S2", "L_faqs"), (CHANNEL, "S3", "L_channels")):
        for name in market.brands:
            seen = market.presence(name, kind)
            if seen.observed:
                continue
            statement = say(key, market.language, names=market.name(name), reason=seen.reason)
            yield Line(
                brand=brand,
                rule=rule,
                kind=kind,
                topic=ALL_TOPICS,
                rival=name,
                statement=statement,
                tested=False,
                status=NOT_OBSERVED,
                needed=say("need_pages", market.language),
                has_quadrant=False,
            )


def _switching_leads(market: Market, brand: str) -> Iterator[Line]:
    for switch in market.switches:
        if switch.brand == brand and switch.authors < THRESHOLDS.switching_authors:
            customers = counted(switch.authors, "customers", market.language)
            values = {"customers": customers, "brand": market.name(brand), "rival": market.name(switch.rival)}
            yield Line(
                brand=brand,
                rule="T4",
                kind="switching",
                topic="switching",
                rival=switch.rival,
                statement=say("L_switching", market.language, **values),
                tested=False,
                evidence=switch.evidence,
                n_own=switch.authors,
                status=FEW,
                needed=say(
                    "need_authors",
                    market.language,
                    more=counted(THRESHOLDS.switching_authors - switch.authors, "more_customers", market.language),
                    min_authors=THRESHOLDS.switching_authors,
                ),
            )
