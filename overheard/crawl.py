"""Runs the spiders of one crawl in this process and keeps count of what they bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawlers.fetching.archive import PROBLEM
from crawlers.fetching.site_clocks import clock_ahead
from crawlers.items import PageRecords, records_of
from crawlers.landing import FATAL
from crawlers.sources.queries import queries
from crawlers.spiders.base import OverheardSpider
from crawlers.spiders.mentions import MentionsSpider
from crawlers.spiders.platforms import PlatformsSpider, app_sources
from crawlers.spiders.rankings import RankingsSpider
from crawlers.spiders.site import SiteSpider
from crawlers.spiders.target import CRAWL_KINDS, MENTIONS, RANKINGS, REVIEWS
from crawlers.spiders.target import KINDS as SITE_KINDS
from data.clock import utc_now
from data.kinds.mention import Mention
from data.kinds.visit import Visit
from data.record.model import Record
from data.state.health import judge_crawl
from data.state.runs import INTERRUPTED, Run
from data.witnesses import is_wrong
from data.workspace import Brand, Workspace
from overheard.failures import KnownFailure, describe, failing, record_failures, remedy, wants_key
from overheard.health import REMEDY, Health
from overheard.progress import CrawlProgress, say, warn
from overheard.request import CrawlRequest
from overheard.taken_back import remembered, take_back

KEPT_LOGS, KEPT_LOG_BYTES = 60, 100 << 20


def crawl(workspace: Workspace, request: CrawlRequest, run: Run, *, confirmed: bool = False) -> list[str]:
    """Crawl into landing/<run>/ and fill `run`'s counts. Hold locks.CRAWL. Returns the new failures, a line each with what to do.

    Sets `run.error` when the crawl had to stop. What was crawled by a clock that the sites contradict is taken back, unless the
    clock is `confirmed`. May be called once in a process: Twisted's reactor starts only once.
    """
    before = remembered(workspace.state_dir)
    process = AsyncCrawlerProcess(_settings(workspace.state_dir, run.run_id))
    wanted = request.kinds or CRAWL_KINDS
    chosen = workspace.select_brands(list(request.brands))
    listened = queries(workspace, chosen) if MENTIONS in wanted else []
    crawlers: list[Crawler] = []
    health = Health([brand.id for brand in chosen], wanted)
    with CrawlProgress({brand.id: brand.name for brand in workspace.brands}) as progress:
        counts = _Counts(run, progress, {query.text or query.address: query.brand for query in listened})
        for spider, arguments in _spiders(workspace, request, wanted, chosen, listens=bool(listened)):
            crawler = process.create_crawler(spider)
            crawler.signals.connect(counts.add, signals.item_scraped)
            if spider is SiteSpider:
                crawler.signals.connect(health.add_item, signals.item_scraped)
            crawlers.append(crawler)
            process.crawl(crawler, workspace=workspace, run_id=run.run_id, **arguments)
        if crawlers:
            process.start()
        run.counts = progress.counts
    _say_meant(workspace, counts)
    for problem in {crawler.stats.get_value(PROBLEM) for crawler in crawlers} - {None}:
        warn(f"crawl: {problem}")
    run.error = _stopped(crawlers)
    run.clock_ahead = clock_ahead(crawlers)
    if is_wrong(run.clock_ahead) and not confirmed:
        take_back(workspace.state_dir, run, before)
        return []
    new = [f"{describe(failure)}; {remedy(failure)}" for failure in _new_failures(workspace, run, counts.visits)]
    return new + _collapsed(workspace, request, run, health)


def _say_meant(workspace: Workspace, counts: _Counts) -> None:
    if counts.meant:
        meant = [f"{brand.name} {counts.meant[brand.id]}" for brand in workspace.brands if counts.meant[brand.id]]
        say(f"  mentions by the brands they mean (one may mean several): {', '.join(meant)}")


def _collapsed(workspace: Workspace, request: CrawlRequest, run: Run, health: Health) -> list[str]:
    """What has collapsed since the crawl before, a line each with what to do; what had before is only said. A crawl that was cut
    short or left pages out on purpose says nothing of it."""
    if request.limit or run.error:
        return []
    stale = judge_crawl(workspace.state_dir, [brand.id for brand in workspace.brands], health.found(), utc_now())
    for each in stale:
        if not each.new:
            say(f"  still: {each.describe()} (since {each.since:%Y-%m-%d})")
    new = [each.describe() for each in stale if each.new]
    run.failures += new
    return [f"{line}; {REMEDY}" for line in new]


def _new_failures(workspace: Workspace, run: Run, visits: list[Visit]) -> list[KnownFailure]:
    """What failed that did not fail before; what only lacks a key is a warning."""
    new = record_failures(workspace.state_dir, visits)
    for failure in new:
        if wants_key(failure.reason):
            say(f"warning: {describe(failure)}")
    failed = [failure for failure in new if not wants_key(failure.reason)]
    run.failures = [describe(failure) for failure in failed]
    return failed


def _spiders(
    workspace: Workspace, request: CrawlRequest, wanted: Sequence[str], chosen: Sequence[Brand], *, listens: bool
) -> Iterator[tuple[type[OverheardSpider], dict[str, Any]]]:
    """The spiders that have something to do, with their arguments."""
    site_kinds = [kind for kind in wanted if kind in SITE_KINDS]
    brands = ",".join(brand.id for brand in chosen)
    if site_kinds:
        yield SiteSpider, {"kinds": ",".join(site_kinds), "brands": brands, "limit": request.limit}
    if REVIEWS in wanted and any(app_sources(brand, workspace) for brand in chosen):
        yield PlatformsSpider, {"brands": brands}
    if RANKINGS in wanted and workspace.search and not request.brands:
        yield RankingsSpider, {"limit": request.limit}
    if listens:
        yield MentionsSpider, {"brands": brands}


class _Counts:
    """What the spiders of a crawl bring. `asked` says whose own voice a query of mentions is for ('' for nobody's)."""

    def __init__(self, run: Run, progress: CrawlProgress, asked: Mapping[str, str]) -> None:
        self.run, self.progress, self.asked = run, progress, asked
        self.visits: list[Visit] = []
        self.meant: Counter[str] = Counter()

    def add(self, item: PageRecords | Record, **_: Any) -> None:
        """Scrapy's signal that records have landed."""
        for record in records_of(item):
            self._add(record)

    def _add(self, record: Record) -> None:
        if isinstance(record, Visit):
            self.visits.append(record)
            self.progress.add(record.brand, "pages")
            if failing(record.status, record.reason):
                self.progress.add(record.brand, "failures")
            return
        self.run.items += 1
        if isinstance(record, Mention):  # counted where it was asked for, whomever it means
            self.meant.update(record.brands)
            self.progress.add(self.asked.get(record.query, ""), "records")
        else:
            self.progress.add(record.brand if record.kind_name != "ranking" else "", "records")


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


def _prune_logs(folder: Path) -> None:
    """Keep the newest logs, so many and so large in all: names begin with the time."""
    kept = 0
    for n, log in enumerate(sorted(folder.glob("*.log"), reverse=True)):
        kept += log.stat().st_size
        if n >= KEPT_LOGS or kept > KEPT_LOG_BYTES:
            log.unlink()


def _settings(state_dir: Path, run_id: str) -> Settings:
    folder = state_dir / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    _prune_logs(folder)
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("LOG_FILE", str(folder / f"{run_id}.log"), priority="cmdline")
    return settings
