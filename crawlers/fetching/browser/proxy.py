"""A forward proxy on loopback that the browser must use: it refuses private addresses, whatever led there.

The proxy resolves each name once, checks the address and connects to exactly that address, so a name that changes its answer
gains nothing. Tunnels lead only to hosts that the page's traffic was let through to, and carry only what passes that guard:
a WebSocket does not, and shows by the protocols that its TLS greeting offers.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Container
from typing import Protocol
from urllib.parse import urlsplit

from crawlers.fetching.addresses import AllowList, refusal

REFUSED_HEADER = "X-Overheard-Refused"
HEAD_LIMIT = 64 * 1024
IDLE_SECONDS = 60.0
TLS_HANDSHAKE = 22
HTTP_2 = b"\x02h2"
"""How a greeting offers HTTP/2, as browsers do for pages and data. For a WebSocket they offer HTTP/1.1 alone."""


class Traffic(Protocol):
    """What was let through before it came here."""

    @property
    def hosts(self) -> Container[tuple[str, int]]:
        """Hosts (lower case) and ports that tunnels may lead to."""

    def received(self, size: int) -> bool:
        """Count `size` bytes that came; False once a page has had enough."""


class GuardProxy:
    """Start it with `await start()` (returns its URL) and stop it with `await stop()`."""

    def __init__(self, allow_list: AllowList, traffic: Traffic) -> None:
        self.allow_list, self.traffic = allow_list, traffic
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Listen on a free port of 127.0.0.1."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=HEAD_LIMIT)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Stop listening and cut what is still open."""
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError) as error:
            with contextlib.suppress(OSError):
                writer.write(_answer("502 Bad Gateway", str(error) or type(error).__name__))
        finally:
            with contextlib.suppress(OSError):
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_SECONDS)
        request_line, _, headers = head.partition(b"\r\n")
        method, target, version = request_line.decode("latin-1").split(" ", 2)
        tunnel = method == "CONNECT"
        parts = urlsplit(f"//{target}" if tunnel else target)
        host, port = parts.hostname or "", parts.port or (443 if tunnel else 80)
        if (tunnel and (host.lower(), port) not in self.traffic.hosts) or _is_ahead_or_upgrade(headers):
            writer.write(_answer("403 Forbidden", "no request of the page for this host was let through"))
            await writer.drain()
            return
        infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in infos]
        address = addresses[0]
        if not all(self.allow_list.allows(host, port, each) for each in addresses):
            writer.write(_answer("403 Forbidden", refusal(f"{host}:{port}", f"{host}:{port}"), refused=True))
            await writer.drain()
            return
        upstream_reader, upstream = await asyncio.wait_for(asyncio.open_connection(address, port), IDLE_SECONDS)
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                hello = await asyncio.wait_for(_greeting(reader), IDLE_SECONDS)
                if HTTP_2 not in hello:
                    return
                upstream.write(hello)
                await asyncio.gather(_pipe(reader, upstream), _pipe(upstream_reader, writer, self.traffic.received))
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                upstream.write(f"{method} {path} {version}\r\n".encode("latin-1") + _one_exchange(headers))
                await self._exchange(reader, writer, upstream_reader, upstream)
        finally:
            upstream.close()

    async def _exchange(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        upstream_reader: asyncio.StreamReader,
        upstream: asyncio.StreamWriter,
    ) -> None:
        """One plain request and its answer; the connection then ends, since the next request may be for another host."""
        sending = asyncio.create_task(_pipe(reader, upstream))
        try:
            head = await asyncio.wait_for(upstream_reader.readuntil(b"\r\n\r\n"), IDLE_SECONDS)
            status_line, _, headers = head.partition(b"\r\n")
            writer.write(status_line + b"\r\n" + _one_exchange(headers))
            await _pipe(upstream_reader, writer, self.traffic.received)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def _greeting(reader: asyncio.StreamReader) -> bytes:
    """The first TLS record of a tunnel; what is no TLS gives nothing."""
    head = await reader.readexactly(5)
    return head + await reader.readexactly(int.from_bytes(head[3:])) if head[0] == TLS_HANDSHAKE else b""


def _is_ahead_or_upgrade(headers: bytes) -> bool:
    """Whether a plain request fetches ahead of a navigation, or wants another protocol."""
    names = {line.partition(b":")[0].strip().lower() for line in headers.split(b"\r\n")}
    return b"sec-purpose" in names or b"upgrade" in names


def _one_exchange(headers: bytes) -> bytes:
    """Headers without those that would keep the connection, and with the one that ends it."""
    lines = [line for line in headers.split(b"\r\n") if line]
    kept = [line for line in lines if not line.lower().startswith((b"proxy-", b"connection:", b"keep-alive:"))]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])


def _answer(status: str, text: str, *, refused: bool = False) -> bytes:
    body = text.encode()
    mark = f"{REFUSED_HEADER}: {text}\r\n" if refused else ""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n{mark}"
    return head.encode("latin-1", "replace") + b"Connection: close\r\n\r\n" + body


async def _pipe(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, go_on: Callable[[int], bool] = lambda _: True
) -> None:
    try:
        while (chunk := await asyncio.wait_for(reader.read(65536), IDLE_SECONDS)) and go_on(len(chunk)):
            writer.write(chunk)
            await writer.drain()
    except TimeoutError:
        pass
    finally:
        with contextlib.suppress(OSError):
            if writer.can_write_eof():
                writer.write_eof()
