"""Whether topics the taxonomy misses are found again: drivers are hidden from it, and the proposals are looked through.

    python benchmarks/topics.py --corpus DIR      # DIR/text holds aspects-<language>-<set>.tsv.gz

Each text of a public set stands for one sentence of one person; which of three brands it is about is drawn from its hash. A
set of many trades (M-ABSA) is read trade by trade, as a workspace would be. For each driver that at least MIN_TEXTS otherwise
unnamed texts are about, the driver's phrases are taken out of the taxonomy; so are, thing by thing, those parts of "product
quality" that the sets tell apart (battery, screen, food ...). Subjects that no driver covers need no hiding (rooms and devices of
a university, a telephone company's promotions). Found again: one of the first FIRST proposals has sentences of which at least
SHARE are about what was hidden, and LIFT times as many as among all unnamed ones.

Precision: of the first READ proposals with nothing hidden, the share that a reader judged to name something customers could be
asked about (labels/topics.tsv); one that was never judged counts as none and is printed. `words`: the same by the most
frequent words, stop words left out, which is what one would do without this project. Floors in topic_floors.toml only rise
(--pin; --allow-regression lowers).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.text.drivers import load_taxonomy  # noqa: E402
from analysis.topics.proposals import Sentence, propose_topics  # noqa: E402
from analysis.topics.terms import TermFinder  # noqa: E402
from benchmarks.drivers import gold_of, natural  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402

HERE = Path(__file__).parent
FLOORS, LABELS = HERE / "topic_floors.toml", HERE / "labels" / "topics.tsv"
SETS = {"en": ("mabsa", "banking77"), "th": ("mabsa", "truevoice_intent"), "vi": ("mabsa", "uit_vsfc_topic")}
MAPPED = ("mabsa", "banking77")
"""Sets whose categories driver_mapping.toml maps onto drivers; each category of the others is a subject of its own."""
BY_CATEGORY = "product_quality"
NO_SUBJECT = {"truevoice_intent:other queries", "uit_vsfc_topic:others"}
MIN_TEXTS, FIRST, READ, SHARE, LIFT = 30, 20, 10, 0.5, 1.5
_THING = re.compile(r"[# ]")
"""A category names a thing and what of it: "BATTERY#QUALITY", "rooms comfort"; the thing is the subject."""
LABEL = {"pos": 1, "neu": 0, "neg": -1}
BRANDS = 3
Judgements = dict[tuple[str, str, str], bool]
MARGIN = 0.03
"""Below a measured share lies its floor: one subject of some forty, when phrases of a taxonomy change."""
MARKET = {
    "coursera": ("course", "class", "khóa học", "lớp học", "หลักสูตร", "คอร์ส", "คลาส", "ชั้นเรียน"),
    "food": ("coffee", "tea", "dog", "cà phê", "trà", "ชา", "กาแฟ", "สุนัข"),
    "hotel": ("hotel", "khách sạn", "โรงแรม", "ที่พัก"),
    "laptop": ("laptop", "computer", "chromebook", "máy tính", "แล็ปท็อป", "โน้ตบุ๊ก", "คอมพิวเตอร์"),
    "phone": ("phone", "mobile", "điện thoại", "di động", "โทรศัพท์", "มือถือ"),
    "restaurant": ("restaurant", "nhà hàng", "ร้านอาหาร"),
    "truevoice_intent": ("โทรศัพท์", "มือถือ", "เบอร์"),
    "banking77": ("bank account",),
    "uit_vsfc_topic": ("sinh viên", "môn học"),
}
"""What a workspace would search by, in its trade."""
NAMES = ("amazon", "samsung", "asus", "acer", "google", "macbook", "keurig", "sofitel", "truemove", "ทรู")
"""Brands, whose names a workspace knows."""


@dataclass(frozen=True)
class Text:
    """One text: its categories (`set:category`) and its label, None where the set has none."""

    text: str
    categories: frozenset[str]
    label: int | None


@dataclass(frozen=True)
class Trade:
    """The texts of one trade in one language."""

    language: str
    name: str
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Found:
    """What a run proposed: names in order, and the texts of each."""

    names: list[str]
    texts: list[list[int]]
    unnamed: list[int]


@dataclass
class Tally:
    """What is counted in one language. `hits`: hidden subjects found again, by way; `unjudged`: proposals without a label."""

    hits: Counter[str] = field(default_factory=Counter)
    subjects: int = 0
    proposals: int = 0
    right: int = 0
    unjudged: list[str] = field(default_factory=list)

    def figures(self, language: str) -> dict[str, float]:
        """Recall of each way and precision by name."""
        recall = {f"recall.{way}.{language}": self.hits[way] / max(1, self.subjects) for way in WAYS}
        return recall | {f"precision.{language}": self.right / max(1, self.proposals)}


def read_trades(folder: Path, language: str, name: str) -> Iterator[Trade]:
    """The trades of a set, those with the prefix of their categories."""
    trades: dict[str, dict[str, tuple[set[str], int | None]]] = defaultdict(dict)
    with gzip.open(folder / f"aspects-{language}-{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            category, label, text, _ = line.rstrip("\n").split("\t")
            text = natural(text) if language == "en" else text
            trade = category.split(":")[0] if name == "mabsa" else name
            categories, _ = trades[trade].setdefault(text, (set(), LABEL.get(label)))
            categories.add(f"{name}:{category}")
    for trade, texts in sorted(trades.items()):
        yield Trade(
            language, trade, tuple(Text(text, frozenset(found), label) for text, (found, label) in texts.items())
        )


def subjects_of(trade: Trade) -> dict[tuple[str, str], set[int]]:
    """(what is distinguished, the driver to hide or '') -> numbers of its texts."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, text in enumerate(trade.texts):
        for category in text.categories:
            if category.split(":")[0] not in MAPPED:
                if category not in NO_SUBJECT:
                    found[category, ""].add(number)
                continue
            gold = gold_of(category)
            if not gold.drivers or gold.optional or gold.left_out:
                continue
            driver = gold.drivers[0]
            found[_THING.split(category)[0] if driver == BY_CATEGORY else driver, driver].add(number)
    return found


def proposed(trade: Trade, drivers: Sequence[frozenset[str]], hidden: str, by: Callable[..., Found]) -> Found:
    """The first proposals with one driver hidden. `drivers`: of each text."""
    taxonomy = load_taxonomy(trade.language)
    unnamed = [number for number, named in enumerate(drivers) if not named - {hidden}]
    rest = [text.text for text, named in zip(trade.texts, drivers, strict=True) if named - {hidden}]
    return by(trade, unnamed, rest, lambda term: bool(set(taxonomy.classify(term)) - {hidden}))


def by_topics(trade: Trade, unnamed: list[int], rest: list[str], covered: Callable[[str], bool]) -> Found:
    """What the product proposes."""
    sentences = [
        Sentence(
            "review", f"{number:06}", 0, text.text, str(number), str(_hash(text.text) % BRANDS), text.label
        )
        for number in unnamed
        for text in (trade.texts[number],)
    ]  # fmt: skip
    found = propose_topics(
        sentences, trade.language, named=rest, ignored=NAMES, market=MARKET[trade.name],
        covered=covered, limit=FIRST,
    )  # fmt: skip
    return Found(
        [topic.name for topic in found],
        [[int(member.record_id) for member in topic.members] for topic in found],
        unnamed,
    )


def by_words(trade: Trade, unnamed: list[int], rest: list[str], covered: Callable[[str], bool]) -> Found:  # noqa: ARG001
    """The most frequent words of the unnamed texts, stop words left out."""
    words = TermFinder.learn(trade.language, ()).words
    where: dict[str, list[int]] = defaultdict(list)
    for number in unnamed:
        keys = {token.key for segment in words.cut(trade.texts[number].text) for token in segment}
        for key in keys:
            if words.carries(key):
                where[key].append(number)
    first = sorted(where, key=lambda word: (-len(where[word]), word))[:FIRST]
    return Found(first, [where[word] for word in first], unnamed)


WAYS: dict[str, Callable[..., Found]] = {"topics": by_topics, "words": by_words}


def again(found: Found, about: set[int]) -> int:
    """The place (from 1) of the first proposal that is about it; 0 if none is."""
    base = len(about.intersection(found.unnamed)) / max(1, len(found.unnamed))
    for place, texts in enumerate(found.texts, start=1):
        share = len(about.intersection(texts)) / max(1, len(texts))
        if share >= max(SHARE, min(LIFT * base, 0.9)):
            return place
    return 0


def judgements() -> Judgements:
    """(language, trade, name) -> whether a reader took it for a topic."""
    if not LABELS.exists():
        return {}
    with LABELS.open(encoding="utf-8") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return {(row["language"], row["trade"], row["name"]): row["topic"] == "1" for row in rows}


def _hash(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0]


def judge(trade: Trade, names: Sequence[str], judged: Judgements, tally: Tally, *, show: bool) -> None:
    """Count which of the first proposals a reader took for topics."""
    verdicts = [judged.get((trade.language, trade.name, name)) for name in names]
    tally.proposals += len(names)
    tally.right += sum(map(bool, verdicts))
    marked = list(zip(names, verdicts, strict=True))
    tally.unjudged += [f"{trade.language}\t{trade.name}\t{name}\t?" for name, verdict in marked if verdict is None]
    if show:
        marks = {True: "+", False: "-", None: "?"}
        print(f"{trade.language} {trade.name}: {', '.join(marks[verdict] + name for name, verdict in marked)}")


def hide_and_seek(trade: Trade, drivers: Sequence[frozenset[str]], tally: Tally, *, show: bool) -> None:
    """Count the hidden subjects that each way finds again. `drivers`: of each text."""
    runs: dict[tuple[str, str], Found] = {}
    for (subject, hidden), about in sorted(subjects_of(trade).items()):
        unnamed = [number for number in about if not drivers[number] - {hidden}]
        if len(unnamed) < MIN_TEXTS:
            continue
        tally.subjects += 1
        for way, by in WAYS.items():
            if (way, hidden) not in runs:
                runs[way, hidden] = proposed(trade, drivers, hidden, by)
            found = runs[way, hidden]
            place = again(found, about)
            tally.hits[way] += place > 0
            if show:
                verdict = f"place {place}: {found.names[place - 1]}" if place else f"NOT: {found.names}"
                print(f"   {way} {subject} ({len(unnamed)} of {len(found.unnamed)} unnamed) {verdict}")


def measure(folder: Path, language: str, judged: Judgements, *, show: bool) -> dict[str, float]:
    """Print what the sets of one language give; figures by name."""
    started = time.process_time()
    tally = Tally()
    taxonomy = load_taxonomy(language)
    for name in SETS[language]:
        for trade in read_trades(folder, language, name):
            drivers = [frozenset(taxonomy.classify(text.text)) for text in trade.texts]
            judge(trade, proposed(trade, drivers, "", by_topics).names[:READ], judged, tally, show=show)
            hide_and_seek(trade, drivers, tally, show=show)
    figures = tally.figures(language)
    print(
        f"{language}: {tally.subjects} hidden subjects, found again {figures[f'recall.topics.{language}']:.3f}"
        f" (by frequent words {figures[f'recall.words.{language}']:.3f});"
        f" of {tally.proposals} proposals {figures[f'precision.{language}']:.3f} are topics;"
        f" {time.process_time() - started:.0f} s of processor time"
    )
    for line in tally.unjudged:
        print(f"never judged: {line}", file=sys.stderr)
    return figures


def main() -> int:
    """Measure, print, compare with the floors. 1 if a figure fell below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    floors.add_options(parser)
    parser.add_argument("--language", choices=SETS, action="append", help="only this one")
    parser.add_argument("--show", action="store_true", help="print all proposals and what was not found again")
    arguments = parser.parse_args()
    folder, judged = texts_folder(arguments.corpus), judgements()
    measured: dict[str, float] = {}
    for language in arguments.language or SETS:
        measured |= measure(folder, language, judged, show=arguments.show)
    kept = {name: value for name, value in measured.items() if ".words." not in name}
    return floors.hold(kept, FLOORS, arguments, lambda _, value: round(value - MARGIN, 3))


if __name__ == "__main__":
    sys.exit(main())
