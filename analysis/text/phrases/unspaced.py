"""Phrases in languages that do not set words apart: found as pieces of text, all at once, by one prefix tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.text.phrases.spaced import Found, Pattern

UNSPACED_GAP = 20
"""Characters that `...` may cover where words are not set apart: about four Thai words."""
_BETWEEN = r"[\s\-\u2010-\u2014]*"
_GAP = rf"[^.!?\n]{{0,{UNSPACED_GAP}}}?"
_LATIN_START = r"(?<![a-z0-9])"
_LATIN_END = r"(?![a-z0-9])"


class UnspacedIndex:
    """Finds patterns in folded text. One look-ahead per character finds every literal piece of every phrase."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._regexes: dict[int, re.Pattern[str]] = {}  # made when they are first tried: most never are
        self._simple = tuple(_is_simple(pattern) for pattern in patterns)
        self._by_literal: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for literal in _anchors(pattern):
                self._by_literal.setdefault(literal, []).append(number)
        literals = set(self._by_literal)
        self._tree = re.compile(f"(?=({_tree(sorted(literals))}))") if literals else re.compile(r"(?!)")
        self._prefixes = {
            literal: tuple(literal[:end] for end in range(1, len(literal) + 1) if literal[:end] in literals)
            for literal in literals
        }

    def search(self, folded: str) -> list[Found]:
        """All phrases in `folded`, in no order that matters."""
        found: list[Found] = []
        tried: set[int] = set()
        for match in self._tree.finditer(folded):
            start = match.start()
            for literal in self._prefixes[match.group(1)]:
                for number in self._by_literal[literal]:
                    pattern = self._patterns[number]
                    if self._simple[number]:
                        found.append(Found(pattern.meaning, pattern.excluded, start, start + len(literal) - 1))
                    elif number not in tried:
                        tried.add(number)
                        regex = self._regexes.get(number)
                        if regex is None:
                            regex = self._regexes[number] = _regex(pattern)
                        found.extend(
                            Found(pattern.meaning, pattern.excluded, hit.start(), hit.end() - 1)
                            for hit in regex.finditer(folded)
                        )
        return found

    def spans(self, folded: str, found: Sequence[Found]) -> list[tuple[int, int]]:
        """Character offsets into `folded` of what was found in it."""
        return [(hit.first, min(len(folded), hit.last + 1)) for hit in found]


def _regex(pattern: Pattern) -> re.Pattern[str]:
    parts: list[str] = []
    for number, slot in enumerate(pattern.slots):
        if number:
            parts.append(_GAP if pattern.gaps[number] else _BETWEEN)
        parts.append("(?:" + "|".join(_word(word) for word in slot) + ")")
    return re.compile("".join(parts))


def _word(word: str) -> str:
    body = r"[\w']*".join(re.escape(piece) for piece in word.split("*"))
    return (_LATIN_START if _latin(word[0]) else "") + body + (_LATIN_END if _latin(word[-1]) else "")


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_simple(pattern: Pattern) -> bool:
    """Whether finding the literal is finding the phrase."""
    return len(pattern.slots) == 1 and not any(
        "*" in word or _latin(word[0]) or _latin(word[-1]) for word in pattern.slots[0]
    )


def _anchors(pattern: Pattern) -> list[str]:
    """One literal for each alternative of the longest slot: no match of the pattern is without one of them."""
    slot = max(pattern.slots, key=lambda words: min(len(_literal(word)) for word in words))
    return [_literal(word) for word in slot]


def _literal(word: str) -> str:
    return max(word.split("*"), key=len)


def _tree(words: Sequence[str]) -> str:
    """A regex for the longest of `words` (sorted, none empty) at a place, branching letter by letter."""
    branches: list[str] = []
    ends = False
    start = 0
    while start < len(words):
        if not words[start]:
            ends = True
            start += 1
            continue
        letter = words[start][0]
        stop = start
        while stop < len(words) and words[stop][:1] == letter:
            stop += 1
        rest = [word[1:] for word in words[start:stop]]
        branches.append(re.escape(letter) + (_tree(rest) if rest != [""] else ""))
        start = stop
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ends else "(?:" + "|".join(branches) + ")"
    return body + "?" if ends else body
