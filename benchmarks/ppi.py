"""How often intervals hold the true gap where a model reads the texts, by how many of them people labelled.

    python benchmarks/ppi.py [--draws 1000]

Two brands, two sites, authors of one to four texts. A model reads each brand with an error of its own: worse, kinder, compressed.
Beside the corrected interval (analysis.figures.powered) stands what a user would have without it: the model's labels as if they
were true, the labels of people alone, and one correction for both brands, which is right only where the model errs alike.
The last table is the price in power.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.figures.powered import FOLDS, Labelled, PoweredGap, powered_gap  # noqa: E402
from analysis.figures.statistics import Floats, Inference, Sample, StratifiedGap, stratified_gap, welch  # noqa: E402

SITES = ("s1", "s2")
NAMED = np.array([-1.0, 0.0, 1.0])
ENOUGH = 0.93
"""Share of intervals that must hold the truth where one is shown."""

GOOD = np.array([[0.85, 0.10, 0.05], [0.15, 0.70, 0.15], [0.05, 0.10, 0.85]])
FAIR = np.array([[0.60, 0.25, 0.15], [0.20, 0.60, 0.20], [0.10, 0.20, 0.70]])
KIND = np.array([[0.40, 0.30, 0.30], [0.05, 0.45, 0.50], [0.02, 0.08, 0.90]])
DULL = np.array([[0.25, 0.70, 0.05], [0.05, 0.90, 0.05], [0.05, 0.70, 0.25]])
WILD = np.full((3, 3), 1 / 3)


@dataclass(frozen=True)
class Market:
    """`readings`: for each side how labels are misread (rows truth −1, 0, 1; columns the model's), by site; `shares`: for each
    side how many are negative, neutral, positive, by site; `authors` a side and site."""

    readings: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
    shares: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
    authors: tuple[int, int] = (300, 200)


def shares(negative: float, positive: float) -> Floats:
    return np.array([negative, 1 - negative - positive, positive])


ALIKE = ((shares(0.3, 0.5), shares(0.4, 0.4)),) * 2
APART = ((shares(0.2, 0.6), shares(0.3, 0.5)), (shares(0.35, 0.45), shares(0.45, 0.35)))
PRAISED = ((shares(0.04, 0.92), shares(0.05, 0.9)), (shares(0.08, 0.86), shares(0.1, 0.84)))
MARKETS = {
    "read well": Market(((GOOD, GOOD), (GOOD, GOOD)), APART),
    "read fairly": Market(((FAIR, FAIR), (FAIR, FAIR)), APART),
    "one brand read kindly": Market(((KIND, KIND), (FAIR, FAIR)), ALIKE),
    "one site read kindly": Market(((KIND, FAIR), (FAIR, FAIR)), ALIKE),
    "compressed": Market(((DULL, DULL), (DULL, DULL)), APART),
    "at random": Market(((WILD, WILD), (WILD, WILD)), APART),
    "nearly all praise": Market(((KIND, KIND), (GOOD, GOOD)), PRAISED),
    "few customers": Market(((KIND, KIND), (FAIR, FAIR)), APART, (40, 30)),
}


def side(market: Market, which: int, labelled: float, rng: np.random.Generator) -> dict[str, Labelled]:
    """The units of one brand by site, about `labelled` of them with a labelled text: texts are drawn, not authors."""
    chance = labelled / (sum(market.authors) * TEXTS.mean())
    return {
        name: units(market.readings[which][site], market.shares[which][site], market.authors[site], chance, site, rng)
        for site, name in enumerate(SITES)
    }


def units(reading: Floats, share: Floats, authors: int, chance: float, site: int, rng: np.random.Generator) -> Labelled:
    """`authors` units of which each text is labelled with `chance`."""
    texts = rng.choice(TEXTS, size=authors)
    owner = np.repeat(np.arange(authors), texts)
    # An author's texts are alike: most say what the first says.
    mood = rng.choice(3, size=authors, p=share)
    fresh = rng.choice(3, size=len(owner), p=share)
    truth = np.where(rng.random(len(owner)) < 0.6, mood[owner], fresh)
    edges = reading.cumsum(axis=1)[truth]
    guess = NAMED[(rng.random((len(owner), 1)) > edges[:, :2]).sum(axis=1)]
    drawn = (rng.random(len(owner)) < chance) / texts[owner]
    values, shared, said, read = (
        np.bincount(owner, weights=weights, minlength=authors).astype(float)
        for weights in (guess / texts[owner], drawn, drawn * NAMED[truth], drawn * guess)
    )
    return Labelled(np.arange(authors, dtype=np.int64) + 10_000 * site, values, shared, said, read)


TEXTS = np.array([1, 1, 1, 1, 1, 2, 2, 4])


def true_gap(market: Market, own: dict[str, Labelled], other: dict[str, Labelled]) -> float:
    """The gap between all customers there could be, over the weights of the two samples."""
    weights = np.array([own[name].n * other[name].n / (own[name].n + other[name].n) for name in SITES])
    means = [[float(NAMED @ each) for each in market.shares[which]] for which in (0, 1)]
    return float(np.average(np.subtract(means[0], means[1]), weights=weights))


def labels_alone(sample: Labelled) -> Sample:
    known = sample.share > 0
    return Sample(sample.ids[known], sample.truth[known] / sample.share[known])


def corrected(own: dict[str, Labelled], other: dict[str, Labelled]) -> StratifiedGap | None:
    return powered_gap(own, other, "a", "b", least=2)


def read_only(own: dict[str, Labelled], other: dict[str, Labelled]) -> StratifiedGap | None:
    return stratified_gap(own, other, "a", "b")


def people_only(own: dict[str, Labelled], other: dict[str, Labelled]) -> StratifiedGap | None:
    mine, theirs = ({name: labels_alone(sample) for name, sample in each.items()} for each in (own, other))
    return stratified_gap(mine, theirs, "a", "b", minimum=2)


def pooled(own: dict[str, Labelled], other: dict[str, Labelled]) -> StratifiedGap | None:
    """One slope for both: what the model says, stretched; its bias is taken to be the same and falls out."""
    y, f = (
        np.concatenate([getattr(s, what)[s.share > 0] for each in (own, other) for s in each.values()])
        for what in ("truth", "guess")
    )
    spread = float(((f - f.mean()) ** 2).sum())
    slope = float(((y - y.mean()) * (f - f.mean())).sum()) / spread if spread else 0.0
    mine, theirs = ({name: Sample(s.ids, slope * s.values) for name, s in each.items()} for each in (own, other))
    return stratified_gap(mine, theirs, "a", "b")


WAYS: dict[str, Callable[[dict[str, Labelled], dict[str, Labelled]], StratifiedGap | None]] = {
    "corrected": corrected, "model alone": read_only, "labels alone": people_only, "one correction": pooled,
}  # fmt: skip


PRICED = ("corrected", "model alone", "labels alone")
PRICE = 16
"""Width of a column."""


@dataclass(frozen=True)
class Result:
    """Of one market and number of labels, by way: shares of intervals that `held` the truth, that proved a gap, and that proved
    one of the wrong sign or where there is none; their mean width. `tuning` is the mean λ."""

    held: dict[str, float]
    width: dict[str, float]
    proven: dict[str, float]
    wrong: dict[str, float]
    tuning: float


def measure(market: Market, labelled: int, draws: int, seed: int) -> Result:
    """`draws` of a market in which about `labelled` units a side have a labelled text."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[tuple[bool, float, bool, bool]]] = {way: [] for way in WAYS}
    tunings = []
    for _ in range(draws):
        own, other = side(market, 0, labelled, rng), side(market, 1, labelled, rng)
        truth = true_gap(market, own, other)
        for way, find in WAYS.items():
            gap = find(own, other)
            if isinstance(gap, PoweredGap):
                tunings.append(gap.tuning)
            if gap is not None:
                rows[way].append(judged(welch(gap), truth))
    means = {way: np.array(found, dtype=float).mean(axis=0) for way, found in rows.items() if found}
    held, width, proven, wrong = ({way: float(each[at]) for way, each in means.items()} for at in range(4))
    return Result(held, width, proven, wrong, float(np.mean(tunings)))


def judged(found: Inference, truth: float) -> tuple[bool, float, bool, bool]:
    proven = found.low > 0 or found.high < 0
    wrong = (found.low > 0 and truth <= 0) or (found.high < 0 and truth >= 0)
    return found.low <= truth <= found.high, found.high - found.low, proven, wrong


def report(draws: int, counts: list[int]) -> Iterator[str]:
    """The tables, as lines."""
    yield f"{draws} draws a cell; {FOLDS} folds; held: share of 95 % intervals that hold the true gap (floor {ENOUGH})"
    yield (f"{'market':<24}{'labels':>7}{'lambda':>8}  " + "".join(f"{way:>16}" for way in WAYS) + f"{'width':>9}")
    worst, prices = dict.fromkeys(counts, 1.0), []
    for number, (name, market) in enumerate(MARKETS.items()):
        for count in counts:
            if count > 0.8 * sum(market.authors):
                continue
            found = measure(market, count, draws, 1000 * number + count)
            worst[count] = min(worst[count], found.held["corrected"])
            ratio = (
                found.width["corrected"] / found.width["labels alone"]
                if "labels alone" in found.width
                else float("nan")
            )
            held = "".join(f"{found.held.get(way, float('nan')):>16.3f}" for way in WAYS)
            yield f"{name:<24}{count:>7}{found.tuning:>8.2f}  {held}{ratio:>9.2f}"
            prices.append(f"{name:<24}{count:>7}" + "".join(map(f"{{:>{PRICE}}}".format, _prices(found))))
    yield "width: of the corrected interval, beside labels alone = 1"
    yield "the price: share of draws in which a gap is proven, of which do not exist or have the other sign"
    yield f"{'market':<24}{'labels':>7}" + "".join(f"{way:>{PRICE}}" for way in PRICED)
    yield from prices
    for count, share in worst.items():
        below = "" if share >= ENOUGH else "  below the floor"
        yield f"{count:>4} labelled units a side: the worst market holds {share:.3f}{below}"


def _prices(found: Result) -> Iterator[str]:
    for way in PRICED:
        yield f"{found.proven.get(way, float('nan')):.2f} ({found.wrong.get(way, float('nan')):.2f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--counts", type=int, nargs="*", default=[5, 8, 10, 15, 20, 30, 60])
    arguments = parser.parse_args()
    for line in report(arguments.draws, arguments.counts):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
