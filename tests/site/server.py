"""A local web: hosts of their own on loopback, each with routes; redirects, errors, slow and endless pages included."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What a route answers: `body` bytes, or an iterator (or what makes one for each request) that is sent in chunks until the
    reader has had enough."""

    body: bytes | Iterator[bytes] | Callable[[], Iterator[bytes]] = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    whole: bool = False
    """The body is all that is sent, head included."""


class Host:
    """One host. `routes` maps a path (with query) to an Answer, or to a str that is a page's HTML. It says 304 to who has the
    version that an Answer's headers name (ETag, else Last-Modified); with `tags`, every page of its routes has an ETag. `date`
    makes the Date header, for a clock of its own."""

    def __init__(self, address: str, port: int = 0, date: Callable[[], str] | None = None) -> None:
        self.routes: dict[str, Answer | str] = {}
        self.requests: Counter[str] = Counter()
        self.conditions: Counter[str] = Counter()
        """Requests on condition."""
        self.unchanged: Counter[str] = Counter()
        """Those answered by 304."""
        self.tags = False
        self.agents: set[str] = set()
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                host.requests[self.path] += 1
                host.agents.add(self.headers.get("User-Agent", ""))
                answer = host.answer(self.path, self.headers)
                if not answer.whole:
                    self._send_head(answer)
                self.close_connection = answer.whole or not isinstance(answer.body, bytes)
                try:
                    body = answer.body() if callable(answer.body) else answer.body
                    for chunk in [body] if isinstance(body, bytes) else body:
                        self.wfile.write(chunk)
                        self.wfile.flush()
                except OSError:  # the reader has had enough
                    self.close_connection = True

            do_POST = do_GET

            def _send_head(self, answer: Answer) -> None:
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header(
                    *(
                        ("Content-Length", str(len(answer.body)))
                        if isinstance(answer.body, bytes)
                        else ("Connection", "close")
                    )
                )
                self.end_headers()

            def date_time_string(self, timestamp: float | None = None) -> str:
                return date() if date else super().date_time_string(timestamp)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((address, port), Handler)
        self._server.daemon_threads = True
        self.netloc = f"{address}:{self._server.server_address[1]}"
        self.url = f"http://{self.netloc}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What a request for `path` is answered."""
        answer = self.routes.get(path, Answer(b"not here", 404, "text/plain"))
        if isinstance(answer, str):
            answer = Answer(answer.encode())
        if self.tags and answer.status == 200 and isinstance(answer.body, bytes):
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            answer = replace(answer, headers={"ETag": tag, **answer.headers})
        has, since = headers.get("If-None-Match"), headers.get("If-Modified-Since")
        if not has and not since:
            return answer
        self.conditions[path] += 1
        unchanged = answer.headers.get("ETag") == has if has else answer.headers.get("Last-Modified") == since
        if answer.status != 200 or not unchanged:
            return answer
        self.unchanged[path] += 1
        kept = {name: value for name, value in answer.headers.items() if name in ("ETag", "Last-Modified")}
        return Answer(status=304, headers=kept)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class LocalWeb:
    """Makes hosts: on Linux each at an address of its own in 127.0.0.0/8, elsewhere each at a port of its own."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []

    def host(self) -> Host:
        address = f"127.88.0.{len(self.hosts) + 1}" if sys.platform.startswith("linux") else "127.0.0.1"
        host = Host(address)
        self.hosts.append(host)
        return host

    def stop(self) -> None:
        for host in self.hosts:
            host.stop()
