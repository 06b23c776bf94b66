"""`--mapping auto`: which export a file is, or which column holds which field, by names and by what the cells look like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from data.cells.errors import RowError
from data.cells.ratings import rating
from data.cells.times import NUMERIC_DATE
from data.cells.words import fold
from data.imports.mapping import Mapping as ColumnMapping
from data.imports.mapping import builtin_mappings, natural_mapping, natural_names
from data.imports.reading import OWN_COLUMNS, Table
from data.kinds import IMPORTS

SAMPLE = 200
"""Rows looked at."""
_MOST = 0.8
"""Share of a column's cells that must look alike."""
_LONG = 20.0
"""Characters on average from which a column holds what somebody wrote."""
_URL = re.compile(r"https?://\S+$")
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{10}(\d{3})?$")


def propose(table: Table, kind: str, brands: Collection[str]) -> tuple[ColumnMapping, dict[str, str]]:
    """A mapping for the file, and per field why its column was taken. `brands`: names and ids in lower case."""
    if known := _known_export(table, kind):
        return known, dict.fromkeys(known.columns, f"as in {known.name}")
    columns = dict(natural_mapping(kind, table.header).columns)
    about = dict.fromkeys(columns, "by its name")
    guess = _by_part_of_name(kind, table.header, columns)
    columns |= guess
    about |= dict.fromkeys(guess, "its name holds one of the field's")
    for field, name, look in list(_by_looks(table, kind, columns, brands)):
        columns[field], about[field] = (name,), f"its cells look like it ({look})"
    ordered = {field: columns[field] for field in IMPORTS[kind].cells if field in columns}
    stated: dict[str, str | int | float | bool] = dict(IMPORTS[kind].stated(ordered, table.path.stem))
    return ColumnMapping(kind=kind, name="proposed", columns=ordered, constants=stated), about


def _known_export(table: Table, kind: str) -> ColumnMapping | None:
    """The mapping that comes with the program for an export that has these columns."""
    header = {fold(name) for name in table.header}
    return next(
        (
            mapping
            for mapping in builtin_mappings().values()
            if mapping.kind == kind and all(fold(column) in header for column in mapping.detect)
        ),
        None,
    )


def _by_looks(
    table: Table, kind: str, columns: Mapping[str, tuple[str, ...]], brands: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """For each field without a column the free one whose cells look most like it: (field, column, look)."""
    rows = [cells for _, cells in islice(table.rows(), SAMPLE) if not isinstance(cells, str)]
    free = _free(table.header, columns)
    looks = {table.header[i]: _looks([row[i] for row in rows if i < len(row)], brands) for i in free}
    for field, look in IMPORTS[kind].looks.items():
        fitting = {name: found[look] for name, found in looks.items() if look in found}
        if field not in columns and fitting:
            best = max(fitting, key=lambda name: fitting[name])
            yield field, best, look
            del looks[best]


def _free(header: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> list[int]:
    taken = {name for names in columns.values() for name in names}
    return [i for i, name in enumerate(header) if name and name not in OWN_COLUMNS and name not in taken]


def _by_part_of_name(
    kind: str, header: Sequence[str], columns: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Fields whose name, or one they are known by, is a part of a free column's name: the longest first."""
    known = sorted(
        (
            (fold(name), field)
            for field, names in natural_names(kind).items()
            if field not in columns
            for name in names
            if len(fold(name)) >= 4 or (fold(name) and not fold(name).isascii())
        ),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[str, tuple[str, ...]] = {}
    for i in _free(header, columns):
        name = fold(header[i])
        field = next((field for part, field in known if field not in found and part in name), None)
        if field:
            found[field] = (header[i],)
    return found


def _looks(cells: Sequence[Any], brands: Collection[str]) -> dict[str, float]:
    """What a column's cells look like -> how much of it."""
    texts = [str(cell).strip()[:500] for cell in cells if cell is not None and str(cell).strip()]
    if not texts:
        return {}
    shares = {
        "brand": sum(text.casefold() in brands for text in texts),
        "date": sum(bool(_DATE.match(text) or NUMERIC_DATE.match(text)) for text in texts),
        "url": sum(bool(_URL.match(text)) for text in texts),
        "rating": sum(_is_rating(text) for text in texts),
        "whole": sum(text.replace(",", "").replace(".", "").isdigit() for text in texts),
    }
    looks = {look: n / len(texts) for look, n in shares.items() if n >= _MOST * len(texts)}
    if not looks:
        length = sum(map(len, texts)) / len(texts)
        looks = {"text": length, "words": length} if length >= _LONG else {"words": length}
    return looks


def _is_rating(text: str) -> bool:
    try:
        found = rating(text)
    except RowError:
        return False
    return found is not None and 0 <= found[0] <= 10
