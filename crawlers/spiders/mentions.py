"""The spider of mentions: asks every network for what the workspace listens to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawlers.sources.cursors import Cursor
from crawlers.sources.meant import Meaning
from crawlers.sources.mention_reading import MentionReading
from crawlers.sources.networks.base import Network
from crawlers.sources.queries import identities, queries, source_of
from crawlers.sources.reading import Reading
from crawlers.spiders.asking import Asked, AskingSpider
from crawlers.spiders.target import MENTIONS


class MentionsSpider(AskingSpider):
    """`scrapy crawl mentions`: the brands' own accounts and feeds, and the [[listen]] tables of overheard.toml."""

    name = MENTIONS
    kind = MENTIONS
    cursor_file = "cursors.json"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meaning = Meaning(self.workspace.brands)
        self.own = identities(self.workspace.brands)

    def asked(self) -> Iterator[Asked]:
        for query in queries(self.workspace, self.brands):
            yield Asked(source_of(query), query.address, query.brand, query.words)

    def reading(self, asked: Asked, cursor: Cursor, now: datetime) -> MentionReading:
        assert isinstance(asked.source, Network)
        first_days = 2 * self.workspace.window_days
        return MentionReading(asked.source, cursor, self.meaning, self.own, now, first_days)

    def finished(self, asked: Asked, reading: Reading[Any]) -> None:
        if asked.brand and isinstance(reading, MentionReading) and reading.identity:
            # Accounts may have another name than their address tells; what they say elsewhere is theirs too.
            self.own[asked.source.name, reading.identity] = asked.brand
