"""Sentiment of one sentence. English: VADER (Hutto and Gilbert, ICWSM 2014). Other languages: the same rules with lexicons of
our own, or no label: no model is ever asked about a text it cannot read."""

from __future__ import annotations

from functools import lru_cache

from analysis.sentiment.english import EnglishLexicon, vader_name
from analysis.sentiment.lexicon_model import lexicon_languages, shared_model
from analysis.sentiment.model import NO_MODEL, THRESHOLD, Sentiment, SentimentModel, label_of

__all__ = [
    "NO_MODEL",
    "THRESHOLD",
    "EnglishLexicon",
    "Sentiment",
    "SentimentModel",
    "default_models",
    "label_of",
    "model_for",
    "score_sentence",
    "vader_name",
]


@lru_cache(maxsize=1)
def _english() -> EnglishLexicon:
    return EnglishLexicon()


def default_models() -> dict[str, SentimentModel]:
    """Language -> the model that serves it where a workspace has taught none: VADER for English, our own lexicons else."""
    models: dict[str, SentimentModel] = {language: shared_model(language) for language in lexicon_languages()}
    return models | {"en": _english()}


def model_for(language: str | None) -> str:
    """The name of the model that scores a language where a workspace has taught none, or NO_MODEL."""
    model = default_models().get(language or "")
    return model.name if model else NO_MODEL


def score_sentence(sentence: str, language: str | None) -> Sentiment:
    """The sentiment of one sentence in `language` (an ISO 639-1 code, UNKNOWN or None)."""
    model = default_models().get(language or "")
    return model.score_many([sentence])[0] if model else Sentiment(None, None, NO_MODEL)
