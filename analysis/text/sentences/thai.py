"""Where sentences end in Thai, which writes neither full stops nor spaces between words: a space is between clauses, but
also around numbers, names and in lists. Cut is after a polite particle, before a word that begins a statement, after ! and ?,
at emoji, at wide gaps, and at any space after a stretch long enough to be a sentence."""

from __future__ import annotations

import re

from analysis.text.sentences.rules import Rules

_THAI = re.compile(r"[\u0e00-\u0e7f]+")
_SPACE = re.compile(r"\s+")
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
_GLUED = re.compile(
    r"(?<![!?])[!?]++(?=[\u0e01-\u0e4e])"
    rf"|(?<![{_EMOJI}])[{_EMOJI}][\ufe0f\u200d{_EMOJI}]*+(?=\s*+[\u0e01-\u0e4e])"
)
_FULL_STOP = re.compile(r"([^\s.]+(?:\.[^\s.]+)*)\.$")
CLAUSE = 40
"""Characters after which any space ends a sentence; a clause of Thai is about half as long."""
BEFORE_OPENER = 8
"""Characters of a sentence before a word that begins the next one."""
NO_SPACE = 120
"""A stretch without a space that is longer is cut at its turns."""
TURN_EVERY = 30
_TAIL = 24
"""Characters read before a space to find what ends there."""
_PARTICLE = 10
_REPEATER = "\u0e46"
_SHORTEST_WORD = 4


def is_thai(line: str) -> bool:
    """Whether at least a third of a line is in Thai script."""
    return not line.isascii() and sum(map(len, _THAI.findall(line))) * 3 > len(line)


def thai_breaks(text: str, start: int, end: int, rules: Rules) -> list[int]:
    """Offsets in (start, end) after which a new sentence begins, ascending."""
    found = {match.end() for match in _GLUED.finditer(text, start, end)}
    found |= {
        match.end() for match in rules.closing.finditer(text, start, end) if _thai_follows(text, match.end(), end)
    }
    glued = sorted(found)
    last, next_glued = start, 0
    for match in _SPACE.finditer(text, start, end):
        while next_glued < len(glued) and glued[next_glued] <= match.start():
            last = max(last, glued[next_glued])
            next_glued += 1
        if _ends_at_space(text, last, match, end, rules):
            found.add(match.end())
            last = match.end()
    for first, stop in _stretches(text, start, end):
        reached = first
        for turn in rules.turn.finditer(text, first, stop):
            if turn.start() - reached >= TURN_EVERY and stop - turn.start() >= TURN_EVERY:
                found.add(turn.start())
                reached = turn.start()
    return sorted(stop for stop in found if start < stop < end)


def _thai_follows(text: str, place: int, end: int) -> bool:
    return place < end and "\u0e01" <= text[place] <= "\u0e45"


def _ends_at_space(text: str, last: int, space: re.Match[str], end: int, rules: Rules) -> bool:
    """Whether a sentence that began at `last` ends before this space."""
    if space.end() >= end or space.start() <= last:
        return False
    stop, following = space.start(), text[space.end()]
    tail, length = text[max(last, stop - _TAIL) : stop], stop - last
    if following == _REPEATER:
        return False
    if tail[-1] in "!?" or len(space.group()) > 1 or rules.particle_end.search(tail[-_PARTICLE:]):
        return True
    stopped = _FULL_STOP.search(tail) if tail[-1] == "." else None
    if stopped:
        return not _is_short(stopped.group(1).lower(), rules) and not following.isdigit()
    if length >= BEFORE_OPENER and rules.opener.match(text, space.end(), end):
        return True
    # Numbers and words in other letters have spaces around them; these end nothing.
    inside = tail[-1].isascii() or following.isascii()
    return length >= CLAUSE and not inside


def _is_short(word: str, rules: Rules) -> bool:
    """Whether a word before a full stop is an abbreviation."""
    return word in rules.inner or word in rules.last or len(word) < _SHORTEST_WORD or "." in word


def _stretches(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Long stretches without any space."""
    stretches, first = [], start
    for match in _SPACE.finditer(text, start, end):
        stretches.append((first, match.start()))
        first = match.end()
    stretches.append((first, end))
    return [(first, stop) for first, stop in stretches if stop - first > NO_SPACE]
