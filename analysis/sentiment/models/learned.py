"""A model learned from a workspace's own rated texts: a softmax over what vectors.py makes of a text.

All that serves is plain numbers (no pickled objects): weights, intercepts and one temperature for the probabilities
(Guo et al., ICML 2017). score = P(positive) − P(negative), label = the most probable, confidence = its probability.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from analysis.sentiment.features.general import general_digest
from analysis.sentiment.features.runs import Columns
from analysis.sentiment.features.vectors import Counted, Floats, Vocabulary, count, vectors
from analysis.sentiment.model import Sentiment, SentimentModel

LABELS = (-1, 0, 1)
BATCH = 2_000
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How models are fitted, the same for every language and workspace. `strengths`: candidates for C of the logistic
    regression, ascending; `class_power`: a class of share s weighs s ** −class_power (0: as it is, 1: all classes alike);
    `ratio_power`: how far columns are trusted by how unevenly the labels use them (0: all alike, 1: as Wang and Manning,
    ACL 2012, do), half as far for a label with `ratio_half` texts and less with fewer; a column is kept if one text has
    it, or two from `many` texts on."""

    columns: Columns = field(default_factory=Columns)
    strengths: tuple[float, ...] = (0.25, 1.0, 4.0)
    class_power: float = 0.5
    ratio_power: float = 0.65
    ratio_half: float = 100.0
    many: int = 400
    folds: int = 5
    seed: int = 1

    def describe(self) -> dict[str, object]:
        """As JSON takes it, with the version of what texts of other kinds teach."""
        return {**asdict(self), "columns": self.columns.describe(), "general": general_digest()}

    @property
    def digest(self) -> str:
        """Eight characters that change with any setting."""
        return hashlib.sha256(json.dumps(self.describe(), sort_keys=True).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted. `coefficients`: 3 × vocabulary.size in the order of LABELS, `intercepts`: 3."""

    vocabulary: Vocabulary
    coefficients: Floats
    intercepts: Doubles
    temperature: float = 1.0

    def logits(self, matrix: csr_matrix) -> Doubles:
        """texts × 3, not yet divided by the temperature."""
        return np.asarray(matrix @ self.coefficients.T + self.intercepts, dtype=np.float64)


def probabilities(logits: Doubles, temperature: float) -> Doubles:
    """Softmax of logits / temperature, by row."""
    scaled = logits / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float64)


class LearnedModel:
    """A SentimentModel. `version`: a hash of training data and settings; `lexicon`: the cold model whose score is among the
    features; `weights` read parts of texts, `whole` texts as wholes (None: the same weights do)."""

    def __init__(
        self,
        version: str,
        lexicon: SentimentModel,
        weights: Weights,
        columns: Columns | None = None,
        whole: Weights | None = None,
    ) -> None:
        self.version, self.lexicon, self.weights = version, lexicon, weights
        self.whole = whole or weights
        self.columns = columns or Columns()

    @property
    def name(self) -> str:
        """learned-<language>-<version>."""
        return f"learned-{self.language}-{self.version}"

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self.lexicon.language

    def score_many(self, texts: Sequence[str]) -> list[Sentiment]:
        """One Sentiment a part of a text, in order. One without a letter that training met is as likely each label as training
        was."""
        return self._in_batches(texts, self.weights)

    def score_wholes(self, texts: Sequence[str]) -> list[Sentiment]:
        """Likewise, one a text as a whole."""
        return self._in_batches(texts, self.whole)

    def _in_batches(self, texts: Sequence[str], weights: Weights) -> list[Sentiment]:
        out: list[Sentiment] = []
        for start in range(0, len(texts), BATCH):
            out += self._score(texts[start : start + BATCH], weights)
        return out

    def _score(self, texts: Sequence[str], weights: Weights) -> list[Sentiment]:
        table = _table(count(texts, self.columns, self.lexicon), weights)
        best = table.argmax(axis=1)
        scores = table[:, 2] - table[:, 0]
        name = self.name
        return [
            Sentiment(LABELS[column], score, name, confidence)
            for column, score, confidence in zip(
                best.tolist(), scores.tolist(), table[np.arange(len(best)), best].tolist(), strict=True
            )
        ]

    def probabilities(self, texts: Counted) -> Doubles:
        """Of parts × 3 in the order of LABELS; rows sum to 1."""
        return _table(texts, self.weights)


def _table(texts: Counted, weights: Weights) -> Doubles:
    return probabilities(weights.logits(vectors(texts, weights.vocabulary)), weights.temperature)
