"""Markets whose labels are drawn, not read: reviews and opinions as rows of the warehouse, which figures are made from.

Authors are clusters (one who dislikes one thing dislikes others), some write again, some on both sites; languages and sites have
moods of their own, and each brand has its own mixture of both. Some records are unsigned, some are copies on the other site; some
sources hold back older records, some have holes. Unless `effects` says otherwise no brand differs from another, no driver from
another and no month from the next: every line is then false.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from analysis.figures.editions.edition import edition_of
from analysis.pipeline.driver_models import NO_CHOICE
from analysis.pipeline.inputs import Inputs, read_inputs
from analysis.pipeline.sentiment_models import lexicon_models
from analysis.tables import insert
from data.workspace import Workspace, parse_workspace

NOW = datetime(2026, 11, 20, 3, 0)  # noqa: DTZ001
DAYS = 190
"""How far back reviews go."""
SITES = ("trust.example", "stars.example")
LANGUAGES = ("en", "vi", "lt")
"""The last one has no validated model: its texts take part in no comparison."""
DRIVERS = ("delivery", "price_value", "empathy", "loyalty", "billing", "response_time")
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))
ANSWERED = 0.4
"""Share of the reviews that are answered, of every brand."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """`authors`: of each brand (least and most); `effects`: (brand, driver) -> how much higher its latent mood is, in standard
    deviations of the noise of one label; `spread`: that of authors' moods, on the same scale."""

    brands: int = 4
    drivers: tuple[str, ...] = DRIVERS
    authors: tuple[int, int] = (90, 330)
    spread: float = 0.7
    again: float = 0.25
    unsigned: float = 0.12
    copied: float = 0.05
    truncated: float = 0.2
    holed: float = 0.25
    effects: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The brands' ids."""
        return [f"brand{number:02d}" for number in range(self.brands)]


@dataclass(frozen=True)
class Rows:
    """What the tables of the warehouse hold of a market."""

    reviews: list[Row]
    opinions: list[Row]
    source_totals: list[Row]


def market(shape: Shape, seed: int) -> Rows:
    """A market drawn from `seed`: the same one for the same seed."""
    return _Writer(shape, np.random.default_rng(seed)).rows


class _Writer:
    def __init__(self, shape: Shape, rng: np.random.Generator) -> None:
        self.shape, self.rng = shape, rng
        self.rows = Rows([], [], [])
        self.moods = {(s, language): rng.normal(0.1, 0.4) for s in SITES for language in LANGUAGES}
        for brand in shape.names:
            self._brand(brand)

    def _brand(self, brand: str) -> None:
        rng, shape = self.rng, self.shape
        languages, site = rng.dirichlet((4.0, 2.0, 0.7)), rng.uniform(0.25, 0.75)
        holes = [self._hole() if rng.random() < shape.holed else None for _ in SITES]
        since = [rng.uniform(100, 160) if rng.random() < shape.truncated else DAYS for _ in SITES]
        for place, name in enumerate(SITES):
            self.rows.source_totals.append(
                {"run_id": "run-1", "brand": brand, "source": name, "truncated": since[place] < DAYS}
            )
        for author in range(int(rng.integers(*shape.authors, endpoint=True))):
            mood = rng.normal(0, shape.spread)
            language = LANGUAGES[int(rng.choice(len(LANGUAGES), p=languages))]
            home = int(rng.random() > site)
            key = None if rng.random() < shape.unsigned else f"{brand}-{author}"
            for _ in range(1 + (rng.geometric(0.5) if rng.random() < shape.again else 0)):
                place = home if rng.random() < 0.9 else 1 - home
                days = rng.uniform(0.05, DAYS)
                hole = holes[place]
                if days > since[place] or (hole and hole[0] < days < hole[1]):
                    continue
                self._review(brand, place, language, key, days, mood, imported=hole is not None)

    def _hole(self) -> tuple[float, float]:
        start = self.rng.uniform(5, 150)
        return start, start + self.rng.uniform(15, 40)

    def _review(
        self, brand: str, place: int, language: str, key: str | None, days: float, mood: float, *, imported: bool
    ) -> None:
        rng = self.rng
        topics = rng.choice(
            len(self.shape.drivers), size=min(int(rng.integers(1, 4)), len(self.shape.drivers)), replace=False
        )
        labels = {
            self.shape.drivers[n]: self._label(brand, self.shape.drivers[n], place, language, mood) for n in topics
        }
        body = "".join(rng.choice(LETTERS, size=60))
        self._record(brand, place, language, key, days, body, labels, imported)
        if rng.random() < self.shape.copied:
            self._record(brand, 1 - place, language, None, max(0.0, days - 1), body, labels, imported)

    def _label(self, brand: str, driver: str, place: int, language: str, mood: float) -> int:
        latent = self.moods[SITES[place], language] + mood + self.shape.effects.get((brand, driver), 0.0)
        drawn = latent + self.rng.normal()
        return 1 if drawn > 0.3 else -1 if drawn < -0.3 else 0

    def _record(
        self,
        brand: str,
        place: int,
        language: str,
        key: str | None,
        days: float,
        body: str,
        labels: Mapping[str, int],
        imported: bool,
    ) -> None:
        rng, number = self.rng, len(self.rows.reviews)
        record, at = f"r{number:06d}", NOW - timedelta(days=days)
        stars = np.clip(round(3 + 1.5 * np.mean(list(labels.values())) + rng.normal()), 1, 5)
        wait = rng.exponential(4.0) if rng.random() < ANSWERED else math.inf
        replied = at + timedelta(days=wait) if wait < days else None
        self.rows.reviews.append(
            {
                "review_id": record, "brand": brand, "source": SITES[place], "first_party": False,
                "url": f"https://{SITES[place]}/{number}", "rating": float(stars), "rating_max": 5.0,
                "body": body, "language": language, "author_key": key, "published_at": at,
                "reply_body": None if replied is None else "Thank you.", "replied_at": replied,
                "layer": "import" if imported else "jsonld", "fetched_at": NOW - timedelta(hours=1),
            }
        )  # fmt: skip
        for start, (driver, label) in enumerate(labels.items()):
            self.rows.opinions.append(
                {
                    "record_kind": "review", "record_id": record, "start": 10 * start, "end": 10 * start + 10,
                    "driver": driver, "brand": brand, "source": SITES[place], "language": language, "author_key": key,
                    "label": label, "score": label * 0.5, "model": "drawn", "published_at": at,
                }
            )  # fmt: skip


def workspace_of(shape: Shape) -> Workspace:
    """A workspace with the brands of a market."""
    tables = [
        f'[[brand]]\nname = "{name}"\nown = {str(place == 0).lower()}\nsite = "https://{name}.example/"\n'
        for place, name in enumerate(shape.names)
    ]
    head = '[workspace]\nname = "Drawn"\ntimezone = "UTC"\nsentiment = "lexicon"\n'
    return parse_workspace(head + "\n".join(tables), Path())


def inputs_of(con: duckdb.DuckDBPyConnection, space: Workspace, rows: Rows, now: datetime = NOW) -> Inputs:
    """What an analysis of the market as of `now` starts from. `con`: a migrated warehouse; another market's rows are replaced."""
    for table in ("reviews", "opinions", "source_totals"):
        con.execute(f'DELETE FROM "{table}"')
        insert(con, table, getattr(rows, table))
    return read_inputs(
        con, workspace=space, edition=edition_of(now, space.timezone, space.window_days), now=now,
        sentiment=lexicon_models(LANGUAGES), drivers=NO_CHOICE, dismissed_topics=frozenset(),
    )  # fmt: skip
