"""One page of the web, fetched with the manners of a crawl and read as a crawl reads it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawlers.extract.page import Page
from crawlers.extract.reading import PageRead
from crawlers.items import records_of
from crawlers.spiders.reading import ReadingSpider
from crawlers.spiders.target import KINDS
from data.clock import utc_now
from data.kinds.visit import Visit
from data.workspace import CONFIG_NAME, Workspace
from overheard.commands.read.explain import Explained, Watcher, explained

LOG_NAME = "read.log"


def fetch(workspace: Workspace, url: str, kinds: tuple[str, ...]) -> Explained:
    """What is read off the page at `url` for `kinds`, and why; without a page the reason why none came. May be called once in
    a process."""
    seen: list[tuple[Page, PageRead, Watcher]] = []
    visits: list[Visit] = []

    def see(page: Page, read: Callable[[], PageRead]) -> PageRead:
        watcher = Watcher()
        with watcher.watching():
            given = read()
        seen[:] = [(page, given, watcher)]
        return given

    def note(item: Any, **_: Any) -> None:
        visits.extend(record for record in records_of(item) if isinstance(record, Visit))

    spider = _crawl(workspace, note, url=url, kinds=",".join(kind for kind in kinds if kind in KINDS), see=see)
    outcome = visits[0] if visits else None
    if not seen:
        reason = (outcome.reason if outcome else None) or "the crawl did not come to it; its log says why"
        return Explained(url=url, status=outcome.status if outcome else "failed", reason=reason, fetched_at=utc_now())
    page, given, watcher = seen[0]
    found = explained(page, kinds, given, watcher)
    found.requested, found.fetched_at = url, utc_now()
    if outcome is not None:
        found.rendered, found.http_status = outcome.rendered, outcome.http_status
    found.visits = {visit.kind: f"{visit.status}{f': {visit.reason}' if visit.reason else ''}" for visit in visits}
    if isinstance(spider, ReadingSpider) and spider.widget:
        found.notes.append(f"its reviews come from {spider.widget}, which a crawl asks page by page")
    return found


def _crawl(workspace: Workspace, note: Callable[..., None], **arguments: object) -> object:
    """Run the spider to its end, `note` called with each item; the spider, if it came to be."""
    with tempfile.TemporaryDirectory() as folder:
        logs = workspace.state_dir / "logs" if (workspace.root / CONFIG_NAME).exists() else Path(folder)
        process = AsyncCrawlerProcess(_settings(logs))
        crawler = process.create_crawler(ReadingSpider)
        crawler.signals.connect(note, signals.item_scraped)
        process.crawl(crawler, workspace=workspace, run_id="read", **arguments)
        process.start()
    return crawler.spider


def _settings(folder: Path) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("LOG_FILE", str(folder / LOG_NAME), priority="cmdline")
    settings.set("LOG_FILE_APPEND", False, priority="cmdline")
    return settings
