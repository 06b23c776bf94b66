"""Findings as messages: a title that is a sentence with its figure, and the comparisons that it rests on.

Figures of net sentiment are per 100 customers: of so many, how many more praise than complain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.claims.statements import MINUS, counted, number, say, stars, topic_name
from dashboard.reports import words
from dashboard.reports.deck.material import Material, Row
from dashboard.reports.messages import t
from dashboard.reports.safety import one_line
from dashboard.reports.swot import SwotLine, SwotReport
from data.thresholds import THRESHOLDS

NET, STARS, SHARE, SEEN = "net", "stars", "share", "seen"
"""What a message compares: net sentiment per 100, stars of 5, reviews of 100; or something that was seen."""
MESSAGES = 3
_FIRST = ("weakness", "strength", "opportunity", "threat")
"""Quadrants by how soon a reader has to know their first line."""
PROGRAM = "overheard "
"""How a command begins."""
NAME, KEYWORD = 36, 60
"""Characters of a brand's name, and of a keyword, in a title; longer ones end in an ellipsis."""


@dataclass(frozen=True)
class Message:
    """A line with its title, the same in `short` for a page of many, and the comparisons of its topic that have a figure, the one
    that it claims first."""

    line: SwotLine
    title: str
    short: str
    style: str
    rows: tuple[Row, ...] = ()


def messages_of(report: SwotReport, material: Material) -> list[Message]:
    """The findings that come first, at most MESSAGES: the first of each quadrant, no topic twice while there are others."""
    chosen: list[SwotLine] = []
    ranks = max((line.rank for line in report.lines), default=0)
    waiting = [line for rank in range(ranks) for name in _FIRST for line in report.quadrant(name)[rank : rank + 1]]
    for again in (False, True):
        for line in waiting:
            if len(chosen) < MESSAGES and line not in chosen and (again or _about(line) not in map(_about, chosen)):
                chosen.append(line)
    return [message_of(line, report, material) for line in chosen]


def _about(line: SwotLine) -> str:
    """A topic, by whatever it was measured: answers to reviews and what customers say of them are one."""
    return "response_time" if line.kind == "response" else line.topic


def message_of(line: SwotLine, report: SwotReport, material: Material) -> Message:
    """The line as a message. Where its comparison is not in the build any more its statement is its title."""
    rows = material.comparisons(line.kind, line.topic)
    claimed = [row for row in rows if row["rival"] == line.rival or line.kind in ("trend", "unmet")]
    style = _style(line)
    facts = _FACTS.get(line.rule)
    if facts is None or (line.rule not in _WITHOUT_ROWS and not claimed):
        return _unsaid(line)
    names = tuple(one_line(brand.name) for brand in report.brands)
    figures = facts(Claim(line, claimed[0] if claimed else {}, names, material.language))
    if not figures:
        return _unsaid(line)
    fields = {
        "brand": short_name(report.brand_name),
        "rival": _rival(line, rows, material.language),
        "topic": short_name(topic_name(line.kind, line.topic, material.language), KEYWORD),
        **figures,
    }
    key = f"{line.rule}{_ENDS.get((line.kind, line.topic), '')}"
    short = t(f"deck.short.{key}", **fields)
    ordered = [*claimed, *(other for other in rows if other not in claimed)]
    title = t(f"deck.action.{key}", **fields)
    return Message(line, _capital(title), _capital(short), style, tuple(ordered) if style != SEEN else ())


def needed_of(line: SwotLine) -> str:
    """What a lead takes, in a client's words: how its operator would get it is said in the app."""
    needed = one_line(line.needed)
    return t("deck.summary.needs_model") if PROGRAM in needed else needed


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unsaid(line: SwotLine) -> Message:
    """A line whose comparison is not in the build any more, or whose rule has no title: its statement says it."""
    return Message(line, one_line(line.statement) or one_line(line.title), one_line(line.title), _style(line))


_ENDS = {("overall", "stars"): "_stars", ("overall", "net_sentiment"): "_overall"}


def _style(line: SwotLine) -> str:
    if line.kind == "response":
        return SHARE
    if (line.kind, line.topic) == ("overall", "stars"):
        return STARS
    return NET if line.kind in ("overall", "driver", "trend", "unmet") else SEEN


def short_name(name: str, most: int = NAME) -> str:
    """A name on one line, its end cut off where it would crowd out what is said."""
    flat = one_line(name)
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def per_hundred(value: float, *, signed: bool = True) -> str:
    """A share, or a net sentiment, −1..1, per 100: `+42`, `−8`, `30`."""
    whole = round(100 * value)
    return (f"{whole:+d}" if signed and whole else str(whole)).replace("-", MINUS)


def value_of(value: float, style: str, language: str, *, signed: bool = True) -> str:
    """A value, or a difference, of a style as titles and charts say it."""
    if style == STARS:
        said = stars(value, language)
        return f"+{said}" if signed and value > 0 else said
    return per_hundred(value, signed=signed)


def _rival(line: SwotLine, rows: Sequence[Row], language: str) -> str:
    """Whom a line names: a brand; of several, how many, where the comparison is made of exactly those."""
    if line.rival != "*":
        return short_name(line.rival_name)
    each = [row for row in rows if row["rival"] not in ("*", "", None)]
    together = next((row for row in rows if row["rival"] == "*"), None)
    if together is not None and each and sum(row["n_other"] or 0 for row in each) == together["n_other"]:
        return counted(len(each), "rivals", language)
    return say("rivals_plain", language)


@dataclass(frozen=True)
class Claim:
    """A line with the comparison that it claims ({} where it needs none), and the names of the report's brands."""

    line: SwotLine
    row: Row
    names: tuple[str, ...]
    language: str

    def counted(self, n: int | None, what: str) -> str:
        """`3 brands` in the language of the deck."""
        return counted(n or 0, what, self.language)


Facts = Callable[[Claim], dict[str, str]]


def _sides(claim: Claim) -> dict[str, str]:
    style = _style(claim.line)
    own, other = (value_of(claim.row[side], style, claim.language, signed=style == NET) for side in ("own", "other"))
    return {"own": own, "other": other, "days": claim.counted(THRESHOLDS.response_days, "days")}


def _only(claim: Claim) -> dict[str, str]:
    own, other = claim.line.n_own, claim.line.n_other
    return {"brands": claim.counted(own + other, "brands")} if own and other else {}


def _counting(name: str, what: str) -> Facts:
    """What a line counts of ours, in words; nothing where it counts nothing."""
    return lambda claim: {name: claim.counted(claim.line.n_own, what)} if claim.line.n_own else {}


def _most(claim: Claim) -> dict[str, str]:
    """How many of the rivals have it, from the names beside the line; nothing where those are not the brands' names."""
    listed = one_line(claim.line.rivals)
    having = [name for name in claim.names if name in listed]
    if not having or ", ".join(having) != listed or not claim.line.n_other:
        return {}
    return {"n": number(len(having), claim.language), "rivals": claim.counted(claim.line.n_other, "rivals")}


_FACTS: dict[str, Facts] = {
    **dict.fromkeys(("S1", "W1", "W4", "O1", "T1", "T2"), _sides),
    **dict.fromkeys(("S2", "S3"), _only),
    **dict.fromkeys(("W2", "W3"), _most),
    "O2": lambda claim: {"asked": words.sizes(claim.line)} if claim.line.n_own else {},
    "T3": _counting("pages", "result_pages"),
    "T4": _counting("customers", "customers"),
}
"""Rule -> the figures of its title."""
_WITHOUT_ROWS = {"S2", "S3", "W2", "W3", "O2", "T3", "T4"}
"""Rules whose figures are the line's own."""
