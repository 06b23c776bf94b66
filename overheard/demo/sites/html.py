"""Small HTML writing for the demo market: escaping, the page frame and its style sheet."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def asset(name: str) -> str:
    """The text of a file beside this module."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Response:
    """What a demo host answers: `headers` beyond type and length."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = field(default=())


def text_response(text: str, status: int = 200, content_type: str = "text/html; charset=utf-8") -> Response:
    """A response of `text` in UTF-8."""
    return Response(text.encode(), status, content_type)


def json_response(value: Any) -> Response:
    """A response of `value` as JSON."""
    return text_response(json.dumps(value, ensure_ascii=False), content_type="application/json")


def redirect(address: str) -> Response:
    """A 302 to `address`."""
    return Response(b"", 302, headers=(("Location", address),))


def json_ld(value: dict[str, Any]) -> str:
    """A script element of linked data; `<` is escaped so that no text can close the element."""
    text = json.dumps({"@context": "https://schema.org", **value}, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def page(
    *, title: str, main: str, language: str, colour: str, header: str = "", footer: str = "", head: str = ""
) -> Response:
    """A whole page; `title` is escaped, the other parts are markup."""
    return text_response(
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>:root{{--c:{colour}}}{asset('site.css')}</style>{head}</head>"
        f"<body><header>{header}</header><main>{main}</main><footer>{footer}</footer></body></html>"
    )


def stars(rating: int) -> str:
    """A rating of 5 as full and empty stars."""
    return "★" * rating + "☆" * (5 - rating)


def not_found() -> Response:
    """The page of an address that does not exist."""
    return text_response(
        "<!doctype html><title>Not found</title><h1>404 Not found</h1><p>There is no such page.</p>", 404
    )
