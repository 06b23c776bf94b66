"""Stable ids of records: the same question or review read again, tomorrow or from another page of a list, keeps its id."""

from __future__ import annotations

import hashlib
import unicodedata
from urllib.parse import urlsplit

from data.records import Faq, Mention, Review


def fold(text: str) -> str:
    """`text` without what a cosmetic edit changes: case, spacing, width and punctuation. Letters and marks stay."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(c)[0] in "LMNS")


def page_key(url: str) -> str:
    """A page's address without scheme, `www.`, fragment and closing slash: those change while the page stays."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    return host + (parts.path.rstrip("/") or "") + (f"?{parts.query}" if parts.query else "")


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode()).hexdigest()[:20]


def faq_id(faq: Faq) -> str:
    """20 hex digits from brand, page and the question's wording."""
    return _digest("faq", faq.brand, page_key(faq.url), fold(faq.question))


def review_id(review: Review) -> str:
    """20 hex digits from brand, source, author and day, with the source's own id where it gives one, else the text.

    A source's id alone is not trusted: some number the reviews of a page from 1.
    """
    day = review.published_at.date() if review.published_at else None
    common = ("review", review.brand, review.source, review.author_key, day)
    if review.native_id:
        return _digest(*common, "id", review.native_id)
    text = fold(f"{review.title or ''} {review.body}")
    return _digest(*common, "text", text, review.rating, fold(review.product or ""))


def mention_id(mention: Mention) -> str:
    """20 hex digits from the network and its own id of the post."""
    return native_mention_id(mention.network, mention.native_id)


def native_mention_id(network: str, native_id: str) -> str:
    """The `mention_id` of the post that `network` calls `native_id`."""
    return hashlib.sha256(f"mention\x1f{network}\x1f{native_id}".encode()).hexdigest()[:20]
