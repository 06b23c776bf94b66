"""Web addresses as files write them: whose host it is, and under whose account."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from data.cells.errors import expected

_USUAL = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:[/?#]|\Z)")
"""How nearly all addresses begin; the others are looked at in full."""


def host_of(url: str) -> str:
    """The host without `www.`, '' if the text is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def address(url: str) -> str:
    """Host and path in lower case, without scheme, `www.`, query and closing slash, so that addresses can be compared."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return f"{host_of(url)}{path}".rstrip("/").lower()


def is_under(url: str, root: str) -> bool:
    """Whether `url` is the page `root` (as `address` gives it) or one below it."""
    found = address(url)
    return found == root or found.startswith(f"{root}/")


def is_host_of(url: str, host: str) -> bool:
    """Whether `url` stands on `host` or one of its subdomains."""
    found = host_of(url)
    return bool(host) and (found == host or found.endswith(f".{host}"))


def web_address(cell: Any) -> str:
    """The address of a web page, as it is written: what a dashboard may link to. Raises RowError."""
    text = str(cell).strip()
    # Of all spaces only the plain one is printable.
    if " " in text or not text.isprintable() or not (_USUAL.match(text) or _names_host(text)):
        raise expected("an address that begins with http:// or https://", text)
    return text


def _names_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
