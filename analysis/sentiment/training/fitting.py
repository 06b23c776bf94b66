"""Fitting a learned model, and measuring it by cross-validation in which no author is on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from analysis.sentiment.features.vectors import DENSE, Floats, Vocabulary, count, vectors, vocabulary_of
from analysis.sentiment.measuring.measure import Labels, Measured, calibration_error, gain, measured
from analysis.sentiment.model import SentimentModel, feature_model
from analysis.sentiment.models.learned import LABELS, Doubles, LearnedModel, Settings, Weights, probabilities
from analysis.sentiment.training.softmax import softmax_path

MIN_TEXTS = 50
MIN_OF_CLASS = 5
MIN_AUTHORS = 10
"""As many folds as there are by default must each see every label."""
_NEVER = -50.0
_LEAST_RATIO = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from: `label` −1, 0 or 1; `author`: who wrote it, or the text's own id where authors are unknown.
    What is not `measured` teaches parts of texts only, such as the sentences of a rated review. `weight`: among wholes, and
    among parts too, unless `part_weight` gives another."""

    text: str
    label: int
    author: str
    weight: float = 1.0
    measured: bool = True
    part_weight: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The texts that are measured on: what is true of them, whose they are, and what the model that had not seen their author
    (`learned`) and the lexicon (`cold`) found."""

    texts: tuple[str, ...]
    truth: Labels
    groups: tuple[str, ...]
    learned: Labels
    cold: Labels


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model and what cross-validation says of it and of the lexicon on the same texts. `gain`: macro-F1 of the
    model less that of the lexicon, with its paired 95 % interval. `calibration_error`: 0..1."""

    model: LearnedModel
    learned: Measured
    lexicon: Measured
    gain: tuple[float, float, float]
    calibration_error: float
    strength: float
    held: Held

    @property
    def wins(self) -> bool:
        """Whether the model beats the lexicon beyond chance."""
        return self.gain[1] > 0


class TooFewError(ValueError):
    """There is not enough to learn from; the message says what is missing."""


def train(examples: Sequence[Example], lexicon: SentimentModel, settings: Settings | None = None) -> Trained:
    """Fit on all examples (in any order: the result is the same): texts as wholes on those that are measured, parts of texts on
    all of them. Measure texts as wholes by StratifiedGroupKFold over their groups.

    The strength of the regression and the temperature are chosen on the texts that cross-validation holds out, and for the
    measurement of each fold on the other folds only. Raises TooFewError below MIN_TEXTS texts or MIN_OF_CLASS of a label.
    """
    settings = settings or Settings()
    examples = sorted(examples, key=_order)
    check_enough([example.label for example in examples if example.measured])
    data, dense = _data(examples, lexicon, settings)
    held = np.flatnonzero([example.measured for example in examples])
    truth, groups = data.truth[held], [examples[row].author for row in held]
    if len(set(groups)) < MIN_AUTHORS:
        raise TooFewError(f"expected texts of {MIN_AUTHORS} authors or more, found {len(set(groups))}")
    fold, logits = _held_out(data, held, settings)
    guessed, table = _nested(fold, logits, truth)
    strength = _best(logits, truth)
    temperature = _temperature(logits[strength], truth)
    of_wholes = _regressions(data, held, (settings.strengths[strength],), settings)[0]
    whole = parts = replace(of_wholes, temperature=temperature)
    weighed = np.array([each.weight if each.part_weight is None else each.part_weight for each in examples])
    if len(held) < len(examples) or (weighed != data.weight).any():
        among_parts = replace(data, weight=weighed)
        of_parts = _regressions(among_parts, np.arange(len(examples)), (settings.strengths[strength],), settings)[0]
        parts = replace(of_parts, temperature=temperature)
    texts = [examples[row].text for row in held]
    cold = _cold_labels(texts, dense[data.rows[held]], lexicon)
    version = training_hash(examples, lexicon, settings)
    return Trained(
        model=LearnedModel(version, lexicon, parts, settings.columns, whole),
        learned=measured(truth, guessed, groups),
        lexicon=measured(truth, cold, groups),
        gain=gain(truth, guessed, cold, groups),
        calibration_error=calibration_error(truth, table),
        strength=settings.strengths[strength],
        held=Held(texts=tuple(texts), truth=truth, groups=tuple(groups), learned=guessed, cold=cold),
    )


def _data(examples: Sequence[Example], lexicon: SentimentModel, settings: Settings) -> tuple[_Data, Floats]:
    """The examples as vectors, and what the lexicon and other rules say of each distinct text (CountedTexts.dense)."""
    distinct = sorted({example.text for example in examples})
    row_of = {text: row for row, text in enumerate(distinct)}
    counts = count(distinct, settings.columns, lexicon)
    # Which columns there are, and how rare, is read off all texts, also those that a fold holds out: no label is looked at.
    vocabulary = vocabulary_of(counts, 2 if len(distinct) >= settings.many else 1)
    data = _Data(
        vocabulary=vocabulary,
        matrix=vectors(counts, vocabulary),
        rows=np.array([row_of[example.text] for example in examples]),
        truth=np.array([example.label for example in examples]),
        weight=np.array([example.weight for example in examples]),
        groups=np.array([example.author for example in examples], dtype=object).astype(str),
    )
    return data, counts.dense


def _cold_labels(texts: Sequence[str], dense: Floats, lexicon: SentimentModel) -> Labels:
    """What the lexicon says of each text; `dense` are their rows, which hold it already where features are made by it."""
    if feature_model(lexicon) is lexicon:
        return np.array([_cold_label(row) for row in dense[:, :4].tolist()])
    return np.array([found.label or 0 for found in lexicon.score_many(texts)])


@dataclass(frozen=True, slots=True)
class _Data:
    """The vectors of the distinct texts, and for each example its text's row, label, weight and group."""

    vocabulary: Vocabulary
    matrix: csr_matrix
    rows: Labels
    truth: Labels
    weight: Doubles
    groups: npt.NDArray[np.str_]


def _order(example: Example) -> tuple[str, str, int, float, bool, float]:
    part_weight = example.weight if example.part_weight is None else example.part_weight
    return example.author, example.text, example.label, example.weight, example.measured, part_weight


def check_enough(labels: Sequence[int]) -> None:
    """Raises TooFewError unless there are MIN_TEXTS labels and MIN_OF_CLASS of each kind."""
    if len(labels) < MIN_TEXTS:
        raise TooFewError(f"expected {MIN_TEXTS} rated texts or more, found {len(labels)}")
    for label, name in zip(LABELS, ("negative", "neutral", "positive"), strict=True):
        n = sum(1 for found in labels if found == label)
        if n < MIN_OF_CLASS:
            raise TooFewError(f"expected {MIN_OF_CLASS} {name} texts or more, found {n}")


def fit(
    examples: Sequence[Example],
    lexicon: SentimentModel,
    settings: Settings | None = None,
) -> LearnedModel:
    """`train` without the measurements of macro-F1: the model only. Raises TooFewError."""
    return train(examples, lexicon, settings).model


def training_hash(examples: Sequence[Example], lexicon: SentimentModel, settings: Settings) -> str:
    """Eight characters that change with any example, the lexicon or the settings."""
    digest = hashlib.sha256(repr((lexicon.name, settings.digest)).encode())
    for example in sorted(examples, key=_order):
        digest.update(repr(_order(example)).encode("utf-8", "replace"))
    return digest.hexdigest()[:8]


def _cold_label(columns: list[float]) -> int:
    return int(columns[2]) - int(columns[3])


def _held_out(data: _Data, held: Labels, settings: Settings) -> tuple[Labels, Doubles]:
    """For the examples `held`: the fold each was held out in, and strengths × held × 3 logits by the models of wholes that saw
    nothing of its author."""
    from sklearn.model_selection import StratifiedGroupKFold  # takes long to load: only where something is learned

    fold = np.zeros(len(held), dtype=np.int64)
    logits = np.zeros((len(settings.strengths), len(held), 3))
    splitter = StratifiedGroupKFold(settings.folds, shuffle=True, random_state=settings.seed)
    truth, groups = data.truth[held], data.groups[held]
    for number, (_, unseen) in enumerate(splitter.split(np.zeros(len(held)), truth, groups)):
        fold[unseen] = number
        seen = held[~np.isin(groups, np.unique(groups[unseen]))]
        outside = data.matrix[data.rows[held[unseen]]]
        for position, weights in enumerate(_regressions(data, seen, settings.strengths, settings)):
            logits[position, unseen] = weights.logits(outside)
    return fold, logits


def _nested(fold: Labels, logits: Doubles, truth: Labels) -> tuple[Labels, Doubles]:
    """Labels and probabilities of each text, with strength and temperature chosen on the other folds."""
    table = np.zeros((len(truth), 3))
    for number in np.unique(fold):
        here = fold == number
        others = logits[:, ~here]
        best = _best(others, truth[~here]) if (~here).any() else 0
        table[here] = probabilities(logits[best, here], _temperature(others[best], truth[~here]))
    return table.argmax(axis=1) - 1, table


def _best(logits: Doubles, truth: Labels) -> int:
    """The strength whose held-out probabilities, each at its own temperature, have the least log loss."""
    return int(np.argmin([_loss(table, truth, _temperature(table, truth)) for table in logits]))


def _loss(logits: Doubles, truth: Labels, temperature: float) -> float:
    chosen = probabilities(logits, temperature)[np.arange(len(truth)), truth + 1]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())


def _temperature(logits: Doubles, truth: Labels) -> float:
    """The temperature 0.05..20 of least log loss."""
    from scipy.optimize import minimize_scalar  # as above

    found = minimize_scalar(lambda log: _loss(logits, truth, float(np.exp(log))), bounds=(-3, 3), method="bounded")
    return float(np.exp(found.x))


def _regressions(data: _Data, rows: Labels, strengths: Sequence[float], settings: Settings) -> list[Weights]:
    """Fit on some of the examples, once for each strength. A text that is there under several labels is one text with
    shares of them."""
    truth, weight = data.truth[rows], data.weight[rows]
    share = {label: max(1e-9, float(weight[truth == label].sum() / weight.sum())) for label in LABELS}
    weighed = weight * np.array([share[int(label)] ** -settings.class_power for label in truth])
    weighed *= weight.sum() / weighed.sum()
    mass = np.zeros((data.matrix.shape[0], len(LABELS)))
    np.add.at(mass, (data.rows[rows], truth + 1), weighed)
    texts = np.flatnonzero(mass.sum(axis=1) > 0)
    matrix, mass = data.matrix[texts], mass[texts]
    totals = mass.sum(axis=1)
    scales = ratio_scales(matrix, mass, settings.ratio_power * _trust(truth, weight, settings.ratio_half), DENSE)
    found = softmax_path(matrix, mass / totals[:, None], totals, strengths, scales)
    missing = ~mass.any(axis=0)
    weights = []
    for coefficients, intercepts in found:
        # A label that the texts of a fold lack must never be guessed.
        coefficients[missing], intercepts[missing] = 0, _NEVER
        weights.append(Weights(data.vocabulary, coefficients, intercepts.astype(np.float64)))
    return weights


def _trust(truth: Labels, weight: Doubles, half: float) -> Doubles:
    """0..1 for each label: how far the ratios of a label with n texts can be trusted, n² / (n² + half²)."""
    n = np.bincount(truth + 1, weight, minlength=len(LABELS))
    return np.asarray(n**2 / (n**2 + half**2), dtype=np.float64)


def ratio_scales(matrix: csr_matrix, mass: Doubles, powers: Doubles, dense: int) -> Floats:
    """labels × columns: |ln(share of the label's texts with it / share of the others')| (add-one counts), 1 in the mean over
    the columns of runs, not below _LEAST_RATIO, to the label's power. `mass`: texts × labels; the `dense` last columns are no
    runs and have 1."""
    present = csr_matrix((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
    counts = np.asarray(present.T @ mass) + 1
    others = counts.sum(axis=1, keepdims=True) - counts
    ratios = np.abs(np.log(counts / counts.sum(axis=0)) - np.log(others / others.sum(axis=0)))
    n = len(ratios) - dense
    runs = ratios[:n]
    scales = np.ones_like(ratios)
    if runs.size:
        scales[:n] = np.maximum(runs / max(1e-9, float(runs.mean())), _LEAST_RATIO) ** powers
    return np.ascontiguousarray(scales.T, dtype=np.float32)
