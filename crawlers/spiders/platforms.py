"""The spider of review platforms that are no pages: app stores, each app by its own address (`appstore:us/123`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawlers.sources.cursors import Cursor
from crawlers.sources.review_reading import ReviewReading
from crawlers.sources.reviews.base import ReviewSource, app_source
from crawlers.spiders.asking import Asked, AskingSpider
from crawlers.spiders.target import REVIEWS
from data.workspace import Brand, Workspace


class PlatformsSpider(AskingSpider):
    """`scrapy crawl platforms`: the reviews of the brands' apps."""

    name = "platforms"
    kind = REVIEWS
    cursor_file = "platform_cursors.json"

    def asked(self) -> Iterator[Asked]:
        for brand in self.brands:
            for address, source in app_sources(brand, self.workspace):
                yield Asked(source, address, brand.id)

    def reading(self, asked: Asked, cursor: Cursor, now: datetime) -> ReviewReading:
        assert isinstance(asked.source, ReviewSource)
        stamp: dict[str, object] = {"brand": asked.brand, "source": asked.source.kept_under, "first_party": False}
        return ReviewReading(asked.source, cursor, stamp, now)


def app_sources(brand: Brand, workspace: Workspace) -> list[tuple[str, ReviewSource]]:
    """(address, source) of each app that a brand's `reviews` name."""
    found = [(address, app_source(address, workspace.languages)) for address in brand.reviews or ()]
    return [(address, source) for address, source in found if source is not None]
