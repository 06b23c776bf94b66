"""Sentiment of one sentence. English: VADER (Hutto and Gilbert, ICWSM 2014) with customers' words. Other languages: the same
rules with lexicons of our own, beside which there may be a pretrained start, or no label: no model is ever asked about a text it
cannot read."""

from __future__ import annotations

from functools import lru_cache

from analysis.sentiment.model import NO_MODEL, THRESHOLD, Sentiment, SentimentModel, label_of
from analysis.sentiment.models.english.customers import CustomersEnglish
from analysis.sentiment.models.english.vader import EnglishLexicon, vader_name
from analysis.sentiment.models.lexicon.model import lexicon_languages, shared_model
from analysis.sentiment.models.start import shared_start, start_languages

__all__ = [
    "NO_MODEL",
    "THRESHOLD",
    "CustomersEnglish",
    "EnglishLexicon",
    "Sentiment",
    "SentimentModel",
    "default_models",
    "label_of",
    "lexicons",
    "model_for",
    "score_sentence",
    "vader_name",
]


@lru_cache(maxsize=1)
def _english() -> CustomersEnglish:
    return CustomersEnglish()


def lexicons() -> dict[str, SentimentModel]:
    """Language -> its lexicon: VADER's with customers' words for English, our own else."""
    models: dict[str, SentimentModel] = {language: shared_model(language) for language in lexicon_languages()}
    return models | {"en": _english()}


def default_models() -> dict[str, SentimentModel]:
    """Language -> the model that serves it where a workspace has taught none: the pretrained start, or else the lexicon."""
    return lexicons() | {language: shared_start(language) for language in start_languages()}


def model_for(language: str | None) -> str:
    """The name of the model that scores a language where a workspace has taught none, or NO_MODEL."""
    model = default_models().get(language or "")
    return model.name if model else NO_MODEL


def score_sentence(sentence: str, language: str | None) -> Sentiment:
    """The sentiment of one sentence in `language` (an ISO 639-1 code, UNKNOWN or None)."""
    model = default_models().get(language or "")
    return model.score_many([sentence])[0] if model else Sentiment(None, None, NO_MODEL)
