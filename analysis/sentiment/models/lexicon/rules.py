"""The rules that make one score of a text's words, after VADER (Hutto and Gilbert, ICWSM 2014) and for any language.

What is VADER's: valences −4..4 summed and normalised as x / sqrt(x² + 15); negation × −0.74; intensifiers ± 0.293,
weaker with distance (0.95, 0.9); 0.5 before and 1.5 after a contrast word; 0.292 for each of up to four exclamation marks. What
is not, because it holds for English only: capitals; intensifiers may be after the word (Thai, Vietnamese); shifts are
more than negation (a question or a wish, "should be faster", is not praise); contrast ends with its sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from analysis.sentiment.models.lexicon.tokens import PARAGRAPH, SPACE

RULES_VERSION = "1"
"""Part of every lexicon model's name: raise it when a change here changes a score."""
NORMALISER = 15.0
EXCLAMATION, MOST_EXCLAMATIONS = 0.292, 4
LEANING = 0.3
"""Weaker valences are leanings: intensifiers leave them alone, and alone they make no label."""
MOST_OF_LEANINGS = 0.19
"""The largest sum of leanings alone: its score, 0.049, stays below the threshold of a label (0.05)."""
BOOST_REACH = 3
DISTANCE = (1.0, 0.95, 0.9)
"""Weights of an intensifier one, two and three words away."""
Side = Literal["before", "after", "both"]
SIDES: tuple[Side, ...] = ("before", "after", "both")
NO_STOP, SOFT_STOP, CLAUSE_STOP, SENTENCE_STOP = range(4)
_WORD, _ENTRY, _IGNORED, _SPACE, _BOOST, _SHIFT, _END, _TURN = range(8)
"""What is near a valence, in the order in which most are met; nothing is seen beyond the last two."""
STOPS = (
    {SPACE: SOFT_STOP}
    | dict.fromkeys(",;:()、，", CLAUSE_STOP)
    | dict.fromkeys(f".!?…。！？|{PARAGRAPH}", SENTENCE_STOP)
)


@dataclass(frozen=True, slots=True)
class Shift:
    """Words that change the valences near them. `side`: where the shift is, seen from what it changes; `window`: words
    between at the most; `positive`, `negative`: factors for valences above and below 0; `through`: reaches past
    other entries; `spaces`: reaches past a space token."""

    name: str
    side: Side
    window: int
    positive: float
    negative: float
    through: bool = False
    spaces: bool = True


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word or phrase does. One that both shifts or boosts and has a valence counts by its valence only where it found
    nothing to shift or boost. `idiom`: neither negated nor boosted. `contrast`: weights before and after it."""

    valence: float = 0.0
    idiom: bool = False
    shift: Shift | None = None
    boost: float = 0.0
    boost_side: Side = "before"
    contrast: tuple[float, float] | None = None
    ignored: bool = False
    stop: int = NO_STOP

    is_entry: bool = field(init=False)
    """Whether its valence always counts."""
    role: int = field(init=False)
    """What it is to a valence near it: one of _WORD ... _TURN."""

    def __post_init__(self) -> None:
        entry = bool(self.valence) and self.shift is None and not self.boost
        object.__setattr__(self, "is_entry", entry)
        object.__setattr__(self, "role", self._role())

    def _role(self) -> int:
        if self.contrast is not None:
            return _TURN
        if self.stop >= CLAUSE_STOP:
            return _END
        if self.stop == SOFT_STOP:
            return _SPACE
        if self.boost:
            return _BOOST
        if self.shift is not None:
            return _SHIFT
        if self.ignored:
            return _IGNORED
        return _ENTRY if self.is_entry else _WORD


@dataclass(slots=True)
class Node:
    """One step of the tree of phrases, token by token."""

    children: dict[str, Node] = field(default_factory=dict)
    meaning: Meaning | None = None

    def add(self, phrase: Sequence[str], meaning: Meaning) -> None:
        """Give `phrase` (one token or more) a meaning."""
        node = self
        for token in phrase:
            node = node.children.setdefault(token, Node())
        node.meaning = meaning

    def find(self, phrase: Sequence[str]) -> Meaning | None:
        """The meaning of exactly this phrase."""
        node: Node | None = self
        for token in phrase:
            node = node.children.get(token) if node else None
        return node.meaning if node else None


_PLAIN = Meaning()
_STOP_MEANINGS = {token: Meaning(stop=stop) for token, stop in STOPS.items()}


def meanings_of(tokens: Sequence[str], lemmas: Sequence[str], phrases: Node) -> list[Meaning]:
    """The text as meanings, by the longest phrase at each place; a word of none is a plain one."""
    found: list[Meaning] = []
    root = phrases.children
    size, index = len(tokens), 0
    while index < size:
        node = root.get(tokens[index]) or root.get(lemmas[index])
        if node is None:
            found.append(_STOP_MEANINGS.get(tokens[index], _PLAIN))
            index += 1
            continue
        best, end, ahead = node.meaning, index + 1, index + 1
        while node is not None and node.children and ahead < size:
            node = node.children.get(tokens[ahead]) or node.children.get(lemmas[ahead])
            ahead += 1
            if node is not None and node.meaning is not None:
                best, end = node.meaning, ahead
        found.append(best or _STOP_MEANINGS.get(tokens[index], _PLAIN))
        index = end
    return found


def score_of(meanings: Sequence[Meaning], exclamations: int) -> float:
    """−1..1: the normalised sum of all valences, shifted, boosted and weighed by contrast. 0 where nothing has a valence."""
    roles = [meaning.role for meaning in meanings]
    valences = _valences(meanings, roles)
    if not valences:
        return 0.0
    total = sum(_weighed(meanings, valences) if _TURN in roles else valences.values())
    if all(abs(valence) < LEANING for valence in valences.values()):
        total = max(-MOST_OF_LEANINGS, min(MOST_OF_LEANINGS, total))
    elif total:
        total += math.copysign(EXCLAMATION * min(exclamations, MOST_EXCLAMATIONS), total) * min(1.0, abs(total))
    return max(-1.0, min(1.0, total / math.sqrt(total * total + NORMALISER)))


def _valences(meanings: Sequence[Meaning], roles: Sequence[int]) -> dict[int, float]:
    """Place -> valence, of entries first and then of boosters and shifts that took no effect."""
    if _BOOST not in roles and _SHIFT not in roles:
        return {index: meaning.valence for index, meaning in enumerate(meanings) if meaning.is_entry}
    used: set[int] = set()
    valences = {
        index: meaning.valence if meaning.idiom else _in_context(meanings, roles, index, used)
        for index, meaning in enumerate(meanings)
        if meaning.is_entry
    }
    for index, meaning in enumerate(meanings):
        if meaning.valence and not meaning.is_entry and index not in used:
            valences[index] = meaning.valence
    return valences


def _in_context(meanings: Sequence[Meaning], roles: Sequence[int], index: int, used: set[int]) -> float:
    """The valence at `index` after boosters and shifts around it; those that took effect join `used`."""
    valence = meanings[index].valence
    around = _Around(meanings, roles, valence, used)
    around.look("before", range(index - 1, -1, -1))
    around.look("after", range(index + 1, len(roles)))
    strength = max(0.0, abs(valence) + around.boost) if abs(valence) >= LEANING else abs(valence)
    return math.copysign(strength, valence) * around.factor


class _Around:
    """What boosters and shifts around a valence do to it: `boost` is added to its strength, `factor` multiplies it."""

    def __init__(self, meanings: Sequence[Meaning], roles: Sequence[int], valence: float, used: set[int]) -> None:
        self._meanings, self._roles, self._used = meanings, roles, used
        self._positive = valence > 0
        self.factor, self.boost = 1.0, 0.0

    def look(self, side: Side, places: Iterable[int]) -> None:
        """Take in what is on one side, from the nearest word to the farthest that can matter."""
        words, past_entry, past_space = 0, False, False
        for place in places:
            role = self._roles[place]
            if role == _WORD:
                words += 1
            elif role >= _END:
                break
            elif role == _ENTRY:
                words += 1
                past_entry = True
            elif role == _SPACE:
                past_space = True
            elif role == _BOOST:
                if not past_entry and words < BOOST_REACH:
                    self._take_boost(place, side, words)
            elif role == _SHIFT:
                self._take_shift(place, side, words, past_entry, past_space)
                words += 1
            if words > _FARTHEST:
                break

    def _take_boost(self, place: int, side: Side, words: int) -> None:
        other = self._meanings[place]
        if other.boost_side in (side, "both"):
            self.boost += other.boost * DISTANCE[words]
            self._used.add(place)

    def _take_shift(self, place: int, side: Side, words: int, past_entry: bool, past_space: bool) -> None:
        shift = self._meanings[place].shift
        assert shift is not None
        reaches = (shift.through or not past_entry) and (shift.spaces or not past_space)
        if shift.side in (side, "both") and words <= shift.window and reaches:
            self.factor *= shift.positive if self._positive else shift.negative
            self._used.add(place)


_FARTHEST = 12
"""No rule looks farther than this many words."""


def _weighed(meanings: Sequence[Meaning], valences: dict[int, float]) -> list[float]:
    """The valences times the weights of the nearest contrast words of their sentence."""
    weights = [1.0] * len(meanings)
    for order, side in ((range(len(meanings)), 1), (range(len(meanings) - 1, -1, -1), 0)):
        current = 1.0
        for place in order:
            meaning = meanings[place]
            if meaning.stop == SENTENCE_STOP:
                current = 1.0
            elif meaning.contrast is not None:
                current = meaning.contrast[side]
            weights[place] *= current
    return [valence * weights[place] for place, valence in valences.items()]
