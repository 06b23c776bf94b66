"""Whether a page is kept from us: by a captcha, a challenge, a consent wall, a denial."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from crawlers.extract.page import Page
from crawlers.extract.page.rules import Way, Ways
from data.languages import all_words, walls
from data.urls import hostname

_WALL = 2_500
"""Characters of visible text (whitespace not counted) above which a page has content of its own, whatever it says."""
_SHORT = 1_000
_TITLED = 400
"""Visible characters up to which a title alone tells a challenge."""
_DENIED_STATUS = {401: "HTTP 401 (login asked for)", 403: "HTTP 403 (forbidden)", 429: "HTTP 429 (too many requests)",
                  451: "HTTP 451 (unavailable for legal reasons)"}  # fmt: skip


@dataclass(frozen=True)
class _Phrases:
    """What pages say that stand in the way, in any language."""

    captcha: tuple[str, ...]
    challenge: tuple[str, ...]
    titles: tuple[str, ...]
    consent: tuple[str, ...]
    denied: tuple[str, ...]


@cache
def _phrases() -> _Phrases:
    return _Phrases(
        all_words(walls, lambda file: file.captcha),
        all_words(walls, lambda file: file.challenge),
        all_words(walls, lambda file: file.challenge_titles),
        all_words(walls, lambda file: file.consent),
        all_words(walls, lambda file: file.denied),
    )


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
    reason = _WALLS.value(_Look(page)) if page.survey.text_length <= _WALL else None
    denial = _DENIED_STATUS.get(http_status or 0)
    return f"{denial}: {reason}" if denial and reason else denial or reason


class _Look:
    """A page as its condition is judged; what costs a walk over it is read when first asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.length = page.survey.text_length

    @cached_property
    def text(self) -> str:
        return " ".join(self.page.survey.folded.split())

    @cached_property
    def title(self) -> str:
        return self.page.title.casefold()

    @cached_property
    def headed(self) -> str:
        """The title and the first lines."""
        first = " ".join(self.page.survey.folded.split("\n")[:4])
        return f"{self.title} | {first[:400]}"

    @cached_property
    def titled_challenge(self) -> bool:
        return any(self.title.startswith(phrase) for phrase in _phrases().titles)

    @cached_property
    def marks(self) -> str:
        """Addresses, ids and classes of the elements a challenge is made of, and the starts of inline scripts."""
        parts = []
        for element in self.page.tagged("script", "iframe", "form", "div", "body", "input"):
            for attribute in ("src", "action", "id", "class", "name"):
                if value := element.get(attribute):
                    parts.append(value[:300])
            if element.tag == "script" and element.text:
                parts.append(element.text[:2_000])
        return "\n".join(parts).lower()


def _phrase(phrases: Sequence[str], text: str) -> str | None:
    return next((phrase for phrase in phrases if phrase in text), None)


def _consent_host(look: _Look) -> str | None:
    host = hostname(look.page.url) + "."
    found = next((name for name in _signs()["consent"]["hosts"] if host.startswith(name)), None)
    return f"consent wall: address begins {found!r}" if found else None


def _challenge_marks(look: _Look) -> str | None:
    mark = _phrase(_signs()["challenge"]["marks"], look.marks) if look.length <= _SHORT else None
    says = mark and (look.titled_challenge or _phrase(_phrases().challenge, look.text))
    return f"browser challenge: page carries {mark!r}" if says else None


def _captcha_marks(look: _Look) -> str | None:
    mark = _phrase(_signs()["captcha"]["marks"], look.marks) if look.length <= _SHORT else None
    return f"captcha: page carries {mark!r}" if mark else None


def _challenge_title(look: _Look) -> str | None:
    found = look.titled_challenge and look.length <= _TITLED
    return f"browser challenge: title {look.page.title[:60]!r}" if found else None


def _challenge_text(look: _Look) -> str | None:
    found = _phrase(_phrases().challenge, f"{look.title} {look.text}")
    return f"browser challenge: page says {found!r}" if found else None


def _captcha_text(look: _Look) -> str | None:
    found = _phrase(_phrases().captcha, f"{look.title} {look.text}")
    return f"captcha: page says {found!r}" if found else None


def _consent_heading(look: _Look) -> str | None:
    found = _phrase(_phrases().consent, look.headed)
    return f"consent wall: page is headed {found!r}" if found else None


def _denied_heading(look: _Look) -> str | None:
    found = _phrase(_phrases().denied, look.headed) if look.length <= _SHORT else None
    return f"access denied: page is headed {found!r}" if found else None


_WALLS = Ways[_Look, str](
    "condition.wall",
    Way("consent host", _consent_host),
    Way("marks of a browser challenge", _challenge_marks),
    Way("marks of a captcha", _captcha_marks),
    Way("title of a browser challenge", _challenge_title),
    Way("says a browser challenge", _challenge_text),
    Way("says a captcha", _captcha_text),
    Way("headed as a consent wall", _consent_heading),
    Way("headed as a denial", _denied_heading),
)
