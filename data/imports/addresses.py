"""Web addresses as files write them: whose host it is, and under whose account."""

from __future__ import annotations

from urllib.parse import urlsplit


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
