"""How a row of a user's file becomes records of a kind: the columns it may have, and what is completed where they say nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from data.cells.errors import RowError
from data.record.model import Record

TEXT, WORD, TIME, NUMBER, COUNT, FLAG, RATING, BRAND, BRANDS, DAY, MONTH, NAME, URL, VOLUME, SCORE = (
    "text", "word", "time", "number", "count", "flag", "rating", "brand", "brands", "day", "month", "name", "url", "volume",
    "score",
)  # fmt: skip
PERIOD, FIGURE, DURATION, HOURS, EDITED = "period", "figure", "duration", "hours", "edited"
"""What cells hold: text a person wrote; word an id, name or address; count a whole number; flag yes or no; rating a number
that may carry its scale ("4/5"), score one that a survey asked for ("5 - Very good"); name a metric's name; url the address
of a web page; volume searches a month, exact or a range; period a year, month or day; figure a number that may carry a percent
sign; duration minutes, or 2:05:00, or "2 h 5 min"; hours the same, a number alone is of hours;
edited a time of which one that cannot be read costs no more than itself."""
NUMERIC = frozenset({NUMBER, COUNT, RATING, SCORE, FIGURE, DURATION, HOURS})
TEMPORAL = frozenset({TIME, DAY, MONTH, PERIOD, EDITED})
SOURCE = "import"
"""Source of rows that name none and have no address."""

Row = dict[str, Any]
"""Field -> value, as far as a row's cells say."""
Columns = Mapping[str, tuple[str, ...]]
"""Field -> the columns that hold it."""


class ReadsByText(Protocol):
    def brands(self, row: Row) -> tuple[str, ...]:
        """The ids of the brands that a row's texts and address mean. Raises RowError."""
        ...


class Notes(Protocol):
    def add(self, field: str, what: str, cell: Any = None) -> None:
        """Count one more of `what` in a field, to be reported of the file; `cell` is an example."""
        ...


class FilePlan(Protocol):
    """What completing a row needs to know of its file; `data.imports.convert.Plan` says what each is."""

    @property
    def file(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def scale(self) -> float | None: ...
    @property
    def own_hosts(self) -> Mapping[str, str]: ...
    @property
    def social(self) -> Mapping[str, str]: ...
    @property
    def by_text(self) -> ReadsByText: ...
    @property
    def noted(self) -> Notes: ...


def _nothing_stated(_: Columns, __: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Import:
    """One kind of import. `cells` field -> what its cells hold, in the order in which they are read and claim columns;
    `required` groups of which one field each must have a column; `completed` makes of a row the fields of each record
    (raises RowError); `looks` field -> what the cells of its column look like, for a column that no name explains;
    `stated` (columns, the file's name) -> what such a file says of all its rows without a column; `gathered` a field,
    and what makes of all records of a file that has a column for it the records to keep."""

    name: str
    model: type[Record]
    cells: Mapping[str, str]
    required: tuple[tuple[str, ...], ...]
    completed: Callable[[Row, FilePlan], list[Row]]
    looks: Mapping[str, str] = field(default_factory=dict)
    stated: Callable[[Columns, str], dict[str, str]] = _nothing_stated
    gathered: tuple[str, Callable[[Any], list[Any]]] | None = None

    @property
    def has_brand(self) -> bool:
        """Whether each row needs the brand it is of."""
        return "brand" in self.model.needed


REGISTERED: dict[str, Import] = {}
"""Name on the command line -> import, as far as its module was imported; `data.kinds.IMPORTS` holds all."""

Model = TypeVar("Model", bound=type[Record])


def imported(
    name: str,
    *,
    cells: Mapping[str, str],
    required: tuple[tuple[str, ...], ...],
    completed: Callable[[Row, FilePlan], list[Row]],
    looks: Mapping[str, str],
    stated: Callable[[Columns, str], dict[str, str]] = _nothing_stated,
    gathered: tuple[str, Callable[[Any], list[Any]]] | None = None,
) -> Callable[[Model], Model]:
    """Class decorator: users may import files of the kind, `overheard import NAME`."""

    def registered(model: Model) -> Model:
        REGISTERED[name] = Import(name, model, cells, required, completed, looks, stated, gathered)
        return model

    return registered


def branded(row: Row, plan: FilePlan) -> None:
    """Put the command's brand into a row that names none. Raises RowError where that names none either."""
    if not row.setdefault("brand", plan.brand):
        raise RowError("brand: expected a brand of overheard.toml, found none (or name one for all rows by --brand)")


LONGEST_FROM_ONE = 7
"""Scales up to it begin at 1: a 0 on them means none. NPS, grades of ten and percent begin at 0; of two, 0 is the lower."""


def scaled(field: str, row: Row, plan: FilePlan) -> None:
    """Put the file's scale into a row whose `field` states none. A value above its scale, or a 0 on a scale that begins at 1, is
    none: it is taken out of the row and noted, and what else the row says is kept."""
    top = row.setdefault(f"{field}_max", plan.scale)
    value = row[field]
    if top is not None and value > top:
        plan.noted.add(field, f"refused, for above {top:g}; the rest of the row is kept", f"{value:g}")
    elif value == 0 and (top is None or 1 < top <= LONGEST_FROM_ONE):
        plan.noted.add(field, "of 0, which is no value of a scale that begins at 1; taken as none")
    else:
        return
    del row[field]
    row.pop(f"{field}_max", None)
