"""What a link is made of: its host, its site, its absolute address, and what it calls itself."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit
from weakref import WeakKeyDictionary

import tldextract
from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.text import one_line, text_of

_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
"""Public suffixes as shipped with tldextract: no request, no cache file. Where anybody may have a name (shop builders,
blog hosts: `x.myshopify.com`), each name is a site of its own."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LINKS = 10_000
"""Links read of one page; what comes after is no menu."""
_links: WeakKeyDictionary[Page, list[tuple[str, str]]] = WeakKeyDictionary()
_PORT = re.compile(r":\d+$")


@cache
def vocabulary() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawlers.extract").joinpath("links.toml").read_text(encoding="utf-8"))


def host(url: str) -> str:
    """Lower-case host without `www.`, with `:port` only if given and not the scheme's own; '' if there is none."""
    try:
        parts = urlsplit(url.strip())
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = name.rstrip(".").removeprefix("www.")
    if ":" in name:
        name = f"[{name}]"
    return f"{name}:{port}" if name and port is not None and port != _DEFAULT_PORTS.get(parts.scheme) else name


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site: the same registrable domain (subdomains and ports apart), or, for IP
    addresses and names of one label (`localhost`), the same host and port.

    An ending that the list of public suffixes does not know counts as one: `help.acme.example` is of `acme.example`.
    """
    first, second = _site(a), _site(b)
    return bool(first) and first == second


def _site(url: str) -> str:
    address = host(url)
    if split := _split(_PORT.sub("", address)):
        return ".".join(split)
    if not address or _PORT.search(address):
        return address
    # The port made explicit, so that http://127.0.0.1 and http://127.0.0.1:80 are one.
    return f"{address}:{_DEFAULT_PORTS.get(urlsplit(url).scheme, 0)}"


def site_label(url: str) -> str:
    """The name a site goes by (`acme` of `https://shop.acme.co.th/`); '' for addresses by number and single labels."""
    split = _split(_PORT.sub("", host(url)))
    return split[0] if split else ""


@cache
def _split(name: str) -> tuple[str, str] | None:
    """(label, suffix) of the registrable domain of a host without port, or None where there is none."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        found = _EXTRACT(name)
        if found.domain and found.suffix:
            return found.domain, found.suffix
        labels = name.split(".")
        if len(labels) > 1 and all(labels):
            # A suffix itself (`github.io`) is the site of whoever runs it.
            return labels[-2], labels[-1]
    return None


def links(page: Page) -> list[tuple[str, str]]:
    """(absolute http(s) URL, text or label) of each <a href>, in page order. Read once a page."""
    if page not in _links:
        start = base(page)
        found = ((absolute(start, anchor.get("href")), anchor) for anchor in islice(page.root.iter("a"), _MAX_LINKS))
        _links[page] = [(url, label(anchor)) for url, anchor in found if url]
    return _links[page]


def label(anchor: etree._Element) -> str:
    """What a link calls itself: its text, else aria-label, title or the alt text of its image."""
    text = one_line(text_of(anchor))
    if text:
        return text
    alternatives = (anchor.get("aria-label"), anchor.get("title"), *(image.get("alt") for image in anchor.iter("img")))
    return next((one_line(value) for value in alternatives if value and value.strip()), "")


def base(page: Page) -> str:
    """What the page's relative addresses are relative to."""
    element = next(page.root.iter("base"), None)
    href = element.get("href") if element is not None else None
    return (absolute(page.url, href) if href else None) or page.url


def absolute(start: str, href: str | None) -> str | None:
    """The http(s) URL of `href` on a page at `start`; None for fragments, other schemes and what is no address."""
    if not href or href.strip().startswith("#"):
        return None
    try:
        url = urljoin(start, href.strip())
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def without_fragment(url: str) -> str:
    """The URL up to its `#`, with `/` for an empty path."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))
