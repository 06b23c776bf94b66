"""Our regression and our counting of runs against scikit-learn's: processor time, and what each finds.

    python benchmarks/fitting.py [--corpus DIR] [--texts 3000] [--rounds 3]

Regression: softmax_path against LogisticRegression (lbfgs, warm start) on the same vectors, labels and strengths, without the
scales by class (`ratio_scales`), which LogisticRegression cannot express: they are part of what models here are fitted with.
Counting: runs of words and characters by `counted` against two HashingVectorizers of the same lengths of runs and as many
columns. Texts are DIR's English reviews or, without it, made here. Medians of the rounds, each side in turn.

Measured on 2026-12-01 with scikit-learn 1.9.1 (1,000 texts, 14,000 columns, one thread): LogisticRegression takes 2.9 times as
long for the same losses, HashingVectorizer 3.7 times; with two threads on busy cores far longer. So ours stays.
"""

from __future__ import annotations

import argparse
import gzip
import random
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))
from analysis.sentiment import default_models  # noqa: E402
from analysis.sentiment.features.runs import counted, plain  # noqa: E402
from analysis.sentiment.features.vectors import count, vectors, vocabulary_of  # noqa: E402
from analysis.sentiment.models.learned import Settings  # noqa: E402
from analysis.sentiment.training.softmax import softmax_path  # noqa: E402

SET = "en-mabsa_sent.tsv.gz"
PRAISE, BLAME = ("great", "lovely", "quick", "fresh", "kind"), ("late", "rude", "cold", "broken", "dear")
THINGS = ("parcel", "coffee", "staff", "refund", "price", "shop", "answer")


def labelled(corpus: Path | None, n: int) -> tuple[list[str], np.ndarray]:
    """`n` texts and their labels 0, 1, 2."""
    chance = random.Random(20261201)
    if corpus is None:
        rows = [(chance.choice((0, 1, 2)), chance.choice(THINGS), chance.randrange(999)) for _ in range(n)]
        word = {0: BLAME, 1: ("there",), 2: PRAISE}
        return [f"The {thing} no {i} was {chance.choice(word[y])}." for y, thing, i in rows], np.array(
            [y for y, _, _ in rows]
        )
    found = []
    with gzip.open(corpus / "text" / SET, "rt", encoding="utf-8") as lines:
        for line in lines:
            label, text = line.rstrip("\n").split("\t")[:2]
            if label in ("neg", "neu", "pos"):
                found.append((text, ("neg", "neu", "pos").index(label)))
    chance.shuffle(found)
    return [text for text, _ in found[:n]], np.array([label for _, label in found[:n]])


def ours(matrix: csr_matrix, truth: np.ndarray, strengths: Sequence[float]) -> list[np.ndarray]:
    """The logits of each text, by strength."""
    targets = np.eye(3)[truth]
    return [matrix @ w.T + b for w, b in softmax_path(matrix, targets, np.ones(len(truth)), strengths)]


def theirs(matrix: csr_matrix, truth: np.ndarray, strengths: Sequence[float]) -> list[np.ndarray]:
    """The same, by scikit-learn, each strength beginning at the last one's answer."""
    model = LogisticRegression(warm_start=True, max_iter=120, tol=1e-4)
    found = []
    for strength in strengths:
        model.set_params(C=strength).fit(matrix, truth)
        found.append(matrix @ model.coef_.T + model.intercept_)
    return found


def loss(logits: np.ndarray, truth: np.ndarray) -> float:
    """Mean cross-entropy on the texts that were fitted on."""
    logits = logits - logits.max(axis=1, keepdims=True)
    return float((np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(truth)), truth]).mean())


def paired(one: Callable[[], Any], other: Callable[[], Any], rounds: int) -> tuple[float, float, float]:
    """Median seconds of processor time of both, and the median ratio of the other's to the one's."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        marks = [time.process_time()]
        for call in (one, other):
            call()
            marks.append(time.process_time())
        times.append((marks[1] - marks[0], marks[2] - marks[1]))
    return (
        statistics.median(a for a, _ in times),
        statistics.median(b for _, b in times),
        statistics.median(b / a for a, b in times),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Two lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", ConvergenceWarning)
    settings = Settings()
    texts, truth = labelled(options.corpus, options.texts)
    counts = count(texts, settings.columns, default_models()["en"])
    matrix = vectors(counts, vocabulary_of(counts, 2))
    a, b, ratio = paired(
        lambda: ours(matrix, truth, settings.strengths),
        lambda: theirs(matrix, truth, settings.strengths),
        options.rounds,
    )
    losses = [
        [f"{loss(logits, truth):.4f}" for logits in fit(matrix, truth, settings.strengths)] for fit in (ours, theirs)
    ]
    print(
        f"regression: {matrix.shape[0]:,} texts x {matrix.shape[1]:,} columns, 3 strengths: softmax_path {a:.2f} s, "
        f"LogisticRegression {b:.2f} s, ratio {ratio:.1f}; losses {', '.join(losses[0])} and {', '.join(losses[1])}"
    )
    columns = settings.columns
    hashing = [
        HashingVectorizer(
            analyzer=analyzer, ngram_range=(min(lengths), max(lengths)), n_features=2**columns.bits, norm=None,
            alternate_sign=False, lowercase=False, preprocessor=plain, dtype=np.float32,
        )
        for analyzer, lengths in (("word", columns.words), ("char_wb", columns.characters))
    ]  # fmt: skip
    a, b, ratio = paired(
        lambda: counted(texts, columns), lambda: [each.transform(texts) for each in hashing], options.rounds
    )
    print(f"counting: counted {a:.2f} s, HashingVectorizer {b:.2f} s, ratio {ratio:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
