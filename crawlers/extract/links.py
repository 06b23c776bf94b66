"""Links of a page: which lead to the brand's FAQ, reviews and contact pages, and which to the next page of a list."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit, urlunsplit

import tldextract
from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.text import one_line, text_of

_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
"""Public suffixes as shipped with tldextract: no request, no cache file."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LINK_TEXT = 80
_NOT_PAGES = re.compile(r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|mp4|css|js|xml|ics)$", re.IGNORECASE)
_UNMISTAKABLE = frozenset({"faq", "faqs", "f.a.q.", "duk", "d.u.k.", "q&a", "testimonials", "atsiliepimai"})
_PARTS = re.compile(r"[/_.\s-]+")


@dataclass(frozen=True)
class _Kind:
    text: frozenset[str]
    path: frozenset[str]
    strong_path: frozenset[str]
    not_text: tuple[str, ...]
    elsewhere: frozenset[str]
    """Path parts that another kind of page goes by."""


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawlers.extract").joinpath("links.toml").read_text(encoding="utf-8"))


@cache
def _kind(kind: str) -> _Kind:
    words = _vocabulary().get(kind)
    if kind == "next" or words is None:
        known = ", ".join(name for name in _vocabulary() if name != "next")
        raise ValueError(f"kind of page: expected one of {known}; found {kind!r}")
    texts = frozenset(text.casefold() for group in words["text"].values() for text in group)
    others = (table["strong_path"] for name, table in _vocabulary().items() if name not in (kind, "next"))
    elsewhere = frozenset(part for parts in others for part in parts) - frozenset(words["strong_path"])
    return _Kind(texts, frozenset(words["path"]), frozenset(words["strong_path"]), tuple(words["not_text"]), elsewhere)


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
    addresses and names without a public suffix, the same host and port."""
    first, second = _site(a), _site(b)
    return bool(first) and first == second


def _site(url: str) -> str:
    address = host(url)
    name = address.rsplit(":", 1)[0] if re.search(r":\d+$", address) else address
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        registrable = _EXTRACT(name).top_domain_under_public_suffix
        return registrable or _with_port(url, address)
    return _with_port(url, address)


def _with_port(url: str, address: str) -> str:
    """Host with its port made explicit, so that http://127.0.0.1 and http://127.0.0.1:80 are one."""
    if not address or re.search(r":\d+$", address):
        return address
    return f"{address}:{_DEFAULT_PORTS.get(urlsplit(url).scheme, 0)}"


def find_pages(page: Page, kind: str, limit: int = 5) -> list[str]:
    """URLs on the page's own site most likely to be its `kind` page, best first, at most `limit`.

    `kind`: faqs, reviews or channels (ValueError otherwise). Ranked by the words of the link's text and of its path;
    absolute, without fragments, each once, the page itself left out.
    """
    words = _kind(kind)
    scores: dict[str, float] = {}
    here = _without_fragment(page.url)
    for number, (url, text) in enumerate(_links(page)):
        target = _without_fragment(url)
        if target.rstrip("/") == here.rstrip("/") or _NOT_PAGES.search(urlsplit(target).path):
            continue
        if not same_site(target, page.url):
            continue
        score = _score(words, target, text)
        if score > 0:
            # Among equals the earlier link wins, by less than any word is worth.
            scores[target] = max(scores.get(target, 0.0), score - min(number, 5_000) * 1e-5)
    ranked = sorted(scores, key=lambda target: (-scores[target], len(target), target))
    distinct: dict[str, str] = {}
    for target in ranked:
        distinct.setdefault(target.rstrip("/"), target)  # "/faq" and "/faq/" are one page; the better form is kept
    return list(distinct.values())[:limit]


def _score(words: _Kind, url: str, text: str) -> float:
    folded = text.casefold().strip(" .:!>»›")
    if any(phrase in folded for phrase in words.not_text):
        return 0.0
    score = 0.0
    if folded in words.text:
        score += 4
    elif len(folded) <= _MAX_LINK_TEXT and any(
        _telling(phrase, folded) and _contains(folded, phrase) for phrase in words.text
    ):
        score += 3
    path = unquote(urlsplit(url).path).casefold().strip("/")
    segments = [re.sub(r"\.\w{2,5}$", "", segment) for segment in path.split("/") if segment]
    if any(segment in words.strong_path for segment in segments):
        score += 3
    elif segments and segments[-1] in words.elsewhere:
        pass  # "/help/contact-us" is the contact page, not the FAQ
    elif any(segment in words.path for segment in segments) or host(url).split(".")[0] in words.path:
        score += 2
    elif words.strong_path.intersection(_PARTS.split(path)):
        score += 1.5
    if score:
        # The section's own page rather than one article deep within it.
        score -= 0.3 * max(0, len(segments) - 2)
    return score


def _telling(phrase: str, text: str) -> bool:
    """Whether a phrase says what a longer link text is about: several words, or much of the text ("Our FAQ", not
    "Support bracket for walls")."""
    return " " in phrase or _spaceless(phrase) or phrase in _UNMISTAKABLE or len(phrase) >= 0.5 * len(text)


def _contains(text: str, phrase: str) -> bool:
    """Whole words where words have spaces around them; anywhere for scripts written without."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not phrase.isascii() and _spaceless(phrase):
            return True
        if not (before.isalnum() or after.isalnum()):
            return True
        start = text.find(phrase, start + 1)
    return False


def _spaceless(phrase: str) -> bool:
    return any("\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff" for char in phrase)


def _links(page: Page) -> Iterator[tuple[str, str]]:
    """(absolute http(s) URL, text or label) of each <a href>."""
    base = _base(page)
    for anchor in page.root.iter("a"):
        url = _absolute(base, anchor.get("href"))
        if url:
            yield url, label(anchor)


def label(anchor: etree._Element) -> str:
    """What a link calls itself: its text, else aria-label, title or the alt text of its image."""
    text = one_line(text_of(anchor))
    if text:
        return text
    alternatives = (anchor.get("aria-label"), anchor.get("title"), *(image.get("alt") for image in anchor.iter("img")))
    return next((one_line(value) for value in alternatives if value and value.strip()), "")


def _base(page: Page) -> str:
    element = next(page.root.iter("base"), None)
    href = element.get("href") if element is not None else None
    return (_absolute(page.url, href) if href else None) or page.url


def _absolute(base: str, href: str | None) -> str | None:
    if not href or href.strip().startswith("#"):
        return None
    try:
        url = urljoin(base, href.strip())
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def _without_fragment(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def next_page(page: Page) -> str | None:
    """URL of the list's next page on the same site, or None: rel="next", a "next" link inside a pagination block, or
    the link there whose page parameter is one more than this page's."""
    base = _base(page)
    for element in page.root.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split() and (url := _onward(page, base, element)):
            return url
    words = _vocabulary()["next"]
    texts = frozenset(words["text"])
    for block in _pagination_blocks(page, words["block"]):
        anchors = list(block.iter("a"))
        for anchor in anchors:
            labels = {label(anchor).casefold(), (anchor.get("aria-label") or "").strip().casefold()}
            if labels & texts and (url := _onward(page, base, anchor)):
                return url
        wanted = _page_number(page.url, words["parameters"]) + 1
        for anchor in anchors:
            url = _onward(page, base, anchor)
            if url and _page_number(url, words["parameters"], default=0) == wanted:
                return url
    return None


def _onward(page: Page, base: str, element: etree._Element) -> str | None:
    classes = (element.get("class") or "").lower().split()
    if "disabled" in classes or element.get("aria-disabled") == "true":
        return None
    url = _absolute(base, element.get("href"))
    if not url or not same_site(url, page.url) or _without_fragment(url) == _without_fragment(page.url):
        return None
    return _without_fragment(url)


def _pagination_blocks(page: Page, words: list[str]) -> Iterator[etree._Element]:
    for element in page.root.iter("nav", "ul", "ol", "div", "p", "section", "span", "td"):
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('aria-label', '')}".lower()
        if not set(words).isdisjoint(_PARTS.split(names)):
            yield element


def _page_number(url: str, parameters: list[str], default: int = 1) -> int:
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name.lower() in parameters and value.isdecimal() and len(value) < 7:
            return int(value)
    match = re.search(r"/(?:page|p|trang|puslapis|seite)[/-](\d{1,6})(?:/|$)", parts.path)
    return int(match[1]) if match else default


def sitemap_pages(body: bytes, kind: str) -> list[str]:
    """Page URLs of a sitemap that look like its `kind` page, best first. A sitemap of another form gives []."""
    words = _kind(kind)
    scored = {url: score for url in _locations(body, "urlset") if (score := _score(words, url, "")) > 0}
    return sorted(scored, key=lambda url: (-scored[url], len(url), url))


def sitemap_index(body: bytes) -> list[str]:
    """URLs of the sitemaps that a sitemap index lists, in order; [] for anything else."""
    return _locations(body, "sitemapindex")


def _locations(body: bytes, wanted_root: str) -> list[str]:
    # No entities, no DTD, no network: a sitemap is hostile input like any other.
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None or etree.QName(root).localname != wanted_root:
        return []
    urls = []
    for location in root.iterfind("{*}*/{*}loc"):
        url = _absolute("", location.text)
        if url:
            urls.append(url)
    return list(dict.fromkeys(urls))
