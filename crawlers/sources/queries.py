"""What a workspace asks networks: its brands' own accounts and feeds, and its [[listen]] tables."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from crawlers.sources.networks.base import Network, Query
from data.workspace import Brand, Listen, Workspace, is_closed_network


def queries(workspace: Workspace, brands: Sequence[Brand] | None = None) -> list[Query]:
    """What a workspace asks: each brand's own voice first (it tells who is who), then each [[listen]], no query twice.
    `brands` limits it to the own voice of these."""
    found = [query for brand in (workspace.brands if brands is None else brands) for query in own_queries(brand)]
    if brands is None or set(brands) == set(workspace.brands):
        found += [listening(listen) for listen in workspace.listen]
    return list({query.key: query for query in reversed(found)}.values())[::-1]


def listening(listen: Listen) -> Query:
    """The query of one [[listen]]."""
    return Network.fleet()[listen.network].listening(listen)


def own_queries(brand: Brand) -> list[Query]:
    """What to ask for a brand's own voice: one query for each address of its `social` that has an official door."""
    return [query for address in brand.social if (query := own_query(address, brand.id))]


def own_query(address: str, brand: str) -> Query | None:
    """The query of one address: an account of the network whose address it is; any other address is a feed's. None for
    networks without an official open door and for what is no account (a subreddit is its members' voice)."""
    if is_closed_network(address):
        return None
    parts = urlsplit(address)
    network = next(network for network in Network.fleet().values() if network.is_at(parts))
    return network.own(parts, address, brand)


def identities(brands: Sequence[Brand]) -> dict[tuple[str, str], str]:
    """(network, account in lower case) -> id of the brand whose account it is."""
    return {
        (query.network, query.account.lower()): brand.id
        for brand in brands for query in own_queries(brand) if query.account
    }  # fmt: skip


def source_of(query: Query, env: Mapping[str, str] | None = None) -> Network:
    """The source that asks this query, with the secrets of the environment."""
    return Network.fleet()[query.network](query, os.environ if env is None else env)


def plan(workspace: Workspace, env: Mapping[str, str] | None = None) -> list[str]:
    """What a crawl of mentions would ask, a line each; nothing is asked, and no secret is shown."""
    lines = []
    for query in queries(workspace):
        missing = source_of(query, env).missing()
        customers = "customers' voice" if query.voice == "customer" else "press"
        who = f"{query.brand}'s own voice" if query.brand else customers
        text = f" for {query.text!r}" if query.text and query.text != query.url else ""
        skipped = f": not asked, needs {' and '.join(missing)}" if missing else f": at most {query.max_items} items"
        lines.append(f"{query.network}{text} ({who}) at {query.address}{skipped}")
    return lines
