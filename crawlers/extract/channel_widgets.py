"""Chat widgets a page really loads or embeds.

What only names a vendor (a policy header, a preconnect, a text, a link to its home page, code that is commented out) is
no widget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from crawlers.extract.channel_config import Address, address, any_match, config
from crawlers.extract.page import Page
from data.records import Channel

_SOURCES = ("src", "data-src", "data-lazy-src", "data-rocket-src", "data-cookieconsent-src", "data-savepage-src")
"""Where an address stands that is loaded now or, by a lazy loader or after consent, later."""
_CODE_TYPES = ("", "text/javascript", "application/javascript", "module", "text/plain", "text/rocketscript")
_LOADS = ("createElement(", ".src=", "import(", "loadScript(", "getScript(", "insertBefore(")
_URL_IN_CODE = re.compile(r"""["'`](?:https?:)?//([^"'`\s<>]{4,300})""")
_MARK = re.compile(r"""\\.|//|/\*|["'`\n]""", re.DOTALL)
_SPACES = re.compile(r"\s+")
_OPENS = re.compile(r"""https?://[^\s"'<>\\)]{4,500}""")
_MAX_CODE = 500_000


def find_widgets(page: Page) -> list[Channel]:
    """One channel a vendor, kind `chat` or `chatbot`, address `""` (the vendor identifies it), in page order."""
    found: dict[str, Channel] = {}
    for widget in _vendors(page):
        vendor = widget["vendor"]
        found.setdefault(vendor, Channel(url=page.url, kind=widget.get("kind", "chat"), vendor=vendor))
    return list(found.values())


def _vendors(page: Page) -> Iterator[dict[str, Any]]:
    walk = etree.iterwalk(page.root, events=("start",))
    for _, element in walk:
        if element.tag in ("noscript", "template"):
            walk.skip_subtree()
            continue
        yield from _hung_on(element)
        loaded = _loaded(page.url, element) if element.tag in ("script", "iframe") else []
        code = _code(element) if element.tag == "script" else ""
        loaded += _loaded_by_code(page.url, code)
        opened = _opened(page.url, element)
        if not (loaded or code or opened):
            continue
        for widget in config()["widget"]:
            if (
                any(any_match(where, widget.get("scripts", [])) for where in loaded)
                or any(call in code for call in widget.get("code", []))
                or any(any_match(where, widget.get("links", [])) for where in opened)
            ):
                yield widget


@cache
def _hooks() -> dict[tuple[str, str], dict[str, Any]]:
    """(`elements`, `classes` or `ids`; name) -> the widget that hangs itself on such an element."""
    return {
        (kind, name): widget
        for widget in config()["widget"]
        for kind in ("elements", "classes", "ids")
        for name in widget.get(kind, [])
    }


def _hung_on(element: HtmlElement) -> Iterator[dict[str, Any]]:
    names = [("elements", element.tag), ("ids", element.get("id") or "")]
    names += [("classes", name) for name in (element.get("class") or "").split()]
    for name in names:
        if name in _hooks():
            yield _hooks()[name]


def _loaded(base: str, element: HtmlElement) -> list[Address]:
    return [where for name in _SOURCES if (where := address(base, element.get(name))) is not None]


def _code(element: HtmlElement) -> str:
    """A script's own code without comments and white space."""
    kind = (element.get("type") or "").strip().lower().split(";")[0]
    if kind not in _CODE_TYPES or not element.text:
        return ""
    return _SPACES.sub("", without_comments(element.text[:_MAX_CODE]))


def without_comments(code: str) -> str:
    """JavaScript without `/* */` and `//` comments; texts in quotes stay. Linear, and not a parser: a slash that
    starts a regular expression is taken as it comes."""
    kept: list[str] = []
    start, skip_to, quote = 0, 0, ""
    for match in _MARK.finditer(code):
        at, mark = match.start(), match.group()
        if at < skip_to or mark[0] == "\\":
            continue
        if quote:
            if mark == quote or (mark == "\n" and quote != "`"):
                quote = ""
        elif mark in ("//", "/*"):
            end = code.find("\n" if mark == "//" else "*/", at + 2)
            kept += [code[start:at], "" if mark == "//" else " "]
            start = skip_to = len(code) if end < 0 else end + (0 if mark == "//" else 2)
        elif mark in ('"', "'", "`"):
            quote = mark
    kept.append(code[start:])
    return "".join(kept)


def _loaded_by_code(base: str, code: str) -> list[Address]:
    if not any(mark in code for mark in _LOADS):
        return []
    found = (address(base, f"https://{match}") for match in _URL_IN_CODE.findall(code))
    return [where for where in found if where is not None]


def _opened(base: str, element: HtmlElement) -> list[Address]:
    """Where a link or button leads, by its address or by the window it opens."""
    hrefs = [element.get("href")] if element.tag in ("a", "area") else []
    for name in ("href", "onclick"):
        value = (element.get(name) or "")[:4000]
        if value and (name == "onclick" or value.lower().startswith("javascript:")):
            hrefs += _OPENS.findall(value)
    likely = (href for href in hrefs if href and _chat_windows().search(href))
    return [where for href in likely if (where := address(base, href)) is not None]


@cache
def _chat_windows() -> re.Pattern[str]:
    """What every address of a vendor's chat window holds somewhere: most links are not worth taking apart."""
    parts = {
        pattern.lstrip("*./").partition("/")[0] for widget in config()["widget"] for pattern in widget.get("links", [])
    }
    return re.compile("|".join(map(re.escape, sorted(parts))), re.IGNORECASE)
