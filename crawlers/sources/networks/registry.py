"""All sources and what a workspace asks of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from crawlers.sources.networks.accounts import own_queries
from crawlers.sources.networks.bluesky import Bluesky
from crawlers.sources.networks.feeds import Feed
from crawlers.sources.networks.hackernews import HackerNews
from crawlers.sources.networks.mastodon import DEFAULT_INSTANCE, Mastodon
from crawlers.sources.networks.reddit import Reddit
from crawlers.sources.networks.youtube import YouTube
from crawlers.sources.source import Query, Source
from data.workspace import Brand, Listen, Workspace

SOURCES: Mapping[str, type[Source]] = {
    source.network: source for source in (Feed, HackerNews, Mastodon, Bluesky, Reddit, YouTube)
}
ENDPOINT = "OVERHEARD_ENDPOINT_"
"""Environment variable, with the network's name behind it, that replaces an official endpoint. For tests only."""
_SEARCH_PAGES = {
    "reddit": "https://www.reddit.com/search/?q={}&sort=new",
    "hackernews": "https://hn.algolia.com/?sort=byDate&query={}",
    "bluesky": "https://bsky.app/search?q={}",
    "youtube": "https://www.youtube.com/results?search_query={}",
}


def queries(workspace: Workspace, brands: Sequence[Brand] | None = None) -> list[Query]:
    """What a workspace asks: each brand's own voice first (it tells who is who), then each [[listen]], no query twice.
    `brands` limits it to the own voice of these."""
    found = [query for brand in (workspace.brands if brands is None else brands) for query in own_queries(brand)]
    if brands is None or set(brands) == set(workspace.brands):
        found += [listening(listen) for listen in workspace.listen]
    return list({query.key: query for query in reversed(found)}.values())[::-1]


def listening(listen: Listen) -> Query:
    """The query of one [[listen]]. Its query may be the feed's address itself."""
    url = listen.url or (listen.query if listen.network == "rss" else "")
    if listen.network == "mastodon":
        url = (url or DEFAULT_INSTANCE).rstrip("/")
        address = f"{url}/search?q={quote(listen.query, safe='')}"
    else:
        address = url or _SEARCH_PAGES[listen.network].format(quote(listen.query, safe=""))
    return Query(
        listen.network, text=listen.query, url=url, voice=listen.voice, address=address,
        max_items=listen.max_items or SOURCES[listen.network].usual_items,
    )  # fmt: skip


def source_of(query: Query, env: Mapping[str, str] | None = None) -> Source:
    """The source that asks this query, with the secrets of the environment."""
    env = os.environ if env is None else env
    return SOURCES[query.network](query, env, env.get(ENDPOINT + query.network.upper(), ""))


def plan(workspace: Workspace, env: Mapping[str, str] | None = None) -> list[str]:
    """What a crawl of mentions would ask, a line each; nothing is asked, and no secret is shown."""
    lines = []
    for query in queries(workspace):
        missing = source_of(query, env).missing()
        who = (
            f"{query.brand}'s own voice"
            if query.brand
            else f"{query.voice}s' voice"
            if query.voice == "customer"
            else "press"
        )
        text = f" for {query.text!r}" if query.text and query.text != query.url else ""
        skipped = f": not asked, needs {' and '.join(missing)}" if missing else f": at most {query.max_items} items"
        lines.append(f"{query.network}{text} ({who}) at {query.address}{skipped}")
    return lines
