"""Reviews of a page and what it claims in total: structured data first, then what the visible list has besides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from crawlers.extract.page import Page, once_a_page
from crawlers.extract.page.dates import parse_date
from crawlers.extract.page.ratings import is_no_rating, outside_scale, parse_count, parse_rating
from crawlers.extract.page.structured import structured_items
from crawlers.extract.page.structured.item import Item
from crawlers.extract.page.structured.microformats import microformat_items
from crawlers.extract.page.text import key
from crawlers.extract.reviews.shown import Marked, completed
from crawlers.extract.reviews.totals import visible_totals
from crawlers.extract.reviews.visible import visible_beside, visible_reviews
from data.cells.grades import grades_in
from data.cells.translated import original
from data.kinds.review import RatingUnread, Review
from data.kinds.source_total import SourceTotal

MAX_REVIEWS = 5_000
_REVIEW_TYPES = frozenset({"review", "userreview", "criticreview", "employerreview"})
_TOTAL_TYPES = frozenset({"aggregaterating", "review-aggregate", "reviewaggregate", "employeraggregaterating"})
_OWNERS = frozenset(
    {"organization", "corporation", "localbusiness", "brand", "store", "onlinestore", "restaurant", "hotel"}
)
_NOT_PRODUCTS = frozenset({"webpage", "website", "breadcrumblist", "itemlist", "listitem", "faqpage", "collectionpage"})
_HIGHEST = 100.0
"""What no scale in use goes beyond."""
_DEFAULT_BEST = 5.0
"""schema.org: "If bestRating is omitted, 5 is assumed" (Rating.bestRating); taken only if the value fits in it."""


def extract_reviews(page: Page, fetched_at: datetime) -> list[Review]:
    """Customers' reviews in page order, at most MAX_REVIEWS; `layer` names where each was read (jsonld, microdata,
    rdfa, microformats, list).

    A review read in two layers is kept once, the first layer's, with what it lacks filled from the other; what the page
    shows in the same list and its markup lacks is read too. Nodes with
    neither text nor rating are none; ratings are never rescaled, 0 where the scale starts at 1 is "not rated", and what a
    scale does not hold is refused: `rating_unread` says why. Of a text and its machine translation the original is read.
    `fetched_at` dates relative times ("2 weeks ago") and rules out future ones. Source, brand and first_party are the
    spider's.
    """
    layers: dict[str, list[Review]] = {}
    for item in (*structured_items(page), *microformat_items(page)):
        if item.types & _REVIEW_TYPES and (review := _review(item, page, fetched_at)):
            layers.setdefault(item.syntax, []).append(review)
    merged: list[Review] = []
    for reviews in layers.values():
        merged = _merge(merged, _distinct(reviews))
    if merged:
        shown, boxes = visible_beside(page, fetched_at, Marked(merged))
        merged = completed(merged, boxes)
    else:
        shown = list(visible_reviews(page, fetched_at))
    merged = [*merged, *_distinct(shown)]
    grades = _grades_of(page) if any(review.rating is not None for review in merged) else frozenset()
    return [_as_written(_without_grade(review, grades)) for review in merged[:MAX_REVIEWS]]


@once_a_page
def _grades_of(page: Page) -> frozenset[float]:
    """Numbers that the page gives as grades of which 1 is the best ("sehr gut (1,3)"), also where its markup has no scale."""
    return grades_in(page.survey.folded)


def _without_grade(review: Review, grades: frozenset[float]) -> Review:
    if review.rating not in grades:
        return review
    return review.model_copy(update={"rating": None, "rating_max": None, "rating_unread": "lowest is best"})


def _as_written(review: Review) -> Review:
    """With what the customer wrote, where the page shows a machine's translation beside it."""
    written = original(review.body).text
    return review if written == review.body else review.model_copy(update={"body": written})


def extract_totals(page: Page) -> list[SourceTotal]:
    """What the page claims: number of reviews (reviewCount, else ratingCount), mean rating and its scale, per product.

    The same claim in two syntaxes counts once. `claimed_rating_max` is the page's bestRating, else 5 if the rating
    is at most 5 (schema.org's default), else None. Without markup, what the page shows its reader in one place ("4.6 out
    of 5, 1,234 reviews"), if it is one claim only.
    """
    totals: dict[tuple[str, int | None, float | None], SourceTotal] = {}
    for item in (*structured_items(page), *microformat_items(page)):
        if not item.types & _TOTAL_TYPES:
            continue
        count = parse_count(item.line("reviewcount", "count")) or parse_count(item.line("ratingcount", "votes"))
        rating, best, _ = _rating(item, ("ratingvalue", "average", "rating"))
        if count is None and rating is None:
            continue
        product = _product(item)
        total = SourceTotal(
            url=page.url, product=product, claimed_n=count, claimed_rating=rating, claimed_rating_max=best
        )
        same = next((old for old in totals.values() if _same_total(old, total)), None)
        if same is None:
            totals[key(product or ""), count, rating] = total
    found = list(totals.values()) or visible_totals(page)
    grades = _grades_of(page) if any(total.claimed_rating is not None for total in found) else frozenset()
    return [_without_claimed_grade(total, grades) for total in found]


def _without_claimed_grade(total: SourceTotal, grades: frozenset[float]) -> SourceTotal:
    if total.claimed_rating not in grades:
        return total
    return total.model_copy(update={"claimed_rating": None, "claimed_rating_max": None})


def _same_total(a: SourceTotal, b: SourceTotal) -> bool:
    if (a.claimed_n, a.claimed_rating) != (b.claimed_n, b.claimed_rating):
        return False
    return not a.product or not b.product or key(a.product) == key(b.product)


def _review(item: Item, page: Page, now: datetime) -> Review | None:
    body = item.text("reviewbody", "description", "text", "articlebody") or _commented(item)
    rating = _review_rating(item)
    if not body and rating.value is None:
        return None
    title = item.line("name", "headline", "summary") or None
    author = item.line("author", "reviewer", "creator") or None
    reply = _reply(item, author)
    language = page.root.get("lang") or page.language
    return Review(
        url=page.url,
        product=_product(item),
        rating=rating.value,
        rating_max=rating.best,
        rating_unread=rating.unread,
        title=title if title and key(title) != key(body) else None,
        body=body,
        author=author,
        native_id=item.identifier or item.line("identifier", "@id") or None,
        published_at=parse_date(item.line("datepublished", "datecreated", "dtreviewed"), language, now),
        reply_body=reply.text("text", "description") or None if reply else None,
        replied_at=parse_date(reply.line("datepublished", "datecreated"), language, now) if reply else None,
        layer=item.syntax,
    )


def _commented(item: Item) -> str:
    """A text that markup calls the review's comment: a comment that is an item of its own is somebody's answer."""
    return "" if next(iter(item.items("comment")), None) is not None else item.text("comment")


class _Rating(NamedTuple):
    """A rating as markup states it, with its scale's maximum; without a value, why, if one is stated."""

    value: float | None = None
    best: float | None = None
    unread: RatingUnread | None = None


def _review_rating(item: Item) -> _Rating:
    nested = item.first_item("reviewrating", "rating")
    if nested is None:
        return _rating(item, ("reviewrating", "rating", "ratingvalue"))
    found = _rating(nested, ("ratingvalue", "value"), item)
    if found.value is None and found.unread is None:
        return _rating_of(nested.naming(), item.line("bestrating", "best"), item.line("worstrating", "worst"))
    return found


def _rating(item: Item, names: tuple[str, ...], around: Item | None = None) -> _Rating:
    """The rating that an item states; its scale may be a property of the item `around` it."""
    nested = item.first_item("rating")
    if nested is not None and not item.line("ratingvalue", "average"):
        item, names, around = nested, ("average", "value", "ratingvalue"), item
    best, worst = (item.line(*scale) or (around.line(*scale) if around is not None else "") for scale in _SCALE)
    return _rating_of(item.line(*names), best, worst)


_SCALE = (("bestrating", "best"), ("worstrating", "worst"))


def _rating_of(written: str, best_written: str, worst_written: str) -> _Rating:
    if is_no_rating(written):
        return _Rating()
    parsed = parse_rating(written)
    if parsed is None:
        return _Rating(unread="outside its scale" if outside_scale(written) else "not a number")
    stated, worst = (found[0] if (found := parse_rating(text)) else None for text in (best_written, worst_written))
    return _on_scale(*parsed, stated or None, worst)


def _on_scale(value: float, scale: float | None, stated: float | None, worst: float | None) -> _Rating:
    """A rating with what it says of its scale itself (`scale`), and the best and worst that are stated beside it."""
    if stated is not None and worst is not None and stated < worst:
        return _Rating(unread="lowest is best")
    if value == 0 and (worst is None or worst > 0):
        return _Rating()
    best = scale if stated is None else stated
    if best is None and value <= _DEFAULT_BEST:
        best = _DEFAULT_BEST
    if value > (best or _HIGHEST) or (worst is not None and value < worst):
        return _Rating(unread="outside its scale")
    return _Rating(value, best)


def _product(item: Item) -> str | None:
    """Name of what is reviewed: itemReviewed, else the thing this is a property of."""
    name = item.line("itemreviewed", "item")
    if name and not name.startswith(("http://", "https://", "#")):
        return name
    for holder in item.ancestors():
        if not holder.types & (_REVIEW_TYPES | _TOTAL_TYPES | _NOT_PRODUCTS):
            return holder.line("name") or None
    return None


def _reply(item: Item, author: str | None) -> Item | None:
    """The owner's answer among a review's comments: by an organisation, by nobody named, or by the publisher; a comment
    by another person, or by the author, is none."""
    publisher = item.line("publisher")
    for comment in item.items("comment", "reply", "replytoreview"):
        writer = comment.first_item("author", "creator")
        name = comment.line("author", "creator")
        if author and name and key(name) == key(author):
            continue
        if not name or (writer and writer.types & _OWNERS) or (publisher and key(name) == key(publisher)):
            return comment
    return None


def _identity(review: Review) -> tuple[str, str]:
    return key(review.body or review.title or ""), key(review.author or "")


def _distinct(reviews: list[Review]) -> list[Review]:
    """Without repetitions inside one layer (text, author, rating and day equal); two short texts by nobody stay two."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for review in reviews:
        body, author = _identity(review)
        told = bool(author) or len(body) >= 40
        day = review.published_at.date() if review.published_at else None
        mark = (body, author, review.rating, day)
        if told and mark in seen:
            continue
        seen.add(mark)
        kept.append(review)
    return kept


def _merge(kept: list[Review], more: list[Review]) -> list[Review]:
    """Add another layer's reviews; one that is there already only fills what is missing. Each is matched once."""
    if not kept:
        return more
    open_places: dict[str, list[int]] = {}
    for place, review in enumerate(kept):
        open_places.setdefault(_identity(review)[0][:200], []).append(place)
    result = list(kept)
    for review in more:
        body, author = _identity(review)
        places = open_places.get(body[:200], [])
        match = next((place for place in places if _compatible(kept[place], review, author)), None)
        if match is None:
            result.append(review)
            continue
        places.remove(match)
        lacking: dict[str, object] = {
            name: value for name, value in _fields(review) if getattr(result[match], name) in (None, "")
        }
        if result[match].rating is not None or "rating" in lacking:
            lacking["rating_unread"] = None
        result[match] = result[match].model_copy(update=lacking)
    return result


def _compatible(old: Review, new: Review, author: str) -> bool:
    known = _identity(old)[1]
    return (not known or not author or known == author) and (
        old.rating is None or new.rating is None or old.rating == new.rating
    )


def _fields(review: Review) -> Iterator[tuple[str, object]]:
    for name in ("product", "title", "author", "native_id", "published_at", "reply_body", "replied_at"):
        if (value := getattr(review, name)) is not None:
            yield name, value
    if review.rating is not None:
        yield "rating", review.rating
        yield "rating_max", review.rating_max
    if review.rating_unread is not None:
        yield "rating_unread", review.rating_unread
