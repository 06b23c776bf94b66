"""Chat widgets a page really loads or embeds.

What only names a vendor (a policy header, a preconnect, a text, a link to its home page, code that is commented out) is
no widget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from lxml import etree

from crawlers.extract.channels.config import Address, address, config, host_names, matches
from crawlers.extract.page import Page
from data.kinds.channel import Channel
from data.urls import written_host

_SOURCES = frozenset(
    {"src", "data-src", "data-lazy-src", "data-rocket-src", "data-cookieconsent-src", "data-savepage-src"}
)
"""Where an address stands that is loaded now or, by a lazy loader or after consent, later."""
_CODE_TYPES = ("", "text/javascript", "application/javascript", "module", "text/plain", "text/rocketscript")
_MARKS_TO_SPACES = bytes(
    byte if byte < 0x80 and (chr(byte).isalnum() or chr(byte) in "_$") else 0x20 for byte in range(256)
)
_EVERYWHERE = frozenset({"window", "function", "identify", "configure", "section", "license", "messenger"})
"""Names that stand in much code of any kind: no piece is looked for by these if it has another."""
_ADDRESS = re.compile(r"""//([^"'`\s<>]{4,300})""")
_HOST_END = re.compile("[/?#:]")
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
    for element, numbers, code in _in_scripts(page):
        if numbers and not _is_inert(element):
            yield from ((known[number], code) for number in sorted(numbers))
    for element in _linking(page):
        numbers = set(_at(_opened(page.url, element), "links"))
        if numbers and not _is_inert(element):
            yield from ((known[number], "") for number in sorted(numbers))
    yield from ((widget, "") for element, widget in _hung(page) if not _is_inert(element))


def _in_scripts(page: Page) -> Iterator[tuple[etree._Element, set[int], str]]:
    """Scripts and frames with the numbers of the widgets that they load or start, and their code."""
    scripts = [(element, _code(element)) for element in page.survey.loading]
    # All code of the page at once: most pages start no chat, and load none by code.
    everything = "\n".join([code for _, code in scripts])
    starts = not _pieces().keys().isdisjoint(_words(everything))
    loads = any(mark in everything for mark in _LOADS) and _names_host(everything)
    at_vendor = _known(written_host(page.url).lower())
    for element, written in scripts:
        numbers, code = _by_code(page.url, written, starts, loads) if written else (set[int](), written)
        numbers.update(_at(_loaded(page.url, element, at_vendor), "scripts"))
        yield element, numbers, code


def _by_code(base: str, code: str, starts: bool, loads: bool) -> tuple[set[int], str]:
    """Numbers of the widgets that code starts or loads, and the code without what is commented out, if there are any.
    `starts`, `loads`: whether any code of the page may."""
    numbers = set(_in_code(code)) if starts else set[int]()
    if loads:
        numbers.update(_at(_loaded_by_code(base, code), "scripts"))
    if numbers:
        # Only now is it worth telling what is commented out.
        code = _SPACES.sub("", without_comments(code))
        numbers = {*_in_code(code), *_at(_loaded_by_code(base, code), "scripts")}
    return numbers, code


def _code(element: etree._Element) -> str:
    """The JavaScript in a <script>, cut at a length no start-up code has; `""` for frames and other contents."""
    text = element.text if element.tag == "script" else None
    return text[:_MAX_CODE] if text and _is_code(element) else ""


def _is_inert(element: etree._Element) -> bool:
    """Whether an element stands where browsers with scripts do not look."""
    return next(element.iterancestors("noscript", "template"), None) is not None


def _at(places: Iterable[Address], key: str) -> Iterator[int]:
    """Numbers of the widgets one of whose address patterns under `key` fits one of the places."""
    anywhere = _anywhere(key)
    for where in places:
        path = where.path.lower()
        yield from (number for piece, number in anywhere if piece in path)
        yield from (number for pattern, number in _possible(where.host, key) if matches(where, pattern))


@lru_cache(maxsize=4_096)
def _possible(host: str, key: str) -> tuple[tuple[str, int], ...]:
    """The patterns under `key` that an address at this host may fit, each with its widget's number."""
    by_host = _patterns(key)
    return tuple(found for name in host_names(host) for found in by_host.get(name, ()))


@cache
def _anywhere(key: str) -> list[tuple[str, int]]:
    """Pieces of a path that tell a widget whatever the host, with its number."""
    return [(pattern[1:].lower(), number) for pattern, number in _patterns(key).get("*", ())]


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
    names = _pieces().keys() & _words(code)
    if names:
        dense = _SPACES.sub("", code)
        yield from (number for name in names for piece, number in _pieces()[name] if piece in dense)


def _words(code: str) -> list[bytes]:
    """The names in code, and the other words between its marks."""
    # Several times as fast as a pattern, and scripts are the larger part of many pages.
    return code.encode("utf-8", "replace").translate(_MARKS_TO_SPACES).split()


@cache
def _pieces() -> dict[bytes, list[tuple[str, int]]]:
    """The name most telling in a piece of start-up code -> (piece, its widget's number)."""
    found: dict[bytes, list[tuple[str, int]]] = {}
    for number, widget in enumerate(config()["widget"]):
        for piece in (*widget.get("code", []), *widget.get("bot_code", [])):
            name = max(_NAMES.findall(piece), key=lambda name: (name not in _EVERYWHERE, len(name)))
            for written in {name, name.removeprefix("new")}:  # "new Widget(" without its space
                found.setdefault(written.encode(), []).append((piece, number))
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


def _hung(page: Page) -> Iterator[tuple[etree._Element, dict[str, Any]]]:
    hooks = _hooks()
    # All names of the page at once: most pages have none.
    given = " ".join(page.naming).split()
    for kind, attribute in (("ids", "id"), ("classes", "class")):
        names = _hook_names(kind)
        if not names.isdisjoint(given):
            for _, element in page.holders[attribute]:
                told = element.get(attribute, "").split()
                yield from ((element, hooks[kind, name]) for name in told if name in names)
    yield from ((element, hooks["elements", str(element.tag)]) for element in page.tagged(*_hook_names("elements")))


@cache
def _hook_names(kind: str) -> frozenset[str]:
    return frozenset(name for known, name in _hooks() if known == kind)


def _linking(page: Page) -> Iterator[etree._Element]:
    """Elements that may open a chat window."""
    clicks = "\n".join([element.get("onclick", "") for _, element in page.holders["onclick"]]).lower()
    parts = [part for part in _chat_windows() if part in page.targets or part in clicks]
    if parts:
        for value in page.root.xpath("//@href|//@onclick"):
            if any(part in value.lower() for part in parts):
                yield value.getparent()


def _loaded(base: str, element: etree._Element, at_vendor: bool) -> list[Address]:
    """The addresses an element names that may be a vendor's; `at_vendor`: relative ones too."""
    values = [value for name, value in element.items() if name in _SOURCES and value]
    likely = [value for value in values if at_vendor or _may_be_vendors(value)]
    return [where for value in likely if (where := address(base, value)) is not None]


@lru_cache(maxsize=4_096)
def _may_be_vendors(value: str) -> bool:
    """Whether an address as it is written may be one of a vendor's scripts: most are not worth taking apart."""
    lower = value.lower()
    at = _HOST_END.split(lower.partition("//")[2], maxsplit=1)[0]
    # What stands between the slashes of an address ("/\t/host") is dropped when it is joined.
    return _known(at) or any(piece in lower for piece, _ in _anywhere("scripts")) or not lower.isprintable()


def _is_code(element: etree._Element) -> bool:
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
    if not any(mark in code for mark in _LOADS) or not _names_host(code):
        return []
    found = (address(base, f"https://{match}") for match in _URL_IN_CODE.findall(code))
    return [where for where in found if where is not None]


def _names_host(code: str) -> bool:
    """Whether code holds an address that may be one of a vendor's: the rest is not worth taking apart."""
    found = _ADDRESS.findall(code)
    if not found:
        return False
    if any(map(_known, {_HOST_END.split(at, maxsplit=1)[0].lower() for at in found})):
        return True
    # As bytes: folding the case of other letters is slow, and no pattern has any.
    everything = "\n".join(found).encode("utf-8", "replace").lower()
    return any(piece.encode() in everything for piece, _ in _anywhere("scripts"))


@lru_cache(maxsize=4_096)
def _known(host: str) -> bool:
    """Whether a vendor's script may come from this host."""
    return not _patterns("scripts").keys().isdisjoint(host_names(host.rpartition("@")[2].removeprefix("www.")))


def _opened(base: str, element: etree._Element) -> list[Address]:
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
