"""What the last days of an edition's window brought."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.queries import Build
from dashboard.reports.signals import SignalReport, signal_reports
from dashboard.reports.swot import SwotReport

DAYS = 7


@dataclass(frozen=True)
class Recent:
    """What was seen in the DAYS up to the end of the window: signals that began, and changes as (brand, what, how many)."""

    signals: tuple[SignalReport, ...]
    changes: tuple[tuple[str, str, int], ...]


def recent(build: Build, report: SwotReport) -> Recent:
    """What the last DAYS of the window brought, of all brands."""
    since = report.window_end - timedelta(days=DAYS)
    signals = [each for each in signal_reports(build) if each.first_day >= since.date()]
    rows = queries.rows(build, "changes_seen", brand=None, window_start=since, window_end=report.window_end)
    counts = Counter((row["brand_name"], t(f"export.changed.{row['kind']}_{row['what']}")) for row in rows)
    return Recent(tuple(signals), tuple((brand, what, n) for (brand, what), n in counts.items()))
