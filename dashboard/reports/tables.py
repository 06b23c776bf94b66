"""A table of the published build as plain data: what `comparison_report` and `gaps_report` read and exports/tables.py renders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.reports import queries, words
from dashboard.reports.messages import t
from dashboard.reports.names import rival_name, topic_name
from dashboard.reports.queries import Build, NoEditionError, Row
from dashboard.reports.safety import one_line

SUBJECTS = ("comparison", "gaps")
FORMATS = ("text", "score", "signed", "count", "share", "q")


@dataclass(frozen=True)
class Field:
    """A column: its key for scripts, heading, one of FORMATS, share of the width, and whether an empty cell is said to be
    "not observed"."""

    key: str
    heading: str
    format: str = "text"
    width: int = 10
    observed: bool = False


@dataclass(frozen=True)
class TableReport:
    """One table with what it is and rests on. `rows` hold a value a field: text, a number, or None. Times are UTC."""

    subject: str
    title: str
    note: str
    workspace: str
    synthetic: bool
    build: str
    edition: str
    edition_status: str
    window_start: datetime
    window_end: datetime
    created_at: datetime
    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]


def comparison_report(build: Build, edition: str | None = None) -> TableReport:
    """All brands side by side in `edition` (default: the newest): stars, answers, and net sentiment by topic and language.

    One row a measure, topic, language and brand. Raises NoEditionError when the build does not hold the edition."""
    chosen = _edition(build, edition)
    fields = (
        Field("measure", _heading("measure"), width=14),
        Field("topic", _heading("topic"), width=16),
        Field("language", _heading("language"), width=10),
        Field("brand", _heading("brand"), width=16),
        Field("value", _heading("value_number"), "score", 9, observed=True),
        Field("low", _heading("low"), "score", 8),
        Field("high", _heading("high"), "score", 8),
        Field("unit", _heading("unit"), width=14),
        Field("n", _heading("n_plain"), "count", 9),
        Field("neutral_share", _heading("neutral_share"), "share", 9),
        Field("status", _heading("status_plain"), width=16),
    )
    rows = [
        (
            t(f"export.measure.{row['measure']}"),
            topic_name(row["topic"]) if row["topic"] else "",
            words.named("language", row["language"]),
            row["brand_name"],
            row["value"],
            row["low"],
            row["high"],
            t(f"export.unit.{row['measure']}"),
            row["n"],
            row["neutral_share"],
            words.named("status", row["status"]),
        )
        for row in queries.rows(build, "comparison", edition=chosen["edition"])
    ]
    return _report(build, chosen, "comparison", t("export.table.comparison_note"), "", fields, rows)


def gaps_report(build: Build, brand: str | None = None, edition: str | None = None) -> TableReport:
    """The gaps of `brand` (its id; default: the own one) in `edition` (default: the newest): one row a comparison.

    Raises NoEditionError when the build does not hold that edition or brand."""
    chosen = _edition(build, edition)
    names = {row["brand"]: row["name"] for row in queries.rows(build, "brands")}
    brand = brand or next(iter(names), None)
    if brand is None or brand not in names:
        raise NoEditionError(
            f"{build.name}: expected one of the brands {', '.join(names) or '(none yet)'}, found {brand}"
        )
    fields = (
        Field("kind", _heading("compared"), width=16),
        Field("topic", _heading("topic"), width=18),
        Field("rival", _heading("rival"), width=16),
        Field("own", _heading("own_value", brand=one_line(names[brand])), "score", 9, observed=True),
        Field("other", _heading("other_value"), "score", 9, observed=True),
        Field("gap", _heading("gap"), "signed", 10),
        Field("low", _heading("low"), "signed", 8),
        Field("high", _heading("high"), "signed", 8),
        Field("q", _heading("q"), "q", 8),
        Field("n_own", _heading("n_own", brand=one_line(names[brand])), "count", 9),
        Field("n_other", _heading("n_other"), "count", 9),
        Field("unit", _heading("unit"), width=10),
        Field("status", _heading("status_plain"), width=18),
    )
    rows = [
        (
            words.named("compared", row["kind"]),
            topic_name(row["topic"]),
            _against(row, names),
            *(row[name] for name in ("own", "other", "gap", "low", "high", "q", "n_own", "n_other")),
            words.named("counted", row["unit"]),
            words.named("status", row["status"]),
        )
        for row in queries.rows(build, "brand_gaps", edition=chosen["edition"], brand=brand)
    ]
    return _report(build, chosen, "gaps", t("export.table.gaps_note"), names[brand], fields, rows)


def _edition(build: Build, edition: str | None) -> Row:
    known = {row["edition"]: row for row in queries.editions(build)}
    edition = edition or next(iter(known), None)
    if edition is None or edition not in known:
        raise NoEditionError(
            f"{build.name}: expected one of the editions {', '.join(known) or '(none yet)'}, found {edition}"
        )
    return known[edition]


def _against(row: Row, names: dict[str, str]) -> str:
    if row["kind"] in ("trend", "unmet"):
        return t(f"export.compared.against_{row['kind']}")
    return rival_name(row["rival"], names)


def _heading(name: str, **fields: str) -> str:
    return t(f"export.columns.{name}", **fields)


def _report(
    build: Build,
    edition: Row,
    subject: str,
    note: str,
    brand: str,
    fields: tuple[Field, ...],
    rows: Sequence[tuple[Any, ...]],
) -> TableReport:
    title = t(f"export.table.{subject}_title", brand=brand, workspace=build.workspace, edition=edition["edition"])
    return TableReport(
        subject=subject,
        title=title,
        note=note,
        workspace=build.workspace,
        synthetic=build.synthetic,
        build=build.name,
        edition=edition["edition"],
        edition_status=edition["status"],
        window_start=edition["window_start"],
        window_end=edition["window_end"],
        created_at=edition["created_at"],
        fields=fields,
        rows=tuple(rows),
    )
