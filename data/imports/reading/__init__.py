"""A person's file as a table: a header and rows with the line each begins on. Text is read in a stream, never whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, TextIO

from data.imports.encoding import Encoding, detect_encoding
from data.imports.errors import ImportFileError
from data.imports.reading import totals
from data.imports.reading.delimited import Usual, csv_cells, delimiter_of, rows_of, sample, usual, without
from data.imports.reading.header import find_head
from data.imports.reading.objects import Fits, flat, json_values, names_of, read_json, written_object
from data.imports.reading.rows import EMPTY, JSON, LOOK, MAX_COLUMNS, MAX_LINE, Block, Row, Whole, column_names, looks
from data.imports.reading.workbook import read_workbook

REASON = "reject_reason"
READ_AS = "reject_read_as"
OWN_COLUMNS = frozenset({REASON, READ_AS})
"""The columns that a file of rejected rows has more than the file they came from: why a row was rejected, ignored when it is
imported again, and how the file was read (data.imports.read_as), taken then."""
CSV, JSONL, WHOLE = "csv", "jsonl", "whole"
"""How rows are read: delimited lines, an object a line, or at once when the file is opened."""
WORKBOOK = (".xlsx", ".xlsm")
KINDS = {
    ".csv": CSV, ".tsv": CSV, ".tab": CSV, ".txt": CSV, ".jsonl": JSONL, ".ndjson": JSONL, ".json": WHOLE,
    **dict.fromkeys(WORKBOOK, WHOLE),
}  # fmt: skip
_OLD = (".xls", ".xlsb", ".ods", ".numbers")
_SEP = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
BLOCK = 5_000
"""Rows that are converted together."""
SHOWN = 5
"""Damaged lines that are named."""


@dataclass
class Table:
    """How to read a file. `labels` what a second row calls the columns ('' where none does); `no_rows` lines below the header
    that are no rows: further names, totals; `notes` tell what was guessed and left out; `damaged` the lines with characters
    that are no text in the encoding, once the rows were read with `count_damage`; `broken` the lines whose quote swallows
    rows, once read; `state` is the file's size and time when it was opened."""

    path: Path
    kind: str
    encoding: str
    header: list[str]
    delimiter: str = ","
    header_line: int = 1
    labels: list[str] = field(default_factory=list)
    no_rows: frozenset[int] = frozenset()
    notes: list[str] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    state: tuple[int, int] = (0, 0)
    like: Usual = field(default_factory=lambda: Usual(",", 0))
    written: dict[int, list[str]] = field(default_factory=dict)
    """Place of a column of objects that are written as texts -> their keys, columns of their own at the header's end."""
    held: list[Row] = field(default_factory=list)
    """The rows of a file that was read whole."""

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "held": []}  # a worker gets its rows block by block

    def rows(self, *, count_damage: bool = False) -> Iterator[Row]:
        """The rows below the header, blank ones left out. Raises ImportFileError where the file is no table."""
        if self.kind == WHOLE:
            yield from self.held
            return
        with _opened(self.path, self.encoding) as file:
            lines = _lines(file, self, self.damaged if count_damage else None)
            if self.kind == CSV:
                sum(1 for _ in islice(lines, self.header_line - 1))
                rows = self._cells(lines, self.header_line - 1)
                next(rows, None)
                yield from rows
            else:
                yield from self._cells(lines, 0)

    def blocks(self, starts: Sequence[int]) -> Iterator[Block]:
        """The lines of the rows, parted before the lines `starts` (of each BLOCK-th row, as `rows` numbers them). Raises
        ImportFileError where the file has changed since it was opened, so that its rows may begin elsewhere."""
        if not starts:
            return
        if self.kind == WHOLE:
            places = {line: place for place, (line, _) in enumerate(self.held)}
            for start, end in zip_longest(starts, starts[1:]):
                yield start, self.held[places[start] : places[end] if end else None]
            return
        with _opened(self.path, self.encoding) as file:
            lines = _lines(file, self, None)
            sum(1 for _ in islice(lines, starts[0] - 1))
            for start, end in zip_longest(starts, starts[1:]):
                block = list(islice(lines, end - start) if end else lines)
                if _state(self.path) != self.state:
                    raise ImportFileError(
                        f"{self.path}: expected the file as it was when the import began, found it changed. Import it again "
                        "when nothing writes to it."
                    )
                yield start, block

    def parse(self, block: Block) -> Iterator[Row]:
        """The rows of one of the `blocks`."""
        start, lines = block
        return self._cells(lines, start - 1) if self.kind != WHOLE else iter(lines)  # type: ignore[arg-type]  # its kind says which

    def _cells(self, lines: Iterable[str], before: int) -> Iterator[Row]:
        if self.kind == JSONL:
            return _objects(lines, before + 1, self.header)
        cells: Iterator[Row] = csv_cells(lines, before, self.like, self.broken, self.path)
        cells = without(cells, self.no_rows)
        return _with_written(cells, self.written, len(self.header)) if self.written else cells


def _fits_all(_: Sequence[str]) -> float:
    return 0.0


def open_table(path: Path, encoding: str = "", fits: Fits = _fits_all) -> Table:
    """The table in a .csv (also .tsv, .txt), .jsonl (.ndjson), .json or .xlsx file; `fits` chooses among the sheets of a
    workbook and the lists of a JSON file. Raises ImportFileError."""
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        hint = " Open it in a spreadsheet and save it as .xlsx or CSV UTF-8." if suffix in _OLD else ""
        raise ImportFileError(
            f"{path}: expected a file ending in .csv, .tsv, .jsonl, .json or .xlsx, found {suffix or 'no ending'}.{hint}"
        )
    if not path.is_file():
        raise ImportFileError(f"{path}: expected a file, found {'a folder' if path.is_dir() else 'nothing'}.")
    state = _state(path)
    if not state[0]:
        raise ImportFileError(f"{path}: expected rows, found an empty file.")
    table = _workbook(path, fits) if suffix in WORKBOOK else _text_table(path, encoding, fits)
    table.state = state
    if not any(table.header):
        raise ImportFileError(f"{path}: expected a line of column names, found none.")
    return table


def _workbook(path: Path, fits: Fits) -> Table:
    whole, labels = read_workbook(path, fits)
    table = Table(path, WHOLE, "utf-8", whole.header, labels=labels, notes=list(whole.notes), held=whole.rows)
    last = totals.of_rows(table.held)
    if last:
        table.held = [row for row in table.held if row[0] not in last]
        table.notes.append(totals.note(last))
    return table


def _text_table(path: Path, encoding: str, fits: Fits) -> Table:
    found = _named(encoding, path) if encoding else detect_encoding(path)
    notes = (
        [f"read as {found.name}: {found.guess}; if letters look wrong, name it by --encoding"] if found.guess else []
    )
    kind = KINDS[path.suffix.lower()]
    if kind == CSV:
        return _csv_table(path, found.name, notes)
    if kind == WHOLE and (whole := read_json(path, found.name, fits)) is not None:
        return _whole_table(path, found.name, notes, whole)
    table = Table(path, JSONL, found.name, [], notes=notes)
    with _opened(path, found.name) as file:
        objects = (value for _, value in json_values(_lines(file, table, None), 1) if isinstance(value, dict))
        table.header = names_of(objects, path)
    if not table.header:
        what = "a list of JSON objects" if kind == WHOLE else "a JSON object on each line"
        raise ImportFileError(f"{path}: expected {what}, found none.")
    return table


def _whole_table(path: Path, encoding: str, notes: list[str], whole: Whole) -> Table:
    return Table(path, WHOLE, encoding, whole.header, notes=[*notes, *whole.notes], held=whole.rows)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _named(encoding: str, path: Path) -> Encoding:
    try:
        "".encode(encoding)
    except (LookupError, UnicodeError):
        raise ImportFileError(
            f"{path}: --encoding: expected a name such as utf-8, cp874 or cp1257, found {encoding!r}."
        ) from None
    return Encoding(encoding)


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            yield file
    except UnicodeError as error:  # a mark of UTF-16 that is missing or cut
        raise ImportFileError(f"{path}: expected text in {encoding}, found {error}.") from None


def _lines(file: TextIO, table: Table, damage: list[int] | None) -> Iterator[str]:
    """Lines with their newlines, bounded."""
    compose = table.encoding.lower().replace("-", "") in ("cp1258", "windows1258")
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            raise ImportFileError(
                f"{table.path}: line {number}: expected at most {MAX_LINE} characters, found more. Is it a {table.kind} file?"
            )
        if damage is not None and "\ufffd" in line:
            damage.append(number)
        # Code page 1258 writes Vietnamese tones as letters of their own.
        yield unicodedata.normalize("NFC", line) if compose else line


def damage_note(table: Table) -> str:
    """What to say of lines that hold no text; '' if there are none."""
    if not table.damaged:
        return ""
    shown = ", ".join(map(str, table.damaged[:SHOWN])) + (" ..." if len(table.damaged) > SHOWN else "")
    return f"bytes that are no {table.encoding} in line {shown} ({len(table.damaged)} in all); they appear as \ufffd"


def _csv_table(path: Path, encoding: str, notes: list[str]) -> Table:
    table = Table(path, CSV, encoding, [], notes=notes)
    with _opened(path, encoding) as file:
        lines = sample(_lines(file, table, None))
    first = lines[0].lstrip("\ufeff") if lines else ""
    before = 0
    if match := _SEP.fullmatch(first):
        table.delimiter, before, lines = match[1], 1, lines[1:]
    else:
        table.delimiter = delimiter_of(lines)
    head = find_head(rows_of(lines, before, table.delimiter, path)[:LOOK])
    if head is None:
        return table
    table.header_line, table.labels, table.no_rows = head.line, head.labels, head.no_rows
    table.header = column_names(head.names, path)
    below = lines[head.line - before :]
    table.like = usual(below, table.delimiter, len(table.header))
    table.notes += head.notes
    _expand(table, below)
    if last := totals.of_file(path, encoding, table.rows):
        table.no_rows |= last
        table.notes.append(totals.note(last))
    return table


def _expand(table: Table, lines: Sequence[str]) -> None:
    """Give objects that are written in cells columns of their own."""
    rows = [cells for _, cells in rows_of(lines, 0, table.delimiter, table.path)]
    keys: list[str] = []
    for place, name in enumerate(table.header):
        found = [cells[place] for cells in rows if place < len(cells) and looks(cells[place]) != EMPTY]
        written = [flat(value) for cell in found if looks(cell) == JSON and (value := written_object(cell))]
        if written and 2 * len(written) > len(found):
            table.written[place] = names_of(written, table.path)
            keys += [f"{name}.{key}" for key in table.written[place]]
    if keys:
        table.header = column_names([*table.header, *keys], table.path)


def _with_written(rows: Iterable[Row], written: dict[int, list[str]], width: int) -> Iterator[Row]:
    """The rows, with the values of objects that are written in their cells at their ends."""
    own = width - sum(map(len, written.values()))
    for line, cells in rows:
        if isinstance(cells, str) or any(str(cell).strip() for cell in cells[own:]):
            yield line, cells
            continue
        more: list[Any] = []
        for place, keys in written.items():
            value = flat((written_object(cells[place]) if place < len(cells) else None) or {})
            more += [value.get(key) for key in keys]
        yield line, [*cells[:own], *[None] * (own - len(cells)), *more]


def _objects(lines: Iterable[str], first: int, names: Sequence[str]) -> Iterator[Row]:
    for line, value in json_values(lines, first):
        yield line, [value.get(name) for name in names] if isinstance(value, dict) else value


__all__ = ["BLOCK", "CSV", "JSONL", "MAX_COLUMNS", "OWN_COLUMNS", "READ_AS", "REASON", "WHOLE", "Block", "Row", "Table"]
