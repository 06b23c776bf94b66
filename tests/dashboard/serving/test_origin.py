"""Which hosts and origins are the app's own."""

from __future__ import annotations

import pytest

from dashboard.serving.origin import is_own
from data.workspace import App

HERE = App()
EVERYWHERE = App(address="0.0.0.0")
PROXIED = App(url="https://cx.acme.example/overheard")


def asked(host: str, origin: str = "", kind: str = "http", method: str = "GET") -> dict[str, object]:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    return {"type": kind, "method": method, "headers": headers}


@pytest.mark.parametrize(
    ("settings", "host", "own"),
    [
        (HERE, "127.0.0.1:8501", True),
        (HERE, "[::1]:8501", True),
        (HERE, "localhost", True),
        (HERE, "192.168.1.7:8501", False),
        (HERE, "evil.example:8501", False),
        (HERE, "localhost.evil.example", False),
        (HERE, "", False),
        (EVERYWHERE, "192.168.1.7:8501", True),
        (EVERYWHERE, "[2001:db8::1]:8501", True),
        (EVERYWHERE, "evil.example:8501", False),
        (EVERYWHERE, "127.0.0.1.nip.example", False),
        (App(address="192.168.1.7"), "192.168.1.7:8501", True),
        (App(address="192.168.1.7"), "192.168.1.8:8501", False),
        (PROXIED, "cx.acme.example", True),
        (PROXIED, "CX.acme.example", True),
        (PROXIED, "cx.acme.example:444", False),
        (PROXIED, "evil.cx.acme.example", False),
    ],
)
def test_hosts(settings: App, host: str, *, own: bool) -> None:
    assert is_own(asked(host), settings) is own


@pytest.mark.parametrize(
    ("settings", "host", "origin", "own"),
    [
        (HERE, "127.0.0.1:8501", "http://127.0.0.1:8501", True),
        (HERE, "127.0.0.1:8501", "http://127.0.0.1:3000", False),
        (HERE, "127.0.0.1:8501", "", False),
        (HERE, "127.0.0.1:8501", "null", False),
        (PROXIED, "cx.acme.example", "https://cx.acme.example", True),
        (PROXIED, "127.0.0.1:8501", "https://cx.acme.example", True),
        (PROXIED, "127.0.0.1:8501", "https://cx.acme.example.evil.example", False),
        (PROXIED, "cx.acme.example", "https://evil.example", False),
    ],
)
@pytest.mark.parametrize(("kind", "method"), [("websocket", ""), ("http", "POST"), ("http", "DELETE")])
def test_what_changes_something_comes_from_a_page_of_the_app(
    settings: App, host: str, origin: str, kind: str, method: str, *, own: bool
) -> None:
    assert is_own(asked(host, origin, kind, method), settings) is own


def test_two_hosts_are_none() -> None:
    twice = asked("127.0.0.1:8501")
    twice["headers"] = [(b"host", b"127.0.0.1:8501"), (b"host", b"evil.example")]
    assert not is_own(twice, HERE)
