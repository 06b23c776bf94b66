"""Pages as they were last asked for, and why there may be more of a kind than was seen on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from data.languages import all_words, extract
from data.thresholds import THRESHOLDS
from data.urls import is_public

FAQS, CHANNELS = "faqs", "channels"
READ = ("observed", "absent")
_TROUBLES = {"failed": "could not be read", "blocked": "was blocked by the site", "partial": "was not read in full"}
"""Statuses of a page that may hold what was not seen, in words."""
_HOME = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PageVisit:
    """One row of `visits`, the last of its page and kind. `page`: the address that all its spellings share; `asked`: False where
    crawls only left the page out; `current`: it is of the newest crawl, or known to hold the kind."""

    run_id: str
    url: str
    page: str
    kind: str
    brand: str
    status: str
    items: int
    fetched_at: datetime
    asked: bool
    current: bool

    @property
    def record_id(self) -> str:
        """How evidence names a visit."""
        return f"{self.run_id}|{self.url}|{self.kind}"

    @property
    def trouble(self) -> str:
        """Why the page may hold what was not seen, in words; '' if it was read."""
        if not self.asked:
            return "was not opened"
        return _TROUBLES.get(self.status, "")


@dataclass(frozen=True)
class Doubt:
    """Why nothing can be said to be absent, and the page to look at, '' if there is none to name."""

    reason: str
    page: str = ""


def unseen(visits: Sequence[PageVisit], since: datetime) -> Doubt | None:
    """What was not seen of the pages of a kind, of which `visits` are the last, in a window that begins at `since`."""
    if not visits:
        return Doubt("its pages were never visited")
    troubled = [visit for visit in visits if visit.trouble]
    if troubled:
        worst = min(troubled, key=lambda visit: (not visit.current, visit.url))
        # Reasons are for whoever runs the crawl (Health has them): this is read by clients.
        return Doubt(f"{_named(worst.url)} {worst.trouble}", public(worst.url))
    old = [visit for visit in visits if visit.fetched_at < since]
    if old:
        oldest = min(old, key=lambda visit: (visit.fetched_at, visit.url))
        return Doubt(f"{_named(oldest.url)} was last read on {oldest.fetched_at:%Y-%m-%d}", public(oldest.url))
    if not any(visit.items for visit in visits):
        return Doubt("no page that holds any was found", _root(visits[0].url))
    return None


def unread_site(visits: Collection[PageVisit], runs: Collection[str], since: datetime) -> Doubt | None:
    """What was not read of a site whose every page may name a way to reach the brand. `visits` are of any kind, `runs` those
    crawls that read channels: home page, contact page and `channel_pages` pages in all, their footers among them."""
    read = _read_in(visits, runs, since)
    pages = {visit.page: visit for visit in read}
    if not pages:
        return Doubt("none of its pages was read")
    root = _root(min(visit.url for visit in read))
    if not any(_HOME.fullmatch(urlsplit(visit.url).path) for visit in read):
        return Doubt("its home page was not read", root)
    if not any(_says_contact(visit.url) for visit in read):
        return Doubt("no contact page of it was read", root)
    if len(pages) < THRESHOLDS.channel_pages:
        return Doubt(f"only {len(pages)} pages of its site were read", root)
    return None


def _read_in(visits: Collection[PageVisit], runs: Collection[str], since: datetime) -> list[PageVisit]:
    """Those of `visits` that read a page for channels since then."""
    read = [visit for visit in visits if visit.asked and visit.status in READ and visit.fetched_at >= since]
    return [visit for visit in read if visit.kind == CHANNELS or visit.run_id in runs]


def _root(url: str) -> str:
    parts = urlsplit(url)
    return public(f"{parts.scheme}://{parts.netloc}/")


def public(url: str) -> str:
    """An address that readers may be shown, '' of one on a private network."""
    return url if is_public(url) else ""


def _named(url: str) -> str:
    return public(url) or "one of its pages"


@cache
def _contact_words() -> frozenset[str]:
    return frozenset(all_words(extract, lambda words: words.pages.channels.strong_path))


def _says_contact(url: str) -> bool:
    """Whether a part of the path says that the page is for getting in touch, in any language."""
    return bool(set(re.split(r"[/.]", unquote(urlsplit(url).path).lower())) & _contact_words())
