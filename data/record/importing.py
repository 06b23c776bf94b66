"""How a row of a user's file becomes records of a kind: the columns it may have, and what is completed where they say nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from data.cells.errors import RowError
from data.record.model import Record

TEXT, WORD, TIME, NUMBER, COUNT, FLAG, RATING, BRAND, BRANDS, DAY, MONTH, NAME, URL, VOLUME = (
    "text", "word", "time", "number", "count", "flag", "rating", "brand", "brands", "day", "month", "name", "url", "volume",
)  # fmt: skip
"""What cells hold: text a person wrote; word an id, name or address; count a whole number; flag yes or no; rating a number
that may carry its scale ("4/5"); name a metric's name; url the address of a web page; volume searches a month, exact or a
range."""
NUMERIC = frozenset({NUMBER, COUNT, RATING})
TEMPORAL = frozenset({TIME, DAY, MONTH})
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


def _nothing_stated(_: Columns, __: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Import:
    """One kind of import. `cells` field -> what its cells hold, in the order in which they are read and claim columns;
    `required` groups of which one field each must have a column; `completed` makes of a row the fields of each record
    (raises RowError); `looks` field -> what the cells of its column look like, for a column that no name explains;
    `stated` (columns, the file's name) -> what such a file says of all its rows without a column."""

    name: str
    model: type[Record]
    cells: Mapping[str, str]
    required: tuple[tuple[str, ...], ...]
    completed: Callable[[Row, FilePlan], list[Row]]
    looks: Mapping[str, str] = field(default_factory=dict)
    stated: Callable[[Columns, str], dict[str, str]] = _nothing_stated

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
) -> Callable[[Model], Model]:
    """Class decorator: users may import files of the kind, `overheard import NAME`."""

    def registered(model: Model) -> Model:
        REGISTERED[name] = Import(name, model, cells, required, completed, looks, stated)
        return model

    return registered


def branded(row: Row, plan: FilePlan) -> None:
    """Put the command's brand into a row that names none. Raises RowError where that names none either."""
    if not row.setdefault("brand", plan.brand):
        raise RowError("brand: expected a brand of overheard.toml, found none (or name one for all rows by --brand)")


def scaled(field: str, row: Row, plan: FilePlan) -> None:
    """Put the file's scale into a row whose `field` states none. Raises RowError where the value is above its scale."""
    top = row.setdefault(f"{field}_max", plan.scale)
    if top is not None and row[field] > top:
        raise RowError(f"{field}: expected at most {top:g}, found {row[field]:g}")
