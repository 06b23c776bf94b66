"""Which column holds which field: from a mapping file of data/mappings, a user's own, or the names people give columns.

A mapping file is TOML: `kind`; `detect` (columns that tell its export apart); `timezone` of times without an offset;
`dates` (dmy, mdy or ymd); `[columns]` field = names, the first with a value counts; `[constants]` field = value;
`[values.field]` cell = value; `[patterns]` field = regular expression whose first group is the value; `[leave_out]` column
= cells of rows that are not to be counted; `open` whether further columns are chosen, as for answers to questions of one's
own. A name in `detect` may be several, parted by |, of which a file has one.
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
from data.kinds import IMPORTS
from data.record.importing import Import

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
    leave_out: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    open: bool = False

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
    """Raise ImportFileError where the file has no column for what each record needs; it names all that is missing."""
    have = {*mapping.indexes(header), *mapping.constants}
    missing = [" or ".join(group) for group in kind.required if not have & set(group)]
    brandless = kind.has_brand and not brand and not have & {"brand", "brands"}
    missing += ["brand"] * brandless
    if not missing:
        return
    shown = ", ".join(name for name in header[:30] if name)
    wanted = missing[0] if len(missing) == 1 else f"{'; '.join(missing[:-1])}; and {missing[-1]}"
    raise ImportFileError(
        f"{path}: expected a column for {wanted}, found {shown}. `overheard import {kind.name} --columns` lists the columns and "
        "shows an example file. Name the columns in a mapping file (--mapping FILE), or let --mapping auto propose one."
        + (" Or name one brand for all rows by --brand." if brandless else "")
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
    if mapping.leave_out:
        lines += ["", "[leave_out]"]
        lines += [f"{_quoted(name)} = [{', '.join(map(_quoted, cells))}]" for name, cells in mapping.leave_out.items()]
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
