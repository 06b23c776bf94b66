"""Floors under what a benchmark measures: a TOML file with one figure a line, which only rises."""

from __future__ import annotations

import argparse
import math
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import tomlkit


def rounded_down(_: str, value: float) -> float:
    """The floor to pin for a measured share: its first three decimals."""
    return math.floor(value * 1000) / 1000


def add_options(parser: argparse.ArgumentParser) -> None:
    """--pin and --allow-regression."""
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is measured now")
    parser.add_argument("--allow-regression", action="store_true", help="with --pin: floors may fall")


def hold(
    measured: Mapping[str, float],
    path: Path,
    options: argparse.Namespace,
    floor_of: Callable[[str, float], float] = rounded_down,
) -> int:
    """Compare what was measured (name -> figure, more is better) with the [floors] of the file; name what lies below on
    stderr. Figures without a floor are not compared, nor floors of what was not measured now. With `options.pin` the
    floors become `floor_of(name, figure)` where that is higher, with `options.allow_regression` too everywhere.
    Returns the exit status: 1 if a floor does not hold."""
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    floors: dict[str, float] = tomllib.loads(tomlkit.dumps(document)).get("floors", {})
    lowered = options.pin and options.allow_regression
    fallen = {name: value for name, value in measured.items() if name in floors and value < floors[name]}
    for name, value in fallen.items():
        print(f"BELOW FLOOR {name}: floor {floors[name]}, measured {value:.4f}", file=sys.stderr)
    if fallen and not lowered:
        return 1
    if options.pin:
        made = {name: floor_of(name, value) for name, value in measured.items()}
        kept = floors | {
            name: floor if lowered else max(floor, floors.get(name, floor)) for name, floor in made.items()
        }
        table = tomlkit.table()
        for name in sorted(kept):
            table[name] = kept[name]
        document["floors"] = table
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
    return 0
