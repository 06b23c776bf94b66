"""The app as it is served: to pages of its own origin, and under names of this machine.

Streamlit lets any page of a "localhost" connect, whatever its port, and any host name that leads here (DNS rebinding);
and it asks
an address elsewhere what this machine's own is before it refuses another origin.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from streamlit import config
from streamlit.starlette import App

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - what is compared, not what is listened on

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Message, Receive, Send], Awaitable[None]]


class OwnOriginOnly:
    """Refuses (403) requests under a foreign host name, and WebSockets that a page of another origin opens."""

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_own(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the handshake fails with 403


def is_own(scope: Message) -> bool:
    """Whether a request names this machine as its host and, where it opens a WebSocket, comes from a page of that host
    and port."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"] if name in (b"host", b"origin")}
    host = headers.get(b"host", "")
    if not _is_here(host):
        return False
    return bool(scope["type"] == "http" or urlsplit(headers.get(b"origin", "")).netloc == host)


def _is_here(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    listened_on = str(config.get_option("server.address") or "")
    return name.lower() in LOOPBACK or (listened_on not in ANYWHERE and name.lower() == listened_on.lower())


app = App("app.py", middleware=[Middleware(OwnOriginOnly)])
