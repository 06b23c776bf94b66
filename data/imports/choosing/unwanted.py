"""Rows that are not to be counted: spam, tries, answers that were broken off. A column says so, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from data.cells.words import fold, words
from data.imports.mapping import Mapping
from data.languages import all_words, imports

KINDS = frozenset({"reviews", "mentions", "surveys"})
"""Kinds of what people wrote; of others a status is what the file is about."""


def unwanted(kind: str, header: Sequence[str], mapping: Mapping) -> dict[int, frozenset[str]]:
    """Place of a column -> the cells, in lower case, of rows that are left out. Columns that hold a field are not asked."""
    places = {fold(name): place for place, name in reversed(list(enumerate(header)))}
    found = {
        places[fold(name)]: frozenset(cell.casefold() for cell in cells)
        for name, cells in mapping.leave_out.items()
        if fold(name) in places
    }
    if kind not in KINDS:
        return found
    taken = {place for columns in mapping.indexes(header).values() for place in columns}
    for name, place in places.items():
        if place not in taken and place not in found and (cells := _by_name().get(name)):
            found[place] = cells
    return found


@cache
def _by_name() -> dict[str, frozenset[str]]:
    """Name of a column, folded -> the cells of rows that are left out."""
    yes, no = (frozenset(said for said, means in words("flag").items() if means == which) for which in ("yes", "no"))
    cells = frozenset(all_words(imports, lambda file: file.unwanted.cells))
    return {
        **{fold(name): no for name in all_words(imports, lambda file: file.unwanted.no)},
        **{fold(name): yes for name in all_words(imports, lambda file: file.unwanted.yes)},
        **{fold(name): cells for name in all_words(imports, lambda file: file.unwanted.columns)},
    }
