"""The figures of personas: those of all customers, made of one persona's texts alone. They are shown, and nothing is claimed of
them: no test of an edition looks at a persona."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from analysis.coverage import Reach
from analysis.figures.editions.values import STARS, Values
from analysis.figures.journey import Moment, journey
from analysis.figures.kpis import rating_of
from analysis.figures.scores import driver_scores
from analysis.marks import ALL_SOURCES, NO_DRIVER

NET, RATING = "net", "rating"
_RECORD = ["record_kind", "record_id"]


@dataclass(frozen=True, kw_only=True)
class PersonaScore:
    """One row of `persona_scores`; see the migration for its columns."""

    persona: str
    brand: str
    measure: str
    driver: str
    language: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    neutral_share: float | None
    status: str


def of_persona(rows: pd.DataFrame, members: pd.DataFrame, persona: str) -> pd.DataFrame:
    """The rows (with record_kind and record_id) of texts that are the persona's. `members`: persona, record_kind, record_id."""
    return rows.merge(members.loc[members["persona"] == persona, _RECORD], on=_RECORD, how="inner")


def persona_scores(values: Values, members: pd.DataFrame, personas: Iterable[str], reach: Reach) -> list[PersonaScore]:
    """Net sentiment by driver and language, and stars, of each persona and brand that has any."""
    return [row for persona in personas for row in _scores(values, members, persona, reach)]


def _scores(values: Values, members: pd.DataFrame, persona: str, reach: Reach) -> list[PersonaScore]:
    mine = replace(values, frame=of_persona(values.frame, members, persona))
    said = [
        PersonaScore(
            persona=persona,
            brand=row.brand,
            measure=NET,
            driver=row.driver,
            language=row.language,
            n=row.n,
            value=row.net,
            low=row.low,
            high=row.high,
            neutral_share=row.neutral_share,
            status=row.status,
        )
        for row in driver_scores([mine.by_driver, mine.overall], values.brands, reach)
        if row.source == ALL_SOURCES
    ]
    stars = mine.of_kind(STARS)
    rated = [
        PersonaScore(
            persona=persona,
            brand=brand,
            measure=RATING,
            driver=NO_DRIVER,
            language="",
            n=found.n,
            value=found.value,
            low=found.low,
            high=found.high,
            neutral_share=None,
            status=found.status,
        )
        for brand in values.brands
        if len(part := stars[stars["brand"] == brand])
        for found in [rating_of(brand, part["value"])]
    ]
    return said + rated


def persona_journey(
    sentences: pd.DataFrame,
    values: Values,
    members: pd.DataFrame,
    personas: Iterable[str],
    validated: frozenset[tuple[str, str]],
) -> list[Moment]:
    """The journey map of each persona."""
    edition = values.edition
    return [
        replace(moment, persona=persona)
        for persona in personas
        for moment in journey(
            of_persona(sentences, members, persona), values.brands, edition.window_start, edition.window_end, validated
        )
    ]
