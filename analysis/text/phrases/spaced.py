"""Phrases in languages that set words apart: each word of a text leads to the few phrases it may be part of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

SIGNS = "\U0001f000-\U0001faff\u2600-\u27bf$\u00a2-\u00a5\u0e3f\u20a0-\u20bf"
"""Emoji and currency signs: words by themselves, wherever they are. For use within [] of a regex."""
_SPLIT = re.compile(rf"(\w+(?:'\w+)*|[{SIGNS}])")
_CACHE_LIMIT = 200_000
_MAX_GAP = 4
_LONGEST_JOIN = 3
_ADJACENT, _APART, _STOP = 0, 1, 2
_BEFORE, _AFTER, _SOMEWHERE = 0, 1, 2
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\ufe0f"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase read: `slots` hold the alternatives of each word, `gaps[i]` whether up to four words may precede it."""

    meaning: int
    excluded: bool
    slots: tuple[tuple[str, ...], ...]
    gaps: tuple[bool, ...]


class Found(NamedTuple):
    """A phrase found: from unit `first` to unit `last`, both included (words, or characters in unspaced text)."""

    meaning: int
    excluded: bool
    first: int
    last: int


def outside(found: Sequence[Found]) -> list[Found]:
    """The included of `found` that overlap no excluded one of their meaning."""
    excluded = [hit for hit in found if hit.excluded]
    if not excluded:
        return list(found)
    return [
        hit
        for hit in found
        if not hit.excluded
        and not any(out.meaning == hit.meaning and hit.first <= out.last and out.first <= hit.last for out in excluded)
    ]


class _Cut(NamedTuple):
    """A text cut into words and what is between them: parts[0::2] between, parts[1::2] words."""

    text: str
    parts: list[str]


class _LastCut:
    """Where phrases are is asked of the text that was just searched, and one book is asked after the other: it is cut once."""

    cut = _Cut("", [""])

    @classmethod
    def of(cls, folded: str) -> list[str]:
        last = cls.cut
        if last.text != folded:
            last = cls.cut = _Cut(folded, _SPLIT.split(folded))
        return last.parts


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase as it is tried: slot ids, the place of the slot by which it is looked up (`anchor`), and what must be met
    before it is tried: the slot `need`, at `side` of the anchor (_BEFORE or _AFTER: right there) or _SOMEWHERE."""

    meaning: int
    excluded: bool
    slots: tuple[int, ...]
    gaps: tuple[bool, ...]
    anchor: int
    need: int
    side: int


_Tried = dict[int, tuple[_Entry, ...]]


class _Word:
    """What a word can be: slots it fills (`final`: also as the last word of a phrase, before an 's), meanings it is a whole
    phrase of (`meanings`), and the longer phrases looked up by it, by the slot they need: right before it, right after it or
    anywhere in the text (`tried`, by side). `fills`: of its slots, those that some other word's phrases need at that side of
    it. `opens`: whether any phrase is found or looked up by it."""

    __slots__ = ("exclude", "fills", "final", "meanings", "opens", "slots", "tried")

    def __init__(self, slots: Set[int], final: Set[int], entries: Iterable[_Entry], needs: Sequence[Set[int]]) -> None:
        self.slots, self.final = frozenset(slots), frozenset(final)
        self.fills = tuple(
            frozenset(filled & needed) for filled, needed in zip((slots, final, final), needs, strict=True)
        )
        meanings: set[int] = set()
        self.tried: tuple[_Tried, _Tried, _Tried] = ({}, {}, {})
        exclude: list[_Entry] = []
        for entry in entries:
            tried = self.tried[entry.side]
            if entry.excluded:
                exclude.append(entry)
            elif len(entry.slots) == 1:
                meanings.add(entry.meaning)
            elif entry.slots[entry.anchor] in slots or entry.anchor == len(entry.slots) - 1:
                tried[entry.need] = (*tried.get(entry.need, ()), entry)
        self.meanings, self.exclude = tuple(sorted(meanings)), tuple(exclude)
        self.opens = bool(meanings or any(self.tried))


_NOTHING = _Word(set(), set(), (), (set(), set(), set()))


class _Known(dict[str, _Word]):
    """Word -> what it can be, looked at when it is first met; then all are forgotten once they are too many."""

    def __init__(self, look_up: Callable[[str], _Word]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Word:
        known = self._look_up(word)
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        self[word] = known
        return known


class WordIndex:
    """Finds patterns in folded text. A phrase is tried only where its rarest-looking word is, and only if a word beside it
    (or, behind a gap, somewhere in the text) is there too."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._ids: dict[tuple[str, ...], int] = {}
        self._exact: dict[str, set[int]] = {}
        self._prefixed: dict[str, list[tuple[re.Pattern[str] | None, int]]] = {}
        self._anywhere: list[tuple[re.Pattern[str], int]] = []
        self._by_anchor: dict[int, list[_Entry]] = {}
        self._needs: tuple[set[int], set[int], set[int]] = (set(), set(), set())
        self._words = _Known(self._look_up)
        for pattern in patterns:
            self._add(pattern)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixed})

    def search(self, folded: str) -> list[Found]:
        """All include phrases in `folded`, and the exclude phrases of their meanings."""
        parts = _LastCut.of(folded)
        words = list(map(self._words.__getitem__, parts[1::2]))
        joins: list[int] = []
        found: list[Found] = []
        present: set[int] | None = None
        for position, word in enumerate(words):
            if not word.opens:
                continue
            for meaning in word.meanings:
                found.append(Found(meaning, False, position, position))
            if present is None and word.tried[_SOMEWHERE]:
                present = set().union(*[other.fills[_SOMEWHERE] for other in words])
            if tried := _tried(word, position, words, present):
                joins = joins or list(map(_JOINS.__getitem__, parts[0::2]))
                spans = [(entry.meaning, _fits(entry, position, words, joins)) for entry in tried]
                found += [Found(meaning, False, *span) for meaning, span in spans if span is not None]
        if found:
            self._bar(found, words, parts)
        return found

    @staticmethod
    def _bar(found: list[Found], words: Sequence[_Word], parts: Sequence[str]) -> None:
        """Add the exclude phrases of the meanings found."""
        meanings = {hit.meaning for hit in found}
        joins: list[int] = []
        for position, word in enumerate(words):
            for entry in word.exclude:
                if entry.meaning in meanings:
                    joins = joins or list(map(_JOINS.__getitem__, parts[0::2]))
                    span = _fits(entry, position, words, joins)
                    if span is not None:
                        found.append(Found(entry.meaning, True, *span))

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
        need, side = _needed(anchor, rarity, pattern.gaps)
        entry = _Entry(pattern.meaning, pattern.excluded, tuple(ids), pattern.gaps, anchor, ids[need], side)
        self._by_anchor.setdefault(ids[anchor], []).append(entry)
        if not pattern.excluded:
            self._needs[side].add(ids[need])

    def _add_word(self, word: str, slot: int) -> None:
        if "*" not in word:
            self._exact.setdefault(word, set()).add(slot)
            return
        prefix, rest = word.split("*", 1)
        regex = (
            re.compile(r"[\w']*".join(re.escape(piece) for piece in word.split("*"))) if rest or not prefix else None
        )
        if regex is not None and not prefix:
            self._anywhere.append((regex, slot))
        else:
            self._prefixed.setdefault(prefix, []).append((regex, slot))

    def _look_up(self, word: str) -> _Word:
        slots = self._slots_of(word)
        final = set(slots)
        for place, char in enumerate(word):
            if char == "'":
                final |= self._slots_of(word[:place])
        entries = [entry for slot in sorted(final) for entry in self._by_anchor.get(slot, ())]
        return _Word(slots, final, entries, self._needs) if final else _NOTHING

    def _slots_of(self, word: str) -> set[int]:
        slots = set(self._exact.get(word, ()))
        for length in self._prefix_lengths:
            for regex, slot in self._prefixed.get(word[:length], ()) if length <= len(word) else ():
                if regex is None or regex.fullmatch(word):
                    slots.add(slot)
        slots.update(slot for regex, slot in self._anywhere if regex.fullmatch(word))
        return slots


def _needed(anchor: int, rarity: Sequence[int], gaps: Sequence[bool]) -> tuple[int, int]:
    """The number of the slot that is looked for before a phrase is tried, and where: the rarer-looking of those right beside
    the anchor, or if gaps are on both sides the rarest of all others; the anchor itself in a phrase of one slot."""
    beside = [(anchor - 1, _BEFORE)] if anchor and not gaps[anchor] else []
    if anchor + 1 < len(gaps) and not gaps[anchor + 1]:
        beside.append((anchor + 1, _AFTER))
    others = beside or [(number, _SOMEWHERE) for number in range(len(gaps)) if number != anchor]
    return max(others, key=lambda other: rarity[other[0]], default=(anchor, _SOMEWHERE))


def _join(between: str) -> int:
    """How two words are set apart: adjacent, apart (by a comma ...), or by the end of a sentence."""
    if between == " ":
        return _ADJACENT
    if "." in between or "!" in between or "?" in between:
        return _STOP
    return _ADJACENT if all(char.isspace() or char in _HYPHENS for char in between) else _APART


class _Joins(dict[str, int]):
    """What is between words -> `_join` of it, for what is short looked at once."""

    def __missing__(self, between: str) -> int:
        join = _join(between)
        if len(between) <= _LONGEST_JOIN and len(self) < _CACHE_LIMIT:
            self[between] = join
        return join


_JOINS = _Joins()


def _tried(word: _Word, position: int, words: Sequence[_Word], present: set[int] | None) -> list[_Entry]:
    """The phrases that begin at a word and whose next word may be where it has to be; `present`: what all words of the text
    fill, None where no phrase of the word asks."""
    before, after, somewhere = word.tried
    tried: list[_Entry] = []
    if before and position:
        _add_filled(tried, before, words[position - 1].fills[_BEFORE])
    if after and position < len(words) - 1:
        _add_filled(tried, after, words[position + 1].fills[_AFTER])
    if somewhere and present is not None:
        _add_filled(tried, somewhere, present)
    return tried


def _add_filled(tried: list[_Entry], waiting: _Tried, filled: frozenset[int] | set[int]) -> None:
    """Add those that wait for a slot that is filled."""
    if not filled.isdisjoint(waiting):
        for need in filled.intersection(waiting):
            tried += waiting[need]


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
