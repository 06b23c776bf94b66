"""`channels.toml` as the channel extractors read it, and matching of its host patterns."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

_MAX_URL = 4000


@cache
def config() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("channels.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Address:
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
    try:
        url = urljoin(base, href.strip())
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


def any_match(where: Address, patterns: list[str]) -> bool:
    return any(matches(where, pattern) for pattern in patterns)
