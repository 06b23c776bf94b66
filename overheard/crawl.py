"""Runs the spiders of one crawl in this process and keeps count of what they bring."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawlers.landing import FATAL
from crawlers.sources.networks.registry import queries
from crawlers.spiders.mentions import MentionsSpider
from crawlers.spiders.platforms import PlatformsSpider, app_sources
from crawlers.spiders.rankings import RankingsSpider
from crawlers.spiders.site import SiteSpider
from crawlers.spiders.target import CRAWL_KINDS, MENTIONS, RANKINGS, REVIEWS
from crawlers.spiders.target import KINDS as SITE_KINDS
from data.kinds.mention import Mention
from data.kinds.visit import Visit
from data.record.model import Record
from data.state.runs import INTERRUPTED, Run
from data.workspace import Workspace
from overheard.failures import KnownFailure, describe, failing, record_failures, wants_key
from overheard.progress import CrawlProgress, say
from overheard.request import CrawlRequest

KEPT_LOGS = 60


def crawl(workspace: Workspace, request: CrawlRequest, run: Run) -> list[KnownFailure]:
    """Crawl into landing/<run>/ and fill `run`'s counts. Hold locks.CRAWL. Returns the new failures.

    Sets `run.error` when the crawl had to stop. May be called once in a process: Twisted's reactor starts only once.
    """
    process = AsyncCrawlerProcess(_settings(workspace.state_dir, run.run_id))
    wanted = request.kinds or CRAWL_KINDS
    site_kinds = [kind for kind in wanted if kind in SITE_KINDS]
    crawlers: list[Crawler] = []
    visits: list[Visit] = []
    chosen = workspace.select_brands(list(request.brands))
    listened = queries(workspace, chosen) if MENTIONS in wanted else []
    asked = {query.text or query.address: query.brand for query in listened}
    meant: Counter[str] = Counter()
    with CrawlProgress({brand.id: brand.name for brand in workspace.brands}) as progress:

        def count(item: Record, **_: Any) -> None:
            if isinstance(item, Visit):
                visits.append(item)
                progress.add(item.brand, "pages")
                if failing(item.status, item.reason):
                    progress.add(item.brand, "failures")
            else:
                run.items += 1
                if isinstance(item, Mention):  # counted where it was asked for, whomever it means
                    meant.update(item.brands)
                    progress.add(asked.get(item.query, ""), "records")
                else:
                    progress.add(item.brand if item.kind_name != "ranking" else "", "records")

        def start(
            spider: type[SiteSpider | PlatformsSpider | RankingsSpider | MentionsSpider], **arguments: Any
        ) -> None:
            crawler = process.create_crawler(spider)
            crawler.signals.connect(count, signals.item_scraped)
            crawlers.append(crawler)
            process.crawl(crawler, workspace=workspace, run_id=run.run_id, **arguments)

        brands = ",".join(brand.id for brand in chosen)
        if site_kinds:
            start(SiteSpider, kinds=",".join(site_kinds), brands=brands, limit=request.limit)
        if REVIEWS in wanted and any(app_sources(b, workspace) for b in chosen):
            start(PlatformsSpider, brands=brands)
        if RANKINGS in wanted and workspace.search and not request.brands:
            start(RankingsSpider, limit=request.limit)
        if listened:
            start(MentionsSpider, brands=brands)
        if crawlers:
            process.start()
        run.counts = progress.counts
    if meant:
        whom = ", ".join(f"{brand.name} {meant[brand.id]}" for brand in workspace.brands if meant[brand.id])
        say(f"  mentions by the brands they mean (one may mean several): {whom}")
    run.error = _stopped(crawlers)
    new = record_failures(workspace.state_dir, visits)
    for failure in new:
        if wants_key(failure.reason):
            say(f"warning: {describe(failure)}")
    failed = [failure for failure in new if not wants_key(failure.reason)]
    run.failures = [describe(failure) for failure in failed]
    return failed


def _stopped(crawlers: list[Crawler]) -> str | None:
    """Why a spider did not finish, or None."""
    for crawler in crawlers:
        stats = crawler.stats
        if stats.get_value("finish_reason") is None:
            return "a spider did not start; its log says why"
        if stats.get_value(FATAL):
            return str(stats.get_value(FATAL))
        if stats.get_value("finish_reason") == "shutdown":
            return INTERRUPTED
        if stats.get_value("finish_reason") != "finished":
            return f"stopped: {stats.get_value('finish_reason')}"
        if stats.get_value("log_count/CRITICAL"):
            return "a spider failed; its log says why"
    return None


def _settings(state_dir: Path, run_id: str) -> Settings:
    folder = state_dir / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.log"))[:-KEPT_LOGS]:
        old.unlink()
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("LOG_FILE", str(folder / f"{run_id}.log"), priority="cmdline")
    return settings
