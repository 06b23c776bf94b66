"""A table of the published build as plain data, and how it is found by what `overheard export` calls it.

Each module beside this one makes one such table from queries, in a function of the module's name; exports/tables.py renders it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from dashboard.reports import queries
from dashboard.reports.messages import t
from dashboard.reports.queries import Build, NoEditionError, Row

HERE = Path(__file__).parent
OF_PERSONAS = ("comparison", "journey")
"""The tables that there are of a single persona."""
ALL_CUSTOMERS = ""
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
    """One table with what it is and rests on. `rows` hold a value a field: text, a number, or None; `persona` is the id of the
    persona whose texts alone it is of, '' for all customers. Times are UTC."""

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
    persona: str = ""


@dataclass(frozen=True)
class View:
    """What a table is asked for: a build, one of its editions, one of its brands (the own one where none was named), the names
    of all brands by id, the own one first, the brand that was named, if one was, and the persona ('': all customers)."""

    build: Build
    edition: Row
    brand: str
    names: dict[str, str]
    only: str | None
    persona: str = ALL_CUSTOMERS

    def rows(self, query: str, **params: Any) -> list[Row]:
        """The rows of sql/<query>.sql."""
        return queries.rows(self.build, query, **params)

    @property
    def window(self) -> dict[str, datetime]:
        """The edition's window, as parameters of a query."""
        return {"window_start": self.edition["window_start"], "window_end": self.edition["window_end"]}


Content = tuple[tuple[Field, ...], Sequence[tuple[Any, ...]]]
"""The fields of a table and its rows."""


def subjects() -> tuple[str, ...]:
    """The names of all tables, sorted: those of the modules beside this one."""
    return tuple(sorted(module.name for module in iter_modules([str(HERE)]) if module.name != Path(__file__).stem))


def table_report(
    build: Build, name: str, brand: str | None = None, edition: str | None = None, persona: str = ALL_CUSTOMERS
) -> TableReport:
    """The table `name` of `brand` (its id; default: the own one) in `edition` (default: the newest), of one `persona` (its id or
    name) or of all customers.

    KeyError for a name not in `subjects()`; NoEditionError when the build does not hold that edition, brand or persona, or
    the table is none of a persona."""
    if name not in subjects():
        raise KeyError(name)
    # Loaded when it is asked for: what one table needs for its figures another does without.
    made: Callable[[View], Content] = getattr(import_module(f"dashboard.reports.tables.{name}"), name)
    chosen = _edition(build, edition)
    segment = _persona(build, name, chosen["edition"], persona)
    of_persona = segment["persona"] if segment else ALL_CUSTOMERS
    view = View(build, chosen, *_brand(build, brand), brand, of_persona)
    fields, rows = made(view)
    words = {"brand": view.names[view.brand], "workspace": build.workspace, "edition": view.edition["edition"]}
    title, note = t(f"export.table.{name}_title", **words), t(f"export.table.{name}_note")
    if segment:
        title = t("export.table.persona_title", title=title, persona=segment["name"])
        note = f"{note} {t('export.table.persona_note', n=segment['texts'])}"
    return TableReport(
        subject=name,
        title=title,
        note=note,
        workspace=build.workspace,
        synthetic=build.synthetic,
        build=build.name,
        edition=view.edition["edition"],
        edition_status=view.edition["status"],
        window_start=view.edition["window_start"],
        window_end=view.edition["window_end"],
        created_at=view.edition["created_at"],
        fields=fields,
        rows=tuple(rows),
        persona=of_persona,
    )


def _persona(build: Build, table: str, edition: str, persona: str) -> Row | None:
    """The row of personas.sql of that id or name; None for all customers."""
    if not persona:
        return None
    if table not in OF_PERSONAS:
        raise NoEditionError(f"persona: expected it with {' or '.join(OF_PERSONAS)}, found it with {table}")
    return queries.persona(build, edition, persona)


def heading(name: str, **fields: str) -> str:
    """The heading of a column, from the catalogue."""
    return t(f"export.columns.{name}", **fields)


def _edition(build: Build, edition: str | None) -> Row:
    known = {row["edition"]: row for row in queries.editions(build)}
    edition = edition or next(iter(known), None)
    if edition is None or edition not in known:
        raise NoEditionError(
            f"{build.name}: expected one of the editions {', '.join(known) or '(none yet)'}, found {edition}"
        )
    return known[edition]


def _brand(build: Build, brand: str | None) -> tuple[str, dict[str, str]]:
    names = {row["brand"]: row["name"] for row in queries.rows(build, "brands")}
    brand = brand or next(iter(names), None)
    if brand is None or brand not in names:
        raise NoEditionError(
            f"{build.name}: expected one of the brands {', '.join(names) or '(none yet)'}, found {brand}"
        )
    return brand, names
