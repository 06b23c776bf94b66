"""How well the lexicons of our own, and the pretrained start, read texts they were not made from, beside VADER on the same texts,
against pinned floors.

    python benchmarks/lexicons.py --corpus DIR [--split train] [--pin [--allow-regression]]   # DIR/text/<set>.tsv.gz

Held-out splits unless --split says otherwise. Two-class accuracy: over texts labelled positive or negative, the share whose
score has the right sign; a score of exactly 0 is wrong. Interval: Wilson, 95 %. Three-class macro-F1 uses VADER's
thresholds (±0.05); a question (`q` of Wisesight) counts as neutral. Coverage: texts with at least one entry. Speed: processor
time of one core, loading left out. Floors lie in lexicon_floors.toml and only rise; exit status 1 below a floor.
"""

from __future__ import annotations

import argparse
import gzip
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.sentiment.model import Sentiment, label_of  # noqa: E402
from analysis.sentiment.models.lexicon.model import LexiconModel  # noqa: E402
from analysis.sentiment.models.start import shared_start, start_languages  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402

FLOORS = Path(__file__).with_name("lexicon_floors.toml")
SETS = {
    "th-wisesight": ("th", "valid"),
    "th-mabsa_sent": ("th", "dev"),
    "vi-uit_vsfc": ("vi", "dev"),
    "vi-mabsa_sent": ("vi", "dev"),
}
"""Set -> language and held-out split. The M-ABSA sets are machine translations of English with a human check (silver)."""
TRUTH = {"pos": 1, "neg": -1, "neu": 0, "q": 0}
Z = 1.96


@dataclass(frozen=True)
class Measure:
    """What one model scores on one set: shares 0..1, `two_class` with its interval, texts a second."""

    n: int
    n_two_class: int
    two_class: float
    low: float
    high: float
    accuracy: float
    macro_f1: float
    texts_per_second: float


def read_set(path: Path, split: str) -> list[tuple[int, str]]:
    """(truth, text) of one split of a tab-separated set (columns label, text, split)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(TRUTH[label], text) for label, text, part in rows if part == split]


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    center = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return center - half, center + half


def measure(rows: Sequence[tuple[int, str]], score_many: Callable[[Sequence[str]], list[Sentiment]]) -> Measure:
    """Score all texts of a set and compare with their truth."""
    score_many([rows[0][1]])  # loading is left out
    started = time.process_time()
    scored = score_many([text for _, text in rows])
    spent = time.process_time() - started
    polar = [(truth, found.score or 0.0) for (truth, _), found in zip(rows, scored, strict=True) if truth]
    share = sum(truth * score > 0 for truth, score in polar) / len(polar)
    low, high = wilson(share, len(polar))
    confusion = Counter((truth, found.label) for (truth, _), found in zip(rows, scored, strict=True))
    f1 = []
    for label in (-1, 0, 1):
        named = sum(confusion[label, other] + confusion[other, label] for other in (-1, 0, 1))
        f1.append(2 * confusion[label, label] / max(1, named))
    return Measure(
        n=len(rows),
        n_two_class=len(polar),
        two_class=share,
        low=low,
        high=high,
        accuracy=sum(confusion[label, label] for label in (-1, 0, 1)) / len(rows),
        macro_f1=sum(f1) / len(f1),
        texts_per_second=len(rows) / max(spent, 1e-9),
    )


def vader_many(vader: SentimentIntensityAnalyzer, texts: Sequence[str]) -> list[Sentiment]:
    """What VADER says of texts of any language."""
    scores = [float(vader.polarity_scores(text)["compound"]) for text in texts]
    return [Sentiment(label_of(score), score, "vader") for score in scores]


def row(name: str, model: str, found: Measure, coverage: str) -> str:
    """One line of the printed table."""
    return (
        f"{name:14} {model:22} {found.n:6} {found.n_two_class:6}  {found.two_class:.3f} [{found.low:.3f}, {found.high:.3f}]"
        f"  {found.accuracy:.3f}  {found.macro_f1:.3f}  {coverage:>6}  {found.texts_per_second:8.0f}"
    )


def main() -> int:
    """Measure, print, compare with the floors; 1 if any is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--split", help="another split than the held-out one, such as train; not held to the floors")
    floors.add_options(parser)
    arguments = parser.parse_args()
    folder = texts_folder(arguments.corpus)
    vader = SentimentIntensityAnalyzer()
    print(
        "set            model                       n  polar  two-class [95 % interval]  three  mac-F1  coverage  texts/s"
    )
    measured: dict[str, dict[str, float]] = {}
    for name, (language, held_out) in SETS.items():
        rows = read_set(folder / f"{name}.tsv.gz", arguments.split or held_out)
        model = LexiconModel(language)
        found = measure(rows, model.score_many)
        coverage = sum(model.hits(text) > 0 for _, text in rows) / len(rows)
        print(row(name, model.name, found, f"{coverage:.3f}"))
        print(row(name, "vader", measure(rows, lambda texts: vader_many(vader, texts)), ""))
        measured[name] = {"two_class": found.two_class, "macro_f1": found.macro_f1, "coverage": coverage}
        if language in start_languages():
            start = shared_start(language)
            found = measure(rows, start.score_many)
            print(row(name, start.name, found, ""))
            measured[name] |= {"start_two_class": found.two_class, "start_macro_f1": found.macro_f1}
    if arguments.split:
        return 0
    flat = {f"{name}.{key}": value for name, values in measured.items() for key, value in values.items()}
    return floors.hold(flat, FLOORS, arguments)


if __name__ == "__main__":
    sys.exit(main())
