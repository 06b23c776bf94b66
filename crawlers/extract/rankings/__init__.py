"""A saved result page of any engine -> rankings: whose page it is, then that engine's reader.

A page is an engine's by several sorts of evidence (its list of results, its address, its search form, its name, its
title), never by one alone that another page may have: a shop with a Google search box is no result page.
"""

from __future__ import annotations

import email
import email.policy
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.extract.page import Page, parse_page
from crawlers.extract.page.rules import Decision, Rule
from crawlers.extract.rankings.google import parse_google
from crawlers.extract.rankings.lists import read_list
from crawlers.extract.rankings.result_page import ResultPage
from crawlers.extract.rankings.zones import is_address
from data.urls import hostname

ENOUGH = 3
"""Evidence (see result_pages.toml) from which on a page is taken for an engine's."""
UNKNOWN = "unknown"


@dataclass(frozen=True)
class _Engine:
    name: str
    shown: str
    layout: frozenset[str]
    hints: frozenset[str]
    host: re.Pattern[str]
    form_ids: frozenset[str]
    form_paths: tuple[str, ...]
    wall_paths: tuple[str, ...]
    fields: frozenset[str]
    names: re.Pattern[str]


@dataclass(frozen=True)
class Recognised:
    """Whose page it is: the engine's name, the evidence for it, whether its list of results (or what stands in its
    place) was among that, and the names of all that was."""

    engine: str
    evidence: int
    has_layout: bool
    fired: tuple[str, ...] = ()


@cache
def _engines() -> tuple[_Engine, ...]:
    source = resources.files("crawlers.extract.rankings").joinpath("result_pages.toml")
    return tuple(
        _Engine(
            entry["name"], entry["shown"], frozenset(entry["layout"]), frozenset(entry["hints"]), re.compile(entry["hosts"]),
            frozenset(entry["form_ids"]), tuple(entry["form_paths"]), tuple(entry["wall_paths"]),
            frozenset(entry["fields"]), re.compile(rf"\b(?:{'|'.join(map(re.escape, entry['names']))})\b"),
        )
        for entry in tomllib.loads(source.read_text(encoding="utf-8"))["engine"]
    )  # fmt: skip


def read_result_page(page: Page, device: str = "desktop", keyword: str | None = None) -> ResultPage:
    """Recognise the engine of a saved page and read its results.

    In: the parsed page; the device it was saved on (kept, not judged); the query, if known better than from the page.
    Out: as of the engine's reader; `failed` with the engine `unknown` if it is no result page of Google, Bing, DuckDuckGo
    or Yandex. Never raises on a page.
    """
    found = recognise(page)
    if found is None:
        title = f", titled {page.title[:80]!r}" if page.title else ""
        known = ", ".join(engine.shown for engine in _engines())
        reason = f"expected a saved result page of one of {known}; found another page{title}"
        return ResultPage(UNKNOWN, keyword, "", device, "failed", reason)
    google = found.engine == "google"
    result = parse_google(page, device, keyword) if google else read_list(page, found.engine, device, keyword)
    if result.status == "observed" and not found.has_layout:
        reason = f"looks like a page of {found.engine}, but holds no list of its results"
        return replace(result, status="failed", reason=reason, rankings=[])
    return result


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


def recognise(page: Page) -> Recognised | None:
    """The engine with the most evidence, if that is enough and no other has as much."""
    seen = _seen(page)
    scored = sorted((_weigh(engine, seen, page) for engine in _engines()), key=lambda item: -item.evidence)
    best, second = scored[0], scored[1]
    return best if best.evidence >= ENOUGH and best.evidence > second.evidence else None


@dataclass
class _Seen:
    """What a page shows of whose it is: ids and classes, its own addresses, its forms (id, action, fields), its names for
    itself."""

    addresses: list[str]
    names: set[str] = field(default_factory=set)
    forms: list[tuple[str, str, set[str]]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def _seen(page: Page) -> _Seen:
    """One walk over the page."""
    # A wall is often titled by the address it stands in front of.
    seen = _Seen([page.url, page.title if page.title.startswith("http") else ""])
    for element in page.root.iter("*"):
        if identity := element.get("id"):
            seen.names.add(identity)
        if classes := element.get("class"):
            seen.names.update(classes.split())
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
    if "logo" in (anchor.get("id") or "") + (anchor.get("class") or ""):
        seen.labels.append(anchor.get("title") or anchor.get("aria-label") or "")


_LOOKS = {"form": _look_at_form, "link": _look_at_link, "meta": _look_at_meta, "a": _look_at_anchor}


class _Claim:
    """A page that may be an engine's."""

    def __init__(self, engine: _Engine, seen: _Seen, page: Page) -> None:
        self.engine, self.seen, self.page = engine, seen, page
        self.has_list = not engine.layout.isdisjoint(seen.names)
        self.has_hints = not engine.hints.isdisjoint(seen.names)

    @cached_property
    def form(self) -> int:
        """The most that any of its forms tells."""
        return max((_form(self.engine, self.page.url, *form) for form in self.seen.forms), default=0)

    @property
    def says_name(self) -> bool:
        ending = re.split(r"\s[-–—|@]\s|\sat\s", self.page.title)[-1]
        return any(self.engine.names.search(label.casefold()) is not None for label in [ending, *self.seen.labels])


_OWNERS = Decision[_Claim](
    "rankings.page is an engine's",
    Rule("has its list of results", ENOUGH, lambda it: it.has_list),
    Rule("has other marks of its layout", 1, lambda it: it.has_hints and not it.has_list),
    Rule("is at its address", ENOUGH, lambda it: any(_is_host(it.engine, address) for address in it.seen.addresses)),
    Rule("has its wall", ENOUGH, lambda it: it.form == ENOUGH),
    Rule("has its search form", 1, lambda it: it.form == 1),
    Rule("says its name", 1, lambda it: it.says_name),
    needs=ENOUGH,
)


def _weigh(engine: _Engine, seen: _Seen, page: Page) -> Recognised:
    claim = _Claim(engine, seen, page)
    verdict = _OWNERS.decide(claim)
    return Recognised(engine.name, int(verdict.score), claim.has_list or claim.has_hints, verdict.fired)


def _is_host(engine: _Engine, address: str) -> bool:
    return engine.host.search(hostname(address)) is not None


def _form(engine: _Engine, base: str, identity: str, action: str, fields: set[str]) -> int:
    """What a form tells: enough if it is the engine's own wall (consent, captcha), 1 if a search form, 0 if neither.

    A form that leads to another host is not the page's own search form.
    """
    try:
        parts = urlsplit(urljoin(base, action))
    except ValueError:
        return 0
    elsewhere = action.startswith(("http://", "https://", "//"))
    if elsewhere and engine.host.search(parts.hostname or "") and parts.path.startswith(engine.wall_paths):
        return ENOUGH
    if identity in engine.form_ids:
        return 1
    if elsewhere and not engine.host.search(parts.hostname or ""):
        return 0
    return int(not engine.fields.isdisjoint(fields) and parts.path.startswith(engine.form_paths))
