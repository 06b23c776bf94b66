"""Which addresses a crawl may reach: private ones in every disguise are refused, whatever the Python."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.fetching.addresses import AllowList, is_private

PRIVATE_V4 = (
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
    "127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.0",
    "172.31.255.255", "192.0.0.0", "192.0.0.8", "192.0.0.9", "192.0.0.170", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1",
    "239.255.255.255", "240.0.0.0", "255.255.255.255", "168.63.129.16",
)  # fmt: skip
PUBLIC_V4 = (
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "168.63.129.15", "169.253.255.255", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.167.1.1",
    "198.17.255.255", "198.20.0.0", "223.255.255.255",
)  # fmt: skip
PRIVATE_V6 = (
    "::", "::1", "::ffff:0:0", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b:1::1", "64:ff9b:1::8.8.8.8", "100::1", "100:0:0:1::1",
    "2001::1", "2001:1::1", "2001:2::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1", "2001:db8::1", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fd12:3456:789a::1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "feff::1",
    "ff02::1", "ff0e::1", "4000::1", "8000::1", "e000::1",
)  # fmt: skip
PUBLIC_V6 = (
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "2400:cb00::1",
    "2002:808:808::1",
    "64:ff9b::8.8.8.8",
    "2001:4860::8888",
)
CARRIERS = (
    "::ffff:{v4}", "::ffff:0:{v4}", "::{v4}", "64:ff9b::{v4}", "64:ff9b:1::{v4}", "2002:{hex}::1", "2002:{hex}:1::5",
    "2606:4700::5efe:{v4}", "2a00:1450:1:2:200:5efe:{v4}", "2001:0:4136:e378:8000:63bf:{inverted}", "2001:0:{hex}::1",
)  # fmt: skip
"""Ways in which IPv6 carries an IPv4 address: mapped, translated, compatible, NAT64, 6to4, ISATAP, Teredo's client and server."""
CARRIED = (
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.3.4",
    "192.0.0.8",
    "192.168.1.1",
    "100.64.0.1",
    "168.63.129.16",
)
LOOPBACK_NAMES = (
    "localhost", "LOCALHOST", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "2130706433",
    "017700000001", "0", "0.0", "0x0", "0x7F.0X0.0x0.0x1", "127.000.000.001", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1",
    "::ffff:7f00:1",
)  # fmt: skip
"""What the system's resolver takes for this machine."""


def carried(carrier: str, v4: str) -> str:
    number = int(ipaddress.IPv4Address(v4))
    turned = number ^ 0xFFFFFFFF
    return carrier.format(
        v4=v4, hex=f"{number >> 16:x}:{number & 0xFFFF:x}", inverted=f"{turned >> 16:x}:{turned & 0xFFFF:x}"
    )


def test_private_addresses_are_private_in_all_their_forms() -> None:
    tricks = [*PRIVATE_V4, *PRIVATE_V6, *(carried(carrier, v4) for carrier in CARRIERS for v4 in CARRIED)]
    assert len(tricks) + len(LOOPBACK_NAMES) >= 150
    assert [trick for trick in tricks if not is_private(trick)] == []


def test_public_addresses_are_public() -> None:
    assert [address for address in (*PUBLIC_V4, *PUBLIC_V6) if is_private(address)] == []


def test_names_of_this_machine_are_refused_and_only_at_the_port_that_is_named_allowed() -> None:
    async def refusals(allow_list: AllowList) -> list[str]:
        return [name for name in LOOPBACK_NAMES if not await allow_list.refusal_of(name, 8080)]

    assert asyncio.run(refusals(AllowList())) == []
    assert set(asyncio.run(refusals(AllowList(["localhost:8080", "127.0.0.1:9090", "::1:80"])))) <= {
        "localhost",
        "LOCALHOST",
    }


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_private(address: ipaddress.IPv4Address) -> None:
    """Never less strict than Python, whose newest version knows what its registry held."""
    assert is_private(str(address)) or address.is_global or address.is_multicast
    assert is_private(f"64:ff9b::{address}") == is_private(str(address))


def test_what_is_no_address_is_said() -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        is_private("localhost")
