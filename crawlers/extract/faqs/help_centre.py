"""Help centres: an article that answers the question it is headed by, and links to such articles.

The marks by which a vendor's help centre is known are in `help_centre.toml`; to support another, add its marks there. What help
centres are called is in data/languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.extract.faqs.pairs import MIN_ANSWER, Pair, make_pair
from crawlers.extract.page import Page
from crawlers.extract.page.asking import MAX_QUESTION, asks, clean_question, may_ask
from crawlers.extract.page.lines import Line, page_lines
from crawlers.extract.page.text import key, one_line, text_of
from data.languages import all_words, extract
from data.urls import hostname

MAX_LINKS = 500
MAX_CATEGORIES = 60
_FILE = re.compile(r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|mp4|xml|ics)$", re.IGNORECASE)
_ENDING = re.compile(r"\.\w{2,5}$")
_LOCALE = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_CATEGORY_QUERY = re.compile(
    r"(?:^|&)(?:cat(?:egory)?(?:_?id)?|topic(?:_?id)?|section|group|theme|tab|id|c)=[^&]", re.IGNORECASE
)
_LINKED = 0.9
_SEVERAL = 3
"""Links that ask, which make a help page a list of questions."""
_TITLE_PARTS = re.compile(r"\s[|–—-]\s")
_MAX_PARTS = 100
"""Elements of a link that can still be a question's."""
_MIN_ARTICLE = 40
"""Letters and digits of an article; what is shorter is a stub or a list of links, unless its title asks and nothing is linked."""
_LOADED = etree.XPath("//script/@src | //link/@href | //img/@src")
_CLASSED = etree.XPath("//*[@class or @id]")


@dataclass(frozen=True)
class _Marks:
    hosts: frozenset[str]
    assets: tuple[str, ...]
    paths: tuple[str, ...]
    bodies: frozenset[str]
    articles: tuple[str, ...]
    categories: tuple[str, ...]
    titles: frozenset[str]


@cache
def _marks() -> _Marks:
    told = tomllib.loads(
        resources.files("crawlers.extract.faqs").joinpath("help_centre.toml").read_text(encoding="utf-8")
    )
    return _Marks(
        frozenset(all_words(extract, lambda file: file.help.hosts)),
        tuple(told["assets"]),
        (*told["paths"], *(f"/{part}/" for part in all_words(extract, lambda file: file.help.paths))),
        frozenset(told["bodies"]),
        tuple(told["articles"]),
        tuple(told["categories"]),
        frozenset(all_words(extract, lambda file: file.help.titles)),
    )


def in_help_centre(page: Page) -> bool:
    """Whether the page's host, or what it loads, is a help centre's."""
    marks = _marks()
    host = hostname(page.url)
    if host.split(".")[0] in marks.hosts:
        return True
    loaded = chain(
        (element.get("src", "") for _, element in page.holders["src"] if element.tag in ("script", "img")),
        (element.get("href", "") for _, element in page.holders["href"] if element.tag == "link"),
    )
    everything = "\n".join(loaded)
    if not any(mark in everything for mark in marks.assets):
        return False
    return any(mark in address for address in _LOADED(page.root)[:300] for mark in marks.assets)


def says_help(page: Page) -> bool:
    """Whether the page itself is a brand's help page, by its first heading or the first part of its title."""
    lines = page_lines(page)
    top = next((line.text for line in lines.headings if line.level == 1), "")
    told = (top, *_TITLE_PARTS.split(page.title)[:1])
    return any(" ".join(text.casefold().split()).strip(" ?!.") in _marks().titles for text in told)


def is_help(page: Page) -> bool:
    """Whether the page is of a help centre, by its host or what it loads, or of a part of a brand's own help, by its path: the
    help page itself is more often a place to choose what to do."""
    return in_help_centre(page) or (_has_path(page) and len(urlsplit(page.url).path.strip("/").split("/")) > 1)


def article_pairs(page: Page) -> Iterator[Pair]:
    """The article of a help centre as the answer to its title, if the title asks ("How do I ...", "... ?")."""
    title = _asking_title(page) if in_help_centre(page) or _has_path(page) else None
    body = _body(page) if title is not None else None
    if title is None or body is None or body in title.element.iterancestors():
        return
    answer = text_of(body)
    least = MIN_ANSWER if asks(title.text) and next(body.iter("a"), None) is None else _MIN_ARTICLE
    if len(key(answer)) >= least:
        pair = make_pair(title.text, answer, "article", title.element, body)
        if pair:
            yield pair


def _asking_title(page: Page) -> Line | None:
    titles = (line for line in page_lines(page).headings if line.level == 1 and not line.apart)
    return next((line for line in titles if asks(line.text) or may_ask(clean_question(line.text))), None)


def _has_path(page: Page) -> bool:
    path = urlsplit(page.url).path.lower() + "/"
    return any(mark in path for mark in _marks().paths)


def _body(page: Page) -> etree._Element | None:
    bodies = _marks().bodies
    named: list[etree._Element] = _CLASSED(page.root)
    for element in named:
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        if not bodies.isdisjoint(names):
            return element
    return None


def answer_links(page: Page) -> list[tuple[str, str]]:
    """Questions whose answer stands behind a link, as (question, absolute URL), in page order, each URL once, at most
    MAX_LINKS: links that ask where the page says FAQ or, if several do, help; and links to articles of a help centre.
    Candidates for a crawler; whether it may go there is its business."""
    found: dict[str, str] = {}
    for question, anchor in (*_asking_links(page), *_article_links(page)):
        url = _absolute(page, anchor)
        if url and url not in found and len(found) < MAX_LINKS:
            found[url] = clean_question(question)
    return [(question, url) for url, question in found.items()]


def category_links(page: Page) -> list[str]:
    """Pages of an FAQ or help centre that list more of it, absolute, in page order, each once, at most MAX_CATEGORIES: links
    below the page's own address ("/faq/delivery", "?topic=2"), or that a vendor's help centre marks as such. Links that ask
    are left out (`answer_links`), and so are pages that say neither FAQ nor help."""
    centre = in_help_centre(page)
    if not (centre or page_lines(page).page_is_faq or says_help(page)):
        return []
    asked = {url for _, url in answer_links(page)}
    found: dict[str, None] = {}
    for anchor in islice(page.root.iter("a"), 5_000):
        url = _absolute(page, anchor)
        if url and url not in asked and url not in found and _is_category(url, page.url, centre):
            found[url] = None
            if len(found) == MAX_CATEGORIES:
                break
    return list(found)


def _is_category(url: str, here: str, centre: bool) -> bool:
    """Whether an address is one of the categories of the help page at `here`; `centre`: that is a vendor's help centre."""
    if hostname(url) != hostname(here) or _FILE.search(urlsplit(url).path):
        return False
    path, own = urlsplit(url).path.rstrip("/") + "/", _ENDING.sub("", urlsplit(here).path.rstrip("/"))
    if centre and any(mark in path for mark in _marks().categories):
        return True
    if not own.strip("/") or _LOCALE.fullmatch(own):
        return False  # below a home page is everything
    if path.rstrip("/") == urlsplit(here).path.rstrip("/"):
        return _CATEGORY_QUERY.search(urlsplit(url).query) is not None
    return path.startswith((f"{own}/", f"{own}-"))


def _asking_links(page: Page) -> Iterator[tuple[str, etree._Element]]:
    lines = page_lines(page)
    helps = in_help_centre(page) or (says_help(page) and sum(_is_asking_link(line) for line in lines.lines) >= _SEVERAL)
    texts: dict[etree._Element, str] = {}
    for line in lines.lines:
        if line.apart or line.linked <= _LINKED or not (line.about_faq or lines.page_is_faq or helps):
            continue
        if asks(line.text) or may_ask(clean_question(line.text)):
            anchor = _anchor_of(line, texts)
            if anchor is not None:
                yield line.text, anchor


def _anchor_of(line: Line, texts: dict[etree._Element, str]) -> etree._Element | None:
    """The link that a line is, around its element or in it; `texts`: what links say, as far as known."""
    around = (line.element, *islice(line.element.iterancestors(), 3))
    anchors = [node for node in around if node.tag == "a"] or list(islice(line.element.iter("a"), 5))
    return next((node for node in anchors if line.text in _link_text(node, texts)), None)


def _is_asking_link(line: Line) -> bool:
    return not line.apart and line.linked > _LINKED and asks(line.text)


def _link_text(anchor: etree._Element, known: dict[etree._Element, str]) -> str:
    """What a link says, on one line, read once (`known`); '' of one around half the page, which is no question's."""
    if anchor not in known:
        small = next(islice(anchor.iter(), _MAX_PARTS, None), None) is None
        known[anchor] = one_line(text_of(anchor)) if small else ""
    return known[anchor]


def _article_links(page: Page) -> Iterator[tuple[str, etree._Element]]:
    if not in_help_centre(page):
        return
    marks = _marks().articles
    for anchor in islice(page.root.iter("a"), 5_000):
        href = (anchor.get("href") or "").lower()
        text = text_of(anchor).partition("\n")[0] if any(mark in href for mark in marks) else ""
        if text and len(text) <= MAX_QUESTION:
            yield text, anchor


def _absolute(page: Page, anchor: etree._Element) -> str | None:
    try:
        url = urljoin(page.base, (anchor.get("href") or "").strip())
        scheme = urlsplit(url).scheme
    except ValueError:  # what stands there is no address
        return None
    return url.partition("#")[0] if scheme in ("http", "https") and url.partition("#")[0] != page.url else None
