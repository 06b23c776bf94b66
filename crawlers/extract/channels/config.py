"""`channels.toml` as the channel extractors read it, and matching of its host patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from data.urls import joined

_MAX_URL = 4000
_PLAIN = re.compile(r"(https?)://([a-z0-9.-]+)(/[^\s?#]*)?(?:\?([^\s#]+))?(?:#\S*)?")
"""An address that is its own canonical form; most are, and taking the others apart costs ten times as much."""


@cache
def config() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("channels.toml").read_text(encoding="utf-8"))


class Address(NamedTuple):
    """An absolute address taken apart: `host` in lower case without `www.`, `path` as it stands."""

    url: str
    scheme: str
    host: str
    path: str
    query: str


def address(base: str, href: str | None) -> Address | None:
    """`href` on a page at `base`; None for nothing usable. Other schemes (`tel:`, `viber:`) have no host."""
    if not href or len(href) > _MAX_URL:
        return None
    given = href if href[0] != "/" else joined(base, href)
    if plain := _PLAIN.fullmatch(given):
        scheme, name, path, query = plain.groups("")
        return Address(given, scheme, name.removeprefix("www."), path, query)
    try:
        href = href.strip()
        url = href if href[:8].lower().startswith(("http://", "https://")) else urljoin(base, href)
        parts = urlsplit(url)
        name = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return Address(url, parts.scheme.lower(), name, parts.path, parts.query)


def matches(where: Address, pattern: str) -> bool:
    """Whether an address is at `host`, `host/path-start`, `*.host...` (a subdomain) or `*/path` (any host).

    A `*` among the path's parts stands for any one part.
    """
    host, _, path = pattern.partition("/")
    host = host.removeprefix("www.")
    if host.startswith("*."):
        if not where.host.endswith(host[1:]):
            return False
    elif host == "*":
        return bool(path) and f"/{path}" in where.path.lower()
    elif where.host != host:
        return False
    if not path:
        return True
    wanted = path.lower().split("/")
    given = where.path.lower().strip("/").split("/")
    return len(given) >= len(wanted) and all(
        want in ("*", have) or (index == len(wanted) - 1 and have.startswith(want))
        for index, (want, have) in enumerate(zip(wanted, given, strict=False))
    )


def any_match(where: Address, section: str) -> bool:
    """Whether an address fits one of the `hosts` of a section of channels.toml."""
    return any(matches(where, pattern) for pattern in _possible(where.host, section))


def may_match(where: Address, section: str) -> bool:
    """Whether an address at this host fits one of the `hosts` of a section, whatever the path."""
    return bool(_possible(where.host, section))


@lru_cache(maxsize=4_096)
def _possible(host: str, section: str) -> tuple[str, ...]:
    """The `hosts` of a section that an address at this host may fit."""
    patterns = _hosts(section)
    return tuple(pattern for name in ("*", *host_names(host)) for pattern in patterns.get(name, ()))


def host_names(host: str) -> list[str]:
    """The host and all it is a part of: `a.b.c`, `b.c`, `c`."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


@cache
def _hosts(section: str) -> dict[str, list[str]]:
    return by_host(config()[section].get("hosts", []))


def by_host(patterns: Iterable[str]) -> dict[str, list[str]]:
    """Host (`*` for any) -> the patterns that can fit it or its subdomains."""
    found: dict[str, list[str]] = {}
    for pattern in patterns:
        name = pattern.partition("/")[0].removeprefix("*.").removeprefix("www.")
        found.setdefault(name, []).append(pattern)
    return found
