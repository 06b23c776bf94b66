"""Signals in words: what was unlike a brand's own past, what was expected instead, and what it opens to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.figures.signals.signal import (
    CHANNEL,
    COMPLAINTS,
    FAQ,
    LEAVING,
    OPEN,
    QUIET,
    RANKING,
    RATING,
    SENTIMENT,
    SWITCHING,
)
from analysis.marks import ALL_TOPICS
from dashboard.reports import queries, words
from dashboard.reports.messages import t
from dashboard.reports.names import source_name, topic_name
from dashboard.reports.queries import Build, Row

_CUSTOMERS = (COMPLAINTS, LEAVING, SWITCHING)
_OBSERVED = (FAQ, CHANNEL, RANKING, RATING)


@dataclass(frozen=True)
class SignalReport:
    """One signal for readers: `headline` and `detail` are plain text that holds names and topics as they were collected."""

    signal_id: str
    kind: str
    brand: str
    own: bool
    topic: str
    headline: str
    detail: str
    first_day: date
    last_day: date
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state == OPEN


def signal_reports(build: Build) -> list[SignalReport]:
    """All signals of a build, the newest first."""
    return [
        SignalReport(
            row["signal_id"], row["kind"], row["brand"], bool(row["own"]), row["topic"], headline(row), detail(row),
            row["first_day"], row["last_day"], row["state"],
        )
        for row in queries.rows(build, "signals_all")
    ]  # fmt: skip


def quotes_of(build: Build, signal_id: str) -> list[Row]:
    """The evidence of a signal, as rows of signal_evidence."""
    return queries.rows(build, "signal_quotes", signal=signal_id)


def headline(row: Row) -> str:
    """What happened, in one line. `row`: a row of signals_all.sql or signals_found.sql."""
    any_topic = "_any" if row["kind"] in (COMPLAINTS, SENTIMENT) and row["topic"] == ALL_TOPICS else ""
    return t(f"signals.headline.{row['kind']}{any_topic}", brand=row["brand_name"], topic=about(row))


def about(row: Row) -> str:
    """What a signal is about: a driver, a rival, a source, a channel or a keyword, in words."""
    if row["topic"] == ALL_TOPICS:
        return t("signals.any_topic")
    if row["kind"] == SWITCHING:
        return str(row["rival_name"] or row["topic"])
    if row["kind"] in (QUIET, RATING):
        return source_name(row["topic"])
    return str(row["topic"]) if row["kind"] == RANKING else topic_name(row["topic"])


def detail(row: Row) -> str:
    """The figures that show it."""
    kind = row["kind"]
    if kind in _OBSERVED:
        return t("signals.detail.observed" if row["n"] != 1 else "signals.detail.observed_one", n=words.count(row["n"]))
    if kind == QUIET:
        return t("signals.detail.quiet", n=words.count(row["n"]), expected=words.number(row["expected"], 0))
    digits = 0 if kind in _CUSTOMERS else 2
    return t(
        f"signals.detail.{'customers' if kind in _CUSTOMERS else 'sentiment'}",
        observed=words.number(row["observed"], digits),
        n=words.count(row["n"]),
        expected=words.number(row["expected"], 1 if kind in _CUSTOMERS else 2),
        low=words.number(row["low"], digits),
        high=words.number(row["high"], digits),
    )


def days(first: date, last: date) -> str:
    """`2026-11-18`, or `2026-11-12 to 2026-11-18`."""
    one = f"{first:%Y-%m-%d}"
    return one if first == last else t("signals.days", first=one, last=f"{last:%Y-%m-%d}")
