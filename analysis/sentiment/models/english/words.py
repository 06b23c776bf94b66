"""What English VADER knows of single words, each looked at once: the lexicon, boosters, negations and emoji of the installed
vaderSentiment package, which stays the reference."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable
from typing import NamedTuple

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

MAX_CACHED = 200_000
"""Tokens remembered; then all are forgotten. At about 100 bytes each this bounds the memory."""
MAX_TOKEN = 40
"""Characters of a token that is remembered: hostile texts hold one long token after the other."""
_PUNCTUATION = string.punctuation
_GAP = 0x1000
"""Emoji further apart than this are in ranges of their own."""
_NEGATIONS = frozenset(NEGATE)


class Entry(NamedTuple):
    """An entry of several words: the words that may be at each place, what replaces it, and how many of
    its words are before the one it is looked up by."""

    slots: tuple[frozenset[str], ...]
    stand_in: str
    before: int


Entries = tuple[dict[str, list[Entry]], dict[str, list[Entry]]]
"""Entries of several words, by the word before and, if none is, after the one they are looked up by."""


class Word:
    """A token that some rule reacts to.

    `lower`: the token, stripped of punctuation and in lower case. `valence`: its lexicon entry, 0.0 if it has none
    (`listed` False). `hit`: it carries sentiment itself (an entry, and no booster). `upper`: in capitals. `booster`: what
    it adds to the word after it, 0.0 if nothing. `negates`: it is a negation. `but`: it is that word. `telling`: a
    special phrase may be around it. `odd`: its own valence may depend on more than the words before it. `entries`: those of
    several words that are looked up by it (see customers.py), None if there are none.
    """

    __slots__ = ("booster", "but", "entries", "hit", "listed", "lower", "negates", "odd", "telling", "upper", "valence")

    def __init__(self, word: str, lower: str, valence: float | None) -> None:
        self.lower = lower
        self.listed = valence is not None
        self.valence = valence if valence is not None else 0.0
        self.hit = self.listed and lower not in BOOSTER_DICT
        self.upper = word.isupper()
        self.booster: float = BOOSTER_DICT.get(lower, 0.0)
        self.negates = lower in _NEGATIONS or "n't" in lower
        self.but = lower == "but"
        self.telling = lower in _TELLING or (self.listed and lower in _PHRASE_WORDS)
        self.odd = self.telling or lower in ("no", "kind")
        self.entries: Entries | None = None


PHRASES: dict[str, float] = {phrase: value for phrase, value in SPECIAL_CASES.items() if " " in phrase}
"""Special cases of several words; those of one word are never looked up by VADER."""
BOOSTER_PHRASES: dict[str, float] = {phrase: value for phrase, value in BOOSTER_DICT.items() if " " in phrase}
_TELLING = frozenset(max(phrase.split(), key=len) for phrase in (*PHRASES, *BOOSTER_PHRASES))
"""The longest word of each phrase: where there is none of these, there is no phrase."""
_PHRASE_WORDS = frozenset(word for phrase in PHRASES for word in phrase.split())
_USED = frozenset({"but", "so", "this", "least"})


def token_word(token: str) -> str:
    """A token without the punctuation around it, unless two characters or fewer would be left (an emoticon)."""
    stripped = token.strip(_PUNCTUATION)
    return token if len(stripped) <= 2 else stripped


class Words(dict[str, "Word | None"]):
    """Token -> Word, or None for a token that no rule reacts to. Looks a token up when it is first asked for."""

    def __init__(self, lexicon: dict[str, float]) -> None:
        super().__init__()
        self.lexicon = lexicon
        self._used = frozenset({*lexicon, *BOOSTER_DICT, *_NEGATIONS, *_TELLING, *_USED})

    def __missing__(self, token: str) -> Word | None:
        plain = token_word(token)
        lower = plain.lower()
        word = None
        if lower in self._used or plain.isupper() or "n't" in lower:
            word = Word(plain, lower, self.lexicon.get(lower))
        if len(token) <= MAX_TOKEN:
            if len(self) >= MAX_CACHED:
                self.clear()
            self[token] = word
        return word


def read_package() -> tuple[dict[str, float], Callable[[str], str]]:
    """The lexicon (lower-case entry -> valence −4..4), and a function that puts descriptions in the place of emoji."""
    package = SentimentIntensityAnalyzer()
    # VADER looks at one character at a time: emoji of several (flags, skin tones, families) are met as their parts. It sets
    # a description apart by a space only if none is there; one space more changes neither words nor signs.
    described = {emoji: f" {text}" for emoji, text in package.emojis.items() if len(emoji) == 1}
    possible = re.compile(f"[{_ranges(described)}]")

    def replaced(match: re.Match[str]) -> str:
        return described.get(match.group(), match.group())

    def describe(text: str) -> str:
        return text if text.isascii() and not any_ascii else possible.sub(replaced, text)

    any_ascii = any(sign.isascii() for sign in described)
    return dict(package.lexicon), describe


def _ranges(signs: Iterable[str]) -> str:
    """A few wide ranges that hold all of `signs`, as a regex class: a class of a thousand single signs is far slower."""
    ranges: list[tuple[int, int]] = []
    for code in sorted(map(ord, signs)):
        if ranges and code - ranges[-1][1] < _GAP:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
