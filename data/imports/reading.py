"""A csv or jsonl file as a table: a header and rows with the line each begins on, read in a stream, never whole."""

from __future__ import annotations

import csv
import json
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

DELIMITERS = ",;\t|"
MAX_LINE = 4 << 20
"""Characters of one line, and of one cell: more is an unclosed quote, or no table."""
MAX_COLUMNS = 1_000
REASON = "reject_reason"
READ_AS = "reject_read_as"
OWN_COLUMNS = frozenset({REASON, READ_AS})
"""The columns that a file of rejected rows has more than the file they came from: why a row was rejected, ignored when it is
imported again, and how the file was read (data.imports.read_as), taken then."""
_SEP = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_LOOK = 50
"""Rows looked at to tell the delimiter."""
BLOCK = 5_000
"""Rows that are converted together."""

Block = tuple[int, list[str]]
"""The line some rows begin on, and their lines with their newlines."""
Row = tuple[int, list[Any] | str]
"""The line a row begins on (from 1) and its cells: texts in csv, any JSON value in jsonl; a text alone where a line of
jsonl is no object."""


@dataclass
class Table:
    """How to read a file. `notes` tell what was guessed; `damaged` counts lines with characters that are no text in the
    encoding, once the rows were read with `count_damage`; `state` is the file's size and time when it was opened."""

    path: Path
    kind: str
    encoding: str
    header: list[str]
    delimiter: str = ","
    header_line: int = 1
    notes: list[str] = field(default_factory=list)
    damaged: int = 0
    state: tuple[int, int] = (0, 0)

    def rows(self, *, count_damage: bool = False) -> Iterator[Row]:
        """The rows below the header, blank ones left out. Raises ImportFileError where the file is no table."""
        damage = self if count_damage else None
        return _json_rows(self, damage) if self.kind == "jsonl" else _csv_rows(self, damage)

    def blocks(self, starts: Sequence[int]) -> Iterator[Block]:
        """The lines of the rows, parted before the lines `starts` (of each BLOCK-th row, as `rows` numbers them). Raises
        ImportFileError where the file has changed since it was opened, so that its rows may begin elsewhere."""
        if not starts:
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
        return _csv_cells(self, lines, start - 1) if self.kind == "csv" else _json_cells(self, lines, start)


def open_table(path: Path, encoding: str = "") -> Table:
    """The table in a .csv (also .tsv, .txt) or .jsonl (.ndjson) file. Raises ImportFileError."""
    suffix = path.suffix.lower()
    kinds = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
    if suffix not in kinds:
        raise ImportFileError(f"{path}: expected a file ending in .csv or .jsonl, found {suffix or 'no ending'}.")
    if not path.is_file():
        raise ImportFileError(f"{path}: expected a file, found {'a folder' if path.is_dir() else 'nothing'}.")
    state = _state(path)
    if not state[0]:
        raise ImportFileError(f"{path}: expected rows, found an empty file.")
    found = _named(encoding, path) if encoding else detect_encoding(path)
    notes = (
        [f"read as {found.name}: {found.guess}; if letters look wrong, name it by --encoding"] if found.guess else []
    )
    if kinds[suffix] == "jsonl":
        table = Table(path, "jsonl", found.name, [], notes=notes)
        table.header = _json_header(table)
    else:
        table = _csv_table(path, found.name, notes)
    table.state = state
    if not any(table.header):
        raise ImportFileError(f"{path}: expected a line of column names, found none.")
    return table


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


def _lines(file: TextIO, table: Table, damage: Table | None) -> Iterator[str]:
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
            damage.damaged += 1
        # Code page 1258 writes Vietnamese tones as letters of their own.
        yield unicodedata.normalize("NFC", line) if compose else line


def _csv_table(path: Path, encoding: str, notes: list[str]) -> Table:
    table = Table(path, "csv", encoding, [], notes=notes)
    with _opened(path, encoding) as file:
        lines = []
        for line in _lines(file, table, None):
            lines.append(line)
            if len(lines) > _LOOK:
                break
    first = lines[0].lstrip("\ufeff") if lines else ""
    if match := _SEP.fullmatch(first):
        table.delimiter, table.header_line = match[1], 2
        lines = lines[1:]
    else:
        table.delimiter = _delimiter(lines)
    for number, cells in _csv_cells(table, iter(lines), table.header_line - 1):
        table.header, table.header_line = _names(cells, table), number
        break
    return table


def _delimiter(lines: list[str]) -> str:
    """The delimiter under which most rows have as many cells as the first; of equals, the one that makes more columns."""
    best: tuple[float, int, str] = (0.0, 0, ",")
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths[:_LOOK]) / min(len(widths), _LOOK)
            if (round(alike, 1), widths[0]) > best[:2]:
                best = (round(alike, 1), widths[0], delimiter)
    return best[2]


def _names(cells: list[str], table: Table) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise ImportFileError(f"{table.path}: expected at most {MAX_COLUMNS} columns, found {len(cells)}.")
    names = [cell.replace("\ufeff", "").replace("\x00", "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name and seen[name] > 1:
            names[i] = f"{name} ({seen[name]})"
    return names


def _csv_cells(table: Table, lines: Iterable[str], lines_before: int) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(lines, delimiter=table.delimiter)
    line = lines_before + 1
    try:
        for cells in reader:
            # A row of delimiters only is how spreadsheets write an empty one.
            if cells and (cells[0] or any(cell.strip() for cell in cells)):
                yield line, cells
            line = lines_before + reader.line_num + 1
    except csv.Error as error:
        raise ImportFileError(
            f'{table.path}: line {line}: expected a row, found {error}. A quote (") that opens there may not be closed.'
        ) from None


def _csv_rows(table: Table, damage: Table | None) -> Iterator[Row]:
    with _opened(table.path, table.encoding) as file:
        lines = _lines(file, table, damage)
        skipped = 0
        if table.header_line > 1:  # Excel's sep= line, or blank lines
            for _ in range(table.header_line - 1):
                next(lines, None)
                skipped += 1
        rows = _csv_cells(table, lines, skipped)
        next(rows, None)
        yield from rows


def _json_rows(table: Table, damage: Table | None) -> Iterator[Row]:
    with _opened(table.path, table.encoding) as file:
        yield from _json_cells(table, _lines(file, table, damage), 1)


def _json_cells(table: Table, lines: Iterable[str], first: int) -> Iterator[Row]:
    names = table.header
    for line, value in _json_values(lines, first):
        yield line, [value.get(name) for name in names] if isinstance(value, dict) else value


def _json_header(table: Table) -> list[str]:
    names: dict[str, None] = {}
    with _opened(table.path, table.encoding) as file:
        for _, value in _json_values(_lines(file, table, None), 1):
            if isinstance(value, dict):
                names.update(dict.fromkeys(value))
                if len(names) > MAX_COLUMNS:
                    raise ImportFileError(f"{table.path}: expected at most {MAX_COLUMNS} keys in all, found more.")
    if not names:
        raise ImportFileError(f"{table.path}: expected a JSON object on each line, found none.")
    return list(names)


def _json_values(lines: Iterable[str], first: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """(line, flat object), or (line, text of the line) for a line that is no object."""
    for number, line in enumerate(lines, start=first):
        text = line.lstrip("\ufeff").strip()
        if not text:
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            yield number, text
            continue
        yield number, _flat(value) if isinstance(value, dict) else text


def _flat(value: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """{"a": {"b": 1}} -> {"a.b": 1}."""
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and depth < 6:
            flat |= _flat(inner, f"{prefix}{key}.", depth + 1)
        else:
            flat[prefix + key] = inner
    return flat
