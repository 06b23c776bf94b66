"""Whether a claim was beyond doubt on any of the last nights: a SWOT is looked at nightly, and chance has a chance every night.

Thirty looks at the last 90 days of a market without differences show a line several times as often as one look does. So a
claim is made where its evidence is stronger than alpha asks for, and stays while alpha holds: no weak night makes it come, or
go. Nothing is remembered for this: the windows of those nights are made again, so that equal input gives equal claims,
on the first night too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from analysis.figures.editions.edition import Edition
from analysis.figures.gaps import TESTED, GapRow, number_of_tests
from data.thresholds import THRESHOLDS

Earlier = Callable[[Sequence[GapRow], Edition], Iterable[GapRow]]
"""Some gaps and an edition -> the same gaps over the dates of that edition, as far as there are any."""
Claim = tuple[str, str, str, str]


def with_nights(rows: Sequence[GapRow], earlier: Earlier, edition: Edition) -> list[GapRow]:
    """`rows` (with q) of `edition`; those that claim something are `entered` if they, or the same of a night before, reach the p
    that THRESHOLDS.claim_enter asks for: on one of the last THRESHOLDS.claim_nights, this one included."""
    proven = [row for row in rows if row.q is not None and row.q < THRESHOLDS.alpha]
    # The largest p that would count tonight at that level, after Benjamini and Hochberg, were as many claims made.
    enough = THRESHOLDS.claim_enter * number_of_tests(proven) / max(1, number_of_tests(rows))
    open_claims = {_claim(row): row for row in proven if row.beyond != 0 and (row.p or 0.0) > enough}
    for ago in range(1, THRESHOLDS.claim_nights):
        if not open_claims:
            break
        for then in list(earlier(list(open_claims.values()), _before(edition, ago))):
            if _held(then, open_claims.get(_claim(then)), enough):
                del open_claims[_claim(then)]
    return [replace(row, entered=False) if _claim(row) in open_claims else row for row in rows]


def _held(then: GapRow, now: GapRow | None, enough: float) -> bool:
    """Whether `then` says what is claimed `now`, at a p that is small enough."""
    return now is not None and then.status == TESTED and (then.p or 0.0) <= enough and then.beyond == now.beyond


def _before(edition: Edition, days: int) -> Edition:
    """The edition as it would have been so many nights before."""
    ago = timedelta(days=days)
    return replace(edition, window_start=edition.window_start - ago, window_end=edition.window_end - ago)


def _claim(row: GapRow) -> Claim:
    return row.kind, row.brand, row.rival, row.topic
