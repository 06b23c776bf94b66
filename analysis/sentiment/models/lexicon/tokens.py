"""Texts to tokens for the lexicon models: normalisation and splitting shared by all languages, and the tokenizers by name.

A tokenizer gives two lists of equal length: the tokens as written (normalised, lower case) and their lemmas (the same
list where the language has no lemmas). Beside words there are tokens for emoji, emoticons, numbers, punctuation
and, where spaces separate clauses rather than words, SPACE.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from analysis.sentiment.models.lexicon.symbols import (
    emoji_valences,
    emoticon_valences,
    literal_pattern,
    without_modifiers,
)

SPACE = " "
PARAGRAPH = "\n"
LONGEST = 20_000
"""Characters read of one text: a review or post is far shorter, and what follows is not scored."""
_D_STROKE = str.maketrans({"đ": "d", "Đ": "D"})
_CACHE_SIZE = 10_000
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_SURROGATES = re.compile("[\ud800-\udfff]")
Tokens = tuple[list[str], list[str]]


class Tokenizer(Protocol):
    """Splits texts of one language. The same text always gives the same tokens."""

    def __call__(self, text: str) -> Tokens:
        """The tokens of a normalised text, and their lemmas."""
        ...


@dataclass(frozen=True)
class Settings:
    """What a tokenizer needs of a lexicon. `vocabulary`: every entry and rule word as written in its file; `spelling`:
    token -> its usual spelling; `prefixes`: negating prefixes split off the words of the vocabulary."""

    vocabulary: Collection[str]
    spelling: dict[str, str] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()
    prefix_exceptions: frozenset[str] = frozenset()


def normalised(text: str) -> str:
    """NFC, lower case, typographic apostrophes made plain, zero-width characters and lone surrogates gone, at most
    LONGEST characters."""
    text = text[:LONGEST].replace("\u2019", "'").strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SURROGATES.sub("", without_modifiers(text)))
    return text.lower()


def shortened(text: str) -> str:
    """Letters repeated three times or more, once: "đẹppp" -> "đẹp"."""
    return _REPEATED.sub(r"\1", text)


class _Bare(dict[int, str]):
    """Code point -> the character without its marks ("" for a mark), worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code).translate(_D_STROKE))
        bare = "".join(character for character in parts if not unicodedata.combining(character))
        if len(self) < _CACHE_SIZE:
            self[code] = bare
        return bare


_BARE = _Bare()


def undiacritised(text: str) -> str:
    """The text without its marks over and under letters (đ -> d)."""
    return text if text.isascii() else text.translate(_BARE)


def symbol_pattern(vocabulary: Collection[str]) -> str:
    """A pattern for emoticons (shared ones and those of the vocabulary), not within words or numbers."""
    own = {
        entry for entry in vocabulary if " " not in entry and not any(c.isalpha() and not c.isascii() for c in entry)
    }
    symbols = {word.lower() for word in (*emoticon_valences(), *emoji_valences()) if len(word) > 1} | {
        entry for entry in own if len(entry) > 1 and not entry.isalnum() and not entry.replace("-", "").isalnum()
    }
    return rf"(?<![a-z0-9])(?:{literal_pattern(symbols)})(?![a-z0-9])"


_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"
_OTHER = r"\d+(?:[.,:]\d+)*|[.!?,;:()\n…。！？|/]|[^\w\s]"


def word_pattern(vocabulary: Collection[str], word: str = _WORD) -> re.Pattern[str]:
    """Finds emoticons, words, numbers, punctuation and other symbols (one character each), skipping spaces."""
    return re.compile(rf"{symbol_pattern(vocabulary)}|{word}|{_OTHER}")


def few_in_a_row(tokens: list[str]) -> list[str]:
    """The tokens with runs of one emoji cut to two: ten hearts are not ten compliments."""
    known = emoji_valences()
    if known.keys().isdisjoint(tokens):
        return tokens
    return [
        token
        for index, token in enumerate(tokens)
        if index < 2 or token not in known or token != tokens[index - 1] or token != tokens[index - 2]
    ]


def respelled(tokens: Sequence[str], spelling: dict[str, str]) -> list[str]:
    """The tokens with the unusual spellings replaced; one may become several."""
    if spelling.keys().isdisjoint(tokens):
        return list(tokens)
    return [part for token in tokens for part in (spelling[token].split() if token in spelling else (token,))]


class WordTokenizer:
    """Words between spaces and punctuation: for languages that write them so."""

    def __init__(self, settings: Settings) -> None:
        self._find = word_pattern(settings.vocabulary).findall
        self._spelling = settings.spelling

    def __call__(self, text: str) -> Tokens:
        tokens = respelled(few_in_a_row(self._find(shortened(text))), self._spelling)
        return tokens, tokens
