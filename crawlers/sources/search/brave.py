"""Look-ups by the Brave Search API (https://api-dashboard.search.brave.com/app/documentation/web-search).

The key goes in a header. A market's country and language are parameters of their own; a wrong key answers 422.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from crawlers.extract.rankings.result_page import Entries, ResultPage
from crawlers.sources.registry import register
from crawlers.sources.search.base import KEYWORDS, MARKET, LookUp
from crawlers.sources.source import Answer, Limits
from crawlers.sources.values import MalformedError, count, mapping, objects, text, web_address, word
from data.workspace.searches import SECRETS

RESULTS = 20
"""The most that one look-up gives."""
_KINDS = {"web": "organic", "videos": "video", "faq": "paa", "locations": "local"}
"""Section of an answer -> kind. News, discussions and infoboxes stand beside the list, and are no positions of it."""
_DENIALS = ("SUBSCRIPTION_TOKEN_INVALID", "RATE_LIMITED", "QUOTA_LIMITED", "RESOURCE_NOT_ALLOWED", "OPTION_NOT_IN_PLAN")
_LANGUAGES = {"ja": "jp", "zh": "zh-hans", "pt": "pt-pt"}
"""Languages that the API knows by another name than ISO 639-1's."""
_REGIONAL = {"en-GB": "en-gb", "pt-BR": "pt-br", "zh-TW": "zh-hant", "zh-HK": "zh-hant"}


@register
class Brave(LookUp):
    """The web search of Brave's own index."""

    name = "brave"
    options: ClassVar = {**KEYWORDS, "search.market": MARKET, SECRETS["brave"]: "key of the Brave Search API"}
    limits = Limits(asks=1, items=RESULTS)
    hosts = ("api.search.brave.com",)
    official = "https://api.search.brave.com"
    secret = SECRETS["brave"]

    @property
    def address(self) -> str:
        search = self.search
        query = {"q": self.keyword, "count": str(RESULTS), "text_decorations": "false"}
        if search.country:
            query["country"] = search.country
        if search.language:
            language = _LANGUAGES.get(search.language, search.language)
            query["search_lang"] = _REGIONAL.get(search.market, language)
        return f"{self.base}/res/v1/web/search?{urlencode(query)}"

    def headers(self) -> dict[str, str]:
        return {"Accept": "application/json", "X-Subscription-Token": self.env.get(self.secret, "")}

    def result(self, answer: Answer) -> ResultPage:
        try:
            found = self.payload(answer)
        except MalformedError as error:
            return self.empty("failed", str(error))
        if found.get("type") != "search" or not isinstance(found.get("query"), Mapping):
            reason = f"expected the results of a search with a `query`, found the keys {sorted(map(str, found))[:8]}"
            return self.empty("failed", reason)
        entries = Entries(self.engine, self.keyword, self.search.market, self.search.device)
        for section, entry in _in_order(found):
            title = text(entry.get("question") if section == "faq" else entry.get("title"))
            snippet = text(entry.get("answer") if section == "faq" else entry.get("description"))
            if url := web_address(entry.get("url")):
                entries.add(_KINDS[section], url, title, snippet)
        if not entries.rankings:
            return self.empty("absent", "nothing was found")
        return self.observed(entries.rankings, word(mapping(found["query"]).get("altered")))

    def refusal(self, answer: Answer) -> str:
        error = self._error(answer)
        parts = (word(error.get("code")), word(error.get("detail")))
        return ": ".join(part for part in parts if part) or super().refusal(answer)

    def is_denied(self, answer: Answer) -> bool:
        return super().is_denied(answer) or word(self._error(answer).get("code")) in _DENIALS

    @staticmethod
    def _error(answer: Answer) -> Mapping[str, Any]:
        try:
            return mapping(mapping(answer.json("an error")).get("error"))
        except MalformedError:
            return {}


def _in_order(found: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The entries of all sections that rank, in the order of the page (`mixed`), then what it does not place."""
    sections = {name: objects(mapping(found.get(name)).get("results")) for name in _KINDS}
    mixed = mapping(found.get("mixed"))
    placed: list[tuple[str, Mapping[str, Any]]] = []
    for part in [*objects(mixed.get("top")), *objects(mixed.get("main"))]:
        name, number = word(part.get("type")) or "", count(part.get("index"))
        entries = sections.get(name, [])
        if part.get("all"):
            placed += [(name, entry) for entry in entries]
        elif number is not None and number < len(entries):
            placed.append((name, entries[number]))
    known = {id(entry) for _, entry in placed}
    rest = [(name, entry) for name, entries in sections.items() for entry in entries if id(entry) not in known]
    return placed + rest
