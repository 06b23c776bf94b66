"""How well texts are labelled by the user's own door: `overheard import reviews` of texts of which a part has stars, `overheard
analyze`, and what the published build says of the others; beside it what one would pick instead (vaderSentiment).

    python benchmarks/sentiment.py --corpus DIR            # DIR or DIR/text holds <language>-<set>.tsv.gz: label, text, split
    python benchmarks/sentiment.py --corpus DIR --only en-mabsa_sent --allow-regression
    python benchmarks/sentiment.py --corpus DIR --quick     # the tasks marked so

Every labelled set of the folder is a task, but for those that models at the start were made of (TAUGHT). Texts of the split
`train` are imported with stars (1, 3 or 5 of 5), those of `test` (else of any other split) without; a set with one split is cut
into blocks of BLOCK neighbouring rows (its documents are not marked), by the parity of a hash. Human ratings (−4..4) are neutral
if |mean| < 0.5; a question (`q`) is neutral. Sentences of aspect sets count where all their aspects agree. A text that is read in
another language, or not at all, counts as neutral. Floors and ceilings are in sentiment_floors.toml.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.sentiment import EnglishLexicon  # noqa: E402
from analysis.sentiment.measuring.measure import (  # noqa: E402
    Labels,
    calibration_error,
    confusion_of,
    macro_f1,
    weighted_f1,
)
from analysis.sentiment.models.learned import LABELS  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402
from data.publish import current_build  # noqa: E402

NEUTRAL_BELOW = 0.5
WORDS = {"pos": 1, "neg": -1, "neu": 0, "q": 0}
BLOCK = 24
FLOORS = Path(__file__).with_name("sentiment_floors.toml")
MEASURES = ("accuracy", "macro_f1", "weighted_f1")
TAUGHT = ("en-vader_movie", "en-vader_nyt", "en-vader_tweets")
"""What analysis/sentiment/features/general.py was learned from."""
STARS = {-1: 1, 0: 3, 1: 5}
CONFIG = """[workspace]
name = "Benchmark"
timezone = "UTC"

[[brand]]
name = "Qwyzel"
own = true
site = "https://www.qwyzel.example/"
"""
COLUMNS = ("brand", "source", "url", "author", "published_at", "rating", "rating_max", "body")


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
        if (only and name not in only) or name in (*TAUGHT, "aspects-vi-uit_vsfc_topic", "aspects-en-mabsa"):
            continue
        if name.startswith("aspects-") and not name.startswith("aspects-en-"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            next(lines)
            first = next(lines).rstrip("\n").split("\t")
        if first[1 if name.startswith("aspects-") else 0]:
            yield read_set(path)


@dataclass(frozen=True)
class Read:
    """What a build says of texts, in their order: `labels` −1, 0, 1 (0 where it says nothing), `sure` the confidence of those
    that were read in one part (NaN: none), `unread` how many it says nothing of."""

    labels: Labels
    sure: np.ndarray[Any, np.dtype[np.float64]]
    unread: int
    seconds: float


def figures(truth: Labels, guess: Labels) -> dict[str, float]:
    """MEASURES of some labels."""
    confusion = confusion_of(truth, guess)
    return {
        "accuracy": float(np.mean(guess == truth)),
        "macro_f1": float(macro_f1(confusion)),
        "weighted_f1": weighted_f1(confusion),
    }


def read_by_door(rated: Sequence[tuple[str, int]], texts: Sequence[str]) -> Read:
    """Import and analyze in a workspace of its own; `rated`: (text, label) that have stars, `texts`: those that have none."""
    with tempfile.TemporaryDirectory(prefix="overheard-benchmark-") as folder:
        root = Path(folder)
        (root / "overheard.toml").write_text(CONFIG, encoding="utf-8")
        day = time.strftime("%Y-%m-%d")
        with (root / "reviews.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(COLUMNS)
            for number, (text, stars) in enumerate(
                [*((t, STARS[label]) for t, label in rated), *((t, "") for t in texts)]
            ):
                url = f"https://shop.example/reviews/{number}"
                out.writerow(
                    ["Qwyzel", "shop.example", url, f"customer {number}", day, stars, 5 if stars else "", text]
                )
        seconds = sum(_command(root, *arguments) for arguments in (("import", "reviews", "reviews.csv"), ("analyze",)))
        build = current_build(root / ".overheard")
        if build is None:
            raise RuntimeError(f"{root}: expected a published build, found none")
        with duckdb.connect(str(build), read_only=True) as con:
            rows = con.execute(
                "SELECT r.url, any_value(o.text_label), count(DISTINCT o.start), max(o.confidence) "
                "FROM opinions o JOIN reviews r ON r.review_id = o.record_id GROUP BY r.url"
            ).fetchall()
    found = {int(url.rsplit("/", 1)[1]) - len(rated): (label, parts, sure) for url, label, parts, sure in rows}
    said = [found.get(number, (None, 0, None)) for number in range(len(texts))]
    return Read(
        np.array([label or 0 for label, _, _ in said], dtype=np.int64),
        np.array([np.nan if sure is None or parts != 1 else sure for _, parts, sure in said], dtype=np.float64),
        sum(label is None for label, _, _ in said),
        seconds,
    )


def _command(root: Path, *arguments: str) -> float:
    """Run `overheard` in `root`; the seconds that it took. Raises RuntimeError with what it said where it failed."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "overheard", *arguments],
        cwd=root, env=os.environ | {"HOME": str(root), "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"overheard {' '.join(arguments)}: {done.stderr}")
    return time.monotonic() - started


def measure(task: LabelledSet, rated: float, seed: int) -> dict[str, float]:
    """Give stars to a random part of the training texts and measure the others: figures, calibration, and time."""
    n = int(rated) if rated > 1 else round(rated * len(task.train))
    drawn = np.random.default_rng(seed).permutation(len(task.train))[:n]
    read = read_by_door([task.train[row] for row in drawn], [text for text, _ in task.test])
    truth = np.array([label for _, label in task.test])
    known = ~np.isnan(read.sure)
    table = np.zeros((int(known.sum()), 3))
    table[np.arange(len(table)), read.labels[known] + 1] = read.sure[known]
    return figures(truth, read.labels) | {
        "calibration_error": calibration_error(truth[known], table) if known.any() else 0.0,
        "unread": float(read.unread),
        "seconds": read.seconds,
        "n": float(n),
    }


def run(task: LabelledSet, settings: dict[str, Any]) -> list[str]:
    """Measure one task, print its rows, and return what lies below its floors or above its ceilings."""
    shares = ""
    if "shares" in settings:
        task, shares = resampled(task, settings["shares"]), f" at shares {settings['shares']}"
    truth = np.array([label for _, label in task.test])
    vader = np.array([each.label or 0 for each in EnglishLexicon().score_many([text for text, _ in task.test])])
    draws = [measure(task, settings["rated"], seed) for seed in range(settings["draws"])]
    mean = {name: float(np.mean([draw[name] for draw in draws])) for name in draws[0]}
    print(f"{task.name}{shares}: {len(task.test):,} measured, {int(mean['n']):,} of {len(task.train):,} with stars")
    _print_measures(f"{'vader':22}", figures(truth, vader))
    _print_measures(f"{'the published build':22}", mean)
    print(
        f"  calibration error {mean['calibration_error']:.3f} (texts of one part), {mean['unread']:.0f} texts without a label, "
        f"imported and analysed in {mean['seconds']:.0f} s",
        flush=True,
    )
    return [f"{task.name}{shares}: {line}" for line in _missed(mean, settings)]


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 if a floor is not reached and --allow-regression was not given, 2 if there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--only", nargs="*", default=[], help="names of sets")
    parser.add_argument("--quick", action="store_true", help="only the tasks that the floors' file marks as quick")
    parser.add_argument("--allow-regression", action="store_true")
    wanted = parser.parse_args(arguments)
    folder = texts_folder(wanted.corpus)
    pinned = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    only = wanted.only or (quick_sets(pinned) if wanted.quick else [])
    started = time.monotonic()
    results = [run(task, settings) for task, settings in chosen_tasks(folder, pinned, only, quick=wanted.quick)]
    if not results:
        named = f" named {only}" if only else ""
        print(f"{folder}: expected <language>-<set>.tsv.gz with labels{named}, found none", file=sys.stderr)
        return 2
    print(f"{len(results)} tasks in {time.monotonic() - started:.0f} s")
    below = [line for lines in results for line in lines]
    for line in below:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if below and not wanted.allow_regression else 0


if __name__ == "__main__":
    sys.exit(main())
