"""Markets whose customers write: reviews as a file for `overheard import`, and what each says, as planted.

As in `labelled.py` authors are clusters, some write again, sites and languages have moods of their own and each brand its own
mixture of them; there are unsigned reviews, copies on the other site, and stretches in which a brand has none. Unless `effects`
says otherwise brands differ in nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from analysis.figures.statistics import Sample, StratifiedGap, stratified_gap
from benchmarks.markets import sentences
from benchmarks.markets.labelled import SITES
from data.clock import utc_now

DAYS = 185
NAMES = ("Honest Coffee", "Borealis", "Happy Bean", "Tamarind House", "Sad Poets Roastery", "Quayside")
"""Some are words of feeling."""
NUMBERS = {"en": "Order {n}.", "lt": "Užsakymas {n}.", "th": "เลขที่ออเดอร์ {n}", "vi": "Mã đơn {n}."}
"""What makes texts that say the same differ, and says nothing."""


@dataclass(frozen=True)
class Shape:
    """`authors`: of each brand (least and most); `languages`: how probable each is; `effects`: (brand's place, driver) -> how
    much higher its latent mood is, in standard deviations of the noise of one label."""

    brands: int = 3
    authors: tuple[int, int] = (120, 260)
    languages: Mapping[str, float] = field(default_factory=lambda: {"en": 0.7, "vi": 0.15, "th": 0.1, "lt": 0.05})
    drivers: tuple[str, ...] = (
        "delivery",
        "price_value",
        "product_quality",
        "loyalty",
        "staff_knowledge",
        "ease_of_use",
    )
    spread: float = 0.7
    again: float = 0.25
    unsigned: float = 0.1
    copied: float = 0.04
    holed: float = 0.3
    effects: Mapping[tuple[int, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What one review says on one driver, as planted: -1, 0 or 1."""

    brand: int
    author: str
    site: str
    language: str
    days: float
    driver: str
    label: int


@dataclass(frozen=True)
class Written:
    """`rows` for door.imported, and what was planted in them; copies are not planted twice."""

    rows: list[dict[str, Any]]
    said: list[Said]


def written(shape: Shape, seed: int) -> Written:
    """A market drawn from `seed`."""
    return _Writer(shape, np.random.default_rng(seed)).out


class _Writer:
    def __init__(self, shape: Shape, rng: np.random.Generator) -> None:
        self.shape, self.rng = shape, rng
        self.words = random.Random(int(rng.integers(1 << 30)))
        self.out, self.now = Written([], []), utc_now()
        self.moods = {(site, language): rng.normal(0.1, 0.4) for site in SITES for language in shape.languages}
        self.topics = {code: [d for d in shape.drivers if d in sentences.drivers(code)] for code in shape.languages}
        for brand in range(shape.brands):
            self._brand(brand)

    def _brand(self, brand: int) -> None:
        rng, shape = self.rng, self.shape
        codes = list(shape.languages)
        shares = rng.dirichlet([8 * share for share in shape.languages.values()])
        site = rng.uniform(0.3, 0.7)
        hole = rng.uniform(10, 120) if rng.random() < shape.holed else None
        for number in range(int(rng.integers(*shape.authors, endpoint=True))):
            author = "" if rng.random() < shape.unsigned else f"author {brand}-{number}"
            language, mood = codes[int(rng.choice(len(codes), p=shares))], float(rng.normal(0, shape.spread))
            home = int(rng.random() > site)
            for _ in range(1 + (int(rng.geometric(0.5)) if rng.random() < shape.again else 0)):
                days = float(rng.uniform(0.1, DAYS))
                if hole is None or not hole < days < hole + 25:
                    self._review(brand, author, language, home if rng.random() < 0.9 else 1 - home, days, mood)

    def _review(self, brand: int, author: str, language: str, place: int, days: float, mood: float) -> None:
        rng, shape, number = self.rng, self.shape, len(self.out.rows)
        topics = self.topics[language]
        chosen = rng.choice(len(topics), size=min(len(topics), int(rng.integers(1, 4))), replace=False)
        said, labels = [], []
        for topic in (topics[n] for n in chosen):
            latent = self.moods[SITES[place], language] + mood + shape.effects.get((brand, topic), 0.0) + rng.normal()
            labels.append(1 if latent > 0.3 else -1 if latent < -0.3 else 0)
            said.append(sentences.sentence(language, topic, labels[-1], self.words))
            self.out.said.append(
                Said(brand, author or f"unsigned {number}", SITES[place], language, days, topic, labels[-1])
            )
        body = " ".join(
            [*said, sentences.detail(language, self.words), NUMBERS[language].format(n=rng.integers(10**6))]
        )
        row = {
            "brand": NAMES[brand], "url": f"https://{SITES[place]}/{brand}/{number}", "source": SITES[place], "author": author,
            "published_at": f"{self.now - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}", "body": body,
            "rating": int(np.clip(round(3 + 1.5 * np.mean(labels) + rng.normal(0, 0.7)), 1, 5)), "rating_max": 5,
        }  # fmt: skip
        self.out.rows.append(row)
        if rng.random() < shape.copied:
            other = SITES[1 - place]
            self.out.rows.append(row | {"url": f"https://{other}/{brand}/copy-{number}", "source": other, "author": ""})


def planted_gap(own: Sequence[Said], other: Sequence[Said]) -> StratifiedGap | None:
    """The gap between what was planted in two sets, among units and strata as the analysis makes them; None where they share
    too little."""
    return stratified_gap(_samples(own), _samples(other), "own", "other")


def _samples(said: Sequence[Said]) -> dict[tuple[str, str], Sample]:
    if not said:
        return {}
    rows = pd.DataFrame([vars(each) for each in said])
    rows["unit"] = pd.factorize(rows["brand"].astype(str) + " " + rows["author"])[0]
    means = rows.groupby(["site", "language", "unit"])["label"].mean().reset_index()
    return {
        (str(site), str(language)): Sample(part["unit"].to_numpy(dtype=np.int64), part["label"].to_numpy(dtype=float))
        for (site, language), part in means.groupby(["site", "language"])
    }
