"""Which addresses a crawl may reach: public ones, and the private ones that the workspace names with their port."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


_CARRIERS = tuple(ipaddress.IPv6Network(net) for net in ("::/96", "64:ff9b::/96"))
"""IPv6 networks whose last four bytes are an IPv4 address that a gateway or the kernel connects to."""


def is_private(address: str) -> bool:
    """Whether an IP address (its text) is anything but a public one, also where IPv6 carries a private IPv4 address."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour
        if carried is None and any(ip in network for network in _CARRIERS):
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return is_private(str(carried))
    return not ip.is_global or ip.is_multicast


def host_port(url: str) -> tuple[str, int]:
    """Host (lower case, no brackets) and port of a web address, the scheme's own port where none is given."""
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


class AllowList:
    """`host:port` pairs, matched exactly: the workspace's `crawl.allow_private`, or where its look-ups go."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._pairs = {(host.strip("[]").lower(), int(port)) for host, _, port in (e.rpartition(":") for e in entries)}

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts named, whatever the port."""
        return frozenset(host for host, _ in self._pairs)

    def names(self, host: str, port: int) -> bool:
        """Whether exactly this host (or literal address) and port is named."""
        return (host.lower(), port) in self._pairs

    def allows(self, host: str, port: int, address: str) -> bool:
        """Whether `host` at `port`, which is the IP `address`, may be reached."""
        return not is_private(address) or (host.lower(), port) in self._pairs or (address, port) in self._pairs

    async def refusal_of(self, host: str, port: int) -> str | None:
        """Why `host` at `port` may not be reached, or None. A name counts by all addresses it has now; one without any
        is not refused here: connecting will tell."""
        try:
            infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return None
        for address in dict.fromkeys(str(info[4][0]) for info in infos):
            if not self.allows(host, port, address):
                name = f"[{host}]" if ":" in host else host
                found = f"{name}:{port}" + (f" ({address})" if address != host else "")
                return refusal(found, f"{host}:{port}")
        return None


def refusal(target: str, entry: str) -> str:
    """The message of a refusal: what was refused and how to allow it."""
    return (
        f"refused: {target} is a private, loopback or link-local address; if it is yours, add {entry!r} to "
        "crawl.allow_private of overheard.toml"
    )
