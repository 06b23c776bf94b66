"""Rivals out of result pages: who ranks where for our keywords, less marketplaces, media, directories and ourselves.

Visibility is that of the design: Σ CTR(position) / Σ CTR(1) over the look-ups, the best position of a look-up counting;
results other than organic ones count AD_WEIGHT of it. A site that is on no list is judged by its results (signs.py): one
that only shows articles, or is called like a magazine and sells nothing, is about the trade and not in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from analysis.discovery.models import Proposal, Sighting, Site
from analysis.discovery.names import ADS, name_of
from analysis.discovery.signs import Signs, named_like_media, signs_of
from analysis.discovery.sites import NotRivals, Place, registrable, same_brand
from analysis.figures.search.visibility import click_curve
from crawlers.extract.rankings.result_page import domain as domain_of
from crawlers.extract.site.brands import match_brand
from data.kinds.ranking import Ranking
from data.urls import host, site_label

AD_WEIGHT = 0.1
"""What a paid place, a map entry or a product tile counts beside an organic result at the same position."""
KINDS = ("organic", "featured_snippet", "ad", "local", "shopping")
ARTICLE = 2
"""Signs of an article from which on a result is one."""
LAST_POSITION = 10
"""A site met once only, further down than this, meets nobody."""
_OWN_WORDS = (
    "shop", "store", "online", "help", "support", "care", "blog", "careers", "jobs", "group", "app", "official", "global",
    "th", "vn", "lt", "uk", "us", "de", "fr", "eu", "asia", "thailand", "vietnam", "lithuania", "lietuva", "hotel", "club",
)  # fmt: skip
_MIN_OWN = 4
OWN_REASON = "your own"


@dataclass
class _Group:
    """One site's results on all pages."""

    results: list[Ranking] = field(default_factory=list)
    signs: list[Signs] = field(default_factory=list)

    def add(self, ranking: Ranking) -> None:
        self.results.append(ranking)
        self.signs.append(signs_of(ranking.url, ranking.title, ranking.snippet))

    def urls(self) -> list[str]:
        """One address of each of its domains."""
        return list({registrable(ranking.url): ranking.url for ranking in self.results}.values())


@dataclass(frozen=True)
class Known:
    """Who is known already: our own brand, and the brands of the workspace (ours among them)."""

    own: Place
    brands: tuple[Place, ...] = ()


def find_rivals(
    rankings: Sequence[Ranking], known: Known, not_rivals: NotRivals, homes: Mapping[str, str] | None = None
) -> tuple[list[Proposal], list[Site]]:
    """(rivals proposed, sites left out with the reason), each by visibility, the largest first.

    `rankings` are the results of any number of look-ups; `homes` maps a site's domain to what its home page turned out to
    be ("business", "media" or "" if that is unknown), which decides where the results do not. A list that we ourselves
    or a brand known already are on is not used.
    """
    listed = not_rivals.without(
        category for place in (known.own, *known.brands) if (category := not_rivals.category(place.site))
    )
    rankings = sorted(rankings, key=lambda r: (*_look_up(r), r.overall_position, r.kind, r.url, r.title))
    look_ups = {_look_up(ranking) for ranking in rankings}
    groups = _grouped([ranking for ranking in rankings if ranking.kind in KINDS and domain_of(ranking.url)])
    proposals, left_out = [], []
    for group in groups:
        site = _site(group, len(look_ups))
        verdict = (homes or {}).get(site.domain, "")
        reason = _why_not(group, site, known, listed, verdict)
        if reason is None:
            why = _why(site)
            proposals.append(Proposal(**(dict(site) | {"reason": why})))
        else:
            left_out.append(site.model_copy(update={"reason": reason}))
    for found in (proposals, left_out):
        found.sort(key=lambda site: (-site.visibility, -len(site.keywords), site.domain))
    return proposals, left_out


def _look_up(ranking: Ranking) -> tuple[str, str, str, str]:
    return ranking.engine, ranking.market, ranking.device, ranking.keyword.casefold()


def _grouped(rankings: Sequence[Ranking]) -> list[_Group]:
    """Results by site, the country domains of one name together."""
    by_domain: dict[str, list[Ranking]] = defaultdict(list)
    for ranking in rankings:
        by_domain[registrable(ranking.url)].append(ranking)
    by_label: dict[str, list[_Group]] = defaultdict(list)
    # ".com" first: a name under two generic endings may be two brands, and the country's then goes with ".com".
    for domain, found in sorted(by_domain.items(), key=lambda item: (not item[0].endswith(".com"), item[0])):
        candidates = by_label[site_label(found[0].url) or domain]
        group = next((g for g in candidates if all(same_brand(found[0].url, url) for url in g.urls())), None)
        if group is None:
            group = _Group()
            candidates.append(group)
        for ranking in found:
            group.add(ranking)
    return [group for candidates in by_label.values() for group in candidates]


def _site(group: _Group, n_look_ups: int) -> Site:
    curve = click_curve()
    gains: dict[tuple[str, str, str, str], float] = {}
    by_domain: dict[str, float] = defaultdict(float)
    for ranking in group.results:
        weight = 1.0 if ranking.kind in ("organic", "featured_snippet") else AD_WEIGHT
        gain = weight * curve.at(ranking.position)
        gains[_look_up(ranking)] = max(gains.get(_look_up(ranking), 0.0), gain)
        by_domain[registrable(ranking.url)] += gain
    domains = sorted(by_domain, key=lambda domain: (-by_domain[domain], domain))
    best = [ranking for ranking in group.results if registrable(ranking.url) == domains[0]]
    visibility = sum(gains.values()) / (n_look_ups * curve.at(1)) if n_look_ups else 0.0
    url = _home(domains[0], best)
    sightings = tuple(
        Sighting(
            keyword=r.keyword, engine=r.engine, market=r.market, device=r.device, kind=r.kind, position=r.position,
            url=r.url, title=r.title, fetched_at=r.fetched_at,
        )
        for r in sorted(group.results, key=lambda r: (r.keyword, r.engine, r.market, r.device, r.overall_position, r.kind))
        if r.fetched_at is not None
    )  # fmt: skip
    titles = [ranking.title for ranking in group.results if ranking.kind not in ADS]
    name = name_of(url, titles, ads=[ranking.title for ranking in group.results if ranking.kind in ADS])
    return Site(
        domain=domains[0], domains=tuple(domains), name=name, url=url, visibility=round(min(visibility, 1.0), 4),
        reason="", sightings=sightings,
    )  # fmt: skip


def _home(domain: str, results: Sequence[Ranking]) -> str:
    """The address of the site's home page: its bare host if it was met there (as it was written), else the domain."""
    for ranking in results:
        if host(ranking.url) == domain:
            parts = urlsplit(ranking.url)
            return f"{parts.scheme}://{parts.netloc}/"
    return f"{urlsplit(results[0].url).scheme}://{domain}/"


def _why_not(group: _Group, site: Site, known: Known, listed: NotRivals, home: str) -> str | None:
    """Why a site is left out, or None."""
    if listed_as := _known_as(group, known, listed):
        return listed_as
    return _not_selling(group, site, home)


def _not_selling(group: _Group, site: Site, home: str) -> str | None:
    """Why what is shown of a site says that it sells nothing of the kind, or None."""
    shown = [signs for signs in group.signs if not signs.document]
    if not shown:
        return "documents only"
    if home == "media":
        return "its home page is that of a magazine or guide"
    paid = any(ranking.kind != "organic" for ranking in group.results)
    if home == "business" or (paid and not _compares(group)):
        return None
    if not any(signs.article < ARTICLE or signs.business > signs.article for signs in shown):
        return "articles and lists only"
    return _like_a_magazine(group, site, shown)


def _like_a_magazine(group: _Group, site: Site, shown: Sequence[Signs]) -> str | None:
    titles = [ranking.title for ranking in group.results]
    sells = any(signs.business > max(signs.article, 1) for signs in shown)
    if named_like_media(site.url, titles) and not sells:
        return "named like a magazine or guide, and shows nothing for sale"
    if _mostly_articles(group) and not any(signs.business > signs.article or signs.home for signs in shown):
        return "articles and lists for the most part, nothing for sale"
    positions = [ranking.position for ranking in group.results]
    if len(site.keywords) == 1 and min(positions) > LAST_POSITION:
        return f"met once, at position {min(positions)}"
    return None


def _known_as(group: _Group, known: Known, listed: NotRivals) -> str | None:
    """Why a site that is known is left out: the own brand's, one in overheard.toml, one that is no rival."""
    if any(_is_own(ranking.url, known.own) for ranking in group.results):
        return OWN_REASON
    taken = next((m for ranking in group.results if (m := match_brand(ranking.url, known.brands))), None)
    if taken:
        return f"in overheard.toml already ({taken})"
    categories = [listed.category(ranking.url) for ranking in group.results]
    category = categories[0] if all(categories) else None
    return f"{listed.shown(category)} (not_rivals.toml)" if category else None


def _mostly_articles(group: _Group) -> bool:
    results = list(zip(group.results, group.signs, strict=True))
    about = {ranking.url for ranking, signs in results if signs.article >= ARTICLE}
    other = {ranking.url for ranking, signs in results if signs.article < ARTICLE}
    return len(about) > len(other)


def _compares(group: _Group) -> bool:
    """Whether all that a site shows, paid for or not, are comparisons and articles."""
    return all(signs.article >= ARTICLE for signs in group.signs)


def _is_own(url: str, own: Place) -> bool:
    """Whether an address is ours: our site, its country domains, or our name with a word for a part of us beside it."""
    if match_brand(url, [own]) is not None:
        return True
    label, name = site_label(url).replace("-", ""), site_label(own.site).replace("-", "")
    if len(name) < _MIN_OWN or name not in label:
        return False
    return label == name or label.removeprefix(name) in _OWN_WORDS or label.removesuffix(name) in _OWN_WORDS


def _why(site: Site) -> str:
    n, best = len(site.keywords), min((s.position for s in site.sightings if s.kind == "organic"), default=0)
    met = f"meets you on {n} keyword{'s' if n > 1 else ''}"
    return f"{met}, at best at position {best}" if best else f"{met}, by advertisements only"
