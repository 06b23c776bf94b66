"""Sites behind addresses: one brand under its country domains is one site; and the list of those that are no rivals."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from analysis.text.lexicons import LexiconError
from crawlers.extract.site.brands import match_brand
from data.urls import host, site_label

LIST = "not_rivals.toml"
_MIN_MERGED = 3
"""Letters of a name from which on it is one brand under several countries' endings."""


def registrable(url: str) -> str:
    """`acme.co.th` of `https://shop.acme.co.th/x`; the host (with its port) where there is no such; '' without a host."""
    address, label = host(url), site_label(url)
    if not label:
        return address
    bare = address.rpartition(":")[0] if address.rpartition(":")[2].isdigit() else address
    parts = bare.split(".")
    place = max(number for number, part in enumerate(parts) if part == label)
    return ".".join(parts[place:])


@dataclass(frozen=True)
class Place:
    """A site as `match_brand` asks for it."""

    id: str
    site: str
    social: tuple[str, ...] = ()
    faqs: tuple[str, ...] | None = None


def same_brand(a: str, b: str) -> bool:
    """Whether two addresses are of one site, or of one name under the endings of two countries."""
    if registrable(a) == registrable(b):
        return True
    if len(site_label(a)) < _MIN_MERGED:
        return False
    return match_brand(a, [Place("b", b)]) is not None


@dataclass(frozen=True)
class NotRivals:
    """The list: category -> (what it is called, its entries); `rivals` are sites taken off it."""

    categories: Mapping[str, tuple[str, tuple[str, ...]]]
    rivals: frozenset[str] = frozenset()

    def category(self, url: str) -> str | None:
        """The category a site is listed in, or None."""
        if registrable(url) in self.rivals or host(url) in self.rivals:
            return None
        keys = set(_keys(url))
        for name, entries in self._index().items():
            if not keys.isdisjoint(entries):
                return name
            if any(key in keys and _beneath(url, path) for key, path in _paths(entries)):
                return name
        return None

    def shown(self, category: str) -> str:
        """What a category is called."""
        return self.categories[category][0]

    def without(self, categories: Iterable[str]) -> NotRivals:
        """The list without some categories."""
        gone = set(categories)
        return NotRivals({name: kept for name, kept in self.categories.items() if name not in gone}, self.rivals)

    def _index(self) -> dict[str, frozenset[str]]:
        return {name: _entries(sites) for name, (_, sites) in self.categories.items()}


@cache
def _entries(sites: tuple[str, ...]) -> frozenset[str]:
    return frozenset(site.casefold().removeprefix("www.") for site in sites)


@cache
def _paths(entries: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((entry.partition("/")[0], entry.partition("/")[2]) for entry in entries if "/" in entry)


def _keys(url: str) -> list[str]:
    """All entries that would name this address: its host and what it is part of, its name under any ending, its ending."""
    name = host(url).partition(":")[0].casefold()
    labels = name.split(".")
    keys = [".".join(labels[number:]) for number in range(len(labels))]
    label = site_label(url)
    if label:
        # "amazon.*", "docs.google.*": the host up to its ending.
        place = max(number for number, part in enumerate(labels) if part == label)
        keys += [".".join([*labels[number : place + 1], "*"]) for number in range(place + 1)]
        ending = labels[1:]
        keys += ["*." + ".".join(ending[start:stop])
                 for start in range(len(ending)) for stop in range(start + 1, len(ending) + 1)]  # fmt: skip
    return keys


def _beneath(url: str, path: str) -> bool:
    here = unquote(urlsplit(url).path).strip("/").casefold()
    return here == path or here.startswith(path + "/")


def load_not_rivals(workspace: Path | None = None) -> NotRivals:
    """The list as shipped, with `workspace`/not_rivals.toml laid over it if there is one. Raises LexiconError."""
    shipped = _parse((files("analysis.discovery") / LIST).read_text(encoding="utf-8"), f"analysis/discovery/{LIST}")
    path = workspace / LIST if workspace else None
    if path is None or not path.is_file():
        return shipped
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: expected a text file in UTF-8 that can be read, found: {error}") from None
    return _laid_over(shipped, _parse(text, str(path)))


def _laid_over(shipped: NotRivals, more: NotRivals) -> NotRivals:
    merged = dict(shipped.categories)
    for name, (shown, sites) in more.categories.items():
        known = merged.get(name, (shown, ()))
        merged[name] = (known[0], (*known[1], *sites))
    return NotRivals(merged, shipped.rivals | more.rivals)


def _parse(text: str, path: str) -> NotRivals:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path}: not valid TOML: {error}") from None
    rivals = content.pop("rivals", [])
    categories = {}
    for name, table in content.items():
        if not isinstance(table, dict) or not set(table) <= {"shown", "sites"}:
            raise LexiconError(f"{path}: {name}: expected a table with `sites` (and `shown`), found {table!r:.80}")
        categories[name] = (str(table.get("shown", name)), tuple(_texts(table.get("sites"), f"{path}: {name}.sites")))
    return NotRivals(categories, frozenset(site.casefold() for site in _texts(rivals, f"{path}: rivals")))


def _texts(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise LexiconError(f'{where}: expected a list of sites such as ["example.com"], found {value!r:.80}')
    return value
