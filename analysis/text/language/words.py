"""What a text's words say of its language: everyday words of each language, letters that only one language writes, and
Vietnamese syllables typed without their marks. The words are those of data/languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from data.languages import known, language
from data.languages.shapes import Syllables

FILE = "words.toml"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
OWN_SHARE = 0.06
"""Vietnamese writes a fifth of its letters as no other language does; a foreign text that names a dish has fewer."""
FOREIGN_WORD = 1.0
"""How many syllables that may be Vietnamese one word that cannot be outweighs."""
_D_STROKE = str.maketrans("đĐ", "dD")


class Votes(NamedTuple):
    """`words`: how many the text has; `by_language`: how many of them are of each language, most first (Vietnamese may have
    a fraction, by its syllables)."""

    words: int
    by_language: tuple[tuple[str, float], ...]

    def of(self, language: str) -> float:
        """The votes for one language."""
        return next((votes for code, votes in self.by_language if code == language), 0.0)

    @property
    def lead(self) -> float:
        """By how many votes the first is before the second."""
        if not self.by_language:
            return 0.0
        second = self.by_language[1][1] if len(self.by_language) > 1 else 0.0
        return self.by_language[0][1] - second


@dataclass(frozen=True)
class _Words:
    """`groups`: word -> place in `languages_of`, the languages a word is of; `syllables`: may be Vietnamese without marks."""

    groups: Mapping[str, int]
    languages_of: tuple[tuple[str, ...], ...]
    syllables: frozenset[str]
    known: tuple[str, ...]


def votes_of(lowered: str) -> Votes:
    """What the words of a text in lower case say."""
    words = _WORD.findall(lowered)
    data = _words()
    votes: dict[str, float] = {}
    for group, count in Counter(map(data.groups.get, words)).items():
        if group is not None:
            for code in data.languages_of[group]:
                votes[code] = votes.get(code, 0.0) + count
    if not lowered.isascii():
        for code, pattern in _word_letters().items():
            if marked := len(pattern.findall(lowered)):
                votes[code] = votes.get(code, 0.0) + marked
    syllables = sum(map(data.syllables.__contains__, words))
    likely = syllables - FOREIGN_WORD * (len(words) - syllables)
    if likely > votes.get("vi", 0.0):
        votes["vi"] = likely
    return Votes(len(words), tuple(sorted(votes.items(), key=lambda item: -item[1])))


def language_of_letters(lowered: str, letters: int) -> str | None:
    """The language that alone writes so many of the letters of a text in lower case, which has `letters` in all, that the text
    can be in no other; None if there is none."""
    enough = max(2.0, OWN_SHARE * letters)
    found = (code for code, pattern in _text_letters().items() if len(pattern.findall(lowered)) >= enough)
    return None if lowered.isascii() else next(found, None)


@cache
def _word_letters() -> dict[str, re.Pattern[str]]:
    """Language -> words with a letter of its own."""
    return {
        code: re.compile(rf"[^\W\d_]*[{re.escape(language(code).word_letters)}][^\W\d_]*")
        for code in known()
        if language(code).word_letters
    }


@cache
def _text_letters() -> dict[str, re.Pattern[str]]:
    """Language -> letters that no other writes."""
    return {
        code: re.compile(f"[{re.escape(language(code).text_letters)}]")
        for code in known()
        if language(code).text_letters
    }


def known_languages() -> tuple[str, ...]:
    """The languages that are distinguished though they are not collected."""
    return _words().known


@cache
def _words() -> _Words:
    content = tomllib.loads((files("analysis.text.language") / FILE).read_text(encoding="utf-8"))
    lists = {code: set(language(code).words.split()) for code in known() if language(code).words}
    languages: dict[str, set[str]] = {}
    for code, words in lists.items():
        for word in words:
            languages.setdefault(word, set()).add(code)
    bare: dict[str, set[str]] = {}
    for code, words in lists.items():
        for word in words:
            plain = _undiacritised(word)
            if plain not in languages and len(plain) > 1:
                bare.setdefault(plain, set()).add(code)
    languages |= {word: of for word, of in bare.items() if len(of) == 1}
    groups = sorted({tuple(sorted(of)) for of in languages.values()})
    place = {group: index for index, group in enumerate(groups)}
    return _Words(
        {word: place[tuple(sorted(of))] for word, of in languages.items()},
        tuple(groups),
        _syllables(language("vi").syllables),
        (*lists, "th", *content["others"]),
    )


def _syllables(content: Syllables) -> frozenset[str]:
    onsets, rimes = content.onsets.split(), content.rimes.split()
    built = {onset + rime for onset in onsets for rime in rimes}
    return frozenset(built | {*content.alone.split(), *content.also.split()})


def _undiacritised(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.translate(_D_STROKE))
    return "".join(character for character in parts if not unicodedata.combining(character))
