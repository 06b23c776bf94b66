"""What an edition says that the one before did not, and the other way round.

Between two editions a line is new, gone, stronger or weaker, or as before. It is stronger where the end of its interval that
is nearest to zero has moved away from zero by more than makes a difference (`interval_beyond` of data/thresholds.toml, on
the scale of labels), weaker where it has come as much nearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from analysis.marks import STARS_SCALE, STARS_TOPIC
from dashboard.reports.swot import GONE, KINDS_OF_CHANGE, NEW, STRONGER, WEAKER, EditionChanges
from data.thresholds import THRESHOLDS

Row = dict[str, Any]


def changes_between(editions: Iterable[str], lines: Iterable[Row]) -> dict[str, EditionChanges]:
    """Edition -> what changed in a brand's SWOT against the edition before, oldest first. `lines` are the brand's rows of
    lines_of_editions.sql."""
    names = sorted(editions)
    by_edition: dict[str, list[Row]] = {name: [] for name in names}
    for row in lines:
        by_edition[row["edition"]].append(row)
    before: list[str | None] = [None, *names[:-1]]
    return {
        name: _compared(name, earlier, by_edition[name], by_edition[earlier] if earlier else [])
        for name, earlier in zip(names, before, strict=True)
    }


def _compared(edition: str, before: str | None, now: Sequence[Row], then: Sequence[Row]) -> EditionChanges:
    if before is None:
        return EditionChanges(edition, None, dict.fromkeys(KINDS_OF_CHANGE, ()), {})
    known, still = {row["line_id"]: row for row in then}, {row["line_id"] for row in now}
    of_line = {row["line_id"]: kind for row in now if (kind := _change(row, known.get(row["line_id"])))}
    titles = {
        kind: tuple(row["title"] for row in now if of_line.get(row["line_id"]) == kind) for kind in KINDS_OF_CHANGE
    }
    titles[GONE] = tuple(row["title"] for row in then if row["line_id"] not in still)
    return EditionChanges(edition, before, titles, of_line)


def _change(now: Row, then: Row | None) -> str:
    """NEW, STRONGER, WEAKER; '' of a line that is as before."""
    if then is None:
        return NEW
    moved = _nearest(now) - _nearest(then)
    if abs(moved) <= THRESHOLDS.interval_beyond or not (now["tested"] and then["tested"]):
        return ""
    return STRONGER if moved > 0 else WEAKER


def _nearest(row: Row) -> float:
    """Distance from zero of the end of the interval that is nearest to it, on the scale of labels."""
    if row["low"] is None or row["high"] is None or row["low"] <= 0 <= row["high"]:
        return 0.0
    scale = STARS_SCALE if row["topic"] == STARS_TOPIC else 1.0
    return float(min(abs(row["low"]), abs(row["high"]))) / scale
