"""The files of phrases in data/languages/<code>/text (drivers, FAQ intents, signals, emotions), read once and checked.

Besides the phrases under its section a file may hold `[words]`: named lists of words, written `<name>` inside a phrase
for "any of these", so that a list is kept in one place: `kindly = "friendly/polite/rude"`, then "<kindly> staff". A list
may be part of a later one: `manner = "<kindly>/slow"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from analysis.text.phrases import PhraseBook, PhraseError, Phrases
from data import languages

_NAMED = re.compile(r"<([a-z_]+)>")


class LexiconError(ValueError):
    """A phrase file that breaks its format; the message names the file and the key."""


@dataclass(frozen=True)
class LexiconFile:
    """One parsed file: `entries` are the tables under its `section`, in file order; `words` its named word lists.

    `word_boundaries` is false where words are not set apart by spaces; `plain_letters` is true where many people type
    without diacritics (see analysis.text.phrases).
    """

    path: str
    language: str
    version: str
    word_boundaries: bool
    entries: dict[str, dict[str, Any]]
    plain_letters: bool = False
    words: dict[str, str] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)

    def book(self, replace: Mapping[str, str] | None = None) -> PhraseBook:
        """The phrases of all entries, ready to match, after `replace` (text in a phrase -> what replaces it). Raises
        LexiconError naming file and entry."""
        return self.book_of({name: self.phrases(name, replace) for name in self.entries})

    def book_of(self, meanings: Mapping[str, Phrases]) -> PhraseBook:
        """Any phrases, matched as this file's language asks. Raises LexiconError naming the file."""
        try:
            return PhraseBook(meanings, word_boundaries=self.word_boundaries, plain_letters=self.plain_letters)
        except PhraseError as error:
            raise LexiconError(f"{self.path}: {error}") from error

    def phrases(self, name: str, replace: Mapping[str, str] | None = None, include: str = "include") -> Phrases:
        """The phrases of one entry, named word lists filled in; `include` is the key of those that are looked for. Raises
        LexiconError naming file and key."""
        lists: list[tuple[str, ...]] = []
        for key in (include, "exclude"):
            value = self.entries[name].get(key, [] if key == "exclude" else None)
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise LexiconError(f"{self.path}: {name}.{key}: expected a list of phrases, found {value!r}")
            lists.append(tuple(self._filled(f"{name}.{key}", phrase, replace or {}) for phrase in value))
        return Phrases(*lists)

    def _filled(self, key: str, phrase: str, replace: Mapping[str, str]) -> str:
        for old, new in replace.items():
            phrase = phrase.replace(old, new)
        for named in _NAMED.findall(phrase):
            if named not in self.words:
                known = ", ".join(self.words) or "none"
                raise LexiconError(f"{self.path}: {key}: <{named}> in {phrase!r}: expected a list of [words] ({known})")
        return _NAMED.sub(lambda match: self.words[match.group(1)], phrase)


class LabelledBook:
    """Phrases of several meanings, of which one is wanted: the first in file order that the text holds and whose `labels` (a list
    of −1, 0, 1; all if it has none) allow the sentiment of the text. Phrases under `always` are so telling that the sentiment,
    which a model may have got wrong, is not asked. Raises LexiconError naming file and entry."""

    def __init__(self, lexicon: LexiconFile, names: Sequence[str]) -> None:
        self._labels = {name: frozenset(lexicon.entries[name].get("labels", (-1, 0, 1))) for name in names}
        for name, labels in self._labels.items():
            if not labels <= {-1, 0, 1}:
                found = lexicon.entries[name]["labels"]
                raise LexiconError(f"{lexicon.path}: {name}.labels: expected some of -1, 0, 1, found {found!r}")
        meanings: dict[str, Phrases] = {}
        self._always: dict[str, str] = {}
        for name in names:
            if "always" in lexicon.entries[name]:
                self._always[f"{name}.always"] = name
                meanings[f"{name}.always"] = lexicon.phrases(name, include="always")
            meanings[name] = lexicon.phrases(name)
        self.book = lexicon.book_of(meanings)

    def first(self, text: str, label: int | None) -> str | None:
        """The meaning, or None. `label` is the text's sentiment −1, 0, 1, or None if unknown: then every meaning may be."""
        return self.first_of(self.book.meanings(text), label)

    def first_of(self, meanings: Sequence[str], label: int | None) -> str | None:
        """As `first`, of a text in which the phrases of `book` found these meanings (in file order)."""
        for meaning in meanings:
            if meaning in self._always:
                return self._always[meaning]
            if label is None or label in self._labels[meaning]:
                return meaning
        return None

    def allows(self, meaning: str, label: int | None) -> bool:
        """Whether a text of this sentiment may have `meaning`."""
        return meaning in self._labels and (label is None or label in self._labels[meaning])


@cache
def languages_of(name: str) -> tuple[str, ...]:
    """Codes of the languages that have a file `text/<name>.toml`, sorted."""
    return languages.having(f"text/{name}.toml")


def read_lexicon(name: str, language: str, section: str) -> LexiconFile:
    """`text/<name>.toml` of a language with its tables under `section`. Raises LexiconError on a missing key, LanguageError for
    what is no TOML."""
    path = languages.shown(language, f"text/{name}.toml")
    content = languages.table(language, f"text/{name}.toml")
    for key, kind in (("language", str), ("version", str), (section, dict)):
        if not isinstance(content.get(key), kind):
            raise LexiconError(f"{path}: {key}: expected a {kind.__name__}, found {content.get(key)!r}")
    if content["language"] != language:
        raise LexiconError(
            f"{path}: language: expected {language!r} as the folder is called, found {content['language']!r}"
        )
    return LexiconFile(
        path,
        language,
        content["version"],
        bool(content.get("word_boundaries", True)),
        content[section],
        bool(content.get("plain_letters", False)),
        _word_lists(path, content.get("words", {})),
        content,
    )


def _word_lists(path: str, words: object) -> dict[str, str]:
    if not isinstance(words, dict):
        raise LexiconError(f"{path}: words: expected named lists of words, found {words!r}")
    lists: dict[str, str] = {}
    for name, value in words.items():
        if not isinstance(value, str) or not value or any(char.isspace() for char in value):
            raise LexiconError(f'{path}: words.{name}: expected words set apart by "/", found {value!r}')
        unknown = [named for named in _NAMED.findall(value) if named not in lists]
        if unknown:
            raise LexiconError(f"{path}: words.{name}: <{unknown[0]}>: expected a list given before it")
        lists[str(name)] = _NAMED.sub(lambda match: lists[match.group(1)], value)
    return lists
