"""A page that came in the place of the one asked for, with HTTP 200: a wall, an error, a page that says "not found".

Asked of pages that gave nothing they were read for. A page that talks of maintenance or lost pages and holds what it was asked
for is no stand-in; and words count only where a page is headed by them, or says little else.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal

from crawlers.extract.page import Page
from crawlers.extract.page.links import links
from crawlers.extract.page.rules import Way, Ways
from crawlers.extract.page.survey import label
from crawlers.extract.page.text import one_line, text_of
from data.languages import all_words, extract, walls
from data.languages.shapes import Walls
from data.urls import same_site, without_fragment

_LONGEST = 4_000
"""Characters of text (whitespace not counted) above which a page is itself, whatever it says."""
_LITTLE, _SOME, _MORE = 400, 700, 1_000
"""Characters of a page's own words (links and buttons not counted) that a stand-in may have."""
_FEW_LINKS = 3
_MAX_HEADINGS, _MAX_CONTROLS, _MAX_LINE = 40, 100, 400
_CONSENT_SHARE = 0.5
"""Share of a consent wall's own words that is about consent."""
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|sso|auth|oauth2?|wp-login\.php|account/login)(?:[/.]|$)", re.IGNORECASE)
_OLD_ENOUGH = re.compile(r"(?<!\d)(?:1[689]|2[01])\s?\+")
_PRICE = re.compile(r"[$€£¥฿₫₹₽]\s?\d|\d\s?(?:[$€£¥฿₫₹₽]|(?:eur|usd|gbp|vnd|kč|zł|kr|ft)\b)")
_MISSING = re.compile(r"(?<![\w#.,-])(?:404|410)(?![\w.,]*\d)")
_SERVER_ERROR = re.compile(r"\b(?:error|http|status|code)\W{0,3}5\d\d\b|^\W*5(?:0\d|2\d|30)\b|\b50\d [a-z]+ ?[a-z]+")
_SPILLED = re.compile(
    r"\b(?:fatal error|parse error|warning|notice|deprecated): .{3,400}? (?:in|on) \S{3,200} on line \d+"
    r"|uncaught (?:\w+\\)*\w*(?:error|exception)\b|\btraceback \(most recent call last\)|\bexception in thread\b"
    r"|\bat [\w$.<>]{3,200}\(\w{1,80}\.(?:java|kt|scala|cs):\d+\)|\bstack ?trace:|\bsqlstate\[|\bora-\d{5}\b"
    r"|\bserver error in '[^']{0,100}' application|\bwhoops, looks like something went wrong"
    r"|\bnomethoderror\b|\bactionview::|\bdjango version:|\bmod_fcgid\b|\bx-amz-request-id\b|\bnosuchkey\b",
    re.IGNORECASE | re.DOTALL,
)
"""What programs and servers write when they break, in no language of people."""


@dataclass(frozen=True)
class StandIn:
    """What came instead: `blocked` where the page asked for is kept from us, `failed` where it could not be served."""

    status: Literal["blocked", "failed"]
    reason: str


def stand_in(page: Page) -> StandIn | None:
    """What stands in the place of the page asked for; None if the page is one that can be read."""
    return _STAND_INS.value(Look(page))


def heads_a_kind(page: Page) -> bool:
    """Whether the page is headed as one of those that are asked for: a FAQ, reviews, a contact page."""
    return Look(page).headed_as_asked


class Look:
    """A page as it is judged; what costs a walk over it is read when first asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.length = page.survey.text_length
        self.short = self.length <= _LONGEST

    @cached_property
    def title(self) -> str:
        return self.page.title[:_MAX_LINE].casefold()

    @cached_property
    def own_headings(self) -> list[str]:
        """The headings of the page's body, the lesser ones where there are no others."""
        found: dict[str, list[str]] = {"h1": [], "h2": [], "h3": []}
        for element in self.page.tagged(*found):
            of_level = found[str(element.tag)]
            if len(of_level) < _MAX_HEADINGS and (text := one_line(text_of(element))[:_MAX_LINE]):
                of_level.append(text.casefold())
        return [*found["h1"], *found["h2"]] or found["h3"]

    @cached_property
    def headings(self) -> list[str]:
        """The title and the headings; of a page without any, its first words."""
        return [text for text in (self.title, *self.own_headings) if text] or self.prose[:1]

    @cached_property
    def controls(self) -> list[str]:
        """Labels of the buttons."""
        buttons = (
            element for element in self.page.tagged("button", "input", "a", "div", "span") if _is_button(element)
        )
        return [
            (element.get("value") or label(element)).casefold()[:_MAX_LINE]
            for element, _ in zip(buttons, range(_MAX_CONTROLS), strict=False)
        ]

    @cached_property
    def links(self) -> int:
        """How many pages of its own site the page leads to."""
        here = without_fragment(self.page.url).rstrip("/")
        found = {without_fragment(url).rstrip("/") for url, _ in links(self.page)[:500]}
        return sum(url != here and same_site(url, self.page.url) for url in found)

    @cached_property
    def prose(self) -> list[str]:
        """The lines that are the page's own words: neither links nor buttons."""
        labels = {text.casefold() for _, text in links(self.page)[:500]} | set(self.controls)
        parts = sorted((text for text in labels if len(text) > 1), key=len, reverse=True)
        found = []
        for line in self.page.survey.folded.splitlines():
            rest = line
            for text in parts if line not in labels else (line,):
                rest = rest.replace(text, "")
            if sum(map(str.isalnum, rest)) * 2 > sum(map(str.isalnum, line)):
                found.append(line[:_MAX_LINE])
        return found

    @cached_property
    def spoken(self) -> int:
        """Characters of the page's own words."""
        return sum(len(line) for line in self.prose)

    @cached_property
    def headed_as_asked(self) -> bool:
        return any(_asked().search(text) for text in self.headings)

    def headed(self, words: re.Pattern[str]) -> str | None:
        """What of these words heads the page."""
        return next((found.group() for text in self.headings if (found := words.search(text))), None)

    def says(self, words: re.Pattern[str]) -> str | None:
        """What of these words heads the page, or is among its own, where it has few and is headed as nothing asked for."""
        found = self.headed(words)
        if found or self.spoken > _LITTLE or self.headed_as_asked:
            return found
        return next((match.group() for line in self.prose if (match := words.search(line))), None)


def _is_button(element: Any) -> bool:
    if element.tag == "button":
        return True
    if element.tag == "input":
        return (element.get("type") or "").lower() in ("submit", "button")
    if (element.get("role") or "").lower() == "button":
        return True
    return element.tag == "a" and any(word in (element.get("class") or "").lower() for word in ("btn", "button"))


_PICKS: dict[str, Callable[[Walls], Iterable[str]]] = {
    "accept": lambda file: file.accept,
    "age": lambda file: file.age,
    "error": lambda file: file.error,
    "loading": lambda file: file.loading,
    "login": lambda file: file.login,
    "maintenance": lambda file: file.maintenance,
    "missing": lambda file: file.missing,
    "parked": lambda file: file.parked,
    "privacy": lambda file: file.privacy,
    "queue": lambda file: file.queue,
    "robot": lambda file: (*file.robot, *file.captcha),
    "script": lambda file: file.script,
    "upkeep": lambda file: file.upkeep,
}


@cache
def said(pick: str) -> re.Pattern[str]:
    """The words of all languages that stand for one thing: at the beginning of a word, short ones whole. Scripts without
    capitals join words in ways of their own: theirs are found anywhere."""
    return _pattern(all_words(walls, _PICKS[pick]))


_WHOLE = 4
"""Letters up to which a word is only found whole."""


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    spaced = [word for word in longest if _is_spaced(word)]
    parts = [
        rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in spaced if len(word) > _WHOLE) or '(?!)'})",
        rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in spaced if len(word) <= _WHOLE) or '(?!)'})(?!\w)",
        *(re.escape(word) for word in longest if not _is_spaced(word)),
    ]
    return re.compile("|".join(parts))


def _is_spaced(word: str) -> bool:
    return word[0].lower() != word[0].upper() or word[0].isdigit()


@cache
def _asked() -> re.Pattern[str]:
    """How pages are headed that are asked for."""
    words = {
        *all_words(extract, lambda file: file.asking.faq),
        *all_words(extract, lambda file: file.pages.reviews.text),
        *all_words(extract, lambda file: file.pages.channels.text),
        *all_words(extract, lambda file: file.reviews.counted),
    }
    return _pattern(word for word in words if len(word) > 2)


@cache
def _signs() -> dict[str, Any]:
    text = resources.files("crawlers.extract.page").joinpath("condition.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["stand_in"])


def _failed(what: str, found: str) -> StandIn:
    return StandIn("failed", f"{what}: the page says {found[:60]!r}")


def _blocked(what: str, found: str) -> StandIn:
    return StandIn("blocked", f"{what}: the page says {found[:60]!r}")


def _empty(look: Look) -> StandIn | None:
    if look.length:
        return None
    held = f"{look.page.size} characters of markup without text" if look.page.size else "nothing at all"
    return StandIn("failed", f"an empty page: {held}")


def _spilled(look: Look) -> StandIn | None:
    found = _SPILLED.search(look.page.survey.text[:20_000])
    return StandIn("failed", f"an error of the site: {one_line(found.group())[:80]!r}") if found else None


def _message_of_program(look: Look) -> StandIn | None:
    """An answer for programs that says what went wrong."""
    text = look.page.survey.text.strip()
    if not look.short or text[:1] != "{":
        return None
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    keys = {"error", "errors", "message", "exception", "code", "status"} & set(answer)
    return StandIn("failed", f"an answer for programs, with {', '.join(sorted(keys))}") if keys else None


def _server_error(look: Look) -> StandIn | None:
    found = look.headed(_SERVER_ERROR) if look.short and look.spoken <= _MORE else None
    return _failed("an error of the site", found) if found else None


def _parked(look: Look) -> StandIn | None:
    if not look.short or look.links > 2 * _FEW_LINKS or look.spoken > 2 * _MORE:
        return None
    hosts = _signs()["parked"]
    held = (element.get("src") or element.get("href") or "" for element in look.page.tagged("script", "iframe", "a"))
    found = next((host for address in held for host in hosts if host in address), None)
    if found and look.spoken <= _MORE:
        return StandIn("failed", f"a parked domain: the page loads from {found!r}")
    found = look.says(said("parked"))
    return _failed("a parked domain or an empty server", found) if found else None


def _queue(look: Look) -> StandIn | None:
    if not look.short or look.links > _FEW_LINKS or look.spoken > _MORE:
        return None
    mark = next((mark for mark in _signs()["queue"] if mark in _addresses(look)), None)
    found = mark or look.says(said("queue"))
    return _blocked("a waiting room", found) if found else None


def _addresses(look: Look) -> str:
    held = look.page.tagged("script", "iframe", "form", "link")
    return "\n".join(
        element.get("src") or element.get("action") or element.get("href") or "" for element in held
    ).lower()


def _consent(look: Look) -> StandIn | None:
    """A request for consent and nothing else: a banner has a page beside it, with headings and words of its own."""
    privacy, accept = said("privacy"), said("accept")
    if not look.short or look.links > 2 * _FEW_LINKS or not any(accept.search(text) for text in look.controls):
        return None
    about = [line for line in look.prose if privacy.search(line)]
    heads = look.own_headings or look.prose[:1]
    if not about or not all(privacy.search(text) or text in look.title for text in heads):
        return None
    if sum(map(len, about)) < _CONSENT_SHARE * look.spoken:
        return None
    return _blocked("consent wall", about[0])


def _age(look: Look) -> StandIn | None:
    asks = look.controls or any(True for _ in look.page.tagged("select", "input"))
    if not look.short or not asks or look.links > 2 * _FEW_LINKS or look.spoken > _MORE:
        return None
    words = said("age")
    found = (look.says(words) if look.links <= _FEW_LINKS else look.headed(words)) or look.headed(_OLD_ENOUGH)
    return _blocked("age gate", found) if found else None


def _login(look: Look) -> StandIn | None:
    if not look.short or look.spoken > _SOME:
        return None
    asks = any((element.get("type") or "").lower() == "password" for element in look.page.tagged("input"))
    path = _LOGIN_PATH.search(look.page.url)
    if asks and path:
        return StandIn("blocked", f"log-in wall: a page with a password field at {path.group()!r}")
    found = look.headed(said("login")) if not look.headed_as_asked else None
    return _blocked("log-in wall", found) if found and (asks or path or look.links <= _FEW_LINKS) else None


def _robot(look: Look) -> StandIn | None:
    if not look.short or look.links > _FEW_LINKS or look.spoken > _SOME:
        return None
    found = look.says(said("robot"))
    return _blocked("bot check", found) if found else None


def _maintenance(look: Look) -> StandIn | None:
    if not look.short or look.links > _FEW_LINKS or look.spoken > _SOME:
        return None
    found = look.says(said("maintenance"))
    return _failed("maintenance", found) if found and not _sells_upkeep(look) else None


_LIST = 3
"""Items that are a list of what is offered."""


def _sells_upkeep(look: Look) -> bool:
    """Whether maintenance is what a page sells: it says so, names a price, or lists what is done."""
    texts = [*look.headings, *look.prose]
    if any(said("upkeep").search(text) or _PRICE.search(text) for text in texts):
        return True
    return sum(bool(text_of(item).strip()) and item.find(".//a") is None for item in look.page.tagged("li")) >= _LIST


def _missing(look: Look) -> StandIn | None:
    """A page that is headed "404" or "not found", and not as a list in which nothing was found."""
    if not look.short or look.spoken > _MORE:
        return None
    words = said("missing")
    for text in look.headings:
        found = _MISSING.search(text) or (words.search(text) if not _asked().search(text) else None)
        if found:
            return _failed("a soft 404", found.group())
    if look.links > _FEW_LINKS or any(map(_asked().search, look.prose)):
        return None
    among = look.says(words)
    return _failed("a soft 404", among) if among else None


def _error(look: Look) -> StandIn | None:
    if not look.short or look.spoken > _SOME:
        return None
    words = said("error")
    found = look.says(words) if look.links <= _FEW_LINKS else look.headed(words)
    return _failed("an error of the site", found) if found and not look.headed_as_asked else None


def _scripts(look: Look) -> StandIn | None:
    found = look.says(said("script")) if look.length <= _LITTLE else None
    return _failed("a page for browsers with JavaScript", found) if found else None


def _ways() -> Iterable[Way[Look, StandIn]]:
    readers: dict[str, Callable[[Look], StandIn | None]] = {
        "holds no text": _empty, "error of a program": _spilled, "answer for programs": _message_of_program,
        "headed as an error of the server": _server_error, "parked domain": _parked, "waiting room": _queue,
        "consent wall": _consent, "bot check": _robot, "age gate": _age, "maintenance": _maintenance,
        "says that the page is not there": _missing, "log-in wall": _login, "says that something failed": _error,
        "asks for JavaScript": _scripts,
    }  # fmt: skip
    return (Way(name, read) for name, read in readers.items())


_STAND_INS = Ways[Look, StandIn]("condition.stand-in", *_ways())
