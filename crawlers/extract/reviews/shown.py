"""Which reviews that a page shows are those of its markup: the same text or the beginning of it, or the same author and day."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from crawlers.extract.page.text import key
from data.kinds.review import Review

_BEGINNING = 24
"""Letters by which a text is known again that one of the two has cut off, or put a title before."""


class Marked:
    """The reviews of a page's markup, to be asked whether one that its reader sees is among them."""

    def __init__(self, reviews: list[Review]) -> None:
        self._texts = {_text(review) for review in reviews} - {""}
        self._beginnings: dict[str, list[str]] = defaultdict(list)
        for text in self._texts:
            self._beginnings[text[:_BEGINNING]].append(text)
        self._signed = {(key(review.author), review.published_at.date())
                        for review in reviews if review.author and review.published_at}  # fmt: skip
        self._days = {(review.published_at.date(), review.rating) for review in reviews if review.published_at}
        self._authors = {key(review.author): review for review in reviews if review.author and not review.published_at}

    def holds(self, seen: Review) -> bool:
        """Whether a review that is seen is one of the markup's, as far as can be told; unsure is the same."""
        text, author = _text(seen), key(seen.author or "")
        if text in self._texts or any(text.startswith(known) or known.startswith(text) for known in self._alike(text)):
            return True
        day = seen.published_at.date() if seen.published_at else None
        if (author, day) in self._signed or (not author and (day, seen.rating) in self._days):
            return True
        marked = self._authors.get(author) if author else None
        return marked is not None and (not marked.body or marked.rating == seen.rating)

    def _alike(self, text: str) -> list[str]:
        return self._beginnings.get(text[:_BEGINNING], []) if len(text) >= _BEGINNING else []

    def is_in(self, text: str) -> bool:
        """Whether a text (a page's, a box's) holds a review of the markup: a box with one is this review, however it reads."""
        return self.is_said(key(text))

    def is_said(self, said: str) -> bool:
        """Likewise of a text as `key` makes it."""
        return any(known[:_BEGINNING] in said for known in self._texts if len(known) >= _BEGINNING)


class Shown(NamedTuple):
    """A box of a page's list: all its text as `key` makes it, and the review that is read in it."""

    text: str
    review: Review


def completed(reviews: list[Review], boxes: list[Shown]) -> list[Review]:
    """The markup's reviews with what they lack from the box that shows them, where that is sure: the one box that holds
    the text, with no other's text, and neither another author nor another rating."""
    texts = [_text(review) for review in reviews]
    starts = {text[:_BEGINNING] for text in texts[:_MAX_BOXES]}
    places: dict[str, list[Shown]] = defaultdict(list)
    for box in boxes[:_MAX_BOXES]:
        held = [start for start in starts if len(start) == _BEGINNING and start in box.text]
        if len(held) == 1:
            places[held[0]].append(box)
    return [_completed(review, places.get(text[:_BEGINNING], [])) for review, text in zip(reviews, texts, strict=True)]


_MAX_BOXES = 300
_FILLED = ("author", "title", "published_at", "reply_body", "replied_at")


def _completed(review: Review, boxes: list[Shown]) -> Review:
    seen = boxes[0].review if len(boxes) == 1 else None
    if seen is None or not _agree(review, seen):
        return review
    told = {name: getattr(seen, name) for name in _FILLED if getattr(review, name) is None}
    return review.model_copy(update={name: value for name, value in told.items() if value is not None})


def _agree(review: Review, seen: Review) -> bool:
    one, other = key(review.author or ""), key(seen.author or "")
    if one and other and one not in other and other not in one:
        return False
    return review.rating is None or seen.rating is None or review.rating == seen.rating


def _text(review: Review) -> str:
    return key(review.body or review.title or "")
