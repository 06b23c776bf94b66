"""Valences of emoji and emoticons, shared by all lexicon languages.

Emoji: the sum of VADER's valences over the words of the emoji's description (VADER's own way), then
emoji.tsv, written for those whose description says nothing (thumbs, hearts) or the wrong thing.
Emoticons: the entries of VADER's lexicon that hold a symbol, such as `:)`. Only single code points are kept: a variation
selector, a skin tone or a joined sequence reads as its first emoji.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from analysis.sentiment.models.lexicon.valences import read_valences

LIMIT = 4.0
"""Valences lie within −4..4, as in VADER's lexicon."""
OVERRIDES = "emoji.tsv"
_MODIFIERS = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]")
_RUNS_OF_LETTERS = re.compile(r"[A-Za-z'&.-]+")


def without_modifiers(text: str) -> str:
    """The text without variation selectors, skin tones, joiners and other zero-width characters."""
    return text if text.isascii() else _MODIFIERS.sub("", text)


@cache
def _vader_words() -> dict[str, float]:
    lines = (files("vaderSentiment") / "vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    return {fields[0]: float(fields[1]) for fields in (line.split("\t") for line in lines) if len(fields) > 1}


@cache
def emoji_valences() -> dict[str, float]:
    """One code point -> valence −4..4, without zeros."""
    words = _vader_words()
    valences: dict[str, float] = {}
    for line in (files("vaderSentiment") / "emoji_utf8_lexicon.txt").read_text(encoding="utf-8").splitlines():
        emoji, _, description = line.partition("\t")
        emoji = without_modifiers(emoji)
        if len(emoji) == 1 and not emoji.isalnum():
            total = sum(words.get(word, 0.0) for word in _RUNS_OF_LETTERS.findall(description.lower()))
            valences[emoji] = max(-LIMIT, min(LIMIT, total))
    overrides = read_valences(files("analysis.sentiment.models.lexicon") / OVERRIDES)
    valences.update({without_modifiers(emoji): valence for emoji, valence in overrides.items()})
    return {emoji: valence for emoji, valence in valences.items() if valence}


@cache
def emoticon_valences() -> dict[str, float]:
    """Emoticon -> valence −4..4. Those made of letters and digits only are left out: they are words elsewhere."""
    return {
        word: valence
        for word, valence in _vader_words().items()
        if len(word) > 1 and word.isascii() and not _RUNS_OF_LETTERS.fullmatch(word) and not word.isalnum()
    }


def literal_pattern(words: Iterable[str]) -> str:
    """A pattern of fixed strings, longest first, grouped by first character so that most positions fail at once."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(
        f"{re.escape(first)}(?:{'|'.join(re.escape(rest) for rest in rests)})" for first, rests in groups.items()
    )
