"""Pages as they were last asked for, and why there may be more of a kind than was seen on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from data.languages import all_words, extract
from data.thresholds import THRESHOLDS
from data.urls import is_public

FAQS, CHANNELS = "faqs", "channels"
READ = ("observed", "absent")
_TROUBLES = ("failed", "blocked", "partial")
"""Statuses of a page that may hold what was not seen."""
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
        """Why the page may hold what was not seen: unopened, failed, blocked or partial; '' if it was read."""
        if not self.asked:
            return "unopened"
        return self.status if self.status in _TROUBLES else ""


@dataclass(frozen=True)
class Doubt:
    """Why nothing can be said to be absent, and the page to look at, '' if there is none to name. `why` is a key of [….doubt] in
    data/languages/en/statements.toml, whose sentence takes `n`, `of`, `day` and `text`."""

    why: str
    page: str = ""
    n: int = 0
    of: int = 0
    day: date | None = None
    text: str = ""


def unseen(visits: Sequence[PageVisit], since: datetime) -> Doubt | None:
    """What was not seen of the pages of a kind, of which `visits` are the last, in a window that begins at `since`."""
    if not visits:
        return Doubt("unvisited")
    troubled = [visit for visit in visits if visit.trouble]
    if troubled:
        worst = min(troubled, key=lambda visit: (not visit.current, visit.url))
        # The reason of the crawl is for whoever runs it (Health has it): this is read by clients.
        return Doubt(worst.trouble, public(worst.url))
    old = [visit for visit in visits if visit.fetched_at < since]
    if old:
        oldest = min(old, key=lambda visit: (visit.fetched_at, visit.url))
        return Doubt("old", public(oldest.url), day=oldest.fetched_at.date())
    if not any(visit.items for visit in visits):
        return Doubt("none_found", _root(visits[0].url))
    return None


def unread_site(visits: Collection[PageVisit], runs: Collection[str], since: datetime) -> Doubt | None:
    """What was not read of a site whose every page may name a way to reach the brand. `visits` are of any kind, `runs` those
    crawls that read channels: home page, contact page and `channel_pages` pages in all, their footers among them."""
    read = _read_in(visits, runs, since)
    pages = {visit.page: visit for visit in read}
    if not pages:
        return Doubt("no_page_read")
    root = _root(min(visit.url for visit in read))
    if not any(_HOME.fullmatch(urlsplit(visit.url).path) for visit in read):
        return Doubt("no_home", root)
    if not any(says_contact(visit.url) for visit in read):
        return Doubt("no_contact", root)
    if len(pages) < THRESHOLDS.channel_pages:
        return Doubt("few_pages", root, n=len(pages))
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


@cache
def _contact_words() -> frozenset[str]:
    return frozenset(all_words(extract, lambda words: words.pages.channels.strong_path))


def says_contact(url: str) -> bool:
    """Whether a part of the path says that the page is for getting in touch, in any language."""
    return bool(set(re.split(r"[/.]", unquote(urlsplit(url).path).lower())) & _contact_words())
