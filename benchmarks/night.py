"""What a night costs where little is new: import and analyze, then 1,000 new reviews and analyze, then analyze with nothing new.

    python benchmarks/night.py [--n 100000] [--new 1000] [--profile FOLDER]

Each step is the command that users type, in a process of its own; processor seconds are its own and its workers'. Labels are the
lexicon's: what the training of a model costs is not asked here. Exits 1 above the limits when run at full size. `--profile`
writes what cProfile found of each analysis into the folder.

Measured at full size on two cores that a dozen programs shared (their load was 17): 74.4 s, 14.5 s (19 %, above the limit) and
3.6 s, at most 1.2 GB in all processes. Before near-duplicates' pairs were remembered and what only learning needs was left out:
77.2 s, 21.9 s (28 %) and 3.6 s; before texts were remembered, with reviews of one year: 72.9 s, 34.2 s (47 %) and 31.0 s. What is
left of a night: reading, most of it word lists that are loaded for the first text of a language (a fifth), gaps and lines (a
sixth), what is read of all texts and topics (an eighth each), the programs themselves and the build (a tenth each).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks.markets import door, sentences  # noqa: E402
from data.clock import utc_now  # noqa: E402

FULL, NEW = 100_000, 1_000
SHARE_OF_NEW = 0.15
"""Of the processor time of the first analysis, what a night with NEW among FULL may take."""
NOTHING_NEW = 5.0
"""Processor seconds of an analysis with nothing new."""
DAYS = 730
"""The default of crawl.retention_days."""
NAMES = ("Acme", "Borealis", "Cobalt Trading", "Dunlin", "Ember and Sons", "Fathom")
SITES = ("trust.example", "stars.example", "shops.example")
LANGUAGES = {"en": 0.55, "lt": 0.15, "th": 0.15, "vi": 0.15}
Row = dict[str, Any]


def reviews(first: int, n: int, days: float, seed: int) -> Iterator[Row]:
    """`n` reviews numbered from `first`, of one to four sentences, published in the last `days`; a fifth by authors who write
    again. The same seed gives the same texts."""
    rng, now = random.Random(seed), utc_now()
    for number in range(first, first + n):
        language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        place = number % len(NAMES)
        labels = [rng.choices((1, 0, -1), (0.5, 0.2, 0.3))[0] for _ in range(rng.choice((1, 2, 3, 4)))]
        drivers = rng.sample(sentences.drivers(language), len(labels))
        said = [sentences.sentence(language, *about, rng) for about in zip(drivers, labels, strict=True)]
        site = rng.choice(SITES)
        yield {
            "brand": NAMES[place],
            "url": f"https://{site}/{place}/{number}",
            "source": site,
            "author": f"regular {place} {rng.randrange(400)}" if rng.random() < 0.2 else f"author {number}",
            "published_at": f"{now - timedelta(days=rng.random() * days):%Y-%m-%dT%H:%M:%SZ}",
            "rating": min(5, max(1, round(3 + 2 * sum(labels) / len(labels)))),
            "rating_max": 5,
            "body": " ".join([*said, sentences.detail(language, rng)]).strip(),
        }


def overheard(*arguments: str, profile: Path | None = None) -> float:
    """Processor seconds of one command. Raises RuntimeError where it fails."""
    how = ["-m", "cProfile", "-o", str(profile)] if profile else []
    before = os.times()
    done = subprocess.run(
        [sys.executable, *how, "-m", "overheard", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"overheard {arguments[0]}: exit {done.returncode}:\n{done.stdout[-1000:]}{done.stderr[-2000:]}"
        )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def nights(root: Path, n: int, new: int, profiles: Path | None = None) -> tuple[float, float, float]:
    """Processor seconds of the first analysis of `n` reviews, of one with `new` more, and of one with nothing new."""
    door.workspace(root, door.named(NAMES), sentiment="lexicon")

    def analyzed(name: str) -> float:
        return overheard("analyze", "--workspace", str(root), profile=profiles / name if profiles else None)

    def imported(rows: Iterator[Row], name: str) -> None:
        path = root / f"{name}.csv"
        door.written(path, rows)
        overheard("import", "reviews", str(path), "--workspace", str(root))

    imported(reviews(0, n, DAYS, seed=7), "first")
    first = analyzed("first")
    imported(reviews(n, new, 1.0, seed=8), "new")
    return first, analyzed("new"), analyzed("nothing")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 above a limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="not read")
    parser.add_argument("--n", type=int, default=FULL)
    parser.add_argument("--new", type=int, default=NEW)
    parser.add_argument("--profile", type=Path, help="a folder for what took how long")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        first, new, nothing = nights(Path(folder), given.n, given.new, given.profile)
    print(
        f"{given.n:,} reviews: {first:.1f} s of processor time; {given.new:,} new: {new:.1f} s ({new / first:.0%}); "
        f"nothing new: {nothing:.1f} s"
    )
    full = (given.n, given.new) == (FULL, NEW)
    return int(full and (new > SHARE_OF_NEW * first or nothing > NOTHING_NEW))


if __name__ == "__main__":
    sys.exit(main())
