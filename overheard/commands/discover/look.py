"""The look of `overheard discover`: one crawl of look-ups and home pages, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from analysis.discovery.keywords import PlacedText, suggest_keywords
from analysis.discovery.models import Discovery, LookUp, Proposal, Setup, Site, State
from analysis.discovery.names import ADS, name_of, without_names
from analysis.discovery.rivals import OWN_REASON, Known, find_rivals
from analysis.discovery.sites import NotRivals, Place, registrable, same_brand
from crawlers.extract.site.home import Home
from crawlers.spiders.discover import Asked, DiscoverSpider, Harvest
from data.clock import utc_now
from data.kinds.ranking import Ranking
from data.wording import counted
from data.workspace import Workspace
from overheard.progress import say

OWN = "own"
LOG_NAME = "discover.log"
DOUBTFUL = 10
"""Sites left out for what their results look like whose home pages are looked at, so that they may turn out to sell."""
NOT_ASKED = "not asked: proposed from the results only"


class BrokenOffError(Exception):
    """The look came to no end; the message says why."""


def look(
    workspace: Workspace,
    keywords: Sequence[str],
    not_rivals: NotRivals,
    *,
    offline: bool,
    limit: int,
    setup: Setup | None,
) -> State:
    """Look up, visit, propose: what is kept. Hold locks.CRAWL. May be called once in a process. Raises BrokenOffError."""
    known = Known(
        Place("own", workspace.own.site, workspace.own.social, workspace.own.faqs),
        tuple(Place(brand.id, brand.site, brand.social, brand.faqs) for brand in workspace.brands),
    )

    def choose(rankings: Sequence[Ranking]) -> list[tuple[str, str]]:
        proposals, left_out = find_rivals(rankings, known, not_rivals)
        doubtful = [site for site in left_out if _judged_by_results(site)][:DOUBTFUL]
        pages = [(site.domain, site.url) for site in (*proposals[:limit], *doubtful)]
        visiting = f"visiting {counted(len(pages), 'home page')}, one request at a time a site"
        say(f"discover: {counted(len(rankings), 'result')}; {visiting}")
        return [*pages, *([(OWN, workspace.own.site)] if setup else [])]

    harvest = Harvest()
    _crawl(workspace, harvest, keywords=tuple(keywords), choose=choose, offline=offline)
    verdicts = {key: home.verdict for key, home in harvest.homes.items()}
    found, left_out = find_rivals(harvest.rankings, known, not_rivals, verdicts)
    proposals = [_with_home(site, harvest, offline) for site in found[:limit]]
    asked = list(dict.fromkeys(one.keyword for one in harvest.asked if one.keyword)) if not keywords else list(keywords)
    names = [workspace.own.name, *(brand.name for brand in workspace.brands), *(site.name for site in proposals)]
    have = [*asked, *(word for search in workspace.search for word in search.keywords)]
    suggestions = suggest_keywords(_texts(proposals, harvest), have, names)
    own = _own(workspace, harvest, setup, left_out, offline)
    if len(found) > limit:
        say(f"discover: the {limit} most visible of {len(found)} rivals are proposed (--limit)")
    discovery = Discovery(
        made_at=utc_now(), own=(own.name if own else workspace.own.name, workspace.own.site), keywords=tuple(asked),
        proposals=tuple(proposals), left_out=tuple(left_out), look_ups=tuple(_look_up(one) for one in harvest.asked),
        suggestions=tuple(suggestions),
    )  # fmt: skip
    return State(discovery=discovery, setup=setup, own=own)


def _judged_by_results(site: Site) -> bool:
    return site.reason.startswith(("articles", "named like"))


def _look_up(one: Asked) -> LookUp:
    return LookUp(
        keyword=one.keyword, engine=one.engine, market=one.market, device=one.device, url=one.url, status=one.status,
        reason=one.reason, results=len(one.page.rankings) if one.page else 0, fetched_at=one.at,
    )  # fmt: skip


def _with_home(site: Proposal, harvest: Harvest, offline: bool) -> Proposal:
    """A proposal with what its home page says, or why that is not known."""
    home = harvest.homes.get(site.domain)
    if home is None:
        missing = NOT_ASKED if offline else harvest.failures.get(site.domain, NOT_ASKED)
        return site.model_copy(update={"home": missing})
    return site.model_copy(
        update=_described(
            home,
            site.url,
            [*harvest.titles[site.domain], *(s.title for s in site.sightings if s.kind not in ADS)],
            [s.title for s in site.sightings if s.kind in ADS],
        )
    )


def _described(home: Home, url: str, titles: Sequence[str], ads: Sequence[str] = ()) -> dict[str, object]:
    moved = not same_brand(home.url, url)
    return {
        "home": f"observed, redirected to {home.url}" if moved else "observed",
        "name": name_of(url, titles, home.names, ads),
        "faqs": home.faqs, "reviews": (*home.reviews, *home.apps), "contact": home.contact, "social": home.social,
    }  # fmt: skip


def _own(
    workspace: Workspace, harvest: Harvest, setup: Setup | None, left_out: Sequence[Site], offline: bool
) -> Proposal | None:
    """Our own brand as its home page describes it, where a workspace is to be made."""
    if setup is None:
        return None
    site, domain = workspace.own.site, registrable(workspace.own.site)
    bare = Proposal(
        domain=domain, domains=(domain,), name=setup.name or name_of(site, []), url=site, visibility=0.0, reason=OWN_REASON,
        sightings=(),
    )  # fmt: skip
    home = harvest.homes.get(OWN)
    if home is None:
        return bare.model_copy(update={"home": NOT_ASKED if offline else harvest.failures.get(OWN, NOT_ASKED)})
    met = [s.title for out in left_out for s in out.sightings if out.reason == OWN_REASON]
    described = _described(home, site, [*harvest.titles[OWN], *met])
    return bare.model_copy(update=described | ({"name": setup.name} if setup.name else {}))


def _texts(proposals: Sequence[Proposal], harvest: Harvest) -> list[PlacedText]:
    """The texts that keywords are looked for in: rivals' results and pages, and what else people search for."""
    of_domain = {domain: site for site in proposals for domain in site.domains}
    texts = []
    pages = {(one.keyword, one.engine): one.url for one in harvest.asked}
    for ranking in harvest.rankings:
        page = pages.get((ranking.keyword, ranking.engine), "")
        if ranking.kind in ("related", "paa"):
            texts.append(PlacedText("", "search" if ranking.kind == "related" else "question", ranking.title, page))
        elif site := of_domain.get(registrable(ranking.url)):
            texts += [
                PlacedText(site.domain, "title", part, ranking.url)
                for part in without_names(ranking.title, [site.name])
            ]
    for site in proposals:
        if home := harvest.homes.get(site.domain):
            texts += [
                PlacedText(site.domain, "title", part, home.url) for part in without_names(home.title, [site.name])
            ]
            texts += [PlacedText(site.domain, "heading", text, home.url) for text in home.headings]
        texts += [
            PlacedText(site.domain, "question", text, url) for text, url in harvest.questions.get(site.domain, ())
        ]
    return texts


def _crawl(workspace: Workspace, harvest: Harvest, **arguments: object) -> None:
    """Run the spider to its end. Raises BrokenOffError if it does not come there: half a look is no look."""
    folder = workspace.state_dir / "logs"
    process = AsyncCrawlerProcess(_settings(folder))
    crawler = process.create_crawler(DiscoverSpider)
    process.crawl(crawler, workspace=workspace, run_id="discover", harvest=harvest, **arguments)
    process.start()
    assert crawler.stats is not None
    reason = crawler.stats.get_value("finish_reason")
    if not harvest.complete or reason != "finished":
        why = "interrupted" if reason == "shutdown" else f"{folder / LOG_NAME} says why"
        raise BrokenOffError(f"broken off, and nothing is proposed: {why}")


def _settings(folder: Path) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("LOG_FILE", str(folder / LOG_NAME), priority="cmdline")
    settings.set("LOG_FILE_APPEND", False, priority="cmdline")
    return settings
