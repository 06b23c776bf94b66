"""What the demo market is made of: reviews with the opinions planted in them, questions, and the market that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from overheard.demo.market.truths import Company


@dataclass(frozen=True)
class Opinion:
    """One sentence on one driver and its label -1, 0 or 1, as planted."""

    driver: str
    label: int


@dataclass(frozen=True)
class DemoReview:
    """One review. `site` is 'platform' or 'own' (the brand's own page); times are UTC; `rating` is of 5 stars; `window`
    is current, previous or '' (between them, undated, oldest or first-party: says nothing that is compared)."""

    id: str
    brand: str
    site: str
    author: str
    product: str
    published: datetime | None
    rating: int
    title: str
    body: str
    window: str = ""
    opinions: tuple[Opinion, ...] = ()
    reply: str = ""
    replied: datetime | None = None


@dataclass(frozen=True)
class DemoFaq:
    """A question with its answer on the page `page` (main or subscriptions); `intent` is '' where none is planted."""

    brand: str
    page: str
    category: str
    question: str
    answer: str
    intent: str = ""


@dataclass(frozen=True)
class Market:
    """The whole demo market as of `anchor`."""

    anchor: date
    seed: int
    brands: tuple[Company, ...]
    reviews: tuple[DemoReview, ...]
    faqs: tuple[DemoFaq, ...]

    def reviews_of(self, brand: str, site: str = "platform") -> tuple[DemoReview, ...]:
        """A brand's reviews at a site, newest first, undated last."""
        found = [r for r in self.reviews if r.brand == brand and r.site == site]
        return tuple(sorted(found, key=lambda r: (r.published is not None, r.published, r.id), reverse=True))

    def faqs_of(self, brand: str, page: str) -> tuple[DemoFaq, ...]:
        """A brand's questions on a page, in page order."""
        return tuple(f for f in self.faqs if f.brand == brand and f.page == page)
