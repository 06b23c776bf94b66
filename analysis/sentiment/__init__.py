"""Sentiment of one sentence. English: VADER (Hutto and Gilbert, ICWSM 2014). Other languages have no model yet and get
no label: VADER is never asked about a text it cannot read."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.sentiment.model import NO_MODEL, THRESHOLD, Sentiment, SentimentModel, label_of

__all__ = [
    "NO_MODEL",
    "THRESHOLD",
    "Sentiment",
    "SentimentModel",
    "label_of",
    "model_for",
    "score_sentence",
    "vader_name",
]


@lru_cache(maxsize=1)
def vader_name() -> str:
    """The model's name as evaluations know it, with its version."""
    return f"vader-{version('vaderSentiment')}"


@lru_cache(maxsize=1)
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def model_for(language: str | None) -> str:
    """The model that scores a language, or NO_MODEL."""
    return vader_name() if language == "en" else NO_MODEL


def score_sentence(sentence: str, language: str | None) -> Sentiment:
    """The sentiment of one sentence in `language` (an ISO 639-1 code, UNKNOWN or None)."""
    model = model_for(language)
    if model == NO_MODEL:
        return Sentiment(None, None, NO_MODEL)
    score = float(_analyzer().polarity_scores(sentence.replace("\u2019", "'"))["compound"])
    return Sentiment(label_of(score), score, model)
