"""What all networks have in common: the queries they are asked and the posts their answers hold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from urllib.parse import SplitResult, quote

from crawlers.sources.source import Page, Source
from data.kinds.mention import Mention
from data.kinds.removal import Removal
from data.workspace import Listen

USUAL_ITEMS = 2_000
"""Items of one query in one crawl, where neither its [[listen]] nor its network says otherwise."""
USUAL_ASKS = 200
"""Requests of one query in one crawl, whatever its cursors say."""


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
    max_items: int = USUAL_ITEMS
    address: str = ""

    @property
    def words(self) -> str:
        """What its mentions and visits name it by."""
        return self.text or self.address

    @property
    def key(self) -> str:
        """Its name in the state of the crawls."""
        return "\n".join((self.network, self.url, self.account or self.text))


@dataclass(frozen=True)
class Post:
    """A record of an answer and what is known of it beyond the record.

    `ref` is the id that the source's look-up takes (the native id where empty), `thread` the text of the thread's head,
    `links` where the text leads, `author_ids` the names its author goes by at the network, in lower case; `alias` is what the
    post is known by besides its native id, where that may be another at each reading.
    """

    record: Mention | Removal
    ref: str = ""
    thread: str = ""
    links: tuple[str, ...] = ()
    author_ids: frozenset[str] = frozenset()
    repost: bool = False
    alias: str = ""


class Network(Source[Page[Post]]):
    """One query of one network."""

    search_page: ClassVar[str] = ""
    """What a person would open to search there, with {} for the words."""

    def __init__(self, query: Query, env: Mapping[str, str]) -> None:
        super().__init__(env)
        self.query = query

    @property
    def key(self) -> str:
        return self.query.key

    @property
    def max_items(self) -> int:
        return self.query.max_items

    @classmethod
    def listening(cls, listen: Listen) -> Query:
        """The query of one [[listen]]."""
        url, address = cls.place(listen)
        return Query(
            cls.name, text=listen.query, url=url, voice=listen.voice, address=address,
            max_items=listen.max_items or cls.limits.items,
        )  # fmt: skip

    @classmethod
    def place(cls, listen: Listen) -> tuple[str, str]:
        """(`url`, `address`) of the query of a [[listen]]."""
        return "", cls.search_page.format(quote(listen.query, safe=""))

    @classmethod
    @abstractmethod
    def is_at(cls, parts: SplitResult) -> bool:
        """Whether an address of a brand's `social` is one of this network's, whatever it shows."""

    @classmethod
    @abstractmethod
    def own(cls, parts: SplitResult, address: str, brand: str) -> Query | None:
        """The query for a brand's own voice at such an address; None if it is no account."""


def site(parts: SplitResult) -> str:
    """The host of an address without the names that only say how it is shown."""
    return (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("old.")


def removal(network: str, native_id: str, url: str, at: datetime) -> Removal:
    """The record that says an item is gone at its source."""
    return Removal(record_kind="mention", source=network, native_id=native_id, url=url, fetched_at=at)
