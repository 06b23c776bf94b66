"""Keeps raw pages where crawl.archive asks for it: each answer as it came, before anything is read of it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.logs import hide_secrets
from data.archive import archive_path
from data.state.runs import started

if TYPE_CHECKING:
    from data.archive.warc import ArchiveWriter

PROBLEM = "overheard/archive_problem"
"""The crawl stat that holds why pages were not kept."""


class Archive:
    """The archive of one crawler, opened with its first answer. Where it cannot be written the crawl goes on without it: what is
    read of the pages lands all the same."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self._crawler, self._path = crawler, path
        self._writer: ArchiveWriter | None = None
        self._over = False
        crawler.signals.connect(self.close, signals.spider_closed)

    def keep(self, request: Request, response: Response) -> None:
        """Append an answer. Keys that an address holds are left out of it."""
        if self._over:
            return
        try:
            status = f"{response.status} {_phrase(response.status)}".strip()
            headers = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ]
            rendered = bool(request.meta.get("playwright"))
            self._opened().write(hide_secrets(response.url), status, headers, response.body, rendered=rendered)
        except OSError as error:
            self._give_up(error)

    def close(self) -> None:
        """Flush and close; nothing is kept after it."""
        self._over = True
        if self._writer is not None:
            try:
                self._writer.close()
            except OSError as error:
                self._note(error)

    def _opened(self) -> ArchiveWriter:
        if self._writer is None:
            from data.archive.warc import ArchiveWriter  # loads warcio: only where pages are kept

            self._writer = ArchiveWriter(self._path, str(self._crawler.settings.get("USER_AGENT")))
        return self._writer

    def _give_up(self, error: OSError) -> None:
        self._over = True
        self._note(error)

    def _note(self, error: OSError) -> None:
        assert self._crawler.stats is not None
        self._crawler.stats.set_value(
            PROBLEM, f"raw pages were not kept from here on (crawl.archive): {error.strerror or error}"
        )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


_ARCHIVES: WeakKeyDictionary[Crawler, Archive] = WeakKeyDictionary()


def keep_raw(crawler: Crawler, request: Request, response: Response) -> None:
    """Keep an answer, if the workspace of the crawl asks for that (the setting OVERHEARD_ARCHIVE names its state folder) and the
    crawl is a run: what only looks at a page keeps nothing."""
    state, spider = crawler.settings.get("OVERHEARD_ARCHIVE"), crawler.spider
    run_id = str(getattr(spider, "run_id", ""))
    if not state or spider is None or started(run_id) is None:
        return
    if crawler not in _ARCHIVES:
        _ARCHIVES[crawler] = Archive(crawler, archive_path(Path(state), run_id, spider.name))
    _ARCHIVES[crawler].keep(request, response)
