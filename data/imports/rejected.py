"""The file of rejected rows: the same columns, the reason and how the file was read, to be mended and imported again."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from data.imports.reading import OWN_COLUMNS, READ_AS, REASON, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rejected_path(path: Path) -> Path:
    """reviews.csv -> reviews.rejected.csv; of a file of JSON it is jsonl."""
    ending = ".rejected.jsonl" if _in_json(path) else ".rejected.csv"
    return path.with_name(path.stem.removesuffix(".rejected") + ending)


def _in_json(path: Path) -> bool:
    return path.suffix.lower() in (".jsonl", ".ndjson", ".json")


class RejectedFile:
    """Written row by row under another name and put in place at the end, so that the file it may come from stays readable
    meanwhile; not made for none. `read_as`: what data.imports.read_as is to find again."""

    def __init__(self, table: Table, read_as: str = "") -> None:
        self.path = rejected_path(table.path)
        self.rows = 0
        self._table = table
        self._read_as = read_as
        self._aside = self.path.with_name(f".{self.path.name}.tmp")
        self._file: TextIO | None = None

    def add(self, cells: Sequence[Any] | str, reason: str) -> None:
        self.rows += 1
        if isinstance(cells, str):
            cells = (cells,)
        header = [name for name in self._table.header if name not in OWN_COLUMNS]
        kept = [cell for name, cell in zip(self._table.header, cells, strict=False) if name not in OWN_COLUMNS]
        # Cells beyond the header stand behind the others, for a person to see.
        kept += [""] * (len(header) - len(kept)) + list(cells[len(self._table.header) :])
        fresh = self._file is None
        if self._file is None:
            encoding = "utf-8" if _in_json(self._table.path) else "utf-8-sig"  # Excel knows UTF-8 by its mark
            self._file = self._aside.open("w", encoding=encoding, errors="replace", newline="")
        if _in_json(self._table.path):
            row = dict(zip(header, kept, strict=False)) | {REASON: reason, READ_AS: self._read_as}
            self._file.write(json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False) + "\n")
            return
        writer = csv.writer(self._file, delimiter=self._table.delimiter)
        if fresh:
            writer.writerow([REASON, READ_AS, *header])
        writer.writerow([guarded(reason), self._read_as, *map(guarded, kept)])

    def close(self, *, keep: bool) -> None:
        """Put the file in place, or drop it."""
        if self._file is None:
            return
        self._file.close()
        if keep:
            self._aside.replace(self.path)
        else:
            self._aside.unlink()

    def __enter__(self) -> RejectedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(keep=kind is None)


def guarded(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; numbers stay."""
    if not isinstance(cell, str) or not cell.startswith(_FORMULA):
        return cell
    return cell if _is_number(cell) else f"'{cell}"


def _is_number(cell: str) -> bool:
    if cell != cell.strip():  # float() takes it without its tabs and line ends, a spreadsheet does not
        return False
    try:
        float(cell)
    except ValueError:
        return False
    return True
