"""Phrases in languages that set words apart: each word of a text leads to the few phrases it may be part of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

SIGNS = "\U0001f000-\U0001faff\u2600-\u27bf$\u00a2-\u00a5\u0e3f\u20a0-\u20bf"
"""Emoji and currency signs: words by themselves, wherever they stand. For use within [] of a regex."""
_SPLIT = re.compile(rf"(\w+(?:'\w+)*|[{SIGNS}])")
_CACHE_LIMIT = 200_000
_MAX_GAP = 4
_ADJACENT, _APART, _STOP = 0, 1, 2
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\ufe0f"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase read: `slots` hold the alternatives of each word, `gaps[i]` whether up to four words may precede it."""

    topic: int
    excluded: bool
    slots: tuple[tuple[str, ...], ...]
    gaps: tuple[bool, ...]


class Found(NamedTuple):
    """A phrase found: from unit `first` to unit `last`, both included (words, or characters in unspaced text)."""

    topic: int
    excluded: bool
    first: int
    last: int


def outside(found: Sequence[Found]) -> list[Found]:
    """The included of `found` that overlap no excluded one of their topic."""
    excluded = [hit for hit in found if hit.excluded]
    if not excluded:
        return list(found)
    return [
        hit
        for hit in found
        if not hit.excluded
        and not any(out.topic == hit.topic and hit.first <= out.last and out.first <= hit.last for out in excluded)
    ]


class _Cut(NamedTuple):
    """A text cut into words and what stands between them: parts[0::2] between, parts[1::2] words."""

    text: str
    parts: list[str]


class _LastCut:
    """Drivers, emotion and intent are asked of the same sentence one after the other: it is cut once."""

    cut = _Cut("", [""])

    @classmethod
    def of(cls, folded: str) -> list[str]:
        last = cls.cut
        if last.text != folded:
            last = cls.cut = _Cut(folded, _SPLIT.split(folded))
        return last.parts


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase as it is tried: slot ids, the place of the slot by which it is looked up (`anchor`), and another slot that must
    be filled somewhere in the text (`need`; the anchor's own where there is no other)."""

    topic: int
    excluded: bool
    slots: tuple[int, ...]
    gaps: tuple[bool, ...]
    anchor: int
    need: int


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word can be: slots it fills (`final`: also as the last word of a phrase, before an 's), topics it is a whole
    phrase of, and the longer phrases looked up by it: by the slot they need beside it (`needs`: these slots)."""

    slots: frozenset[int]
    final: frozenset[int]
    topics: tuple[int, ...]
    needs: frozenset[int]
    include: dict[int, tuple[_Entry, ...]]
    exclude: tuple[_Entry, ...]


_NOTHING = _Word(frozenset(), frozenset(), (), frozenset(), {}, ())


class WordIndex:
    """Finds patterns in folded text. A phrase is tried only where its rarest-looking word stands, and only if the next rarest
    stands somewhere too."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._ids: dict[tuple[str, ...], int] = {}
        self._exact: dict[str, set[int]] = {}
        self._prefixed: dict[str, list[tuple[re.Pattern[str] | None, int]]] = {}
        self._anywhere: list[tuple[re.Pattern[str], int]] = []
        self._by_anchor: dict[int, list[_Entry]] = {}
        self._words: dict[str, _Word] = {}
        for pattern in patterns:
            self._add(pattern)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixed})

    def search(self, folded: str) -> list[Found]:
        """All include phrases in `folded`, and the exclude phrases of their topics."""
        parts = _LastCut.of(folded)
        known = self._words
        words = [known.get(word) or self._look_up(word) for word in parts[1::2]]
        met = [word for word in words if word is not _NOTHING]
        if not met:
            return []
        present = frozenset().union(*[word.final for word in met])
        joins: list[int] = []
        found: list[Found] = []
        for position, word in enumerate(words):
            for topic in word.topics:
                found.append(Found(topic, False, position, position))
            for need in word.needs & present if word.needs else ():
                joins = joins or [_join(part) for part in parts[0::2]]
                for entry in word.include[need]:
                    span = _fits(entry, position, words, joins)
                    if span is not None:
                        found.append(Found(entry.topic, False, *span))
        if not found:
            return found
        topics = {hit.topic for hit in found}
        for position, word in enumerate(words):
            for entry in word.exclude:
                if entry.topic in topics and entry.need in present:
                    joins = joins or [_join(part) for part in parts[0::2]]
                    span = _fits(entry, position, words, joins)
                    if span is not None:
                        found.append(Found(entry.topic, True, *span))
        return found

    def spans(self, folded: str, found: Sequence[Found]) -> list[tuple[int, int]]:
        """Character offsets into `folded` of what was found in it."""
        parts = _LastCut.of(folded)
        ends = list(accumulate(map(len, parts)))
        return [(ends[2 * hit.first], ends[2 * hit.last + 1]) for hit in found]

    def _add(self, pattern: Pattern) -> None:
        ids = []
        for slot in pattern.slots:
            if slot not in self._ids:
                self._ids[slot] = len(self._ids)
                for word in slot:
                    self._add_word(word, self._ids[slot])
            ids.append(self._ids[slot])
        rarity = [min(len(word.replace("*", "")) for word in slot) for slot in pattern.slots]
        anchor = max(range(len(ids)), key=lambda number: rarity[number])
        others = [number for number in range(len(ids)) if number != anchor]
        need = max(others, key=lambda number: rarity[number], default=anchor)
        entry = _Entry(pattern.topic, pattern.excluded, tuple(ids), pattern.gaps, anchor, ids[need])
        self._by_anchor.setdefault(ids[anchor], []).append(entry)

    def _add_word(self, word: str, slot: int) -> None:
        if "*" not in word:
            self._exact.setdefault(word, set()).add(slot)
            return
        regex = re.compile(r"[\w']*".join(re.escape(piece) for piece in word.split("*")))
        prefix = word.split("*", 1)[0]
        if not prefix:
            self._anywhere.append((regex, slot))
        else:
            self._prefixed.setdefault(prefix, []).append((None if word == prefix + "*" else regex, slot))

    def _look_up(self, word: str) -> _Word:
        slots = self._slots_of(word)
        final = set(slots)
        for place, char in enumerate(word):
            if char == "'":
                final |= self._slots_of(word[:place])
        known = _NOTHING
        if final:
            topics: set[int] = set()
            include: dict[int, tuple[_Entry, ...]] = {}
            exclude: list[_Entry] = []
            for slot in sorted(final):
                for entry in self._by_anchor.get(slot, ()):
                    if entry.excluded:
                        exclude.append(entry)
                    elif len(entry.slots) == 1:
                        topics.add(entry.topic)
                    elif slot in slots or entry.anchor == len(entry.slots) - 1:
                        include[entry.need] = (*include.get(entry.need, ()), entry)
            known = _Word(
                frozenset(slots), frozenset(final), tuple(sorted(topics)), frozenset(include), include, tuple(exclude)
            )
        if len(self._words) >= _CACHE_LIMIT:
            self._words.clear()
        self._words[word] = known
        return known

    def _slots_of(self, word: str) -> set[int]:
        slots = set(self._exact.get(word, ()))
        for length in self._prefix_lengths:
            for regex, slot in self._prefixed.get(word[:length], ()) if length <= len(word) else ():
                if regex is None or regex.fullmatch(word):
                    slots.add(slot)
        slots.update(slot for regex, slot in self._anywhere if regex.fullmatch(word))
        return slots


def _join(between: str) -> int:
    """How two words are set apart: adjacent, apart (by a comma ...), or by the end of a sentence."""
    if between == " ":
        return _ADJACENT
    if "." in between or "!" in between or "?" in between:
        return _STOP
    return _ADJACENT if all(char.isspace() or char in _HYPHENS for char in between) else _APART


def _fits(entry: _Entry, position: int, words: Sequence[_Word], joins: Sequence[int]) -> tuple[int, int] | None:
    """First and last word of `entry` with its anchor at `position`, or None. `joins[i]` is what precedes word i."""
    last = len(entry.slots) - 1
    end = position if entry.anchor == last else _rightwards(entry, entry.anchor + 1, position + 1, words, joins)
    if end is None:
        return None
    start = position if entry.anchor == 0 else _leftwards(entry, entry.anchor - 1, position - 1, words, joins)
    return None if start is None else (start, end)


def _rightwards(entry: _Entry, slot: int, position: int, words: Sequence[_Word], joins: Sequence[int]) -> int | None:
    last = slot == len(entry.slots) - 1
    wanted = entry.slots[slot]
    gap = entry.gaps[slot]
    for place in range(position, min(len(words), position + (_MAX_GAP + 1 if gap else 1))):
        if joins[place] == _STOP or (joins[place] == _APART and not gap):
            return None
        if wanted in (words[place].final if last else words[place].slots):
            end = place if last else _rightwards(entry, slot + 1, place + 1, words, joins)
            if end is not None:
                return end
    return None


def _leftwards(entry: _Entry, slot: int, position: int, words: Sequence[_Word], joins: Sequence[int]) -> int | None:
    wanted = entry.slots[slot]
    gap = entry.gaps[slot + 1]
    for place in range(position, max(-1, position - (_MAX_GAP + 1 if gap else 1)), -1):
        if joins[place + 1] == _STOP or (joins[place + 1] == _APART and not gap):
            return None
        if wanted in words[place].slots:
            start = place if slot == 0 else _leftwards(entry, slot - 1, place - 1, words, joins)
            if start is not None:
                return start
    return None
