"""Names of the demo market's reviewers: distinct, invented, drawn in a fixed order for a seed."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "people.toml").read_text(encoding="utf-8"))


def generic_names() -> tuple[str, ...]:
    """Names that many people share: no two records under one are known to be the same person's."""
    return tuple(_names()["generic"])


def reviewers(language: str, seed: int) -> Iterator[str]:
    """Distinct full names (some as a user name) of `language` en or lt, until they run out."""
    names, rng = _names()[language], random.Random(f"people {language} {seed}")
    if language == "lt":
        pairs = [(f, s) for f in names["women"] for s in names["women_last"]]
        pairs += [(f, s) for f in names["men"] for s in names["men_last"]]
    else:
        pairs = [(f, s) for f in names["first"] for s in names["last"]]
    rng.shuffle(pairs)
    for first, last in pairs:
        style = rng.random()
        if style < 0.8:
            yield f"{first} {last}"
        elif style < 0.9:
            yield f"{first.lower()}.{last.lower()}"
        else:
            yield f"{first[:1]}. {last} ({first[1:3]}{rng.randint(10, 99)})"
