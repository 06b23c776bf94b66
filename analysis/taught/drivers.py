"""Drivers learned from a workspace's own corrections: one linear model a driver over words, letters and what the phrases say.

The phrases stay: their verdict is a feature of every model, drivers with too few examples keep their phrases' verdict,
and a model is chosen only if it beats the phrases in cross-validation by author. People correct what is wrong, so a set of
corrections alone would flatter any model: texts nobody corrected belong beside them, and count as the phrases read them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from analysis.taught.features import MAX_FEATURES, RULE_WEIGHT, Features
from analysis.text.drivers import Taxonomy, load_taxonomy

MIN_CORRECTED = 50
MIN_DRIVERS = 2
MIN_EXAMPLES = 10
"""Corrected opinions, drivers among them, and examples of a driver from which on a model is trained."""
FOLDS, FEW_FOLDS, MANY = 5, 3, 3_000
"""Folds of the cross-validation, and fewer from so many examples on, where each fold is large anyway."""
DRAWS = 500
UNMARKED_WEIGHT = 0.25
"""What a sentence nobody corrected weighs in training: nobody has confirmed that it was read rightly."""
STRENGTH = 8.0
"""Inverse of the ridge penalty, chosen on train texts of the public sets; flat between 4 and 16."""
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
VERSION = "drivers-learned-1"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class DriverExample:
    """A sentence, the drivers it is about (none is an answer), its author, and what it weighs in
    training."""

    text: str
    drivers: frozenset[str]
    author: str
    weight: float = 1.0


@dataclass(frozen=True)
class Training:
    """What came of training. `chosen` says whether `model` beats the phrases; `reason` says why in words. F1 values are
    micro-averaged over `n` examples in cross-validation, `low` and `high` the 95 % interval of their difference."""

    model: LearnedDrivers | None
    chosen: bool
    reason: str
    n: int = 0
    learned_f1: float | None = None
    rules_f1: float | None = None
    low: float | None = None
    high: float | None = None


class LearnedDrivers:
    """Names the drivers of sentences in one language. Picklable; equal names give equal answers. `taxonomy_version` is that
    of the phrases it was trained with, `learned` the drivers it has learned; the others are named by the phrases."""

    def __init__(
        self,
        language: str,
        taxonomy_version: str,
        learned: Sequence[str],
        threshold: float,
        data_hash: str,
        features: Features,
    ) -> None:
        self.language = language
        self.taxonomy_version = taxonomy_version
        self.learned = tuple(learned)
        self.threshold = threshold
        self.data_hash = data_hash
        self.name = f"{VERSION}-{language}-{data_hash}"
        self.features = features
        self.weights: Floats = np.zeros((0, 0))
        """Drivers learned × features."""
        self.offsets: Floats = np.zeros(0)

    @property
    def current(self) -> bool:
        """Whether the phrases are still those it was trained with: if not, train again."""
        return load_taxonomy(self.language).version == self.taxonomy_version

    def classify(self, sentence: str) -> tuple[str, ...]:
        """Ids of the drivers the sentence is about, in taxonomy order; empty if none."""
        return self.classify_many([sentence])[0]

    def classify_many(
        self, sentences: Sequence[str], by_phrases: Sequence[Sequence[str]] | None = None
    ) -> list[tuple[str, ...]]:
        """As classify, for many sentences at once: some ten times faster. `by_phrases`: the drivers that the phrases
        find, where they are known already."""
        if not sentences:
            return []
        taxonomy = load_taxonomy(self.language)
        if by_phrases is None:
            by_phrases = [taxonomy.classify(sentence) for sentence in sentences]
        probable = self.probabilities(sentences, by_phrases) >= self.threshold
        order = {driver: number for number, driver in enumerate(taxonomy.drivers)}
        answers = []
        for row, hits in enumerate(by_phrases):
            drivers = {driver for driver in hits if driver not in self.learned}
            drivers |= {driver for column, driver in enumerate(self.learned) if probable[row, column]}
            answers.append(tuple(sorted(drivers, key=lambda driver: order.get(driver, len(order)))))
        return answers

    def probabilities(self, sentences: Sequence[str], by_phrases: Sequence[Sequence[str]]) -> Floats:
        """Probability 0..1 that each sentence (rows) is about each driver of `learned` (columns); `by_phrases`:
        those that the phrases find."""
        logits = np.asarray(self.features.transform(sentences, by_phrases) @ self.weights.T) + self.offsets
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float64)

    def fit(self, examples: Sequence[DriverExample], by_phrases: Sequence[Sequence[str]]) -> None:
        """Learn from `examples`; `by_phrases` are the drivers that the phrases find in them."""
        from sklearn.linear_model import LogisticRegression  # takes long to load: only where something is learned

        matrix = self.features.fit([example.text for example in examples], by_phrases)
        weights, offsets = [], []
        weigh = np.array([example.weight for example in examples])
        for driver in self.learned:
            truth = np.array([driver in example.drivers for example in examples])
            if truth.all() or not truth.any():  # a fold may hold one answer only: then it is the answer
                weights.append(np.zeros(matrix.shape[1]))
                offsets.append(20.0 if truth.all() else -20.0)
                continue
            model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3, random_state=0)
            model.fit(matrix, truth, sample_weight=weigh)
            weights.append(model.coef_[0])
            offsets.append(float(model.intercept_[0]))
        self.weights, self.offsets = np.vstack(weights), np.array(offsets)


def train_drivers(
    corrected: Sequence[DriverExample],
    taxonomy: Taxonomy,
    *,
    unmarked: Sequence[DriverExample] = (),
    check: bool = True,
) -> Training:
    """Train on `corrected` examples and, as the phrases read them, on `unmarked` ones (their `drivers` are not looked at),
    which weigh less. With `check` the model must win against the phrases in cross-validation by author. Same input, same
    model."""
    counts = Counter(driver for example in corrected for driver in example.drivers)
    learned = [driver for driver in taxonomy.drivers if counts[driver] >= MIN_EXAMPLES]
    if len(corrected) < MIN_CORRECTED or len(learned) < MIN_DRIVERS:
        reason = (
            f"{len(corrected)} corrected opinions, {len(learned)} drivers with {MIN_EXAMPLES} examples: "
            f"needs {MIN_CORRECTED} and {MIN_DRIVERS}"
        )
        return Training(None, False, reason, len(corrected))
    examples = list(corrected)
    examples += [
        DriverExample(item.text, frozenset(taxonomy.classify(item.text)), item.author, UNMARKED_WEIGHT)
        for item in unmarked
    ]
    trial = _Trial(taxonomy, learned, examples)
    model = trial.fitted(np.arange(len(examples)), trial.threshold)
    if not check:
        return Training(model, True, "not checked", len(examples))
    return trial.verdict(model)


@dataclass(frozen=True)
class _Trial:
    """Cross-validation by author over one set of examples."""

    taxonomy: Taxonomy
    learned: Sequence[str]
    examples: Sequence[DriverExample]

    @cached_property
    def by_phrases(self) -> list[tuple[str, ...]]:
        return [self.taxonomy.classify(example.text) for example in self.examples]

    @cached_property
    def folds(self) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        from sklearn.model_selection import GroupKFold  # as above

        groups = [example.author for example in self.examples]
        authors = len(set(groups))
        if authors < 2:
            return []
        most = FOLDS if len(groups) < MANY else FEW_FOLDS
        return list(GroupKFold(n_splits=min(most, authors)).split(np.zeros(len(groups)), groups=groups))

    @cached_property
    def probable(self) -> Floats:
        """Probabilities of each example by a model that has not seen its author; 0 where there is but one author."""
        values = np.zeros((len(self.examples), len(self.learned)))
        for train, test in self.folds:
            model = self.fitted(train, 0.5)
            values[test] = model.probabilities(
                [self.examples[i].text for i in test], [self.by_phrases[i] for i in test]
            )
        return values

    @cached_property
    def threshold(self) -> float:
        """The probability from which on a driver is named, by micro-F1 in cross-validation."""
        return max(THRESHOLDS, key=lambda value: (_f1(self.counts(value).sum(axis=0)), value))

    def fitted(self, rows: npt.NDArray[np.int64], threshold: float) -> LearnedDrivers:
        taxonomy = self.taxonomy
        data_hash = _digest(taxonomy, self.examples)
        features = Features(taxonomy.word_boundaries)
        model = LearnedDrivers(taxonomy.language, taxonomy.version, self.learned, threshold, data_hash, features)
        model.fit([self.examples[i] for i in rows], [self.by_phrases[i] for i in rows])
        return model

    def counts(self, threshold: float) -> npt.NDArray[np.int64]:
        """Found, wrong, missed of each example (rows) by the models."""
        named = self.probable >= threshold
        rows = []
        for row, example in enumerate(self.examples):
            drivers = {driver for driver in self.by_phrases[row] if driver not in self.learned}
            drivers |= {driver for column, driver in enumerate(self.learned) if named[row, column]}
            rows.append(_verdict(drivers, example.drivers))
        return np.array(rows)

    def verdict(self, model: LearnedDrivers) -> Training:
        if not self.folds:
            return Training(model, False, "all examples are by one author: nothing to check on", len(self.examples))
        mine = self.counts(self.threshold)
        theirs = np.array([_verdict(hits, e.drivers) for hits, e in zip(self.by_phrases, self.examples, strict=True)])
        low, high = self._interval(mine, theirs)
        learned_f1, rules_f1 = _f1(mine.sum(axis=0)), _f1(theirs.sum(axis=0))
        chosen = low > 0
        reason = f"micro-F1 {learned_f1:.3f} learned, {rules_f1:.3f} phrases; difference {low:+.3f} to {high:+.3f}"
        return Training(model, chosen, reason, len(self.examples), learned_f1, rules_f1, low, high)

    def _interval(self, mine: npt.NDArray[np.int64], theirs: npt.NDArray[np.int64]) -> tuple[float, float]:
        """95 % percentile bootstrap over authors of the difference in micro-F1."""
        groups = {name: number for number, name in enumerate(sorted({e.author for e in self.examples}))}
        membership = np.array([groups[example.author] for example in self.examples])
        totals = [np.zeros((len(groups), 3)), np.zeros((len(groups), 3))]
        for total, counts in zip(totals, (mine, theirs), strict=True):
            np.add.at(total, membership, counts)
        rng = np.random.default_rng(1)
        gains = []
        for _ in range(DRAWS):
            drawn = rng.integers(0, len(groups), len(groups))
            gains.append(_f1(totals[0][drawn].sum(axis=0)) - _f1(totals[1][drawn].sum(axis=0)))
        low, high = np.quantile(gains, [0.025, 0.975])
        return float(low), float(high)


def _verdict(named: Sequence[str] | set[str], truth: frozenset[str]) -> tuple[int, int, int]:
    found = set(named)
    return len(found & truth), len(found - truth), len(truth - found)


def _f1(counts: npt.ArrayLike) -> float:
    found, wrong, missed = np.asarray(counts, dtype=np.float64)
    return float(2 * found / max(1.0, 2 * found + wrong + missed))


def _digest(taxonomy: Taxonomy, examples: Sequence[DriverExample]) -> str:
    """Names the data and settings a model is made of."""
    state = hashlib.sha256(f"{VERSION} {taxonomy.version} {STRENGTH} {RULE_WEIGHT} {MAX_FEATURES}".encode())
    for example in examples:
        state.update(
            f"\n{example.text}\t{' '.join(sorted(example.drivers))}\t{example.author}\t{example.weight}".encode(
                "utf-8", "replace"
            )
        )
    return state.hexdigest()[:8]
