"""The mapping of a file: a named one, the one its columns tell, or one that is proposed, shown and asked about."""

from __future__ import annotations

import sys
from collections.abc import Collection

import typer

from data.cells.times import NamedDate
from data.imports.choosing.choose import Choice, choose
from data.imports.errors import ImportFileError
from data.imports.mapping import AUTO, Mapping, load_mapping, to_toml
from data.imports.reading import OWN_COLUMNS, Table
from data.kinds import IMPORTS
from overheard.progress import say, show

NONE = "-"
"""What is answered for a field that no column holds."""


def chosen(table: Table, kind: str, brands: Collection[str], wanted: str, named: NamedDate) -> Mapping:
    """The mapping to read a file by. `wanted`: the name of one, a file, auto, or '' by the names of columns. Raises
    ImportFileError."""
    if wanted and wanted != AUTO:
        return load_mapping(wanted, kind)
    choice = choose(table, kind, brands, guess=wanted == AUTO, named=named)
    if choice.known:
        say(f"import: recognised as {choice.mapping.name}, whose mapping comes with the program")
    if wanted != AUTO:
        return choice.mapping
    say(f"import: proposed for {table.path.name}; save it as a file, correct it, and name it by --mapping:")
    show(to_toml(choice.mapping, _about(choice)) + _left_out(table, choice))
    if sys.stdin.isatty() and sys.stderr.isatty():
        choice = _asked(table, choice)
    _with_text(table, kind, choice.mapping)
    return choice.mapping


def _about(choice: Choice) -> dict[str, str]:
    """Field -> why its column was taken, what its cells say, and what else it could be."""
    notes = {}
    for name, why in choice.about.items():
        columns = choice.mapping.columns.get(name, ())
        cells = next((found for column in columns if (found := choice.cells.get(column))), [])
        others = choice.others.get(name, [])
        notes[name] = "; ".join(
            [
                why,
                *([f"holds {_listed(cells)}"] if cells else []),
                *([f"could be {', '.join(others)}"] if others else []),
            ]
        )
    return notes


def _listed(cells: list[str]) -> str:
    return " | ".join("".join(char if char.isprintable() else " " for char in cell) for cell in cells)


def _left(table: Table, mapping: Mapping) -> list[str]:
    taken = {place for places in mapping.indexes(table.header).values() for place in places}
    return [name for i, name in enumerate(table.header) if name and i not in taken and name not in OWN_COLUMNS]


def _left_out(table: Table, choice: Choice) -> str:
    """Comments that show the columns which no field takes."""
    left = _left(table, choice.mapping)
    lines = [f"#   {name!r}: {_listed(choice.cells.get(name, [])) or 'empty'}" for name in left]
    return "\n".join(["", "# columns left out:", *lines]) if lines else ""


def _asked(table: Table, choice: Choice) -> Choice:
    """The choice after a person at the terminal has confirmed or changed what was doubtful."""
    columns = dict(choice.mapping.columns)
    for name, others in choice.others.items():
        if not others or name not in columns:
            continue
        say(f"{name}: {columns[name][0]} (Enter), or another column's name ({', '.join(others)}), or {NONE} for none")
        while (answer := typer.prompt(name, default=columns[name][0], err=True).strip()) not in (NONE, *table.header):
            say(f"expected one of {', '.join(filter(None, table.header))}, found {answer!r}")
        if answer == NONE:
            del columns[name]
        elif answer != columns[name][0]:
            columns[name] = (answer,)
    choice.mapping = choice.mapping.model_copy(update={"columns": columns})
    return choice


def _with_text(table: Table, kind: str, mapping: Mapping) -> None:
    """Raise ImportFileError where a proposal takes no column of texts, though it leaves some out: what is imported without
    its texts comes in a second time with them."""
    left = _left(table, mapping)
    if left and "body" in IMPORTS[kind].cells and not {"body", "title"} & mapping.columns.keys():
        raise ImportFileError(
            f"{table.path}: --mapping auto: expected a column of texts, recognised none; left out: {', '.join(left[:30])}. "
            f"Save the mapping above as a file, add a line such as body = ['{left[0]}'] and name the file by --mapping."
        )
