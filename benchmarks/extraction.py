"""How well FAQs, reviews, channels, search results and pages are read off real pages, against floors that only rise.

    python benchmarks/extraction.py --corpus DIR                     # all kinds; fails when a figure is below its floor
    python benchmarks/extraction.py --corpus DIR --only faqs --worst 20
    python benchmarks/extraction.py --corpus DIR --raise-floors      # pin what was reached
    python benchmarks/extraction.py --corpus DIR --allow-regression  # pin it even where it is lower

Each module of benchmarks/scoring with a function `scores(corpus) -> list[Score]` is a kind. Figures marked as pinned in
benchmarks/extraction_floors.json (key -> floor; for counts of mistakes a ceiling) are compared; others are only printed.
Times depend on the machine: they are checked against the fixed limits in benchmarks/scoring/speed.py, not pinned.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from benchmarks import scoring  # noqa: E402
from benchmarks.scoring.score import Score  # noqa: E402
from benchmarks.scoring.speed import over_limits  # noqa: E402

FLOORS = Path(__file__).with_name("extraction_floors.json")
TOLERANCE = 1e-4
"""Below this a difference is rounding: floors are written with four decimals."""


def kinds() -> list[str]:
    """Names of the modules that score, sorted; `speed` last, when nothing else runs beside it."""
    names = [module.name for module in pkgutil.iter_modules(scoring.__path__)]
    found = [name for name in names if hasattr(importlib.import_module(f"benchmarks.scoring.{name}"), "scores")]
    return sorted(found, key=lambda name: (name == "speed", name))


def measure(corpus: Path, only: Sequence[str] = ()) -> list[Score]:
    """The figures of the kinds named (of all, if none is). ValueError names a kind that there is not."""
    known = kinds()
    if unknown := sorted(set(only) - set(known)):
        raise ValueError(f"--only: expected one of {', '.join(known)}, found {', '.join(unknown)}")
    made: list[Score] = []
    for name in known:
        if not only or name in only:
            made += importlib.import_module(f"benchmarks.scoring.{name}").scores(corpus)
    return made


def read_floors(path: Path = FLOORS) -> dict[str, float]:
    """Key of a score -> its floor; {} when nothing is pinned yet."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def regressions(found: Iterable[Score], floors: dict[str, float]) -> list[str]:
    """A line for each figure on the wrong side of its floor."""
    lines = []
    for score in found:
        floor = floors.get(score.key)
        if floor is None:
            continue
        short_of = floor - score.value if score.higher_is_better else score.value - floor
        if short_of > TOLERANCE:
            word = "below its floor" if score.higher_is_better else "above its ceiling"
            lines.append(f"{score.key}: {score.value:.4f} is {word} {floor:.4f} (n = {score.n} {score.unit})")
    return lines


def raised(found: Iterable[Score], floors: dict[str, float], *, allow_regression: bool = False) -> dict[str, float]:
    """The floors after this measurement: the better of old and new, or the new ones where a regression is allowed.

    Times are not pinned. Values are rounded towards the lenient side at four decimals.
    """
    made = dict(floors)
    for score in found:
        if score.unit.startswith("seconds") or score.unit.startswith("times"):
            continue
        value = int(score.value * 10_000) / 10_000 if score.higher_is_better else -int(-score.value * 10_000) / 10_000
        old = floors.get(score.key)
        if old is None or allow_regression:
            made[score.key] = value
        else:
            made[score.key] = max(old, value) if score.higher_is_better else min(old, value)
    return dict(sorted(made.items()))


def report(found: Sequence[Score], floors: dict[str, float], worst: int) -> str:
    """A table of the figures, and the worst pages of each kind with what differs ("-" missed, "+" too much)."""
    lines = [f"{'figure':<52} {'value':>9} {'floor':>8} {'n':>7}"]
    for score in found:
        floor = f"{floors[score.key]:.4f}" if score.key in floors else "-"
        lines.append(f"{score.key:<52} {score.value:>9.4f} {floor:>8} {score.n:>7} {score.unit}")
    for score in found:
        if score.worst and worst:
            lines.append(f"\nworst of {score.key} ({len(score.worst)} pages differ)")
            lines += [f"  {entry}" for entry in score.worst[:worst]]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, compare. 0: nothing fell; 1: something did; 2: wrong call."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with INDEX.tsv")
    parser.add_argument("--only", action="append", default=[], metavar="KIND", help="one kind; may be repeated")
    parser.add_argument("--worst", type=int, default=5, help="worst pages shown for each figure")
    parser.add_argument("--raise-floors", action="store_true", help="pin what was reached where it is better")
    parser.add_argument("--allow-regression", action="store_true", help="pin what was reached even where it is lower")
    parser.add_argument("--floors", type=Path, default=FLOORS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not (options.corpus / "INDEX.tsv").is_file():
        print(f"--corpus: expected a folder with INDEX.tsv, found none in {options.corpus}", file=sys.stderr)
        return 2
    started = time.perf_counter()
    try:
        found = measure(options.corpus.resolve(), options.only)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    floors = read_floors(options.floors)
    print(report(found, floors, options.worst))
    fallen = [] if options.allow_regression else [*regressions(found, floors), *over_limits(found)]
    if options.raise_floors or options.allow_regression:
        made = raised(found, floors, allow_regression=options.allow_regression)
        options.floors.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    print(f"\n{len(found)} figures in {time.perf_counter() - started:.0f} s; {len(fallen)} regressions")
    for line in fallen:
        print(f"REGRESSION {line}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
