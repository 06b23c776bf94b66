"""The few words that a column may hold, in all languages; and names of columns."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from data.cells.errors import RowError, expected
from data.languages import all_meanings, imports

HINT = " (a mapping file can translate it)"


@cache
def words(table: str) -> dict[str, str]:
    """What cells say -> what it means, in any language; `network`: a network's names and hosts."""
    if table == "network":
        text = resources.files("data.cells").joinpath("networks.toml").read_text(encoding="utf-8")
        return _meanings(tomllib.loads(text))
    return all_meanings(imports, lambda file: _meanings(file.means.get(table, {})))


def _meanings(said: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word.casefold(): meaning for meaning, words in said.items() for word in words}


@lru_cache(maxsize=4096)
def meaning(table: str, cell: str) -> str:
    """What a cell of the column `table` means. Raises RowError where the table does not know it."""
    found = words(table).get(str(cell).strip().casefold())
    if found is None:
        raise RowError(f"{table}: {expected(' or '.join(sorted(set(words(table).values()))), cell)}{HINT}")
    return found


def fold(name: str) -> str:
    """A column name without what people vary: case, spacing, punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if unicodedata.category(c)[0] in "LMN")


def flag(cell: Any) -> bool:
    """Yes or no. Raises RowError."""
    if isinstance(cell, bool):
        return cell
    meaning = words("flag").get(str(cell).strip().casefold())
    if meaning is None:
        raise expected("yes or no", cell)
    return meaning == "yes"
