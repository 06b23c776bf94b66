"""Chat widgets a page really loads or embeds.

What only names a vendor (a policy header, a preconnect, a text, a link to its home page, code that is commented out) is
no widget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from lxml.html import HtmlElement

from crawlers.extract.channel_config import Address, address, config, matches
from crawlers.extract.page import Page
from data.records import Channel

_SOURCES = ("src", "data-src", "data-lazy-src", "data-rocket-src", "data-cookieconsent-src", "data-savepage-src")
"""Where an address stands that is loaded now or, by a lazy loader or after consent, later."""
_CODE_TYPES = ("", "text/javascript", "application/javascript", "module", "text/plain", "text/rocketscript")
_LOADS = ("createElement(", ".src=", "import(", "loadScript(", "getScript(", "insertBefore(")
_URL_IN_CODE = re.compile(r"""["'`](?:https?:)?//([^"'`\s<>]{4,300})""")
_MARK = re.compile(r"""\\.|//|/\*|["'`\n]""", re.DOTALL)
_SPACES = re.compile(r"\s+")
_NAMES = re.compile(r"[A-Za-z_$][\w$]{1,60}")
_OPENS = re.compile(r"""https?://[^\s"'<>\\)]{4,500}""")
_MAX_CODE = 100_000


def find_widgets(page: Page) -> list[Channel]:
    """One channel a vendor, kind `chat` or `chatbot`, address `""` (the vendor identifies it), in page order."""
    found: dict[str, str] = {}
    for widget, code in _vendors(page):
        kind = "chatbot" if any(piece in code for piece in widget.get("bot_code", [])) else widget.get("kind", "chat")
        if found.setdefault(widget["vendor"], kind) != kind:
            found[widget["vendor"]] = "chatbot"
    return [Channel(url=page.url, kind=kind, vendor=vendor) for vendor, kind in found.items()]


def _vendors(page: Page) -> Iterator[tuple[dict[str, Any], str]]:
    """Widgets found with the code of the script they were found by (`""` elsewhere), scripts and frames first."""
    known = config()["widget"]
    for element in page.root.iter("script", "iframe"):
        loaded = _loaded(page.url, element)
        code = element.text[:_MAX_CODE] if element.tag == "script" and element.text and _is_code(element) else ""
        numbers = {*_in_code(code), *_at(_loaded_by_code(page.url, code), "scripts")}
        if numbers:
            # Only now is it worth telling what is commented out.
            code = _SPACES.sub("", without_comments(code))
            numbers = {*_in_code(code), *_at(_loaded_by_code(page.url, code), "scripts")}
        numbers.update(_at(loaded, "scripts"))
        if numbers and not _is_inert(element):
            yield from ((known[number], code) for number in sorted(numbers))
    for element in _linking(page):
        numbers = set(_at(_opened(page.url, element), "links"))
        if numbers and not _is_inert(element):
            yield from ((known[number], "") for number in sorted(numbers))
    yield from ((widget, "") for element, widget in _hung(page) if not _is_inert(element))


def _is_inert(element: HtmlElement) -> bool:
    """Whether an element stands where browsers with scripts do not look."""
    return next(element.iterancestors("noscript", "template"), None) is not None


def _at(places: Iterable[Address], key: str) -> Iterator[int]:
    """Numbers of the widgets one of whose address patterns under `key` fits one of the places."""
    by_host = _patterns(key)
    for where in places:
        labels = where.host.split(".")
        hosts = (".".join(labels[start:]) for start in range(len(labels)))
        for name in ("*", *hosts):
            for pattern, number in by_host.get(name, ()):
                if matches(where, pattern):
                    yield number


@cache
def _patterns(key: str) -> dict[str, list[tuple[str, int]]]:
    """Host (`*` for any) -> the patterns for it and its subdomains, each with its widget's number."""
    by_host: dict[str, list[tuple[str, int]]] = {}
    for number, widget in enumerate(config()["widget"]):
        for pattern in widget.get(key, []):
            name = pattern.partition("/")[0].removeprefix("*.").removeprefix("www.")
            by_host.setdefault(name, []).append((pattern, number))
    return by_host


def _in_code(code: str) -> Iterator[int]:
    """Numbers of the widgets one of whose start-up pieces stands in the code. White space is left out of code as
    written only where a piece's words stand in it."""
    if not code:
        return
    names = {name for name in _NAMES.findall(code) if name in _pieces()}
    if names:
        dense = _SPACES.sub("", code)
        yield from (number for name in names for piece, number in _pieces()[name] if piece in dense)


@cache
def _pieces() -> dict[str, list[tuple[str, int]]]:
    """The longest name in a piece of start-up code -> (piece, its widget's number)."""
    found: dict[str, list[tuple[str, int]]] = {}
    for number, widget in enumerate(config()["widget"]):
        for piece in (*widget.get("code", []), *widget.get("bot_code", [])):
            name = max(_NAMES.findall(piece), key=len)
            for written in {name, name.removeprefix("new")}:  # "new Widget(" without its space
                found.setdefault(written, []).append((piece, number))
    return found


@cache
def _hooks() -> dict[tuple[str, str], dict[str, Any]]:
    """(`elements`, `classes` or `ids`; name) -> the widget that hangs itself on such an element."""
    return {
        (kind, name): widget
        for widget in config()["widget"]
        for kind in ("elements", "classes", "ids")
        for name in widget.get(kind, [])
    }


def _hung(page: Page) -> Iterator[tuple[HtmlElement, dict[str, Any]]]:
    hooks = _hooks()
    for kind, attribute in (("ids", "id"), ("classes", "class")):
        values = page.root.xpath(f"//@{attribute}")
        names = {name for known, name in hooks if known == kind}
        # All names of the page at once: most pages have none.
        if names.isdisjoint(" ".join(values).split()):
            continue
        yield from (
            (value.getparent(), hooks[kind, name]) for value in values for name in value.split() if name in names
        )
    elements = [name for kind, name in hooks if kind == "elements"]
    yield from ((element, hooks["elements", element.tag]) for element in page.root.iter(*elements))


def _linking(page: Page) -> Iterator[HtmlElement]:
    """Elements that may open a chat window."""
    values = page.root.xpath("//@href|//@onclick")
    everything = "\n".join(values).lower()
    parts = [part for part in _chat_windows() if part in everything]
    if parts:
        yield from (value.getparent() for value in values if any(part in value.lower() for part in parts))


def _loaded(base: str, element: HtmlElement) -> list[Address]:
    return [where for name in _SOURCES if (where := address(base, element.get(name))) is not None]


def _is_code(element: HtmlElement) -> bool:
    return (element.get("type") or "").strip().lower().split(";")[0] in _CODE_TYPES


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
    likely = (href for href in hrefs if href and any(part in href.lower() for part in _chat_windows()))
    return [where for href in likely if (where := address(base, href)) is not None]


@cache
def _chat_windows() -> list[str]:
    """What every address of a vendor's chat window holds somewhere: most links are not worth taking apart."""
    return sorted(
        {
            pattern.lstrip("*./").partition("/")[0].lower()
            for widget in config()["widget"]
            for pattern in widget.get("links", [])
        }
    )
