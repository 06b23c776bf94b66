"""What every reader of a search engine's result page shares: the answer's shape, its counting and real addresses.

A reader answers a `ResultPage` and never raises on a page it cannot read: a page without rankings says why.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from data.kinds.ranking import Ranking
from data.urls import host

PageStatus = Literal["observed", "absent", "blocked", "failed"]

MAX_ENTRIES = 500
"""Entries kept of one page; a page stating more is not a result page of any engine."""
AD_REDIRECTS = (
    "googleadservices.com", "doubleclick.net", "everesttech.net", "dartsearch.net", "awin1.com", "anrdoezrs.net",
    "dpbolvw.net", "jdoqocy.com", "kqzyfj.com", "tkqlhce.com", "linksynergy.com", "redirectingat.com", "clicktale.net",
    "adsrvr.org", "atdmt.com", "marinsm.com", "kenshoo.com", "xg4ken.com", "searchignite.com", "adform.net",
)  # fmt: skip
"""Hosts that count clicks on ads and lead on: nobody's site."""
_LEADS_TO = ("url", "adurl", "ds_dest_url", "u", "ued", "murl", "dest", "redirect")
"""Where such an address holds the one it leads to."""
MAX_WRAPPERS = 4
"""Redirects within redirects that are unwrapped at most."""


@dataclass(frozen=True)
class ResultPage:
    """One result page as read.

    `status`: `observed` (rankings follow), `absent` (the engine says that nothing matches the query), `blocked`
    (captcha or consent wall), `failed` (unreadable). `reason` is None only if observed; a page observed for a query the
    engine corrected names the query it answered. `rankings` is empty unless observed: nothing has a position 0.
    `said` is an answer in words (of an answer engine, or of the AI overview on the page), None where there is none or it cannot
    be told from what is around it; `cited` the pages (address, title) that an answer engine cites, in its order; `model` what
    answered, as it says itself.
    """

    engine: str
    query: str | None
    market: str
    device: str
    status: PageStatus
    reason: str | None = None
    rankings: list[Ranking] = field(default_factory=list)
    said: str | None = None
    cited: tuple[tuple[str, str], ...] = ()
    model: str = ""


@dataclass
class Entries:
    """Collects the entries of one page in page order and counts them from 1, per kind and overall."""

    engine: str
    keyword: str
    market: str = ""
    device: str = "desktop"
    rankings: list[Ranking] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _seen: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, kind: str, url: str, title: str, snippet: str = "") -> None:
        """Append an entry; one that stood on the page before (same kind, address and title) is no new position.

        Sources of an AI overview are told by their address alone: one is often cited in several places.
        """
        key = (kind, url, "" if kind == "ai_overview" else title)
        if key in self._seen or not (url or title) or len(self.rankings) >= MAX_ENTRIES:
            return
        self._seen.add(key)
        self._counts[kind] += 1
        self.rankings.append(
            Ranking(
                url=url,
                engine=self.engine,
                market=self.market,
                device=self.device,
                keyword=self.keyword,
                kind=kind,
                position=self._counts[kind],
                overall_position=len(self.rankings) + 1,
                domain=domain(url),
                title=title,
                snippet=snippet,
            )
        )


def domain(url: str) -> str:
    """The host of an http(s) address in lower case, without `www.` and the scheme's own port; `""` if it has none, or leads
    on from a counter of clicks to nobody knows where."""
    return host(url) if url.startswith(("http://", "https://")) and not is_ad_redirect(url) else ""


def is_ad_redirect(url: str) -> bool:
    """Whether an http(s) address is one of AD_REDIRECTS, or Google's own, where a click on an ad is counted."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    name = parts.hostname or ""
    if f".{name}".endswith(tuple(f".{each}" for each in AD_REDIRECTS)):
        return True
    return parts.path.startswith(("/aclk", "/pagead/aclk")) and _is_host(name, "google")


def unwrap(url: str) -> str:
    """The address a result leads to: redirects of Google, Bing, DuckDuckGo, Yandex, Yahoo and AMP caches are undone.

    An address that wraps nothing (or wraps it so that it cannot be told) comes back as it was.
    """
    for _ in range(MAX_WRAPPERS):
        inner = _inner(url)
        if inner is None or inner == url:
            return url
        url = inner
    return url


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query, max_num_fields=100)
        name = parts.hostname or ""
    except ValueError:
        return None
    path = parts.path
    if _is_host(name, "google") or (not name and path in ("/url", "/aclk", "/imgres")):
        return _google(path, query)
    if is_ad_redirect(url):
        return _first_address(query, *_LEADS_TO)
    if _is_host(name, "bing") and path.startswith(("/ck/a", "/aclick", "/aclk")):
        return _bing(query)
    if (_is_host(name, "duckduckgo") or not name) and path.startswith(("/l/", "/y.js")):
        return _first_address(query, "uddg", "u3")
    if _is_host(name, "yandex") and path.startswith(("/clck", "/redir")):
        return _first_address(query, "url")
    if name.endswith("search.yahoo.com"):
        return _yahoo(path)
    return None


def _is_host(name: str, label: str) -> bool:
    """Whether a host is an engine's own under any country domain (`www.google.co.th`), not a look-alike's subdomain."""
    labels = name.split(".")
    if label not in labels:
        return False
    suffix = labels[labels.index(label) + 1 :]
    return 1 <= len(suffix) <= 2 and all(len(part) <= 3 for part in suffix)


def _first_address(query: dict[str, list[str]], *names: str) -> str | None:
    for name in names:
        for value in query.get(name, []):
            if value.startswith(("http://", "https://")):
                return value
    return None


def _google(path: str, query: dict[str, list[str]]) -> str | None:
    if path == "/url":
        return _first_address(query, "q", "url")
    if path in ("/aclk", "/pagead/aclk"):
        return _first_address(query, "adurl")
    if path == "/imgres":
        return _first_address(query, "imgrefurl")
    if path.startswith("/amp/s/"):
        return "https://" + path.removeprefix("/amp/s/")
    if path.startswith("/amp/") and "." in path:
        return "http://" + path.removeprefix("/amp/")
    return None


def _bing(query: dict[str, list[str]]) -> str | None:
    """Bing writes the address in URL-safe base64 without padding: of a result after `a1`, of an ad percent-encoded."""
    coded = next(iter(query.get("u", [])), "").removeprefix("a1")
    try:
        address = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    if address[:12].lower().startswith(("http%3a", "https%3a")):
        address = unquote(address)
    return address if address.startswith(("http://", "https://")) else None


def _yahoo(path: str) -> str | None:
    """Yahoo writes `/RU=<address, percent-encoded>/RK=...` into the path."""
    start = path.find("/RU=")
    if start < 0:
        return None
    address = unquote(path[start + 4 :].split("/RK=")[0].split("/RS=")[0])
    return address if address.startswith(("http://", "https://")) else None
