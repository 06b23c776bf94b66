"""Nothing of the app without a session: no page, file, upload, download or WebSocket, by any path."""

from __future__ import annotations

import logging
from urllib.parse import quote

from dashboard.serving.asgi import Message, Receive, Send, Served, header, redirect, refuse
from dashboard.serving.sessions import Sessions, cookie_in
from data.access.users import User
from data.errors import ConfigError

USER, ROLE, SEES = b"x-overheard-user", b"x-overheard-role", b"x-overheard-sees"
"""Headers by which the app's pages learn who looks; whatever a request brings under these names is taken out."""
LOG = logging.getLogger(__name__)


class Gate:
    """Lets in whom a session names, sends others to the login, which `login` serves below `path` + "/login" and "/logout"."""

    def __init__(self, app: Served, sessions: Sessions, login: Served, path: str) -> None:
        self.app, self.sessions, self.login, self.path = app, sessions, login, path

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope["headers"] = [(key, value) for key, value in scope["headers"] if key not in (USER, ROLE, SEES)]
        if scope["type"] == "http" and self._is_login(scope["path"]):
            await self.login(scope, receive, send)
            return
        user = self._user(scope)
        if user is None:
            await self._turn_away(scope, send)
            return
        scope["headers"] += [
            (USER, quote(user.name).encode()),
            (ROLE, user.role.encode()),
            (SEES, ",".join(map(quote, user.sees)).encode()),
        ]
        await self.app(scope, self._watched(scope, receive, user) if scope["type"] == "websocket" else receive, send)

    def _is_login(self, path: str) -> bool:
        below = path.removeprefix(self.path) if path.startswith(self.path) else ""
        return below in ("/login", "/login/provider", "/login/callback", "/logout")

    def _user(self, scope: Message) -> User | None:
        cookies = "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie")
        try:
            return self.sessions.user(cookie_in(cookies))
        except ConfigError:
            LOG.exception("nobody can be let in")
            return None

    async def _turn_away(self, scope: Message, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET" and "text/html" in header(scope, b"accept")
        if not is_page:
            await refuse(scope, send, 401)
            return
        wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        await redirect(send, f"{self.path}/login?next={quote(wanted, safe='')}")

    def _watched(self, scope: Message, receive: Receive, user: User) -> Receive:
        """`receive` of an open WebSocket, which ends with the session, and when the user's role or workspaces change."""

        async def received() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or self._user(scope) == user:
                return message
            return {"type": "websocket.disconnect", "code": 1008, "reason": "signed out"}

        return received
