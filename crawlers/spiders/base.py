"""What all spiders share: the workspace, the run, the settings of overheard.toml and a true visit for every outcome."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Request, Response

from crawlers.fetching.addresses import AllowList, host_port
from crawlers.fetching.guards import GuardedResolver
from crawlers.fetching.header_limit import limit_headers
from crawlers.logs import protect_logs
from data.clock import utc_now
from data.errors import ConfigError
from data.kinds.visit import Visit, VisitStatus
from data.landing.again import LandedBefore
from data.record.model import Record
from data.state import locks
from data.state.locks import BusyError
from data.state.runs import Run, finish_run, start_run
from data.workspace import Workspace, load_workspace
from data.workspace.searches import AT_URL

MEGABYTE = 1024 * 1024
WINDING_UP_SECONDS = 900
"""How long a crawl whose time is used up may take to say so of all that it did not read."""


class OverheardSpider(Spider):
    """Base of the spiders. Arguments (`-a NAME=VALUE`): `workspace` the folder of overheard.toml, `brands` and `kinds`
    comma-separated to ask only some, `limit` the most pages a site."""

    run_id: str
    workspace: Workspace
    left_alone: dict[str, str]
    before: LandedBefore | None = None
    """What landed in earlier crawls, once this one is open; None for one of which nothing lands."""

    def __init__(
        self,
        workspace: Workspace | str = ".",
        run_id: str = "",
        brands: str = "",
        kinds: str = "",
        limit: str | int = 0,
    ) -> None:
        super().__init__()
        self.workspace = workspace if isinstance(workspace, Workspace) else load_workspace(Path(workspace))
        self.brands = self.workspace.select_brands([name.strip() for name in brands.split(",") if name.strip()])
        self.asked_kinds = tuple(kind.strip() for kind in kinds.split(",") if kind.strip())
        self.page_limit = min(
            int(limit) or self.workspace.crawl.max_pages_per_site, self.workspace.crawl.max_pages_per_site
        )
        self.run_id = run_id
        self.left_alone = {}
        self._standalone: tuple[Run, ExitStack] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        try:
            spider = super().from_crawler(crawler, *args, **kwargs)
        except (ConfigError, ValueError) as error:
            raise UsageError(str(error), print_help=False) from None
        _apply(crawler, spider.workspace)
        if not spider.run_id:
            spider._start_alone(crawler)
        return spider

    def _start_alone(self, crawler: Crawler) -> None:
        """Started by `scrapy crawl`: take the crawl lock and keep a run of its own."""
        stack = ExitStack()
        try:
            stack.enter_context(locks.hold(self.workspace.state_dir, locks.CRAWL))
        except BusyError as error:
            raise UsageError(str(error), print_help=False) from None
        run = start_run(self.workspace.state_dir, f"scrapy crawl {self.name}")
        self.run_id, self._standalone = run.run_id, (run, stack)
        crawler.signals.connect(self._finish_alone, signals.spider_closed)

    def _finish_alone(self, reason: str) -> None:
        assert self._standalone is not None
        run, stack = self._standalone
        stats = self.crawler.stats
        assert stats is not None
        run.items = int(stats.get_value("overheard/landed", 0))
        fatal = stats.get_value("overheard/fatal")
        finish_run(
            self.workspace.state_dir, run, error=fatal or (None if reason == "finished" else f"stopped: {reason}")
        )
        stack.close()

    def held_back(self) -> Iterable[Record]:
        """What was read and waits for what will not come any more, as the crawl ends: it is landed as it is."""
        return ()

    def visit(
        self, url: str, kind: str, status: VisitStatus, *, brand: str = "", reason: str | None = None, **fields: Any
    ) -> Visit:
        """A visit of this spider, read now unless `fetched_at` says when."""
        fields.setdefault("fetched_at", utc_now())
        return Visit(brand=brand, url=url, kind=kind, spider=self.name, status=status, reason=reason, **fields)


def requested_url(response: Response | Request) -> str:
    """The URL first asked for, before any redirect of the server or of the page's scripts: the name the page is known by."""
    urls = response.meta.get("redirect_urls")
    if urls:
        return str(urls[0])
    request = response.request if isinstance(response, Response) else None
    return request.url if request else response.url


def _apply(crawler: Crawler, workspace: Workspace) -> None:
    """Lay the workspace's [crawl] over the settings."""
    crawl = workspace.crawl
    search_hosts = [
        ":".join(map(str, host_port(search.url))) for search in workspace.search if search.provider in AT_URL
    ]
    crawler.settings.setdict(
        {
            "USER_AGENT": crawl.user_agent,
            "ROBOTSTXT_OBEY": crawl.obey_robots,
            "OVERHEARD_ALLOW_PRIVATE": list(crawl.allow_private),
            "OVERHEARD_SEARCH_HOSTS": search_hosts,
            "DOWNLOAD_TIMEOUT": crawl.page_seconds,
            "DOWNLOAD_MAXSIZE": crawl.page_megabytes * MEGABYTE,
            "OVERHEARD_SITE_SECONDS": crawl.site_minutes * 60,
            "OVERHEARD_SITE_BYTES": crawl.site_megabytes * MEGABYTE,
            "OVERHEARD_SITE_ITEMS": crawl.site_items,
            "OVERHEARD_ARCHIVE": str(workspace.state_dir) if crawl.archive else "",
            "OVERHEARD_CRAWL_SECONDS": crawl.crawl_hours * 3600,
            "CLOSESPIDER_TIMEOUT": crawl.crawl_hours * 3600 + WINDING_UP_SECONDS,
        },
        priority="spider",
    )
    protect_logs()
    limit_headers()
    GuardedResolver.allow_list = AllowList([*crawl.allow_private, *search_hosts])
    logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)  # its warnings repeat what the visit's reason says
