"""What a customer's sentence is for: a complaint, leaving, switching to a rival, a recommendation, a question, praise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from analysis.text.lexicons import LabelledBook, LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook, fold

INTENTS = ("switch", "churn", "complaint", "recommend", "question", "praise")
_PLACE = "{rival}"
_NAMED_SWITCH = "switching"
_QUESTION = "question"
_WEAKER_THAN_A_QUESTION = (None, "recommend", "praise")
_SHOWN_BY = {"anger": "complaint", "joy": "praise"}
"""What a sentence is for that shows an emotion and says nothing else: who is angry complains."""
_QUESTION_MARK = re.compile(r"[?\uff1f\u061f]\W*$")
_STAND_IN = "rivalnamehere"
"""A word no text holds: names are replaced by it before phrases are matched, so a name may have spaces or signs."""


_BEFORE, _AFTER = r"(?<![^\W\u0e00-\u0eff])", r"(?![^\W\u0e00-\u0eff])"


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


def intent_of(sentence: str, language: str | None, label: int | None = None, emotion: str | None = None) -> str | None:
    """What the sentence is for: the first in file order of switch, churn, complaint, recommend, question and praise that
    its words and its sentiment `label` (−1, 0, 1 or None if unknown) allow, else what its `emotion` (see `emotion_of`)
    implies; None if none of them, or in a language without such phrases. A question mark makes a question in any of
    them. (To whom one switches: see `switched_to`.)"""
    if language is None or language not in signal_languages():
        return None
    return intent_among(intent_book(language).book.meanings(sentence), sentence, language, label, emotion)


def intent_among(
    meanings: Sequence[str], sentence: str, language: str, label: int | None, emotion: str | None = None
) -> str | None:
    """As intent_of, of a sentence in which the phrases of `intent_book(language)` found these `meanings` (in file order)."""
    intents = intent_book(language)
    found = intents.first_of(meanings, label)
    if found in _WEAKER_THAN_A_QUESTION and _QUESTION_MARK.search(sentence) and intents.allows(_QUESTION, label):
        return _QUESTION
    return found or _SHOWN_BY.get(emotion or "")


class SwitchFinder:
    """Finds the brand a sentence says its author switches to, among `brands`. `version` changes with their names, '' if there
    are none."""

    def __init__(self, brands: Sequence[NamedBrand]) -> None:
        self.version = blake2b(repr(tuple(brands)).encode(), digest_size=4).hexdigest() if brands else ""
        self._names = {brand.id: _alternatives(brand.names) for brand in brands if brand.names}
        self._excluded = {brand.id: _alternatives(brand.exclude) for brand in brands if brand.exclude}
        self._anyone = re.compile(
            "|".join(pattern.pattern for pattern in self._names.values()) or r"(?!)", re.IGNORECASE
        )

    def names_any(self, text: str) -> bool:
        """Whether any of the brands is named in `text`; else nobody in it switches to one."""
        return self._anyone.search(text) is not None

    def switched_to(self, sentence: str, language: str | None, author_of: str) -> str | None:
        """The id of the brand switched to in a review of the brand `author_of`; None if none is named or it is the
        same brand."""
        if language not in signal_languages() or not self.names_any(sentence):
            return None
        book = _switching(language)
        for brand, pattern in self._names.items():
            if brand == author_of:
                continue
            text = self._excluded[brand].sub(" ", sentence) if brand in self._excluded else sentence
            replaced, count = pattern.subn(f" {_STAND_IN} ", text)
            if count and book.meanings(re.sub(r"\s+", " ", fold(replaced))):
                return brand
        return None


def _alternatives(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names, longest first, not inside a longer word where words are set apart: Thai letters may touch a name."""
    ordered = sorted((name.strip() for name in names), key=lambda name: (-len(name), name))
    parts = []
    for name in ordered:
        body = r"\s+".join(re.escape(word) for word in name.split())
        parts.append((_BEFORE if name[0].isascii() else "") + body + (_AFTER if name[-1].isascii() else ""))
    return re.compile("|".join(parts), re.IGNORECASE)


@lru_cache(maxsize=32)
def _lexicon(language: str) -> LexiconFile:
    lexicon = read_lexicon("signals", language, "signals")
    if set(lexicon.entries) != {_NAMED_SWITCH, *INTENTS}:
        expected = ", ".join((_NAMED_SWITCH, *INTENTS))
        raise LexiconError(f"{lexicon.path}: signals: expected {expected}, found {', '.join(lexicon.entries)}")
    return lexicon


@lru_cache(maxsize=32)
def intent_book(language: str) -> LabelledBook:
    """The phrases of INTENTS in a language of `signal_languages()`."""
    lexicon = _lexicon(language)
    return LabelledBook(lexicon, [name for name in lexicon.entries if name != _NAMED_SWITCH])


@lru_cache(maxsize=32)
def _switching(language: str) -> PhraseBook:
    lexicon = _lexicon(language)
    return lexicon.book_of({_NAMED_SWITCH: lexicon.phrases(_NAMED_SWITCH, {_PLACE: _STAND_IN})})
