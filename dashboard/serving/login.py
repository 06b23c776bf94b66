"""The pages of the login: name and password, or an OpenID Connect provider; and the way out."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import anyio
from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.reports.messages import t
from dashboard.serving.attempts import Attempts
from dashboard.serving.provider import Provider, ProviderError
from dashboard.serving.sessions import COOKIE, Sessions, cookie_in
from data.access.users import User, check_password, known_as
from data.workspace.app import App

MAX_FORM = 10_000
AT_ONCE = 2
"""Passwords compared at the same time: each takes 64 MiB and a core."""
PAGES = Environment(loader=PackageLoader("dashboard.serving", "."), autoescape=True)


class Login:
    """What is served to people who are not signed in."""

    def __init__(self, sessions: Sessions, settings: App, provider: Provider | None) -> None:
        self.sessions, self.settings, self.provider = sessions, settings, provider
        self.attempts = Attempts()
        self.comparing = anyio.CapacityLimiter(AT_ONCE)
        path = settings.path
        self.app = Starlette(
            routes=[
                Route(f"{path}/login", self.page, methods=["GET"]),
                Route(f"{path}/login", self.sign_in, methods=["POST"]),
                Route(f"{path}/login/provider", self.to_provider, methods=["GET"]),
                Route(f"{path}/login/callback", self.from_provider, methods=["GET"]),
                Route(f"{path}/logout", self.way_out, methods=["GET"]),
                Route(f"{path}/logout", self.sign_out, methods=["POST"]),
            ],
            middleware=[
                Middleware(
                    SessionMiddleware,
                    secret_key=secrets.token_hex(32),
                    session_cookie="overheard_login",
                    path=f"{path}/login",
                    max_age=600,
                    https_only=settings.url.startswith("https:"),
                )
            ],
        )

    async def page(self, request: Request) -> Response:
        """The form."""
        return self._page(self._next(request.query_params.get("next", "")))

    async def sign_in(self, request: Request) -> Response:
        """Compare what the form brings."""
        fields = await _form(request)
        name, password = known_as(fields.get("name", "")), fields.get("password", "")
        onward = self._next(fields.get("next", ""))
        address = request.client.host if request.client else ""
        wait = self.attempts.pause(name, address)
        if wait > 0:
            text = t("login.pause", seconds=max(1, round(wait)))
            return self._page(onward, text, status=429, headers={"Retry-After": str(max(1, round(wait)))})
        user = self.sessions.users().get(name)
        # counted before the comparison: what is sent at once must not be compared at once
        self.attempts.failed(name, address)
        right = await anyio.to_thread.run_sync(check_password, user, password, limiter=self.comparing)
        if not right or user is None:
            return self._page(onward, t("login.wrong"), status=403)
        self.attempts.succeeded(name, address)
        return self._welcome(request, user, onward)

    async def to_provider(self, request: Request) -> Response:
        """On to the provider."""
        if self.provider is None:
            return Response(status_code=404)
        request.session["next"] = self._next(request.query_params.get("next", ""))
        try:
            return await self.provider.ask(request, self._callback(request))
        except ProviderError as error:
            return self._page(request.session["next"], str(error), status=502)

    async def from_provider(self, request: Request) -> Response:
        """Back from the provider, with a code that it takes for a name."""
        if self.provider is None:
            return Response(status_code=404)
        onward = self._next(str(request.session.get("next", "")))
        try:
            email = await self.provider.answer(request)
        except ProviderError as error:
            return self._page(onward, str(error), status=403)
        user = self.sessions.users().get(known_as(email))
        if user is None:
            return self._page(onward, t("login.unknown", name=email), status=403)
        return self._welcome(request, user, onward)

    async def way_out(self, request: Request) -> Response:
        """Asks before it ends a session, for a link alone must not end it."""
        user = self.sessions.user(_cookie(request))
        if user is None:
            return RedirectResponse(f"{self.settings.path}/login", status_code=303)
        return self._html("sign_out.html.j2", {"name": user.name})

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        self.sessions.end(_cookie(request))
        response = RedirectResponse(f"{self.settings.path}/login", status_code=303)
        response.delete_cookie(COOKIE, path=self.settings.path or "/")
        return response

    def _welcome(self, request: Request, user: User, onward: str) -> Response:
        response = RedirectResponse(onward, status_code=303)
        response.set_cookie(
            COOKIE,
            self.sessions.begin(user),
            max_age=self.sessions.seconds,
            path=self.settings.path or "/",
            httponly=True,
            samesite="lax",
            secure=self._is_secure(request),
        )
        return response

    def _is_secure(self, request: Request) -> bool:
        return request.url.scheme == "https" or self.settings.url.startswith("https:")

    def _callback(self, request: Request) -> str:
        start = self.settings.url or f"{request.url.scheme}://{request.url.netloc}"
        return f"{start}/login/callback"

    def _next(self, wanted: str) -> str:
        """The page to go on to: one of this app, or its first."""
        home = f"{self.settings.path}/"
        parts = urlsplit(wanted)
        is_ours = not parts.scheme and not parts.netloc and wanted.startswith(home) and not wanted.startswith("//")
        return wanted if is_ours and not any(c in wanted for c in "\\\r\n\t") else home

    def _page(
        self, onward: str, problem: str = "", status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        more = {
            "problem": problem,
            "onward": onward,
            "provider": f"{self.settings.path}/login/provider?next={quote(onward, safe='')}" if self.provider else "",
            "passwords": not self.provider or any(user.password for user in self.sessions.users().values()),
        }
        return self._html("sign_in.html.j2", more, status, headers)

    def _html(
        self,
        name: str,
        more: dict[str, Any],
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Response:
        nonce = secrets.token_urlsafe(12)
        text = PAGES.get_template(name).render(t=t, nonce=nonce, path=self.settings.path, **more)
        safety = {
            "Content-Security-Policy": f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'",
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }
        return HTMLResponse(text, status, headers=safety | (headers or {}))


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[0] for name, values in fields.items()}


def _cookie(request: Request) -> str:
    return cookie_in(request.headers.get("cookie", ""))
