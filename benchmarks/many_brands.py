"""How the analysis of a night grows with the number of brands: import, analyze, import one review more, and analyze again.

    python benchmarks/many_brands.py [--brands 35] [--reviews 20000] [--profile]

Prints processor seconds, workers included, of the second analysis: what a night costs where little is new. (Where nothing is, an
analysis of the same day makes nothing anew.) Labels are the lexicon's: what the training of a model costs is not asked here.
Exits 1 above FLOOR when run at full size.

Measured, on a machine that many programs share: 19.1 s for 20,199 comparisons (28.4 s while claims had to hold on 5 of 7
nights), under a rule for nights that asked for q < 0.015 alone; not timed again since seven nights in a row make a claim too.
Of a market of 6 brands and 1,500 reviews: 5.4 s before samples were kept and leads chosen first, 2.6 s after, with the same
tables.
"""

from __future__ import annotations

import argparse
import cProfile
import hashlib
import pstats
import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks.markets import door, sentences  # noqa: E402
from data.clock import utc_now  # noqa: E402

BRANDS, REVIEWS = 35, 20_000
FLOOR = 30.0
"""Processor seconds of a night at full size."""
DAYS = 170
SITES = ("trust.example", "stars.example", "shops.example")
MOODS = ((0.55, 0.15), (0.45, 0.2), (0.35, 0.2))
"""Shares of praise and of indifference; brands take turns, on each driver another."""
TABLES = ("gaps", "swot", "leads", "swot_evidence", "driver_scores", "kpis", "coverage")


def market(brands: list[door.Named], reviews: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """`reviews` reviews of one to three sentences, in English, of the last DAYS, on three sites; a fifth by authors who write
    again. The same seed gives the same texts."""
    rng = random.Random(seed)
    drivers, now = sentences.drivers("en"), utc_now()
    for number in range(reviews):
        place = number % len(brands)
        said, labels = [], []
        for driver in rng.sample(drivers, rng.choice((1, 2, 2, 3))):
            good, neither = MOODS[(place + drivers.index(driver)) % len(MOODS)]
            labels.append(rng.choices((1, 0, -1), (good, neither, 1 - good - neither))[0])
            said.append(sentences.sentence("en", driver, labels[-1], rng))
        site = rng.choice(SITES)
        yield {
            "brand": brands[place].name,
            "url": f"https://{site}/{place}/{number}",
            "source": site,
            "author": f"regular {place} {rng.randrange(40)}" if rng.random() < 0.2 else f"author {number}",
            "published_at": f"{now - timedelta(days=rng.random() * DAYS):%Y-%m-%dT%H:%M:%SZ}",
            "rating": min(5, max(1, round(3 + 2 * sum(labels) / len(labels)))),
            "rating_max": 5,
            "body": " ".join([*said, sentences.detail("en", rng)]),
        }


def processor() -> float:
    """Seconds of processor time so far, of this process and the workers that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def night(root: Path, brands: int, reviews: int, profile: cProfile.Profile | None = None) -> tuple[float, Path]:
    """(processor seconds of an analysis with one text to read, its build) of a market in a new workspace in `root`."""
    names = door.named(f"{letter}{number:02d} Trading" for number, letter in enumerate("ABCDEFGHIJKLM" * 9, start=1))
    chosen = names[:brands]
    space = door.workspace(root, chosen, sentiment="lexicon")
    door.imported(space, market(chosen, reviews))
    door.analyzed(space)
    door.imported(space, market(chosen[:1], 1, seed=8), "one.csv")
    begun = processor()
    if profile:
        profile.enable()
    build = door.analyzed(space)
    if profile:
        profile.disable()
    return processor() - begun, build


def digest(build: Path) -> str:
    """A hash of what the build says, but for moments: builds of two versions of the code that say the same have the same."""
    found = hashlib.sha256()
    for name in TABLES:
        rows = door.table(build, f'SELECT * FROM "{name}" ORDER BY ALL')
        times = [column for column in rows if "datetime" in str(rows[column].dtype)]
        found.update(rows.drop(columns=[*times, "statement"], errors="ignore").to_csv(index=False).encode())
    return found.hexdigest()[:16]


def main() -> int:
    """Measure and print; 1 above the floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="not read")
    parser.add_argument("--brands", type=int, default=BRANDS)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--profile", action="store_true", help="what took longest")
    given = parser.parse_args()
    profile = cProfile.Profile() if given.profile else None
    with tempfile.TemporaryDirectory() as folder:
        seconds, build = night(Path(folder), given.brands, given.reviews, profile)
        tests = door.table(build, "SELECT count(*) AS n, count(p) AS tests FROM gaps").iloc[0]
        print(
            f"{given.brands} brands, {given.reviews:,} reviews: {seconds:.1f} s of processor time, {tests['n']:,} comparisons, "
            f"{tests['tests']:,} with a test; the build says {digest(build)}"
        )
    if profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    full = (given.brands, given.reviews) == (BRANDS, REVIEWS)
    return int(full and seconds > FLOOR)


if __name__ == "__main__":
    sys.exit(main())
