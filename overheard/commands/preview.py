"""`overheard crawl --dry-run`: what a crawl would ask, and what its look-ups would cost. Nothing is asked or written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from crawlers.sources.lookups import look_ups
from crawlers.sources.queries import plan, queries
from crawlers.sources.saved_pages import SUFFIXES, saved_folder
from crawlers.sources.search.base import LookUp
from crawlers.spiders.target import CRAWL_KINDS, FAQS, MENTIONS, RANKINGS, REVIEWS
from crawlers.spiders.target import KINDS as SITE_KINDS
from data.clock import utc_now
from data.state.caps import DailyCap
from data.workspace import Brand, Workspace
from overheard.request import CrawlRequest


def preview(workspace: Workspace, request: CrawlRequest) -> Iterator[str]:
    """What a crawl would ask, a line each. Raises ConfigError for a kind or brand that does not exist."""
    request.check(workspace)
    wanted = request.kinds or CRAWL_KINDS
    for brand in workspace.select_brands(list(request.brands)):
        yield from _pages(brand, [kind for kind in wanted if kind in SITE_KINDS])
    if RANKINGS in wanted and not request.brands:
        yield from _rankings(workspace)
    if MENTIONS in wanted and not request.brands:
        yield from (f"mentions: {line}" for line in plan(workspace))
    elif MENTIONS in wanted:
        chosen = workspace.select_brands(list(request.brands))
        yield from (f"mentions: {query.brand}'s own voice at {query.address}" for query in queries(workspace, chosen))


def _pages(brand: Brand, kinds: list[str]) -> Iterator[str]:
    for kind in kinds:
        named = {FAQS: brand.faqs, REVIEWS: brand.reviews}.get(kind)
        where = ", ".join(named) if named else f"pages found from {brand.site}"
        if named != ():
            yield f"{kind}: {brand.name}: {where}"


def _rankings(workspace: Workspace) -> Iterator[str]:
    """Each [[search]] with its look-ups, what its provider's daily cap still allows and, where a price is named, the cost."""
    for search in workspace.search:
        if search.provider == "saved":
            folder = saved_folder(workspace.root, search.url)
            number = sum(path.suffix.lower() in SUFFIXES for path in folder.rglob("*")) if folder.is_dir() else 0
            yield f"rankings: saved: {number} saved pages in {folder}; nothing is asked"
    left: dict[str, int] = {}
    total = 0.0
    for search, group in groupby(look_ups(workspace), key=lambda look_up: look_up.search):
        asked = list(group)
        first = asked[0]
        account = first.account
        allowed = DailyCap(workspace.state_dir, account, search.daily_cap, utc_now().date()).left() - left.get(
            account, 0
        )
        made = 0 if first.missing() else max(0, min(len(asked), allowed))
        left[account] = left.get(account, 0) + made
        price = search.price_per_1000
        total += made * (price or 0.0) / 1000
        yield f"rankings: {_of(first)}: {_made(first, len(asked), made, allowed, search.daily_cap)}{_cost(made, price)}"
    if total:
        yield f"rankings: the priced look-ups cost {total:.4g} in all, in the currency of search.price_per_1000"


def _of(look_up: LookUp) -> str:
    return ", ".join(filter(None, (look_up.engine, look_up.search.market, look_up.search.device)))


def _made(first: LookUp, wanted: int, made: int, allowed: int, cap: int) -> str:
    if missing := first.missing():
        return f"{wanted} look-ups not asked: needs {' and '.join(missing)} in the environment"
    short = f", {wanted - made} not asked" if made < wanted else ""
    return f"{made} look-ups{short}; {max(0, allowed)} of {cap} left today"


def _cost(made: int, price: float | None) -> str:
    if not made or price is None:
        return "" if not made else "; price not known (search.price_per_1000)"
    return f"; costs {made * price / 1000:.4g}"
