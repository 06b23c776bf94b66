"""A page -> the ways it offers to reach the brand."""

from __future__ import annotations

from crawlers.extract.channels.emails import find_emails
from crawlers.extract.channels.forms import find_contact_forms
from crawlers.extract.channels.handles import find_handles
from crawlers.extract.channels.links import find_links
from crawlers.extract.channels.phones import find_phones
from crawlers.extract.channels.stated import with_stated
from crawlers.extract.channels.widgets import find_widgets
from crawlers.extract.page import Page
from crawlers.extract.reviews.customers import without_customers
from data.kinds.channel import Channel

_CHANNELS_MAX = 300


def extract_channels(page: Page) -> list[Channel]:
    """All support channels that a page offers, each (kind, vendor, address) once; those in what its customers wrote
    (reviews, comments, forum posts) are theirs, not the brand's, and are left out.

    Order: chat widgets, phones, e-mails, linked channels, messengers stated as text, contact forms. `address` is
    canonical, so that the same channel on two pages is one; `hours` as stated beside it or by schema.org, as text;
    `languages` likewise, as codes (`en, th`), None where the page states none; `clicks_from_home` is not the page's to
    tell and stays None.
    """
    page = without_customers(page)
    found = [
        *find_widgets(page),
        # Each once: more of a kind than channels are kept never come to be.
        *(Channel(url=page.url, kind="phone", address=number) for number in find_phones(page)[:_CHANNELS_MAX]),
        *(Channel(url=page.url, kind="email", address=email) for email in find_emails(page)[:_CHANNELS_MAX]),
        *find_links(page),
        *find_handles(page),
        *find_contact_forms(page),
    ]
    unique: dict[tuple[str, str, str], Channel] = {}
    for channel in _one_spelling(found[: _CHANNELS_MAX * 10]):
        unique.setdefault((channel.kind, channel.vendor, channel.address), channel)
    return with_stated(page, _without_national(list(unique.values()))[:_CHANNELS_MAX])


_TAIL = 7
"""Digits by which two ways to write a number are told to be of one."""


def _without_national(found: list[Channel]) -> list[Channel]:
    """Without accounts whose number is dialled as within a country, where the same messenger has it with its country's code:
    the text of a link and what it leads to are one account."""
    whole = [channel for channel in found if channel.kind in _NUMBERED]
    return [channel for channel in found if channel.kind not in _NUMBERED or not any(
        other.kind == channel.kind and _is_part(channel.address, other.address) for other in whole)]  # fmt: skip


_NUMBERED = frozenset({"whatsapp", "viber"})


def _is_part(national: str, whole: str) -> bool:
    part = national.lstrip("0")
    return national.startswith("0") and len(part) >= _TAIL and whole.endswith(part) and not whole.startswith("0")


def _one_spelling(found: list[Channel]) -> list[Channel]:
    """An account with LINE that is there with and without its @ is one, with it."""
    marked = {channel.address for channel in found if channel.kind == "line" and channel.address.startswith("@")}
    return [
        channel.model_copy(update={"address": f"@{channel.address}"})
        if channel.kind == "line" and f"@{channel.address}" in marked
        else channel
        for channel in found
    ]
