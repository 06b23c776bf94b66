"""What rows of any file are: where each begins and what its cells hold; and what is bounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.imports.errors import ImportFileError

MAX_LINE = 4 << 20
"""Characters of one line, and of one cell: more is an unclosed quote, or no table."""
MAX_COLUMNS = 1_000
LOOK = 60
"""Rows looked at to find the delimiter, the header and what the columns hold."""
NUMBER, DATE, URL, JSON, TEXT, EMPTY = "number", "date", "url", "json", "text", "empty"
_NUMBER = re.compile(r"[<>≤≥]?\s*[+-]?[\d٠-٩๐-๙][\d.,'’\s\u00a0\u202f]*\s*%?")
_DATE = re.compile(r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}(?!\d)|\d{8}T\d{4}")
_URL = re.compile(r"https?://\S+")
_CUT = 500


class Broken(str):
    """The text of a line that is no row, with the `reason`."""

    reason: str

    def __new__(cls, text: str, reason: str) -> Broken:
        made = super().__new__(cls, text)
        made.reason = reason
        return made

    def __reduce__(self) -> tuple[type[Broken], tuple[str, str]]:
        return Broken, (str(self), self.reason)


Row = tuple[int, list[Any] | str]
"""The line a row begins on (from 1) and its cells: texts in csv, any JSON value in jsonl; a text alone (mostly `Broken`) for
what is no row."""
Block = tuple[int, list[str] | list[Row]]
"""The line some rows begin on, and their lines with their newlines; rows themselves of a file that was read whole."""


@dataclass(frozen=True)
class Whole:
    """A file that is read whole: its header, its rows, and what was chosen in it (said to the user)."""

    header: list[str]
    rows: list[Row]
    notes: tuple[str, ...] = ()


def looks(cell: Any) -> str:
    """What a cell looks like at first sight: number, date, url, json, text or empty."""
    if cell is None:
        return EMPTY
    if isinstance(cell, bool | list | dict):
        return TEXT
    if isinstance(cell, int | float):
        return NUMBER
    text = str(cell)[:_CUT].strip()
    if not text:
        return EMPTY
    if _DATE.match(text):
        return DATE
    if _NUMBER.fullmatch(text):
        return NUMBER
    if text[0] == "{" and text[1:].lstrip()[:1] in ('"', "}"):
        return JSON
    return URL if _URL.match(text) else TEXT


def filled(cells: Sequence[Any]) -> int:
    """How many cells say something."""
    return sum(looks(cell) != EMPTY for cell in cells)


def column_names(cells: Sequence[Any], path: object) -> list[str]:
    """Names of columns, each once, without blank ones at the end. Raises ImportFileError where they are too many."""
    if len(cells) > MAX_COLUMNS:
        raise ImportFileError(f"{path}: expected at most {MAX_COLUMNS} columns, found {len(cells)}.")
    names = [
        " ".join(str("" if cell is None else cell).replace("\ufeff", "").replace("\x00", "").split()) for cell in cells
    ]
    while names and not names[-1]:
        names.pop()
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name and seen[name] > 1:
            names[i] = f"{name} ({seen[name]})"
    return names
