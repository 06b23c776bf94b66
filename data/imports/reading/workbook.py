"""The sheet of an Excel workbook that holds the table, its cells as a csv would write them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from data.imports.errors import ImportFileError
from data.imports.reading.header import find_head
from data.imports.reading.objects import Fits
from data.imports.reading.rows import LOOK, Row, Whole, column_names, filled

MAX_UNPACKED = 1 << 30
"""Bytes that a workbook may unpack to."""
MAX_CELLS = 5_000_000
MAX_SHEETS = 50


def read_workbook(path: Path, fits: Fits) -> tuple[Whole, list[str]]:
    """The table of the sheet whose columns fit best, and what a second row calls its columns. Raises ImportFileError."""
    best: tuple[float, int, str, list[Row]] | None = None
    names = []
    for title, rows in _sheets(path):
        names.append(title)
        head = find_head(rows[:LOOK])
        if head is None:
            continue
        rank = (fits(column_names(head.names, path)), len(rows))
        if best is None or rank > best[:2]:
            best = (*rank, title, rows)
    if best is None:
        raise ImportFileError(f"{path}: expected rows on a sheet, found none.")
    _, _, title, rows = best
    head = find_head(rows[:LOOK])
    assert head is not None
    header = column_names(head.names, path)
    kept: list[Row] = [
        (line, [*cells[: len(header)], *_beyond(cells, len(header))])
        for line, cells in rows
        if line > head.line and line not in head.no_rows and isinstance(cells, list)
    ]
    others = ", ".join(repr(name) for name in names if name != title)
    notes = (f"sheet {title!r} read; not {others}",) if others else ()
    return Whole(header, kept, (*notes, *head.notes)), head.labels


def _beyond(cells: list[Any], width: int) -> list[Any]:
    """Cells beyond the header that say something."""
    rest = cells[width:]
    while rest and rest[-1] is None:
        rest.pop()
    return rest


def _sheets(path: Path) -> Iterator[tuple[str, list[Any]]]:
    """Each visible sheet's title and its rows that are not blank."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ImportFileError(
                    f"{path}: expected a workbook of at most {MAX_UNPACKED >> 20} MB, found more.{_SAVE}"
                )
        book = load_workbook(path, read_only=True, data_only=True)
    except ImportFileError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, ParseError, OSError, LookupError, ValueError, TypeError) as error:
        raise ImportFileError(
            f"{path}: expected an Excel workbook, found {type(error).__name__}: {error}.{_SAVE}"
        ) from None
    try:
        left = MAX_CELLS
        for sheet in book.worksheets[:MAX_SHEETS]:
            if sheet.sheet_state == "visible":
                rows, left = _rows(sheet, left, path)
                yield sheet.title, rows
    finally:
        book.close()


_SAVE = " Save the sheet as CSV UTF-8 and import that."


def _rows(sheet: Any, left: int, path: Path) -> tuple[list[Any], int]:
    """The rows that are not blank, and how many cells may still be read."""
    sheet.reset_dimensions()  # many programs state them wrongly
    rows = []
    for cells in sheet.iter_rows():
        left -= len(cells)
        if left < 0:
            raise ImportFileError(f"{path}: expected at most {MAX_CELLS:,} cells, found more.{_SAVE}")
        written = [_written(cell) for cell in cells]
        if filled(written):
            number = next(cell.row for cell in cells if getattr(cell, "row", None))
            rows.append((number, written))
    return rows, left


def _written(cell: Any) -> Any:
    """A cell as a csv would have it: dates in ISO, shares in percent, whole numbers without a point."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{round(value * 100, 6):g}%"
        return int(value) if value == int(value) and abs(value) < 2**53 else value
    return str(value)
