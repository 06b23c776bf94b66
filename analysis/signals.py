"""Signals in customers' texts that ask for action: leaving, and switching to a rival they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.lexicons import LexiconFile, languages_of, read_lexicon
from analysis.phrases import PhraseBook, Phrases, fold

_PLACE = "{rival}"
_STAND_IN = "rivalnamehere"
"""A word no text holds: names are replaced by it before phrases are matched, so a name may have spaces or signs."""


@dataclass(frozen=True)
class NamedBrand:
    """A brand as customers may call it: `names` are its name and aliases, `exclude` what looks like it and is not."""

    id: str
    names: tuple[str, ...]
    exclude: tuple[str, ...] = ()


def signal_languages() -> tuple[str, ...]:
    """Languages in which signals can be read."""
    return languages_of("signals")


def signal_version(language: str) -> str:
    """The version of the phrases of a language of `signal_languages()`."""
    return _lexicon(language).version


def intent_of(sentence: str, language: str | None) -> str | None:
    """'leaving' if the sentence says so, else None. (Switching needs the rivals' names: see `switched_to`.)"""
    if language not in signal_languages():
        return None
    return next(iter(_leaving(language).topics(sentence)), None)


class SwitchFinder:
    """Finds the brand a sentence says its author switches to, among `brands`."""

    def __init__(self, brands: Sequence[NamedBrand]) -> None:
        self._names = {brand.id: _alternatives(brand.names) for brand in brands if brand.names}
        self._excluded = {brand.id: _alternatives(brand.exclude) for brand in brands if brand.exclude}
        self._anyone = re.compile(
            "|".join(pattern.pattern for pattern in self._names.values()) or r"(?!)", re.IGNORECASE
        )

    def switched_to(self, sentence: str, language: str | None, author_of: str) -> str | None:
        """The id of the brand switched to in a review of the brand `author_of`; None if none is named or it is the
        same brand."""
        if language not in signal_languages() or not self._anyone.search(sentence):
            return None
        book = _switching(language)
        for brand, pattern in self._names.items():
            if brand == author_of:
                continue
            text = self._excluded[brand].sub(" ", sentence) if brand in self._excluded else sentence
            replaced, count = pattern.subn(f" {_STAND_IN} ", text)
            if count and book.topics(re.sub(r"\s+", " ", fold(replaced))):
                return brand
        return None


def _alternatives(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names, longest first, not inside a longer word where words are set apart."""
    ordered = sorted((name.strip() for name in names), key=lambda name: (-len(name), name))
    parts = []
    for name in ordered:
        body = r"\s+".join(re.escape(word) for word in name.split())
        parts.append((r"(?<!\w)" if name[0].isascii() else "") + body + (r"(?!\w)" if name[-1].isascii() else ""))
    return re.compile("|".join(parts), re.IGNORECASE)


@lru_cache(maxsize=8)
def _lexicon(language: str) -> LexiconFile:
    return read_lexicon("signals", language, "signals")


@lru_cache(maxsize=8)
def _leaving(language: str) -> PhraseBook:
    return _book(_lexicon(language).entries, "leaving", language)


@lru_cache(maxsize=8)
def _switching(language: str) -> PhraseBook:
    return _book(_lexicon(language).entries, "switching", language)


def _book(entries: Mapping[str, Mapping[str, list[str]]], name: str, language: str) -> PhraseBook:
    include, exclude = (
        tuple(phrase.replace(_PLACE, _STAND_IN) for phrase in entries[name].get(key, ()))
        for key in ("include", "exclude")
    )
    return PhraseBook({name: Phrases(include, exclude)}, word_boundaries=_lexicon(language).word_boundaries)
