"""What every source of reviews has in common that is asked page by page: platforms' feeds and shops' review widgets.

A source is pure: it says which request comes next (`Ask`) and reads the `Answer`; spiders do the asking.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

from crawlers.sources.source import Answer, Ask
from crawlers.sources.values import mapping, word
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal

BEST = 5.0
"""The scale of all sources here."""


@dataclass
class ReviewsPage:
    """What an answer holds: reviews, the newest first; what the source claims in total; the request that continues it.
    `ordered` is false where a page says nothing about the age of the next; `truncated`: the source shows no more although it
    may hold more."""

    reviews: list[Review] = field(default_factory=list)
    totals: list[SourceTotal] = field(default_factory=list)
    next: Ask | None = None
    ordered: bool = True
    truncated: bool = False


class ReviewSource(ABC):
    """One source of one brand's reviews. `address` is what a person would open to see the same, and what visits name."""

    layer: ClassVar[str]
    """How the records name it."""
    source: ClassVar[str] = ""
    """The name that its reviews are kept under; '' for the host of the page that shows them."""
    market: str | None = None
    """Country of the reviews (US), where the source tells it."""

    def __init__(self, address: str) -> None:
        self.address = address

    @property
    def key(self) -> str:
        """Its name in the state of the crawls."""
        return f"{self.layer}\n{self.address}"

    @abstractmethod
    def first(self) -> Ask:
        """The first request."""

    @abstractmethod
    def read(self, ask: Ask, answer: Answer) -> ReviewsPage:
        """What an answer with status 200 holds. Raises MalformedError, and RefusedError if nothing is to be had."""

    def instead(self, ask: Ask) -> Ask | None:  # noqa: ARG002  # for those that can do without it
        """What to go on with when this request fails; None if nothing is left to ask."""
        return None

    def refusal(self, answer: Answer) -> str:
        """In plain words why an answer refuses, as far as its body says so."""
        try:
            found = mapping(answer.json("an error"))
        except ValueError:
            return ""
        said = (word(found.get(key)) for key in ("message", "error", "errorMessage"))
        return next((text[:200] for text in said if text), "")

    def review(self, **fields: Any) -> Review:
        """The record of what was read; what is None stays unset. `rating` counts from 1: 0 is none."""
        rating = fields.pop("rating", None)
        if rating:
            fields |= {"rating": rating, "rating_max": BEST}
        known = {name: value for name, value in fields.items() if value is not None}
        return Review(layer=self.layer, **{"url": self.address, "market": self.market, **known})


def stars(value: Any) -> float | None:
    """A rating from 1 to 5, also where a text holds it; None for what is none."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value) if isinstance(value, int | float | str) and len(str(value)) < 20 else 0.0
    except ValueError:
        return None
    return number if 1 <= number <= BEST else None
