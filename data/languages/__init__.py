"""All that is known of the world's languages: one folder each, `<code>/`, of words as TOML, read here and nowhere else.

A folder holds, as far as the language is known: `language.toml` (what tells it from others), `extract.toml` (how pages
write), `walls.toml` (what stands in their way), `results.toml` (what search results show of their pages), `imports.toml`
(how tables of other tools write), `privacy.toml` (how people are addressed and numbers written), `text/` (what texts say;
its format is that of its readers in `analysis`). To add a language add a folder; another folder of such folders is named by
the environment variable OVERHEARD_LANGUAGES, and a language in it takes the place of one of the same code.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from data.languages.shapes import CustomersContext, Extract, Imports, Language, Privacy, Results, Shape, Walls

FOLDER = Path(__file__).parent
VARIABLE = "OVERHEARD_LANGUAGES"
FIRST = ("en", "th", "vi", "lt")
"""The languages that are read in full come before the others wherever words of several are tried in turn."""

_S = TypeVar("_S", bound=Shape)
_V = TypeVar("_V")


class LanguageError(ValueError):
    """A file of a language that breaks its format; the message names file and key, what was expected and what was found."""


@cache
def known() -> tuple[str, ...]:
    """Codes of all languages: the FIRST, then the others by their letters."""
    return tuple(sorted(_folders(), key=lambda code: (FIRST.index(code) if code in FIRST else len(FIRST), code)))


@cache
def language(code: str) -> Language:
    """What tells a language from others. Raises LanguageError for one that is not known or a file that is wrong."""
    return _read(code, "language.toml", Language)


@cache
def extract(code: str) -> Extract:
    """How pages in a language write. Raises LanguageError for a language that is not known or a file that is wrong."""
    return _read(code, "extract.toml", Extract)


@cache
def results(code: str) -> Results:
    """What search results in a language show of their pages. Raises LanguageError likewise."""
    return _read(code, "results.toml", Results)


@cache
def walls(code: str) -> Walls:
    """What pages in a language say that are in the way of the one asked for. Raises LanguageError likewise."""
    return _read(code, "walls.toml", Walls)


@cache
def imports(code: str) -> Imports:
    """How tables of other tools are written in a language. Raises LanguageError likewise."""
    return _read(code, "imports.toml", Imports)


@cache
def privacy(code: str) -> Privacy:
    """How people are addressed and numbers written in a language. Raises LanguageError likewise."""
    return _read(code, "privacy.toml", Privacy)


@cache
def customers_context(code: str) -> CustomersContext:
    """What is around customers' words in a language. Raises LanguageError likewise."""
    return _read(code, "text/sentiment/customers.toml", CustomersContext)


def all_words(read: Callable[[str], _S], pick: Callable[[_S], Iterable[str]]) -> tuple[str, ...]:
    """The words that `pick` takes from each language's file, each once, in the order of `known`: for who reads texts of
    whatever language. `all_words(extract, lambda file: file.asking.starts)`."""
    return tuple(dict.fromkeys(word for code in known() for word in pick(read(code))))


def all_meanings(read: Callable[[str], _S], pick: Callable[[_S], Mapping[str, _V]]) -> dict[str, _V]:
    """Likewise of words that mean something each. Raises LanguageError where two languages give a word two meanings: who reads
    texts of whatever language cannot know which is meant."""
    found: dict[str, tuple[str, _V]] = {}
    for code in known():
        for word, meaning in pick(read(code)).items():
            first, known_meaning = found.setdefault(word, (code, meaning))
            if known_meaning != meaning:
                raise LanguageError(
                    f"{shown(code)}: {word!r}: expected {known_meaning!r} as in {shown(first)}, found {meaning!r}"
                )
    return {word: meaning for word, (_, meaning) in found.items()}


def shown(code: str, file: str = "") -> str:
    """What messages call a language's folder, or a file in it."""
    folder = _folders().get(code, FOLDER / code)
    name = f"data/languages/{code}" if folder.parent == FOLDER else str(folder)
    return f"{name}/{file}" if file else name


@cache
def having(file: str) -> tuple[str, ...]:
    """Codes of the languages that have a file, by their letters."""
    return tuple(sorted(code for code in _folders() if path(code, file).is_file()))


def path(code: str, file: str) -> Path:
    """Where a file of a language is, or would be. Raises LanguageError for a language that is not known."""
    if code not in _folders():
        raise LanguageError(f"language: expected one of {', '.join(known())}, found {code!r}")
    return _folders()[code] / file


@cache
def _folders() -> dict[str, Path]:
    """Code -> its folder."""
    roots = [FOLDER]
    if own := os.environ.get(VARIABLE, ""):
        if not Path(own).is_dir():
            raise LanguageError(f"{VARIABLE}: expected a folder of languages, found {own!r}")
        roots.append(Path(own))
    return {
        folder.name: folder
        for root in roots
        for folder in sorted(root.iterdir())
        if folder.is_dir() and not folder.name.startswith((".", "_"))
    }


def _read(code: str, file: str, shape: type[_S]) -> _S:
    """A file of a language, checked; an empty one if it has none. Raises LanguageError."""
    content = table(code, file)
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        lines = [f"{shown(code, file)}: {_where(wrong['loc'])}: {_reason(wrong)}" for wrong in error.errors()]
        raise LanguageError("\n".join(lines)) from None


def table(code: str, file: str) -> dict[str, Any]:
    """A file of a language as TOML has it; {} if there is none. Raises LanguageError."""
    found = path(code, file)
    if not found.is_file():
        return {}
    try:
        return tomllib.loads(found.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LanguageError(f"{shown(code, file)}: expected TOML in UTF-8: {error}") from None


def _where(location: tuple[int | str, ...]) -> str:
    """('dates', 'months', 2) -> 'dates.months[3]': counted from 1, as a person counts."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _reason(wrong: Any) -> str:
    if wrong["type"] == "extra_forbidden":
        return "unknown key"
    expected = str(wrong["msg"]).replace("Input should be", "expected").replace("Value error, ", "")
    return f"{expected[0].lower()}{expected[1:]}, found {wrong['input']!r}"
