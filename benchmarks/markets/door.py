"""The way in that users take: overheard.toml, a file of reviews, `overheard import` and `analyze`, and what is published."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.publish import current_build
from data.workspace import Workspace, load_workspace
from overheard.commands.importing import ImportRequest, run_import
from overheard.run import run_analyze

REVIEWS = ("brand", "url", "source", "author", "published_at", "rating", "rating_max", "title", "body", "market")
"""Columns of the file that `imported` writes; a row that lacks one leaves it empty."""


@dataclass(frozen=True)
class Named:
    """A brand of a made-up market."""

    name: str
    site: str


def named(names: Iterable[str]) -> list[Named]:
    """Brands with sites of their own."""
    return [Named(name, f"https://www.{''.join(filter(str.isalnum, name.lower()))}.example/") for name in names]


def workspace(root: Path, brands: Sequence[Named], *, sentiment: str = "auto", more: str = "") -> Workspace:
    """A new workspace in `root`; the first brand is one's own. `sentiment` and `more`: as in overheard.toml."""
    root.mkdir(parents=True, exist_ok=True)
    head = f'[workspace]\nname = "A market (synthetic)"\ntimezone = "UTC"\nsentiment = "{sentiment}"\n{more}'
    tables = [
        f'[[brand]]\nname = "{brand.name}"\nsite = "{brand.site}"\n' + ("own = true\n" if n == 0 else "")
        for n, brand in enumerate(brands)
    ]
    (root / "overheard.toml").write_text("\n".join([head, *tables]), encoding="utf-8")
    return load_workspace(root)


def imported(space: Workspace, rows: Iterable[Mapping[str, Any]], name: str = "reviews.csv") -> None:
    """`overheard import reviews` of a file with `rows` (columns: REVIEWS). Raises RuntimeError if any is rejected."""
    path = space.root / name
    written(path, rows)
    _quietly("import", lambda: run_import(space, ImportRequest("reviews", path)))


def written(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A file with `rows` (columns: REVIEWS) as `overheard import reviews` takes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, REVIEWS, restval="", extrasaction="raise")
        writer.writeheader()
        writer.writerows(rows)


def analyzed(space: Workspace) -> Path:
    """`overheard analyze`; the published build. Raises RuntimeError if anything is reported as a problem."""
    _quietly("analyze", lambda: run_analyze(space))
    build = current_build(space.state_dir)
    if build is None:
        raise RuntimeError(f"overheard analyze: expected a published build in {space.state_dir}, found none")
    return build


def table(build: Path, query: str) -> pd.DataFrame:
    """What `query` finds in a published build."""
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute(query).df()


def _quietly(what: str, command: Any) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = command()
    if code:
        raise RuntimeError(f"overheard {what}: expected exit code 0, found {code}:\n{said.getvalue()[-2000:]}")
