"""Turns of phrase whose feeling is sure whatever their words weigh: "thanks for ruining my day", "could not be better"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from analysis.text.lexicons import LexiconError, LexiconFile, languages_of, read_lexicon
from analysis.text.phrases import PhraseBook

NEGATIVE, POSITIVE, NOT_NEGATIVE = "negative", "positive", "not_negative"
VERDICTS = (NEGATIVE, POSITIVE, NOT_NEGATIVE)
VERDICT_CONFIDENCE = 0.9
"""How often such a phrase is right where people labelled the text: 0.91 of 218 (benchmarks/verdicts.py)."""
_LABELS = {NEGATIVE: -1, POSITIVE: 1}


def verdict_languages() -> tuple[str, ...]:
    """Languages that have such phrases."""
    return languages_of("verdicts")


def verdict_version(language: str) -> str:
    """The version of the phrases of a language of `verdict_languages()`."""
    return _lexicon(language).version


@lru_cache(maxsize=32)
def verdict_book(language: str) -> PhraseBook:
    """The phrases of VERDICTS in a language of `verdict_languages()`."""
    return _lexicon(language).book()


def judged(label: int | None, meanings: Sequence[str]) -> int | None:
    """The label of a part that a model labels `label`, in which `verdict_book` found these `meanings` (in file order). None stays
    None: where no model reads, phrases alone do not label."""
    if label is None or not meanings:
        return label
    return max(label, 0) if meanings[0] == NOT_NEGATIVE else _LABELS[meanings[0]]


@lru_cache(maxsize=32)
def _lexicon(language: str) -> LexiconFile:
    lexicon = read_lexicon("verdicts", language, "verdicts")
    if tuple(lexicon.entries) != VERDICTS:
        raise LexiconError(
            f"{lexicon.path}: verdicts: expected {', '.join(VERDICTS)}, found {', '.join(lexicon.entries)}"
        )
    return lexicon
