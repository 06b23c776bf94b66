"""Which column holds which field: from a mapping file of data/mappings, a user's own, or the names people give columns.

A mapping file is TOML: `kind`; `detect` (columns that tell its export apart); `timezone` of times without an offset; `dates`
(dmy, mdy or ymd); `[columns]` field = names, the first with a value counts; `[constants]` field = value; `[values.field]`
cell = value; `[patterns]` field = regular expression whose first group is the value.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from data.cells.words import fold
from data.imports.errors import ImportFileError
from data.imports.reading import OWN_COLUMNS
from data.kinds import IMPORTS
from data.languages import all_words, imports
from data.record.importing import Import

NATURAL = "natural"
AUTO = "auto"
_FOLDER = resources.files("data").joinpath("mappings")


class Mapping(BaseModel):
    """A mapping file's content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: str = ""
    detect: tuple[str, ...] = ()
    timezone: str = ""
    dates: Literal["", "dmy", "mdy", "ymd"] = ""
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    constants: dict[str, str | int | float | bool] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    patterns: dict[str, str] = Field(default_factory=dict)

    @field_validator("columns", mode="before")
    @classmethod
    def _one_name_is_a_list(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {field: (names,) if isinstance(names, str) else names for field, names in value.items()}

    def indexes(self, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Field -> the columns that hold it, in the mapping's order."""
        places = {fold(name): i for i, name in reversed(list(enumerate(header)))}
        found = {
            field: tuple(places[fold(n)] for n in names if fold(n) in places) for field, names in self.columns.items()
        }
        return {field: columns for field, columns in found.items() if columns}


def builtin_mappings() -> dict[str, Mapping]:
    """Name -> mapping, of all that come with the program."""
    names = sorted(entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    return {name: _builtin(name) for name in names}


@cache
def _builtin(name: str) -> Mapping:
    text = _FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return Mapping.model_validate({**tomllib.loads(text), "name": name})


@cache
def natural_names(kind: str) -> dict[str, tuple[str, ...]]:
    """Field -> names of its column, the field's own first."""
    return {field: (field, *_called(kind, field)) for field in IMPORTS[kind].cells}


def _called(kind: str, field: str) -> tuple[str, ...]:
    """What a field's column is called in all languages."""
    return all_words(imports, lambda file: file.columns.get(kind, {}).get(field, ()))


def natural_mapping(kind: str, header: Sequence[str]) -> Mapping:
    """The mapping by names alone. A column serves one field, the first that calls it so; a field takes its best name."""
    free = {fold(name): name for name in reversed(header) if name and name not in OWN_COLUMNS}
    columns: dict[str, tuple[str, ...]] = {}
    names = natural_names(kind)
    for rank in range(max(map(len, names.values()))):
        for field, known in names.items():
            if field not in columns and rank < len(known) and fold(known[rank]) in free:
                columns[field] = (free.pop(fold(known[rank])),)
    return Mapping(kind=kind, name=NATURAL, columns={field: columns[field] for field in names if field in columns})


def load_mapping(name: str, kind: str) -> Mapping:
    """A mapping that comes with the program, or a user's file. Raises ImportFileError."""
    known = builtin_mappings()
    if name in known:
        mapping = known[name]
    else:
        path = Path(name)
        if not path.is_file():
            near = difflib.get_close_matches(name, known, n=1)
            raise ImportFileError(
                f"--mapping: expected {AUTO}, one of {', '.join(known)}, or a file, found {name!r}"
                + (f" (did you mean {near[0]!r}?)" if near else "")
            )
        mapping = _from_file(path)
    if mapping.kind != kind:
        raise ImportFileError(f"--mapping {name}: expected a mapping of {kind}, found one of {mapping.kind}.")
    return mapping


def _from_file(path: Path) -> Mapping:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        mapping = Mapping.model_validate({**tree, "name": path.stem})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ImportFileError(f"{path}: expected a mapping in TOML, found {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ImportFileError(f"{path}: {where}: {first['msg']}, found {first.get('input')!r}.") from None
    _check(path, mapping)
    return mapping


def _check(path: Path, mapping: Mapping) -> None:
    if mapping.kind not in IMPORTS:
        raise ImportFileError(f"{path}: kind: expected one of {', '.join(IMPORTS)}, found {mapping.kind!r}.")
    known = list(IMPORTS[mapping.kind].cells)
    for table in ("columns", "constants", "values", "patterns"):
        for field in getattr(mapping, table):
            if field not in known:
                near = difflib.get_close_matches(field, known, n=1)
                raise ImportFileError(
                    f"{path}: {table}.{field}: expected a field of {mapping.kind} ({', '.join(known)})"
                    + (f"; did you mean {near[0]!r}?" if near else ".")
                )
    for field, pattern in mapping.patterns.items():
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise ImportFileError(f"{path}: patterns.{field}: expected a regular expression, found {error}.") from None
        if groups < 1:
            raise ImportFileError(f"{path}: patterns.{field}: expected a group (...) around the value, found none.")
    if mapping.timezone:
        try:
            ZoneInfo(mapping.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ImportFileError(
                f"{path}: timezone: expected an IANA time zone such as Asia/Bangkok, found {mapping.timezone!r}."
            ) from None


def check_columns(mapping: Mapping, kind: Import, header: Sequence[str], path: Path, brand: str) -> None:
    """Raise ImportFileError where the file has no column for what each record needs."""
    have = {*mapping.indexes(header), *mapping.constants}
    for group in kind.required:
        if not have & set(group):
            raise ImportFileError(_missing(" or ".join(group), header, path))
    if kind.has_brand and not brand and not have & {"brand", "brands"}:
        raise ImportFileError(_missing("brand", header, path) + " Or name one brand for all rows by --brand.")


def _missing(field: str, header: Sequence[str], path: Path) -> str:
    shown = ", ".join(name for name in header[:30] if name)
    return (
        f"{path}: expected a column for {field}, found {shown}. Name the columns in a mapping file (--mapping FILE), or let "
        f"--mapping auto propose one."
    )


def to_toml(mapping: Mapping, about: Dict[str, str] | None = None) -> str:
    """The mapping as a file to be saved, edited and given to --mapping. `about`: field -> why its column was taken."""
    lines = [f'kind = "{mapping.kind}"']
    lines += [f'{key} = "{value}"' for key in ("timezone", "dates") if (value := getattr(mapping, key))]
    lines += ["", "[columns]"]
    for field, names in mapping.columns.items():
        note = f"  # {about[field]}" if about and field in about else ""
        lines.append(f"{field} = [{', '.join(map(_quoted, names))}]{note}")
    if mapping.constants:
        lines += ["", "[constants]"]
        for field, value in mapping.constants.items():
            lines.append(f"{field} = {_quoted(value) if isinstance(value, str) else str(value).lower()}")
    for field, table in mapping.values.items():
        lines += ["", f"[values.{field}]", *(f"{_quoted(cell)} = {_quoted(value)}" for cell, value in table.items())]
    if mapping.patterns:
        lines += ["", "[patterns]", *(f"{field} = {_quoted(value)}" for field, value in mapping.patterns.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\{c}"
        if c in '\\"'
        else c
        if c.isprintable()
        else f"\\u{ord(c):04x}"
        if ord(c) < 0x10000
        else f"\\U{ord(c):08x}"
        for c in text
    )
    return f'"{escaped}"'
