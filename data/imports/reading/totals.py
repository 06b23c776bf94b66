"""Rows at a file's end that sum up the others."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from data.cells.errors import RowError
from data.cells.numbers import number
from data.imports.reading.rows import EMPTY, NUMBER, Row, looks
from data.languages import all_words, imports

_TAIL = 1 << 14
"""Bytes at the end of a file that are looked at first."""
_MOST = 3
"""Rows of totals."""


@cache
def _words() -> tuple[str, ...]:
    return all_words(imports, lambda file: file.totals)


def note(lines: frozenset[int]) -> str:
    """What to say of the lines that were left out."""
    return f"line {', '.join(map(str, sorted(lines)))}: totals of the rows above; left out"


def of_file(path: Path, encoding: str, rows: Callable[[], Iterator[Row]]) -> frozenset[int]:
    """The lines of totals at the end of a file. It is read to its end only where its last bytes hold such a word."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if encoding == "utf-16":
            encoding = "utf-16-be" if file.read(2) == b"\xfe\xff" else "utf-16-le"
        file.seek(max(0, size - _TAIL) // 4 * 4, os.SEEK_SET)
        tail = file.read().decode(encoding, "replace").casefold()
    lines = tail.splitlines()[-2 * _MOST :]
    return of_rows(rows()) if any(_says_total(line) for line in lines) else frozenset()


def _says_total(text: Any) -> bool:
    said = str(text or "").casefold().strip(' "\ufeff')
    return any(said == word or (said.startswith(word) and not said[len(word)].isalnum()) for word in _words())


def of_rows(rows: Iterable[Row]) -> frozenset[int]:
    """The lines of the last rows that say of themselves that they are totals, and whose numbers are the sums of the others or
    that have no others."""
    sums: dict[int, float] = {}
    last: deque[tuple[int, Sequence[Any]]] = deque()
    for line, cells in rows:
        if isinstance(cells, str):
            continue
        if _says_total(next((cell for cell in cells if looks(cell) != EMPTY), "")):
            last.append((line, cells))
            if len(last) <= _MOST:
                continue
        for _, row in (*last, (line, cells)):
            _add(sums, row)
        last.clear()
    return frozenset(line for line, cells in last if _is_total(cells, sums))


def _add(sums: dict[int, float], cells: Sequence[Any]) -> None:
    for place, cell in enumerate(cells):
        if looks(cell) == NUMBER:
            sums[place] = sums.get(place, 0.0) + _value(cell)


def _is_total(cells: Sequence[Any], sums: dict[int, float]) -> bool:
    numbers = {place: _value(cell) for place, cell in enumerate(cells) if looks(cell) == NUMBER}
    name = str(next(cell for cell in cells if looks(cell) != EMPTY))
    if not numbers:
        return ":" in name or sum(looks(cell) != EMPTY for cell in cells) == 1
    equal = sum(abs(sums.get(place, 0.0) - value) <= 0.01 * abs(value) for place, value in numbers.items())
    return equal > 0 or ":" in name


def _value(cell: Any) -> float:
    try:
        return number(cell)
    except RowError:
        return 0.0
