"""The text of a brand that comes nearest to what others are asked: the counter-check of an absence."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.figures.evidence import EvidenceItem
from analysis.text.phrases import fold

_ENDS = re.compile(r"(?<=[.!?\u0e2f\u3002])\s+|\n+")
_PIECES = 40
"""Sentences of one answer that are compared; longer answers are articles, whose questions name what they are on."""
Grams = Counter[str]


@dataclass(frozen=True)
class Near:
    """The nearest text, where it was read, and how alike it is (0..1)."""

    text: str
    item: EvidenceItem
    alike: float


def nearest(asked: Sequence[str], texts: Iterable[tuple[str, EvidenceItem]]) -> Near | None:
    """Of `texts` (a question with its answer, and where it was read) the sentence that is most like any of `asked`; None
    without texts. Letters are compared three by three, so that no language's words need to be known."""
    pieces = [(piece, item) for text, item in texts for piece in _ENDS.split(text)[:_PIECES] if piece.strip()]
    wanted = [_grams(text) for text in asked]
    found = [_grams(piece) for piece, _ in pieces]
    held = Counter(gram for grams in (*wanted, *found) for gram in grams)
    rare = {gram: math.log(1 + (len(wanted) + len(found)) / n) for gram, n in held.items()}
    best: Near | None = None
    for (piece, item), grams in zip(pieces, found, strict=True):
        alike = max((_cosine(grams, other, rare) for other in wanted), default=0.0)
        if best is None or alike > best.alike:
            best = Near(piece.strip(), item, alike)
    return best


def _grams(text: str) -> Grams:
    letters = f" {' '.join(fold(text).split())} "
    return Counter(letters[place : place + 3] for place in range(len(letters) - 2))


def _cosine(one: Grams, other: Grams, rare: dict[str, float]) -> float:
    shared = sum(one[gram] * other[gram] * rare[gram] ** 2 for gram in one.keys() & other.keys())
    sizes = [math.sqrt(sum((n * rare[gram]) ** 2 for gram, n in grams.items())) for grams in (one, other)]
    return shared / (sizes[0] * sizes[1]) if all(sizes) else 0.0
