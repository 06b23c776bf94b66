"""Hosts of addresses: as they are, as written, and parted into label and public suffix."""

from __future__ import annotations

import pytest

from data.urls import hostname, split_host, written_host


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://WWW.Acme.example:8080/faq", "www.acme.example"),
        ("/faq", ""),
        ("mailto:a@acme.example", ""),
        ("https://[::1/", ""),
        ("https://[::1]/", "::1"),
    ],
)
def test_hostname_is_the_host_alone(url: str, expected: str) -> None:
    assert hostname(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://Acme.example:80/faq", "Acme.example:80"), ("//acme.example/", "acme.example"), ("/faq", ""), ("", "")],
)
def test_written_host_is_taken_as_it_is_written(url: str, expected: str) -> None:
    assert written_host(url) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("help.acme.co.th", ("acme", "co.th")),
        ("acme.co.th:8080", ("acme", "co.th")),
        ("x.myshopify.com", ("x", "myshopify.com")),
        ("help.acme.example", ("acme", "example")),
        ("127.0.0.1:8000", None),
        ("[::1]", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_a_host_is_parted_at_its_public_suffix(name: str, expected: tuple[str, str] | None) -> None:
    assert split_host(name) == expected
