"""What every sentiment model is to the rest: texts in, labels out, under a name that says which version scored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

THRESHOLD = 0.05
"""VADER's own thresholds: score ≥ 0.05 is positive, ≤ −0.05 negative, else neutral."""
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`label` −1, 0 or 1 and `score` −1..1; both None where no model reads the language. `confidence` 0..1 is the
    calibrated probability of the label, None from a model that has none to give. `model` names what scored."""

    label: int | None
    score: float | None
    model: str
    confidence: float | None = None


class SentimentModel(Protocol):
    """Scores texts of one language. Equal names give equal scores: a change of words, rules or training is a new name."""

    @property
    def name(self) -> str:
        """Family and version, such as vader-3.3.2, lexicon-th-1a2b3c4d or learned-en-5e6f7a8b."""
        ...

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        ...

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a text, in order. Never raises on any text."""
        ...


def feature_model(model: SentimentModel) -> SentimentModel:
    """The model whose score learned models see: the one that `model` names as its `features`, else itself."""
    return getattr(model, "features", model)


def scores_of_wholes(model: SentimentModel, texts: Sequence[str]) -> list[Sentiment]:
    """One Sentiment a text as a whole: by what `model` has for that (`score_wholes`), else as it scores parts."""
    score: Callable[[Sequence[str]], list[Sentiment]] = getattr(model, "score_wholes", model.score_many)
    return score(texts)


def label_of(score: float) -> int:
    """−1, 0 or 1 for a score −1..1."""
    return 1 if score >= THRESHOLD else -1 if score <= -THRESHOLD else 0
