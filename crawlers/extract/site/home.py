"""A site's home page -> what the site is, what it calls itself, and which pages, profiles, feeds and apps are its own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Any
from urllib.parse import unquote, urlsplit

from crawlers.extract.channels.links import find_links
from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.links import links
from crawlers.extract.page.rules import Decision, Rule
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.structured.item import Item
from crawlers.extract.page.text import one_line, text_of
from crawlers.extract.site.links import find_pages
from data.languages import all_words, extract
from data.urls import absolute, same_site

MAX_PAGES, MAX_SAME, MAX_FEEDS, MAX_HEADINGS = 3, 2, 2, 60
"""Pages of a kind, profiles of one network, feeds and headings that are kept."""
ENOUGH = 3
"""Signs from which on a page is taken for that of a business or of a magazine."""
_DATED_LINKS, _DATES = 8, 6
_MAX_TEXT = 200
_MAX_SAME_AS = 30
_DATED = re.compile(r"/(?:19|20)\d\d/(?:[01]?\d)(?:/|$)")
_STORE = re.compile(r"^https?://(?:apps|itunes)\.apple\.com/(?:([a-z]{2})/)?(?:[^?#]{0,300}/)?id(\d{6,12})")
_FEEDS = ("application/rss+xml", "application/atom+xml")


@dataclass(frozen=True)
class Home:
    """What a home page tells. `names` it states for itself, the surest first; `faqs`, `reviews`, `contact` pages, `social`
    profiles and feeds, best first; `apps` as overheard.toml names them (`appstore:us/123`, `play:com.acme`); `verdict`
    "business", "media" or "" where it cannot be told."""

    url: str
    title: str
    language: str | None
    names: tuple[str, ...]
    headings: tuple[str, ...]
    faqs: tuple[str, ...]
    reviews: tuple[str, ...]
    contact: tuple[str, ...]
    social: tuple[str, ...]
    apps: tuple[str, ...]
    verdict: str


def read_home(page: Page, country: str = "us") -> Home:
    """Read a home page; `country` (two letters) is whose App Store is named where a link names none. Never raises."""
    items = structured_items(page)
    pages = {kind: tuple(find_pages(page, kind, MAX_PAGES)) for kind in ("faqs", "reviews", "channels")}
    return Home(
        page.url, page.title, page.language, _names(page, items), _headings(page), pages["faqs"], pages["reviews"],
        pages["channels"], (*_profiles(page, items), *_feeds(page)), _apps(page, country),
        _verdict(page, items, bool(pages["faqs"])),
    )  # fmt: skip


@cache
def _signs() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawlers.extract.site").joinpath("home.toml").read_text(encoding="utf-8"))


def _names(page: Page, items: list[Item]) -> tuple[str, ...]:
    """og:site_name, the organisation's or the site's name by schema.org, application-name."""
    metas = {
        (meta.get("property") or meta.get("name") or "").lower(): one_line(meta.get("content") or "")
        for meta in page.root.iter("meta")
    }
    organisations = [item.line("name") for item in items if item.parent is None and _is_organisation(item)]
    sites = [item.line("name") for item in items if item.parent is None and "website" in item.types]
    found = [metas.get("og:site_name", ""), *organisations[:1], *sites[:1], metas.get("application-name", "")]
    return tuple(dict.fromkeys(name[:_MAX_TEXT] for name in found if name))


def _is_organisation(item: Item) -> bool:
    return "organization" in item.types or not item.types.isdisjoint(_signs()["business"]["types"]) & bool(
        item.properties.get("sameas") or item.properties.get("telephone") or item.properties.get("address")
    )


def _headings(page: Page) -> tuple[str, ...]:
    found = (one_line(text_of(element))[:_MAX_TEXT] for element in page.root.iter("h1", "h2", "h3"))
    return tuple(dict.fromkeys(text for text in found if text))[:MAX_HEADINGS]


def _profiles(page: Page, items: list[Item]) -> tuple[str, ...]:
    """Profiles, those that the page says are itself (rel="me", sameAs) first; few of one network: others' may be linked."""
    mine = [a.get("href") or "" for a in page.root.iter("a", "link") if "me" in (a.get("rel") or "").lower().split()]
    stated = (*mine, *_same_as(items))[:_MAX_SAME_AS]
    links_to = "".join(f'<a rel="me" href="{escape(url)}">.</a>' for url in stated)
    kept: dict[str, list[str]] = {}
    for channel in (*find_links(parse_page(f"<html><body>{links_to}</body></html>", page.url)), *find_links(page)):
        of_network = kept.setdefault(channel.vendor, [])
        if channel.kind == "social" and channel.address not in of_network and len(of_network) < MAX_SAME:
            of_network.append(channel.address)
    return tuple(address for of_network in kept.values() for address in of_network)


def _same_as(items: list[Item]) -> list[str]:
    """What the organisation says by schema.org that it is itself."""
    values = (value for item in items if _is_organisation(item) for value in item.properties.get("sameas", ()))
    return [value for value in values if isinstance(value, str)]


def _feeds(page: Page) -> tuple[str, ...]:
    """The page's own feeds of posts; those of comments are other people's."""
    found = []
    for link in page.root.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and (link.get("type") or "").lower() in _FEEDS:
            url = absolute(page.url, link.get("href"))
            if url and same_site(url, page.url) and "comment" not in f"{url} {link.get('title') or ''}".lower():
                found.append(url)
    return tuple(dict.fromkeys(found))[:MAX_FEEDS]


def _apps(page: Page, country: str) -> tuple[str, ...]:
    stores = (_STORE.match(url) for url, _ in links(page))
    apple = [f"appstore:{match[1] or country.lower()}/{match[2]}" for match in stores if match]
    google = [
        f"play:{channel.address.rpartition('id=')[2]}"
        for channel in find_links(page) if channel.kind == "app" and channel.vendor == "google"
    ]  # fmt: skip
    return tuple(dict.fromkeys((*apple[:1], *google[:1])))


class _Site:
    """A home page, as what it is of is judged."""

    def __init__(self, page: Page, items: list[Item], has_faq: bool) -> None:
        self.page, self.has_faq = page, has_faq
        self.types = frozenset(kind for item in items for kind in item.types)
        self.paths = [unquote(urlsplit(url).path).lower() for url, _ in links(page) if same_site(url, page.url)]

    def is_of(self, kind: str) -> bool:
        """Whether the page describes a thing of the types of a kind of site."""
        return not self.types.isdisjoint(_signs()[kind]["types"])


def _links_to_sales(site: _Site) -> bool:
    sells = frozenset(all_words(extract, lambda file: file.shop.path))
    return any(not sells.isdisjoint(path.split("/")) for path in site.paths)


def _links_to_dated(site: _Site) -> bool:
    return len({path for path in site.paths if _DATED.search(path)}) >= _DATED_LINKS


_BUSINESS = Decision[_Site](
    "site.home of a business",
    Rule("describes a business", 3, lambda site: site.is_of("business")),
    Rule("links to what is sold", 2, _links_to_sales),
    Rule("links to an FAQ", 1, lambda site: site.has_faq),
    Rule("links to a phone", 1,
         lambda site: any((a.get("href") or "").startswith("tel:") for a in site.page.root.iter("a"))),
    needs=ENOUGH,
)  # fmt: skip
_MEDIA = Decision[_Site](
    "site.home of a medium",
    Rule("describes a news organisation", 3, lambda site: "newsmediaorganization" in site.types),
    Rule("describes articles", 2, lambda site: site.is_of("media")),
    Rule("links to dated pages", 2, _links_to_dated),
    Rule("shows dates", 1, lambda site: sum(1 for _ in site.page.root.iter("time")) >= _DATES),
    needs=ENOUGH,
)


def _verdict(page: Page, items: list[Item], has_faq: bool) -> str:
    site = _Site(page, items, has_faq)
    business, media = _BUSINESS.decide(site).score, _MEDIA.decide(site).score
    if media >= _MEDIA.needs and media > business:
        return "media"
    return "business" if business >= _BUSINESS.needs and business > media else ""
