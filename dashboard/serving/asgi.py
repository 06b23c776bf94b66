"""Words of ASGI that the layers share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Message, Receive, Send], Awaitable[None]]

BEFORE_IT_OPENS = 1008
"""A WebSocket closed before it is accepted: its handshake fails with 403."""


def header(scope: Message, name: bytes) -> str:
    """The value of a request's header; '' where it is absent or comes more than once (which is an attack or a mistake)."""
    found = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return found[0] if len(found) == 1 else ""


async def refuse(scope: Message, send: Send, status: int) -> None:
    """End a request with a bare status, a WebSocket before it opens."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": BEFORE_IT_OPENS})


async def redirect(send: Send, to: str) -> None:
    """Answer a request with `303 See Other`."""
    headers = [(b"location", to.encode("latin-1")), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
