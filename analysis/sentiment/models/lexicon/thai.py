"""Thai: words by maximal matching over pythainlp's dictionary and the lexicon's own entries (thai_cuts.py).

Thai is written without spaces between words; a space is between clauses and becomes the token SPACE.
"""

from __future__ import annotations

import re

from analysis.sentiment.models.lexicon.thai_cuts import ThaiCuts
from analysis.sentiment.models.lexicon.tokens import (
    SPACE,
    Settings,
    Tokens,
    few_in_a_row,
    respelled,
    shortened,
    word_pattern,
)

CHUNK = 600
"""Characters cut into words at once: bounds the work of texts without any space."""
_THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_THAI_WORD = "[\u0e01-\u0e3a\u0e40-\u0e4e]+|[^\\W\\d_\u0e00-\u0e7f]+(?:'[^\\W\\d_\u0e00-\u0e7f]+)*"
_REPEATED_MARKS = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0e30\u0e32\u0e33\u0e46])\\1+")
_REPEATER = re.compile("(?<![ \t])[ \t]+\u0e46")
_MARK_BEFORE_VOWEL = re.compile("([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e39])")


def one_spelling(text: str) -> str:
    """Thai typed in several ways as one: เเ -> แ, nikhahit + aa -> am, vowel before tone mark, marks and letters repeated
    for effect once, no space before the repeater."""
    text = text.replace("\u0e40\u0e40", "\u0e41").replace("\u0e4d\u0e32", "\u0e33")
    text = _MARK_BEFORE_VOWEL.sub(r"\2\1", text)
    return _REPEATER.sub("\u0e46", shortened(_REPEATED_MARKS.sub(r"\1", text)))


class ThaiTokenizer:
    """Thai words, words in other letters, numbers, punctuation, symbols and SPACE. Expects a normalised text."""

    def __init__(self, settings: Settings) -> None:
        self._find = re.compile(rf"{word_pattern(settings.vocabulary, _THAI_WORD).pattern}|[ \t]+").findall
        spellings = {part for pair in settings.spelling.items() for text in pair for part in text.split()}
        words = {one_spelling(word) for word in spellings | set(settings.vocabulary)}
        self._cuts = ThaiCuts(word for word in words if _THAI.fullmatch(word))
        self._spelling = {one_spelling(short): one_spelling(long) for short, long in settings.spelling.items()}

    def __call__(self, text: str) -> Tokens:
        tokens: list[str] = []
        for piece in self._find(one_spelling(text)):
            if not "\u0e00" <= piece[0] <= "\u0e7f":
                tokens.append(piece if not piece.isspace() or piece == "\n" else SPACE)
                continue
            for start in range(0, len(piece), CHUNK):
                tokens += self._cuts(piece[start : start + CHUNK])
        tokens = respelled(few_in_a_row(tokens), self._spelling) if self._spelling else few_in_a_row(tokens)
        return tokens, tokens
