"""The app as it is served: its own pages get in, those of others do not."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from overheard.commands.serve import app_command, free_port
from tests.overheard.command import environment

STREAM = "/_stcore/stream"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The app, served as `overheard dashboard` does it."""
    folder, number = tmp_path_factory.mktemp("served"), free_port()
    with subprocess.Popen(
        app_command(number), cwd=folder, env=environment(folder), stdout=subprocess.PIPE, text=True
    ) as serving:
        try:
            assert serving.stdout is not None
            while "URL" not in (line := serving.stdout.readline()):
                assert line, "the app ended before it served"
            yield number
        finally:
            serving.terminate()


def handshake(port: int, origin: str | None, host: str = "") -> int:
    """The status of a WebSocket's handshake; 101 where it was let in."""
    headers = {"Host": host} if host else {}
    try:
        with connect(
            f"ws://127.0.0.1:{port}{STREAM}", origin=origin, additional_headers=headers, open_timeout=60, proxy=None
        ):  # type: ignore[arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_only_a_page_of_the_app_opens_its_websocket(port: int) -> None:
    assert handshake(port, f"http://127.0.0.1:{port}") == 101
    for origin in (
        f"http://127.0.0.1:{port + 1}",
        "http://localhost:3000",
        f"http://localhost:{port}",
        "https://evil.example",
        f"http://evil.example:{port}",
        f"http://127.0.0.1:{port}.evil.example",
        "null",
        None,
    ):
        assert handshake(port, origin) == 403, origin


def test_a_name_that_leads_here_is_no_name_of_ours(port: int) -> None:
    """DNS rebinding: a page of evil.example whose name suddenly means 127.0.0.1."""
    for host, expected in (
        (f"127.0.0.1:{port}", 200),
        (f"localhost:{port}", 200),
        (f"evil.example:{port}", 403),
        ("", 403),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.putrequest("GET", "/", skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        assert connection.getresponse().status == expected, host
        connection.close()
