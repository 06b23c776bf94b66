"""The address of a saved page, as the page or its browser states it."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawlers.extract.page import Page, parse_page
from crawlers.extract.rankings.zones import is_address

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]{1,2000})")
_HEAD = 65_536


def stated_url(body: bytes) -> str:
    """The address in a browser's comment ("saved from url"), else the page's canonical one or og:url; '' if none."""
    found = _SAVED_FROM.search(body[:4096])
    if found and is_address(address := found[1].decode("ascii", "ignore")):
        return address
    return canonical(parse_page(body[:_HEAD], ""))


def canonical(page: Page) -> str:
    """What a page says its own address is, in full; '' if it says nothing."""
    for element in page.root.iter("link", "meta"):
        if element.tag == "link" and (element.get("rel") or "").lower() == "canonical":
            stated = element.get("href") or ""
        elif element.get("property") == "og:url":
            stated = element.get("content") or ""
        else:
            continue
        try:
            address = urljoin(page.url, stated.strip())
        except ValueError:
            continue
        if is_address(address):
            return address
    return ""
