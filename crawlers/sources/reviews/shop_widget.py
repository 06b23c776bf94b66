"""What the review widgets of shops have in common: the reviews of one product, in pages that are numbered from 1."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from crawlers.sources.reviews.source import BEST, ReviewSource, ReviewsPage
from crawlers.sources.source import Answer, Ask
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal


@dataclass(frozen=True)
class WidgetPage:
    """What one answer holds: its reviews; how many all pages hold (None where that is not told: then a full page has a
    next); how many reviews the product claims, and its rating of 5."""

    reviews: list[Review]
    total: int | None = None
    claimed: int | None = None
    rating: float | None = None


class ShopWidget(ReviewSource):
    """The reviews of one product of one shop. `shop` is the name or the public key that the service knows the shop by."""

    official: ClassVar[str]
    """The service's own address; `base` replaces it in tests."""
    page_size: ClassVar[int]

    def __init__(self, address: str, shop: str, product: str, base: str = "") -> None:
        super().__init__(address)
        self.shop, self.product, self.base = shop, product, (base or self.official).rstrip("/")

    @property
    def key(self) -> str:
        return f"{self.layer}\n{self.shop}\n{self.product}"

    @abstractmethod
    def path(self) -> str:
        """Path of the widget's address, from the service's root."""

    @abstractmethod
    def query(self, number: int) -> Mapping[str, Any]:
        """What is asked there for page `number`, from 1."""

    def first(self) -> Ask:
        return self._page(1)

    def _page(self, number: int) -> Ask:
        return Ask.to(f"{self.base}{self.path()}", self.query(number), carry={"page": str(number)}, robots=True)

    def read(self, ask: Ask, answer: Answer) -> ReviewsPage:
        number, found = int(ask.carry["page"]), self.read_page(answer)
        claims = []
        if number == 1 and found.claimed:
            scale = None if found.rating is None else BEST
            claims = [
                SourceTotal(
                    url=self.address, claimed_n=found.claimed, claimed_rating=found.rating, claimed_rating_max=scale
                )
            ]
        read = number * self.page_size
        more = len(found.reviews) >= self.page_size if found.total is None else read < found.total
        return ReviewsPage(found.reviews, claims, self._page(number + 1) if found.reviews and more else None)

    @abstractmethod
    def read_page(self, answer: Answer) -> WidgetPage:
        """What an answer holds. Raises MalformedError."""
