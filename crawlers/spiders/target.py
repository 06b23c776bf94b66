"""What a page is read for."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawlers.extract import reading
from data.workspace import Brand

FAQS, REVIEWS, CHANNELS = reading.FAQS, reading.REVIEWS, reading.CHANNELS
RANKINGS, MENTIONS, ANSWERS = "rankings", "mentions", "answers"
KINDS = (FAQS, REVIEWS, CHANNELS)
"""What pages are read for."""
CRAWL_KINDS = (*KINDS, RANKINGS, MENTIONS)
"""All that a crawl can be asked for."""


@dataclass
class Target:
    """A page to read: whose, for which kinds it is *the* page, how many clicks from home (None if unknown)."""

    brand: Brand
    kinds: frozenset[str]
    clicks: int | None = None
    home: bool = False
    configured: bool = False
    rendered: bool = False
    answer: bool = False
    """A page that a list of questions links to: it is read, but leads no further."""
    perhaps: bool = False
    """A page that may be of its kinds: that it is not, or cannot be read, is no outcome of theirs."""
    depth: int = 0
    """Category pages that led here."""
    sure: bool = False
    """Read for itself, whatever address it says is its own."""
    seen: set[str] = field(default_factory=set)
    """Fingerprints of the list's pages so far: a list that leads back to itself ends."""
