"""In what condition a page arrived: kept from us (captcha, challenge, consent wall, denial), or an empty shell."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from crawlers.extract.page import Page

_WALL = 2_500
"""Characters of visible text (whitespace not counted) above which a page has content of its own, whatever it says."""
_SHORT = 1_000
_SHELL = 400
"""Visible characters below which a page with an empty application root is a shell."""
_DENIED_STATUS = {401: "HTTP 401 (login asked for)", 403: "HTTP 403 (forbidden)", 429: "HTTP 429 (too many requests)",
                  451: "HTTP 451 (unavailable for legal reasons)"}  # fmt: skip


@cache
def _signs() -> dict[str, Any]:
    return tomllib.loads(
        resources.files("crawlers.extract.page").joinpath("condition.toml").read_text(encoding="utf-8")
    )


def block_reason(page: Page, http_status: int | None = None) -> str | None:
    """What keeps us from the page, naming what was seen; None if the page itself is there.

    A status that denies (401, 403, 429, 451) is enough; else the signs count only on a page with little text of its
    own, so that a captcha widget in a form, a cookie banner or an article on captchas is no block.
    """
    reason = _by_content(page) if page.survey.text_length <= _WALL else None
    denial = _DENIED_STATUS.get(http_status or 0)
    return f"{denial}: {reason}" if denial and reason else denial or reason


def _by_content(page: Page) -> str | None:
    signs = _signs()
    length = page.survey.text_length
    text = " ".join(page.survey.folded.split())
    title = page.title.casefold()
    host = (urlsplit(page.url).hostname or "") + "."
    if found := next((name for name in signs["consent"]["hosts"] if host.startswith(name)), None):
        return f"consent wall: address begins {found!r}"
    challenge = next((phrase for phrase in signs["challenge"]["titles"] if title.startswith(phrase)), None)
    if length <= _SHORT:
        marks = _marks(page)
        for kind, name in (("challenge", "browser challenge"), ("captcha", "captcha")):
            mark = next((mark for mark in signs[kind]["marks"] if mark in marks), None)
            if mark and (challenge or kind == "captcha" or _phrase(signs[kind]["phrases"], text)):
                return f"{name}: page carries {mark!r}"
        if challenge and length <= _SHELL:
            return f"browser challenge: title {page.title[:60]!r}"
    for kind, name in (("challenge", "browser challenge"), ("captcha", "captcha")):
        if found := _phrase(signs[kind]["phrases"], f"{title} {text}"):
            return f"{name}: page says {found!r}"
    if found := _prominent(page, title, signs["consent"]["phrases"]):
        return f"consent wall: page is headed {found!r}"
    if length <= _SHORT and (found := _prominent(page, title, signs["denied"]["phrases"])):
        return f"access denied: page is headed {found!r}"
    return None


def _phrase(phrases: list[str], text: str) -> str | None:
    return next((phrase for phrase in phrases if phrase in text), None)


def _prominent(page: Page, title: str, phrases: list[str]) -> str | None:
    """A phrase that the title or the first lines of the page begin with or hold."""
    first = " ".join(page.survey.folded.split("\n")[:4])
    return _phrase(phrases, f"{title} | {first[:400]}")


def _marks(page: Page) -> str:
    """Addresses, ids and classes of the elements a challenge is made of, and the starts of inline scripts."""
    parts = []
    for element in page.root.iter("script", "iframe", "form", "div", "body", "input"):
        for attribute in ("src", "action", "id", "class", "name"):
            if value := element.get(attribute):
                parts.append(value[:300])
        if element.tag == "script" and element.text:
            parts.append(element.text[:2_000])
    return "\n".join(parts).lower()


def looks_script_driven(page: Page) -> bool:
    """Whether the page is a shell that scripts fill in a browser: little visible text, and an application root without
    text, a request to enable JavaScript, or nearly all of the markup in scripts."""
    length = page.survey.text_length
    if length >= _SHELL:
        return False
    signs = _signs()["script"]
    scripts = list(page.root.iter("script"))
    code = [s for s in scripts if "json" not in (s.get("type") or "")]
    if not code:
        return False
    if next(page.root.iter("app-root"), None) is not None:
        return True
    for element in page.root.iter("div", "main", "section", "body"):
        if (element.get("id") or "").lower() in signs["roots"] or element.get("ng-app") is not None:
            return True
    noscript = " ".join(str(node.xpath("string()")) for node in page.root.iter("noscript")).casefold()
    if _phrase(signs["phrases"], f"{noscript} {page.survey.folded}"):
        return True
    inline = sum(len(script.text or "") for script in code)
    return length < _SHELL // 4 and (len(code) >= 3 or inline > 0.5 * page.size)
