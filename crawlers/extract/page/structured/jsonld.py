"""JSON-LD as it is really written: comments, trailing commas, raw line breaks and quotes in strings, cut-off ends."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from crawlers.extract.page import Page
from crawlers.extract.page.structured.item import MAX_ITEMS, Item, local_name, local_types
from crawlers.extract.page.text import tidy

_HEAD = re.compile(r"^(?:(?://|/\*)\s{0,20})?(?:<!\[CDATA\[|<!--)(?:\s{0,20}\*/)?")
_TAILS = ("*/", "]]>", "-->", "//", "/*")
_MAX_WRAPPERS = 8
_LOST = re.compile(
    r"(?:\\?u[dD][89abAB][0-9a-fA-F]{2}\\?u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|u00[2-9a-fA-F][0-9a-fA-F]"
    r"|(?:u[0-9a-fA-F]{4}){2,}|u201[c-eC-E]|u20(?:1[3489]|26)(?=[a-z])|u01[0-7][0-9a-fA-F]|u1[eE][0-9a-fA-F]{2}|u20[aA][0-9a-fA-F]"
)
"""Escapes without their backslash, of signs and letters that texts are likely to hold: one alone must be of these, several
in a row may be of any script."""
_ESCAPED = re.compile("u[0-9a-fA-F]{4}")
"""What all of these have, and few texts."""
_SPACE = " \t\r\n\x0b\x0c\xa0\ufeff"
_ESCAPES = '"\\/bfnrtu'
_DECODER: Any = json.JSONDecoder(strict=False)


def jsonld_blocks(page: Page) -> list[Any]:
    """The decoded content of each JSON-LD script, in page order; several values in one script each count.

    A block is read as it stands if it is JSON (control characters in strings allowed), else after mending; a block
    that is no JSON at all yields nothing.
    """
    blocks: list[Any] = []
    for script in page.tagged("script"):
        kind = (script.get("type") or "").lower().replace(" ", "")
        if kind.startswith(("application/ld+json", "application/json+ld")) and script.text:
            blocks.extend(decode(script.text))
    return blocks


_Waiting = list[tuple[Any, Item | None, str]]
"""Values not read yet, the next one last, each with the item that it is a property of, by which name."""
_LISTS = ("@list", "@set")
_ROOMS = ("@graph", "@reverse")
"""What holds items of their own, not properties."""


def jsonld_items(page: Page) -> list[Item]:
    """Items of the JSON-LD blocks, nested ones after those that hold them; {"@id": ...} references resolved."""
    items: list[Item] = []
    waiting: _Waiting = [(block, None, "") for block in reversed(jsonld_blocks(page))]
    while waiting and len(items) < MAX_ITEMS:
        value, parent, role = waiting.pop()
        if isinstance(value, list):
            waiting.extend((member, parent, role) for member in reversed(value))
        elif isinstance(value, dict):
            literal = value.get("@value")
            if literal is not None and not isinstance(literal, dict | list):
                waiting.append((literal, parent, role))
                continue
            items.append(_item(value, parent, role, waiting))
        elif parent is not None and value is not None:
            parent.add(role, _written(value) if isinstance(value, str) else str(value))
    _resolve(items)
    return items


def _written(value: str) -> str:
    """A text as it was meant: escapes that lost their backslash or were escaped once more are the characters they name."""
    if _ESCAPED.search(value):
        value = _LOST.sub(_character, value)
    return value if "<" in value else tidy(value)


def _character(match: re.Match[str]) -> str:
    units = bytes.fromhex(match[0].replace("\\", "").replace("u", ""))
    found = units.decode("utf-16-be", "replace")
    return found if "\ufffd" not in found else match[0]


def _item(value: dict[str, Any], parent: Item | None, role: str, waiting: _Waiting) -> Item:
    """The item that an object describes; what it holds is left to be read."""
    item = Item("jsonld", local_types(value.get("@type")), str(value.get("@id") or ""), parent, role)
    if parent is not None:
        parent.add(role, item)
    for name, inner in reversed(value.items()):
        if name.startswith("@") and name not in (*_LISTS, *_ROOMS):
            continue
        local = local_name(name)
        if local in _LISTS:
            waiting.append((inner, parent, role))
        else:
            waiting.append((inner, None if name in _ROOMS else item, local))
    return item


def _resolve(items: list[Item]) -> None:
    """Put the described item where only its identifier stands."""
    described = {item.identifier: item for item in items if item.identifier and item.properties}
    for item in items:
        for values in item.properties.values():
            for place, value in enumerate(values):
                if isinstance(value, Item) and value.identifier and not value.properties:
                    target = described.get(value.identifier)
                    if target is not None and target is not item:
                        values[place] = target
                        if target.parent is None and target not in item.ancestors():
                            target.parent, target.role = item, value.role


def decode(text: str) -> list[Any]:
    """The JSON values in a script's text: first as written, then unwrapped and mended, then with HTML entities
    resolved. [] if none can be read. Never raises."""
    text = text.strip(_SPACE + ";")
    if not text:
        return []
    values = _values(text) or _values(mend(_unwrap(text)))
    return values or (_values(mend(_unwrap(html.unescape(text)))) if "&" in text else [])


def _unwrap(text: str) -> str:
    """Without comment and CDATA wrappers at either end (inside, they may be text)."""
    for _ in range(_MAX_WRAPPERS):
        text = text.strip(_SPACE + ";")
        shorter = _HEAD.sub("", text, count=1)
        for tail in _TAILS:
            shorter = shorter.removesuffix(tail)
        if shorter == text:
            break
        text = shorter
    return text


def _values(text: str) -> list[Any]:
    values: list[Any] = []
    at = 0
    while at < len(text):
        while at < len(text) and text[at] in _SPACE + ";,":
            at += 1
        if at >= len(text) or text[at] not in "{[":
            break
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        values.append(value)
    return values


def mend(text: str) -> str:
    """JSON-like text made JSON, in one pass: comments and trailing commas dropped, bad escapes and inner quotes
    escaped, what was left open closed. Text that is JSON already keeps its meaning."""
    out: list[str] = []
    closers: list[str] = []
    at, length = 0, len(text)
    while at < length:
        char = text[at]
        if char == '"':
            at = _string(text, at, out)
        elif text.startswith("//", at):
            at = _end_of(text, "\n", at)
        elif text.startswith("/*", at):
            at = _end_of(text, "*/", at) + 2
        else:
            if char in "{[":
                closers.append("}" if char == "{" else "]")
            elif char in "}]":
                _drop_comma(out)
                if closers and closers[-1] == char:
                    closers.pop()
            if char >= " " or char in "\t\n\r":
                out.append(" " if char in _SPACE else char)
            at += 1
    if closers:
        _drop_comma(out)
        out.extend(reversed(closers))
    return "".join(out)


def _string(text: str, start: int, out: list[str]) -> int:
    """Copy the string opening at `start`, mended; returns the place after it."""
    out.append('"')
    at, length = start + 1, len(text)
    while at < length:
        char = text[at]
        if char == "\\":
            following = text[at + 1 : at + 2]
            valid = (
                following in _ESCAPES
                and following
                and (following != "u" or re.match(r"[0-9a-fA-F]{4}", text[at + 2 : at + 6]))
            )
            out.append("\\" + following if valid else "\\\\" if following != "'" else "'")
            at += 2 if valid or following == "'" else 1
        elif char == '"':
            if _closes(text, at):
                out.append('"')
                return at + 1
            out.append('\\"')
            at += 1
        else:
            out.append(char)
            at += 1
    out.append('"')
    return at


def _closes(text: str, at: int) -> bool:
    """Whether the quote at `at` ends its string: what follows must continue the JSON."""
    following, place = _next(text, at + 1)
    if following in ("", "}", "]", ":"):
        return True
    if following == ",":
        after, there = _next(text, place + 1)
        literal = text.startswith(("true", "false", "null"), there)
        return literal or after in ("", '"', "{", "[", "}", "]", "-", "/") or after.isdigit()
    return following == "/" and text[place : place + 2] in ("//", "/*")


def _next(text: str, at: int) -> tuple[str, int]:
    """The next character that is not space, looking 2,000 characters ahead at most, and its place."""
    limit = min(len(text), at + 2_000)
    while at < limit and text[at] in _SPACE:
        at += 1
    return (text[at] if at < limit else "", at)


def _end_of(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return found if found >= 0 else len(text)


def _drop_comma(out: list[str]) -> None:
    at = len(out)
    while at and out[at - 1].isspace():
        at -= 1
    if at and out[at - 1] == ",":
        del out[at - 1 :]
