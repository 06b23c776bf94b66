"""The SWOT of one brand as plain data: what `queries.swot_report` reads from a build and every export renders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.reports.messages import t

REMOVED = "[removed]"
"""What evidence holds whose text is gone at its source or by retention (data/retention/erase.sql)."""
QUOTE, OBSERVATION = "quote", "observation"
"""The forms of evidence."""
STARS = 5.0
"""What the stars of evidence are of."""
QUADRANTS = ("strength", "weakness", "opportunity", "threat")


@dataclass(frozen=True)
class Evidence:
    """What a line opens to, and the page and when it was read (UTC). `form` quote: text on that page, with the `stars` (of 5)
    and the date of the review it is from, where it has any; `form` observation: what was seen there, in our words. `brand_name`
    is whom it speaks of, if known."""

    position: int
    form: str
    record_kind: str
    record_id: str
    quote: str
    stars: float | None
    published_at: datetime | None
    url: str
    fetched_at: datetime | None
    brand_name: str | None = None


@dataclass(frozen=True)
class SwotLine:
    """A line of the SWOT, or a lead (then `status` says why it is not proven and `needed` how much more it takes).

    `gap`, `low`, `high` are in units of net sentiment (or of the metric the statement names); `prior_weight` 0..1;
    numbers are None where nothing was tested. `rival` is a brand id or '*' for the rivals together. `statement` has the two
    figures that were compared, `basis` what they rest on, in words; `rivals` names, with commas, those that the words only count.
    `change` against the edition before: new, stronger or weaker, None as before.
    """

    line_id: str
    quadrant: str | None
    rank: int
    rule: str
    kind: str
    topic: str
    topic_name: str
    rival: str
    rival_name: str
    statement: str
    tested: bool
    prior_weight: float | None
    gap: float | None
    low: float | None
    high: float | None
    q: float | None
    n_own: int | None
    n_other: int | None
    first_seen: datetime | None
    expires_at: datetime | None
    evidence: tuple[Evidence, ...]
    status: str | None = None
    needed: str | None = None
    headline: str | None = None
    basis: str | None = None
    rivals: str | None = None
    change: str | None = None

    @property
    def title(self) -> str:
        """The headline; the topic in editions from before there were any."""
        return self.headline or self.topic_name or self.topic


@dataclass(frozen=True)
class BrandSummary:
    """What was observed of one brand, in the edition's window unless said otherwise; None = not observed.

    `net`, `low`, `high` −1..1 over `n_units`, within `language`, the language most of its scored opinions are in;
    `rating` on 1..5 with its interval over `n_rated`; `claimed_n`/`claimed_rating` are the sources' own words."""

    brand: str
    name: str
    own: bool
    site: str
    reviews: int
    reviews_in_window: int
    claimed_n: int | None
    claimed_rating: float | None
    claimed_rating_max: float | None
    n_rated: int
    rating: float | None
    rating_low: float | None
    rating_high: float | None
    n_units: int
    net: float | None
    low: float | None
    high: float | None
    neutral_share: float | None
    language: str | None
    sentiment_status: str | None
    faqs: int | None
    channels: tuple[str, ...] | None
    response_rate: float | None
    response_rate_low: float | None
    response_rate_high: float | None
    n_replies_base: int


@dataclass(frozen=True)
class Failure:
    """A URL that could not be measured in the newest run that asked for it: failed, blocked or partial, and why."""

    brand_name: str | None
    kind: str
    url: str
    status: str
    reason: str
    fetched_at: datetime | None


NEW, GONE, STRONGER, WEAKER = "new", "gone", "stronger", "weaker"
KINDS_OF_CHANGE = (NEW, GONE, STRONGER, WEAKER)
"""What may have become of a line since the edition before."""


@dataclass(frozen=True)
class EditionChanges:
    """What changed in a brand's SWOT against the edition `before` (None: there is none): the titles of lines by kind, and
    line_id -> kind of the lines that are there now."""

    edition: str
    before: str | None
    titles: Mapping[str, tuple[str, ...]]
    of_line: Mapping[str, str]

    @property
    def said(self) -> str:
        """`Against 2026-11: 3 new, 1 gone, 0 stronger, 2 weaker`, or that there is no edition before."""
        if self.before is None:
            return t("export.changes.first")
        counts: dict[str, Any] = {kind: len(self.titles[kind]) for kind in KINDS_OF_CHANGE}
        return t("export.changes.counts", before=self.before, **counts)


@dataclass(frozen=True)
class SwotReport:
    """One brand's SWOT in one edition with all that a slide or sheet says about it. Times are UTC."""

    workspace: str
    synthetic: bool
    build: str
    edition: str
    edition_status: str
    window_start: datetime
    window_end: datetime
    created_at: datetime
    brand: str
    brand_name: str
    lines: tuple[SwotLine, ...]
    leads: tuple[SwotLine, ...]
    brands: tuple[BrandSummary, ...]
    failures: tuple[Failure, ...]
    parameters: dict[str, Any]
    models: dict[str, Any]
    changes: EditionChanges | None = None

    def quadrant(self, name: str) -> tuple[SwotLine, ...]:
        """The lines of one of QUADRANTS, in rank order."""
        return tuple(sorted((line for line in self.lines if line.quadrant == name), key=lambda line: line.rank))
