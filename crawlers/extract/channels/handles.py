"""Messengers that a page states as text: "LINE ID: @acme", "Zalo: 0901234567", "WhatsApp +370 612 34567"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawlers.extract.channels.links import zalo_account
from crawlers.extract.channels.numbers import canonical_phone
from crawlers.extract.channels.regions import page_regions
from crawlers.extract.channels.written import parted_numbers
from crawlers.extract.page import Page
from crawlers.extract.page.survey import CELL, EDGE
from data.kinds.channel import Channel
from data.languages import all_words, extract

_NAMES = {"zalo": r"zalo", "whatsapp": r"whats\s?app", "viber": r"viber", "telegram": r"telegram"}
"""Messenger -> its name as a pattern; some languages have names of their own for LINE."""
_INSIDE = re.compile(r"[A-Za-z0-9_@/.-]\Z")
"""Before a name that is a part of another word: "hotline", "on-line"."""
_ALONE = re.compile(r"(?:\A|[^\w\s]|[^\x00-\x7f])\s{0,3}\Z")
"""Before a name that no word describes, as it does in "first line"."""
_MAX_LINE = 500
_MAX_HANDLES = 50


@cache
def _line() -> tuple[str, ...]:
    """What LINE is called."""
    return ("line", *all_words(extract, lambda file: file.messengers.line))


@cache
def _telling() -> tuple[str, ...]:
    """What any of the names holds, in small letters."""
    return (*_line(), "zalo", "whats", "viber", "telegram")


@cache
def _named() -> re.Pattern[str]:
    names = {"line": "|".join(map(re.escape, _line())), **_NAMES}
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in names.items()), re.IGNORECASE)


@cache
def _account() -> re.Pattern[str]:
    """What follows a messenger's name where an account is stated."""
    words = "|".join(map(re.escape, all_words(extract, lambda file: file.messengers.account)))
    return re.compile(
        rf"(?P<official>\s?(?:{words}))*(?P<colon>\s{{0,2}}[:：=]|\s{{0,2}}[-–](?=\s))?[\s{CELL}]{{0,5}}"
        r"(?:(?P<number>\(?\+?\d[\d\s().-]{6,18}\d)(?![\w@.])|(?P<handle>@?[a-z0-9][a-z0-9._-]{2,40})(?![\w@]))",
        re.IGNORECASE,
    )


@cache
def _identity() -> re.Pattern[str]:
    """What says that an account's name follows; in Latin letters as a whole word."""
    words = all_words(extract, lambda file: file.messengers.id)
    parts = (rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word) for word in words)
    return re.compile("|".join(parts), re.IGNORECASE)


def find_handles(page: Page) -> list[Channel]:
    """Accounts of messengers in the page's text, in its order, at most 50: a number, or a handle that an @, the word "ID" or,
    with digits in it, a colon shows to be one. Addresses as those of links into the same messenger."""
    seen = page.survey
    if not any(map(seen.folded.__contains__, _telling())):
        return []
    found: list[Channel] = []
    regions = (*page_regions(page).site.all, "VN") if "zalo" in seen.folded else page_regions(page).site.all
    for number, line in enumerate(seen.lines):
        if any(map(line.casefold().__contains__, _telling())):
            # An account ends where its element does.
            parted = parted_numbers(seen.parted[number][: _MAX_LINE * 2], lambda _: regions).replace(EDGE, " ")
            found += _stated(page, " ".join(parted.split())[:_MAX_LINE])
        if len(found) >= _MAX_HANDLES:
            break
    return found[:_MAX_HANDLES]


def _stated(page: Page, line: str) -> Iterator[Channel]:
    for name in _named().finditer(line):
        if _INSIDE.search(line, 0, name.start()):
            continue
        said = _account().match(line, name.end())
        kind = str(name.lastgroup)
        if said is not None and (address := _address(page, kind, line[: name.start()], name.group(), said)):
            yield Channel(url=page.url, kind=kind, address=address)


def _address(page: Page, kind: str, before: str, name: str, said: re.Match[str]) -> str:
    """The address as a link into the messenger has it; "" if what is said names none."""
    if number := said["number"]:
        if kind == "line":
            return ""  # "Line: 02 123 4567" is a telephone line
        if kind == "zalo":
            return zalo_account(re.sub(r"\D", "", number))
        return canonical_phone(number, *page_regions(page).site)
    handle = said["handle"].lower().rstrip(".-_")
    called = _identity().search(name + said.group()[: said.start("handle") - said.start()]) is not None
    coded = said["colon"] and any(map(str.isdigit, handle)) and (kind != "line" or _ALONE.search(before))
    if kind == "whatsapp" or not (called or coded or handle.startswith("@")) or len(handle.lstrip("@")) < 3:
        return ""
    return handle if kind == "line" else handle.removeprefix("@")
