"""Saved Google result pages, 2014 to today, desktop and mobile -> rankings.

Google's class names change often and its frame seldom: a result is a heading (`h3`, on mobile a `role=heading`) tied to
a link that leads off Google, standing in no part of another kind. What marks those parts is in `rankings_google.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.text import one_line, text_of
from crawlers.extract.rankings.result_page import Entries, PageStatus, ResultPage, domain, is_ad_redirect
from crawlers.extract.rankings.zones import (
    MAX_SNIPPET,
    MAX_TITLE,
    AnyOf,
    Marks,
    address,
    announced,
    beneath,
    block_around,
    query_of,
    snippet_of,
)
from data.urls import hostname

ENGINE = "google"
_GOOGLE = re.compile(r"(^|\.)google\.[a-z]{2,3}(\.[a-z]{2})?$")
_OWN_HOSTS = frozenset({"www", "google", "consent", "accounts", "webcache", "translate", "maps"})
_FINAL = frozenset({"ignore", "ad", "shopping", "paa", "ai_overview"})
"""Zones within which no other zone opens."""
_MAX_NOTICES = 10
_FRAME = ("rso", "search", "main", "ires")
"""Ids of what holds all results."""
_MIN_ANSWER = 40
"""Characters from which on an unmarked line within a question is its answer, not a button's label."""


@dataclass(frozen=True)
class _Zone:
    kind: str
    marks: Marks


@cache
def _config() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _zones() -> tuple[_Zone, ...]:
    return tuple(_Zone(entry["kind"], Marks.of(entry)) for entry in _config()["zone"])


@cache
def _any_zone() -> AnyOf:
    return AnyOf(zone.marks for zone in _zones())


@cache
def _marks(section: str) -> Marks:
    return Marks.of(_config()[section])


@dataclass(frozen=True)
class _Unit:
    """What gives an entry: a whole element (an ad, a question, a product), or a heading with the link it is tied to."""

    kind: str
    element: etree._Element
    link: etree._Element | None = None
    is_heading: bool = False


def parse_google(page: Page, device: str = "desktop", keyword: str | None = None) -> ResultPage:
    """Read a saved Google page.

    In: the parsed page; the device it was saved on (kept, not judged); the query, if known better than from the page.
    Out: kinds organic, ad, shopping, local, video, featured_snippet, ai_overview, top_stories, paa (with its
    answer as snippet, if it was unfolded) and related in page order.
    """
    query = keyword or _query(page)

    def answer(status: PageStatus, reason: str | None) -> ResultPage:
        return ResultPage(ENGINE, query, "", device, status, reason)

    if (reason := _blocked(page.root)) is not None:
        return answer("blocked", reason)
    notice = _absent_notice(page.root)
    if notice is not None:
        return answer("absent", notice)
    if query is None:
        return answer("failed", "names no query: neither a search field q nor a title tells what was searched")
    entries = Entries(ENGINE, query, device=device)
    units = list(_units(page.root))
    headings = beneath(unit.element for unit in units if unit.is_heading)
    mobile = _titled_as_on_mobile(units, page.url)
    for unit in units:
        _add(entries, unit, page.url, headings, mobile)
    if not any(ranking.kind not in ("paa", "related") for ranking in entries.rankings):
        text = page.text[:200_000]
        if _is_google(page) and (phrase := _phrase(text, _config()["absent"]["phrases"])) is not None:
            return answer("absent", f"the page says {phrase!r}")
        return answer("failed", f"no result recognised in a page of {len(text)} characters of text")
    corrected = _corrected(page.root)
    reason = f"answered for {corrected!r} instead" if corrected and corrected != query else None
    return ResultPage(ENGINE, query, "", device, "observed", reason, entries.rankings)


def _units(root: etree._Element) -> Iterator[_Unit]:
    """Walk the page once, in order, without recursion, and yield what gives entries."""
    around = [_Around("", None, within=False)]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "end":
            around.pop()
            continue
        outer = around[-1]
        if element.tag == "g-section-with-header" and outer.zone not in _FINAL:
            yield from _cards(element)
        link = element if element.tag == "a" and element.get("href") else outer.link
        here = _Around(_zone_at(element, outer.zone), link, outer.within)
        unit = _unit_at(element, here)
        if unit is not None:
            here.within = here.within or here.zone != "related"
            yield unit
        around.append(here)


@dataclass
class _Around:
    """Where the walk is: in which zone, in which link, and whether within what gives an entry already."""

    zone: str
    link: etree._Element | None
    within: bool


def _unit_at(element: etree._Element, here: _Around) -> _Unit | None:
    zone = here.zone
    if zone == "related":
        return _Unit(zone, element) if element.tag == "a" else None
    if here.within or zone == "ignore":
        return None
    if zone in _STARTS:
        return _Unit(zone, element) if _STARTS[zone](element) else None
    if _is_heading(element):
        return _Unit(zone, element, here.link if here.link is not None else _first_link(element), is_heading=True)
    return None


def _zone_at(element: etree._Element, inherited: str) -> str:
    if inherited in _FINAL or not _any_zone().at(element):
        return inherited
    return next((zone.kind for zone in _zones() if zone.marks.at(element)), inherited)


def _has_class(element: etree._Element, name: str) -> bool:
    return bool(name in (element.get("class") or "").split())


_STARTS: dict[str, Callable[[etree._Element], bool]] = {
    "ad": lambda element: _has_class(element, "ads-ad") or element.get("data-text-ad") is not None,
    "shopping": lambda element: _has_class(element, "pla-unit"),
    "paa": lambda element: _has_class(element, "related-question-pair"),
    "ai_overview": lambda _: True,
}
"""Zones whose entries are whole elements, and which those are."""


def _cards(section: etree._Element) -> Iterator[_Unit]:
    """A section of cards that lead to articles of several sites: top stories; to several videos: videos.

    Cards are told by their marks; the section's sort by where they lead, not by its heading, which is in any language.
    """
    marked = _marks("cards")
    cards = [link for link in section.iter("a") if link.get("href") and _is_card(link, marked)]
    sites = {domain(_target(link, "")) for link in cards} - {""}
    if not sites:
        return
    videos = set(_config()["cards"]["video_sites"])
    if sites <= videos:
        yield from (_Unit("video_card", link) for link in cards)
    elif len(sites - videos) > 1:
        yield from (_Unit("top_stories", link) for link in cards)


def _is_card(link: etree._Element, marks: Marks) -> bool:
    """A card, not one of the posts of a social network that carry a class more."""
    if not _marks("posts").at(link):
        return marks.at(link) or any(marks.at(parent) for parent in islice(link.iterancestors(), 2))
    return False


def _is_heading(element: etree._Element) -> bool:
    return element.tag == "h3" or (element.get("role") == "heading" and element.tag in ("div", "span"))


def _first_link(element: etree._Element) -> etree._Element | None:
    return next((link for link in element.iter("a") if link.get("href")), None)


def _add(entries: Entries, unit: _Unit, base: str, headings: Counter[etree._Element], mobile: bool) -> None:
    add = _ADDS.get(unit.kind)
    if add is not None:
        add(entries, unit, base)
        return
    element, title = unit.element, _title(unit.element)
    if unit.kind == "local":
        entries.add("local", _leads_to(block_around(element, headings, _FRAME), base), title)
        return
    url = _target(unit.link, base)
    kind = unit.kind or ("organic" if element.tag == "h3" or mobile else "")
    if kind and url and title:
        block = block_around(element, headings, _FRAME)
        entries.add(kind, url, title, snippet_of(block, _marks("snippets"), element))


def _add_question(entries: Entries, unit: _Unit, base: str) -> None:
    question = _question(unit.element)
    url = _leads_to(unit.element, base).partition("#:~:text=")[0]
    entries.add("paa", url, question, _answer(unit.element, question))


def _add_card(entries: Entries, unit: _Unit, base: str) -> None:
    heading = _marks("card_titles").first_in(unit.element)
    title = _title(heading if heading is not None else unit.element)
    entries.add(unit.kind.removesuffix("_card"), _target(unit.element, base), title)


def _add_related(entries: Entries, unit: _Unit, _: str) -> None:
    entries.add("related", "", _related(unit.element, entries.keyword))


def _add_sources(entries: Entries, unit: _Unit, base: str) -> None:
    for link in unit.element.iter("a"):
        url = _target(link, base).partition("#:~:text=")[0]
        if url and not _GOOGLE.search(domain(url)):
            entries.add("ai_overview", url, _title(link) or one_line(link.get("aria-label") or ""))


def _add_ad(entries: Entries, unit: _Unit, base: str) -> None:
    element = unit.element
    heading = next((item for item in element.iter("h3", "h4", "div", "span") if _is_heading(item)), None)
    if url := _advertised(element, base):
        title = _title(heading if heading is not None else element)
        entries.add(unit.kind, url, title, snippet_of(element, _marks("snippets"), heading))


_ADDS: dict[str, Callable[[Entries, _Unit, str], None]] = {
    "paa": _add_question,
    "top_stories": _add_card,
    "video_card": _add_card,
    "related": _add_related,
    "ai_overview": _add_sources,
    "ad": _add_ad,
    "shopping": _add_ad,
}
"""Kind of unit -> how its entries are read; all other kinds are headings with a link."""


def _titled_as_on_mobile(units: list[_Unit], base: str) -> bool:
    """Desktop results are titled by `h3`, mobile ones (mostly) by a `role=heading` within the link.

    A desktop page has such headings too, on the cards between its results, but fewer of them.
    """
    titles = [unit for unit in units if unit.is_heading and not unit.kind and _target(unit.link, base)]
    h3 = sum(unit.element.tag == "h3" for unit in titles)
    return bool(len(titles) > 2 * h3)


def _related(link: etree._Element, keyword: str) -> str:
    """The search a link proposes, or `""` if it leads to a further page or another view of this one."""
    query = query_of(link.get("href") or "")
    proposed = one_line(next(iter(query.get("q", [])), ""))
    other_view = not query.keys().isdisjoint(("start", "tbm", "udm", "tbs"))
    return "" if other_view or proposed.casefold() == keyword.casefold() else proposed[:MAX_TITLE]


def _target(link: etree._Element | None, base: str) -> str:
    """The address off Google a link leads to, or `""`."""
    url = address(link, base)
    host = hostname(url)
    return "" if _GOOGLE.search(host) is not None and host.split(".")[0] in _OWN_HOSTS else url


def _leads_to(element: etree._Element, base: str) -> str:
    for link in element.iter("a"):
        if url := _target(link, base):
            return url
    return ""


def _advertised(element: etree._Element, base: str) -> str:
    """Where an advertisement leads: by its link, or, if that is a counter of Google's, by what stands beside it."""
    url = _leads_to(element, base)
    if url and not is_ad_redirect(url):
        return url
    for item in element.iter("*"):
        if stated := announced(item):
            return stated
        if name := item.get("data-dtld"):
            return f"http://{name}/"
    return url


def _question(element: etree._Element) -> str:
    for item in element.iter():
        if item.get("data-q"):
            return one_line(item.get("data-q") or "")[:MAX_TITLE]
    for item in element.iter():
        pressable = item.get("role") == "button" or item.get("aria-expanded") is not None
        if pressable and (text := _title(item)):
            return text
    return next((text for piece in element.itertext() if (text := one_line(piece))), "")[:MAX_TITLE]


def _answer(element: etree._Element, question: str) -> str:
    """The answer of an unfolded question: its marked text, else the longest line beside question, source and link."""
    found = snippet_of(element, _marks("answers"), None)
    if found:
        return found
    skip = set(element.iter("h3", "cite", "a"))
    lines = [line for line in text_of(element, skip=skip).split("\n") if line != question]
    longest = max(lines, key=len, default="")
    return longest[:MAX_SNIPPET] if len(longest) >= _MIN_ANSWER else ""


def _title(element: etree._Element) -> str:
    return one_line(text_of(element))[:MAX_TITLE]


def _query(page: Page) -> str | None:
    for element in page.root.iter("input", "textarea"):
        if element.get("name") == "q" and element.get("type") != "hidden":
            value = one_line(element.get("value") or element.text or "")
            if value:
                return value
    for separator in _config()["query"]["title_separators"]:
        query, found, rest = page.title.rpartition(separator)
        if found and query and "google" in rest.lower():
            return query
    return None


def _blocked(root: etree._Element) -> str | None:
    """A page in place of the results; a consent dialogue or captcha script on a page that has them blocks nothing."""
    if any(element.get("id") in ("rso", "search") for element in root.iter("div", "ol")):
        return None
    config = _config()["blocked"]
    if (wall := _wall_form(root, config)) is not None:
        return wall
    if any(element.get("id") in config["captcha_ids"] for element in root.iter("div")):
        return "captcha"
    if any((link.get("href") or "").startswith(tuple(config["script_links"])) for link in root.iter("a")):
        return "its results need scripts, which left none in it: save the page as the browser shows it"
    phrase = _phrase(text_of(root)[:20_000], config["captcha_phrases"])
    return f"captcha: the page says {phrase!r}" if phrase is not None else None


def _wall_form(root: etree._Element, config: dict[str, Any]) -> str | None:
    """What a form of the page asks for before there are results."""
    for form in root.iter("form"):
        action = form.get("action") or ""
        if form.get("id") in config["captcha_ids"] or any(mark in action for mark in config["captcha_attributes"]):
            return "captcha"
        if any(mark in action for mark in config["consent_attributes"]):
            return "consent wall"
    return None


def _absent_notice(root: etree._Element) -> str | None:
    """Google says above its results that nothing matches, and shows those of another query: they are not positions."""
    config = _config()["absent"]
    notices = (element for element in root.iter("div") if element.get("id") in config["notice_ids"])
    for element in islice(notices, _MAX_NOTICES):
        phrase = _phrase(_shown_text(element)[:2000], config["phrases"])
        if phrase is not None:
            return f"the page says {phrase!r}; what it shows, if anything, answers another query"
    return None


def _is_google(page: Page) -> bool:
    frame = {element.get("id") for element in page.root.iter("div", "ol")}
    return "google" in page.title.casefold() or not frame.isdisjoint(("rso", "search", "topstuff", "botstuff"))


def _shown_text(element: etree._Element) -> str:
    hidden = {item for item in element.iter() if "display:none" in (item.get("style") or "").replace(" ", "")}
    return text_of(element, skip=hidden)


def _corrected(root: etree._Element) -> str | None:
    ids = set(_config()["corrected"]["ids"])
    for element in root.iter("a", "div"):
        if element.get("id") in ids and element.tag == "a":
            return _title(element) or None
    return None


def _phrase(text: str, phrases: list[str]) -> str | None:
    lower = text.casefold()
    return next((phrase for phrase in phrases if phrase.casefold() in lower), None)
