"""What was probably meant by an answer that cannot be taken: time zones, web addresses, markets, names."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from data.workspace.values import web_url

MOST = 3
"""Suggestions made at once."""
_ALIKE = 0.72
_FARTHEST = 12
"""Hours of an offset that has a zone on either side of UTC."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?")
_SCHEME = re.compile(r"^[a-z]{2,6}\s*[:;]?\s*/{1,3}", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^\s./:@?#]+\.)+[^\s./:@?#\d]{2,}(?::\d{1,5})?|localhost(?::\d{1,5})?|\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?"
)


def zones(value: str) -> list[str]:
    """IANA time zones that `value` may mean: a city ("Bangkok"), a country ("Thailand", "th"), an offset ("+7"), another
    spelling; the best first."""
    said = _plain(value)
    names, cities = _by_name()
    offset = _OFFSET.fullmatch(value.strip().lower())
    if offset and int(offset[2]) <= _FARTHEST:  # the sign in a zone's name is that of ships: ahead of UTC is minus
        return [f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"]
    if exact := names.get(said):
        return [exact]
    countries = _by_country()
    if of_country := countries.get(said) or countries.get(said.rpartition(" ")[2]):
        return list(of_country[:MOST])
    within = [zone for city, zone in cities.items() if len(city) > 3 and re.search(rf"\b{re.escape(city)}\b", said)]
    alike = [names[name] for name in difflib.get_close_matches(said, names, n=1, cutoff=_ALIKE)]
    return list(dict.fromkeys([*within, *alike]))[:MOST]


@cache
def _by_name() -> tuple[dict[str, str], dict[str, str]]:
    """(time zones by their whole names and their cities, by their cities only)."""
    known = [zone for zone in sorted(zoneinfo.available_timezones()) if not zone.startswith(("posix", "right"))]
    cities = {_plain(zone.rpartition("/")[2]): zone for zone in known if "/" in zone and _is_place(zone)}
    return {**cities, **{_plain(zone): zone for zone in known}}, cities


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[_/\-,.]+", " ", text.casefold()).split())


def _is_place(zone: str) -> bool:
    return not zone.startswith(("Etc/", "US/", "SystemV/"))


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    """Country, by its English name or its two letters -> its zones; {} where the tables of zones are not installed."""
    zones_of: dict[str, list[str]] = {}
    for code, _, zone in _rows("zone.tab"):
        zones_of.setdefault(code, []).append(zone)
    named = {_plain(name): tuple(zones_of.get(code, ())) for code, name in _rows("iso3166.tab")}
    return {**named, **{code.casefold(): tuple(found) for code, found in zones_of.items()}}


def _rows(table: str) -> list[list[str]]:
    """The rows of a table beside the time zones: the system's, else that of the package tzdata."""
    places: list[Path] = [Path(folder) / table for folder in zoneinfo.TZPATH]
    text = next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")
    if not text:
        try:
            text = resources.files("tzdata.zoneinfo").joinpath(table).read_text(encoding="utf-8")
        except (ModuleNotFoundError, FileNotFoundError):
            return []
    width = 3 if table == "zone.tab" else 2
    return [line.split("\t")[:width] for line in text.splitlines() if line and not line.startswith("#")]


def address(value: str) -> str | None:
    """The web address that `value` may mean: "acme.com", "htps:/acme.com", "www.acme.com/faq"; None if nothing like it."""
    said = re.sub(r"\s+", "", value.strip().strip("<>\"'")).replace(",", ".").replace("\\", "/")
    scheme = _SCHEME.match(said)
    rest = said[scheme.end() :] if scheme else said
    host, slash, path = rest.partition("/")
    if not _HOST.fullmatch(host):
        return None
    private = host.startswith(("localhost", "127.", "10.", "192.168."))
    plain = private or (scheme is not None and scheme.group().lower().startswith("http:"))
    found = f"{'http' if plain else 'https'}://{host}{slash or '/'}{path}"
    try:
        return web_url(found)
    except ValueError:
        return None


def market(value: str) -> str | None:
    """The market that `value` may mean: "TH_th" and "th-th" are th-TH; None if nothing like one."""
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_ ]([A-Za-z]{2,4}))?", value.strip())
    return found and (found[1].lower() + (f"-{found[2].upper()}" if found[2] else ""))


def names(value: str, known: Iterable[str]) -> list[str]:
    """Those of the known names that are like `value`."""
    folded = {name.casefold(): name for name in known}
    return [folded[name] for name in difflib.get_close_matches(value.casefold(), folded, n=MOST, cutoff=0.6)]


def meant(suggested: Iterable[str]) -> str:
    """ " Did you mean A or B?"; '' for no suggestions."""
    listed = list(suggested)
    return f" Did you mean {' or '.join(listed)}?" if listed else ""
