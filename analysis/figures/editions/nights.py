"""Whether a claim would have been made on the nights before: a SWOT is looked at nightly, and chance has a chance every night.

Thirty looks at the last 90 days of a market without differences show a line several times as often as one look does. So a claim
whose q is not far below alpha must also hold of most of the windows that ended on the nights before, at the same p. Nothing is
remembered for this: the windows of those nights are made again, so that equal input gives equal claims, on the first night too.
"""

from __future__ import annotations

from collections import Counter
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
    """`rows` (with q) of `edition`; those that claim something, and not beyond doubt, with the number of `nights` on which they
    do: of the last THRESHOLDS.claim_nights, this one included."""
    proven = [row for row in rows if row.q is not None and row.q < THRESHOLDS.alpha]
    doubtful = {_claim(row): row for row in proven if _is_doubtful(row)}
    if not doubtful:
        return list(rows)
    # The largest p that counts tonight, after Benjamini and Hochberg.
    cutoff = THRESHOLDS.alpha * number_of_tests(proven) / number_of_tests(rows)
    nights = Counter(doubtful.keys())
    for ago in range(1, THRESHOLDS.claim_nights):
        then = earlier(list(doubtful.values()), _before(edition, ago))
        nights.update(claim for row in then if _held(row, doubtful.get(claim := _claim(row)), cutoff))
    return [replace(row, nights=nights[_claim(row)]) if _claim(row) in doubtful else row for row in rows]


def _is_doubtful(row: GapRow) -> bool:
    return row.beyond != 0 and (row.q or 0.0) >= THRESHOLDS.beyond_doubt


def _held(then: GapRow, now: GapRow | None, cutoff: float) -> bool:
    """Whether `then` says what is claimed `now`."""
    return now is not None and then.status == TESTED and (then.p or 0.0) <= cutoff and then.beyond == now.beyond


def _before(edition: Edition, days: int) -> Edition:
    """The edition as it would have been so many nights before."""
    ago = timedelta(days=days)
    return replace(edition, window_start=edition.window_start - ago, window_end=edition.window_end - ago)


def _claim(row: GapRow) -> Claim:
    return row.kind, row.brand, row.rival, row.topic
