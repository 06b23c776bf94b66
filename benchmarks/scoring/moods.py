"""Emotions and intents: labelled sentences, and counts of what was found, wrongly named and missed."""

from __future__ import annotations

import csv
import hashlib
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.text.emotions import EMOTIONS
from analysis.text.signals import INTENTS

LABELS = Path(__file__).parent.parent / "labels"
KINDS = {"emotion": EMOTIONS, "intent": INTENTS}
NONE = "none"
RESAMPLES = 400


@dataclass(frozen=True)
class Said:
    """One labelled sentence: `truth` by kind, the labels any of which is right."""

    language: str
    split: str
    truth: dict[str, frozenset[str]]
    first: dict[str, str]
    rival: str
    text: str


@dataclass(frozen=True)
class Read:
    """What was read in a text: labels by kind, and the brands switched to."""

    labels: dict[str, frozenset[str]]
    rivals: frozenset[str]


@dataclass(frozen=True)
class Counts:
    """Found, wrongly named and missed."""

    found: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was named, the share that is right; 1 if nothing was named."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what was to be named, the share that was; 1 if there was nothing."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """2 found / (2 found + wrong + missed); 1 if there is nothing to count."""
        total = 2 * self.found + self.wrong + self.missed
        return 2 * self.found / total if total else 1.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.found + other.found, self.wrong + other.wrong, self.missed + other.missed)


def read_labels(language: str) -> list[Said]:
    """The labelled sentences of a language. Raises ValueError naming the file and the text of a label that is none."""
    path = LABELS / f"moods_{language}.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    sentences = []
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        for kind, known in KINDS.items():
            strange = set(row[kind].split("|")) - {*known, NONE}
            if strange:
                raise ValueError(f"{path.name}: {row['text']!r}: {kind}: expected {known} or none, found {strange}")
        sentences.append(said_of(row, language, row["split"], row["text"]))
    return sentences


SAYS = {
    "complaint": ("none|anger|disappointment|confusion", "complaint"),
    "rhetorical": ("none|anger|disappointment|confusion", "complaint"),
    "warning": ("none|anger|disappointment", "complaint"),
    "distrust": ("none|anger|disappointment|confusion", "complaint"),
    "leaving": ("none|anger|disappointment", "churn"),
    "never_again": ("none|anger|disappointment", "churn|complaint"),
    "praise": ("none|joy|trust", "praise"),
    "recommend": ("none|joy|trust", "recommend"),
    "trust": ("trust", "none|praise"),
    "question": ("none|confusion", "question"),
    "neutral": ("none", "none"),
}
"""What a sentence of labels/said.tsv says -> the emotions and the intents that are right."""


def read_said(language: str) -> list[tuple[str, Said]]:
    """The sentences of a language that are labelled by what they say, one of SAYS, each with it."""
    lines = (LABELS / "said.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for row in rows:
        if row["language"] == language:
            labels = dict(zip(KINDS, SAYS[row["says"]], strict=True))
            found.append((row["says"], said_of(labels, language, row["split"], row["text"])))
    return found


def said_of(row: Mapping[str, str], language: str, split: str, text: str) -> Said:
    """A row of labels and the text they are of."""
    labels = {kind: row[kind].split("|") for kind in KINDS}
    truth = {kind: frozenset(names) for kind, names in labels.items()}
    rival = row.get("rival", "-").replace("-", "")
    return Said(language, split, truth, {kind: names[0] for kind, names in labels.items()}, rival, text)


def split_of(text: str) -> str:
    """The half a text belongs to, fixed before any tuning."""
    return "unseen" if hashlib.sha256(text.encode()).digest()[0] & 1 else "tune"


def counts_of(said: Said, labels: frozenset[str], kind: str) -> dict[str, Counts]:
    """Label -> what one sentence adds to its counts. A label that was missed is the first of the truth."""
    right = said.truth[kind]
    counts = {label: Counts(found=1) if label in right else Counts(wrong=1) for label in labels}
    if not labels & right and NONE not in right:
        first = said.first[kind]
        counts[first] = counts.get(first, Counts()) + Counts(missed=1)
    return counts


def rival_counts(said: Said, read_: Read) -> Counts:
    """Whether exactly the brand switched to was named."""
    right = said.rival in read_.rivals
    return Counts(right, len(read_.rivals - {said.rival}), bool(said.rival) and not right)


def summed(rows: Sequence[dict[str, Counts]]) -> dict[str, Counts]:
    """Counts by label over sentences."""
    total: dict[str, Counts] = defaultdict(Counts)
    for row in rows:
        for label, counts in row.items():
            total[label] += counts
    return total


def micro(total: dict[str, Counts]) -> Counts:
    """All labels together."""
    return sum(total.values(), Counts())


def macro(total: dict[str, Counts], labels: Sequence[str]) -> float:
    """Mean F1 of the labels."""
    return sum(total.get(label, Counts()).f1 for label in labels) / len(labels)


def f1_intervals(rows: Sequence[dict[str, Counts]], labels: Sequence[str]) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals of F1 from resampled sentences, of each label, `micro` and `macro`."""
    dice = random.Random(1)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(RESAMPLES):
        total = summed(dice.choices(rows, k=len(rows)))
        for label in labels:
            drawn[label].append(total.get(label, Counts()).f1)
        drawn["micro"].append(micro(total).f1)
        drawn["macro"].append(macro(total, labels))
    edge = RESAMPLES // 40
    return {label: (sorted(values)[edge], sorted(values)[-edge - 1]) for label, values in drawn.items()}
