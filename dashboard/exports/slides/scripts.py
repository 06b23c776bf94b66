"""Texts that are written from right to left, marked so that a slide shows them that way."""

from __future__ import annotations

import re
import unicodedata

ISOLATE, END = "\u2068", "\u2069"
"""First strong isolate and its end: a name among other words keeps its own direction and leaves theirs alone."""
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_STRETCH = re.compile(f"[{_RIGHT}](?:[{_RIGHT}\\s'’.,&-]*[{_RIGHT}])?")


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is read from right to left."""
    for ch in text:
        direction = unicodedata.bidirectional(ch)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def marked(text: str) -> str:
    """`text` with its stretches from right to left isolated; a text that is written so as a whole as it is."""
    return text if right_to_left(text) else _STRETCH.sub(lambda found: f"{ISOLATE}{found[0]}{END}", text)
