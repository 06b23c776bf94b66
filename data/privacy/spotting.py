"""Whether a text may hold one of many words: told quickly, for most texts hold none, and patterns of many words are slow."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.languages.scripts import spaceless

_LETTERS = re.compile(r"[^\W\d_]+")


class Words:
    """The words of one text, looked at once for all who spot some in it."""

    def __init__(self, text: str) -> None:
        self.lower = text.lower()
        self.unspaced = spaceless(text)
        self.all = _LETTERS.findall(self.lower)
        self.each = frozenset(self.all)


class Spotter:
    """Looks for `words`, phrases too, in texts."""

    def __init__(self, words: Iterable[str]) -> None:
        known = tuple(words)
        self._first = frozenset(_LETTERS.findall(word)[0] for word in known if not spaceless(word))
        self._unspaced = tuple(word for word in known if spaceless(word))

    def spots(self, words: Words, least: int = 1) -> bool:
        """Whether there may be `least` of them: no is certain."""
        found = 0
        if not self._first.isdisjoint(words.each):
            found = sum(word in self._first for word in words.all)
        if found < least and words.unspaced:
            found += sum(map(words.lower.count, self._unspaced))
        return found >= least
