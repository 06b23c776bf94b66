"""A customer's review."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from data import privacy
from data.cells.addresses import host_of, is_host_of
from data.cells.errors import RowError
from data.record.fields import Text, Time, Word
from data.record.identity import Identity, digest, fold
from data.record.importing import (
    BRAND,
    EDITED,
    FLAG,
    NUMBER,
    RATING,
    SOURCE,
    TEXT,
    TIME,
    URL,
    WORD,
    FilePlan,
    Row,
    branded,
    imported,
    scaled,
)
from data.record.model import Place, Record
from data.record.personal import KeyOf, Name, SourceId, Words

ZONES = timedelta(days=1)
"""How much earlier than it was written a review may seem edited: one of the times may be a day alone, or of another zone."""
RatingUnread = Literal[
    "outside its scale", "not a number", "several ratings", "not legible", "unlike the others", "lowest is best"
]  # fmt: skip
"""Why a rating that is shown was not read: what is unsure is left out, and counted."""


def review_id(review: Review) -> str:
    """20 hex digits from brand, source, author and day, with the source's own id where it gives one, else the text.

    A source's id alone is not trusted: some number the reviews of a page from 1.
    """
    day = review.published_at.date() if review.published_at else None
    common = ("review", review.brand, review.source, review.author_key, day)
    if review.native_id:
        return digest(*common, "id", review.native_id)
    text = fold(f"{review.title or ''} {review.body}")
    return digest(*common, "text", text, review.rating, fold(review.product or ""))


def _completed(row: Row, plan: FilePlan) -> list[Row]:
    row.pop("utc_offset", None)
    branded(row, plan)
    if row.get("rating") is not None:
        scaled("rating", row, plan)
    if not row.get("body") and not row.get("title") and row.get("rating") is None:
        raise RowError("body: expected a text or a rating, found neither")
    row.setdefault("source", host_of(row.get("url", "")) or SOURCE)
    row.setdefault("first_party", is_host_of(row.get("url", ""), plan.own_hosts.get(row["brand"], "")))
    row["layer"] = SOURCE
    _edited(row, plan)
    return [row]


def _edited(row: Row, plan: FilePlan) -> None:
    """Leave out an edit before the review was written; report reviews that nothing but their edit dates."""
    if "edited_at" not in row:
        return
    if "published_at" not in row:
        plan.noted.add("published_at", "missing, so that the last edit dates the review")
    elif row["edited_at"] < row["published_at"] - ZONES:
        plan.noted.add("edited_at", "before the review was written; left out", row.pop("edited_at"))


@imported(
    "reviews",
    cells={
        "brand": BRAND, "source": WORD, "url": URL, "product": TEXT, "rating": RATING, "rating_max": NUMBER, "title": TEXT,
        "body": TEXT, "market": WORD, "author": WORD, "native_id": WORD, "published_at": TIME, "reply_body": TEXT,
        "replied_at": TIME, "edited_at": EDITED, "first_party": FLAG, "fetched_at": TIME,
    },
    required=(("body", "rating"),),
    completed=_completed,
    looks={"brand": "brand", "published_at": "date", "url": "url", "rating": "rating", "body": "text"},
)  # fmt: skip
class Review(Record):
    """A customer's text on a brand or product. `rating` on the scale 0..`rating_max` as the page states it (never rescaled),
    None where none is shown, or where `rating_unread` says why it was not read; `author` is raw on extraction and None once
    landed; `native_id` is the source's own id if any; `edited_at` is when it was last edited, None where no source
    says so."""

    kind_name = "review"
    table = "reviews"
    kept_back = ("review_versions", "review_native_ids")
    identity = Identity(
        "review_id",
        review_id,
        ("brand", "source", "author_key", "published_at", "native_id", "title", "body", "rating", "product"),
    )
    key = ("review_id",)
    can_be_edited = True
    newest = "(coalesce(edited_at, fetched_at), fetched_at, line_no)"
    by_the_million = True
    removable = True
    is_covered = True

    source: Word = ""
    first_party: bool = False
    product: Text | None = None
    rating: float | None = None
    rating_max: float | None = None
    rating_unread: RatingUnread | None = None
    title: Annotated[Text | None, Words("author")] = None
    body: Annotated[Text, Words("author")] = ""
    market: Word | None = None
    author: Annotated[Word | None, Name()] = None
    author_key: Annotated[Word | None, KeyOf("author", "source", privacy.author_key)] = None
    native_id: Annotated[Word | None, SourceId("author")] = None
    published_at: Time | None = None
    reply_body: Annotated[Text | None, Words("author")] = None
    replied_at: Time | None = None
    edited_at: Time | None = None
    layer: Word

    def places(self) -> tuple[Place, ...]:
        return () if self.first_party else ((self.brand, self.source),)

    def named_by_content(self) -> str:
        return "" if self.native_id or self.author_key else review_id(self)
