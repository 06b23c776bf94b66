"""What a whole column proves: the order of its dates, its decimal sign, the scale of its ratings. One pass over the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data.cells import LONGEST
from data.cells.errors import RowError
from data.cells.ratings import rating
from data.cells.times import BUDDHIST, DMY, MDY, NUMERIC_DATE
from data.imports.reading import BLOCK, Row
from data.record.importing import COUNT, NUMERIC, RATING, TEMPORAL, Import

SCALES = (5.0, 10.0, 100.0)
"""Usual tops of rating scales."""
HELD = 98
"""Percent of a column's ratings that its scale holds: the others are typos, and rejected row by row."""
FEW, VERY_FEW = 50, 10
"""Below `FEW` ratings one may lie above the scale; below `VERY_FEW` only one of more than twice the scale, for 8 among four
ratings is rather an 8 of 10 than a typo."""
_COMMA = re.compile(r"\d,(\d{1,2}|\d{4,})\s*%?$")
_POINT = re.compile(r"\d\.(\d{1,2}|\d{4,})\s*%?$")


@dataclass
class Column:
    """What was seen in one column."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    future_day_first: int = 0
    future_month_first: int = 0
    latest: date = date.max
    comma: int = 0
    point: int = 0
    largest: float = 0.0
    ratings: int = 0
    above: list[int] = field(default_factory=lambda: [0] * len(SCALES))
    far_above: list[int] = field(default_factory=lambda: [0] * len(SCALES))
    stated: set[float] = field(default_factory=set)
    """Tops of scales that cells state themselves ("4/5", "★★★☆☆")."""

    def watch_date(self, cell: Any) -> None:
        text = cell if isinstance(cell, str) else str(cell)
        if len(text) > LONGEST or (text[4:5] in ("-", "/", ".") and text[:4].isdigit()):
            return  # the year first
        match = NUMERIC_DATE.match(text.lstrip())
        if match is None or match[2] == ".":
            return
        first, second = int(match[1]), int(match[3])
        if first > 12:
            self.day_first += 1
        elif second > 12:
            self.month_first += 1
        elif first != second:
            self.either += 1
            self._watch_future(first, second, match[4])

    def _watch_future(self, first: int, second: int, year_written: str) -> None:
        """Under which order of its numbers a date lies in the future."""
        year = int(year_written) + (2000 if len(year_written) == 2 else 0)
        year -= BUDDHIST if 2400 <= year <= 2700 else 0
        if not self.latest.year <= year <= 9999:
            return
        self.future_day_first += date(year, second, first) > self.latest
        self.future_month_first += date(year, first, second) > self.latest

    def watch_number(self, cell: Any) -> None:
        if not isinstance(cell, str) or cell.isdigit():
            return
        text = cell.strip()[-LONGEST:]
        self.comma += bool(_COMMA.search(text))
        self.point += bool(_POINT.search(text))

    def watch_rating(self, cell: Any) -> None:
        self.watch_number(cell)
        try:
            found = rating(cell)
        except RowError:
            return
        if found is None:
            return
        value, scale = found
        if scale is not None:
            self.stated.add(scale)
        elif value >= 0:
            self._watch_unscaled(value)

    def _watch_unscaled(self, value: float) -> None:
        self.ratings += 1
        self.largest = max(self.largest, value)
        if value <= SCALES[0]:
            return
        for i, top in enumerate(SCALES):
            self.above[i] += value > top
            self.far_above[i] += value > 2 * top

    @property
    def order(self) -> str:
        """dmy or mdy where proven without contradiction, by numbers above 12 or else by dates that would lie in the future;
        '' if neither is."""
        if bool(self.day_first) != bool(self.month_first):
            return DMY if self.day_first else MDY
        if self.day_first or bool(self.future_day_first) == bool(self.future_month_first):
            return ""
        return MDY if self.future_day_first else DMY

    @property
    def decimal(self) -> str:
        if bool(self.comma) == bool(self.point):
            return ""
        return "," if self.comma else "."

    @property
    def scale(self) -> float | None:
        """The scale of the ratings seen without one; None if there were none. The one that the other cells state, if it holds
        most of them; else the smallest usual one that holds them but for typos."""
        if not self.largest:
            return None
        stated = max(self.stated, default=0.0)
        if len(self.stated) == 1 and stated in SCALES[:-1] and 2 * self.beyond(stated) <= self.ratings:
            return stated
        return next((top for i, top in enumerate(SCALES) if self._holds(i)), self.largest)

    def _holds(self, i: int) -> bool:
        above = self.above[i]
        if self.ratings >= FEW:
            return 100 * above <= (100 - HELD) * self.ratings
        return above == 0 or (
            above == 1 and (self.ratings >= VERY_FEW or (self.ratings > 2 and self.far_above[i] == 1))
        )

    def beyond(self, scale: float) -> int:
        """How many of the ratings seen lie above one of `SCALES`."""
        return self.above[SCALES.index(scale)] if scale in SCALES else 0


@dataclass
class Facts:
    """What the pass over a file found: rows, the line of each BLOCK-th, per field its columns together, what the file says
    of its reading."""

    rows: int = 0
    starts: list[int] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    read_as: set[str] = field(default_factory=set)


def examine(
    rows: Iterable[Row],
    indexes: Mapping[str, tuple[int, ...]],
    kind: Import,
    read_as: int | None = None,
    latest: date = date.max,
) -> Facts:
    """Watch the columns whose reading depends on the whole column; `read_as` is the place of data.imports.reading.READ_AS,
    of which two different cells are kept at most; `latest` the day after which no date of the file can be."""
    facts = Facts()
    watched = list(_watched(facts, indexes, kind, latest))
    count = 0
    for line, cells in rows:
        if not count % BLOCK:
            facts.starts.append(line)
        count += 1
        if isinstance(cells, str):
            continue
        width = len(cells)
        for place, watch in watched:
            if place < width and (cell := cells[place]):
                watch(cell)
        if read_as is not None and read_as < width and len(facts.read_as) < 2:
            facts.read_as.update(filter(None, [str(cells[read_as] or "").strip()]))
    facts.rows = count
    return facts


def _watched(
    facts: Facts, indexes: Mapping[str, tuple[int, ...]], kind: Import, latest: date
) -> Iterator[tuple[int, Callable[[Any], None]]]:
    """The places of the columns to watch, each with what watches it and keeps what it sees in `facts`."""
    for name, places in indexes.items():
        cells = kind.cells[name]
        if cells not in TEMPORAL and cells not in NUMERIC:
            continue
        column = facts.columns[name] = Column(latest=latest)
        if cells in TEMPORAL:
            watch = column.watch_date
        elif cells == RATING:
            watch = column.watch_rating
        else:
            watch = column.watch_number
        if cells != COUNT:
            yield from ((place, watch) for place in places)
