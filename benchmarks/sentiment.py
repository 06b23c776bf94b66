"""How well the English sentiment model labels sentences of reviews: accuracy, macro-F1 with interval, confusion.

    python benchmarks/sentiment.py --corpus DIR     # DIR/text holds en-vader_amazon.tsv.gz and en-mabsa_sent.tsv.gz

Prints what analysis/evaluations.toml pins. Human ratings (−4..4) are taken as neutral if |mean| < 0.5. The interval is
a percentile bootstrap over sentences, drawn within each set so that the mix of sets stays fixed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.sentiment import score_sentence, vader_name

SETS = ("en-vader_amazon", "en-mabsa_sent")
NEUTRAL_BELOW = 0.5
WORDS = {"pos": 1, "neg": -1, "neu": 0}
LABELS = (-1, 0, 1)
Labels = npt.NDArray[np.int64]


def read_set(path: Path) -> tuple[list[str], Labels]:
    """Sentences and their true labels −1, 0, 1 of one tab-separated set (columns label, text, split)."""
    texts, labels = [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            label, text = line.rstrip("\n").split("\t")[:2]
            if label in WORDS:
                labels.append(WORDS[label])
            else:
                mean = float(label)
                labels.append(0 if abs(mean) < NEUTRAL_BELOW else (1 if mean > 0 else -1))
            texts.append(text)
    return texts, np.array(labels)


def confusion_of(truth: Labels, guess: Labels) -> Labels:
    """3 × 3 counts: rows the truth −1, 0, 1, columns the model's label."""
    return np.bincount((truth + 1) * 3 + guess + 1, minlength=9).reshape(3, 3)


def macro_f1(confusion: Labels) -> float:
    """The mean over the three labels of F1 = 2 tp / (2 tp + fp + fn)."""
    hits = np.diag(confusion)
    return float(np.mean(2 * hits / np.maximum(1, confusion.sum(axis=0) + confusion.sum(axis=1))))


def interval(sets: Sequence[tuple[Labels, Labels]], draws: int, seed: int) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the macro-F1 of all sets together."""
    rng = np.random.default_rng(seed)
    scores = []
    for _ in range(draws):
        total = np.zeros((3, 3), dtype=np.int64)
        for truth, guess in sets:
            drawn = rng.integers(0, len(truth), len(truth))
            total += confusion_of(truth[drawn], guess[drawn])
        scores.append(macro_f1(total))
    low, high = np.quantile(scores, [0.025, 0.975])
    return float(low), float(high)


def describe(name: str, sets: Sequence[tuple[Labels, Labels]], draws: int) -> dict[str, object]:
    """The measures of one or more sets taken together."""
    confusion = sum((confusion_of(truth, guess) for truth, guess in sets), np.zeros((3, 3), dtype=np.int64))
    low, high = interval(sets, draws, seed=1)
    return {
        "measured_on": name,
        "n": int(confusion.sum()),
        "accuracy": round(float(np.trace(confusion) / confusion.sum()), 4),
        "macro_f1": round(macro_f1(confusion), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "confusion": confusion.tolist(),
    }


def main() -> None:
    """Measure and print, one JSON object a set and one for both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--draws", type=int, default=2000)
    arguments = parser.parse_args()
    folder = arguments.corpus / "text" if (arguments.corpus / "text").is_dir() else arguments.corpus
    measured: list[tuple[Labels, Labels]] = []
    for name in SETS:
        texts, truth = read_set(folder / f"{name}.tsv.gz")
        started = time.perf_counter()
        guess = np.array([score_sentence(text, "en").label for text in texts])
        rate = len(texts) / (time.perf_counter() - started)
        measured.append((truth, guess))
        print(json.dumps(describe(name, [measured[-1]], arguments.draws)), f"{rate:.0f} sentences/s")
    print(vader_name(), json.dumps(describe(" + ".join(SETS), measured, arguments.draws)))


if __name__ == "__main__":
    main()
