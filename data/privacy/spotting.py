"""Whether a text may hold one of many words: told quickly, for most texts hold none, and patterns of many words are slow."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.languages.scripts import spaceless

_LETTERS = re.compile(r"[^\W\d_]+")


_ASCII_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))


class Words:
    """The words of one text, looked at once for all who spot some in it."""

    def __init__(self, text: str) -> None:
        self.lower = text.lower()
        self.unspaced = spaceless(text)
        # Three times as fast as the pattern, where it can be done.
        plain = self.lower.isascii()
        self.all = self.lower.translate(_ASCII_LETTERS).split() if plain else _LETTERS.findall(self.lower)


class Spotter:
    """Looks for `words`, phrases too, in texts."""

    def __init__(self, words: Iterable[str]) -> None:
        known = tuple(words)
        self._first = frozenset(_LETTERS.findall(word)[0] for word in known if not spaceless(word))
        self._parts = frozenset(part for word in known if not spaceless(word) for part in _LETTERS.findall(word))
        self._unspaced = tuple(word for word in known if spaceless(word))

    def spots(self, words: Words, least: int = 1) -> bool:
        """Whether there may be `least` of them: no is certain."""
        found = 0
        if not self._first.isdisjoint(words.all):
            found = sum(word in self._first for word in words.all)
        if found < least and words.unspaced:
            found += sum(map(words.lower.count, self._unspaced))
        return found >= least

    def spots_row(self, words: Words, least: int) -> bool:
        """Whether there may be `least` of them one behind the other: no is certain."""
        if words.unspaced:
            return self.spots(words, least)
        if self._first.isdisjoint(words.all):
            return False
        row = 0
        for word in words.all:
            row = row + 1 if word in self._parts else 0
            if row >= least:
                return True
        return False
