"""What can be seen of a text in any language without reading it: length, capitals, questions, cries, accounts, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SURFACE = 12
"""Columns: characters, words between blanks, words in capitals, an account (@), a topic (#), an address; ends with a question
mark, with an exclamation mark; dots of omission, a digit, a sign three times in a row, a quotation. Each 0..about 2."""
_ADDRESS = re.compile(r"https?://|www\.")
_TRIPLE = re.compile(r"(\S)\1\1")
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile('["\u201c\u201d\u00ab\u00bb]')
_OMITTED = re.compile("\\.\\.\\.|\u2026")
_QUESTIONS = ("?", "\uff1f", "\u061f")
_CRIES = ("!", "\uff01")
_LONG_TEXT, _MANY_WORDS, _MOST_CAPITALS = 6.0, 4.0, 3
Floats = npt.NDArray[np.float64]


def surface_features(texts: Sequence[str]) -> Floats:
    """texts × SURFACE. Counts are damped by ln(1 + n)."""
    table = np.array([_row(text) for text in texts], dtype=np.float64).reshape(len(texts), SURFACE)
    table[:, 0] = np.log1p(table[:, 0]) / _LONG_TEXT
    table[:, 1] = np.log1p(table[:, 1]) / _MANY_WORDS
    return table


def _row(text: str) -> tuple[float, ...]:
    words = text.split()
    capitals = 0
    if text.lower() != text:
        capitals = min(_MOST_CAPITALS, sum(1 for word in words if len(word) > 2 and word.isupper()))
    ending = words[-1] if words else ""
    return (
        len(text),
        len(words),
        capitals / _MOST_CAPITALS,
        "@" in text,
        "#" in text,
        _ADDRESS.search(text) is not None,
        ending.endswith(_QUESTIONS),
        ending.endswith(_CRIES),
        _OMITTED.search(text) is not None,
        _DIGIT.search(text) is not None,
        _TRIPLE.search(text) is not None,
        _QUOTED.search(text) is not None,
    )
