"""Writes one brand's reviews: the planted units, the traps, and the life around them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from overheard.demo.market.model import DemoReview, Opinion
from overheard.demo.market.packing import pack
from overheard.demo.market.people import generic_names
from overheard.demo.market.phrases import Phrases
from overheard.demo.market.truths import WINDOWS, Company, companies, planted_counts, truths

DAYS = {"current": (1, 74), "previous": (93, 164), "": (75, 92)}
"""Age in days before the anchor of a window's reviews. Both windows stay whole while the market ages by two weeks;
between them people write too, but on no driver."""
BETWEEN = 35
"""Reviews of a brand between the windows."""
OLDEST_DAY = 179
LATE_DAYS = (15, 24)
GENERIC_SHARE = 0.04
REPEATER_SHARE = 0.05
LEAD_SHARE = 0.6
DETAIL_SHARE = {1: 0.95, 2: 0.8, 3: 0.4}
"""Share of reviews of 1, 2, 3 sentences on drivers that also hold one about the customer's life."""


class Writer:
    """Writes one brand's reviews."""

    def __init__(self, brand: Company, anchor: date, phrases: Phrases, names: Iterator[str], seed: int) -> None:
        self.brand, self.phrases, self.names = brand, phrases, names
        self.midnight = datetime.combine(anchor, time())
        self.rng = random.Random(f"{brand.id} {seed}")
        self.written = 0

    def write(self) -> list[DemoReview]:
        traps, brand = truths()["traps"], self.brand.id
        reviews: list[DemoReview] = []
        for window in WINDOWS:
            reviews += self._window(window)
        if traps["vocal"]["brand"] == brand:
            reviews += self._vocal(reviews, traps["vocal"])
        reviews += [
            self._switcher(rival) for rival, n in truths()["switching"].items() if self.brand.own for _ in range(n)
        ]
        reviews += [self._review("current", (), body="") for _ in range(traps["rating_only"].get(brand, 0))]
        plain = [self._review("current", ()) for _ in range(traps["syndicated"]["reviews"])]
        oldest = replace(self._review("previous", ()), published=self.midnight - timedelta(days=OLDEST_DAY), window="")
        reviews += [*plain, oldest, *(self._review("", ()) for _ in range(BETWEEN))]
        reviews = self._replied(self._spiked(reviews))
        if traps["undated"]["brand"] == brand:
            opinion = Opinion(traps["undated"]["driver"], traps["undated"]["label"])
            reviews += [
                replace(self._review("current", (opinion,)), published=None, window="")
                for _ in range(traps["undated"]["reviews"])
            ]
        if traps["syndicated"]["brand"] == brand:
            reviews += [replace(r, id=f"{r.id}-copy", site="own", window="", reply="", replied=None) for r in plain]
        return reviews + [self._praise() for _ in range(traps["first_party"].get(brand, 0))]

    def _window(self, window: str) -> list[DemoReview]:
        """Reviews that hold exactly the planted units of one window; repeaters speak of another driver each time."""
        counts = {(d, label): n for (w, d, label), n in planted_counts(self.brand.id).items() if w == window}
        reviews: list[DemoReview] = []
        spoken: dict[str, set[str]] = {}
        for parts in pack(counts, self.rng):
            opinions = tuple(Opinion(driver, label) for driver, label in parts)
            drivers = {o.driver for o in opinions}
            author = None
            if spoken and self.rng.random() < REPEATER_SHARE:
                candidates = [name for name, said in spoken.items() if not said & drivers]
                author = self.rng.choice(candidates) if candidates else None
            elif self.rng.random() < GENERIC_SHARE:
                author = self.rng.choice(generic_names())
            review = self._review(window, opinions, author)
            review = self._of_persona(review)
            if review.author not in generic_names():
                spoken.setdefault(review.author, set()).update(drivers)
            reviews.append(review)
        return reviews

    def _of_persona(self, review: DemoReview) -> DemoReview:
        """The review, which says whose it is where it says what the planted persona is planted to say."""
        plan = truths()["persona"]
        if self.brand.id != plan["brand"] or Opinion(plan["driver"], plan["label"]) not in review.opinions:
            return review
        return replace(review, body=f"{review.body} {plan['says']}")

    def _vocal(self, reviews: list[DemoReview], trap: dict[str, object]) -> list[DemoReview]:
        """Further complaints by people who have complained of that driver already: more texts, not more units."""
        complaint = Opinion(str(trap["driver"]), -1)
        vocal = [
            r.author
            for r in reviews
            if r.window == "current" and complaint in r.opinions and r.author not in generic_names()
        ][: int(str(trap["authors"]))]
        return [
            self._review("current", (complaint,), author)
            for author in vocal
            for _ in range(int(str(trap["extra_reviews"])))
        ]

    def _spiked(self, reviews: list[DemoReview]) -> list[DemoReview]:
        """`reviews`, so many of which that complain of the spike's driver and of nothing else are of one day."""
        plan = truths()["spike"]
        if plan["brand"] != self.brand.id:
            return reviews
        complaint, day = Opinion(plan["driver"], -1), self.midnight - timedelta(days=plan["age_days"])
        alone = [
            number
            for number, review in enumerate(reviews)
            if review.window == "current"
            and complaint in review.opinions
            and all(other.label >= 0 for other in review.opinions if other != complaint)
        ]
        moved = {
            number: day + timedelta(minutes=61 * place) for place, number in enumerate(alone[: plan["complaints"]])
        }
        return [
            replace(review, published=moved[number]) if number in moved else review
            for number, review in enumerate(reviews)
        ]

    def _switcher(self, rival: str) -> DemoReview:
        name = next(c.name for c in companies() if c.id == rival)
        review = self._review("current", ())
        return replace(
            review, rating=2, title="", body=f"{review.body} {self.phrases.remark('switching', self.rng, rival=name)}"
        )

    def _praise(self) -> DemoReview:
        review = self._review("current", ())
        body = " ".join((self.phrases.remark("first_party", self.rng), self.phrases.remark("details", self.rng)))
        return replace(review, site="own", window="", rating=5, title=self.phrases.title(1, self.rng), body=body)

    def _review(
        self, window: str, opinions: tuple[Opinion, ...], author: str | None = None, body: str | None = None
    ) -> DemoReview:
        rng = self.rng
        self.written += 1
        text = self.phrases.unlike(opinions, lambda: self._text(opinions)) if body is None else body
        rating = _rating([o.label for o in opinions], rng)
        mood = (rating > 3) - (rating < 3)
        youngest, oldest = DAYS[window]
        age = timedelta(days=rng.randint(youngest, oldest), minutes=-rng.randint(1, 1200))
        return DemoReview(
            id=f"{self.brand.id}-{self.written:04d}",
            brand=self.brand.id,
            site="platform",
            author=author or next(self.names),
            product=rng.choice(self.brand.products),
            published=self.midnight - age,
            rating=rating,
            title=self.phrases.title(mood, rng) if opinions and rng.random() < 0.6 else "",
            body=text,
            window=window,
            opinions=opinions,
        )

    def _text(self, opinions: tuple[Opinion, ...]) -> str:
        """A sentence an opinion, one of them opened by a lead now and then, and mostly one about the customer's life."""
        rng = self.rng
        leading = rng.randrange(len(opinions)) if opinions and rng.random() < LEAD_SHARE else -1
        sentences = [self.phrases.sentence(o.driver, o.label, rng, lead=i == leading) for i, o in enumerate(opinions)]
        if not opinions:
            sentences = [self.phrases.remark("details", rng) for _ in range(2)]
        elif rng.random() < DETAIL_SHARE[len(opinions)]:
            sentences.insert(rng.randint(0, len(sentences)), self.phrases.remark("details", rng))
        return " ".join(sentences)

    def _replied(self, reviews: list[DemoReview]) -> list[DemoReview]:
        """`reviews` with the brand's replies: the planted shares, window by window, of those at least 7 days old."""
        plan = truths()["replies"]
        replies: dict[str, timedelta] = {}
        for window in DAYS:
            ripe = [
                r
                for r in reviews
                if r.window == window and r.published and self.midnight - r.published > timedelta(days=7)
            ]
            self.rng.shuffle(ripe)
            share = plan["within_7_days"][self.brand.id]
            if self.brand.own and window == "previous":
                share = truths()["action"]["before_within_7_days"]
            quick = round(len(ripe) * share)
            late = round(len(ripe) * plan["late"][self.brand.id])
            for review in ripe[:quick]:
                replies[review.id] = timedelta(hours=self.rng.randint(3, 140))
            for review in ripe[quick : quick + late]:
                replies[review.id] = timedelta(days=self.rng.randint(*LATE_DAYS))
        return [self._with_reply(r, replies[r.id]) if r.id in replies else r for r in reviews]

    def _with_reply(self, review: DemoReview, after: timedelta) -> DemoReview:
        if review.published is None or review.published + after >= self.midnight:
            return review
        return replace(review, reply=self.phrases.remark("replies", self.rng), replied=review.published + after)


def _rating(labels: list[int], rng: random.Random) -> int:
    """Stars 1..5 that fit the mean label of a review's sentences."""
    mean = sum(labels) / len(labels) if labels else rng.choice((0.0, 0.5, 1.0))
    if abs(mean) < 0.2:
        return 3
    extreme = abs(mean) > 0.7 and rng.random() < 0.65
    return (5 if extreme else 4) if mean > 0 else (1 if extreme else 2)
