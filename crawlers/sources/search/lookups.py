"""All look-ups of a workspace, whatever the provider: what is asked, and what came of it.

    for look_up in look_ups(workspace):
        ...ask for look_up.ask...
        page = read_answer(look_up, status, headers, body)

Saved pages are no look-ups: they lie on the disk (`crawlers.sources.search.saved`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crawlers.extract.rankings.result_page import ResultPage
from crawlers.sources.networks.registry import ENDPOINT
from crawlers.sources.search.brave import Brave
from crawlers.sources.search.browser import Browser
from crawlers.sources.search.provider import SearchProvider
from crawlers.sources.search.searxng import Searxng
from crawlers.sources.search.serpapi import SerpApi
from crawlers.sources.source import Answer, Ask
from data.clock import utc_now
from data.workspace import Workspace
from data.workspace.searches import Search

PROVIDERS: Mapping[str, type[SearchProvider]] = {
    provider.name: provider for provider in (Searxng, Brave, SerpApi, Browser)
}


@dataclass(frozen=True)
class LookUp:
    """One keyword at one place. `url` is its address as it may be written down; the `ask` that goes out may hold secrets.
    `missing` names the environment variable without which it cannot be asked ('' if it can)."""

    provider: SearchProvider = field(repr=False)
    keyword: str
    engine: str
    market: str
    device: str
    url: str
    missing: str = ""

    @property
    def search(self) -> Search:
        """The [[search]] it comes from."""
        return self.provider.search

    @property
    def ask(self) -> Ask:
        """The request. Its url and headers may hold the provider's key."""
        return self.provider.ask(self.keyword)


def provider_of(search: Search, env: Mapping[str, str] | None = None) -> SearchProvider:
    """The provider of a [[search]] (not `saved`), with the secrets of the environment."""
    env = os.environ if env is None else env
    return PROVIDERS[search.provider](search, env, env.get(ENDPOINT + search.provider.upper(), ""))


def look_ups(
    workspace: Workspace, env: Mapping[str, str] | None = None, keywords: Sequence[str] | None = None
) -> list[LookUp]:
    """Everything that a workspace looks up, [[search]] by [[search]]; `keywords` replaces those of the tables. What cannot
    be asked for want of a key is among it (`missing`)."""
    found = []
    for search in workspace.search:
        if search.provider == "saved":
            continue
        provider = provider_of(search, env)
        for keyword in search.keywords if keywords is None else keywords:
            found.append(
                LookUp(provider, keyword, provider.engine, search.market, search.device, provider.address(keyword),
                       provider.missing())
            )  # fmt: skip
    return list({(of.engine, of.market, of.device, of.keyword.casefold()): of for of in reversed(found)}.values())[::-1]


def read_answer(look_up: LookUp, status: int, headers: Mapping[str, str], body: bytes) -> ResultPage:
    """What became of a look-up: observed, absent (the engine found nothing), blocked or failed, with its reason. `headers`
    in lower case. Never raises on what an answer holds."""
    answer = Answer(status, headers, body, utc_now())
    if status != 200:
        return look_up.provider.refused(look_up.keyword, answer)
    return look_up.provider.read(look_up.keyword, answer)
