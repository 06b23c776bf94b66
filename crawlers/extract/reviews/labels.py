"""Labels in a box of a review: "Reviewer: Ann", "Review: ...", "Rating:"; what they say of the line, and of the one below."""

from __future__ import annotations

import re
from functools import cache

from data.languages import all_words, extract

_MAX_LABEL = 24
_LABELLED = re.compile(r"([^\W\d_][^:：\d]{1,23}?)\s?[:：]\s?(.*)", re.DOTALL)


def labelled(text: str) -> tuple[str, str] | None:
    """(what it labels: author, text or other; what follows it) of a line that a label begins; None if none does. A label
    alone has nothing behind it, with or without a colon."""
    if ":" not in text[: _MAX_LABEL + 4] and "：" not in text[: _MAX_LABEL + 4]:
        return None
    if match := _LABELLED.fullmatch(text):
        what = _meanings().get(match[1].casefold().strip())
        return (what, match[2].strip()) if what else None
    return None


def is_label(text: str) -> bool:
    """Whether a line is a label and nothing else."""
    bare = text.casefold().strip(" :：*.-–—")
    return len(bare) <= _MAX_LABEL and bare in _meanings()


def heads_text(text: str) -> bool:
    """Whether a line is a label of a text and nothing else ("Pros"): what is below it is what the customer wrote."""
    bare = text.casefold().strip(" :：*.-–—")
    return len(bare) <= _MAX_LABEL and (bare in _sides() or _meanings().get(bare) == "text")


@cache
def _sides() -> frozenset[str]:
    return frozenset(all_words(extract, lambda file: file.reviews.sides))


@cache
def _meanings() -> dict[str, str]:
    return {
        **dict.fromkeys(all_words(extract, lambda file: file.reviews.labels), "other"),
        **dict.fromkeys(all_words(extract, lambda file: file.ratings.overall), "other"),
        **dict.fromkeys(all_words(extract, lambda file: file.reviews.text_labels), "text"),
        **dict.fromkeys(all_words(extract, lambda file: file.reviews.author_labels), "author"),
    }
