"""Links of a page: which lead to the brand's FAQ, reviews, contact and about pages; and the same of its sitemap."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawlers.extract.channels.config import address, any_match, may_match
from crawlers.extract.page import Page
from crawlers.extract.page.entities import refuse_entity_bombs
from crawlers.extract.page.links import links
from crawlers.extract.page.rules import STOP, Way, Ways
from crawlers.extract.page.survey import label
from crawlers.extract.site.pagination import next_page
from crawlers.extract.site.vocabulary import vocabulary
from data.languages import all_words, extract, known
from data.languages.scripts import spaceless
from data.languages.shapes import Pages, PageWords
from data.urls import (
    absolute,
    host,
    same_site,
    site_label,
    variant_key,
    without_fragment,
    without_tracking,
    written_host,
)

__all__ = ["find_pages", "host", "label", "next_page", "same_site", "sitemap_index", "sitemap_pages"]

_MAX_LINK_TEXT = 80
_NOT_PAGES = re.compile(r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|mp4|css|js|xml|ics)$", re.IGNORECASE)
_PARTS = re.compile(r"[/_.\s-]+")
_PATH = re.compile(r"https?://[^/?#]*([^?#]*)")
_ENDING = re.compile(r"\.\w{2,5}$")
_LOCALE = re.compile(r"^([a-z]{2})(?:[-_][a-z]{2,4})?$")
_OF_KIND: Mapping[str, Callable[[Pages], PageWords]] = {
    "faqs": lambda pages: pages.faqs,
    "reviews": lambda pages: pages.reviews,
    "channels": lambda pages: pages.channels,
    "about": lambda pages: pages.about,
}
_MARKS = " .,:;!?()[]{}\"'“”„«»‹›→-–—|/•·"
_MIN_LABEL = 3
_WEAK = 0.5
_HELPING = ("faqs", "channels")
"""Kinds of page that brands keep on other hosts of theirs."""


@dataclass(frozen=True)
class _Kind:
    text: frozenset[str]
    spaceless: tuple[str, ...]
    """Those of `text` in scripts without spaces between words."""
    longest: int
    """Words of the longest phrase."""
    path: frozenset[str]
    strong_path: frozenset[str]
    not_text: frozenset[str]
    not_spaceless: tuple[str, ...]
    elsewhere: frozenset[str]
    """Path parts that another kind of page goes by."""
    said: frozenset[str]
    """Single words of `text` and `not_text`: a text without any of them holds no phrase."""
    parts: frozenset[str]
    """Likewise of `path` and `strong_path`, parted at - and _ too."""


@cache
def _kind(kind: str) -> _Kind:
    if kind not in _OF_KIND:
        raise ValueError(f"kind of page: expected one of {', '.join(_OF_KIND)}; found {kind!r}")
    of_kind = _OF_KIND[kind]
    texts = frozenset(all_words(extract, lambda file: of_kind(file.pages).text))
    not_texts = frozenset(all_words(extract, lambda file: of_kind(file.pages).not_text))
    paths = frozenset(all_words(extract, lambda file: of_kind(file.pages).path))
    strong = _strong_paths(kind)
    phrases = [text.split() for text in (*texts, *not_texts)]
    return _Kind(
        text=texts,
        spaceless=tuple(filter(spaceless, texts)),
        longest=max(map(len, phrases)),
        path=paths,
        strong_path=strong,
        not_text=not_texts,
        not_spaceless=tuple(filter(spaceless, not_texts)),
        elsewhere=frozenset().union(*map(_strong_paths, _OF_KIND)) - strong,
        said=frozenset(word for phrase in phrases for word in phrase),
        parts=frozenset(part for path in (*paths, *strong) for part in _path_words(path)),
    )


def _strong_paths(kind: str) -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: _OF_KIND[kind](file.pages).strong_path))


@cache
def _unmistakable() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.pages.sure))


def find_pages(page: Page, kind: str, limit: int = 5) -> list[str]:
    """URLs most likely to be the brand's `kind` page, best first, at most `limit`.

    `kind`: faqs, reviews, channels or about (ValueError otherwise). Ranked by the words of the link's text and of its
    path, in any language known, the page's own first; absolute, without fragments, each once, the page itself left
    out. On the page's own site; for faqs and channels also on a help host of the brand's: one of its own name at a
    vendor of help centres (`acme.zendesk.com`), or, if the link says so, a host that bears its name
    (`help.acme-support.com`).
    """
    words = _kind(kind)
    scores: dict[str, float] = {}
    here = without_fragment(page.url).rstrip("/")
    for number, (url, text) in enumerate(links(page)):
        said = _by_text(kind, text)
        if said is None:
            continue
        target = without_fragment(url)
        score = said + _by_path(words, target, bool(said))
        # Most links tell nothing: whose they are and where they lead is asked of the others only.
        if not (said or score or _at_vendor(target)) or not _is_page(target, here):
            continue
        if not same_site(target, page.url):
            if kind not in _HELPING or not _helps(target, page.url, bool(said)):
                continue
            score = score or _WEAK  # "Community and articles" at a help centre: better than nothing
        if score > 0:
            score += _by_language(target, page.language)
            # Among equals the earlier link wins, by less than any word is worth.
            scores[target] = max(scores.get(target, 0.0), score - min(number, 5_000) * 1e-5)
    ranked = sorted(scores, key=lambda target: (-scores[target], len(target), target))
    return _distinct(ranked, page)[:limit]


def _distinct(ranked: list[str], page: Page) -> list[str]:
    """Each page once, at the place of its best address: of several, by the one that says least beside what it is."""
    # Where the page itself is not below its language, "/en/faq" is its "/faq".
    first = urlsplit(page.url).path.strip("/").partition("/")[0].lower()
    language = page.language if page.language and not _LOCALE.match(first) else ""
    forms: dict[str, list[str]] = {}
    for target in ranked:
        forms.setdefault(variant_key(target, language), []).append(without_tracking(target))
    return [min(found, key=lambda url: ("?" in url, url.rstrip("/").count("/"))) for found in forms.values()]


def _helps(url: str, home: str, said: bool) -> bool:
    """Whether an address on another site is of the brand's help; `said`: its link says so."""
    return (said or _at_vendor(url)) and _of_brand(url, home)


def _is_page(url: str, here: str) -> bool:
    """Whether an address is that of a page to read: not the page at `here`, no file, no form for members or buyers."""
    match = _PATH.match(url)
    path = match[1] if match else ""
    return (
        url.rstrip("/") != here
        and not _NOT_PAGES.search(path)
        and _members_only().isdisjoint(_PARTS.split(path.lower()))
    )


@cache
def _members_only() -> frozenset[str]:
    return frozenset(vocabulary()["not_pages"])


def _of_brand(url: str, home: str) -> bool:
    """Whether another site's host bears the brand's name, with nothing but words for help and places beside it."""
    name = site_label(home).replace("-", "")
    if len(name) < _MIN_LABEL:
        return False
    if not _at_vendor(url):
        tenant = site_label(url)
    elif host(url).count(".") > 1:
        tenant = host(url).partition(".")[0]
    else:
        tenant = urlsplit(url).path.strip("/").partition("/")[0].lower()  # intercom.help/acme
    parts = [part for part in tenant.split("-") if part and part not in _host_words()]
    bare = "".join(parts)
    for word in _host_words():
        if bare != name and len(bare) > len(word):
            bare = bare.removesuffix(word) if bare.endswith(word) else bare.removeprefix(word)
    return bare == name


@cache
def _host_words() -> tuple[str, ...]:
    """What may be beside a brand's name in the host of its help centre, longest first."""
    return tuple(sorted(all_words(extract, lambda file: file.help.host_words), key=len, reverse=True))


def _at_vendor(url: str) -> bool:
    """Whether a host is a customer's at a vendor of help centres (`acme.zendesk.com`, not `www.zendesk.com`)."""
    if not _may_be_vendor(written_host(url)):
        return False
    where = address("", url)
    return where is not None and any_match(where, "help_centre")


@lru_cache(maxsize=4_096)
def _may_be_vendor(at: str) -> bool:
    """Whether a host, as it stands in an address, is one of a vendor's whatever its path."""
    where = address("", f"https://{at}/")
    return where is None or may_match(where, "help_centre")


@lru_cache(maxsize=8_192)
def _by_text(kind: str, text: str) -> float | None:
    """4 for a link called exactly so, 3 for one that says so among other words, 0; None for what is never one. Kept, as a
    site has the same menus on each of its pages."""
    words = _kind(kind)
    folded = text.casefold().strip(" .:!>»›→")
    if len(folded) > _MAX_LINK_TEXT:
        return 0.0
    plain = folded.split()
    spaced = words.said.isdisjoint(plain) and words.said.isdisjoint([token.strip(_MARKS) for token in plain])
    if spaced and (folded.isascii() or not any(map(folded.__contains__, (*words.spaceless, *words.not_spaceless)))):
        return 0.0
    spans = _spans(folded, words.longest)
    if not words.not_text.isdisjoint(spans) or any(map(folded.__contains__, words.not_spaceless)):
        return None
    if folded in words.text:
        return 4.0
    said = words.text.intersection(spans) | {phrase for phrase in words.spaceless if phrase in folded}
    return 3.0 if any(_telling(phrase, folded) for phrase in said) else 0.0


@lru_cache(maxsize=4096)
def _spans(text: str, longest: int) -> set[str]:
    """All runs of up to `longest` words of a text, with the marks around each word and without."""
    plain = text.split()
    found: set[str] = set()
    for tokens in (plain, [token.strip(_MARKS) for token in plain]):
        for start in range(len(tokens)):
            for end in range(start + 1, min(start + longest, len(tokens)) + 1):
                found.add(" ".join(tokens[start:end]))
    return found


class _Place:
    """Where a link leads: the parts of its path without their endings, the words of the path, its host's first label."""

    def __init__(self, words: _Kind, path: str, label: str) -> None:
        self.words, self.path, self.label = words, path, label
        self.segments = [_ENDING.sub("", segment) for segment in path.split("/") if segment]
        self.last = self.segments[-1] if self.segments else ""


def _by_path(words: _Kind, url: str, said: bool) -> float:
    path = _path(url)
    label = _host_label(written_host(url))
    if not said and label not in words.path and words.parts.isdisjoint(_path_words(path)):
        return 0.0
    place = _Place(words, path, label)
    score = _PATHS.value(place) or 0.0
    # The section's own page rather than one article deep within it.
    return score - 0.3 * max(0, len(place.segments) - 2) if score or said else 0.0


def _worth(score: float, test: Callable[[_Place], bool]) -> Callable[[_Place], float | None]:
    return lambda place: score if test(place) else None


_PATHS = Ways[_Place, float](
    "site.what a path says",
    Way("its end names the page", _worth(3.0, lambda place: place.last in place.words.strong_path)),
    Way("a part names the page", _worth(2.5, lambda place: not place.words.strong_path.isdisjoint(place.segments))),
    # "/help/contact-us" is the contact page, not the FAQ
    Way("its end names another page", lambda place: STOP if place.last in place.words.elsewhere else None),
    Way("a part may name the page", _worth(2.0, lambda place: not place.words.path.isdisjoint(place.segments))),
    Way("its host may name the page", _worth(2.0, lambda place: place.label in place.words.path)),
    Way("a word names the page", _worth(1.5, lambda place: not place.words.strong_path.isdisjoint(
        _PARTS.split(place.path)))),
)  # fmt: skip
"""What the path of an address is worth for a kind of page."""


def _path(url: str) -> str:
    """An address's path as people read it, without slashes at its ends."""
    match = _PATH.match(url)
    path = match[1] if match else ""
    return (unquote(path) if "%" in path else path).casefold().strip("/")


@lru_cache(maxsize=4_096)
def _host_label(at: str) -> str:
    """The first label of a host as it stands in an address: `help` of `help.acme.com:8080`."""
    return host(f"https://{at}").split(".")[0]


def _path_words(path: str) -> list[str]:
    return path.replace("/", " ").replace("_", " ").replace(".", " ").replace("-", " ").split()


def _by_language(url: str, language: str | None) -> float:
    """A little for the page's own language, a little less for another's, where the path or host names one."""
    first = urlsplit(url).path.strip("/").partition("/")[0].lower()
    match = _LOCALE.match(first) or _LOCALE.match(host(url).partition(".")[0])
    if not match or not language or match[1] not in _spoken():
        return 0.0
    return 0.4 if match[1] == language else -0.4


@cache
def _spoken() -> frozenset[str]:
    """Languages whose FAQ pages are known by name."""
    return frozenset(code for code in known() if extract(code).pages.faqs.text)


def _telling(phrase: str, text: str) -> bool:
    """Whether a phrase says what a longer link text is about: several words, or much of the text ("Our FAQ", not
    "Support bracket for walls")."""
    return " " in phrase or spaceless(phrase) or phrase in _unmistakable() or len(phrase) >= 0.5 * len(text)


def sitemap_pages(body: bytes, kind: str, home: str | None = None) -> list[str]:
    """Page URLs of a sitemap that look like its `kind` page, best first. A sitemap of another form gives []; an entity
    bomb raises EntityBombError.

    `home`: the brand's home page; with it, pages of its own site only, and for faqs and channels those of a help host
    of the brand's, as `find_pages` tells them.
    """
    words = _kind(kind)
    scored = {url: score for url in _locations(body, "urlset") if (score := _by_path(words, url, False)) > 0}
    ranked = sorted(scored, key=lambda url: (-scored[url], len(url), url))
    return [
        url for url in ranked if home is None or same_site(url, home) or (kind in _HELPING and _of_brand(url, home))
    ]


def sitemap_index(body: bytes) -> list[str]:
    """URLs of the sitemaps that a sitemap index lists, in order; [] for anything else."""
    return _locations(body, "sitemapindex")


def _sitemap_root(body: bytes) -> etree._Element | None:
    """The root of a sitemap; None where it has none or cannot be read."""
    # No entities, no DTD, no network: a sitemap is hostile input like any other.
    refuse_entity_bombs(body)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _locations(body: bytes, wanted_root: str) -> list[str]:
    root = _sitemap_root(body)
    if root is None or etree.QName(root).localname != wanted_root:
        return []
    urls = []
    for location in root.iterfind("{*}*/{*}loc"):
        url = absolute("", location.text)
        if url:
            urls.append(url)
    return list(dict.fromkeys(urls))
