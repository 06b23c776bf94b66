"""Whether a claim was beyond doubt on any of the last nights: a SWOT is looked at nightly, and chance has a chance every night.

Thirty looks at the last 90 days of a market without differences show a line several times as often as one look does. So a
claim is made where its evidence is stronger than alpha asks for, or holds every night of a week, and stays while alpha holds: no
weak night makes it come, or go. Nothing is remembered for this: the windows of those nights are made again, so that equal input
gives equal claims, on the first night too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    that THRESHOLDS.claim_enter asks for, on one of the last THRESHOLDS.claim_nights, this one included; or if the same is claimed
    on each of the last THRESHOLDS.claim_steady."""
    proven = [row for row in rows if row.q is not None and row.q < THRESHOLDS.alpha]
    # The largest p that counts tonight, after Benjamini and Hochberg, at each level and with as many claims made.
    share = number_of_tests(proven) / max(1, number_of_tests(rows))
    cutoff, enough = THRESHOLDS.alpha * share, THRESHOLDS.claim_enter * share
    doubtful = {_claim(row): row for row in proven if row.beyond != 0 and not _reaches(row, enough)}
    doubtful = _left_in_doubt(doubtful, earlier, edition, cutoff, enough)
    return [replace(row, entered=False) if _claim(row) in doubtful else row for row in rows]


def _left_in_doubt(
    doubtful: dict[Claim, GapRow], earlier: Earlier, edition: Edition, cutoff: float, enough: float
) -> dict[Claim, GapRow]:
    """Of tonight's `doubtful` claims those that no night before made: by a p of `enough`, or by one of `cutoff` each night of the
    last THRESHOLDS.claim_steady."""
    steady = set(doubtful)
    for ago in range(1, THRESHOLDS.claim_nights):
        if not doubtful:
            break
        then = [row for row in earlier(list(doubtful.values()), _before(edition, ago)) if _same(row, doubtful)]
        made = _claims(then, enough)
        if ago < THRESHOLDS.claim_steady:
            steady &= _claims(then, cutoff)
        if ago == THRESHOLDS.claim_steady - 1:
            made |= steady
        doubtful = {claim: row for claim, row in doubtful.items() if claim not in made}
    return doubtful


def _claims(rows: Iterable[GapRow], level: float) -> set[Claim]:
    return {_claim(row) for row in rows if _reaches(row, level)}


def _reaches(row: GapRow, level: float) -> bool:
    """Whether the p of a gap is at most `level`."""
    return (row.p or 0.0) <= level


def _same(then: GapRow, claims: Mapping[Claim, GapRow]) -> bool:
    """Whether `then` says, tested, what one of `claims` does."""
    now = claims.get(_claim(then))
    return now is not None and then.status == TESTED and then.beyond == now.beyond


def _before(edition: Edition, days: int) -> Edition:
    """The edition as it would have been so many nights before."""
    ago = timedelta(days=days)
    return replace(edition, window_start=edition.window_start - ago, window_end=edition.window_end - ago)


def _claim(row: GapRow) -> Claim:
    return row.kind, row.brand, row.rival, row.topic
