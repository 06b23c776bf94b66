"""The .toml files of phrases (drivers, FAQ intents, signals), one per language, read once and checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.phrases import PhraseBook, PhraseError, Phrases


class LexiconError(ValueError):
    """A phrase file that breaks its format; the message names the file and the key."""


@dataclass(frozen=True)
class LexiconFile:
    """One parsed file: `entries` are the tables under its `section`, in file order."""

    path: str
    language: str
    version: str
    word_boundaries: bool
    entries: dict[str, dict[str, Any]]

    def book(self) -> PhraseBook:
        """The phrases of all entries, ready to match. Raises LexiconError naming file and entry."""
        topics = {}
        for name, entry in self.entries.items():
            include, exclude = entry.get("include"), entry.get("exclude", [])
            for key, value in (("include", include), ("exclude", exclude)):
                if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                    raise LexiconError(f"{self.path}: {name}.{key}: expected a list of phrases, found {value!r}")
            topics[name] = Phrases(tuple(include or ()), tuple(exclude))
        try:
            return PhraseBook(topics, word_boundaries=self.word_boundaries)
        except PhraseError as error:
            raise LexiconError(f"{self.path}: {error}") from error


@cache
def languages_of(folder: str) -> tuple[str, ...]:
    """Language codes for which `analysis/<folder>` holds a file, sorted."""
    root = files("analysis") / folder
    return tuple(sorted(item.name.removesuffix(".toml") for item in root.iterdir() if item.name.endswith(".toml")))


def read_lexicon(folder: str, language: str, section: str) -> LexiconFile:
    """`analysis/<folder>/<language>.toml` with its tables under `section`. Raises LexiconError on a missing key."""
    path = f"analysis/{folder}/{language}.toml"
    content = tomllib.loads((files("analysis") / folder / f"{language}.toml").read_text(encoding="utf-8"))
    for key, kind in (("language", str), ("version", str), (section, dict)):
        if not isinstance(content.get(key), kind):
            raise LexiconError(f"{path}: {key}: expected a {kind.__name__}, found {content.get(key)!r}")
    if content["language"] != language:
        raise LexiconError(
            f"{path}: language: expected {language!r} as in the file name, found {content['language']!r}"
        )
    return LexiconFile(path, language, content["version"], bool(content.get("word_boundaries", True)), content[section])
