"""Names in a row, as a sentence holds them."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.reports.messages import t

NAMED = 3
"""So many are named; the others are counted."""


def listed(names: Sequence[str]) -> str:
    """`a, b and c`, or `a, b, c and 2 more`; '' for none."""
    if not names:
        return ""
    shown, more = list(names[:NAMED]), len(names) - NAMED
    if more > 0:
        shown.append(t("app.overview.more", n=more))
    last = shown.pop()
    return t("app.overview.listed", names=", ".join(shown), last=last) if shown else last
