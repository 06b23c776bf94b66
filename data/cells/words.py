"""The few words that a column may hold, in the languages in which exports write them; and names of columns."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from data.cells.errors import RowError, expected

HINT = " (a mapping file can translate it)"


@cache
def words(table: str) -> dict[str, str]:
    """What cells say -> what it means, of one table of mappings/words.toml."""
    text = resources.files("data").joinpath("mappings", "words.toml").read_text(encoding="utf-8")
    return {word.casefold(): meaning for meaning, said in tomllib.loads(text)[table].items() for word in said}


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
