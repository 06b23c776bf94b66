"""A line of the SWOT (or a lead) with its evidence, before it becomes rows of `swot`, `leads` and `swot_evidence`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from analysis.figures.evidence import EvidenceItem
from analysis.marks import ALL_TOPICS, NO_DRIVER, STARS_SCALE, STARS_TOPIC
from analysis.text.drivers import load_taxonomy, prior_weight

STRENGTH, WEAKNESS, OPPORTUNITY, THREAT = "strength", "weakness", "opportunity", "threat"
QUADRANT_OF = {"S": STRENGTH, "W": WEAKNESS, "O": OPPORTUNITY, "T": THREAT}
RULES = {
    "S1": "customers speak better of us than of the rivals",
    "S2": "only we answer this in the FAQ",
    "S3": "only we offer this channel",
    "W1": "customers speak worse of us than of the rivals",
    "W2": "most observed rivals answer this in the FAQ and we do not",
    "W3": "most observed rivals offer this channel and we do not",
    "W4": "we answer fewer reviews within 7 days",
    "O1": "unmet need: the whole market lies below its own average, and we are not worse",
    "O2": "asked in search or in complaints, answered by nobody",
    "T1": "a rival is better and rising",
    "T2": "our own fall",
    "T3": "a rival ranks above us for a keyword, or is among the first results where we are not",
    "T4": "customers say they switch to a rival",
}
_WEIGHT_OF_KIND = {
    "faq_intent": "relevant_information",
    "channel": "channel_choice",
    "response": "response_time",
    "ranking": "findability",
    "switching": "loyalty",
}
"""Kinds that are not a driver carry the prior weight of the driver they serve."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One claim about `brand`. Figures are None, and `basis` is '', where nothing was tested; `rivals` are the names of those
    that the words only count; leads have `status` and `needed`."""

    brand: str
    rule: str
    kind: str
    topic: str
    rival: str
    headline: str
    statement: str
    tested: bool
    basis: str = ""
    rivals: tuple[str, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    gap: float | None = None
    low: float | None = None
    high: float | None = None
    q: float | None = None
    n_own: int | None = None
    n_other: int | None = None
    share: float = 0.0
    status: str | None = None
    needed: str | None = None
    has_quadrant: bool = True

    @property
    def line_id(self) -> str:
        """16 hex digits; the same claim keeps its id from edition to edition."""
        key = "\x1f".join((self.rule, self.brand, self.rival, self.topic))
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def quadrant(self) -> str | None:
        """strength, weakness, opportunity or threat by the rule's letter; None for a lead that points nowhere."""
        return QUADRANT_OF[self.rule[0]] if self.has_quadrant else None

    @property
    def weight(self) -> float:
        """The prior weight 0..1 of the line's driver, or of the driver its kind serves."""
        return weight_of(self.kind, self.topic)

    @property
    def nearest(self) -> float:
        """Distance from 0 of the end of the interval that is nearest to it, on the scale of labels; 0 if the interval holds 0
        or is missing."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return 0.0
        return min(abs(self.low), abs(self.high)) / (STARS_SCALE if self.topic == STARS_TOPIC else 1.0)


def weight_of(kind: str, topic: str) -> float:
    """The prior weight of a topic of a kind; of a chatbot that of automation; 0 for the topic '*'."""
    if kind == "overall":  # as much as the weightiest driver
        return max(driver.prior_weight for driver in load_taxonomy("en").drivers.values())
    if kind == "channel" and topic == "chatbot":
        return prior_weight("automation")
    if kind in _WEIGHT_OF_KIND:
        return prior_weight(_WEIGHT_OF_KIND[kind])
    return 0.0 if topic in (NO_DRIVER, ALL_TOPICS) else prior_weight(topic)


def ranked(lines: list[Line]) -> list[Line]:
    """Tested lines by prior weight × nearest end of the interval, then observed ones by prior weight and share."""
    return sorted(
        lines,
        key=lambda line: (
            not line.tested,
            -line.weight * (line.nearest if line.tested else 1.0),
            -line.share,
            line.rule,
            line.topic,
            line.rival,
        ),
    )
