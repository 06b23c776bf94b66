"""The numbers a learned model sees of a text: weighted runs of words and characters, the lexicon's score, customers' words,
what its surface shows, and what texts of other kinds teach."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, hstack

from analysis.marks import STAND_IN
from analysis.sentiment.features.customer_words import GROUPS, customer_features
from analysis.sentiment.features.general import GENERAL, general_features
from analysis.sentiment.features.runs import Columns, counted, damped, unit
from analysis.sentiment.features.surface import SURFACE, surface_features
from analysis.sentiment.features.thai_words import segmented
from analysis.sentiment.model import SentimentModel, feature_model

LEXICON_COLUMNS = 4
DENSE = LEXICON_COLUMNS + GROUPS + SURFACE + GENERAL
NAME_SIGN = "\u2403"
_STAND_IN = re.compile(STAND_IN, re.IGNORECASE)
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The columns that are kept of the words and of the characters, with their inverse document frequencies."""

    words: Ints
    word_weights: Floats
    characters: Ints
    character_weights: Floats

    @property
    def size(self) -> int:
        """Columns of `vectors`."""
        return len(self.words) + len(self.characters) + DENSE


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted once of some texts; rows can be taken of it (`texts[rows]`), as cross-validation does."""

    words: csr_matrix
    characters: csr_matrix
    dense: Floats

    def __getitem__(self, rows: npt.NDArray[np.int64] | slice) -> Counted:
        return Counted(self.words[rows], self.characters[rows], self.dense[rows])


def count(texts: Sequence[str], columns: Columns, lexicon: SentimentModel) -> Counted:
    """Count runs in `texts`, in which brands are masked, and ask the lexicon about them. Names of brands are all one sign: that
    reviews of one brand are mostly bad is what is to be found out, not what may label its next review."""
    found = feature_model(lexicon).score_many(texts)
    scores = np.array([sentiment.score or 0.0 for sentiment in found]).reshape(len(texts), 1)
    labels = np.array([sentiment.label or 0 for sentiment in found]).reshape(len(texts), 1)
    blanked = [_STAND_IN.sub(NAME_SIGN, text) for text in texts]
    if lexicon.language == "th":
        blanked = segmented(blanked)
    words, characters = (damped(block) for block in counted(blanked, columns))
    dense = np.hstack(
        [
            scores,
            np.abs(scores),
            labels == 1,
            labels == -1,
            customer_features(texts, lexicon.language),
            surface_features(texts),
            general_features(words, characters, columns, lexicon.language),
        ]
    )
    return Counted(words, characters, dense.astype(np.float32))


def vocabulary_of(texts: Counted, rare: int) -> Vocabulary:
    """The columns that at least `rare` of the texts have, with ln((1 + n) / (1 + n with it)) + 1."""
    words, word_weights = _kept(texts.words, rare)
    characters, character_weights = _kept(texts.characters, rare)
    return Vocabulary(words, word_weights, characters, character_weights)


def vectors(texts: Counted, vocabulary: Vocabulary) -> csr_matrix:
    """texts × vocabulary.size, float32: each block of a text has length 1, so a long review weighs no more than a short one."""
    blocks = [
        unit(texts.words[:, vocabulary.words] @ diags(vocabulary.word_weights)),
        unit(texts.characters[:, vocabulary.characters] @ diags(vocabulary.character_weights)),
        csr_matrix(texts.dense),
    ]
    return hstack(blocks, format="csr", dtype=np.float32)


def _kept(counts: csr_matrix, rare: int) -> tuple[Ints, Floats]:
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero(frequency >= rare)
    weights = np.log((1 + counts.shape[0]) / (1 + frequency[kept])) + 1
    return kept, weights.astype(np.float32)
