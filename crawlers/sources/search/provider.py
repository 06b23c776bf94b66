"""What every provider of search results has in common: a look-up goes out as one `Ask`, its answer is one `ResultPage`.

`engine` names the place whose positions may be compared with each other: `searxng` and `brave` are their own; SerpApi's
are `serpapi:google` and the like, for what an API reports of an engine (its place, its cache) is not what a browser saw;
`browser` and saved pages are the engine's own pages, and bear its name alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from crawlers.extract.rankings.result_page import PageStatus, ResultPage
from crawlers.sources.source import Answer, Ask
from crawlers.sources.values import mapping, word
from data.workspace.searches import Search

DENIED = (401, 402, 403, 407, 429, 451)
"""Statuses by which a provider says that it will not answer us."""


class SearchProvider(ABC):
    """One [[search]] at its provider. `env` holds the secrets; `base` replaces the official endpoint in tests."""

    name: ClassVar[str]
    official: ClassVar[str] = ""
    secret: ClassVar[str] = ""
    """Environment variable that holds its key; '' where none is needed."""
    pages: ClassVar[bool] = False
    """Whether it shows pages made for people: they are rendered, and robots.txt is obeyed. Official APIs are made for
    programs, which robots.txt does not speak to."""

    def __init__(self, search: Search, env: Mapping[str, str], base: str = "") -> None:
        self.search, self.env, self.base = search, env, (base or self.official).rstrip("/")

    @property
    def engine(self) -> str:
        """The name that its positions are kept under."""
        return self.name

    @property
    def account(self) -> str:
        """Whose daily cap its look-ups count towards."""
        return self.name

    def missing(self) -> str:
        """The environment variable without which nothing can be asked, or ''."""
        return "" if not self.secret or self.env.get(self.secret) else self.secret

    @abstractmethod
    def address(self, keyword: str) -> str:
        """The look-up's address as it may be written down: without secrets."""

    def ask(self, keyword: str) -> Ask:
        """The look-up's request, secrets included."""
        return Ask(self.address(keyword), robots=self.pages)

    @abstractmethod
    def read(self, keyword: str, answer: Answer) -> ResultPage:
        """An answer with status 200. Never raises on what it holds."""

    def refusal(self, answer: Answer) -> str:
        """In plain words why an answer refuses, as far as its body says so."""
        try:
            return word(mapping(answer.json("an error")).get("error")) or ""
        except ValueError:
            return ""

    def is_denied(self, answer: Answer) -> bool:
        """Whether an answer other than 200 says that this account is not answered, whatever it asks."""
        return answer.status in DENIED

    def refused(self, keyword: str, answer: Answer) -> ResultPage:
        """An answer with another status than 200: `blocked` if we are not let in, else `failed`."""
        said = self.refusal(answer)[:200]
        reason = f"HTTP {answer.status}" + (f": {said}" if said else "")
        denied = self.is_denied(answer)
        if denied and answer.status != 429 and self.secret:
            reason += f"; {self.secret} may be wrong, expired or without look-ups left"
        return self.page(keyword, "blocked" if denied else "failed", reason)

    def page(self, keyword: str, status: PageStatus, reason: str | None) -> ResultPage:
        """A result page without results."""
        return ResultPage(self.engine, keyword, self.search.market, self.search.device, status, reason)
