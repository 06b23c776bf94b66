"""What slides show beside the SWOT: rows of the queries that the app and the tables read, and nothing computed anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.reports.messages import DEFAULT_LANGUAGE
from data.thresholds import THRESHOLDS

if TYPE_CHECKING:
    from dashboard.reports.search import History, Place  # these open a database, which slides do without

Row = dict[str, Any]
"""A row of a query."""
Cells = dict[str, Any]
"""A row of a table by the keys of its fields."""


@dataclass(frozen=True)
class Material:
    """Rows by the query or table they are of: `gaps` brand_gaps.sql, `journey` journey_map.sql (all brands), `questions`
    question_matrix.sql, `intents` intent_matrix.sql, `channels` channel_matrix.sql, `pages` coverage.sql, `dates`
    covered_dates.sql; `goals`, `actions`, `changes` are tables of the brand (changes: of all brands). `searches`: each place that
    is looked up, with its history. `language`: of the sentences of the deck."""

    language: str = DEFAULT_LANGUAGE
    gaps: tuple[Row, ...] = ()
    journey: tuple[Row, ...] = ()
    questions: tuple[Row, ...] = ()
    intents: tuple[Row, ...] = ()
    channels: tuple[Row, ...] = ()
    pages: tuple[Row, ...] = ()
    dates: tuple[Row, ...] = ()
    goals: tuple[Cells, ...] = ()
    actions: tuple[Cells, ...] = ()
    changes: tuple[Cells, ...] = ()
    searches: tuple[tuple[Place, History], ...] = ()

    def comparisons(self, kind: str, topic: str) -> list[Row]:
        """The comparisons of the brand on a topic that have a figure and rest on enough, the rivals together first."""
        found = [row for row in self.gaps if (row["kind"], row["topic"]) == (kind, topic) and enough(row)]
        return sorted(found, key=lambda row: row["rival"] != "*")


def enough(gap: Row) -> bool:
    """Whether a comparison has a figure that rests on `min_units` on each side: of less nothing is said."""
    sizes = (gap["n_own"] or 0, gap["n_other"] or 0)
    return gap["gap"] is not None and gap["low"] is not None and min(sizes) >= THRESHOLDS.min_units


NO_MATERIAL = Material()
"""Of a SWOT that no build is at hand for: the deck says what it leaves out."""
