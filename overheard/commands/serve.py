"""`overheard dashboard`: starts the Streamlit app on the workspace."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

import dashboard
from data.workspace import Workspace

DEFAULT_PORT = 8501
HOST = "127.0.0.1"
ROOT = Path(dashboard.__file__).resolve().parent.parent


def free_port(wanted: int = 0) -> int:
    """`wanted` if it is free on loopback (0: any), else a free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {HOST}")


def app_command(port: int) -> list[str]:
    """The command line that serves the app on loopback."""
    return [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "server.py"),
        "--server.address", HOST, "--server.port", str(port), "--server.headless", "true",
        "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none",
    ]  # fmt: skip


def serve(workspace: Workspace, port: int) -> NoReturn:
    """Become the app's server: the same process, so that what ends this command ends the app."""
    command = app_command(port)
    os.execve(command[0], command, {**os.environ, "OVERHEARD_WORKSPACE": str(workspace.root)})  # noqa: S606
