"""What is asked of a build for its slides."""

from __future__ import annotations

from typing import Any

from analysis.claims.statements import statement_language
from dashboard.reports import queries
from dashboard.reports.deck.material import Cells, Material, Row
from dashboard.reports.queries import Build
from dashboard.reports.search import history, places
from dashboard.reports.tables import table_report


def deck_material(build: Build, brand: str, edition: str) -> Material:
    """All that the slides show of `brand` (its id) in `edition` beside its SWOT. Raises NoEditionError."""

    def rows(name: str, **params: Any) -> tuple[Row, ...]:
        return tuple(queries.rows(build, name, **params))

    return Material(
        language=statement_language(build.language),
        gaps=rows("brand_gaps", edition=edition, brand=brand),
        journey=rows("journey_map", edition=edition, brand=None, persona=""),
        questions=rows("question_matrix", edition=edition, brand=brand),
        intents=rows("intent_matrix"),
        channels=rows("channel_matrix"),
        pages=rows("coverage"),
        dates=rows("covered_dates"),
        goals=_table(build, "goals", brand, edition),
        actions=_table(build, "actions", brand, edition),
        changes=_table(build, "changes", None, edition),
        searches=tuple((place, history(build, place)) for place in places(build)),
    )


def _table(build: Build, name: str, brand: str | None, edition: str) -> tuple[Cells, ...]:
    report = table_report(build, name, brand, edition)
    keys = [field.key for field in report.fields]
    return tuple(dict(zip(keys, row, strict=True)) for row in report.rows)
