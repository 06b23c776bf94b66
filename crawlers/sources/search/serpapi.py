"""Look-ups of Google, Bing, DuckDuckGo and Yandex by SerpApi (https://serpapi.com/search-api).

The key can only go in the address, so the address that is asked is never the one that is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from crawlers.extract.rankings.result_page import MAX_ENTRIES, Entries, ResultPage, unwrap
from crawlers.sources.registry import register
from crawlers.sources.search.base import KEYWORDS, MARKET, LookUp
from crawlers.sources.source import Answer, Ask, Limits
from crawlers.sources.values import MalformedError, mapping, objects, text, web_address, word
from data.workspace.searches import SECRETS

MAX_DEPTH = 5
"""Lists within lists of an AI overview that are read."""
_NOTHING = re.compile(r"hasn.t returned any results|no results (?:were )?found|did not match any", re.IGNORECASE)
"""How SerpApi words that the engine found nothing: it tells so as an error, with status 200."""
_MOBILE_ENGINES = frozenset({"google", "bing"})
"""Engines that SerpApi can ask as a phone."""


@register
class SerpApi(LookUp):
    """One engine by SerpApi. The blocks of a page come each by itself: positions within a kind are the engine's, those over
    the page follow the order in which the kinds are listed here, from top to bottom as engines place them."""

    name = "serpapi"
    options: ClassVar = {
        **KEYWORDS,
        "search.market": MARKET,
        "search.engine": "whose results are looked up: google, bing, duckduckgo or yandex",
        "search.device": "what sees them: desktop or mobile",
        SECRETS["serpapi"]: "key of SerpApi",
    }
    limits = Limits(asks=1, items=MAX_ENTRIES)
    hosts = ("serpapi.com",)
    official = "https://serpapi.com"
    secret = SECRETS["serpapi"]

    @property
    def engine(self) -> str:
        return f"{self.name}:{self.search.asked_engine}"

    @property
    def address(self) -> str:
        return f"{self.base}/search.json?{urlencode(self._query())}"

    def ask(self) -> Ask:
        query = self._query() | {"api_key": self.env.get(self.secret, "")}
        return Ask(f"{self.base}/search.json?{urlencode(query)}")

    def _query(self) -> dict[str, str]:
        search, engine = self.search, self.search.asked_engine
        query = {"engine": engine, "text" if engine == "yandex" else "q": self.keyword}
        if engine == "google":
            query |= {"hl": search.language, "gl": search.country.lower()}
        elif engine == "bing":
            query |= {"mkt": search.market if search.country else "", "cc": search.country}
        elif engine == "duckduckgo":
            query |= {"kl": f"{search.country}-{search.language}".lower() if search.country else ""}
        else:
            query |= {"lang": search.language}
        if engine in _MOBILE_ENGINES:
            query["device"] = search.device
        return {name: value for name, value in query.items() if value}

    def result(self, answer: Answer) -> ResultPage:
        try:
            found = self.payload(answer)
        except MalformedError as error:
            return self.empty("failed", str(error))
        entries = Entries(self.engine, self.keyword, self.search.market, self.search.device)
        for kind, entry in _blocks(found):
            _add(entries, kind, entry)
        if not entries.rankings:
            return self._nothing(found)
        spelled = word(mapping(found.get("search_information")).get("showing_results_for"))
        said = "\n".join(_said(mapping(found.get("ai_overview")).get("text_blocks")))
        return replace(self.observed(entries.rankings, spelled), said=said or None)

    def _nothing(self, found: Mapping[str, Any]) -> ResultPage:
        """An answer without results: the engine found nothing, or SerpApi has none to give."""
        said = word(found.get("error")) or ""
        state = word(mapping(found.get("search_information")).get("organic_results_state"))
        if _NOTHING.search(said) or state == "Fully empty":
            return self.empty("absent", said[:200] or "nothing was found")
        status = word(mapping(found.get("search_metadata")).get("status"))
        if said or status not in (None, "Success"):
            return self.empty("failed", f"SerpApi says: {said[:200] or status}")
        return self.empty("failed", f"expected the results of a search, found the keys {sorted(map(str, found))[:8]}")


def _add(entries: Entries, kind: str, entry: Mapping[str, Any]) -> None:
    """One entry of a block; what leads nowhere counts only where that is usual."""
    url = "" if kind == "related" else unwrap(web_address(entry.get("link")) or "")
    if url or kind in ("paa", "related"):
        title = text(entry.get("question") or entry.get("title") or entry.get("query"))
        entries.add(kind, url, title, text(entry.get("snippet") or entry.get("description")))


def _blocks(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(kind, entry) of all blocks, from top to bottom."""
    ads = objects(found.get("ads"))
    answer = mapping(found.get("answer_box"))
    blocks: list[tuple[str, list[Mapping[str, Any]]]] = [
        ("ad", [ad for ad in ads if ad.get("block_position") != "bottom"]),
        ("ai_overview", objects(mapping(found.get("ai_overview")).get("references"))),
        ("featured_snippet", [answer] if answer.get("link") else []),
        ("shopping", objects(found.get("shopping_results") or found.get("inline_shopping_results"))),
        ("local", [_place(place) for place in _places(found.get("local_results"))]),
        ("organic", objects(found.get("organic_results"))),
        ("paa", objects(found.get("related_questions"))),
        ("video", objects(found.get("inline_videos") or found.get("video_results"))),
        ("ad", [ad for ad in ads if ad.get("block_position") == "bottom"]),
        ("related", objects(found.get("related_searches"))),
    ]
    return ((kind, entry) for kind, entries in blocks for entry in entries)


def _said(blocks: Any, depth: int = 0) -> Iterator[str]:
    """The words of an AI overview's blocks and of the lists within them."""
    for block in objects(blocks) if depth < MAX_DEPTH else []:
        words = ": ".join(filter(None, (text(block.get("title")), text(block.get("snippet")))))
        yield from (words,) if words else ()
        for name in ("list", "text_blocks"):
            yield from _said(block.get(name), depth + 1)


def _places(local: Any) -> list[Mapping[str, Any]]:
    return objects(local if isinstance(local, list) else mapping(local).get("places"))


def _place(place: Mapping[str, Any]) -> Mapping[str, Any]:
    """A place of a map in the terms of the other blocks."""
    website = place.get("website") or mapping(place.get("links")).get("website")
    snippet = place.get("description") or place.get("type")
    return {**place, "link": website or place.get("link"), "snippet": snippet}
