"""Texts for comparing readers of English sentiment: fuzzed ones that step on every rule of VADER, and plain ones of a
given number of words."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SENTIMENT_LADEN_IDIOMS,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

CORPUS_SETS = ("en-mabsa_sent", "en-vader_amazon", "en-vader_movie", "en-vader_nyt")
# fmt: off
_BLANKS = (
    *(" ",) * 6, "  ", "\n", "\t", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u00a0", "\u2028", "\u2029", "\u3000", "\u200b",
    "\ufeff", "",
)
_SIGNS = (
    "!", "!!", "!!!", "!!!!!", "?", "??", "???", "????", "?!?!", ".", "...", ",", ";", ":", "'", '"', "-", "--", "(", ")",
    "*", "_", "#", "@", "/", "\\", "\u2019", "\u201c", "\u2026", "\u00a9", "\u00ae", "\ud800", "\udfff", "\x00",
)
_LETTERS = (
    "\u0130", "\u00df", "\ufb01", "\u01c5", "\u0e14\u0e35\u0e21\u0e32\u0e01", "\u1ed1t", "\u0117", "\u4f60\u597d", "\u03a3",
    "123", "4.5", "7/10", "a", "I", "X", "QA", "\u212a", "\u2160", "\U0001d400", "\U0001f1f1\U0001f1f9", "\u20e3",
)
_RULES = (
    "no", "No", "NO", "nor", "or", "but", "But", "BUT", "least", "at least", "very least", "never so", "never this", "so",
    "this", "without doubt", "without a doubt", "doubt", "kind", "kind of", "Kind Of", "sort of", "just enough", "of", "n't",
    "don't", "DON\u2019T", "can't stand", "fed up", "isn'tgood", "not", "NOT", "never", "none", "despite",
)
_PLAIN = (
    "the", "order", "was", "placed", "on", "a", "Monday", "and", "it", "came", "with", "box", "beans", "for", "our", "office",
    "in", "town", "where", "we", "work", "since", "March", "they", "said", "that", "all", "them", "will", "be", "there", "by",
    "noon", "while", "I", "read", "about", "my", "mail", "then", "went", "home",
)
# fmt: on


class Fuzzer:
    """Makes texts of what VADER's rules react to, seeded: equal seeds give equal texts."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        package = SentimentIntensityAnalyzer()
        self._lexicon = sorted(package.lexicon)
        self._emoji = sorted(package.emojis)
        self._phrases = sorted({*SPECIAL_CASES, *SENTIMENT_LADEN_IDIOMS, *BOOSTER_DICT})
        self._negations = sorted(NEGATE)
        few = self._random.sample(self._lexicon, 12)
        self._often = [*few, "good", "bad", "great", "shit", "bomb", "badass", "right", "stop"]

    def texts(self, n: int) -> Iterator[str]:
        """`n` texts of 0 to about 40 pieces."""
        for _ in range(n):
            yield self._text()

    def _text(self) -> str:
        pick = self._random
        length = pick.choice((0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 40))
        odd = pick.random() < 0.4
        text = "".join(self._piece() + (pick.choice(_BLANKS) if odd else " ") for _ in range(length))
        case = pick.random()
        return text.upper() if case < 0.04 else text.lower() if case < 0.08 else text

    def _piece(self) -> str:
        pick = self._random
        kind = pick.random()
        if kind < 0.2:
            piece = pick.choice(_PLAIN)
        elif kind < 0.35:
            piece = pick.choice(self._often)
        elif kind < 0.45:
            piece = pick.choice(self._lexicon)
        elif kind < 0.6:
            piece = pick.choice(_RULES)
        elif kind < 0.7:
            piece = pick.choice(self._phrases)
        elif kind < 0.78:
            piece = pick.choice(self._negations)
        elif kind < 0.84:
            piece = pick.choice(self._emoji)
        elif kind < 0.92:
            piece = pick.choice(_SIGNS)
        elif kind < 0.98:
            piece = pick.choice(_LETTERS)
        else:
            piece = "".join(chr(pick.randrange(1, 0x11000)) for _ in range(pick.randrange(1, 6)))
        return self._dressed(piece)

    def _dressed(self, piece: str) -> str:
        pick = self._random
        dress = pick.random()
        if dress < 0.1:
            piece = piece.upper()
        elif dress < 0.15:
            piece = piece.title()
        if pick.random() < 0.15:
            piece += pick.choice(_SIGNS)
        if pick.random() < 0.05:
            piece = pick.choice(_SIGNS) + piece
        return piece


def corpus_words(folder: Path) -> list[str]:
    """All words of the corpus's English sets, in order. Raises FileNotFoundError naming the set that is missing."""
    words: list[str] = []
    for name in CORPUS_SETS:
        with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                words += line.rstrip("\n").split("\t")[1].split()
    return words


def own_words(n: int, seed: int) -> list[str]:
    """`n` words, of which about one in eight is in the lexicon, as in the corpus's English sets."""
    pick = random.Random(seed)
    lexicon = [word for word in sorted(SentimentIntensityAnalyzer().lexicon) if word.isalpha()]
    rules = ("very", "not", "but", "so", "really", "never", "no", "most")
    out = []
    for _ in range(n):
        kind = pick.random()
        word = pick.choice(lexicon if kind < 0.12 else rules if kind < 0.2 else _PLAIN)
        out.append(word + pick.choice(("", "", "", "", "", "", "", ",", ".", "!")))
    return out


def cut(words: Sequence[str], length: int, limit: int) -> list[str]:
    """Texts of `length` words each, one after the other, `limit` at the most and evenly drawn from all."""
    texts = [" ".join(words[start : start + length]) for start in range(0, len(words) - length + 1, length)]
    step = max(1, len(texts) // limit)
    return texts[::step][:limit]
