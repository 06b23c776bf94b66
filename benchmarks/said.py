"""How well complaints, questions and recommendations are found in texts that nobody read while the phrases were written.

    python benchmarks/said.py --corpus DIR [--more]     # DIR/text holds public sets; --more: the other half of them as well

Texts of the half of public sets that is held back (the first hexadecimal digit of sha256(text) is 8 or more) were drawn by hash
and labelled by one reader before anything had read them (labels/said_texts.tsv; no text is kept there). They go in as a user's
do, by import and analyze, without stars. `random` says how often a label comes up and is right; `negative` adds texts that other
people call negative, for the random ones hold few complaints. A complaint says that something bad happened to a customer or is
wrong with what was bought: late, broken, refused, dear, absent, not as promised, warned of. Of `either` both are right: wishes,
leaving for good without a word of why, a blemish in passing.

Precision is of all texts drawn; a complaint found in a text that is none is wrong. No Lithuanian: there is no public set of it.
--more counts, in the half that phrases may be learned from, how many texts that people call negative are named complaints,
and how many named complaints people call negative.

Floors in said_floors.toml only rise (--pin; --allow-regression lowers).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks.drivers import natural  # noqa: E402
from benchmarks.lexicons import wilson  # noqa: E402
from benchmarks.markets import door  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402
from benchmarks.scoring.corpus import LABELS, texts_folder  # noqa: E402
from benchmarks.scoring.moods import Counts  # noqa: E402

FLOORS = Path(__file__).parent / "said_floors.toml"
ASKED = ("complaint", "question", "recommend")
SETS = ("en-mabsa_sent", "en-vader_amazon", "th-mabsa_sent", "th-wisesight", "vi-mabsa_sent", "vi-uit_vsfc")
BRAND = "Zemuvo"
SHARE = 1_000
"""Texts of each set that --more reads."""
NEGATIVE_MEAN = -0.8
"""Mean of human ratings (−4..4) from which a text is called negative."""


@dataclass(frozen=True)
class Labelled:
    """A text of `set` with a reader's labels, yes, no or either by what was asked; `drawn`: random or negative."""

    set: str
    text: str
    drawn: str
    says: Mapping[str, str]


def held(text: str) -> bool:
    """Whether a text is of the half that is held back."""
    return digest_of(text)[0] >= "8"


def digest_of(text: str) -> str:
    """What stands for a text in labels/said_texts.tsv."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def texts_of(folder: Path, name: str) -> dict[str, str]:
    """Text -> label of a public set."""
    with gzip.open(folder / f"{name}.tsv.gz", "rt", encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["text"]: row["label"] for row in rows if row["text"]}


def negative(label: str) -> bool:
    """Whether people call a text with that label of a public set negative."""
    try:
        return float(label) <= NEGATIVE_MEAN
    except ValueError:
        return label == "neg"


def labelled(folder: Path) -> list[Labelled]:
    """The texts of labels/said_texts.tsv. Raises ValueError if one is in no set."""
    lines = (LABELS / "said_texts.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    sets = {name: {digest_of(text): text for text in texts_of(folder, name)} for name in {row["set"] for row in rows}}
    missing = [row["digest"] for row in rows if row["digest"] not in sets[row["set"]]]
    if missing:
        raise ValueError(f"labels/said_texts.tsv: expected texts of the sets in {folder}, found none of {missing}")
    return [
        Labelled(
            row["set"], natural(sets[row["set"]][row["digest"]]), row["drawn"], {what: row[what] for what in ASKED}
        )
        for row in rows
    ]


def intents_of(texts: Sequence[str]) -> list[frozenset[str]]:
    """The intents of each text, as import and analyze read them in a workspace of its own."""
    with tempfile.TemporaryDirectory() as root:
        space = door.workspace(Path(root), door.named([BRAND]))
        door.imported(
            space,
            (
                {
                    "brand": BRAND, "url": f"https://said.example/{number}", "source": "said.example", "body": text,
                    "author": f"author {number}", "published_at": "2026-01-01", "market": "", "title": "",
                }
                for number, text in enumerate(texts)
            ),
        )  # fmt: skip
        read = door.table(
            door.analyzed(space),
            "SELECT r.url, o.intent FROM reviews r JOIN opinions o ON o.record_id = r.review_id WHERE o.intent IS NOT NULL",
        )
    found: dict[int, set[str]] = defaultdict(set)
    for url, intent in zip(read["url"], read["intent"], strict=True):
        found[int(str(url).rsplit("/", 1)[1])].add(str(intent))
    return [frozenset(found[number]) for number in range(len(texts))]


def counted(rows: Iterable[tuple[Labelled, frozenset[str]]], what: str) -> Counts:
    """Found, wrong and missed of one label. What may be either way counts as found if it is, and is never missed."""
    found = wrong = missed = 0
    for entry, intents in rows:
        said, named = entry.says[what], what in intents
        found += named and said == "yes"
        wrong += named and said == "no"
        missed += not named and said == "yes"
    return Counts(found, wrong, missed)


def measure(folder: Path) -> Iterator[tuple[str, float]]:
    """Name -> figure, printed as it goes."""
    every = labelled(folder)
    for language in sorted({entry.set[:2] for entry in every}):
        own = [entry for entry in every if entry.set[:2] == language]
        rows = list(zip(own, intents_of([entry.text for entry in own]), strict=True))
        for drawn in ("random", "all"):
            chosen = [row for row in rows if drawn in (row[0].drawn, "all")]
            for what in ASKED:
                counts = counted(chosen, what)
                true, named = counts.found + counts.missed, counts.found + counts.wrong
                recall, precision = _of(counts.found, true), _of(counts.found, named)
                print(f"{language} {drawn:6} {what:10} n={len(chosen):3} recall {recall}  precision {precision}")
                if drawn == "all" and true >= 30:
                    yield f"{language}.{what}.recall", counts.recall
                    yield f"{language}.{what}.precision", counts.precision


def _of(hits: int, n: int) -> str:
    low, high = wilson(hits / n, n) if n else (0.0, 1.0)
    return f"{hits:3} of {n:3} = {hits / n if n else 0:.2f} [{low:.2f} {high:.2f}]"


def more(folder: Path) -> None:
    """Print how complaints and negative texts agree in the half that phrases may be learned from."""
    for name in SETS:
        rows = [row for row in texts_of(folder, name).items() if not held(row[0])]
        rows = sorted(rows, key=lambda row: digest_of(row[0]))[:SHARE]
        named = ["complaint" in intents for intents in intents_of([natural(text) for text, _ in rows])]
        bad = [negative(label) for _, label in rows]
        both = sum(a and b for a, b in zip(named, bad, strict=True))
        print(f"{name:16} negative named {_of(both, sum(bad))}  named are negative {_of(both, sum(named))}")


def main() -> int:
    """Measure, and hold the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--more", action="store_true", help="also the half that phrases may be learned from")
    floors.add_options(parser)
    options = parser.parse_args()
    folder = texts_folder(options.corpus)
    measured = dict(measure(folder))
    if options.more:
        more(folder)
    return floors.hold(measured, FLOORS, options)


if __name__ == "__main__":
    sys.exit(main())
