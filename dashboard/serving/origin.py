"""Requests under the app's own names only, and WebSockets from its own pages.

Streamlit lets any page of a "localhost" connect, whatever its port, and any host name that leads here (DNS rebinding); and it
asks an address elsewhere what this machine's own is before it refuses another origin.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from dashboard.serving.asgi import Message, Receive, Send, Served, header, refuse
from data.workspace.app import App, is_loopback

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class OwnOriginOnly:
    """Refuses (403) requests under a foreign host name, and WebSockets and forms that a page of another origin sends."""

    def __init__(self, app: Served, settings: App) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_own(scope, self.settings):
            await self.app(scope, receive, send)
        else:
            await refuse(scope, send, 403)


def is_own(scope: Message, settings: App) -> bool:
    """Whether a request names the app's host and, where it opens a WebSocket or changes something, comes from a page of it."""
    host = header(scope, b"host")
    if not is_here(host, settings):
        return False
    if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
        return True
    origin = header(scope, b"origin")
    return urlsplit(origin).netloc == host or (bool(settings.url) and origin == _origin(settings.url))


def is_here(host: str, settings: App) -> bool:
    """Whether `host` (with its port, if any) is a name of the app. An address of numbers cannot be made to lead here by
    somebody else's name server, so any is one where the app listens on all of them."""
    name = (host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host).lower()
    if name in LOOPBACK_NAMES or (settings.host and host.lower() == settings.host):
        return True
    try:
        found = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    listened_on = ipaddress.ip_address(settings.address)
    return found == listened_on or (listened_on.is_unspecified and not is_loopback(str(found)))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
