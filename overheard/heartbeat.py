"""Tells an address of the user's that a night went well: a machine that is off cannot say that it is."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from urllib.parse import urlsplit

from crawlers.fetching.addresses import AllowList, host_port, refusal
from data.workspace import Workspace

SECONDS = 10.0
"""Of one step (connecting, sending, an answer)."""
LONGEST = 30.0
"""Of it all, the look-up of the name included."""


def beat(workspace: Workspace) -> str:
    """GET `workspace.heartbeat`, where one is named. Returns why it did not arrive, '' if it did or none is named; the address is
    not part of it but for its host, for it may be a secret."""
    if not workspace.heartbeat:
        return ""
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(_called(workspace)), daemon=True)
    thread.start()
    thread.join(LONGEST)
    problem = found[0] if found else f"no answer in {LONGEST:.0f} s"
    return f"workspace.heartbeat: {host_port(workspace.heartbeat)[0]}: {problem}" if problem else ""


def _called(workspace: Workspace) -> str:
    parts = urlsplit(workspace.heartbeat)
    host, port = host_port(workspace.heartbeat)
    allowed = AllowList(workspace.crawl.allow_private)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for address in addresses:
            if not allowed.allows(host, port, address):
                return refusal(f"{host}:{port} ({address})", f"{host}:{port}")
        # Connected to the address that was checked: a name may mean another the next moment.
        connection.sock = socket.create_connection((addresses[0], port), SECONDS)
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers={"User-Agent": workspace.crawl.user_agent})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return "" if 200 <= status < 300 else f"expected an answer of 200 to 299, found {status}"
