"""truths.toml and brands.toml as typed values: who is in the demo market and what is planted in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LABELS = (1, 0, -1)
"""Order of the counts in truths.toml: says good, neither, says bad."""
WINDOWS = ("current", "previous")


@dataclass(frozen=True)
class Company:
    """A brand of the demo market, or its review platform (which has no products, mail, phone or language)."""

    id: str
    host: str
    name: str
    tagline: str
    colour: str
    language: str = "en"
    own: bool = False
    aliases: tuple[str, ...] = ()
    town: str = ""
    about: str = ""
    mail: str = ""
    phone: str = ""
    hours: str = ""
    chat: bool = False
    products: tuple[str, ...] = ()


@cache
def truths() -> dict[str, Any]:
    """What is planted, as truths.toml holds it."""
    return _read("truths.toml")


@cache
def companies() -> tuple[Company, ...]:
    """The four brands, own first."""
    entries = _read("brands.toml")["brands"]
    return tuple(_company(entry) for entry in entries)


def _company(entry: dict[str, Any]) -> Company:
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in entry.items()}
    return Company(**fields)


@cache
def platform() -> Company:
    """The independent review platform that carries all four brands."""
    return Company(id="platform", **_read("brands.toml")["platform"])


@cache
def search_host() -> str:
    """Host name of the search service within the demo market."""
    return str(_read("brands.toml")["search"]["host"])


def planted_counts(brand: str) -> dict[tuple[str, str, int], int]:
    """(window, driver, label) -> number of units planted for `brand`."""
    counts: dict[tuple[str, str, int], int] = {}
    for driver, entry in truths()["drivers"].items() if brand != "kavos" else ():
        for window in WINDOWS:
            row = entry.get(window, {}).get(brand, entry[brand])
            counts |= {(window, driver, label): n for label, n in zip(LABELS, row, strict=True)}
    for driver, row in truths()["lithuanian"].items() if brand == "kavos" else ():
        for window in WINDOWS:
            counts |= {(window, driver, label): n for label, n in zip(LABELS, row, strict=True)}
    return counts


def planted_net(brand: str, driver: str, window: str = "current") -> float:
    """Net sentiment -1..1 planted for a driver: the mean label over its units."""
    counts = planted_counts(brand)
    units = {label: counts[window, driver, label] for label in LABELS}
    return sum(label * n for label, n in units.items()) / sum(units.values())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
