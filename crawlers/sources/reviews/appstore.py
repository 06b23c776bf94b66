"""Apple's App Store: the public feed of customer reviews in JSON, a store (country) by itself, and the look-up API for what
the store claims in total.

The feed shows 50 reviews a page and ten pages, so never more than the newest 500 of a country. What the store counts are
ratings, most of them without a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from typing_extensions import override

from crawlers.sources.registry import register
from crawlers.sources.reviews.base import NO_ENV, ReviewSource, stars
from crawlers.sources.source import AbsentError, Answer, Ask, Limits, Page
from crawlers.sources.values import MalformedError, count, mapping, objects, text, timestamp, word
from data.kinds.review import Review
from data.kinds.source_total import SourceTotal

SITE = "apps.apple.com"
PAGES = 10
"""Pages that the feed shows at most."""


@register
class AppStore(ReviewSource):
    """`appstore:us/123`: one app in one country's store."""

    name = "appstore"
    options: ClassVar = {
        "brand.reviews": "an app in one country's store: appstore:COUNTRY/ID, such as appstore:us/1234567890"
    }
    limits = Limits(asks=1 + PAGES, items=PAGES * 50)
    hosts = ("itunes.apple.com",)
    official = "https://itunes.apple.com"
    prefix = "appstore:"
    kept_under = SITE

    def __init__(self, country: str, app: str, env: Mapping[str, str] = NO_ENV) -> None:
        super().__init__(f"https://{SITE}/{country}/app/id{app}?see-all=reviews", env)
        self.country, self.app, self.market = country, app, country.upper()

    @classmethod
    @override
    def named(cls, address: str, languages: Sequence[str], env: Mapping[str, str]) -> Self:
        country, _, app = address.removeprefix(cls.prefix).partition("/")
        return cls(country, app, env)

    @override
    def first(self, since: datetime) -> Ask:
        return Ask.to(f"{self.base}/lookup", {"id": self.app, "country": self.country}, purpose="lookup")

    def _page(self, number: int, product: str) -> Ask:
        url = f"{self.base}/{self.country}/rss/customerreviews/page={number}/id={self.app}/sortby=mostrecent/json"
        return Ask(url, carry={"page": str(number), "product": product})

    def instead(self, ask: Ask) -> Ask | None:
        return self._page(1, "") if ask.purpose == "lookup" else None

    def read(self, ask: Ask, answer: Answer) -> Page[Review]:
        if ask.purpose == "lookup":
            return self._claims(answer)
        found = mapping(answer.json("a feed of reviews"))
        feed = found.get("feed")
        if not isinstance(feed, Mapping):
            raise MalformedError(f"expected a feed of reviews, found the keys {sorted(map(str, found))[:5]}")
        number, product = int(ask.carry["page"]), ask.carry["product"]
        reviews = read_reviews(feed, self, product or None)
        following = self._page(number + 1, product) if reviews and number < PAGES else None
        return Page(reviews, following, truncated=bool(reviews) and number >= PAGES)

    def _claims(self, answer: Answer) -> Page[Review]:
        found = mapping(answer.json("an app"))
        if not isinstance(found.get("results"), list):
            raise MalformedError(f"expected an app of the store, found the keys {sorted(map(str, found))[:5]}")
        app = next((app for app in objects(found["results"]) if word(app.get("trackId")) == self.app), None)
        if app is None:
            raise AbsentError(f"the store of {self.market} has no app with the id {self.app}")
        name = word(app.get("trackName")) or ""
        total = SourceTotal(
            url=self.address, product=f"{name or self.app} ({self.market})", claimed_n=count(app.get("userRatingCount")),
            claimed_rating=stars(app.get("averageUserRating")), claimed_rating_max=5.0,
        )  # fmt: skip
        return Page(next=self._page(1, name), totals=[total])


def read_reviews(feed: Mapping[str, Any], source: ReviewSource, product: str | None = None) -> list[Review]:
    """The reviews of a feed in its order. A feed with one entry holds it bare; on some first pages the app itself stands
    among them, which has no rating."""
    entries = feed.get("entry")
    listed = [entries] if isinstance(entries, Mapping) else entries
    return [found for entry in objects(listed) if (found := _review(entry, source, product)) is not None]


def _review(entry: Mapping[str, Any], source: ReviewSource, product: str | None) -> Review | None:
    rating, native_id = stars(_label(entry, "im:rating")), _label(entry, "id")
    if rating is None or not native_id:
        return None
    author = mapping(mapping(entry.get("author")).get("name")).get("label")
    return source.review(
        native_id=native_id, rating=rating, title=text(_label(entry, "title")) or None, body=text(_label(entry, "content")),
        author=word(author), published_at=timestamp(_label(entry, "updated")).at, product=product,
    )  # fmt: skip


def _label(entry: Mapping[str, Any], name: str) -> str | None:
    return word(mapping(entry.get(name)).get("label"))
