"""What all sources of reviews have in common: platforms' feeds, known by an address of overheard.toml, and the review widgets of
shops, known by the pages that show them."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from typing_extensions import override

from crawlers.extract.page import Page as WebPage
from crawlers.sources.source import Answer, Ask, Limits, Page, Source
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal

BEST = 5.0
"""The scale of all sources here."""
USUAL_LIMITS = Limits(asks=60, items=6_000)
"""60 pages; no page holds more than 100 reviews."""
NO_ENV: Mapping[str, str] = {}


class ReviewSource(Source[Page[Review]]):
    """One source of one brand's reviews. `address` is what a person would open to see the same, and what visits name."""

    prefix: ClassVar[str] = ""
    """How its addresses in overheard.toml begin, which are no web addresses; '' where it is found by a page."""
    kept_under: ClassVar[str] = ""
    """The name that its reviews are kept under; '' for the host of the page that shows them."""
    market: str | None = None
    """Country of the reviews (US), where the source tells it."""

    def __init__(self, address: str, env: Mapping[str, str] = NO_ENV) -> None:
        super().__init__(env)
        self.address = address

    @classmethod
    def named(cls, address: str, languages: Sequence[str], env: Mapping[str, str]) -> Self | None:  # noqa: ARG003  # for those that have addresses
        """The source at an address of overheard.toml that begins with `prefix`; `languages` are the workspace's."""
        return None

    @classmethod
    def of(cls, page: WebPage, env: Mapping[str, str]) -> Self | None:  # noqa: ARG003  # for those that pages show
        """The source that a page really uses; None if it does not."""
        return None

    @property
    def key(self) -> str:
        return f"{self.name}\n{self.address}"

    def review(self, **fields: Any) -> Review:
        """The record of what was read; what is None stays unset. `rating` counts from 1: 0 is none."""
        rating = fields.pop("rating", None)
        if rating:
            fields |= {"rating": rating, "rating_max": BEST}
        known = {name: value for name, value in fields.items() if value is not None}
        return Review(layer=self.name, **{"url": self.address, "market": self.market, **known})


def prefixes() -> tuple[str, ...]:
    """How the addresses of overheard.toml begin that are no web addresses."""
    return tuple(source.prefix for source in ReviewSource.fleet().values() if source.prefix)


def app_source(address: str, languages: Sequence[str], env: Mapping[str, str] | None = None) -> ReviewSource | None:
    """The source of `appstore:us/123` or `play:com.acme.app`; None for any other address."""
    kind = next((of for of in ReviewSource.fleet().values() if of.prefix and address.startswith(of.prefix)), None)
    return kind.named(address, languages, os.environ if env is None else env) if kind else None


def widget_of(page: WebPage, env: Mapping[str, str] | None = None) -> ReviewSource | None:
    """The review widget that a shop's page really uses and whose reviews are served as JSON to anybody; None if none is."""
    env = os.environ if env is None else env
    return next((found for kind in ReviewSource.fleet().values() if (found := kind.of(page, env))), None)


def stars(value: Any) -> float | None:
    """A rating from 1 to 5, also where a text holds it; None for what is none."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value) if isinstance(value, int | float | str) and len(str(value)) < 20 else 0.0
    except ValueError:
        return None
    return number if 1 <= number <= BEST else None


@dataclass(frozen=True)
class WidgetPage:
    """What one answer of a widget holds: its reviews; how many all pages hold (None where that is not told: then a full page
    has a next); how many reviews the product claims, and its rating of 5."""

    reviews: list[Review]
    total: int | None = None
    claimed: int | None = None
    rating: float | None = None


class ShopWidget(ReviewSource):
    """The reviews of one product of one shop, in pages that are numbered from 1. `shop` is the name or the public key that the
    service knows the shop by."""

    limits = USUAL_LIMITS
    robots = True
    page_size: ClassVar[int]

    def __init__(self, address: str, shop: str, product: str, env: Mapping[str, str] = NO_ENV) -> None:
        super().__init__(address, env)
        self.shop, self.product = shop, product

    @property
    def key(self) -> str:
        return f"{self.name}\n{self.shop}\n{self.product}"

    @abstractmethod
    def path(self) -> str:
        """Path of the widget's address, from the service's root."""

    @abstractmethod
    def query(self, number: int) -> Mapping[str, Any]:
        """What is asked there for page `number`, from 1."""

    @override
    def first(self, since: datetime) -> Ask:
        return self._page(1)

    def _page(self, number: int) -> Ask:
        return Ask.to(f"{self.base}{self.path()}", self.query(number), carry={"page": str(number)})

    def read(self, ask: Ask, answer: Answer) -> Page[Review]:
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
        return Page(found.reviews, self._page(number + 1) if found.reviews and more else None, totals=claims)

    @abstractmethod
    def read_page(self, answer: Answer) -> WidgetPage:
        """What an answer holds. Raises MalformedError."""
