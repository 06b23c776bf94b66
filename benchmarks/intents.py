"""How well FAQ intents are named, by question and answer, in four languages: micro-F1, precision and recall.

    python benchmarks/intents.py [--corpus DIR] [--show]     # --show: what was named wrongly in the half that rules are tuned on

OUR OWN questions (labels/intents.tsv), written and labelled before the rules that read them, two of each intent a language and
eight that ask none of them. Rules are corrected on the half `tune` alone; `held` is never shown, but one hand wrote
questions and rules, so it says that the rules cover what that hand thought of. `fresh` was written after the rules, on purpose in
other words, and no rule was corrected by it: the nearest to what a user gets. 52 were labelled again
without sight of the first label (`again`), by the same hand: agreement says how clear the intents are, not how two people would
differ. Where the labels differ, either is right. `other` is a label of its own: there naming an intent is wrong, and silence too.

- LANGUAGE.fresh, LANGUAGE.held, LANGUAGE.tune: micro-F1 of all labels.
- LANGUAGE.understood: share of `fresh` questions that get any label, which an absence asks for.

Floors in intent_floors.toml only rise (--pin; --allow-regression lowers).
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.text.intents import load_intents  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402

HERE = Path(__file__).parent
LABELS = HERE / "labels" / "intents.tsv"
FLOORS = HERE / "intent_floors.toml"
LANGUAGES = ("en", "th", "vi", "lt")


@dataclass(frozen=True)
class Question:
    """One labelled question: either of `right` is right."""

    language: str
    split: str
    question: str
    answer: str
    right: frozenset[str]

    def read(self) -> frozenset[str]:
        """The labels it gets."""
        return frozenset(load_intents(self.language).classify(self.question, self.answer))


def labelled() -> tuple[list[Question], float]:
    """All questions, and the share of those labelled twice that got the same label."""
    questions, same = [], []
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            right = frozenset({row["intent"], row["again"] or row["intent"]})
            questions.append(Question(row["language"], row["split"], row["question"], row["answer"], right))
            if row["again"]:
                same.append(len(right) == 1)
    return questions, sum(same) / len(same)


def micro_f1(questions: Iterable[Question]) -> tuple[float, float, float]:
    """Micro-averaged F1, precision and recall."""
    found = wrong = missed = 0
    for entry in questions:
        read = entry.read()
        hit = bool(read & entry.right)
        found, missed, wrong = found + hit, missed + (not hit), wrong + len(read - entry.right)
    precision = found / (found + wrong) if found + wrong else 0.0
    recall = found / (found + missed) if found + missed else 0.0
    return (2 * precision * recall / (precision + recall) if found else 0.0), precision, recall


def measure(questions: Iterable[Question]) -> Iterator[tuple[str, float]]:
    """Name -> figure, printed as it goes."""
    every = list(questions)
    for split in ("tune", "held", "fresh"):
        for language in (*LANGUAGES, "all"):
            chosen = [q for q in every if q.split == split and language in (q.language, "all")]
            f1, precision, recall = micro_f1(chosen)
            print(f"{language}.{split}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f} ({len(chosen)})")
            yield f"{language}.{split}", f1
            if split == "fresh":
                understood = sum(bool(q.read()) for q in chosen) / len(chosen)
                print(f"{language}.understood: {understood:.3f}")
                yield f"{language}.understood", understood


def main() -> int:
    """Measure, and hold the floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", help="not used: the questions are our own")
    parser.add_argument(
        "--show", action="store_true", help="what was named wrongly in the half that rules are tuned on"
    )
    floors.add_options(parser)
    options = parser.parse_args()
    questions, agreement = labelled()
    print(f"labelled twice: {agreement:.3f} the same")
    if options.show:
        for entry in questions:
            if entry.split == "tune" and not (entry.read() and entry.read() <= entry.right):
                print(
                    f"  {entry.language} {sorted(entry.right)} {sorted(entry.read())}: {entry.question} | {entry.answer}"
                )
    return floors.hold(dict(measure(questions)), FLOORS, options)


if __name__ == "__main__":
    sys.exit(main())
