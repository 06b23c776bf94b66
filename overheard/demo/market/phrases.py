"""Customers' sentences for the demo market, composed from a phrase book (phrases_<language>.toml).

`Phrases.sentence(driver, mood, rng)` gives one sentence on one driver in one mood; no two are the same within a market.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

MOODS = {1: "pos", 0: "neu", -1: "neg"}
"""Label of a sentence -> its name in the phrase book."""
_SLOT = re.compile(r"\{(\w+)\}")
_SHINGLE = 4
_CLOSEST = 0.7
_TRIES = 60


@cache
def phrase_book(language: str) -> dict[str, Any]:
    """The phrase book of `language` (en or lt) as its TOML holds it."""
    return tomllib.loads((Path(__file__).parent / f"phrases_{language}.toml").read_text(encoding="utf-8"))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


class Phrases:
    """One market's voice in one language: remembers what was said, so that neither a sentence on a driver nor, nearly, a
    whole text is said twice."""

    def __init__(self, language: str) -> None:
        self.book = phrase_book(language)
        self._said: set[str] = set()
        self._texts: dict[Hashable, list[set[str]]] = defaultdict(list)

    @property
    def drivers(self) -> tuple[str, ...]:
        """The drivers this language has words for."""
        return tuple(self.book["drivers"])

    def sentence(self, driver: str, label: int, rng: random.Random, *, lead: bool = False) -> str:
        """A new sentence on `driver` with `label` -1, 0 or 1, opened by a lead on demand.

        Raises ValueError when the phrase book is exhausted.
        """
        entry = self.book["drivers"][driver]
        for _ in range(_TRIES):
            text = self._fill(rng.choice(entry[MOODS[label]]), rng, entry["slots"])
            if lead:
                text = f"{self._fill(rng.choice(self.book['leads']), rng)}, {text}"
            text = _capitalised(text) + "."
            if text not in self._said:
                self._said.add(text)
                return text
        raise ValueError(
            f"phrase book {driver}.{MOODS[label]}: expected a new sentence, found only said ones; add phrases"
        )

    def unlike(self, topics: Iterable[Hashable], compose: Callable[[], str]) -> str:
        """A text by `compose` that is no near-duplicate of an earlier one on the same `topics`.

        Near: the Jaccard similarity of their character shingles is above 0.7. Raises ValueError when none comes.
        """
        earlier = self._texts[frozenset(topics)]
        for _ in range(_TRIES):
            text = compose()
            shingles = {text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1)}
            if all(len(shingles & other) <= _CLOSEST * len(shingles | other) for other in earlier):
                earlier.append(shingles)
                return text
        raise ValueError("phrase book: expected a text unlike the earlier ones on its topics, found none; add phrases")

    def remark(self, section: str, rng: random.Random, **given: str) -> str:
        """A sentence of `section` (details, switching, replies, first_party); `given` fills slots by name."""
        entry = self.book[section]
        choices = entry if isinstance(entry, list) else entry["sentences"]
        return _capitalised(self._fill(str(rng.choice(choices)), rng, {name: [value] for name, value in given.items()}))

    def title(self, label: int, rng: random.Random) -> str:
        """A headline in the mood of `label`, without a driver."""
        return _capitalised(self._fill(rng.choice(self.book["titles"][MOODS[label]]), rng))

    def _fill(self, template: str, rng: random.Random, own: Mapping[str, list[str]] | None = None) -> str:
        slots = {**self.book["slots"], **(own or {})}
        used: set[str] = set()

        def choose(match: re.Match[str]) -> str:
            options = [o for o in slots[match[1]] if o not in used] or slots[match[1]]
            chosen = str(rng.choice(options))
            used.add(chosen)
            return chosen

        while _SLOT.search(template):
            template = _SLOT.sub(choose, template)
        return template


def pool(language: str, seed: int, each: int) -> Iterator[tuple[str, int, str]]:
    """(driver, label, sentence): `each` sentences of every driver and mood of `language`, for checks."""
    phrases, rng = Phrases(language), random.Random(seed)
    for driver in phrases.drivers:
        for label in MOODS:
            for _ in range(each):
                yield driver, label, phrases.sentence(driver, label, rng, lead=rng.random() < 0.5)
