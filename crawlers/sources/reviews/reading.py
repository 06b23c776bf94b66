"""The reading of one source of reviews in one crawl: what of each page is taken, and when it is time to stop. Pure."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from crawlers.sources.cursors import OVERLAP, Cursor, Cursors
from crawlers.sources.reviews.source import ReviewSource, ReviewsPage
from crawlers.sources.source import Ask
from crawlers.sources.values import is_possible
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal
from data.record.model import Record

MAX_PAGES = 60
"""Requests for one source in one crawl."""


class PlatformCursors(Cursors):
    """How far each platform has been read. A file of their own: crawls of mentions write theirs at the same time."""

    file_name = "platform_cursors.json"


class WidgetCursors(Cursors):
    """How far each shop's widget has been read."""

    file_name = "widget_cursors.json"


class ReviewReading:
    """One source being read, the newest review first. `stamp` is what the records get: brand, source, first_party.

    Once a week all that the source shows is read again, for answers and second thoughts come late; on other days it ends
    where a page reaches back before what the last whole reading found newest, less an overlap.
    """

    def __init__(self, source: ReviewSource, cursor: Cursor, stamp: dict[str, object], now: datetime) -> None:
        self.source, self.cursor, self.stamp, self.now = source, cursor, stamp, now
        cursor.begin_again_unless(f"{now:%G-W%V}")
        self.since = cursor.newest - OVERLAP if cursor.newest else None
        self.pages = self.kept = self.future = 0
        self.whole = False
        self.why_part = ""
        self._seen: set[str] = set()
        self._asked: set[str] = {source.first().url}
        self._newest: datetime | None = None
        self._totals: list[SourceTotal] = []
        self._truncated = False

    def take(self, page: ReviewsPage, at: datetime) -> tuple[list[Record], Ask | None]:
        """The records of a page read `at`, and the request to make next, if any."""
        self.pages += 1
        self._truncated |= page.truncated
        self._totals += [total.model_copy(update=self._total_stamp(at)) for total in page.totals]
        fresh = [review for review in page.reviews if self._is_new(review)]
        records: list[Record] = [self._stamped(review, at) for review in fresh]
        self.kept += len(records)
        following = page.next
        if following is None:
            self.whole = True
        elif page.reviews and not fresh and page.ordered:
            self.why_part, following = "a page repeats what was read already, so the rest was left", None
        elif following.url in self._asked:
            self.why_part, following = "its pages lead back to one that was read already, so the rest was left", None
        elif self.pages >= MAX_PAGES:
            self.why_part, following = f"the limit of {MAX_PAGES} pages is reached", None
        elif self._is_known(page):
            self.whole, following = True, None
        if following is not None:
            self._asked.add(following.url)
        return records, following

    def finish(self) -> list[SourceTotal]:
        """What the source claims in total, when all was read that is to be; moves the cursor on."""
        if self.whole and self._newest is not None:
            self.cursor.newest = max(self._newest, self.cursor.newest or self._newest)
        if self.whole:
            self.cursor.items = self.kept
        return [total.model_copy(update={"truncated": self._truncated}) for total in self._totals]

    def summary(self) -> str:
        """What there is to say beyond the records, in words; '' if nothing."""
        said = []
        if self._truncated:
            said.append("the platform shows no more than this")
        if self.future:
            said.append(f"{self.future} dated in the future, kept without a date")
        return "; ".join(said)

    def _is_new(self, review: Review) -> bool:
        mark = review.native_id or review.model_dump_json(include={"author", "body", "published_at"})
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def _stamped(self, review: Review, at: datetime) -> Review:
        published = review.published_at
        if not is_possible(published, at):
            self.future += 1
            published = None
        if published is not None:
            self._newest = max(published, self._newest or published)
        return review.model_copy(update={**self.stamp, "fetched_at": at, "published_at": published})

    def _total_stamp(self, at: datetime) -> dict[str, object]:
        return {"brand": self.stamp.get("brand"), "source": self.stamp.get("source"), "fetched_at": at}

    def _is_known(self, page: ReviewsPage) -> bool:
        """Whether what follows lies before what was known already: the page is in order, and reaches back so far."""
        times = [review.published_at for review in page.reviews if review.published_at is not None]
        if self.since is None or not page.ordered or not times or len(times) < len(page.reviews):
            return False
        return times[-1] < self.since and all(later >= earlier for later, earlier in pairwise(times))
