"""What every source has in common, be it a network, a review platform or a search provider: what it is asked, how its answers
are read, what can be set for it, how much is asked of it and at which hosts.

A source is pure: it says which request comes next (`Ask`) and reads the `Answer`; spiders do the asking.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Generic, Literal, Self, TypeVar
from urllib.parse import urlencode

from crawlers.sources import registry
from crawlers.sources.values import load_json, mapping, word
from data.kinds.source_total import SourceTotal

NAMED = "*"
"""Among a source's hosts: the one that overheard.toml or a page of the brand's names."""
ENDPOINT = "OVERHEARD_ENDPOINT_"
"""Environment variable, with the source's name behind it, that replaces an official endpoint. For tests only."""
DENIED = (401, 402, 403, 407, 429, 451)
"""Statuses by which a source says that it will not answer us."""
Item = TypeVar("Item")
Read = TypeVar("Read")


class RefusedError(Exception):
    """The source will not answer this or anything more today; the message says why."""


class AbsentError(Exception):
    """What is asked for does not exist at the source; the message says what."""


@dataclass(frozen=True)
class Ask:
    """One request. `purpose` tells the source's reader what the answer is; `about` the ids it asks for; `carry` what the
    reader needs again."""

    url: str
    purpose: str = "page"
    about: tuple[str, ...] = ()
    carry: Mapping[str, str] = field(default_factory=dict)
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def to(
        cls, base: str, parameters: Mapping[str, object] | Sequence[tuple[str, object]] = (), **fields: object
    ) -> Ask:
        """An ask of `base` with a query string."""
        query = urlencode(parameters)
        return cls(f"{base}?{query}" if query else base, **fields)  # type: ignore[arg-type]  # the fields of an Ask


@dataclass(frozen=True)
class Answer:
    """What came back: `headers` in lower case, `at` (naive UTC) when."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    def json(self, what: str) -> object:
        """The body's JSON. Raises MalformedError."""
        return load_json(self.body, what)


@dataclass(frozen=True)
class Limits:
    """How much of a source is read in one crawl: `asks` requests for one thing asked of it, whatever its pages lead to, and
    `items` where the workspace sets no other number. `aside` of the requests lead aside, to comments; `recheck` ids fit in
    one look-up of items seen before (0: nothing can be looked up), of which there are `rechecks`."""

    asks: int
    items: int
    aside: int = 30
    recheck: int = 0
    rechecks: int = 4


@dataclass
class Page(Generic[Item]):
    """What an answer holds. `next` continues it; `side` leads aside, to comments; `totals` is what the source claims in all;
    `identity` the name that an account turned out to have; `reason` says why this is only a part. `ordered` is false where a
    page says nothing about the age of the next; `truncated`: the source shows no more although it may hold more."""

    items: list[Item] = field(default_factory=list)
    next: Ask | None = None
    side: list[Ask] = field(default_factory=list)
    totals: list[SourceTotal] = field(default_factory=list)
    identity: str = ""
    reason: str = ""
    ordered: bool = True
    truncated: bool = False


class Source(ABC, Generic[Read]):
    """One thing asked of one source. `env` holds the secrets, and in tests another endpoint than the official one."""

    name: ClassVar[str]
    """How overheard.toml and the records call it."""
    options: ClassVar[Mapping[str, str]]
    """What can be set for it, described: keys of overheard.toml (`listen.query`) and environment variables."""
    limits: ClassVar[Limits]
    hosts: ClassVar[tuple[str, ...]]
    """All hosts that it is asked at."""
    official: ClassVar[str] = ""
    """Where its endpoint is; '' where overheard.toml says so."""
    robots: ClassVar[bool] = False
    """Whether robots.txt applies: to feeds and to what serves pages. Official APIs are made for programs, which robots.txt does
    not speak to."""
    seconds: ClassVar[float] = 0.0
    """Seconds that one answer may take where that is longer than a page may (`crawl.page_seconds`)."""
    conditional: ClassVar[bool] = False
    """Whether it is asked only for what is new since the last crawl, by the validators its server gave (ETag, Last-Modified)."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.base = (env.get(ENDPOINT + self.name.upper()) or self.official).rstrip("/")

    @classmethod
    def fleet(cls) -> Mapping[str, type[Self]]:
        """All sources over this base by their names; those that may be anywhere come last, for others know their own better."""
        found = registry.scan(cls.__module__.rpartition(".")[0])
        ours = [source for source in found.values() if issubclass(source, cls)]
        return {source.name: source for source in sorted(ours, key=lambda of: (NAMED in of.hosts, of.name))}

    @property
    @abstractmethod
    def key(self) -> str:
        """The name of what is asked in the state of the crawls."""

    @property
    def max_items(self) -> int:
        """Items after which no further page is asked for."""
        return self.limits.items

    def needs(self) -> tuple[str, ...]:
        """Environment variables without which it cannot be asked."""
        return ()

    def missing(self) -> tuple[str, ...]:
        """Those of them that are not set."""
        return tuple(name for name in self.needs() if not self.env.get(name))

    def uses(self) -> tuple[str, ...]:
        """Environment variables whose values the requests carry: what to look at when a source refuses."""
        return self.needs()

    def login(self) -> Ask | None:
        """What gets a session, or None where none is needed (or possible)."""
        return None

    def session(self, answer: Answer) -> dict[str, str]:  # noqa: ARG002  # for those that have one
        """The headers of the session that `login`'s answer grants. Raises MalformedError."""
        return {}

    def headers(self) -> dict[str, str]:
        """Headers of every request, secrets among them."""
        return {}

    @abstractmethod
    def first(self, since: datetime) -> Ask:
        """The first request; `since` (naive UTC) is how far back it matters, to those that can tell their source so."""

    @abstractmethod
    def read(self, ask: Ask, answer: Answer) -> Read:
        """What an answer with status 200 (or another of `expected`) holds. Raises MalformedError, RefusedError, AbsentError."""

    def expected(self, ask: Ask) -> frozenset[int]:  # noqa: ARG002  # for those that tell
        """Statuses other than 200 that `read` understands."""
        return frozenset()

    def instead(self, ask: Ask) -> Ask | None:  # noqa: ARG002  # for those that can do without it
        """What to go on with when the request for what the source claims in total fails; None if nothing is left to ask."""
        return None

    def recheck(self, refs: Sequence[str]) -> list[Ask]:  # noqa: ARG002  # for those that can
        """Requests for items by their `ref`, at most `limits.recheck` a request."""
        return []

    def refusal(self, answer: Answer) -> str:
        """In plain words why an answer refuses, as far as its body says so."""
        try:
            found = mapping(answer.json("an error"))
        except ValueError:
            return ""
        error = found.get("error")
        said = (error, mapping(error).get("message"), found.get("message"), found.get("errorMessage"))
        return ": ".join(dict.fromkeys(part for value in said if (part := word(value))))[:200]

    def is_denied(self, answer: Answer) -> bool:
        """Whether an answer other than 200 says that we are not answered, whatever we ask."""
        return answer.status in DENIED
