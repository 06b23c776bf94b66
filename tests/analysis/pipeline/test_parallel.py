"""The same reviews in four languages: a model of one language may be milder than that of another, so brands whose customers
write in different languages must not differ by that. Comparing within each language takes it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.coverage import CRAWL, Stretch
from analysis.figures.editions.edition import edition_of
from analysis.figures.gaps import DRIVER, Comparer, GapRow
from analysis.figures.units import UnitPool
from analysis.marks import ALL_TOPICS
from analysis.reading.opinions import opinions_of
from analysis.sentiment import default_models
from analysis.text.language import identify

LANGUAGES = ("en", "th", "vi", "lt")
NOW = datetime(2026, 11, 20)
EDITION = edition_of(NOW, "UTC", 90)
TOLERANCE = 0.05
AGREE = 0.8
"""Share of these texts, which are plain, that each cold model must read as they are meant."""
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("parallel.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
TEXTS = [(int(label), *texts) for label, *texts in ROWS[1:]]
"""Meant label, then the same in English, Thai, Vietnamese and Lithuanian."""
Mix = Mapping[str, int]
"""Language -> how many customers wrote each text in it."""


def mean_label(text: str, language: str) -> float:
    """What a customer's text says by the cold model of its language, over its parts."""
    labels = [opinion.label for opinion in opinions_of(text, language, default_models())]
    assert None not in labels
    return sum(label or 0 for label in labels) / len(labels)


@cache
def read(language: str) -> list[float]:
    """What each text says in a language; read when a test wants it, not while tests are collected."""
    place = 1 + LANGUAGES.index(language)
    return [mean_label(row[place], language) for row in TEXTS]


def units(brand: str, mix: Mix, keep: tuple[int, ...] = (-1, 0, 1)) -> pd.DataFrame:
    """A unit a customer; `keep`: the meant labels of the texts they wrote."""
    rows = [
        (brand, language, f"{brand}-{language}-{place}-{copy}", read(language)[place])
        for language, copies in mix.items()
        for copy in range(copies)
        for place, row in enumerate(TEXTS)
        if row[0] in keep
    ]
    table = pd.DataFrame(rows, columns=["brand", "language", "unit", "value"])
    return table.assign(
        topic="delivery", source="trust.example", market="", text_kind="reviews", at=NOW - timedelta(days=10)
    )


def compared(*tables: pd.DataFrame) -> GapRow:
    """The gap between "ours" and "theirs", all four languages counted as validated."""
    table = pd.concat(tables)
    known = frozenset((language, "reviews") for language in LANGUAGES)
    seen = {(brand, "trust.example"): [Stretch(datetime(2025, 1, 1), NOW, CRAWL)] for brand in ("ours", "theirs")}
    whole = table.assign(topic=ALL_TOPICS)
    rows = Comparer(
        pool=UnitPool(table, known),
        overall=UnitPool(whole, known),
        coverage=seen,
        brands=["ours", "theirs"],
        edition=EDITION,
        measure=DRIVER,
    ).rows(["delivery"])
    return next(row for row in rows if (row.brand, row.rival, row.topic) == ("ours", "theirs", "delivery"))


def test_the_texts_are_parallel_and_each_is_found_in_its_language() -> None:
    assert tuple(ROWS[0]) == ("label", *LANGUAGES)
    assert Counter(row[0] for row in TEXTS) == {1: 16, -1: 16, 0: 8}
    for place, language in enumerate(LANGUAGES, start=1):
        assert len({row[place] for row in TEXTS}) == len(TEXTS)
        found = [identify(str(row[place]), LANGUAGES).code for row in TEXTS]
        assert found == [language] * len(TEXTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cold_model_reads_most_of_them_as_they_are_meant(language: str) -> None:
    right = sum((value > 0) - (value < 0) == row[0] for value, row in zip(read(language), TEXTS, strict=True))
    assert right >= AGREE * len(TEXTS)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"en": 3, "th": 1}, {"en": 1, "th": 3}),
        ({"en": 4, "vi": 1, "lt": 1}, {"en": 1, "vi": 2, "lt": 4}),
        ({"en": 1, "th": 2, "vi": 3, "lt": 4}, {"en": 4, "th": 3, "vi": 2, "lt": 1}),
        ({"th": 3, "vi": 1, "lt": 2}, {"th": 1, "vi": 3, "en": 2}),
    ],
)
def test_the_same_market_in_other_languages_is_no_gap(ours: Mix, theirs: Mix) -> None:
    row = compared(units("ours", ours), units("theirs", theirs))
    assert row.gap is not None
    assert abs(row.gap) <= TOLERANCE
    assert row.low is not None
    assert row.high is not None
    assert row.low <= 0 <= row.high
    shared = set(ours) & set(theirs)
    assert row.n_own == len(TEXTS) * sum(n for language, n in ours.items() if language in shared)


def test_a_language_only_one_of_them_is_reviewed_in_moves_nothing() -> None:
    alone = compared(units("ours", {"en": 1}), units("theirs", {"en": 1}))
    beside = compared(units("ours", {"en": 1, "th": 3}, (-1,)), units("theirs", {"en": 1}, (-1,)))
    assert alone.gap == pytest.approx(0.0)
    assert beside.gap == pytest.approx(0.0)


def test_a_milder_model_would_be_a_gap_without_strata() -> None:
    """The guard of the guard: with one language read as milder, the plain means differ and the gap still does not."""
    milder = {"th": 0.5}
    ours, theirs = units("ours", {"en": 3, "th": 1}), units("theirs", {"en": 1, "th": 3})
    for table in (ours, theirs):
        table["value"] = table["value"] + table["language"].map(milder).fillna(0.0)
    assert abs(ours["value"].mean() - theirs["value"].mean()) > 4 * TOLERANCE
    row = compared(ours, theirs)
    assert row.gap is not None
    assert abs(row.gap) <= TOLERANCE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_true_difference_is_found_in_each_language(language: str) -> None:
    praised, blamed = units("ours", {language: 2}, (1, 0)), units("theirs", {language: 2}, (-1, 0))
    row = compared(praised, blamed)
    assert row.gap is not None
    assert row.low is not None
    assert row.low > TOLERANCE
