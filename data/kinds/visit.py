"""What became of one URL."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from data.record.fields import MAX_COUNT, Time, Word
from data.record.model import Record
from data.record.personal import Message

VisitStatus = Literal["observed", "absent", "failed", "blocked", "partial"]
BROKE_OFF = "broke off: "
"""What the reason of a `partial` visit holds where a failure ended it: a limit of our own or a rate limit is none."""
IMPORTED = "imports"
"""The kind of what was read of a file that somebody imported; its `url` is the file's name and the brand."""


class Visit(Record):
    """What became of one URL asked for one kind. `kind`: faqs, reviews, channels, rankings, mentions; of a file, imports. A
    status other than `observed` and `partial` carries no items; `failed`, `blocked` and `partial` always carry a reason.
    `ratings`: how many reviews of the page show one, and of these `ratings_unread` how many were not read. Of a source that
    is asked: its name, the `query` that its records name, and the moment `reaches_to` since when everything it has was seen
    (None: not known)."""

    kind_name = "visit"
    table = "visits"
    needed = ("fetched_at",)
    key = ("run_id", "url", "kind")
    read_together = True

    kind: Word
    spider: Word
    status: VisitStatus
    http_status: int | None = Field(default=None, ge=0, le=MAX_COUNT)
    items: int = Field(default=0, ge=0, le=MAX_COUNT)
    reason: Annotated[Word | None, Message()] = None
    rendered: bool = False
    page_hash: Word | None = None
    clicks_from_home: int | None = Field(default=None, ge=0, le=MAX_COUNT)
    ratings: int = Field(default=0, ge=0, le=MAX_COUNT)
    ratings_unread: int = Field(default=0, ge=0, le=MAX_COUNT)
    source: Word | None = None
    query: Word | None = None
    reaches_to: Time | None = None

    def contradiction(self) -> str:
        if self.items and self.status not in ("observed", "partial"):
            return f"items: expected none of a visit that is {self.status}, found {self.items}"
        if self.status == "observed" and not self.items:
            return "items: expected some of a visit that is observed, found none"
        if self.status in ("failed", "blocked", "partial") and not self.reason:
            return f"reason: expected one of a visit that is {self.status}, found none"
        return ""
