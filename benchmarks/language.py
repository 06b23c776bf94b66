"""How often the language of a text is found, how fast, and beside it py3langid alone in the same run, against pinned floors.

    python benchmarks/language.py --corpus DIR [--split train] [--pin [--allow-regression]]   # DIR/text/<set>.tsv.gz

The collected languages are English, Thai, Vietnamese and Lithuanian, as in a workspace. Held-out splits unless --split
says otherwise. `plain` sets are the same texts without their diacritics. Of German and Spanish tweets the share counts that
was not forced into a collected language (`kept out`); some of them are English indeed, which no floor of 1 allows for. Short
texts (under 20 characters) are reported, not held to a floor. The Lithuanian sentences are our own, by the hand that wrote
the words: a smoke set, no measure of accuracy. py3langid alone answers among all its languages, as it does out of the box.
Speed: processor time of one core, loading left out. Floors lie in language_floors.toml and only rise; exit status 1 below one.
"""

from __future__ import annotations

import argparse
import gzip
import math
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.text.language import identify  # noqa: E402
from benchmarks.scoring import floors  # noqa: E402
from benchmarks.scoring.corpus import texts_folder  # noqa: E402

FLOORS = Path(__file__).with_name("language_floors.toml")
SENTENCES = Path(__file__).with_name("labels") / "sentences_lt.tsv"
LANGUAGES = ("en", "th", "vi", "lt")
SETS = {
    "en-mabsa_sent": ("en", "dev"),
    "en-xlmt_tweets": ("en", "val"),
    "th-wisesight": ("th", "valid"),
    "th-mabsa_sent": ("th", "dev"),
    "vi-uit_vsfc": ("vi", "dev"),
    "vi-mabsa_sent": ("vi", "dev"),
    "de-xlmt_tweets": ("de", "val"),
    "es-xlmt_tweets": ("es", "val"),
}
"""Set -> language and held-out split."""
SHORT = 20
"""Characters below which a text is reported apart."""
LENGTHS = ((0, SHORT), (SHORT, 50), (50, 10**6))
Namer = Callable[[str], str | None]


@dataclass(frozen=True)
class Measure:
    """Shares 0..1 of `n` texts: found right, and not forced into another collected language; microseconds a text."""

    n: int
    accuracy: float
    kept_out: float
    microseconds: float


def read_set(path: Path, split: str) -> list[str]:
    """The texts of one split of a tab-separated set (columns label, text, split)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [text for _, text, part in rows if part == split]


def own_sentences() -> list[str]:
    """The Lithuanian sentences under labels/."""
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t")[2] for line in lines[1:]]


def plain(text: str) -> str:
    """A text as it is typed without marks over letters."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in parts if not unicodedata.combining(character))


def measure(texts: Sequence[str], language: str, name: Namer) -> Measure:
    """Ask for the language of each text."""
    started = time.process_time()
    found = [name(text) for text in texts]
    spent = time.process_time() - started
    n = max(1, len(texts))
    forced = sum(code in LANGUAGES and code != language for code in found)
    return Measure(len(texts), sum(code == language for code in found) / n, 1 - forced / n, spent / n * 1e6)


def labelled_sets(folder: Path, split: str | None) -> dict[str, tuple[str, list[str]]]:
    """Set -> language and texts, of its held-out split if none is named; those with marks over letters also plain."""
    sets = {name: (of, read_set(folder / f"{name}.tsv.gz", split or part)) for name, (of, part) in SETS.items()}
    sets["lt-own (smoke)"] = ("lt", own_sentences())
    for name, (language, texts) in list(sets.items()):
        if language in ("vi", "lt"):
            sets[f"{name} plain"] = (language, [plain(text) for text in texts])
    return sets


def main() -> int:
    """Measure, print, compare with the floors; 1 if any is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus, or its folder of texts")
    parser.add_argument("--split", help="another split than the held-out one, such as train; not held to the floors")
    floors.add_options(parser)
    arguments = parser.parse_args()

    alone = LanguageIdentifier.from_model_file(MODEL_FILE)

    def ours(text: str) -> str | None:
        return identify(text, LANGUAGES).code

    def theirs(text: str) -> str | None:
        return str(alone.classify(text)[0])

    ours("xyzzy plugh"), theirs("xyzzy plugh")  # so that loading is not timed
    sets = labelled_sets(texts_folder(arguments.corpus), arguments.split)
    print(
        f"{'set':<24}{'characters':>11}{'n':>7}  found  kept out  us/text | py3langid alone: found  kept out  us/text"
    )
    measured: dict[str, float] = {}
    for name, (language, texts) in sets.items():
        measured |= _by_length(name, texts, language, ours, theirs)
    return 0 if arguments.split else floors.hold(measured, FLOORS, arguments, floor_of)


def _by_length(name: str, texts: Sequence[str], language: str, ours: Namer, theirs: Namer) -> dict[str, float]:
    """Print a row for the texts of each length; figures of those that are not short."""
    for least, most in LENGTHS:
        some = [text for text in texts if least <= len(text) < most]
        _print(name, f"{least}-{most - 1}" if most < 10**6 else f"{least}+", some, language, ours, theirs)
    long = [text for text in texts if len(text) >= SHORT]
    found, beside = _print(name, f"all {SHORT}+", long, language, ours, theirs)
    speed = beside.microseconds / max(found.microseconds, 1e-3)
    return {
        f"{name}.found": found.accuracy,
        f"{name}.kept_out": found.kept_out,
        f"{name}.speed_against_py3langid": speed,
    }


def _print(
    name: str,
    length: str,
    texts: Sequence[str],
    language: str,
    ours: Namer,
    theirs: Namer,
) -> tuple[Measure, Measure]:
    found, beside = measure(texts, language, ours), measure(texts, language, theirs)
    if texts:
        print(
            f"{name:<24}{length:>11}{found.n:7}  {found.accuracy:.4f}  {found.kept_out:.4f}  {found.microseconds:7.1f} |"
            f"                  {beside.accuracy:.4f}  {beside.kept_out:.4f}  {beside.microseconds:7.1f}"
        )
    return found, beside


def floor_of(name: str, value: float) -> float:
    """How much faster it is than py3langid is pinned at half of what was measured: machines differ."""
    return math.floor(value / 2 * 10) / 10 if ".speed" in name else floors.rounded_down(name, value)


if __name__ == "__main__":
    sys.exit(main())
