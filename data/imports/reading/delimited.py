"""Rows of delimited text: which delimiter, and what to do where a quote opens and is never closed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from data.imports.errors import ImportFileError
from data.imports.reading.rows import EMPTY, LOOK, MAX_LINE, TEXT, Broken, Row, looks

DELIMITERS = ",;\t|"
NOT_CLOSED = 'expected a closing quote ("), found none before the next rows'
_INNER = 20
"""Lines within one cell that are looked at."""


@dataclass(frozen=True)
class Usual:
    """How single lines of the file look: how many cells, and what each of the columns that hold numbers, dates or addresses
    only holds."""

    delimiter: str
    width: int
    types: dict[int, str] = field(default_factory=dict)

    def is_row(self, line: str) -> bool:
        """Whether a line by itself is a row of this file."""
        cells = _alone(line, self.delimiter)
        if len(cells) != self.width:
            return False
        return all(looks(cells[place]) in (type_, EMPTY) for place, type_ in self.types.items()) and any(
            looks(cell) != EMPTY for cell in cells
        )


def _alone(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def usual(lines: Sequence[str], delimiter: str, width: int) -> Usual:
    """How the first lines of a file look, those of which that are rows of `width` cells."""
    rows = [cells for line in lines if len(cells := _alone(line, delimiter)) == width]
    types = {}
    for place in range(width):
        found = Counter(look for cells in rows if (look := looks(cells[place])) != EMPTY)
        if found and (most := found.most_common(1)[0])[1] >= max(2, 0.7 * found.total()) and most[0] != TEXT:
            types[place] = most[0]
    return Usual(delimiter, width, types)


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter under which most rows have the same number of cells; of equals, the one that makes more columns."""
    best: tuple[float, int, str] = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        several = [(n, width) for width, n in widths.items() if width > 1]
        if several:
            n, width = max(several)
            alike = n / widths.total()
            if (round(alike, 1), width) > best[:2]:
                best = (round(alike, 1), width, delimiter)
    return best[2]


class _Feed:
    """Lines for a reader of csv: remembers those of the row that it reads, and takes lines back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All lines of the row but the first are to be read again."""
        self._back += self.taken[:0:-1]
        del self.taken[1:]


def csv_cells(
    lines: Iterable[str], before: int, like: Usual, broken: set[int], path: object
) -> Iterator[tuple[int, list[str] | Broken]]:
    """(line, cells) of each row that is not blank; `before` lines are above. A row whose quote swallows rows is `Broken`,
    those rows are read; its line is kept in `broken`, and known to be so when it is met again. Raises ImportFileError."""
    csv.field_size_limit(MAX_LINE)
    feed, line = _Feed(lines), before + 1
    reader = csv.reader(feed, delimiter=like.delimiter)
    while True:
        failure = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            failure, cells = str(error), []
        if line in broken or ((failure or len(feed.taken) > 1) and _swallows(feed.taken, like)):
            broken.add(line)
            feed.give_back()
            reader = csv.reader(feed, delimiter=like.delimiter)
            yield line, Broken(feed.taken[0].rstrip("\r\n"), NOT_CLOSED)
        elif failure:
            raise ImportFileError(
                f'{path}: line {line}: expected a row, found {failure}. A quote (") that opens there may not be closed.'
            )
        # A row of delimiters only is how spreadsheets write an empty one.
        elif cells and (cells[0] or any(cell.strip() for cell in cells)):
            yield line, cells
        line += len(feed.taken)
        feed.taken.clear()


def _swallows(lines: Sequence[str], like: Usual) -> bool:
    """Whether lines within a row are rows themselves: where no column tells, most of them must be as wide as rows are."""
    if like.width < 2:
        return False
    inner = [line for line in lines[1 : _INNER + 1] if line.strip()]
    rows = sum(like.is_row(line) for line in inner)
    return rows > 0 and (bool(like.types) or (rows >= 2 and 3 * rows >= 2 * len(inner)))


def sample(lines: Iterable[str]) -> list[str]:
    """The first lines of a file, as far as they are looked at."""
    found: list[str] = []
    for line in lines:
        found.append(line)
        if len(found) > LOOK:
            break
    return found


def rows_of(lines: Sequence[str], before: int, delimiter: str, path: object) -> list[tuple[int, list[str]]]:
    """The rows of a sample, by any width; a row that is cut at its end is one too."""
    like = Usual(delimiter, max((len(_alone(line, delimiter)) for line in lines), default=0))
    found = csv_cells(lines, before, like, set(), path)
    return [(line, cells) for line, cells in found if isinstance(cells, list)]


def without(rows: Iterable[Row], no_rows: frozenset[int]) -> Iterator[Row]:
    """The rows but those on these lines."""
    return (row for row in rows if row[0] not in no_rows) if no_rows else iter(rows)
