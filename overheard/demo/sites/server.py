"""The demo market as real sites on this machine: one loopback address a host where the system has them, else one port.

    with DemoServer(build_market(date.today())) as server:
        server.hosts  # {"kettle": "http://127.77.0.11:41234", ...}

Linux answers on all of 127.0.0.0/8, so every host has an address of its own and the same port; elsewhere (macOS) there
is only 127.0.0.1, and every host has a port of its own.
"""

from __future__ import annotations

import hashlib
import socket
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from overheard.demo.market.market import Market
from overheard.demo.market.truths import companies, platform, search_host
from overheard.demo.sites.answer_engine import COMPLETIONS_PATH, completion
from overheard.demo.sites.brand_site import BrandSite, robots
from overheard.demo.sites.html import Response, not_found, text_response
from overheard.demo.sites.platform_site import platform_pages
from overheard.demo.sites.serp import answer_search

FIRST_ADDRESS = 11
_NETWORK = "127.77.0"
_BIND_TRIES = 20
_IDLE_SECONDS = 30


class DemoServer:
    """Serves a market over loopback from memory. `port=0` picks a free one; `requests` counts (host, target) pairs.

    Raises OSError from the constructor when the given port is taken.
    """

    def __init__(self, market: Market, port: int = 0, *, per_host_addresses: bool | None = None) -> None:
        self.market = market
        self.requests: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        names = [*(c.host for c in companies()), platform().host, search_host()]
        many = sys.platform.startswith("linux") if per_host_addresses is None else per_host_addresses
        self._servers = _bind(names, port, many)
        self.hosts: dict[str, str] = {
            name: f"http://{server.server_address[0]!s}:{server.server_address[1]}"
            for name, server in self._servers.items()
        }
        """Host name -> base URL without a closing slash."""
        self._pages = self._build()
        for name, server in self._servers.items():
            server.host_name, server.demo = name, self

    @property
    def addresses(self) -> tuple[str, ...]:
        """host:port of every host: what a workspace must allow to be reached."""
        return tuple(urlsplit(base).netloc for base in self.hosts.values())

    def _build(self) -> dict[str, dict[str, Response]]:
        pages = {c.host: BrandSite(self.market, c, self.hosts[c.host]).pages() for c in companies()}
        pages[platform().host] = platform_pages(self.market, self.hosts[platform().host])
        pages[search_host()] = {
            "/": text_response("<!doctype html><title>Local search</title><form action=/search><input name=q></form>"),
            "/robots.txt": robots(self.hosts[search_host()]),
        }
        return pages

    def answer(self, host: str, target: str) -> Response:
        """The response of `host` to `target` (path and query)."""
        with self._lock:
            before = self.requests[host, target]
            self.requests[host, target] += 1
        if (host, target) == (search_host(), COMPLETIONS_PATH):
            return completion(before)
        pages = self._pages[host]
        if target in pages:
            return pages[target]
        if host == search_host():
            return answer_search(target, self.hosts) or not_found()
        parts = urlsplit(target)
        return pages.get(parts.path, not_found()) if "page=" not in parts.query else not_found()

    def start(self) -> DemoServer:
        """Begin to answer, in threads of its own."""
        for server in self._servers.values():
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def stop(self) -> None:
        """Stop answering and free the port. May be called twice."""
        if self._threads:
            for server in self._servers.values():
                server.shutdown()
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        for server in self._servers.values():
            server.server_close()

    def __enter__(self) -> DemoServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _HostServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    host_name: str
    demo: DemoServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoMarket"
    sys_version = ""
    wbufsize = -1  # one write a response: unbuffered, delayed acknowledgements would cost 40 ms each
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    server: _HostServer

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(with_body=True)

    def _send(self, *, with_body: bool) -> None:
        response = self.server.demo.answer(self.server.host_name, self.path)
        tag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'
        unchanged = response.status == 200 and self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status == 200:
            self.send_header("ETag", tag)
        if not unchanged:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the crawl keeps its own log."""


def _bind(names: list[str], port: int, many_addresses: bool) -> dict[str, _HostServer]:
    """One listening server a host name. A free port is tried again when some other address has it taken."""
    for attempt in range(_BIND_TRIES):
        servers: dict[str, _HostServer] = {}
        try:
            chosen = port
            for i, name in enumerate(names):
                address = f"{_NETWORK}.{FIRST_ADDRESS + i}" if many_addresses else "127.0.0.1"
                servers[name] = _HostServer((address, chosen), _Handler)
                if many_addresses:
                    chosen = servers[name].server_address[1]
                elif port:
                    chosen += 1
        except (OSError, socket.gaierror):
            for server in servers.values():
                server.server_close()
            if port or attempt == _BIND_TRIES - 1:
                raise
        else:
            return servers
    raise AssertionError("unreachable")
