"""`overheard dashboard`: starts the Streamlit app on a workspace, or on a folder of workspaces."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import dashboard
from dashboard.serving.workspaces import WORKSPACE, WORKSPACES
from data.access.users import load_users
from data.errors import ConfigError
from data.workspace import App, app_of, load_app
from data.workspace.app import DEFAULT_PORT, LOOPBACK, is_loopback, listening_address
from overheard.progress import say

ROOT = Path(dashboard.__file__).resolve().parent.parent


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free on loopback (0: any), else a free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {LOOPBACK}")


def app_command(port: int = DEFAULT_PORT, settings: App | None = None) -> list[str]:
    """The command line that serves the app as `settings` says, on loopback without them."""
    settings = settings or App()
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "server.py"),
        "--server.address", settings.address, "--server.port", str(port), "--server.headless", "true",
        "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none",
    ]  # fmt: skip
    if settings.demands_login:
        # spares Streamlit the question to an address elsewhere what this machine's own is
        command += ["--browser.serverAddress", urlsplit(settings.url).hostname or socket.gethostname()]
    if settings.path:
        command += ["--server.baseUrlPath", settings.path.strip("/")]
    return command


def settings_of(root: Path, *, several: bool, address: str = "", port: int | None = None) -> App:
    """[app] of a workspace, or of a folder of workspaces, with what the command line says instead. Raises ConfigError, also where
    a login is demanded and nobody could sign in."""
    found = load_app(root) if several else app_of(root)
    if address:
        try:
            found = found.model_copy(update={"address": listening_address(address)})
        except ValueError as error:
            raise ConfigError(f"--address: {error}, found {address!r}.") from None
    if port is not None:
        found = found.model_copy(update={"port": port})
    if found.demands_login:
        _check_login(root, found, several=several)
    return found


def _check_login(root: Path, settings: App, *, several: bool) -> None:
    where = "--workspaces" if several else "--workspace"
    users = load_users(root).values()
    if not users:
        why = f"app.url = {settings.url!r}" if settings.url else f"the address {settings.address}"
        raise ConfigError(
            f"dashboard: {why} can be reached by others than you, and so demands a login, and nobody can sign in yet. Add "
            f"a user: `overheard user add NAME {where} {root}`; or listen on 127.0.0.1."
        )
    if settings.oidc_issuer:
        settings.provider_secret()
    elif not any(user.password for user in users):
        raise ConfigError(
            "dashboard: no user has a password, and [app] names no provider (oidc_issuer) that would sign them in."
        )


def serve(root: Path, settings: App, *, several: bool = False) -> NoReturn:
    """Become the app's server: the same process, so that what ends this command ends the app."""
    for warning in _warnings(settings):
        say(warning)
    command = app_command(settings.port, settings)
    environment = {name: value for name, value in os.environ.items() if name not in (WORKSPACE, WORKSPACES)}
    os.execve(command[0], command, {**environment, WORKSPACES if several else WORKSPACE: str(root.resolve())})  # noqa: S606


def _warnings(settings: App) -> Iterable[str]:
    if not is_loopback(settings.address) and not settings.url.startswith("https:"):
        yield (
            f"dashboard: {settings.address} is served without encryption: whoever is on the way reads passwords and pages. "
            'Put a proxy with TLS before it, and name its address as url = "https://..." under [app].'
        )
