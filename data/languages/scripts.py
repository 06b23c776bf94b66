"""How scripts are written, whatever the language."""

from __future__ import annotations

import re

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
)
"""Letters of scripts without spaces between words, for a set of a pattern: Thai and Lao, Burmese, Khmer, Japanese, Chinese."""
_SPACELESS = re.compile(f"[{SPACELESS}]")


def spaceless(text: str) -> bool:
    """Whether a text has a letter of a script that sets no spaces between words: there a word has no edges to check."""
    return _SPACELESS.search(text) is not None
