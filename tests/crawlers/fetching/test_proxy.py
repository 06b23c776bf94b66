"""The browser's proxy: tunnels only for what was let through, no WebSockets in them, no more bytes than a page may have."""

from __future__ import annotations

import asyncio
import contextlib
import ssl

from crawlers.fetching.addresses import AllowList
from crawlers.fetching.browser.proxy import GuardProxy


class Traffic:
    """`hosts` were let through; at most `most` bytes are taken."""

    def __init__(self, hosts: set[tuple[str, int]], most: int = 1 << 20) -> None:
        self.hosts, self.left = hosts, most

    def received(self, size: int) -> bool:
        self.left -= size
        return self.left >= 0


def greeting(*protocols: str) -> bytes:
    """What a TLS client that offers these protocols says first."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(list(protocols))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_hostname="a.example").do_handshake()
    return outgoing.read()


async def through(first: bytes, *, open_to_it: bool = True, most: int = 1 << 20) -> tuple[bytes, bytes, bytes]:
    """What the proxy answers to CONNECT, what a host behind it gets of `first`, and what comes back of its 100,000 bytes."""
    got = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await reader.read(65536)
        if not got.done():
            got.set_result(data)
        writer.write(b"x" * 100_000)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hosts = {("127.0.0.1", port)} if open_to_it else set[tuple[str, int]]()
    proxy = GuardProxy(AllowList([f"127.0.0.1:{port}"]), Traffic(hosts, most))
    address = await proxy.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    writer.write(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode())
    answer = (await reader.readuntil(b"\r\n"))[9:12]
    writer.write(first)
    rest = await reader.read(-1)
    writer.close()
    await proxy.stop()
    server.close()
    return answer, got.result() if got.done() else b"", rest


def test_tunnels_carry_what_passed_the_guard_and_no_websocket() -> None:
    page, socket = greeting("h2", "http/1.1"), greeting("http/1.1")
    answer, got, _ = asyncio.run(through(page))
    assert (answer, got) == (b"200", page)
    for first in (socket, greeting(), b"GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"):
        assert asyncio.run(through(first))[:2] == (b"200", b"")
    assert asyncio.run(through(page, open_to_it=False))[:2] == (b"403", b"")


def test_a_page_that_has_had_enough_gets_no_more() -> None:
    page = greeting("h2")
    assert asyncio.run(through(page))[2].count(b"x") == 100_000
    assert asyncio.run(through(page, most=1_000))[2].count(b"x") < 100_000
