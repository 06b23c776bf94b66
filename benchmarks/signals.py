"""False alarms on streams in which nothing happens, and what of planted events is found.

A workspace is simulated by the shapes that real streams have: nine brands of very different size, three sources each, fifteen
drivers; counts that differ more than chance has it, from day to day (a negative binomial) and by moods that last for days; fewer
texts on weekends, and other complaints on Mondays; shares and volumes that rise or fall by up to a half over the half year; holes
in what is covered, with some texts in them; and one source that is imported, whose last month arrives in a heap. Apart from
these, and a fifth as often, places in search and ratings go to and fro. A false alarm is any signal in a quarter of such a
stream, as the nights before and after the heap show it.

usage: python benchmarks/signals.py [--quarters N] [--power N] [--seed N]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.figures.changes import changes
from analysis.figures.signals import falls, quiet, spikes
from analysis.figures.signals.changed import changed
from analysis.figures.signals.signal import COMPLAINTS, LEAVING, QUIET, SENTIMENT, SWITCHING
from analysis.figures.signals.sums import Bools, Floats
from data.thresholds import THRESHOLDS

BRANDS, DRIVERS, SOURCES, DAYS = 9, 15, 3, 181
HEAP_DAYS = 30
"""So many of the newest days of an imported source arrive together."""
ARRIVES = 45
"""Days before the end on which they do."""
FACTORS, LASTS = (3.0, 6.0, 12.0), (1, 3, 7, 14)
"""How many times as many complaints a planted spike has, and for how many days."""


@dataclass
class Stream:
    """One brand. customers: sources × days; complaints and spoke: topics × sources × days (the last topic is any); praise as
    complaints; leaving: sources × days; switching: rivals × sources × days."""

    customers: Floats
    complaints: Floats
    praise: Floats
    spoke: Floats
    leaving: Floats
    switching: Floats
    covered: Bools


def null_stream(rng: np.random.Generator) -> Stream:
    """A brand to which nothing happens."""
    day = np.arange(DAYS)
    weekend = np.where(day % 7 >= 5, rng.uniform(0.3, 1.0), 1.0)
    size = np.exp(rng.normal(1.5, 1.2)) * rng.dirichlet(np.ones(SOURCES) * 2)
    mean = size[:, None] * _trend(rng, (1, 1)) * weekend * _moods(rng, (SOURCES,), 0.2)
    customers = rng.negative_binomial(3.0, 3.0 / (3.0 + mean)).astype(float)
    monday = np.where(day % 7 == 0, rng.uniform(1.0, 1.4), 1.0)
    speak = rng.uniform(0.05, 0.4, (DRIVERS, 1, 1))
    blame = rng.uniform(0.05, 0.5, (DRIVERS, 1, 1)) * np.exp(rng.normal(0, 0.3, (DRIVERS, SOURCES, 1)))
    blame = np.clip(blame * _trend(rng, (DRIVERS, 1, 1)) * monday * _moods(rng, (DRIVERS, SOURCES), 0.3), 0, 0.9)
    spoke = rng.binomial(customers.astype(int)[None], speak).astype(float)
    complaints = rng.binomial(spoke.astype(int), blame).astype(float)
    praise = rng.binomial((spoke - complaints).astype(int), 0.6).astype(float)
    anybody = rng.binomial(customers.astype(int), np.clip(0.25 * monday * _moods(rng, (SOURCES,), 0.2), 0, 0.9))
    happy = rng.binomial(customers.astype(int) - anybody, 0.7)
    leaving = rng.binomial(customers.astype(int), np.clip(0.01 * _moods(rng, (SOURCES,), 0.3), 0, 1)).astype(float)
    switching = rng.binomial(leaving.astype(int)[None], np.full((BRANDS - 1, 1, 1), 0.3 / (BRANDS - 1))).astype(float)
    covered = np.ones((SOURCES, DAYS), dtype=bool)
    for source in range(SOURCES):
        for _ in range(rng.integers(0, 3)):
            start = rng.integers(0, DAYS - 12)
            hole = slice(start, start + rng.integers(2, 12))
            covered[source, hole] = False
            customers[source, hole], complaints[:, source, hole], praise[:, source, hole] = 1, 0, 0
            spoke[:, source, hole], leaving[source, hole], switching[:, source, hole] = 0, 0, 0
            anybody[source, hole], happy[source, hole] = 0, 0
    return Stream(
        customers,
        np.concatenate([complaints, anybody[None]]),
        np.concatenate([praise, happy[None]]),
        np.concatenate([spoke, customers[None]]),
        leaving,
        switching,
        covered,
    )


def _trend(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """A straight line of mean 1 that rises or falls by up to a half of it in all."""
    slope = rng.uniform(-0.25, 0.25, shape)
    return 1 + slope * np.linspace(-1, 1, DAYS)


def _moods(rng: np.random.Generator, shape: tuple[int, ...], deviation: float) -> Floats:
    """Factors of mean 1 that last for some days: what one day is like the next one is, mostly."""
    out = np.empty((*shape, DAYS))
    value = rng.normal(0, deviation, shape)
    for day in range(DAYS):
        out[..., day] = value
        value = 0.7 * value + rng.normal(0, deviation * np.sqrt(1 - 0.49), shape)
    return np.asarray(np.exp(out - deviation**2 / 2))


def until(stream: Stream, covered: Bools, end: int) -> Stream:
    """What a night shows after which the first `end` days are over, and only `covered` of them were read."""
    read = covered[:, :end]
    return Stream(
        stream.customers[:, :end] * read,
        stream.complaints[..., :end] * read,
        stream.praise[..., :end] * read,
        stream.spoke[..., :end] * read,
        stream.leaving[:, :end] * read,
        stream.switching[..., :end] * read,
        read,
    )


def alphas() -> dict[str, float]:
    """Kind -> the level of one test, as analysis.pipeline shares it out."""
    topics = DRIVERS + 1
    number = {
        COMPLAINTS: BRANDS * spikes.tests_of(topics),
        SENTIMENT: BRANDS * falls.tests_of(topics),
        LEAVING: BRANDS * spikes.tests_of(1),
        SWITCHING: BRANDS * spikes.tests_of(BRANDS - 1),
        QUIET: BRANDS * SOURCES * THRESHOLDS.signal_days,
    }
    return {kind: THRESHOLDS.signal_alarms / n for kind, n in number.items()}


def found_in(stream: Stream, alpha: dict[str, float]) -> Iterator[tuple[str, int, int, int]]:
    """kind, topic, first and last day of each signal."""
    counts = np.concatenate([stream.complaints, stream.leaving[None], stream.switching])
    kinds = [COMPLAINTS] * len(stream.complaints) + [LEAVING] + [SWITCHING] * len(stream.switching)
    level = np.array([alpha[kind] for kind in kinds])
    for spike in spikes.spikes(stream.customers, counts, stream.covered, level):
        yield kinds[spike.topic], spike.topic, spike.first, spike.last
    total, squares = stream.praise - stream.complaints, stream.praise + stream.complaints
    for fall in falls.falls(stream.spoke, total, squares, stream.covered, alpha[SENTIMENT]):
        yield SENTIMENT, fall.topic, fall.first, fall.last


def silences(stream: Stream, alpha: dict[str, float]) -> Iterator[tuple[str, int]]:
    """kind and source of those that are quiet now."""
    for source in range(SOURCES):
        if quiet.silence(stream.customers[source], stream.covered[source], alpha[QUIET]) is not None:
            yield QUIET, source


def false_alarms(rng: np.random.Generator) -> Counter[str]:
    """Kind -> how many signals a workspace shows in a quarter in which nothing happens."""
    alpha, alarms = alphas(), Counter[str]()
    for _ in range(BRANDS):
        stream = null_stream(rng)
        late = stream.covered.copy()
        late[0, DAYS - ARRIVES - HEAP_DAYS : DAYS - ARRIVES] = False
        seen: set[tuple[str, int]] = set()
        # What a test says of a day rests on what was before it: the last night shows what those since the heap did.
        for covered, end in ((late, DAYS - ARRIVES), (stream.covered, DAYS)):
            seen |= {(kind, topic) for kind, topic, *_ in found_in(until(stream, covered, end), alpha)}
        for back in range(0, THRESHOLDS.signal_days, 3):
            covered = stream.covered if back < ARRIVES else late
            seen |= set(silences(until(stream, covered, DAYS - back), alpha))
        alarms.update(kind for kind, _ in seen)
    return alarms


SIZES = ((0.5, 2.0), (2.0, 8.0), (8.0, 60.0))
"""Complaints usual in a week, from and to."""
Found = dict[tuple[float, int, int], list[int | None]]
"""factor, days, place in SIZES -> after how many days each planted spike was known (None: never)."""


def power(rng: np.random.Generator, tries: int) -> None:
    """Print what share of planted spikes is found, by how much is usual in a week, and after how many days."""
    print("\nplanted spikes of complaints: share found (median days until it is known), by complaints usual in a week")
    print("times  days  " + "  ".join(f"{low:g} to {high:g}".rjust(14) for low, high in SIZES))
    found: Found = {(factor, last, place): [] for factor in FACTORS for last in LASTS for place in range(len(SIZES))}
    while any(len(known) < tries for known in found.values()):
        _plant(rng, null_stream(rng), tries, found)
    for factor in FACTORS:
        for last in LASTS:
            cells = [_shown(found[factor, last, place]) for place in range(len(SIZES))]
            print(f"{factor:5g}  {last:4d}  " + "  ".join(cells))


def _shown(known: list[int | None]) -> str:
    delays = [each for each in known if each is not None]
    after = f"{np.median(delays):.0f}" if delays else "-"
    return f"{len(delays) / len(known):.2f} ({after})".rjust(14)


def _plant(rng: np.random.Generator, stream: Stream, tries: int, found: Found) -> None:
    """Plant spikes of all sizes on the drivers of a brand, each by itself, as far as they are still wanted."""
    level = np.array([alphas()[COMPLAINTS]])
    usual = (stream.complaints * stream.covered).sum(axis=(1, 2)) / DAYS * 7
    for topic in range(DRIVERS):
        for place, (low, high) in enumerate(SIZES):
            if not low <= usual[topic] < high:
                continue
            for factor in FACTORS:
                last = LASTS[int(rng.integers(0, len(LASTS)))]
                if len(found[factor, last, place]) < tries:
                    found[factor, last, place].append(_delay(rng, stream, topic, factor, last, level))


def _delay(rng: np.random.Generator, stream: Stream, topic: int, factor: float, last: int, alpha: Floats) -> int | None:
    """Days from the beginning of a planted spike until it is known; None where it is not."""
    begin = DAYS - 30
    days = slice(begin, begin + last)
    complaints, customers = stream.complaints[topic : topic + 1].copy(), stream.customers.copy()
    share = complaints.sum(axis=(0, 2)) / np.maximum(customers.sum(axis=1), 1)
    more = rng.poisson((factor - 1) * share[:, None] * customers[:, days]).astype(float)
    # Who complains more writes more: the customers are as many as before, or more.
    complaints[0, :, days] += more
    customers[:, days] += more
    spiked = spikes.spikes(customers, complaints, stream.covered, alpha)
    if not any(each.first < begin + last and each.last >= begin for each in spiked):
        return None
    for end in range(begin + 1, DAYS + 1):
        early = spikes.spikes(customers[:, :end], complaints[..., :end], stream.covered[:, :end], alpha)
        if any(each.last >= begin for each in early):
            return end - begin
    return None


KEYWORDS, DEEPEST = 10, 20
"""Keywords of a workspace, and the last place on a result page."""


def restless_places(rng: np.random.Generator) -> Counter[str]:
    """Kind -> signals of a quarter in which positions go to and fro, more the deeper they are, with looks that miss a brand now
    and then, and ratings hover between two steps of a tenth."""
    nights = [datetime(2026, 1, 1, 3) + timedelta(days=day) for day in range(THRESHOLDS.signal_days)]  # noqa: DTZ001 - naive UTC
    brands = [f"b{number}" for number in range(BRANDS)]
    rows: list[dict[str, object]] = []
    for keyword in range(KEYWORDS):
        usual = rng.permutation(30)[:BRANDS] + 1
        moods = np.log(_moods(rng, (BRANDS,), 1.0)) * float(rng.choice([0.6, 1.0, 1.5]))
        for day, at in enumerate(nights):
            page: dict[str, object] = {
                "engine": "e", "market": "m", "device": "d", "keyword": f"k{keyword}", "looked_up": at, "observed": True,
                "url": "u",
            }  # fmt: skip
            rows.append(page | {"brand": "", "position": None})
            places = np.maximum(1, np.round(usual + moods[:, day] * np.sqrt(usual / 5))).astype(int)
            rows += [
                page | {"brand": brand, "position": float(place)}
                for brand, place in zip(brands, places, strict=True)
                if place <= DEEPEST and rng.random() > 0.01
            ]
    ranks = pd.DataFrame(rows).astype({"position": float})
    means = 4.25 + np.cumsum(rng.normal(0, 0.003, (BRANDS, len(nights))), axis=1)
    ratings = pd.DataFrame(
        {
            "brand": brand,
            "source": "s",
            "claimed_rating": round(float(mean), 1),
            "claimed_rating_max": 5.0,
            "seen_at": at,
        }
        for brand, known in zip(brands, means, strict=True)
        for at, mean in zip(nights, known, strict=True)
    )
    none = pd.DataFrame()
    seen = changes(faqs=none, channels=none, ranks=ranks, ratings=ratings, brands=brands)
    found = changed(seen, ranks, brands, brands[1:], datetime.date, nights[-1].date())
    return Counter(signal.kind for signal, _ in found)


def main() -> int:
    """Print both measurements; 1 where there are more false alarms than the threshold allows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quarters", type=int, default=100, help="simulated quarters without an event")
    parser.add_argument("--power", type=int, default=40, help="planted spikes of each size; 0: none")
    parser.add_argument("--seed", type=int, default=20261201)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    quarters = [false_alarms(rng) for _ in range(chosen.quarters)]
    counts: npt.NDArray[np.int64] = np.array([sum(each.values()) for each in quarters], dtype=np.int64)
    print(f"false alarms in {len(quarters)} quarters of {BRANDS} brands, {DRIVERS} drivers and {SOURCES} sources:")
    print(
        f"  {counts.mean():.3f} a quarter; more than one in {(counts > 1).mean():.1%} of them, at most {counts.max()}"
    )
    places = [restless_places(rng) for _ in range(chosen.quarters // 5)]
    counts_of_places = sum(sum(each.values()) for each in places)
    print(f"  places in search and ratings: {counts_of_places} in {len(places)} quarters of {KEYWORDS} keywords")
    for kind in (COMPLAINTS, SENTIMENT, LEAVING, SWITCHING, QUIET):
        print(f"  {kind}: {sum(each[kind] for each in quarters) / len(quarters):.3f}")
    if chosen.power:
        power(rng, chosen.power)
    return int(counts.mean() > 1.0)


if __name__ == "__main__":
    sys.exit(main())
