"""How well the drivers of English sentences are named: by the phrases alone (cold), and by a model taught with labels.

    python benchmarks/drivers.py --corpus DIR      # DIR/text holds aspects-en-*.tsv.gz

The categories of the public sets are mapped onto our drivers by driver_mapping.toml. Micro-F1 over texts: each category
that asks for drivers is found or missed, each driver named that no category of the text allows is wrong. Held out: the
`dev` split; where a set has none, the half of its texts whose hash is odd. Beside it, what one would do without this
project: a driver is named if a word of its name is in the text. The opinions in labels/opinions_en.tsv (drivers that no
set covers) are scored by exact driver. Floors in driver_floors.toml only rise (--pin; --allow-regression lowers).
Read by eye: the two strongest quotes of each driver and label, 52 in English, 62 in Thai, 62 in Vietnamese (public sets), 63 in
Lithuanian (our own). Of these 16, 19, 16 and 2 did not agree with their driver or direction, most on drivers that such texts
hardly speak of: batteries that charge read as billing, wait staff as response time, flavours hard to find as findability, gifts
of friends as loyalty, spam and sim cards as privacy, "not too fiddly" as blame. Most of these kinds are excluded since.
With the words of today phrases reach 0.813 of all by themselves. Models taught beside them reach less than they did on both ACOS
sets, M-ABSA and the unseen opinions (0.860, 0.813, 0.854, 0.786): their floors were lowered to this once, and why is not known.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.taught.drivers import DriverExample, train_drivers  # noqa: E402
from analysis.text.drivers import load_taxonomy  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402

HERE = Path(__file__).parent
SETS = ("acos_laptop", "acos_restaurant16", "mabsa", "banking77")
SILVER = ("th", "vi")
"""Languages in which a set is a checked machine translation of the English one."""
MINE = ("loyalty", "channel_choice", "automation", "privacy")
_CUT_WORD = re.compile(r"(\w) ' ?(s|t|re|ve|ll|m|d)\b")
_CUT_NOT = re.compile(r"(\w) (n't)\b")
Namer = Callable[[str], Iterable[str]]
Figures = tuple[float, float, float]
"""F1, precision and recall."""


@dataclass(frozen=True)
class Gold:
    """What a category asks of a text: one of `drivers`, or (optional) nothing in particular."""

    drivers: tuple[str, ...]
    optional: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class Text:
    """One labelled text of a set and what is asked of it."""

    set: str
    text: str
    held_out: bool
    golds: tuple[Gold, ...]

    def verdict(self, named: Iterable[str]) -> tuple[int, int, int]:
        """Found, wrong, missed for the drivers named."""
        said = set(named)
        asked = {gold.drivers for gold in self.golds if gold.drivers and not gold.optional}
        allowed = {driver for gold in self.golds for driver in gold.drivers}
        found = sum(bool(said.intersection(drivers)) for drivers in asked)
        return found, len(said - allowed), len(asked) - found


@cache
def _rules() -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = tomllib.loads((HERE / "driver_mapping.toml").read_text(encoding="utf-8"))["rule"]
    return rules


@cache
def gold_of(category: str) -> Gold:
    """What the mapping says of `set:category`. Raises LookupError for one that it does not know."""
    for rule in _rules():
        if any(fnmatchcase(category, pattern) for pattern in rule["categories"]):
            return Gold(tuple(rule.get("drivers", ())), bool(rule.get("optional")), bool(rule.get("left_out")))
    raise LookupError(f"driver_mapping.toml: no rule for {category!r}: add it to the categories of one")


def natural(text: str) -> str:
    """Contractions as people write them: these sets hold `don ' t` and `do n't`."""
    return _CUT_NOT.sub(r"\1\2", _CUT_WORD.sub(r"\1'\2", text))


def read_set(name: str, path: Path) -> list[Text]:
    """The scored texts of one set (columns aspect, label, text, split)."""
    categories: dict[str, list[str]] = defaultdict(list)
    splits: dict[str, set[str]] = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            category, _, text, split = line.rstrip("\n").split("\t")
            text = natural(text)
            categories[text].append(category)
            splits[text].add(split)
    has_dev = any("dev" in found for found in splits.values())
    texts = []
    for text, found in categories.items():
        golds = tuple(gold_of(f"{name}:{category}") for category in dict.fromkeys(found))
        if not any(gold.left_out for gold in golds):
            held_out = "dev" in splits[text] if has_dev else bool(hashlib.sha256(text.encode()).digest()[0] & 1)
            texts.append(Text(name, text, held_out, golds))
    return texts


def key_of(text: str) -> str:
    """Equal for copies of a text that differ in spacing, case or signs: two of the sets share sentences."""
    return re.sub(r"[\W_]+", "", text.lower())


def f1(counts: Sequence[int]) -> float:
    """2 found / (2 found + wrong + missed)."""
    found, wrong, missed = counts
    return 2 * found / max(1, 2 * found + wrong + missed)


def score(texts: Sequence[Text], namer: Namer) -> Figures:
    """Micro-F1, precision and recall."""
    total = [0, 0, 0]
    for text in texts:
        for place, count in enumerate(text.verdict(namer(text.text))):
            total[place] += count
    found, wrong, missed = total
    return f1(total), found / max(1, found + wrong), found / max(1, found + missed)


def by_name(text: str) -> list[str]:
    """What a user would pick without this project: a driver is named if a word of its name is in the text."""
    words = set(re.findall(r"\w+", text.lower()))
    return [driver for driver, names in _name_words().items() if words & names]


@cache
def _name_words() -> dict[str, frozenset[str]]:
    common = {"and", "of", "over", "ease", "use"}
    return {
        driver.id: frozenset(re.findall(r"\w+", driver.name.lower())) - common
        for driver in load_taxonomy("en").drivers.values()
    }


def taught(train: Sequence[Text], cold: Namer) -> Namer:
    """A model taught with the train texts: where any of several drivers counts, the one the phrases name, else the first."""
    examples = []
    for number, text in enumerate(train):
        said = set(cold(text.text))
        drivers: set[str] = set()
        for gold in text.golds:
            named = said.intersection(gold.drivers)
            drivers |= named or (set() if gold.optional else set(gold.drivers[:1]))
        examples.append(DriverExample(text.text, frozenset(drivers), str(number)))
    training = train_drivers(examples, load_taxonomy("en"), check=False)
    if training.model is None:
        raise SystemExit(training.reason)
    return training.model.classify


def my_opinions(split: str) -> list[tuple[str, str]]:
    """(driver or 'none', text) of labels/opinions_en.tsv."""
    with (HERE / "labels" / "opinions_en.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(
            (line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        return [(row["driver"], row["text"]) for row in rows if row["split"] == split]


def score_opinions(rows: Sequence[tuple[str, str]], namer: Namer) -> Figures:
    """Micro-F1, precision, recall over the four drivers these opinions are about; others named do not matter here."""
    found = wrong = missed = 0
    for driver, text in rows:
        said = set(namer(text)) & set(MINE)
        found += driver in said
        wrong += len(said - {driver})
        missed += driver in MINE and driver not in said
    return f1((found, wrong, missed)), found / max(1, found + wrong), found / max(1, found + missed)


def errors(texts: Sequence[Text], namer: Namer, limit: int, only: str | None) -> None:
    """Print train texts that are read wrongly, for tuning phrases. Never for held-out texts."""
    shown: Counter[str] = Counter()
    for text in sorted(texts, key=lambda text: hashlib.sha256(text.text.encode()).digest()):
        said = set(namer(text.text))
        allowed = {driver for gold in text.golds for driver in gold.drivers}
        missed = {g.drivers for g in text.golds if g.drivers and not g.optional and not said & set(g.drivers)}
        for kind in [f"-{drivers[0]}" for drivers in missed] + [f"+{driver}" for driver in said - allowed]:
            if only in (None, kind) and shown[kind] < limit:
                shown[kind] += 1
                print(kind, text.set, "|", text.text[:260])


def public_texts(folder: Path) -> tuple[list[Text], list[Text]]:
    """Those to learn from, without copies of held-out ones, and those held out."""
    texts = [text for name in SETS for text in read_set(name, folder / f"aspects-en-{name}.tsv.gz")]
    held = [text for text in texts if text.held_out]
    unseen = {key_of(text.text) for text in held}
    return [text for text in texts if not text.held_out and key_of(text.text) not in unseen], held


def named_by(train: Sequence[Text], cold: Namer, *, learned: bool) -> dict[str, Namer]:
    """The ways of naming drivers that are compared, by label."""
    namers: dict[str, Namer] = {"name": by_name, "cold": cold}
    if learned:
        started = time.process_time()
        namers["learned"] = taught(train, cold)
        print(f"taught with {len(train)} texts in {time.process_time() - started:.0f} s of processor time")
    return namers


def measure_public(namers: dict[str, Namer], train: Sequence[Text], held: Sequence[Text]) -> dict[str, float]:
    """Print a row for each way and public set; F1 by name."""
    measured: dict[str, float] = {}
    for label, namer in namers.items():
        for name in (*SETS, "all"):
            part = [text for text in held if name in (text.set, "all")]
            measured[f"{label}.{name}"] = _print_row(f"{label} {name}", len(part), score(part, namer))
        if label == "cold":
            _print_row("cold all (train)", len(train), score(train, namer))
    return measured


def measure_silver(folder: Path) -> dict[str, float]:
    """The phrases of other languages on a machine translation of an English set; F1 by name."""
    measured: dict[str, float] = {}
    for language in SILVER:
        part = [text for text in read_set("mabsa", folder / f"aspects-{language}-mabsa.tsv.gz") if text.held_out]
        figures = score(part, load_taxonomy(language).classify)
        measured[f"cold.mabsa_{language}"] = _print_row(f"cold mabsa, {language} (silver)", len(part), figures)
    return measured


def measure_opinions(namers: dict[str, Namer]) -> dict[str, float]:
    """The drivers that no public set covers, on opinions of our own; F1 by name."""
    measured: dict[str, float] = {}
    for split in ("tune", "unseen"):
        rows = my_opinions(split)
        for label, namer in namers.items():
            figures = score_opinions(rows, namer)
            measured[f"{label}.opinions_{split}"] = _print_row(f"{label} opinions {split}", len(rows), figures)
    return measured


def _print_row(name: str, n: int, figures: Figures) -> float:
    print(f"{name:30} {n:5}", *(f"{value:6.3f}" for value in figures))
    return figures[0]


def main() -> int:
    """Measure, print, compare with the floors. 1 if a figure fell below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    floors.add_options(parser)
    parser.add_argument("--errors", type=int, metavar="N", help="print N train errors of each kind instead")
    parser.add_argument("--only", help="with --errors: this kind, such as -delivery (missed) or +billing (wrong)")
    parser.add_argument("--cold", action="store_true", help="phrases only, no model")
    arguments = parser.parse_args()
    folder = texts_folder(arguments.corpus)
    train, held = public_texts(folder)
    cold = load_taxonomy("en").classify
    if arguments.errors:
        errors(train, cold, arguments.errors, arguments.only)
        return 0
    namers = named_by(train, cold, learned=not arguments.cold)
    print(f"{'':30} {'n':>5} {'F1':>6} {'prec':>6} {'recall':>6}")
    measured = measure_public(namers, train, held) | measure_silver(folder) | measure_opinions(namers)
    ours = {name: value for name, value in measured.items() if not name.startswith("name.")}
    return floors.hold(ours, HERE / "driver_floors.toml", arguments, lambda _, value: round(value - 0.005, 3))


if __name__ == "__main__":
    sys.exit(main())
