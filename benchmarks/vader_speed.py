"""English sentiment against vaderSentiment, the package it must equal: the same four numbers, and how much faster.

    python benchmarks/vader_speed.py [--corpus DIR] [--fuzz 200000] [--rounds 9]

Reads every text of DIR/text (any language) and `--fuzz` texts made to step on every rule; then times texts of 15 and of
146 words, cut from DIR's English sets or, without it, made here. Both read the same texts in turn, in processor time of
one core; the median ratio of the rounds counts. Ends with status 1 if any text differs or a ratio is below its floor.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))
from analysis.sentiment.models.english.vader import EnglishLexicon  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402
from benchmarks.scoring.vader_texts import Fuzzer, corpus_words, cut, own_words  # noqa: E402

FLOORS = {15: 5.0, 146: 12.0}
"""Words of a text -> times the package's speed."""
TEXTS = {15: 1500, 146: 300}
SEED = 20261122
Scores = Callable[[str], dict[str, float]]


def differing(texts: Iterable[str], package: Scores, ours: Scores) -> tuple[int, list[str]]:
    """How many texts were compared, and those on which the four numbers differ."""
    n, bad = 0, []
    for text in texts:
        n += 1
        if package(text) != ours(text):
            bad.append(text)
    return n, bad


def corpus_texts(folder: Path) -> Iterator[str]:
    """Every field of every line of the sets in `folder`."""
    for path in sorted(folder.glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from line.rstrip("\n").split("\t")


def ratios(texts: Sequence[str], package: Scores, ours: Scores, rounds: int) -> tuple[list[float], float, float]:
    """The package's time over ours, round by round, and the median microseconds a text of both."""
    slow, fast = [], []
    for _ in range(rounds):
        slow.append(_seconds(texts, package))
        fast.append(_seconds(texts, ours))
    each = 1e6 / len(texts)
    pairs = [a / b for a, b in zip(slow, fast, strict=True)]
    return pairs, statistics.median(slow) * each, statistics.median(fast) * each


def _seconds(texts: Sequence[str], scores: Scores) -> float:
    started = time.process_time()
    for text in texts:
        scores(text)
    return time.process_time() - started


def main(argv: Sequence[str] | None = None) -> int:
    """Compare and time; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, help="the corpus, or its folder of texts")
    parser.add_argument("--fuzz", type=int, default=200_000, help="fuzzed texts to compare")
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args(argv)
    package: Scores = SentimentIntensityAnalyzer().polarity_scores
    ours = EnglishLexicon().polarity_scores
    failed = False

    sources: dict[str, Iterable[str]] = {f"fuzzed, seed {SEED}": Fuzzer(SEED).texts(arguments.fuzz)}
    words = own_words(60_000, SEED)
    if arguments.corpus is not None:
        folder = texts_folder(arguments.corpus)
        sources["corpus"] = corpus_texts(folder)
        words = corpus_words(folder)
    for name, texts in sources.items():
        n, bad = differing(texts, package, ours)
        print(f"{name}: {n:,} texts compared, {len(bad):,} differ")
        for text in bad[:5]:
            print(f"  {text!r}: package {package(text)}, ours {ours(text)}")
        failed = failed or bool(bad)

    for length, floor in FLOORS.items():
        texts_now = cut(words, length, TEXTS[length])
        fresh = EnglishLexicon().polarity_scores
        first = _seconds(texts_now, fresh) * 1e6 / len(texts_now)
        pairs, slow, fast = ratios(texts_now, package, fresh, arguments.rounds)
        ratio = statistics.median(pairs)
        print(
            f"{length} words: {ratio:.1f} x (floor {floor:g}; rounds {min(pairs):.1f} to {max(pairs):.1f}), "
            f"package {slow:.1f}, ours {fast:.1f} microseconds a text; {first:.1f} when no word was seen before"
        )
        if ratio < floor:
            print(f"{length} words: expected at least {floor:g} x, found {ratio:.2f}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
