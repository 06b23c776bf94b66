"""Which reviews that a page shows are those of its markup: the same text or the beginning of it, or the same author and day."""

from __future__ import annotations

from collections import defaultdict

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
        said = key(text)
        return any(known[:_BEGINNING] in said for known in self._texts if len(known) >= _BEGINNING)


def _text(review: Review) -> str:
    return key(review.body or review.title or "")
