"""What a customer's sentence is for: a complaint, leaving, switching to a rival, a recommendation, a question, praise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.text.lexicons import LabelledBook, LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook, fold
from data.brand_names import BrandNames, NamedBrand, normalised

INTENTS = ("switch", "churn", "complaint", "recommend", "question", "praise")
_PLACE = "{rival}"
_NAMED_SWITCH = "switching"
_QUESTION = "question"
COMPLAINT = "complaint"
BLEMISH = "blemish"
"""Phrases of what is amiss, too common to complain by themselves: a part with one complains where its text is negative."""
_FROM_SCORE = "from_score"
_NEVER = [2.0, 2.0, 0.0]
"""Scores that no model gives."""
_WEAKER_THAN_A_QUESTION = (None, "recommend", "praise")
_SHOWN_BY = {"anger": COMPLAINT, "joy": "praise"}
"""What a sentence is for that shows an emotion and says nothing else: who is angry complains."""
_QUESTION_MARK = re.compile(r"[?\uff1f\u061f]\W*$")
_STAND_IN = "rivalnamehere"
"""A word no text holds: names are replaced by it before phrases are matched, so a name may have spaces or signs."""


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
    found = intents.first_of([meaning for meaning in meanings if meaning != BLEMISH], label)
    if found in _WEAKER_THAN_A_QUESTION and _QUESTION_MARK.search(sentence) and intents.allows(_QUESTION, label):
        return _QUESTION
    return found or _SHOWN_BY.get(emotion or "")


def complaint_by(
    language: str | None, score: float | None, emotion: str | None, meanings: Sequence[str], *, about: bool
) -> str | None:
    """COMPLAINT of a part that complains by its sentiment and by what is amiss: it shows disappointment, or its
    `score` (−1..1) is at least as low as its language asks, which asks less of one that is `about` a driver, and least of one
    whose `meanings` hold a BLEMISH; else None. For parts that say nothing else, of texts that are negative as a whole."""
    if language is None or score is None or language not in signal_languages():
        return None
    of_any, of_driver, of_blemish = _from_score(language)
    asked = of_blemish if BLEMISH in meanings else of_driver if about else of_any
    return COMPLAINT if emotion == "disappointment" or score <= -asked else None


@lru_cache(maxsize=32)
def _from_score(language: str) -> tuple[float, float, float]:
    lexicon = _lexicon(language)
    found = lexicon.entries[COMPLAINT].get(_FROM_SCORE, _NEVER)
    numbers = isinstance(found, list) and len(found) == 3 and all(isinstance(value, int | float) for value in found)
    if not numbers or not all(value >= 0 for value in found):
        raise LexiconError(
            f"{lexicon.path}: signals.{COMPLAINT}.{_FROM_SCORE}: expected three numbers, none below 0, found {found!r}"
        )
    of_any, of_driver, of_blemish = found
    return float(of_any), float(of_driver), float(of_blemish)


class SwitchFinder:
    """Finds the brand a sentence says its author switches to, among `brands`. `version` changes with their names, '' if there
    are none."""

    def __init__(self, brands: Sequence[NamedBrand]) -> None:
        self._names = BrandNames(brands)
        self._order = [brand.id for brand in brands]
        self.version = self._names.version

    def switched_to(self, sentence: str, language: str | None, author_of: str) -> str | None:
        """The id of the brand switched to in a review of the brand `author_of`; None if none is named, if it is the same
        brand, or if the sentence asks rather than says."""
        if language not in signal_languages() or _QUESTION_MARK.search(sentence):
            return None
        sentence = normalised(sentence)
        places = [place for place in self._names.places(sentence, language) if place.name.brand]
        named = {place.name.brand for place in places} - {author_of}
        for brand in sorted(named, key=self._order.index):
            spans = [(place.start, place.end) for place in places if place.name.brand == brand]
            if _switching(language).meanings(re.sub(r"\s+", " ", fold(_replaced(sentence, spans)))):
                return brand
        return None


def _replaced(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} {_STAND_IN} {text[end:]}"
    return text


@lru_cache(maxsize=32)
def _lexicon(language: str) -> LexiconFile:
    lexicon = read_lexicon("signals", language, "signals")
    if set(lexicon.entries) != {_NAMED_SWITCH, *INTENTS, BLEMISH}:
        expected = ", ".join((_NAMED_SWITCH, *INTENTS, BLEMISH))
        raise LexiconError(f"{lexicon.path}: signals: expected {expected}, found {', '.join(lexicon.entries)}")
    return lexicon


@lru_cache(maxsize=32)
def intent_book(language: str) -> LabelledBook:
    """The phrases of INTENTS and of BLEMISH in a language of `signal_languages()`."""
    lexicon = _lexicon(language)
    return LabelledBook(lexicon, [name for name in lexicon.entries if name != _NAMED_SWITCH])


@lru_cache(maxsize=32)
def _switching(language: str) -> PhraseBook:
    lexicon = _lexicon(language)
    return lexicon.book_of({_NAMED_SWITCH: lexicon.phrases(_NAMED_SWITCH, {_PLACE: _STAND_IN})})
