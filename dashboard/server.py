"""The app as it is served: `streamlit run dashboard/server.py`, with what it serves in the environment.

Requests pass the layers of dashboard/serving/ from the outside in: its own names and origins, then the session, then Streamlit.
"""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit import config
from streamlit.starlette import App

from dashboard.serving.gate import Gate
from dashboard.serving.login import Login
from dashboard.serving.origin import OwnOriginOnly
from dashboard.serving.provider import Provider
from dashboard.serving.sessions import Sessions
from dashboard.serving.workspaces import Serving, served
from data.workspace import App as Settings
from data.workspace import app_of, load_app
from data.workspace.app import listening_address

FIRST_PAGE = "overview"


def _settings(root: Path | None, *, several: bool) -> Settings:
    """[app] as it was when the app began to serve; the address is the one that Streamlit listens on."""
    found = Settings() if root is None else load_app(root) if several else app_of(root)
    address = listening_address(str(config.get_option("server.address") or "0.0.0.0"))  # noqa: S104 - Streamlit's default
    return found.model_copy(update={"address": address})


def _layers(serving: Serving, settings: Settings) -> list[Middleware]:
    layers = [Middleware(OwnOriginOnly, settings=settings)]
    if settings.demands_login:
        if serving.root is None:
            raise SystemExit("expected a workspace to serve beyond this machine; start it by `overheard dashboard`")
        sessions = Sessions(serving.root, settings)
        login = Login(sessions, settings, Provider(settings) if settings.oidc_issuer else None)
        layers.append(Middleware(Gate, sessions=sessions, login=login.app, path=settings.path))
    return layers


def _overview(settings: Settings) -> Route:
    """The first page under its own name too: Streamlit knows it as / alone."""

    async def to_first_page(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{settings.path}/{query}")

    return Route(f"{settings.path}/{FIRST_PAGE}", to_first_page)


_SERVING = served()
_SETTINGS = _settings(_SERVING.root, several=_SERVING.several)
app = App("app.py", middleware=_layers(_SERVING, _SETTINGS), routes=[_overview(_SETTINGS)])
