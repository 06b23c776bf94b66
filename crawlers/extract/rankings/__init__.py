"""A saved result page of any engine -> rankings: whose page it is, then that engine's reader.

A page is an engine's by several sorts of evidence (its list of results, its address, its search form, its name, its
title), never by one alone that another page may have: a shop with a Google search box is no result page. What a page says
of itself goes before what its blocks are called: engines borrow names of classes from each other.
"""

from __future__ import annotations

import email
import email.policy
import math
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.rules import VETO, Decision, Rule
from crawlers.extract.rankings.google import parse_google
from crawlers.extract.rankings.lists import read_list
from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.rankings.zones import is_address
from data.urls import hostname

ENOUGH = 3
"""Evidence (see result_pages.toml) from which on a page is taken for an engine's."""
UNKNOWN = "unknown"


@dataclass(frozen=True)
class _Owner:
    """An engine as its pages name themselves: by their address, by words. `shown` is what people call it."""

    shown: str
    host: re.Pattern[str]
    names: re.Pattern[str]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> _Owner:
        """From a table of result_pages.toml."""
        names = "|".join(map(re.escape, entry["names"]))
        return cls(entry["shown"], re.compile(entry["hosts"]), re.compile(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])"))


@dataclass(frozen=True)
class _Engine:
    name: str
    reader: str
    owner: _Owner
    layout: frozenset[str]
    hints: frozenset[str]
    form_ids: frozenset[str]
    form_paths: tuple[str, ...]
    wall_paths: tuple[str, ...]
    fields: frozenset[str]


@dataclass(frozen=True)
class Recognised:
    """Whose page it is: the engine's name, the evidence for it, whether its list of results (or what stands in its
    place) was among that, and the names of all that was."""

    engine: str
    evidence: int
    has_layout: bool
    fired: tuple[str, ...] = ()


@cache
def _tables() -> dict[str, Any]:
    source = resources.files("crawlers.extract.rankings").joinpath("result_pages.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def _engines() -> tuple[_Engine, ...]:
    """The engines whose pages are read."""
    return tuple(
        _Engine(
            entry["name"], entry.get("reader", entry["name"]), _Owner.of(entry), frozenset(entry["layout"]),
            frozenset(entry["hints"]), frozenset(entry["form_ids"]), tuple(entry["form_paths"]),
            tuple(entry["wall_paths"]), frozenset(entry["fields"]),
        )
        for entry in _tables()["engine"]
    )  # fmt: skip


@cache
def _owners() -> tuple[_Owner, ...]:
    """All engines known, those whose pages are refused included."""
    return (*(engine.owner for engine in _engines()), *_unread())


@cache
def _nameless() -> frozenset[str]:
    return frozenset(_tables()["nameless"])


@cache
def _unread() -> tuple[_Owner, ...]:
    """The engines whose pages are refused by name."""
    return tuple(map(_Owner.of, _tables()["unread"]))


def read_result_page(page: Page, device: str = "desktop", keyword: str | None = None) -> ResultPage:
    """Recognise the engine of a saved page and read its results.

    In: the parsed page; the device it was saved on (kept, not judged); the query, if known better than from the page.
    Out: as of the engine's reader; `failed` with the engine `unknown` if it is no result page of an engine of
    result_pages.toml, the engine named that it is of if that is known. Never raises on a page.
    """
    seen = _seen(page)
    found = recognise(page, seen)
    if found is None:
        return ResultPage(UNKNOWN, keyword, "", device, "failed", _refusal(page, seen))
    reader = next(engine.reader for engine in _engines() if engine.name == found.engine)
    google = reader == "google"
    result = parse_google(page, device, keyword) if google else read_list(page, reader, device, keyword)
    if result.status == "observed" and not found.has_layout:
        reason = f"looks like a page of {found.engine}, but holds no list of its results"
        return replace(result, status="failed", reason=reason, rankings=[])
    if found.engine != reader:
        rankings = [ranking.model_copy(update={"engine": found.engine}) for ranking in result.rankings]
        return replace(result, engine=found.engine, rankings=rankings)
    return result


def _refusal(page: Page, seen: _Seen) -> str:
    """Why a page is not read: whose it is, else what it calls itself."""
    known = ", ".join(engine.owner.shown for engine in _engines())
    if unread := [owner.shown for owner in _unread() if owner.shown in seen.said]:
        return f"expected a saved result page of one of {known}; found one of {' and '.join(unread)}, which is not read"
    title = f", titled {page.title[:80]!r}" if page.title else ""
    return f"expected a saved result page of one of {known}; found another page{title}"


def saved_page(body: bytes, url: str) -> Page:
    """A file a browser saved, parsed: HTML, or MHTML ("web page, single file"), whose page is its first HTML part.

    `url`: where the file lies; an MHTML file knows the page's own address, which then takes its place. Never raises.
    """
    if not _is_mhtml(body):
        return parse_page(body, url)
    message = email.message_from_bytes(body, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            location = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
            stated = location if is_address(location) else url
            return parse_page(content if isinstance(content, bytes) else b"", stated, part.get_content_charset())
    return parse_page(body, url)


def _is_mhtml(body: bytes) -> bool:
    head = body[:4096].lstrip().lower()
    return not head.startswith(b"<") and b"mime-version:" in head and b"multipart/related" in head


def recognise(page: Page, seen: _Seen | None = None) -> Recognised | None:
    """The engine with the most evidence, if that is enough and no other has as much."""
    seen = seen or _seen(page)
    scored = sorted((_weigh(engine, seen, page) for engine in _engines()), key=lambda item: -item.evidence)
    best, second = scored[0], scored[1]
    return best if best.evidence >= ENOUGH and best.evidence > second.evidence else None


_TEST_IDS = ("data-testid", "data-test-id")
"""Attributes that name the parts of a page where its classes are made up by a program."""


_MAX_LABELS, _MAX_LABEL = 50, 200
_BEFORE_NAME = re.compile(r"\s[-–—|@]\s|\sat\s|_")


@dataclass
class _Seen:
    """What a page shows of whose it is: ids, classes and paths that its links lead to, its own addresses, its title, its
    forms (id, action, fields), its names for itself."""

    addresses: list[str]
    title: str
    names: set[str] = field(default_factory=set)
    forms: list[tuple[str, str, set[str]]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    @cached_property
    def said(self) -> tuple[str, ...]:
        """What the engines are called that the page says it is of, by its address or its name for itself."""
        at = tuple(owner.shown for owner in _owners() if self.is_at(owner))
        return at or tuple(owner.shown for owner in _owners() if self.says(owner))

    def is_at(self, owner: _Owner) -> bool:
        """Whether an address of its own is the engine's."""
        return any(owner.host.search(hostname(address)) is not None for address in self.addresses)

    def says(self, owner: _Owner) -> bool:
        """Whether it names itself as the engine does: at the end of its title, or in its labels."""
        return owner.shown in self._named

    @cached_property
    def _named(self) -> frozenset[str]:
        """The engines named; of names within names ("Yahoo" in "Yahoo Japan") the longest is meant."""
        found: set[str] = set()
        for label in (self.title_parts[1], *self.labels[:_MAX_LABELS]):
            text = label[:_MAX_LABEL].casefold()
            spans = [(*match.span(), owner.shown) for owner in _owners() for match in owner.names.finditer(text)]
            found.update(
                shown
                for start, end, shown in spans
                if not any(first <= start and end <= last and last - first > end - start for first, last, _ in spans)
            )
        return frozenset(found)

    @cached_property
    def title_parts(self) -> tuple[str, str]:
        """The title before the name it ends in ('' if it has no such end), and that name, case folded."""
        *begun, ending = _BEFORE_NAME.split(self.title.casefold())
        return " ".join(begun).strip(), ending.strip()


def _seen(page: Page) -> _Seen:
    """One walk over the page."""
    # A wall is often titled by the address it stands in front of.
    seen = _Seen([page.url, page.title if page.title.startswith("http") else ""], page.title)
    for element in page.root.iter("*"):
        if identity := element.get("id"):
            seen.names.add(identity)
        if classes := element.get("class"):
            seen.names.update(classes.split())
        for name in _TEST_IDS:
            if value := element.get(name):
                seen.names.add(f"{name}={value}")
        if look := _LOOKS.get(str(element.tag)):
            look(element, seen)
    return seen


def _look_at_form(form: etree._Element, seen: _Seen) -> None:
    fields = {item.get("name") or "" for item in form.iter("input", "textarea")}
    seen.forms.append((form.get("id") or "", form.get("action") or "", fields))


def _look_at_link(link: etree._Element, seen: _Seen) -> None:
    if link.get("rel") == "canonical":
        seen.addresses.append(link.get("href") or "")
    elif link.get("rel") in ("search", "icon", "shortcut icon"):
        seen.labels.append(f"{link.get('title') or ''} {link.get('href') or ''}")


def _look_at_meta(meta: etree._Element, seen: _Seen) -> None:
    name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
    if name == "og:url":
        seen.addresses.append(meta.get("content") or "")
    elif name in ("og:site_name", "application-name", "image", "og:title"):
        seen.labels.append(meta.get("content") or "")


def _look_at_anchor(anchor: etree._Element, seen: _Seen) -> None:
    href = anchor.get("href") or ""
    if href.startswith("/"):
        seen.names.add(href.partition("?")[0])
    if "logo" in (anchor.get("id") or "") + (anchor.get("class") or ""):
        seen.labels.append(anchor.get("title") or anchor.get("aria-label") or "")


_LOOKS = {"form": _look_at_form, "link": _look_at_link, "meta": _look_at_meta, "a": _look_at_anchor}


class _Claim:
    """A page that may be an engine's."""

    def __init__(self, engine: _Engine, seen: _Seen, page: Page) -> None:
        self.engine, self.seen, self.page = engine, seen, page
        self.has_list = not engine.layout.isdisjoint(seen.names)
        self.has_hints = not engine.hints.isdisjoint(seen.names)

    @property
    def is_titled_otherwise(self) -> bool:
        """Whether the title ends in a name, of somebody who is no engine known."""
        seen, owner = self.seen, self.engine.owner
        begun, ending = seen.title_parts
        return bool(begun) and ending not in _nameless() and not seen.says(owner) and not seen.is_at(owner)

    @cached_property
    def form(self) -> int:
        """The most that any of its forms tells."""
        return max((_form(self.engine, self.page.url, *form) for form in self.seen.forms), default=0)


_OWNERS = Decision[_Claim](
    "rankings.page is an engine's",
    Rule("says it is another's", VETO, lambda it: it.seen.said and it.engine.owner.shown not in it.seen.said),
    Rule("is titled as another's", VETO, lambda it: it.is_titled_otherwise),
    Rule("has its list of results", ENOUGH, lambda it: it.has_list),
    Rule("has other marks of its layout", 1, lambda it: it.has_hints and not it.has_list),
    Rule("is at its address", ENOUGH, lambda it: it.seen.is_at(it.engine.owner)),
    Rule("has its wall", ENOUGH, lambda it: it.form == ENOUGH),
    Rule("has its search form", 1, lambda it: it.form == 1),
    Rule("says its name", 1, lambda it: it.seen.says(it.engine.owner)),
    needs=ENOUGH,
)


def _weigh(engine: _Engine, seen: _Seen, page: Page) -> Recognised:
    claim = _Claim(engine, seen, page)
    verdict = _OWNERS.decide(claim)
    evidence = max(int(verdict.score), 0) if math.isfinite(verdict.score) else 0
    return Recognised(engine.name, evidence, claim.has_list or claim.has_hints, verdict.fired)


def _form(engine: _Engine, base: str, identity: str, action: str, fields: set[str]) -> int:
    """What a form tells: enough if it is the engine's own wall (consent, captcha), 1 if a search form, 0 if neither.

    A form that leads to another host is not the page's own search form.
    """
    try:
        parts = urlsplit(urljoin(base, action))
    except ValueError:
        return 0
    elsewhere = action.startswith(("http://", "https://", "//"))
    if elsewhere and engine.owner.host.search(parts.hostname or "") and parts.path.startswith(engine.wall_paths):
        return ENOUGH
    if identity in engine.form_ids:
        return 1
    if elsewhere and not engine.owner.host.search(parts.hostname or ""):
        return 0
    return int(not engine.fields.isdisjoint(fields) and parts.path.startswith(engine.form_paths))
