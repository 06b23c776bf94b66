"""How well emotions and intents are named: precision, recall and F1 of each label, with 95 % intervals.

    python benchmarks/emotions.py [--corpus DIR]     # DIR/text holds public sets

Texts are read as the product reads them: taken apart, scored by the model that needs no training, each part's emotion and
intent. `switch` is the intent or a rival named by SwitchFinder; `rival` is the exact brand. Of labels `a|b` either is right;
with none among them silence is right too. Micro counts all labels but none; macro is their mean F1.

- tune, unseen, fresh: OUR OWN sentences (labels/moods_*.tsv), by the hand that corrected the phrases. `unseen` was written before
  the phrases were corrected, by one who then knew it: it says that the phrases cover what that hand thought of. `fresh` was
  written after them, on purpose in other words: what a customer's turn of phrase may cost at worst.
- second, sealed: OUR OWN sentences by what they say (labels/said.tsv): complaints without a word of feeling, questions that ask
  nothing, warnings, distrust, advice, trust. Phrases were corrected on `second`; `sealed` was never shown, but one hand wrote
  both.
- judged (with --corpus): texts of public sets with labels of our own (labels/moods_texts.tsv): the nearest to what a user gets,
  few of each label. Phrases were corrected on other texts of these sets, with an eye on the totals of these. No Lithuanian.
- public sets (with --corpus): nobody labelled emotions or intents there. A bank's questions with their mark taken off, and Thai
  questions, are read as questions or not; complaint, praise and each emotion agree with a text's polarity or not. Phrases of
  Thai questions were corrected with a look at that set, those of the bank at the other half of its texts.

Floors in emotion_floors.toml only rise (--pin; --allow-regression lowers).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.reading.opinions import opinions_of_many  # noqa: E402
from analysis.sentiment import default_models  # noqa: E402
from analysis.text.signals import SwitchFinder  # noqa: E402
from benchmarks.drivers import natural  # noqa: E402
from benchmarks.lexicons import wilson  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402
from benchmarks.scoring.moods import (  # noqa: E402
    KINDS,
    LABELS,
    NONE,
    SAYS,
    Counts,
    Read,
    Said,
    counts_of,
    f1_intervals,
    macro,
    micro,
    read_labels,
    read_said,
    rival_counts,
    said_of,
    summed,
)
from data.brand_names import NamedBrand  # noqa: E402

HERE = Path(__file__).parent
FLOORS = HERE / "emotion_floors.toml"
LANGUAGES = ("en", "th", "vi", "lt")
BRANDS = (
    NamedBrand("norvik", ("Norvik", "Norviką")),
    NamedBrand("brewly", ("Brewly",)),
    NamedBrand("tandem", ("Tandem Mobile", "ทันเดม")),
    NamedBrand("lumo", ("Lumo Bank", "Lumo", "ลูโมแบงก์")),
)
AGREE = {
    "complaint": "neg",
    "churn": "neg",
    "anger": "neg",
    "disappointment": "neg",
    "praise": "pos",
    "recommend": "pos",
}
AGREE |= {"joy": "pos", "trust": "pos"}
POLAR_SETS = ("en-mabsa_sent", "th-mabsa_sent", "th-wisesight", "vi-mabsa_sent", "vi-uit_vsfc")
SAMPLE = 3000
ENOUGH = 30
"""Texts below which a share of a public set is printed and not held to a floor."""
MARGIN = 0.02
"""What a floor lies below what was measured: the models of sentiment, which change for their own sake, are read too."""
_END = re.compile(r"[\s?\uff1f]+$")
_ONE_QUESTION = re.compile(r"^[^.!?]+\?\s*$")


def read(texts: Sequence[str], language: str) -> list[Read]:
    """Texts as the product reads them."""
    finder = SwitchFinder(BRANDS)
    found = []
    for text, opinions in zip(texts, opinions_of_many(texts, [language] * len(texts), default_models()), strict=True):
        parts = {text[opinion.start : opinion.end] for opinion in opinions}
        rivals = {finder.switched_to(part, language, "own") for part in parts} - {None}
        emotions = {opinion.emotion for opinion in opinions if opinion.emotion}
        intents = {opinion.intent for opinion in opinions if opinion.intent} | ({"switch"} if rivals else set())
        found.append(Read({"emotion": frozenset(emotions), "intent": frozenset(intents)}, frozenset(map(str, rivals))))
    return found


def _row(name: str, counts: Counts, interval: tuple[float, float]) -> str:
    shares = []
    for value, n in ((counts.precision, counts.found + counts.wrong), (counts.recall, counts.found + counts.missed)):
        low, high = wilson(value, n) if n else (0.0, 1.0)
        shares.append(f"{value:5.2f} [{low:.2f} {high:.2f}]" if n else f"{'-':>5} {'':11}")
    of_f1 = f"{counts.f1:.2f} [{interval[0]:.2f} {interval[1]:.2f}]"
    return f"  {name:15} {counts.found + counts.missed:4} {'  '.join(shares)}  {of_f1}"


def own(split: str, *, show: bool) -> dict[str, float]:
    """Measure our own sentences of one half; figures by name."""
    measured: dict[str, float] = {}
    for language in LANGUAGES:
        sentences = [said for said in read_labels(language) if said.split == split]
        measured |= _measure(split, language, sentences, show=show)
    return measured


def by_what_is_said(split: str) -> dict[str, float]:
    """Measure our own sentences that are labelled by what they say, `second` or `sealed`; figures by name, which are printed."""
    measured: dict[str, float] = {}
    for language in LANGUAGES:
        chosen = [(says, said) for says, said in read_said(language) if said.split == split]
        sentences = [said for _, said in chosen]
        readings = read([said.text for said in sentences], language)
        intents = [
            counts_of(said, one.labels["intent"], "intent") for said, one in zip(sentences, readings, strict=True)
        ]
        complaint = summed(intents)["complaint"]
        name = f"{split}.{language}"
        measured[f"{name}.complaint.precision"] = complaint.precision
        measured[f"{name}.complaint.recall"] = complaint.recall
        print(f"{language} ({split}, n={len(sentences)})")
        print(_row("complaint", complaint, f1_intervals(intents, ["complaint"])["complaint"]))
        for says in SAYS:
            own = [(said, one) for (kind, said), one in zip(chosen, readings, strict=True) if kind == says]
            of = "emotion" if says == "trust" else "intent"
            right = sum(_right(said.truth[of], one.labels[of]) for said, one in own)
            print(f"  {says:15} {right:3} of {len(own):3} right")
            measured[f"{name}.says.{says}"] = right / len(own) if own else 1.0
    return measured


def _right(truth: frozenset[str], labels: frozenset[str]) -> bool:
    """Whether one of the labels was named or, where none is right, nothing, and nothing wrong."""
    return labels <= truth and (bool(labels) or NONE in truth)


def _measure(split: str, language: str, sentences: Sequence[Said], *, show: bool) -> dict[str, float]:
    measured: dict[str, float] = {}
    readings = read([said.text for said in sentences], language)
    for kind, labels in KINDS.items():
        rows = [counts_of(said, one.labels[kind], kind) for said, one in zip(sentences, readings, strict=True)]
        total = summed(rows)
        together, mean = micro(total), macro(total, labels)
        name = f"{split}.{language}.{kind}"
        measured[f"{name}.precision"], measured[f"{name}.recall"] = together.precision, together.recall
        measured[f"{name}.micro"], measured[f"{name}.macro"] = together.f1, mean
        if show:
            intervals = f1_intervals(rows, labels)
            print(f"{language} {kind} ({split}, n={len(sentences)}): label, n, precision, recall, F1")
            for label in labels:
                print(_row(label, total.get(label, Counts()), intervals[label]))
            print(_row("micro", together, intervals["micro"]))
            print(f"  {'macro':54} {mean:.2f} [{intervals['macro'][0]:.2f} {intervals['macro'][1]:.2f}]")
    rivals = [rival_counts(said, one) for said, one in zip(sentences, readings, strict=True)]
    named = sum(rivals, Counts())
    if named != Counts():
        measured[f"{split}.{language}.rival.micro"] = named.f1
        if show:
            print(_row("rival", named, f1_intervals([{"rival": one} for one in rivals], ["rival"])["rival"]))
    return measured


def errors(language: str, kind: str) -> None:
    """Print the sentences of `tune` and `second` that are read wrongly, for correcting phrases. Never the unseen ones."""
    sentences = [said for said in read_labels(language) if said.split == "tune"]
    sentences += [said for _, said in read_said(language) if said.split == "second"]
    for said, one in zip(sentences, read([said.text for said in sentences], language), strict=True):
        right, labels = said.truth[kind], one.labels[kind]
        if labels - right or (not labels & right and NONE not in right):
            print(f"{'|'.join(sorted(right)):25} read {'+'.join(sorted(labels)) or NONE:20} {said.text}")


def judged(folder: Path) -> dict[str, float]:
    """Measure the texts of public sets that labels/moods_texts.tsv judges; figures by name."""
    lines = (LABELS / "moods_texts.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    wanted = {(row["set"], row["digest"]): row for row in rows}
    found: dict[str, list[Said]] = defaultdict(list)
    for name in sorted({row["set"] for row in rows}):
        for text in {text for _, text in _texts(folder / f"{name}.tsv.gz", "label")}:
            row = wanted.get((name, hashlib.sha256(text.encode()).hexdigest()[:16]))
            if row is not None:
                found[name[:2]].append(said_of(row, name[:2], "judged", natural(text)))
    measured: dict[str, float] = {}
    for language in sorted(found):
        measured |= _measure("judged", language, found[language], show=True)
    return measured


def _texts(path: Path, label: str) -> Iterator[tuple[str, str]]:
    """(label, text) of a public set, in an order by hash."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [(row[label], row["text"]) for row in rows if row["text"]]
    yield from sorted(set(found), key=lambda row: hashlib.sha256(row[1].encode()).digest())


def public(folder: Path) -> dict[str, float]:
    """What can be said of real texts that bear other labels; shares by name."""
    print("public sets (other people's texts and labels)")
    measured = _bank_questions(folder) | _thai_questions(folder)
    _print_calls(folder)
    for name in POLAR_SETS:
        measured |= _polarity(name, list(_texts(folder / f"{name}.tsv.gz", "label"))[:SAMPLE])
    return measured


def _share(name: str, hits: int, n: int) -> dict[str, float]:
    """Print a share; it by its name where it is of ENOUGH texts, nothing where not."""
    value = hits / n if n else 0.0
    low, high = wilson(value, n) if n else (0.0, 1.0)
    print(f"  {name:55} {hits:5} of {n:5} = {value:.3f} [{low:.3f} {high:.3f}]")
    return {name: value} if n >= ENOUGH else {}


def _questions(texts: Sequence[str], language: str) -> int:
    return sum("question" in one.labels["intent"] for one in read(texts, language))


def _bank_questions(folder: Path) -> dict[str, float]:
    asked = [text for _, text in _texts(folder / "aspects-en-banking77.tsv.gz", "label") if _ONE_QUESTION.search(text)]
    unseen = [_END.sub("", text) for text in asked if hashlib.sha256(text.encode()).digest()[1] & 1][:SAMPLE]
    return _share("banking77.question_recall_without_its_mark", _questions(unseen, "en"), len(unseen))


def _thai_questions(folder: Path) -> dict[str, float]:
    asked = [text for label, text in _texts(folder / "th-wisesight.tsv.gz", "label") if label == "q"]
    return _share("wisesight_q.question_recall", _questions(asked, "th"), len(asked))


def _print_calls(folder: Path) -> None:
    calls = [text for _, text in _texts(folder / "aspects-th-truevoice_intent.tsv.gz", "label")][:SAMPLE]
    named = Counter(label for one in read(calls, "th") for label in one.labels["intent"])
    print(f"  truevoice_intent (no truth): intents named in {len(calls)} calls: {dict(named.most_common())}")


def _polarity(name: str, rows: Sequence[tuple[str, str]]) -> dict[str, float]:
    """How the labels named in a set's texts agree with their polarity, and how many texts of each polarity are named."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    polar = Counter(label for label, _ in rows)
    for (label, _), one in zip(rows, read([natural(text) for _, text in rows], name[:2]), strict=True):
        for found in one.labels["intent"] | one.labels["emotion"]:
            named[found][label] += 1
    measured: dict[str, float] = {}
    for found, wanted in AGREE.items():
        judged = named[found]["pos"] + named[found]["neg"]
        measured |= _share(f"{name}.{found}_is_{wanted}", named[found][wanted], judged)
    measured |= _share(f"{name}.negative_named", named["complaint"]["neg"], polar["neg"])
    return measured | _share(f"{name}.positive_named", named["praise"]["pos"], polar["pos"])


def main() -> int:
    """Measure, print, compare with the floors. 1 if a figure fell below its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="the corpus, or its folder of texts")
    floors.add_options(parser)
    parser.add_argument(
        "--errors", nargs=2, metavar=("LANGUAGE", "KIND"), help="print wrongly read tune sentences instead"
    )
    parser.add_argument("--tune", action="store_true", help="measure the tune half only, and compare with nothing")
    arguments = parser.parse_args()
    if arguments.errors:
        errors(*arguments.errors)
        return 0
    print("OUR OWN labelled sentences: they prove nothing about customers' texts")
    measured = own("tune", show=arguments.tune) | by_what_is_said("second")
    if not arguments.tune:
        measured |= own("unseen", show=True) | own("fresh", show=True) | by_what_is_said("sealed")
    if arguments.corpus:
        folder = texts_folder(arguments.corpus)
        measured |= judged(folder) | public(folder)
    if arguments.tune:
        return 0
    return floors.hold(measured, FLOORS, arguments, lambda _, value: round(max(0.0, value - MARGIN), 3))


if __name__ == "__main__":
    sys.exit(main())
