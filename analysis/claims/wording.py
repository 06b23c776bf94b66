"""How a comparison is worded: a headline, the two figures that were compared on one base, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.claims.market import Market
from analysis.claims.statements import (
    counted,
    date_of,
    headline,
    localised,
    named,
    net,
    number,
    percent,
    say,
    stars,
    topic_name,
)
from analysis.figures.gaps import READING, SAMPLING, GapRow
from analysis.marks import NO_RIVAL, RIVALS, STARS_TOPIC
from data.thresholds import THRESHOLDS

PER = 100
"""Customers that net sentiment is worded for: of so many, how many more praise than complain."""
_REVIEWS = "review"
"""The unit of a gap that counts reviews; any other counts customers."""
_STYLES: Mapping[str, Callable[[float | None, str], str]] = {
    "net": net,
    "stars": stars,
    "share": lambda share, _: percent(share, signed=True),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a line says: `headline`, `statement`, `basis` ('' where nothing was compared), and the names of the `rivals` that it
    gives the number of."""

    headline: str
    statement: str
    basis: str = ""
    rivals: tuple[str, ...] = ()


def words_of(market: Market, row: GapRow, key: str, statement: str) -> Words:
    """The words of a comparison that says `statement`, under the headline `key`."""
    title = headline(
        key,
        market.language,
        brand=market.name(row.brand),
        rival=_short(market, row),
        topic=topic_name(row.kind, row.topic, market.language),
    )
    rivals = market.name_list(row.rivals) if row.rival == RIVALS else ()
    return Words(headline=title, statement=statement, basis=basis_of(market, row), rivals=rivals)


def _short(market: Market, row: GapRow) -> str:
    """Whom a gap compares with, for a headline: several are a number."""
    several = row.rival == RIVALS and len(row.rivals) > 1
    return counted(len(row.rivals), "rivals", market.language) if several else rival_of(market, row)


def variant(row: GapRow) -> str:
    """What the keys of a comparison of whole brands end in: _overall, _stars; '' for any other."""
    if row.kind != "overall":
        return ""
    return "_stars" if row.topic == STARS_TOPIC else "_overall"


def rival_of(market: Market, row: GapRow, *, mean: bool = False) -> str:
    """Whom a gap compares with: a brand, or how many; with `mean` that the figure of several is their mean."""
    if row.rival == NO_RIVAL:
        return ""
    if row.rival != RIVALS:
        return market.name(row.rival)
    if not row.rivals:
        return say("rivals_plain", market.language)
    names = market.names(row.rivals)
    return say("on_average", market.language, rivals=names) if mean and len(row.rivals) > 1 else names


def compared(market: Market, row: GapRow) -> str:
    """The two figures of a gap between brands, in one sentence."""
    language = market.language
    who = {"brand": market.name(row.brand), "rival": rival_of(market, row, mean=True)}
    if row.kind == "response":
        days = counted(THRESHOLDS.response_days, "days", language)
        return say("response", language, own=_of_hundred(row.own), other=_of_hundred(row.other), days=days, **who)
    if row.topic == STARS_TOPIC:
        return say("stars", language, own=stars(row.own, language), other=stars(row.other, language), **who)
    topic = topic_name(row.kind, row.topic, language)
    base = say("of_all", language) if row.kind == "overall" else say("of_topic", language, topic=topic)
    own, other = _more(row.own), _more(row.other)
    values = who | {"of": base, "own": balance(row.own, language), "other": balance(row.other, language)}
    alike = own * other > 0
    return say("net_alike" if alike else "net_apart", language, **values, n=abs(other))


def unmet(market: Market, row: GapRow, brand: str) -> str:
    """A market's figures on a driver and on everything else."""
    language = market.language
    brands = counted(len(row.rivals), "brands", language)
    return say(
        "net_unmet",
        language,
        names=say("on_average", language, rivals=brands),
        own=balance(row.own, language),
        other=balance(row.other, language),
        topic=topic_name(row.kind, row.topic, language),
        brand=market.name(brand),
    )


def before_and_now(market: Market, row: GapRow) -> str:
    """A brand's figures on a driver in this window and in the one before."""
    language = market.language
    return say(
        "net_trend",
        language,
        brand=market.name(row.brand),
        topic=topic_name(row.kind, row.topic, language),
        own=balance(row.own, language),
        other=balance(row.other, language),
        days=counted(market.edition.window_days, "days", language),
    )


def rising(market: Market, row: GapRow, rise: GapRow) -> str:
    """`row`, in which the rival is better, and the trend `rise` of the rival."""
    return say(
        "net_rising",
        market.language,
        said=compared(market, row),
        rival=market.name(row.rival),
        rise=abs(_more(rise.gap)),
        days=counted(market.edition.window_days, "days", market.language),
    )


def balance(value: float | None, language: str) -> str:
    """Net sentiment (−1 to 1) as how many more of PER customers praise than complain, or complain than praise."""
    more = _more(value)
    key = "above" if more > 0 else "below" if more < 0 else "even"
    return say(key, language, n=abs(more))


def basis_of(market: Market, row: GapRow) -> str:
    """What a figure rests on: the gap with its interval, what was counted, q, the dates, and how many nobody signed."""
    language = market.language
    quantity = "share" if row.kind == "response" else "stars" if row.topic == STARS_TOPIC else "net"
    style = _STYLES[quantity]
    parts = []
    if row.gap is not None:
        figures = {
            name: style(value, language) for name, value in (("gap", row.gap), ("low", row.low), ("high", row.high))
        }
        parts.append(say(f"gap_{quantity}", language, **figures))
        parts.append(_held(row, language))
    parts.append(_sizes(row, language))
    if row.q is not None:
        parts.append(
            say("q_small", language) if row.q < 0.001 else say("q", language, q=localised(f"{row.q:.3f}", language))
        )
    parts.append(_dates(row, language))
    return say("basis", language, parts="; ".join(filter(None, parts)))


def _held(row: GapRow, language: str) -> str:
    """Whether the interval holds the error of reading, where texts were read."""
    if row.interval_holds == READING:
        own = number(row.labelled_own or 0, language)
        return say("reading_held", language, own=own, other=counted(row.labelled_other or 0, "customers", language))
    return say("reading_left_out", language) if row.interval_holds == SAMPLING else ""


def _sizes(row: GapRow, language: str) -> str:
    if row.n_own is None or row.n_other is None:
        return ""
    unit = "reviews" if row.unit == _REVIEWS else "customers"
    said = say("sizes", language, own=number(row.n_own, language), other=counted(row.n_other, unit, language))
    if not row.unsigned_own and not row.unsigned_other:
        return said
    return f"{said}, {say('unsigned', language, own=row.unsigned_own, other=row.unsigned_other)}"


def _dates(row: GapRow, language: str) -> str:
    """From and to, and how many days between are covered where some are not."""
    start, end = row.window_start.date(), row.window_end.date()
    parted = row.days not in (0, (end - start).days + 1)
    key = "dates_parted" if parted else "dates"
    return say(
        key,
        language,
        start=date_of(start, language),
        end=date_of(end, language),
        days=counted(row.days, "days", language),
    )


def _more(value: float | None) -> int:
    return round(PER * (value or 0.0))


def _of_hundred(share: float | None) -> str:
    return str(round(PER * (share or 0.0)))


def units_of(row: GapRow, language: str) -> str:
    """What a gap counts, in words."""
    return named("units", "reviews" if row.kind == "response" else "customers", language)
