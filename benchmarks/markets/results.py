"""Results of a long run, a line of JSON a case, so that it can be sliced, stopped and taken up again."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Result = dict[str, Any]


def resumed(path: Path, cases: Iterable[int], run: Callable[[int], Result]) -> list[Result]:
    """What `run` finds of each of `cases`, in their order. `path` keeps it: what it holds already is not run again."""
    known = {result["case"]: result for result in kept(path)}
    path.parent.mkdir(parents=True, exist_ok=True)
    out = []
    with path.open("a", encoding="utf-8") as file:
        for case in cases:
            if case not in known:
                known[case] = {"case": case} | run(case)
                file.write(json.dumps(known[case], ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
            out.append(known[case])
    return out


def kept(path: Path) -> list[Result]:
    """The results of all slices of a run: of `path`, and of the files beside it that differ in the slice alone. A line that was
    being written when the run was stopped does not count."""
    found = []
    for part in sorted(path.parent.glob(f"{path.name.split('.')[0]}.*jsonl")):
        for line in part.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                found.append(json.loads(line))
    return found


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of every long run."""
    parser.add_argument("--corpus", type=Path, help="not read by all of them")
    parser.add_argument("--out", type=Path, help="folder that keeps the results; default: a temporary one")
    parser.add_argument("--slice", default="1/1", help="which part to run, such as 2/4")


def sliced(cases: Iterable[int], which: str) -> list[int]:
    """Every n-th of `cases`, from the k-th on, by `which` = 'k/n'. Raises ValueError."""
    part, _, of = which.partition("/")
    k, n = int(part), int(of)
    if not 1 <= k <= n:
        raise ValueError(f"--slice {which}: expected K/N with K from 1 to N")
    return list(cases)[k - 1 :: n]
