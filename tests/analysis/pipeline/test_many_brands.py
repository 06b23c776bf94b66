"""The work of an analysis grows with the number of comparisons, not faster: counted in calls, which no other program slows."""

from __future__ import annotations

import cProfile
import pstats
from dataclasses import dataclass
from pathlib import Path

from analysis.figures.editions.edition import edition_of
from analysis.pipeline.analyze import analyze
from analysis.pipeline.driver_models import NO_CHOICE
from analysis.pipeline.findings import Findings
from analysis.pipeline.inputs import read_inputs
from analysis.pipeline.sentiment_models import lexicon_models
from tests.analysis.builder import NOW, Reviews, warehouse, workspace

MOODS = {"delivery": (24, 6, 6), "price_value": (12, 12, 12), "empathy": (6, 6, 24)}


@dataclass(frozen=True)
class Work:
    """What gaps, lines and leads took: function calls in all, samples that were made and times that quotes were looked for; how
    many lines and leads there are, and what was reported meanwhile."""

    calls: int
    samples: int
    quotes: int
    shown: int
    said: list[tuple[str, int, int]]


def _work(root: Path, brands: int) -> Work:
    """Of so many brands; every one has as many reviews, and its mood on each driver is its neighbour's on another."""
    root.mkdir()
    names = [f"brand{number:02d}" for number in range(brands)]
    space, reviews = workspace(root, names), Reviews()
    reviews.old(names)
    for number, name in enumerate(names):
        for place, driver in enumerate(MOODS):
            reviews.plant(name, driver, list(MOODS.values())[(place + number) % len(MOODS)], rating=3, rating_max=5)
    con = warehouse(root)
    reviews.save(con)
    analyze(con, space, NOW)
    inputs = read_inputs(
        con, workspace=space, edition=edition_of(NOW, "UTC", 90), now=NOW, sentiment=lexicon_models(space.languages),
        drivers=NO_CHOICE, dismissed_topics=frozenset(),
    )  # fmt: skip
    said: list[tuple[str, int, int]] = []
    found = Findings(inputs, lambda *done: said.append(done))
    _ = found.texts  # grows with the reviews, not with the comparisons
    with cProfile.Profile() as profile:
        _ = found.gaps
        shown = sum(len(ranked) for made in (found.lines, found.leads) for ranked in made.values())
    stats = pstats.Stats(profile)
    times = {name: entry[0] for (_, _, name), entry in stats.stats.items()}  # type: ignore[attr-defined]
    return Work(int(stats.total_calls), times["sample_of"], times["best"], shown, said)  # type: ignore[attr-defined]


def test_work_grows_with_the_comparisons_and_samples_with_the_brands(tmp_path: Path) -> None:
    few, many = 5, 10
    before, after = _work(tmp_path / "few", few), _work(tmp_path / "many", many)
    assert after.calls / before.calls < many * (many - 1) / (few * (few - 1))
    assert after.samples == before.samples * many / few
    assert 0 < after.quotes <= 2 * after.shown  # two sides each, and none of leads that are not shown
    assert after.said == [(f"comparing Brand{number:02d}", number, many) for number in range(many - 1)]
