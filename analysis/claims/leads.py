"""Leads: claims that are not proven (yet), why not, and how much more it takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.claims.leads_observed import presence_leads, switching_leads
from analysis.claims.lines import Line, ranked
from analysis.claims.market import SLACK, Market, proven_better, proven_worse
from analysis.claims.statements import counted, date_of, headline, listed, localised, say, topic_name
from analysis.claims.wording import compared, rival_of, units_of, variant, words_of
from analysis.figures.gaps import APART, FEW, LANGUAGE, STALE, TESTED, UNLIKE, UNSIGNED, GapRow
from analysis.figures.presence import NOT_OBSERVED
from analysis.figures.statistics import MIN_SIDE, MIN_STRATUM
from analysis.marks import ALL_TOPICS, NO_DRIVER, RIVALS, STARS_SCALE, STARS_TOPIC
from data.thresholds import THRESHOLDS

NOT_SIGNIFICANT = "not significant"
TOO_NEW = "never beyond doubt lately"
COMPARED = ("overall", "driver", "response")
"""Kinds of gaps between brands."""
_ORDER = {LANGUAGE: 0, APART: 0, NOT_SIGNIFICANT: 1, TOO_NEW: 1, UNSIGNED: 1, STALE: 1, FEW: 2, NOT_OBSERVED: 3}


def leads_of(market: Market, brand: str, lines: Sequence[Line]) -> list[Line]:
    """At most `max_leads` leads of a brand, the most useful first; nothing that `lines` already says."""
    proven = {(line.kind, line.topic) for line in lines}
    found = [lead for lead in _gap_leads(market, brand) if (lead.kind, lead.topic) not in proven]
    found += [*presence_leads(market, brand), *switching_leads(market, brand)]
    best: dict[str, Line] = {}
    for lead in found:
        best.setdefault(lead.line_id, lead)
    order = {line.line_id: place for place, line in enumerate(ranked(list(best.values())))}
    chosen = sorted(best.values(), key=lambda lead: (_ORDER[lead.status or FEW], -_promise(lead), order[lead.line_id]))
    # Evidence is looked up for those that are shown alone: most leads of many brands are not.
    return [_opened(market, lead) for lead in chosen[: THRESHOLDS.max_leads]]


def _opened(market: Market, lead: Line) -> Line:
    """The lead with the quotes that show what it says."""
    if lead.kind not in COMPARED:
        return lead
    if lead.topic == ALL_TOPICS:
        return replace(lead, evidence=market.quotes.best([lead.brand], [NO_DRIVER], 1, count=1))
    row = market.row(lead.kind, lead.brand, lead.rival, lead.topic)
    if row is None:
        return lead
    rivals = row.rivals if row.rival == RIVALS else (row.rival,)
    drivers = None if row.kind == "overall" else [row.topic]
    evidence = market.quotes.best([row.brand], drivers, row.direction or 1, count=2)
    return replace(lead, evidence=evidence + market.quotes.best(list(rivals), drivers, -row.direction or 1, count=2))


def _promise(lead: Line) -> float:
    """How near a lead is to a line: weight × size of the gap × share of the units needed."""
    units = min(lead.n_own or 0, lead.n_other or 0, MIN_SIDE) / MIN_SIDE
    return lead.weight * abs(lead.gap or 0.05) * (0.1 + units)


def _gap_leads(market: Market, brand: str) -> Iterator[Line]:
    rows = [row for kind in COMPARED for row in market.of_kind(kind, brand)]
    against_all = {
        (row.kind, row.topic) for row in rows if row.rival == RIVALS and row.gap is not None and not _mixed(row)
    }
    for row in rows:
        # Reported once, against all rivals: a lead per rival would say the same three times. Dates that lie far back are each
        # pair's own.
        repeated = row.topic != ALL_TOPICS and row.rival != RIVALS and (row.kind, row.topic) in against_all
        lead = None if repeated and row.status != STALE else _gap_lead(market, row)
        if lead is not None:
            yield lead


def _mixed(row: GapRow) -> bool:
    """Whether single rivals have more to say than all of them together, who differ."""
    return row.status == UNLIKE


def _gap_lead(market: Market, row: GapRow) -> Line | None:
    if row.topic == ALL_TOPICS:
        return _incomparable(market, row)
    if row.rival == RIVALS and (_mixed(row) or (row.status == STALE and len(row.rivals) > 1)):
        return None
    if row.gap is None:
        return _lead(market, row, FEW, _units_needed(market, row)) if row.n_own or row.n_other else None
    return _known_gap(market, row) if _matters(row) else None


def _matters(row: GapRow) -> bool:
    """Whether a gap is no line, and would matter if it were true: answering more reviews than others is no claim of any rule."""
    if proven_better(row) or proven_worse(row) or (row.kind == "response" and (row.gap or 0.0) > 0):
        return False
    return abs(row.gap or 0.0) >= THRESHOLDS.notable_gap * _scale(row)


def _known_gap(market: Market, row: GapRow) -> Line:
    if row.status == STALE:
        end = date_of(row.window_end.date(), market.language)
        days = counted(THRESHOLDS.stale_days, "days", market.language)
        return _lead(market, row, STALE, say("need_lately", market.language, days=days, end=end))
    if not row.entered:
        enter, of, steady = f"{THRESHOLDS.claim_enter:g}", THRESHOLDS.claim_nights, THRESHOLDS.claim_steady
        return _lead(market, row, TOO_NEW, say("need_nights", market.language, enter=enter, of=of, steady=steady))
    if row.status == UNSIGNED or (row.status == TESTED and row.signed is not None and _only_unsigned(row)):
        return _lead(market, row, UNSIGNED, say("need_signed", market.language, parts=_more(market, row)))
    return _lead(market, row, FEW, _units_needed(market, row)) if row.status == FEW else _unproven(market, row)


def _scale(row: GapRow) -> float:
    return STARS_SCALE if row.topic == STARS_TOPIC else 1.0


def _only_unsigned(row: GapRow) -> bool:
    """Whether unsigned records alone carry the gap: it lies beyond what makes a difference with them, and not without."""
    return row.beyond == 0 and replace(row, signed=None).beyond != 0


def _more(market: Market, row: GapRow) -> str:
    """Who lacks signed reviews: those that have any unsigned ones."""
    sides = [(row.unsigned_own, market.name(row.brand)), (row.unsigned_other, rival_of(market, row))]
    names = [name for unsigned, name in sides if unsigned]
    return say("need_signed_part", market.language, names=listed(names))


def _lead(market: Market, row: GapRow, status: str, needed: str) -> Line:
    """What is worded as a direction is so only where the interval holds no zero; else the two cannot be distinguished."""
    direction = row.direction
    words = words_of(market, row, _headline_of(row), _said(market, row))
    rule = "W4" if row.kind == "response" else "W1" if direction < 0 else "S1"
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
        tested=row.p is not None,
        gap=row.gap,
        low=row.low,
        high=row.high,
        q=row.q,
        n_own=row.n_own,
        n_other=row.n_other,
        status=status,
        needed=needed,
        has_quadrant=bool(direction),
    )


def _headline_of(row: GapRow) -> str:
    """The key of a lead's headline."""
    if row.gap is None:
        return "L_open"
    if row.kind == "response":
        return "L_response" if row.direction else "L_unclear"
    return {1: "L_better", -1: "L_worse", 0: "L_unclear"}[row.direction] + variant(row)


def _said(market: Market, row: GapRow) -> str:
    if row.gap is not None:
        return say("L_direction" if row.direction else "L_unclear", market.language, said=compared(market, row))
    topic = topic_name(row.kind, row.topic, market.language)
    return say("L_open", market.language, brand=market.name(row.brand), rival=rival_of(market, row), topic=topic)


def _units_needed(market: Market, row: GapRow) -> str:
    """How many more units each side that has too few needs; where both have enough, that they must lie together. Of rivals taken
    together the pair with the fewest is named: each pair must have enough."""
    pairs = market.pairs(row) if len(row.rivals) > 1 else []
    row = min(pairs, key=lambda pair: min(pair.n_own or 0, pair.n_other or 0), default=row)
    what, language = _what(row), market.language
    sides = ((row.n_own, market.name(row.brand)), (row.n_other, rival_of(market, row)))
    parts = [
        say("need_part", language, more=counted(MIN_SIDE - (n or 0), f"more_{what}", language), name=name)
        for n, name in sides
        if (n or 0) < MIN_SIDE
    ]
    if not parts:
        return say(
            "need_overlap",
            language,
            kind=units_of(row, language),
            brand=market.name(row.brand),
            rival=rival_of(market, row),
            min_stratum=MIN_STRATUM,
        )
    joined = parts[0] if len(parts) == 1 else say("need_parts", language, first=parts[0], second=parts[1])
    return say("need_units", language, parts=joined, min_side=MIN_SIDE)


def _what(row: GapRow) -> str:
    return "reviews" if row.kind == "response" else "customers"


def _unproven(market: Market, row: GapRow) -> Line:
    """A notable gap whose interval is too wide: it narrows with the root of the number of customers."""
    gap, half = abs(row.gap or 0.0), ((row.high or 0.0) - (row.low or 0.0)) / 2
    times = max(1.5, (half / (gap - SLACK * _scale(row))) ** 2)
    needed = say(
        "need_proof",
        market.language,
        times=localised(f"{math.ceil(times * 2) / 2:g}", market.language),
        kind=units_of(row, market.language),
    )
    return _lead(market, row, NOT_SIGNIFICANT, needed)


def _incomparable(market: Market, row: GapRow) -> Line:
    """Two brands that share nothing comparable: reported once, not driver by driver."""
    pair = [row.brand, row.rival]
    texts = [market.unread_texts[name] for name in pair if name in market.unread_texts]
    values: dict[str, object] = {
        "brand": market.name(row.brand),
        "rival": market.name(row.rival),
        "days": counted(market.edition.window_days, "days", market.language),
        "texts": listed(sorted(set(texts))) or "?",
    }
    if row.status == LANGUAGE:
        key, need, who = "L_language", "need_model", [name for name in pair if name in market.unread_texts]
    elif row.status == APART:
        key, need, who = "L_apart", "need_shared", pair
    else:
        counts = {row.brand: row.n_own, row.rival: row.n_other}
        key, need, who = "L_nothing", "need_texts", [name for name in pair if not counts[name]]
    values["names"] = market.names(who)
    names = {"brand": market.name(row.brand), "rival": market.name(row.rival)}
    return Line(
        brand=row.brand,
        rule="S1",
        kind=row.kind,
        topic=ALL_TOPICS,
        rival=row.rival,
        headline=headline("L_nothing" if key == "L_nothing" else "L_texts", market.language, **names),
        statement=say(key, market.language, **values),
        tested=False,
        n_own=row.n_own,
        n_other=row.n_other,
        status=row.status,
        needed=say(need, market.language, **values),
        has_quadrant=False,
    )
