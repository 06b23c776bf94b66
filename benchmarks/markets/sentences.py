"""What customers of made-up markets say: sentences on one driver with one label, in four languages.

English and Lithuanian ones are composed from the phrase books of the demo; Thai, Vietnamese and more English ones are those of
`benchmarks/labels/opinions_*.tsv`. All are this project's own writing.
"""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from overheard.demo.market.phrases import MOODS, phrase_book

LABELS = Path(__file__).resolve().parents[1] / "labels"
COMPOSED = ("en", "lt")
"""Languages with a phrase book."""
LANGUAGES = ("en", "lt", "th", "vi")
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def written(language: str) -> dict[str, dict[int, list[str]]]:
    """driver -> label -> the sentences of opinions_<language>.tsv on that driver alone."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    lines = (LABELS / f"opinions_{language}.tsv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
        driver = row.get("drivers") or row.get("driver") or ""
        if driver != "none" and "+" not in driver:
            found[driver][int(row["label"])].append(row["text"])
    return {driver: dict(by_label) for driver, by_label in found.items() if len(by_label) == len(MOODS)}


@cache
def drivers(language: str) -> tuple[str, ...]:
    """The drivers that there are sentences of every label on."""
    composed = phrase_book(language)["drivers"] if language in COMPOSED else {}
    return tuple(sorted({*composed, *written(language)}))


def sentence(language: str, driver: str, label: int, rng: random.Random) -> str:
    """A sentence on `driver` (one of `drivers`) with `label` −1, 0 or 1."""
    book: dict[str, Any] = phrase_book(language) if language in COMPOSED else {}
    entry = book.get("drivers", {}).get(driver)
    if entry is None:
        return rng.choice(written(language)[driver][label])
    return _capital(_filled(rng.choice(entry[MOODS[label]]), {**book["slots"], **entry["slots"]}, rng)) + "."


def detail(language: str, rng: random.Random) -> str:
    """A sentence on no driver, which distinguishes texts that say the same; '' where the language has none."""
    if language not in COMPOSED:
        return ""
    book = phrase_book(language)
    return _capital(_filled(rng.choice(book["details"]), book["slots"], rng))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filled(template: str, slots: dict[str, list[str]], rng: random.Random) -> str:
    while _SLOT.search(template):
        template = _SLOT.sub(lambda found: rng.choice(slots[found[1]]), template)
    return template
