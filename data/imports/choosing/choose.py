"""The column of each field: scores of all columns for all fields, then the assignment that is best for all together.

A field may also take a second column, whose value counts in rows in which the first is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from data.cells.times import NamedDate
from data.cells.words import fold
from data.clock import utc_now
from data.imports.choosing.fits import PROSE, fit
from data.imports.choosing.names import PART, name_score
from data.imports.choosing.profile import Profile, shown
from data.imports.mapping import Mapping as ColumnMapping
from data.imports.mapping import builtin_mappings
from data.imports.reading import OWN_COLUMNS, Table
from data.kinds import IMPORTS

SAMPLE = 200
"""Rows looked at."""
ENOUGH = 0.4
"""A score below which no column is taken."""
NAMED = 0.5
"""Likewise of the score of its name, where cells alone are not to decide."""
_BY_CELLS = 0.45
"""What cells alone make a column score whose name says nothing."""
_OF_LABEL = 0.97
"""What a second row's name counts beside the first's."""
_TOGETHER = 0.1
"""Share of rows in which two columns may both be filled and still be one field, row by row."""
CELLS = 3
"""Cells of a column that are shown."""


@dataclass
class Choice:
    """`mapping` of a file; `about` field -> why its column was taken; `others` field -> further columns that it could be;
    `cells` column -> the first of its cells; `known` whether it is of an export whose columns told it."""

    mapping: ColumnMapping
    about: dict[str, str] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    known: bool = False


@dataclass(frozen=True)
class _Score:
    total: float
    by_name: float


Scores = Mapping[tuple[str, int], _Score]
"""(field, place) -> its score, of all pairs that may be."""


def choose(
    table: Table, kind: str, brands: Collection[str], *, guess: bool = True, named: NamedDate | None = None,
    now: datetime | None = None,
) -> Choice:  # fmt: skip
    """The mapping for a file: of the export that its columns tell, else by names and cells. `brands`: names and ids in lower
    case; without `guess` a column needs a name that says what it is; `named` reads dates that name their month."""
    profiles = _profiles(table, brands, now or utc_now(), named)
    cells = {table.header[place]: _first(profile) for place, profile in profiles.items()}
    known = known_export(table.header, kind)
    if known and not known.open:
        return Choice(known, dict.fromkeys(known.columns, f"as in {known.name}"), {}, cells, known=True)
    scores = _free(table, known, _scores(table, kind, profiles, guess))
    found = _chosen(table, kind, profiles, scores)
    found.cells = cells
    return _completed(known, found, table.header, kind) if known else found


def _chosen(table: Table, kind: str, profiles: Mapping[int, Profile], scores: Scores) -> Choice:
    """The mapping that scores best, with its reasons."""
    taken = _assigned(kind, scores)
    columns: dict[str, tuple[str, ...]] = {name: (table.header[place],) for name, place in taken.items()}
    about = {name: _why(scores[name, place]) for name, place in taken.items()}
    for name, place in _seconds(scores, taken, profiles):
        columns[name] += (table.header[place],)
        about[name] += f"; {table.header[place]} where that is empty"
    others = {name: _others(table.header, scores, name, place) for name, place in taken.items()}
    ordered = {name: columns[name] for name in IMPORTS[kind].cells if name in columns}
    stated: dict[str, str | int | float | bool] = dict(IMPORTS[kind].stated(ordered, table.path.stem))
    return Choice(ColumnMapping(kind=kind, name="chosen", columns=ordered, constants=stated), about, others)


def _completed(known: ColumnMapping, found: Choice, header: Sequence[str], kind: str) -> Choice:
    """An open mapping with the columns that were found beside its own."""
    columns = found.mapping.columns | {name: known.columns[name] for name in known.indexes(header)}
    stated = dict(IMPORTS[kind].stated(columns, "")) | known.constants
    about = found.about | dict.fromkeys(known.indexes(header), f"as in {known.name}")
    mapping = known.model_copy(update={"columns": columns, "constants": stated})
    return Choice(mapping, about, found.others, found.cells, known=True)


def _free(table: Table, known: ColumnMapping | None, scores: Scores) -> Scores:
    """The scores of fields and columns that an open mapping leaves open."""
    if known is None:
        return scores
    settled = known.indexes(table.header)
    used = {place for places in settled.values() for place in places} | _left_out(table, known)
    return {
        (name, place): score for (name, place), score in scores.items() if name not in settled and place not in used
    }


def _left_out(table: Table, known: ColumnMapping) -> set[int]:
    """Places of columns that say which rows are not to be counted: no fields."""
    names = {fold(name) for name in known.leave_out}
    return {place for place, name in enumerate(table.header) if fold(name) in names}


def fits_kind(kind: str) -> Any:
    """Names of columns -> how well they fit a kind: what chooses among sheets, and lists of JSON."""

    def fits(names: Sequence[str]) -> float:
        if known_export(names, kind):
            return 100.0
        best = (max((name_score(kind, each, name) for name in names), default=0.0) for each in IMPORTS[kind].cells)
        return sum(score for score in best if score >= PART)

    return fits


def known_export(header: Sequence[str], kind: str) -> ColumnMapping | None:
    """The mapping that comes with the program for an export that has these columns; of several the one that names most."""
    names = {fold(name) for name in header}
    fitting = [
        mapping
        for mapping in builtin_mappings().values()
        if mapping.kind == kind and all(any(fold(one) in names for one in each.split("|")) for each in mapping.detect)
    ]
    return max(fitting, key=lambda mapping: len(mapping.detect), default=None)


def _profiles(table: Table, brands: Collection[str], now: datetime, named: NamedDate | None) -> dict[int, Profile]:
    rows = [cells for _, cells in islice(table.rows(), SAMPLE) if not isinstance(cells, str)]
    return {
        place: Profile([row[place] if place < len(row) else None for row in rows], brands, now, named)
        for place, name in enumerate(table.header)
        if name and name not in OWN_COLUMNS
    }


def _first(profile: Profile) -> list[str]:
    return list(dict.fromkeys(text[:40] for text in profile.texts))[:CELLS]


def _scores(table: Table, kind: str, profiles: Mapping[int, Profile], guess: bool) -> Scores:
    how = IMPORTS[kind]
    found = {}
    for name in how.cells:
        for place, profile in profiles.items():
            label = table.labels[place] if place < len(table.labels) else ""
            by_name = max(name_score(kind, name, table.header[place]), _OF_LABEL * name_score(kind, name, label))
            by_cells = guess and name in how.looks
            if by_name < (ENOUGH / 2 if by_cells else NAMED) and not by_cells:
                continue
            fits = fit(kind, name, table.header[place], profile, by_name)
            total = fits * max(by_name, _BY_CELLS if by_cells else 0.0)
            if total >= ENOUGH:
                found[name, place] = _Score(total, by_name)
    return found


def _assigned(kind: str, scores: Scores) -> dict[str, int]:
    """Field -> place, each place once, so that all together score most."""
    fields = list(dict.fromkeys(name for name, _ in scores))
    places = list(dict.fromkeys(place for _, place in scores))
    if not fields:
        return {}
    needed = {name for group in IMPORTS[kind].required for name in group} | PROSE
    gain = np.zeros((len(fields), len(places)))
    for (name, place), score in scores.items():
        # Squared, so that one sure column counts more than two doubtful ones.
        gain[fields.index(name), places.index(place)] = score.total**2 * (1.1 if name in needed else 1.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return {fields[i]: places[j] for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0}


def _seconds(scores: Scores, taken: Mapping[str, int], profiles: Mapping[int, Profile]) -> list[tuple[str, int]]:
    """Further columns of fields: called so too, and filled where the first is empty."""
    used = set(taken.values())
    found = []
    for (name, place), score in sorted(scores.items(), key=lambda item: -item[1].total):
        if (
            name in taken
            and place not in used
            and score.by_name >= PART
            and _completes(profiles[taken[name]], profiles[place])
        ):
            found.append((name, place))
            used.add(place)
    return found


def _completes(first: Profile, second: Profile) -> bool:
    pairs = [(bool(shown(a)), bool(shown(b))) for a, b in zip(first.cells, second.cells, strict=True)]
    both, only = sum(a and b for a, b in pairs), sum(b and not a for a, b in pairs)
    return only > 0 and both <= _TOGETHER * len(pairs)


def _why(score: _Score) -> str:
    if score.by_name >= 0.8:
        return "by its name"
    return "a part of its name, and its cells" if score.by_name >= NAMED else "its cells look like it"


def _others(header: Sequence[str], scores: Scores, name: str, place: int) -> list[str]:
    """Columns that a field could be instead, the likeliest first."""
    found = [(score.total, other) for (each, other), score in scores.items() if each == name and other != place]
    return [header[other] for _, other in sorted(found, reverse=True)[:CELLS]]
