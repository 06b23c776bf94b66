"""The spider of search results: who stands where for the workspace's keywords."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.extract.brands import match_brand
from crawlers.extract.rankings_common import ResultPage
from crawlers.extract.rankings_searxng import parse_searxng
from crawlers.extract.result_pages import read_result_page, saved_page
from crawlers.extract.text import one_line
from crawlers.outcomes import of_failure
from crawlers.spiders.base import OverheardSpider
from data.caps import DailyCap
from data.clock import utc_now
from data.records import Record
from data.workspace import Search

RANKINGS = "rankings"
SAVED_SUFFIXES = (".html", ".htm", ".mhtml")
MAX_SAVED_BYTES = 20 * 1024 * 1024


class RankingsSpider(OverheardSpider):
    """`scrapy crawl rankings`: asks a SearXNG instance for each keyword, and reads saved result pages of search engines."""

    name = "rankings"

    async def start(self) -> AsyncIterator[Any]:
        for search in self.workspace.search:
            if search.provider == "saved":
                async for record in self._saved(search):
                    yield record
            else:
                for result in self._searxng(search):
                    yield result

    def _searxng(self, search: Search) -> Iterator[Record | Request]:
        cap = DailyCap(self.workspace.state_dir, f"searxng {search.url}", search.daily_cap, utc_now().date())
        for keyword in search.keywords:
            url = searxng_url(search, keyword)
            if not cap.take():
                reason = f"not asked: the daily cap of {search.daily_cap} look-ups is reached (search.daily_cap)"
                yield self.visit(url, RANKINGS, "partial", reason=reason)
                continue
            # It is the user's own instance and its documented API: robots.txt, which speaks to strangers, does not apply.
            yield Request(
                url, callback=self.parse_answer, errback=self.give_up, dont_filter=True,
                cb_kwargs={"search": search, "keyword": keyword}, meta={"dont_obey_robotstxt": True},
            )  # fmt: skip

    def parse_answer(self, response: Response, search: Search, keyword: str) -> Iterator[Record]:
        """The entries of one answer of the provider."""
        page = parse_searxng(response.body, market=search.market)
        yield from self._report(page, response.request.url if response.request else response.url, keyword, utc_now(),
                                http_status=response.status, digest=_digest(response.body))  # fmt: skip

    def give_up(self, failure: Failure) -> Iterator[Record]:
        """No answer came: a visit with the reason, never a position."""
        request: Request = failure.request  # type: ignore[attr-defined]
        status, http_status, reason = of_failure(failure)
        yield self.visit(request.url, RANKINGS, status, reason=reason, http_status=http_status)

    def unreadable(self, response: Response, error: Exception) -> Iterator[Record]:
        """The reader broke on this answer: that is our failure, told as one."""
        reason = f"the answer could not be read: {type(error).__name__}: {one_line(str(error))[:200]}"
        yield self.visit(response.url, RANKINGS, "failed", reason=reason, http_status=response.status)

    async def _saved(self, search: Search) -> AsyncIterator[Record]:
        folder = saved_folder(self.workspace.root, search.url)
        files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SAVED_SUFFIXES) if folder.is_dir() else []
        if not files:
            reason = f"expected saved result pages ({', '.join(SAVED_SUFFIXES)}) in this folder, found none"
            yield self.visit(folder.as_uri(), RANKINGS, "failed", reason=reason)
        for path in files:
            for record in await asyncio.to_thread(self._read_saved, path, search):
                yield record

    def _read_saved(self, path: Path, search: Search) -> list[Record]:
        return list(self._saved_records(path, search))

    def _saved_records(self, path: Path, search: Search) -> Iterator[Record]:
        """One saved page; the time it was saved is the time of its positions."""
        url = path.as_uri()
        try:
            size = path.stat().st_size
            if size > MAX_SAVED_BYTES:
                yield self.visit(
                    url, RANKINGS, "failed", reason=f"expected at most {MAX_SAVED_BYTES} bytes, found {size}"
                )
                return
            body = path.read_bytes()
            saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None, microsecond=0)
        except OSError as error:
            yield self.visit(url, RANKINGS, "failed", reason=f"cannot be read: {error.strerror}")
            return
        page = read_result_page(saved_page(body, url))
        keyword = page.query or path.stem
        if search.keywords and keyword.casefold() not in {k.casefold() for k in search.keywords}:
            reason = f"not read: its query {keyword!r} is none of search.keywords"
            yield self.visit(url, RANKINGS, "partial", reason=reason)
            return
        yield from self._report(page, url, keyword, saved_at, market=search.market, digest=_digest(body), saved=True)

    def _report(
        self, page: ResultPage, url: str, keyword: str, at: datetime, *,
        http_status: int | None = None, digest: str | None = None, market: str | None = None, saved: bool = False,
    ) -> Iterator[Record]:  # fmt: skip
        for ranking in page.rankings if page.status == "observed" else []:
            stamp = {
                "brand": match_brand(ranking.url, self.workspace.brands) or "",
                "fetched_at": at,
                "keyword": keyword,
                "market": ranking.market if market is None else market,
                "capture": f"saved-{at:%Y%m%dT%H%M%SZ}-{digest}" if saved else None,
            }
            yield ranking.model_copy(update=stamp)
        items = len(page.rankings) if page.status == "observed" else 0
        yield self.visit(
            url, RANKINGS, page.status, reason=page.reason, items=items, http_status=http_status, page_hash=digest
        )


def searxng_url(search: Search, keyword: str) -> str:
    """The look-up's address at a SearXNG instance: /search?q=...&format=json, with the market as its language."""
    parts = urlsplit(search.url)
    base = (
        urlunsplit(parts)
        if parts.path.rstrip("/").endswith("/search")
        else urljoin(search.url.rstrip("/") + "/", "search")
    )
    query = {"q": keyword, "format": "json"} | ({"language": search.market} if search.market else {})
    return f"{base}?{urlencode(query)}"


def saved_folder(root: Path, url: str) -> Path:
    """The folder of saved pages: a path relative to the workspace, or a file: URL."""
    path = Path(urlsplit(url).path) if url.startswith("file:") else Path(url).expanduser()
    return path if path.is_absolute() else root / path


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
