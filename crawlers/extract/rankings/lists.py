"""Result pages that list their results as blocks (all but Google) -> rankings.

One walk over the page finds the blocks, by marks listed per engine in a .toml file: results, and zones of other kinds
with their items. Where an engine has renamed its blocks, results are found as Google's are: a heading tied to a link
that leads off the engine, standing in no zone of another kind.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any

from lxml import etree

from crawlers.extract.page import Page
from crawlers.extract.page.condition import block_reason
from crawlers.extract.page.shell import looks_script_driven
from crawlers.extract.page.text import one_line, text_of
from crawlers.extract.rankings.result_page import Entries, PageStatus, ResultPage
from crawlers.extract.rankings.zones import (
    MAX_SNIPPET,
    MAX_TITLE,
    AnyOf,
    Marks,
    address,
    beneath,
    block_around,
    is_heading,
    joined,
    link_around,
    path_of,
    query_of,
    snippet_of,
    title_of,
)
from data.urls import hostname

_HOST = re.compile(r"^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,6}$")
_MAX_NOTICES = 10
_FURTHER = frozenset({"first", "start", "p", "page", "s", "filters", "site"})
"""Query parameters of links to a further page or a filtered view, which propose no other search."""


@dataclass(frozen=True)
class _Zone:
    """`each`: what its entries are: `zone` (itself), `items` (marked), `links` or `headings` (marked, if marks are given).
    `headed`: paths of the engine's, to one of which its first heading must lead; `titles`: marks of its items' titles."""

    kind: str
    each: str
    marks: Marks
    items: Marks
    around: Marks
    titles: Marks
    headed: tuple[str, ...]

    def opens_at(self, element: etree._Element) -> bool:
        return self.marks.at(element) and (not self.headed or _headed_by(element, self.headed))


def _headed_by(element: etree._Element, paths: tuple[str, ...]) -> bool:
    heading = next((item for item in element.iter("h2", "h3") if title_of(item)), None)
    link = next(heading.iter("a"), None) if heading is not None else None
    return link is not None and path_of(link.get("href") or "").startswith(paths)


@dataclass(frozen=True)
class _Engine:
    name: str
    config: dict[str, Any]
    zones: tuple[_Zone, ...]
    ignored: tuple[_Zone, ...]
    any_zone: AnyOf
    titles: Marks
    not_titles: Marks
    snippets: Marks
    shown_addresses: Marks
    ads: Marks
    own: re.Pattern[str]


@dataclass(frozen=True)
class _Unit:
    """What gives one entry; `title` is set if that is known already."""

    kind: str
    element: etree._Element
    title: etree._Element | None = None
    titles: Marks | None = None


@cache
def _engine(name: str) -> _Engine:
    source = resources.files("crawlers.extract.rankings").joinpath(f"{name}.toml")
    config = tomllib.loads(source.read_text(encoding="utf-8"))
    zones = tuple(
        _Zone(zone["kind"], zone.get("each", "zone"), Marks.of(zone), Marks.of(zone.get("items", {})),
              Marks.of(zone.get("around", {})), Marks.of(zone.get("titles", {})), tuple(zone.get("headed", [])))
        for zone in config["zone"]
    )  # fmt: skip
    titles, snippets, shown, ads = (Marks.of(config[key]) for key in ("titles", "snippets", "shown_addresses", "ads"))
    ignored = tuple(zone for zone in zones if zone.kind == "ignore")
    own = re.compile(config["own"]["host"])
    any_zone = AnyOf(zone.marks for zone in zones)
    not_titles = Marks.of(config.get("not_titles", {}))
    return _Engine(name, config, zones, ignored, any_zone, titles, not_titles, snippets, shown, ads, own)


def read_list(page: Page, engine: str, device: str = "desktop", keyword: str | None = None) -> ResultPage:
    """Read a result page of one engine.

    In: the parsed page; the engine, by the name of its .toml file; the device it was saved on (kept, not judged); the query, if
    known better than from the page. Out: kinds organic, ad, paa, featured_snippet, ai_overview, local, shopping,
    video, top_stories and related, in page order.
    """
    layout = _engine(engine)
    query = keyword or _query(page, layout)

    def answer(status: PageStatus, reason: str) -> ResultPage:
        return ResultPage(engine, query, "", device, status, reason)

    notice = _notice(page.root, layout, "absent")
    phrase = _phrase(title_of(notice), layout.config["absent"]["phrases"]) if notice is not None else None
    if phrase is not None:
        return answer("absent", f"the page says {phrase!r}; what it shows, if anything, answers another query")
    entries = Entries(engine, query or "-", device=device)
    for unit in _units(page.root, layout):
        _add(entries, unit, layout, page.url)
    if not any(entry.kind not in ("paa", "related") for entry in entries.rankings):
        return answer(*_why_nothing(page, layout))
    if query is None:
        return answer("failed", "names no query: neither a search field nor the title tells what was searched")
    return ResultPage(engine, query, "", device, "observed", _corrected(page.root, layout, query), entries.rankings)


def _why_nothing(page: Page, layout: _Engine) -> tuple[PageStatus, str]:
    blocked = layout.config["blocked"]
    marks = Marks.of(blocked)
    for element in page.root.iter("form", "div", "main", "body", "input"):
        action = element.get("action") or "" if element.tag == "form" else ""
        if marks.at(element) or any(part in action for part in blocked["actions"]):
            return "blocked", "captcha"
    text = page.text[:20_000]
    if (phrase := _phrase(f"{page.title}\n{text}", blocked["phrases"])) is not None:
        return "blocked", f"captcha: the page says {phrase!r}"
    if (phrase := _phrase(text, blocked["consent"])) is not None:
        return "blocked", f"consent wall: the page says {phrase!r}"
    if (reason := block_reason(page)) is not None:
        return "blocked", reason
    if (phrase := _phrase(text, layout.config["absent"]["phrases"])) is not None:
        return "absent", f"the page says {phrase!r}"
    if looks_script_driven(page) or page.text_length < 100:
        return (
            "failed",
            "its results are filled in by scripts, which left none in it: save the page as the browser shows it",
        )
    return "failed", f"no result recognised in a page of {len(text)} characters of text"


def _units(root: etree._Element, layout: _Engine) -> list[_Unit]:
    """The blocks in page order; without any block of results, the headings in their place."""
    units = list(_walk(root, layout, by_heading=False))
    if not any(unit.kind == "organic" for unit in units):
        units = list(_walk(root, layout, by_heading=True))
    headings = beneath(unit.title for unit in units if unit.title is not None)
    return [
        _Unit(unit.kind, block_around(unit.title, headings, layout.config["frame"]["ids"]), unit.title)
        if unit.title is not None
        else unit
        for unit in units
    ]


def _walk(root: etree._Element, layout: _Engine, by_heading: bool) -> Iterator[_Unit]:
    zones: list[_Zone | None] = [None]
    done: etree._Element | None = None
    taken: set[etree._Element] = set()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):
            continue
        if event == "end":
            zones.pop()
            done = None if element is done else done
            continue
        zone = zones[-1]
        if done is None and layout.any_zone.at(element):
            among = layout.zones if zone is None else layout.ignored
            zone = next((inner for inner in among if inner.opens_at(element)), zone)
        zones.append(zone)
        if zone is not None and zone.kind == "ignore":
            walk.skip_subtree()
            continue
        if done is not None:
            continue
        unit = _unit_at(element, zone, by_heading)
        if unit is not None:
            if unit.element not in taken:
                yield unit
            taken.add(unit.element)
            done = element


def _unit_at(element: etree._Element, zone: _Zone | None, by_heading: bool) -> _Unit | None:
    if zone is None:
        return _Unit("organic", element, element) if by_heading and is_heading(element) else None
    if zone.each == "zone":
        return _Unit(zone.kind, _outer(element, zone.around), None, zone.titles)
    if zone.each == "items":
        return _Unit(zone.kind, _outer(element, zone.around), None, zone.titles) if zone.items.at(element) else None
    if zone.each == "links":
        return _Unit(zone.kind, element) if element.tag == "a" and element.get("href") else None
    wanted = is_heading(element) and (zone.items.empty or zone.items.at(element))
    return _Unit(zone.kind, element, element) if wanted else None


def _outer(element: etree._Element, around: Marks) -> etree._Element:
    return next((parent for parent in islice(element.iterancestors(), 8) if around.at(parent)), element)


def _add(entries: Entries, unit: _Unit, layout: _Engine, base: str) -> None:
    element = unit.element
    if unit.kind == "related":
        entries.add("related", "", _proposed(element, layout, base, entries.keyword))
        return
    title = _title_element(unit, layout)
    link = _title_link(title, element)
    if unit.kind == "paa":
        entries.add("paa", _first_address(element, layout, base), title_of(title), _snippet(element, title, layout))
    elif unit.kind == "ai_overview":
        if url := _off(link, layout, base).partition("#:~:text=")[0]:
            label = one_line((link if link is not None else element).get("aria-label") or "")
            entries.add("ai_overview", url, title_of(title) or label)
    else:
        _add_result(entries, unit, title, link, layout, base)


def _add_result(
    entries: Entries, unit: _Unit, title: etree._Element, link: etree._Element | None, layout: _Engine, base: str
) -> None:
    element = unit.element
    url = _off(link, layout, base) or (_first_address(element, layout, base) if unit.kind != "organic" else "")
    kind = "ad" if unit.kind in ("organic", "ad") and _is_ad(element, link, layout, base) else unit.kind
    if kind == "ad" and (not url or _is_ad_link(url, layout)):
        url = _shown_address(element, layout)
    text = _title_text(title, layout)
    if text and (url or kind in ("video", "local", "shopping")):
        entries.add(kind, url, text, _snippet(element, title, layout))


def _title_element(unit: _Unit, layout: _Engine) -> etree._Element:
    element = unit.title if unit.title is not None else unit.element
    for marks in (unit.titles, layout.titles):
        marked = marks.first_in(element) if marks is not None else None
        if marked is not None and title_of(marked):
            return marked
    if unit.title is not None:
        return unit.title
    heading = next((item for item in element.iter("h2", "h3", "h4", "div", "span") if is_heading(item)), None)
    if heading is not None:
        return heading
    return next((link for link in element.iter("a") if link.get("href") and title_of(link)), element)


def _title_text(title: etree._Element, layout: _Engine) -> str:
    """The text of a title, without what the engine puts into it beside the title."""
    if layout.not_titles.empty:
        return title_of(title)
    beside = [element for element in title.iter("*") if layout.not_titles.at(element)]
    return one_line(text_of(title, beside))[:MAX_TITLE]


def _title_link(title: etree._Element, unit: etree._Element) -> etree._Element | None:
    """The link a title stands in or holds, else the first of the block."""
    around = link_around(title)
    if around is not None:
        return around
    within = next((link for link in title.iter("a") if link.get("href")), None)
    return within if within is not None else next((link for link in unit.iter("a") if link.get("href")), None)


def _off(link: etree._Element | None, layout: _Engine, base: str) -> str:
    """The address off the engine that a link leads to, or `""`."""
    url = address(link, base)
    if not url:
        return ""
    if layout.own.search(hostname(url)) is None:
        return url
    paths = layout.config["own"]["paths"]
    searched = not query_of(url).keys().isdisjoint(layout.config["query"]["fields"])
    return "" if searched or any(path_of(url).startswith(path) for path in paths) else url


def _first_address(element: etree._Element, layout: _Engine, base: str) -> str:
    names = layout.config["own"]["address_attributes"]
    for item in element.iter("*"):
        if item.tag == "a" and (url := _off(item, layout, base)):
            return url
        for name in names:
            if (value := item.get(name) or "").startswith(("http://", "https://")):
                return value
    return ""


def _is_ad(element: etree._Element, link: etree._Element | None, layout: _Engine, base: str) -> bool:
    href = joined(base, link.get("href") or "") if link is not None else ""
    return _is_ad_link(href, layout) or layout.ads.first_in(element) is not None


def _is_ad_link(url: str, layout: _Engine) -> bool:
    return any(part in url[:100] for part in layout.config["ads"]["links"])


def _shown_address(element: etree._Element, layout: _Engine) -> str:
    """The address an advertisement shows where its link does not tell where it leads: `http://` and what it says."""
    shown = layout.shown_addresses.first_in(element)
    words = title_of(shown).split() if shown is not None else []
    text = words[0] if words else ""
    if text.startswith(("http://", "https://")):
        return text
    name = re.split(r"[/›»|?#]", text, maxsplit=1)[0].lower()
    return f"http://{name}/" if _HOST.match(name) else ""


def _snippet(element: etree._Element, title: etree._Element, layout: _Engine) -> str:
    text = snippet_of(element, layout.snippets, title)
    row = next(element.iterancestors("tr"), None) if not text else None
    # A list made of table rows has the text of a result in the row after it.
    for following in islice(row.itersiblings("tr"), 2) if row is not None else ():
        if (marked := layout.snippets.first_in(following)) is not None:
            return one_line(text_of(marked))[:MAX_SNIPPET]
    return text


def _proposed(link: etree._Element, layout: _Engine, base: str, keyword: str) -> str:
    """The search a link proposes, or `""` if it leads elsewhere, to a further page or to another view."""
    fields = layout.config["query"]["fields"]
    query = query_of(joined(base, link.get("href") or ""))
    if not query.keys().isdisjoint(_FURTHER.difference(fields)):
        return ""
    words = next((query[name][0] for name in fields if query.get(name)), "")
    proposed = one_line(words)
    return "" if proposed.casefold() == keyword.casefold() else proposed[:MAX_TITLE]


def _query(page: Page, layout: _Engine) -> str | None:
    fields = layout.config["query"]["fields"]
    found = [
        (element.get("type") == "hidden", value)
        for element in page.root.iter("input", "textarea")
        if element.get("name") in fields and (value := one_line(element.get("value") or element.text or ""))
    ]
    if found:
        return min(found, key=lambda item: item[0])[1]
    for separator in layout.config["query"]["title_separators"]:
        query, sign, _ = page.title.rpartition(separator)
        if sign and query.strip():
            return query.strip()
    asked = query_of(page.url) if layout.own.search(hostname(page.url)) else {}
    return next((one_line(asked[name][0]) for name in fields if asked.get(name)), None) or None


def _notice(root: etree._Element, layout: _Engine, name: str) -> etree._Element | None:
    marks = Marks.of(layout.config[name])
    maybe = AnyOf((marks,))
    marked = (item for item in root.iter("*") if maybe.at(item) and marks.at(item))
    return next((item for item in islice(marked, _MAX_NOTICES) if title_of(item)), None)


def _corrected(root: etree._Element, layout: _Engine, query: str) -> str | None:
    """What the page says of having answered another query than the one asked; None if it says nothing."""
    notice = _notice(root, layout, "corrected")
    if notice is None:
        return None
    for link in notice.iter("a"):
        other = _proposed(link, layout, "https://engine.example/", query)
        if other:
            return f"answered for {other!r} instead, or as well"
    return "answered for another query: the page says so above its results"


def _phrase(text: str, phrases: list[str]) -> str | None:
    lower = " ".join(text.casefold().split())
    return next((phrase for phrase in phrases if phrase.casefold() in lower), None)
