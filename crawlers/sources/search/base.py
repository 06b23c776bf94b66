"""What every provider of search results has in common: a look-up goes out as one `Ask`, its answer is one `ResultPage`.

`engine` names the place whose positions may be compared with each other: `searxng` and `brave` are their own; SerpApi's
are `serpapi:google` and the like, for what an API reports of an engine (its place, its cache) is not what a browser saw;
`browser` and saved pages are the engine's own pages, and bear its name alone.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from typing_extensions import override

from crawlers.extract.rankings.result_page import PageStatus, ResultPage
from crawlers.sources.source import Answer, Ask, Source
from crawlers.sources.values import mapping
from data.kinds.ranking import Ranking
from data.workspace.searches import Search

KEYWORDS = {
    "search.keywords": "the words to look up",
    "search.daily_cap": "most look-ups in one day",
}
MARKET = "country and language of the results, such as th-TH"


class LookUp(Source[ResultPage]):
    """One keyword at the provider of one [[search]]. `address` is its address as it may be written down; the `Ask` that goes
    out may hold secrets."""

    secret: ClassVar[str] = ""
    """Environment variable that holds the provider's key; '' where none is needed."""
    answers: ClassVar[bool] = False
    """Whether it answers in words, which hold no positions: whom they name is counted, and nothing ranks."""
    patience: ClassVar[int] = 1
    """How many times the time for one source all its look-ups may take."""
    number = 1
    """Which of the times it is that the keyword is asked, from 1 (`search.asks`)."""

    def __init__(self, search: Search, keyword: str, env: Mapping[str, str]) -> None:
        super().__init__(env)
        self.search, self.keyword = search, keyword

    @property
    def engine(self) -> str:
        """The name that its positions are kept under."""
        return self.name

    @property
    def account(self) -> str:
        """Whose daily cap its look-ups count towards."""
        return self.name

    @property
    def key(self) -> str:
        search = self.search
        return "\n".join((self.engine, search.market, search.device, self.keyword.casefold()))

    def needs(self) -> tuple[str, ...]:
        return (self.secret,) if self.secret else ()

    @property
    @abstractmethod
    def address(self) -> str:
        """Where it is looked up, without secrets."""

    @override
    def first(self, since: datetime) -> Ask:
        return self.ask()

    def ask(self) -> Ask:
        """The only request of a look-up."""
        return Ask(self.address)

    @override
    def read(self, ask: Ask, answer: Answer) -> ResultPage:
        return self.result(answer)

    @abstractmethod
    def result(self, answer: Answer) -> ResultPage:
        """The result page that an answer with status 200 holds. Never raises on what it holds."""

    def outcome(self, answer: Answer) -> ResultPage:
        """What became of the look-up: observed, absent (the engine found nothing), blocked or failed, with its reason. Never
        raises on what the answer holds."""
        return self.result(answer) if answer.status == 200 else self._refused(answer)

    def _refused(self, answer: Answer) -> ResultPage:
        """An answer with another status than 200: `blocked` if we are not let in, else `failed`."""
        said = self.refusal(answer)[:200]
        reason = f"HTTP {answer.status}" + (f": {said}" if said else "")
        denied = self.is_denied(answer)
        if denied and answer.status != 429 and (keys := " and ".join(self.uses())):
            reason += f"; {keys} may be wrong, expired or without look-ups left"
        return self.empty("blocked" if denied else "failed", reason)

    def empty(self, status: PageStatus, reason: str) -> ResultPage:
        """A result page without results."""
        return ResultPage(self.engine, self.keyword, self.search.market, self.search.device, status, reason)

    def observed(self, rankings: list[Ranking], corrected: str | None) -> ResultPage:
        """A result page with these results; `corrected` is the query that the engine answered instead, if it did."""
        note = f"answered for {corrected!r} instead" if corrected and corrected != self.keyword else None
        return ResultPage(self.engine, self.keyword, self.search.market, self.search.device, "observed", note, rankings)

    @staticmethod
    def payload(answer: Answer) -> Mapping[str, Any]:
        """The object in a JSON answer. Raises MalformedError."""
        return mapping(answer.json("the results of a search"))
