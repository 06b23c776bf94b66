"""How well sentiment is labelled: the lexicons cold, and models learned from a part of the texts, beside what one would pick
instead (vaderSentiment).

    python benchmarks/sentiment.py --corpus DIR            # DIR or DIR/text holds <language>-<set>.tsv.gz: label, text, split
    python benchmarks/sentiment.py --corpus DIR --only en-mabsa_sent --allow-regression
    python benchmarks/sentiment.py --corpus DIR --quick     # the tasks marked so: about half a minute
    python benchmarks/sentiment.py --corpus DIR --pin       # prints what evaluations.toml pins for English

Every labelled set of the folder is a task. Texts of the split `train` are learned from, those of `test` (else of any other
split) are measured on; a set with one split is cut into blocks of BLOCK neighbouring rows (its documents are not
marked), by the parity of a hash. Human ratings (−4..4) are neutral if |mean| < 0.5; a question (`q`) is neutral.
Sentences of aspect sets count where all their aspects agree. Floors and ceilings are in sentiment_floors.toml.

Two-class accuracy: over texts that are not neutral, the sign of the score; a score of 0 is wrong.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.pipeline.sentiment_models import NoLexicon  # noqa: E402
from analysis.sentiment import EnglishLexicon, default_models, lexicons  # noqa: E402
from analysis.sentiment.features.runs import Columns  # noqa: E402
from analysis.sentiment.measuring.measure import (  # noqa: E402
    Labels,
    calibration_error,
    confusion_of,
    macro_f1,
    measured,
    weighted_f1,
)
from analysis.sentiment.model import NO_MODEL, Sentiment, SentimentModel  # noqa: E402
from analysis.sentiment.models.learned import LABELS, Settings  # noqa: E402
from analysis.sentiment.models.lexicon.model import LexiconModel, lexicon_languages  # noqa: E402
from analysis.sentiment.training.fitting import Example, train  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402

NEUTRAL_BELOW = 0.5
WORDS = {"pos": 1, "neg": -1, "neu": 0, "q": 0}
BLOCK = 24
FLOORS = Path(__file__).with_name("sentiment_floors.toml")
MEASURES = ("accuracy", "macro_f1", "weighted_f1", "two_class")
STARTED = ("th-wisesight",)
TAUGHT = ("en-vader_movie", "en-vader_nyt", "en-vader_tweets")
"""What analysis/sentiment/features/general.py was learned from: here models learn without it, as they do with columns that
it has no weights for."""
UNTAUGHT = Settings(columns=Columns(bits=Columns().bits + 1))
PINNED = ("en-vader_amazon", "en-mabsa_sent")


@dataclass(frozen=True)
class LabelledSet:
    """One set, split. Labels are −1, 0, 1."""

    name: str
    train: list[tuple[str, int]]
    test: list[tuple[str, int]]

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return self.name.removeprefix("aspects-").split("-")[0]


def read_rows(path: Path) -> list[tuple[str, int, str]]:
    """(text, label, split) of one tab-separated set; of an aspect set, sentences whose aspects agree."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        rows = [dict(zip(names, line.rstrip("\n").split("\t"), strict=False)) for line in lines]
    found: dict[tuple[int, str], tuple[set[int], str]] = {}
    for number, row in enumerate(rows):
        if row.get("label"):
            key = (0 if "aspect" in names else number, row["text"])
            found.setdefault(key, (set(), row.get("split", "")))[0].add(_label(row["label"]))
    return [(text, next(iter(labels)), split) for (_, text), (labels, split) in found.items() if len(labels) == 1]


def _label(written: str) -> int:
    if written in WORDS:
        return WORDS[written]
    mean = float(written)
    return 0 if abs(mean) < NEUTRAL_BELOW else (1 if mean > 0 else -1)


def read_set(path: Path) -> LabelledSet:
    """A set with its texts to learn from and to measure on."""
    name = path.name.removesuffix(".tsv.gz")
    rows = read_rows(path)
    splits = {split for _, _, split in rows}
    if len(splits) < 2:
        seeded = [hashlib.sha256(f"{name} {number // BLOCK}".encode()).digest()[0] % 2 for number in range(len(rows))]
        rows = [(text, label, "train" if odd else "test") for (text, label, _), odd in zip(rows, seeded, strict=True)]
        splits = {"train", "test"}
    measured_on = {"test"} if "test" in splits else splits - {"train"}
    seen = {text for text, _, split in rows if split == "train"}
    return LabelledSet(
        name,
        [(text, label) for text, label, split in rows if split == "train"],
        [(text, label) for text, label, split in rows if split in measured_on and text not in seen],
    )


def resampled(labelled: LabelledSet, shares: Sequence[float]) -> LabelledSet:
    """As many texts of a set as can be drawn with these shares of −1, 0 and 1, in both parts."""

    def drawn(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
        of = {label: [row for row in rows if row[1] == label] for label in LABELS}
        n = min(len(of[label]) / share for label, share in zip(LABELS, shares, strict=True))
        rng = np.random.default_rng(1)
        return [
            of[label][at]
            for label, share in zip(LABELS, shares, strict=True)
            for at in rng.permutation(len(of[label]))[: round(n * share)]
        ]

    return LabelledSet(labelled.name, drawn(labelled.train), drawn(labelled.test))


def labelled_sets(folder: Path, only: Sequence[str]) -> Iterable[LabelledSet]:
    """The sets of a folder that have sentiment labels, by name."""
    for path in sorted(folder.glob("*.tsv.gz")):
        name = path.name.removesuffix(".tsv.gz")
        # Topics of texts that another set holds, and translations of one that is there, would count the same texts twice.
        if (only and name not in only) or name in ("aspects-vi-uit_vsfc_topic", "aspects-en-mabsa"):
            continue
        if name.startswith("aspects-") and not name.startswith("aspects-en-"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            next(lines)
            first = next(lines).rstrip("\n").split("\t")
        if first[1 if name.startswith("aspects-") else 0]:
            yield read_set(path)


def figures(truth: Labels, scored: Sequence[Sentiment]) -> dict[str, float]:
    """MEASURES of one model on one set; no model at all is wrong everywhere but where the truth is neutral."""
    guess = np.array([sentiment.label or 0 for sentiment in scored])
    score = np.array([sentiment.score or 0.0 for sentiment in scored])
    confusion, polar = confusion_of(truth, guess), truth != 0
    return {
        "accuracy": float(np.mean(guess == truth)),
        "macro_f1": float(macro_f1(confusion)),
        "weighted_f1": weighted_f1(confusion),
        "two_class": float(np.mean(np.sign(score[polar]) == truth[polar])),
    }


def learn(task: LabelledSet, rated: float, seed: int, lexicon: SentimentModel) -> dict[str, float]:
    """Learn from a random part of the training texts and measure: figures, and calibration, speed and time."""
    n = int(rated) if rated > 1 else round(rated * len(task.train))
    drawn = np.random.default_rng(seed).permutation(len(task.train))[:n]
    started = time.process_time()
    settings = UNTAUGHT if task.name in TAUGHT else Settings()
    trained = train([Example(task.train[row][0], task.train[row][1], str(row)) for row in drawn], lexicon, settings)
    fitted = time.process_time() - started
    texts, truth = [text for text, _ in task.test], np.array([label for _, label in task.test])
    started = time.process_time()
    scored = trained.model.score_many(texts)
    seconds = time.process_time() - started
    table = np.array([_row(sentiment) for sentiment in scored])
    return figures(truth, scored) | {
        "calibration_error": calibration_error(truth, table),
        "texts_per_second": len(texts) / max(seconds, 1e-9),
        "fit_seconds": fitted,
        "n": float(n),
    }


def _lexicon(language: str) -> SentimentModel:
    return LexiconModel(language) if language in lexicon_languages() else NoLexicon(language)


def _row(sentiment: Sentiment) -> list[float]:
    """A table row that has the confidence at the label, which is all that calibration asks."""
    row = [0.0, 0.0, 0.0]
    row[(sentiment.label or 0) + 1] = sentiment.confidence or 0.0
    return row


def run(task: LabelledSet, settings: dict[str, Any]) -> list[str]:
    """Measure one task, print its rows, and return what lies below its floors or above its ceilings."""
    # The start has seen the texts of STARTED that are learned from, so there the lexicon stands beside the learned model.
    cold = lexicons() if task.name in STARTED else default_models()
    shares = ""
    if "shares" in settings:
        task, shares = resampled(task, settings["shares"]), f" at shares {settings['shares']}"
    lexicon = cold.get(task.language) or _lexicon(task.language)
    draws = [learn(task, settings["rated"], seed, lexicon) for seed in range(settings["draws"])]
    mean = {name: float(np.mean([draw[name] for draw in draws])) for name in draws[0]}
    print(f"{task.name}{shares}: {len(task.test):,} measured, {int(mean['n']):,} of {len(task.train):,} learned from")
    for name, row in (_untrained(task, lexicon) | {"learned": mean}).items():
        _print_measures(f"{name:22}", row)
    spread = {name: float(np.std([draw[name] for draw in draws])) for name in MEASURES}
    _print_measures(f"standard deviation over {len(draws)} draws", spread)
    print(
        f"  learned: calibration error {mean['calibration_error']:.3f}, fitted in {mean['fit_seconds']:.0f} s, "
        f"{mean['texts_per_second']:,.0f} texts a second of processor time",
        flush=True,
    )
    return [f"{task.name}{shares}: {line}" for line in _missed(mean, settings)]


def _untrained(task: LabelledSet, lexicon: SentimentModel) -> dict[str, dict[str, float]]:
    """Figures of what needs no training, by the name of the model."""
    texts, truth = [text for text, _ in task.test], np.array([label for _, label in task.test])
    rows = {"vader": figures(truth, EnglishLexicon().score_many(texts))}
    if lexicon.name != NO_MODEL:
        rows[lexicon.name] = figures(truth, lexicon.score_many(texts))
    return rows


def _print_measures(name: str, row: dict[str, float]) -> None:
    print(f"  {name}" + "".join(f"  {measure} {row[measure]:.4f}" for measure in MEASURES))


def _missed(mean: dict[str, float], settings: dict[str, Any]) -> Iterator[str]:
    for measure, floor in settings.get("floors", {}).items():
        if round(mean[measure], 4) < floor:
            yield f"{measure}: expected {floor} or more, found {mean[measure]:.4f}"
    for measure, ceiling in settings.get("ceilings", {}).items():
        if round(mean[measure], 4) > ceiling:
            yield f"{measure}: expected {ceiling} or less, found {mean[measure]:.4f}"


def quick_sets(pinned: dict[str, Any]) -> list[str]:
    """The sets with a quick task in sentiment_floors.toml."""
    return list(dict.fromkeys(task["set"] for task in pinned["task"] if "quick" in task))


def chosen_tasks(
    folder: Path, pinned: dict[str, Any], only: Sequence[str], *, quick: bool
) -> Iterator[tuple[LabelledSet, dict[str, Any]]]:
    """The tasks of the sets named (of all sets, if none is named), each with its settings; only the quick ones if `quick`."""
    for labelled in labelled_sets(folder, only):
        own = [task for task in pinned["task"] if task["set"] == labelled.name]
        for settings in own or [pinned["default"]]:
            if not quick or settings.get("quick"):
                yield labelled, settings


def pin(folder: Path) -> None:
    """Print the measurements of English, VADER and what serves, that analysis/sentiment/measuring/evaluations.toml pins."""
    rows = [(text, label) for name in PINNED for text, label, _ in read_rows(folder / f"{name}.tsv.gz")]
    for model in (EnglishLexicon(), default_models()["en"]):
        guess = np.array([sentiment.label or 0 for sentiment in model.score_many([text for text, _ in rows])])
        result = measured(np.array([label for _, label in rows]), guess, [str(row) for row in range(len(rows))], 2000)
        print(json.dumps({"model": model.name, "measured_on": " + ".join(PINNED), "n": result.n,
                          "accuracy": round(result.accuracy, 4), "macro_f1": round(result.macro_f1, 4),
                          "low": round(result.low, 4), "high": round(result.high, 4),
                          "confusion": result.confusion}))  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 if a floor is not reached and --allow-regression was not given, 2 if there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--only", nargs="*", default=[], help="names of sets")
    parser.add_argument("--quick", action="store_true", help="only the tasks that the floors' file marks as quick")
    parser.add_argument("--allow-regression", action="store_true")
    parser.add_argument("--pin", action="store_true")
    wanted = parser.parse_args(arguments)
    folder = texts_folder(wanted.corpus)
    if wanted.pin:
        pin(folder)
        return 0
    pinned = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    only = wanted.only or (quick_sets(pinned) if wanted.quick else [])
    started = time.process_time()
    results = [run(task, settings) for task, settings in chosen_tasks(folder, pinned, only, quick=wanted.quick)]
    if not results:
        named = f" named {only}" if only else ""
        print(f"{folder}: expected <language>-<set>.tsv.gz with labels{named}, found none", file=sys.stderr)
        return 2
    print(f"{len(results)} tasks in {time.process_time() - started:.0f} s of processor time")
    below = [line for lines in results for line in lines]
    for line in below:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if below and not wanted.allow_regression else 0


if __name__ == "__main__":
    sys.exit(main())
