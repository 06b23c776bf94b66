"""What learned drivers see of a sentence: words and pairs of words, pieces of words, and the phrases' verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.marks import NO_DRIVER

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

RULE_WEIGHT = 1.0
"""What a phrase hit weighs beside the words of a text, whose weights are of length 1."""
MAX_FEATURES = 120_000
_FEW_TEXTS = 20
_WORD = r"\w+(?:'\w+)*"
_LETTERS, _WORDS, _TERMS, _IDF, _DRIVERS = "letters", "words", "terms", "idf", "drivers"
Arrays = dict[str, npt.NDArray[np.generic]]


class Features:
    """Sentences and the phrases' verdicts on them as one sparse matrix. `word_boundaries`: whether spaces set words apart; if
    not, only pieces of words count."""

    def __init__(self, word_boundaries: bool) -> None:
        self.word_boundaries = word_boundaries
        self._vectorizers = _vectorizers(word_boundaries, {})
        self._columns: dict[str, int] = {}

    def fit(self, texts: Sequence[str], by_phrases: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """Learn which words there are; the matrix of `texts`. `by_phrases`: ids of the drivers that the phrases find in them."""
        self._columns = {
            driver: number for number, driver in enumerate(sorted({d for hits in by_phrases for d in hits}))
        }
        if len(texts) < _FEW_TEXTS:  # so few texts share too few pieces to ask for two of each
            self._vectorizers[_LETTERS].set_params(min_df=1)
        parts = [vectorizer.fit_transform(texts) for vectorizer in self._vectorizers.values()]
        return sparse.hstack([*parts, self._rules(by_phrases)], format="csr")

    def transform(self, texts: Sequence[str], by_phrases: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """The matrix of other texts, by the words that were learned."""
        parts = [vectorizer.transform(texts) for vectorizer in self._vectorizers.values()]
        return sparse.hstack([*parts, self._rules(by_phrases)], format="csr")

    def arrays(self) -> Arrays:
        """All that was learned, as plain arrays."""
        kept: Arrays = {_DRIVERS: np.array(list(self._columns), dtype=np.str_)}
        for name, vectorizer in self._vectorizers.items():
            terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            kept[f"{name}_{_TERMS}"] = np.array(terms, dtype=np.str_)
            kept[f"{name}_{_IDF}"] = np.asarray(vectorizer.idf_)
        return kept

    @classmethod
    def of(cls, word_boundaries: bool, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Features:
        """What `arrays` was made of. Raises KeyError or ValueError if it is something else."""
        features = cls(word_boundaries)
        features._columns = {str(driver): number for number, driver in enumerate(arrays[_DRIVERS].tolist())}
        terms = {name: arrays[f"{name}_{_TERMS}"].tolist() for name in features._vectorizers}
        features._vectorizers = _vectorizers(word_boundaries, terms)
        for name, vectorizer in features._vectorizers.items():
            vectorizer.idf_ = np.asarray(arrays[f"{name}_{_IDF}"])
        return features

    @property
    def size(self) -> int:
        """Columns of the matrix."""
        return sum(len(vectorizer.vocabulary_) for vectorizer in self._vectorizers.values()) + len(self._columns) + 1

    def _rules(self, by_phrases: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """A column for each driver the phrases know, and one for "none"."""
        none = len(self._columns)
        cells = [
            (row, self._columns[driver] if driver else none)
            for row, hits in enumerate(by_phrases)
            for driver in (hits or (NO_DRIVER,))
            if not driver or driver in self._columns
        ]
        rows = [row for row, _ in cells]
        values = np.full(len(cells), RULE_WEIGHT, dtype=np.float32)
        return sparse.csr_matrix((values, (rows, [column for _, column in cells])), shape=(len(by_phrases), none + 1))


def _vectorizers(word_boundaries: bool, terms: Mapping[str, Sequence[str]]) -> dict[str, TfidfVectorizer]:
    """TF-IDF of pieces of words and, where spaces set them apart, of words. `terms`: what is known already."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # takes long to load: only where drivers were learned

    letters, low, high = ("char_wb", 3, 5) if word_boundaries else ("char", 1, 4)
    made = {
        _LETTERS: TfidfVectorizer(
            analyzer=letters,
            ngram_range=(low, high),
            min_df=2,
            sublinear_tf=True,
            max_features=MAX_FEATURES,
            dtype=np.float32,
            vocabulary=terms.get(_LETTERS),
        )
    }
    if word_boundaries:
        made[_WORDS] = TfidfVectorizer(
            ngram_range=(1, 2),
            sublinear_tf=True,
            max_features=MAX_FEATURES,
            token_pattern=_WORD,
            dtype=np.float32,
            vocabulary=terms.get(_WORDS),
        )
    return made
