"""The demo's workspace folder: overheard.toml by the public contract, and the saved result pages it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit
from tomlkit.items import Table

from data.files import write_atomic
from data.workspace import CONFIG_NAME
from overheard.demo.market.market import Market
from overheard.demo.market.truths import Company, platform, search_host, truths
from overheard.demo.sites.answer_engine import ANSWERS_PATH
from overheard.demo.sites.brand_site import PATHS
from overheard.demo.sites.feeds import BOARD_PATH, OWN_PATH
from overheard.demo.sites.platform_site import review_path
from overheard.demo.sites.serp import keywords, write_saved_pages

NAME = "Demo market (synthetic)"
SAVED_FOLDER = "saved-results"
SEARCH_MARKET = "en-GB"
DISCOVERED = frozenset({"northbound"})
"""Brands whose FAQ pages the crawl must find from the home page; the others' are configured."""


def write_workspace(root: Path, hosts: Mapping[str, str], market: Market) -> Path:
    """Write overheard.toml and the folder of saved result pages into `root` (made if missing); gives the file's path.

    `hosts` maps every demo host to its base URL. An overheard.toml that is there already is replaced.
    """
    document = tomlkit.document()
    document.add(
        tomlkit.comment(
            "An invented market, served on this machine by `overheard demo`: every brand and review is made up."
        )
    )
    names = tomlkit.table()
    names.update({"name": NAME, "language": "en", "timezone": "UTC", "window_days": 90, "sentiment": "lexicon"})
    names["sentiment"].comment("what is planted is then measured exactly; auto would learn from the stars")
    document.add("workspace", names)
    document.add("brand", _tables([_brand(brand, hosts) for brand in market.brands]))
    searches: list[Mapping[str, object]] = [
        {"provider": "searxng", "url": hosts[search_host()], "market": SEARCH_MARKET, "keywords": list(keywords())},
        {"provider": "saved", "url": SAVED_FOLDER, "market": SEARCH_MARKET, "keywords": list(keywords())},
        _answers(hosts),
    ]
    document.add("search", _tables([_table(s) for s in searches]))
    board = {"network": "rss", "query": hosts[platform().host] + BOARD_PATH}
    document.add("listen", _tables([_table(board)]))
    plan = truths()["persona"]
    document.add("persona", _tables([_table({"id": plan["id"], "name": plan["name"], "words": list(plan["words"])})]))
    crawl = {
        "user_agent": "Overheard/1.0 (demo on this machine)",
        "obey_robots": True,
        "allow_private": list(dict.fromkeys(urlsplit(base).netloc for base in hosts.values())),
        "render": "auto",
    }
    document.add("crawl", _table(crawl))
    write_saved_pages(root / SAVED_FOLDER, hosts, market.anchor)
    path = root / CONFIG_NAME
    write_atomic(path, tomlkit.dumps(document))
    return path


def _answers(hosts: Mapping[str, str]) -> dict[str, object]:
    plan = truths()["answers"]
    return {
        "provider": "answers",
        "url": hosts[search_host()] + ANSWERS_PATH,
        "model": plan["model"],
        "market": SEARCH_MARKET,
        "keywords": [plan["keyword"]],
        "asks": plan["asks"],
    }


def _table(values: Mapping[str, object]) -> Table:
    table = tomlkit.table()
    table.update(values)
    return table


def _tables(tables: list[Table]) -> tomlkit.items.AoT:
    array = tomlkit.aot()
    for table in tables:
        array.append(table)
    return array


def _brand(brand: Company, hosts: Mapping[str, str]) -> Table:
    base = hosts[brand.host]
    pages = {name: base + paths[brand.language] for name, paths in PATHS.items()}
    reviews = [hosts[platform().host] + review_path(brand), pages["reviews"]]
    faqs = [pages["faq"]]
    if brand.id == "bramble":
        reviews.append(pages["members"])  # robots.txt forbids it
    else:
        faqs.append(pages["faq_subscriptions"])
    if brand.id == "kavos":
        faqs.append(pages["archive"])  # redirects to a private address
    values = {"name": brand.name, "id": brand.id, "own": brand.own, "site": f"{base}/", "aliases": list(brand.aliases)}
    if brand.id not in DISCOVERED:
        values["faqs"] = faqs
    return _table({**values, "reviews": reviews, "social": [base + OWN_PATH]})
