"""Which addresses a crawl may reach: public ones, and the private ones that the workspace names with their port."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


_PRIVATE_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # in no registry: the address at which a cloud's machines reach their host
    )
)  # fmt: skip
"""IANA's special-purpose registry of IPv4 (what is not globally reachable, or no longer) and multicast. A table of our own:
what `ipaddress` calls global differs between versions of Python."""
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is handed out to the public; loopback, mapped, unique local, site local, link local lie outside."""
_PRIVATE_V6 = tuple(
    ipaddress.IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments, Teredo and benchmarking among them
        "2001:db8::/32",
        "3fff::/20",
    )
)
"""IANA's special-purpose registry of IPv6, as far as it lies in `_UNICAST`."""
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""Where networks without IPv4 show the public IPv4 hosts: judged by the IPv4 address in its last four bytes."""
_ISATAP = (0x00005EFE, 0x02005EFE)
"""First half of an interface id that tunnels to the IPv4 address in its second half, within a site."""


def is_private(address: str) -> bool:
    """Whether an IP address (its text) is anything but a public one, also where IPv6 carries a private IPv4 address. Raises
    ValueError for what is no address."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return any(ip in network for network in _PRIVATE_V4)
    if ip in _TRANSLATED:
        return is_private(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if ip.sixtofour is not None and is_private(str(ip.sixtofour)):
        return True
    isatap = (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP
    return isatap or ip not in _UNICAST or any(ip in network for network in _PRIVATE_V6)


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
