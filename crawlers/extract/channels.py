"""A page -> the ways it offers to reach the brand."""

from __future__ import annotations

import re

from crawlers.extract.channel_config import config
from crawlers.extract.channel_contacts import find_emails, find_phones
from crawlers.extract.channel_forms import find_contact_forms
from crawlers.extract.channel_links import find_links
from crawlers.extract.channel_widgets import find_widgets
from crawlers.extract.page import Page
from crawlers.extract.structured import structured_items
from data.records import Channel

_TIME_RANGE = re.compile(
    r"(?<![\d-])\d{1,2}(?:[:.hH]\d{0,2})?\s?(?:a\.?m\.?|p\.?m\.?|h|น\.?|val\.?|Uhr)?\s?(?:-|–|—|to|till|until|ถึง|đến|iki|bis|à|a)"
    r"\s?\d{1,2}(?:[:.hH]\d{0,2})?(?![\d-])",
    re.IGNORECASE,
)
_REACH = 3
"""Lines within which opening hours belong to a number or chat."""
_MAX_HOURS_LINE = 160
_CHANNELS_MAX = 300
_PLACES_MAX = 100


def extract_channels(page: Page) -> list[Channel]:
    """All support channels of a page, each (kind, vendor, address) once.

    Order: chat widgets, phones, e-mails, linked channels, contact forms. `address` is canonical, so that the same
    channel on two pages is one; `hours` as stated beside it or by schema.org, as text; `clicks_from_home` and
    `languages` are not the page's to tell and stay None.
    """
    found = [
        *find_widgets(page),
        *(Channel(url=page.url, kind="phone", address=number) for number in find_phones(page)),
        *(Channel(url=page.url, kind="email", address=email) for email in find_emails(page)),
        *find_links(page),
        *find_contact_forms(page),
    ]
    unique: dict[tuple[str, str, str], Channel] = {}
    for channel in found[: _CHANNELS_MAX * 10]:
        unique.setdefault((channel.kind, channel.vendor, channel.address), channel)
    return _with_hours(page, list(unique.values())[:_CHANNELS_MAX])


def _with_hours(page: Page, channels: list[Channel]) -> list[Channel]:
    lines = page.text.splitlines()
    stated = {number: line for number, line in enumerate(lines) if _states_hours(line)}
    described = _described_hours(page)
    if not stated and not described:
        return channels
    digits = ["".join(char for char in line if char.isdecimal()) for line in lines] if stated else []
    return [_with_its_hours(channel, lines, digits, stated, described) for channel in channels]


def _with_its_hours(
    channel: Channel, lines: list[str], digits: list[str], stated: dict[int, str], described: str
) -> Channel:
    if channel.kind == "phone":
        tail = channel.address.lstrip("+0")[-7:]
        places = [number for number, line in enumerate(digits) if tail in line]
    elif channel.kind in ("chat", "chatbot"):
        words = config()["hours"]["chat_words"]
        places = [number for number, line in enumerate(lines) if any(word in line.casefold() for word in words)]
    else:
        return channel
    near = [
        (abs(step), number + step, stated[number + step])
        for number in places[:_PLACES_MAX]
        for step in range(-_REACH, _REACH + 1)
        if number + step in stated
    ]
    hours = min(near)[2] if near else (described if channel.kind == "phone" else "")
    return channel.model_copy(update={"hours": hours}) if hours else channel


def _states_hours(line: str) -> bool:
    if len(line) > _MAX_HOURS_LINE:
        return False
    words = config()["hours"]
    folded = line.casefold()
    if any(word in folded for word in words["always"]):
        return True
    return _TIME_RANGE.search(line) is not None and any(word in folded for word in words["days"])


def _described_hours(page: Page) -> str:
    """schema.org `openingHours` of the page's one business; `""` if several differ."""
    texts = {text for item in structured_items(page) if (text := item.text("openinghours").replace("\n", "; "))}
    return next(iter(texts)) if len(texts) == 1 else ""
