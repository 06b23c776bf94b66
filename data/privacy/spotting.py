"""Whether a text may hold one of many words: told quickly, for most texts hold none, and patterns of many words are slow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from data.languages.scripts import spaceless

_LETTERS = re.compile(r"[^\W\d_]+")


_ASCII_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))


class _Kept(dict[int, int]):
    """Code points with a space for each that is no letter, as `_LETTERS` has it; looked up in Unicode's tables once."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        kept = self[code] = code if char.isalnum() and not char.isdecimal() else 0x20
        return kept


_letters = _Kept()


class Words:
    """The words of one text, looked at once for all who spot some in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()
        plain = self.lower.isascii()
        self.unspaced = not plain and spaceless(text)
        # Several times as fast as the pattern.
        self.all = self.lower.translate(_ASCII_LETTERS if plain else _letters).split()
        self.known = frozenset(self.all)


class Spotter:
    """Looks for `words`, phrases too, in texts."""

    def __init__(self, words: Iterable[str]) -> None:
        known = tuple(words)
        phrases = [(_LETTERS.findall(word), word) for word in known if not spaceless(word)]
        self._first = frozenset(parts[0] for parts, _ in phrases)
        self._parts = frozenset(part for parts, _ in phrases for part in parts)
        self._phrases = {
            first: [(frozenset(parts), word.lower()) for parts, word in phrases if parts[0] == first]
            for first in self._first
        }
        self._unspaced = tuple(word.lower() for word in known if spaceless(word))

    def spots(self, words: Words, least: int = 1) -> bool:
        """Whether there may be `least` of them: no is certain."""
        if least == 1:
            return self._spots_phrase(words.known) or (
                words.unspaced and any(map(words.lower.__contains__, self._unspaced))
            )
        found = 0
        if not self._first.isdisjoint(words.known):
            found = sum(word in self._first for word in words.all)
        if found < least and words.unspaced:
            found += sum(map(words.lower.count, self._unspaced))
        return found >= least

    def _spots_phrase(self, known: frozenset[str]) -> bool:
        """Whether all words of a phrase are among those of a text."""
        if self._first.isdisjoint(known):
            return False
        return any(parts <= known for first in self._first & known for parts, _ in self._phrases[first])

    def found(self, pattern: re.Pattern[str], text: str, words: Words) -> Iterator[re.Match[str]]:
        """What a pattern finds in a text, of which `words` are the words, where one of these begins."""
        if text != words.text or len(words.lower) != len(
            text
        ):  # something was hidden in it, and no place is what it was
            yield from pattern.finditer(text) if self.spots(words) else ()
            return
        done = 0
        for place in self._places(words):
            if place >= done and (match := pattern.match(text, place)):
                yield match
                done = match.end()

    def _places(self, words: Words) -> list[int]:
        """Where in a text one of the words may begin, in order."""
        held = [
            word for first in self._first & words.known for parts, word in self._phrases[first] if parts <= words.known
        ]
        places: set[int] = set()
        for word in (*held, *(self._unspaced if words.unspaced else ())):
            at = words.lower.find(word)
            while at >= 0:
                places.add(at)
                at = words.lower.find(word, at + 1)
        return sorted(places)

    def spots_row(self, words: Words, least: int) -> bool:
        """Whether there may be `least` of them one behind the other: no is certain."""
        if words.unspaced:
            return self.spots(words, least)
        if self._first.isdisjoint(words.known):
            return False
        row = 0
        for word in words.all:
            row = row + 1 if word in self._parts else 0
            if row >= least:
                return True
        return False
