"""The emotion a customer's sentence shows, by the phrases in text/emotions.toml of its language."""

from __future__ import annotations

from functools import lru_cache

from analysis.text.lexicons import LabelledBook, LexiconError, LexiconFile, languages_of, read_lexicon

EMOTIONS = ("joy", "anger", "disappointment", "trust", "confusion")


def emotion_languages() -> tuple[str, ...]:
    """Languages in which emotions can be read."""
    return languages_of("emotions")


def emotion_version(language: str) -> str:
    """The version of the phrases of a language of `emotion_languages()`."""
    return _lexicon(language).version


def emotion_of(text: str, language: str | None, label: int | None) -> str | None:
    """One of EMOTIONS, or None if the sentence shows none of them or its language has no phrases. `label` is its
    sentiment −1, 0, 1 (None if unknown): an emotion that contradicts it is not named, so "not happy" is no joy."""
    if language is None or language not in emotion_languages():
        return None
    return emotion_book(language).first(text, label)


@lru_cache(maxsize=32)
def _lexicon(language: str) -> LexiconFile:
    lexicon = read_lexicon("emotions", language, "emotions")
    if sorted(lexicon.entries) != sorted(EMOTIONS):
        raise LexiconError(
            f"{lexicon.path}: emotions: expected {', '.join(EMOTIONS)}, found {', '.join(lexicon.entries)}"
        )
    return lexicon


@lru_cache(maxsize=32)
def emotion_book(language: str) -> LabelledBook:
    """The phrases of a language of `emotion_languages()`."""
    lexicon = _lexicon(language)
    return LabelledBook(lexicon, list(lexicon.entries))
