"""Where the names of the columns are: below a report's title, in one row or in several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from data.imports.reading.rows import DATE, EMPTY, JSON, NUMBER, TEXT, URL, filled, looks

LONGEST_NAME = 300
"""Characters of a column's name: questions of surveys are names too."""
MOST_ABOVE = 40
"""Rows that may be above the header."""
_WIDE = 0.6
"""Share of the widest rows' cells that a header fills."""
_TYPED = 0.9
"""Share of a column's filled cells that must look alike for it to be of numbers, dates or addresses."""
_DATA = frozenset({NUMBER, DATE, URL, JSON})
_PLAIN = frozenset({"response", "openendedresponse", "antwort", "respuesta", "réponse", "reponse"})
"""What a second row of names says of a question with one column, so that it adds nothing."""

Lines = Sequence[tuple[int, Sequence[Any]]]
"""The line each row begins on, and its cells."""


@dataclass(frozen=True)
class Head:
    """The header of a file: the line it begins on, its cells, `labels` what a second row calls the columns ('' or absent
    where none does), `no_rows` the lines below it that are no rows of the table, `notes` what to say of it."""

    line: int
    names: list[Any]
    labels: list[str] = field(default_factory=list)
    no_rows: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def find_head(rows: Lines) -> Head | None:
    """The header among the first rows of a file; None of no rows."""
    if not rows:
        return None
    place = _place(rows)
    line, names = rows[place][0], list(rows[place][1])
    notes = [f"the header is in line {line}; {place} rows above it left out"] if place else []
    below = list(rows[place + 1 :])
    labels: list[str] = []
    no_rows: list[int] = []
    while len(no_rows) < 2 and below and _is_names(names, below[0][1], below[1:]):
        number, cells = below.pop(0)
        no_rows.append(number)
        if any(looks(cell) == JSON for cell in cells):
            continue  # how the tool itself calls the columns
        if _continues(cells, below):
            names = _joined(names, cells)
        else:
            labels = labels or [str(cell or "").strip() for cell in cells]
    if no_rows:
        notes.append(f"names of columns again in {_listed(no_rows)}; left out")
    return Head(line, names, labels, frozenset(no_rows), tuple(notes))


def _listed(lines: Sequence[int]) -> str:
    return f"line{'s' * (len(lines) > 1)} {' and '.join(map(str, lines))}"


def _place(rows: Lines) -> int:
    """Of the first row that is as wide as the table and holds names; the first of all where none does."""
    widths = sorted((filled(cells) for _, cells in rows), reverse=True)
    wide = widths[1] if len(widths) > 1 else widths[0]
    first = rows[0][1]
    alike = sum(len(cells) == len(first) for _, cells in rows)
    if below_facts := _below_facts(rows):
        return below_facts
    if wide < 2 or (2 * alike > len(rows) and filled(first) > 1 and _are_names(first)):
        return 0
    for place, (_, cells) in enumerate(rows[:MOST_ABOVE]):
        if filled(cells) >= max(2, _WIDE * wide) and _are_names(cells, data=10 if place else 4):
            return place
    return 0


def _below_facts(rows: Lines) -> int:
    """Of the first row behind an empty line, if all rows from there on are of one width, and wider than all above: what is
    above says what the report is of, however many rows that takes. 0 where there is none."""
    before = 0
    for place, (line, cells) in enumerate(rows[: MOST_ABOVE + 1]):
        apart = place and (line > rows[place - 1][0] + 1 or not filled(rows[place - 1][1]))
        if apart and before and len(cells) > before:
            below = [len(row) for _, row in rows[place + 1 :] if filled(row)]
            if below and set(below) == {len(cells)} and _are_names(cells, data=10):
                return place
        before = max(before, len(cells))
    return 0


def _are_names(cells: Sequence[Any], data: int = 4) -> bool:
    """Whether cells can be names of columns: different texts, of which one of `data` may be a number, as years are."""
    texts = [str(cell).strip().casefold() for cell in cells if looks(cell) != EMPTY]
    numbers = sum(looks(cell) in _DATA for cell in cells)
    return (
        numbers * data <= len(texts)
        and len(set(texts)) * 10 >= 9 * len(texts)
        and max(map(len, texts), default=0) <= LONGEST_NAME
    )


def _is_names(names: Sequence[Any], cells: Sequence[Any], below: Lines) -> bool:
    """Whether a row below the header is no row of the table: where all rows below it have numbers or dates, it has words."""
    if any(looks(cell) in (NUMBER, DATE, URL) for cell in cells) or len(cells) > len(names):
        return False
    if _is_marked(cells) or (below and _is_marked(below[0][1])):
        return True
    return _continues(cells, below) or _has_words_only(cells, [row for _, row in below])


def _is_marked(cells: Sequence[Any]) -> bool:
    """Whether a row says in JSON how the tool calls its columns (Qualtrics)."""
    return sum(looks(cell) == JSON and "ImportId" in str(cell) for cell in cells) * 2 > filled(cells)


def _has_words_only(cells: Sequence[Any], below: Sequence[Sequence[Any]]) -> bool:
    """Whether a row has words in each column, two at least, that holds nothing but data below."""
    typed = [place for place in range(len(cells)) if _type_of(below, place) in _DATA]
    return len(typed) > 1 and all(looks(cells[place]) == TEXT for place in typed)


def _type_of(rows: Sequence[Sequence[Any]], place: int) -> str:
    found = [look for row in rows if place < len(row) and (look := looks(row[place])) != EMPTY]
    if len(found) < 2:
        return EMPTY
    most = max(set(found), key=found.count)
    return most if found.count(most) >= _TYPED * len(found) else TEXT


def _continues(cells: Sequence[Any], below: Lines) -> bool:
    """Whether a row holds the answers' names below the questions': its first cells are empty where rows have theirs."""
    found = [looks(cell) for cell in cells]
    lead = next((place for place, look in enumerate(found) if look != EMPTY), 0)
    if lead < 2 or not below:
        return False
    has_lead = sum(filled(row[:lead]) * 2 >= lead for _, row in below)
    return has_lead * 5 >= 4 * len(below) and set(found) <= {TEXT, EMPTY}


def _joined(names: Sequence[Any], cells: Sequence[Any]) -> list[str]:
    """Questions joined to the names of their answers; a question is above the first of its answers only."""
    made, question = [], ""
    for place in range(max(len(names), len(cells))):
        name = str(names[place] or "").strip() if place < len(names) else ""
        answer = str(cells[place] or "").strip() if place < len(cells) else ""
        question = name or (question if answer else "")
        plain = "".join(answer.casefold().split()).replace("-", "") in _PLAIN
        made.append(question if not answer or (plain and name) else f"{question}: {answer}")
    return made
