"""The reading of one source of reviews in one crawl: where it meets what is known, and what the source claims in total. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

from crawlers.sources.cursors import OVERLAP, Cursor
from crawlers.sources.reading import Reading
from crawlers.sources.reviews.base import ReviewSource
from crawlers.sources.source import Page
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.record.model import Record


def claim_unread(totals: Iterable[Record]) -> str:
    """What is to be said where none was read of reviews that are claimed; '' where none are."""
    claims = [total for total in totals if isinstance(total, SourceTotal)]
    if count := max((claim.claimed_n or 0 for claim in claims), default=0):
        return f"{count} reviews claimed, 0 read"
    rating = next((claim.claimed_rating for claim in claims if claim.claimed_rating), None)
    return f"a rating of {rating:g} claimed, 0 reviews read" if rating else ""


EVER = datetime.fromtimestamp(0, UTC).replace(tzinfo=None)
"""Before all that is reviewed here."""


class ReviewReading(Reading[Review]):
    """One source being read, the newest review first. `stamp` is what the records get: brand, source, first_party.

    Once a week all that the source shows is read again, for answers and second thoughts come late; on other days it ends
    where a page reaches back before what the last whole reading found newest, less an overlap.
    """

    nothing = "it shows no reviews"

    def __init__(self, source: ReviewSource, cursor: Cursor, stamp: dict[str, object], now: datetime) -> None:
        cursor.begin_again_unless(f"{now:%G-W%V}")
        super().__init__(source, cursor, cursor.newest - OVERLAP if cursor.newest else EVER, now)
        self.stamp = stamp
        self._totals: list[SourceTotal] = []

    def note(self, page: Page[Review], at: datetime) -> None:
        stamp = {"brand": self.stamp.get("brand"), "source": self.stamp.get("source"), "fetched_at": at}
        self._totals += [total.model_copy(update=stamp) for total in page.totals]

    def mark(self, item: Review) -> str:
        return item.native_id or item.model_dump_json(include={"author", "body", "published_at"})

    def keep(self, item: Review, at: datetime) -> Record | None:
        published = self.possible(item.published_at, at)
        return item.model_copy(update={**self.stamp, "fetched_at": at, "published_at": published})

    def reaches_back(self, page: Page[Review]) -> bool:
        """Whether what follows lies before what was known already: the page is in order, and reaches back so far."""
        times = [review.published_at for review in page.items if review.published_at is not None]
        if not page.ordered or not times or len(times) < len(page.items):
            return False
        return times[-1] < self.since and all(later >= earlier for later, earlier in pairwise(times))

    def finish(self) -> list[Record]:
        """Moves the cursor on; what the source claims in total."""
        super().finish()
        return [total.model_copy(update={"truncated": self.truncated}) for total in self._totals]

    def unread(self) -> str:
        return claim_unread(self._totals)

    def summary(self) -> str:
        """What there is to say beyond the records, in words; '' if nothing."""
        held_back = "the platform shows no more than this" if self.truncated else ""
        return "; ".join(part for part in (held_back, super().summary()) if part)
