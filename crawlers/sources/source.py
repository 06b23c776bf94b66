"""What every source of mentions has in common: what it is asked, what it answers, and how both are written down.

A source is pure: it says which request comes next (`Ask`) and reads the `Answer`; the spider does the asking.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal
from urllib.parse import urlencode

from crawlers.sources.values import load_json, mapping, word
from data.kinds.mention import Mention
from data.kinds.removal import Removal

MAX_ITEMS = 2_000
"""Items of one query in one crawl, unless its [[listen]] says otherwise."""


class RefusedError(Exception):
    """The source will not answer this or anything more today; the message says why."""


@dataclass(frozen=True)
class Query:
    """One thing to ask a network: a search (`text`), an account or a feed (`account`, `url`).

    `url` is the instance of a federated network or the address of a feed; `brand` the id of the brand whose own voice it
    is ('' for all others); `address` what a person would open to see the same.
    """

    network: str
    text: str = ""
    url: str = ""
    account: str = ""
    brand: str = ""
    voice: Literal["customer", "press"] = "customer"
    max_items: int = MAX_ITEMS
    address: str = ""

    @property
    def key(self) -> str:
        """Its name in the state of the crawls."""
        return "\n".join((self.network, self.url, self.account or self.text))


@dataclass(frozen=True)
class Ask:
    """One request. `purpose` tells the source's reader what the answer is; `about` the ids it asks for; `carry` what the
    reader needs again. `robots` where robots.txt applies: to feeds, not to official APIs."""

    url: str
    purpose: str = "page"
    about: tuple[str, ...] = ()
    carry: Mapping[str, str] = field(default_factory=dict)
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    robots: bool = False

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
class Item:
    """A record of an answer and what is known of it beyond the record.

    `ref` is the id that the source's look-up takes (the native id where empty), `thread` the text of the thread's head,
    `links` where the text leads, `author_ids` the names its author goes by at the network, in lower case.
    """

    record: Mention | Removal
    ref: str = ""
    thread: str = ""
    links: tuple[str, ...] = ()
    author_ids: frozenset[str] = frozenset()
    repost: bool = False


@dataclass
class Page:
    """What an answer holds. `next` continues it (comments too); `side` leads aside, to comments; `identity` is the name that
    the query's account turned out to have; `reason` says why this is only a part."""

    items: list[Item] = field(default_factory=list)
    next: Ask | None = None
    side: list[Ask] = field(default_factory=list)
    identity: str = ""
    reason: str = ""


class Source(ABC):
    """One query of one network. `env` holds the secrets; `base` replaces the official endpoint in tests."""

    network: ClassVar[str]
    official: ClassVar[str] = ""
    usual_items: ClassVar[int] = MAX_ITEMS
    """Items of one query in one crawl where its [[listen]] says nothing."""
    recheck_size: ClassVar[int] = 0
    """Ids that one look-up takes; 0 where nothing can be looked up."""
    recheck_asks: ClassVar[int] = 4
    """Requests of one query in one crawl that go to items seen before: their counts now, and whether they still stand."""

    def __init__(self, query: Query, env: Mapping[str, str], base: str = "") -> None:
        self.query, self.env, self.base = query, env, (base or self.official).rstrip("/")

    def needs(self) -> tuple[str, ...]:
        """Environment variables without which the query cannot be asked."""
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
        """The first request; `since` (naive UTC) is how far back it matters."""

    @abstractmethod
    def read(self, ask: Ask, answer: Answer) -> Page:
        """What an answer with status 200 (or another of `expected`) holds. Raises MalformedError."""

    def expected(self, ask: Ask) -> frozenset[int]:  # noqa: ARG002  # for those that tell
        """Statuses other than 200 that `read` understands."""
        return frozenset()

    def recheck(self, refs: Sequence[str]) -> list[Ask]:  # noqa: ARG002  # for those that can
        """Requests for items by their `ref`, at most `recheck_size` a request."""
        return []

    def refusal(self, answer: Answer) -> str:
        """In plain words why an answer refuses, as far as its body says so."""
        try:
            found = mapping(answer.json("an error"))
        except ValueError:
            return ""
        error = found.get("error")
        parts = (word(error), word(mapping(error).get("message")), word(found.get("message")))
        return ": ".join(dict.fromkeys(part for part in parts if part))[:200]


def removal(network: str, native_id: str, url: str, at: datetime) -> Removal:
    """The record that says an item is gone at its source."""
    return Removal(record_kind="mention", source=network, native_id=native_id, url=url, fetched_at=at)
