"""Look-ups of Google, Bing, DuckDuckGo and Yandex by SerpApi (https://serpapi.com/search-api).

The key can only go in the address, so the address that is asked is never the one that is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from crawlers.extract.rankings.result_page import Entries, ResultPage, unwrap
from crawlers.sources.search.provider import SearchProvider
from crawlers.sources.source import Answer, Ask
from crawlers.sources.values import MalformedError, mapping, objects, text, web_address, word
from data.workspace.searches import SECRETS

_NOTHING = re.compile(r"hasn.t returned any results|no results (?:were )?found|did not match any", re.IGNORECASE)
"""How SerpApi words that the engine found nothing: it tells so as an error, with status 200."""
_MOBILE_ENGINES = frozenset({"google", "bing"})
"""Engines that SerpApi can ask as a phone."""


class SerpApi(SearchProvider):
    """One engine by SerpApi. The blocks of a page come each by itself: positions within a kind are the engine's, those over
    the page follow the order in which the kinds are listed here, from top to bottom as engines place them."""

    name = "serpapi"
    official = "https://serpapi.com"
    secret = SECRETS["serpapi"]

    @property
    def engine(self) -> str:
        return f"{self.name}:{self.search.asked_engine}"

    def address(self, keyword: str) -> str:
        return f"{self.base}/search.json?{urlencode(self._query(keyword))}"

    def ask(self, keyword: str) -> Ask:
        query = self._query(keyword) | {"api_key": self.env.get(self.secret, "")}
        return Ask(f"{self.base}/search.json?{urlencode(query)}")

    def _query(self, keyword: str) -> dict[str, str]:
        search, engine = self.search, self.search.asked_engine
        query = {"engine": engine, "text" if engine == "yandex" else "q": keyword}
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

    def read(self, keyword: str, answer: Answer) -> ResultPage:
        try:
            found = mapping(answer.json("the results of a search"))
        except MalformedError as error:
            return self.page(keyword, "failed", str(error))
        entries = Entries(self.engine, keyword, self.search.market, self.search.device)
        for kind, entry in _blocks(found):
            url = unwrap(web_address(entry.get("link")) or "")
            title = text(entry.get("question") or entry.get("title") or entry.get("query"))
            if kind in ("paa", "related") or url:
                entries.add(
                    kind,
                    "" if kind == "related" else url,
                    title,
                    text(entry.get("snippet") or entry.get("description")),
                )
        said = word(found.get("error")) or ""
        status = word(mapping(found.get("search_metadata")).get("status"))
        if not entries.rankings:
            information = mapping(found.get("search_information"))
            if _NOTHING.search(said) or word(information.get("organic_results_state")) == "Fully empty":
                return self.page(keyword, "absent", said[:200] or "nothing was found")
            if said or status not in (None, "Success"):
                return self.page(keyword, "failed", f"SerpApi says: {said[:200] or status}")
            reason = f"expected the results of a search, found the keys {sorted(map(str, found))[:8]}"
            return self.page(keyword, "failed", reason)
        spelled = word(mapping(found.get("search_information")).get("showing_results_for"))
        note = f"answered for {spelled!r} instead" if spelled and spelled != keyword else None
        return ResultPage(
            self.engine, keyword, self.search.market, self.search.device, "observed", note, entries.rankings
        )


def _blocks(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(kind, entry) of all blocks."""
    ads = objects(found.get("ads"))
    yield from (("ad", ad) for ad in ads if ad.get("block_position") != "bottom")
    yield from (("ai_overview", source) for source in objects(mapping(found.get("ai_overview")).get("references")))
    answer = mapping(found.get("answer_box"))
    if answer.get("link"):
        yield "featured_snippet", answer
    shopping = found.get("shopping_results") or found.get("inline_shopping_results")
    yield from (("shopping", entry) for entry in objects(shopping))
    local = found.get("local_results")
    for place in objects(local if isinstance(local, list) else mapping(local).get("places")):
        website = place.get("website") or mapping(place.get("links")).get("website")
        yield (
            "local",
            {**place, "link": website or place.get("link"), "snippet": place.get("description") or place.get("type")},
        )
    yield from (("organic", entry) for entry in objects(found.get("organic_results")))
    yield from (("paa", entry) for entry in objects(found.get("related_questions")))
    yield from (("video", entry) for entry in objects(found.get("inline_videos") or found.get("video_results")))
    yield from (("ad", ad) for ad in ads if ad.get("block_position") == "bottom")
    yield from (("related", entry) for entry in objects(found.get("related_searches")))
