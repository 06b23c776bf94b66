"""A market that changes from night to night: what its sites show and how they answer follows from a seed and the night alone."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Literal

from tests.overheard.test_crawl import workspace
from tests.site.server import Answer, Host

Condition = Literal["up", "down", "blocks", "slow"]
BRANDS = ("Acme", "Borealis", "Cobalt", "Dunlin")
SHOWN = 25
"""Reviews on a page: older ones make room."""
SAID = {
    5: (
        "The staff were kind and knew their trade.",
        "Delivery took a day, wonderful.",
        "Great coffee at a fair price.",
    ),
    4: ("Good beans, and the website is easy to use.", "They answered my mail within the hour."),
    3: ("The bag is all right.", "It came on the day it was promised."),
    2: ("The parcel was late again.", "Too expensive for what it is."),
    1: ("Nobody answered my calls for a week.", "The refund never came, terrible service."),
}
ACTIONS = ("return a bag", "change my order", "pay by invoice", "pause my plan", "find my parcel", "close my account",
           "send a gift", "reach support", "change my address", "get a refund", "store the beans", "grind them")  # fmt: skip


@dataclass(frozen=True)
class Review:
    """One review as a page shows it."""

    author: str
    on: str
    stars: int
    text: str


@dataclass
class Place:
    """A brand's site on one night: what it shows, how it answers."""

    condition: Condition = "up"
    redesigned: bool = False
    faq: dict[str, str] = field(default_factory=dict)
    reviews: list[Review] = field(default_factory=list)


class Market:
    """The sites of BRANDS, one host each, as they are on a night. `begins`: the date of night 0."""

    def __init__(self, seed: int, begins: datetime, plan: dict[int, dict[str, Condition]] | None = None) -> None:
        self.seed, self.begins, self.plan = seed, begins, plan
        self.night = -1
        self.places = {name: Place() for name in BRANDS}

    def advance(self, night: int) -> None:
        """Bring the market up to a night."""
        while self.night < night:
            self.night += 1
            for name, place in self.places.items():
                self._advance(name, place, random.Random(f"{self.seed} {name} {self.night}"))

    def _advance(self, name: str, place: Place, chance: random.Random) -> None:
        date = self.begins + timedelta(days=self.night)
        place.condition = self._condition(name, place.condition, chance)
        place.redesigned = place.redesigned or (self.night > 2 and chance.random() < 0.01)
        actions = [action for action in ACTIONS if action not in place.faq]
        while len(place.faq) < 7:
            place.faq[actions.pop(chance.randrange(len(actions)))] = "Write to us, and we do it within 3 working days."
        if chance.random() < 0.1:
            place.faq.pop(chance.choice(list(place.faq)))
        if chance.random() < 0.1:
            days = chance.randrange(1, 10)
            place.faq[chance.choice(list(place.faq))] = f"Write to us, and we do it within {days} working days."
        for number in range(20 if self.night == 0 else chance.choice((0, 0, 1, 2, 4))):
            stars = chance.choice((1, 2, 3, 4, 4, 5, 5))
            author = f"{chance.choice('ABCDEFGHJKLM')}{self.night}-{number}"
            place.reviews.insert(0, Review(author, f"{date:%Y-%m-%d}", stars, chance.choice(SAID[stars])))
        del place.reviews[SHOWN:]

    def _condition(self, name: str, before: Condition, chance: random.Random) -> Condition:
        if self.plan is not None:
            return self.plan.get(self.night, {}).get(name, "up")
        if self.night == 0:
            return "up"
        if before != "up":
            return before if chance.random() < 0.6 else "up"
        return chance.choice(("down", "blocks", "slow")) if chance.random() < 0.03 else "up"

    def trouble(self) -> dict[str, Condition]:
        """The brands whose sites cannot be read tonight, and why."""
        return {name: place.condition for name, place in self.places.items() if place.condition != "up"}


class Sites:
    """The hosts that show a market, each at a port that may be kept; `ports` of an earlier call, or none."""

    def __init__(self, ports: list[int] | None = None) -> None:
        self.now = datetime(2000, 1, 1)  # naive UTC, as all times here
        self._over = threading.Event()
        self.hosts = {
            name: Host(f"127.89.0.{number + 1}", ports[number] if ports else 0, date=self._date)
            for number, name in enumerate(BRANDS)
        }
        for host in self.hosts.values():
            host.tags = True

    def _date(self) -> str:
        return format_datetime(self.now, usegmt=False).replace("-0000", "GMT")

    def show(self, market: Market, now: datetime) -> None:
        """Serve what the market is, by clocks that say `now` (naive UTC)."""
        self.now = now
        for name, place in market.places.items():
            self.hosts[name].routes = self._routes(name, place)

    def _routes(self, name: str, place: Place) -> dict[str, Answer | str]:
        pages = {
            "/": home(name),
            "/faq": faq_page(place),
            "/reviews": review_page(name, place),
            "/contact": contact(name),
        }
        if place.condition == "up":
            return dict(pages)
        answers = {"down": Answer(b"", 503), "blocks": Answer(b"no", 403), "slow": Answer(self._trickle)}
        return dict.fromkeys(pages, answers[place.condition])

    def _trickle(self) -> Iterator[bytes]:
        while not self._over.wait(0.3):
            yield b"<"

    def stop(self) -> None:
        self._over.set()
        for host in self.hosts.values():
            host.stop()

    def write_workspace(self, root: object, more: str) -> None:
        """overheard.toml of the market in the folder `root`, `more` at the end of [crawl]."""
        from pathlib import Path

        folder = Path(str(root))
        brands: dict[str, dict[str, object]] = {
            name: {"site": f"{host.url}/", "reviews": [f"{host.url}/reviews"], "faqs": [f"{host.url}/faq"]}
            for name, host in self.hosts.items()
        }
        workspace(folder, brands, list(self.hosts.values()))
        path = folder / "overheard.toml"
        text = path.read_text().replace(
            'name = "Test"', 'name = "Test"\ntimezone = "Europe/Vilnius"\nsentiment = "lexicon"'
        )
        path.write_text(f"{text}\n{more}\n")


def home(name: str) -> str:
    return (
        f'<!doctype html><html lang="en"><title>{name}</title><h1>{name}</h1><p>We roast coffee every day of the week.</p>'
        '<a href="/faq">FAQ</a> <a href="/reviews">Reviews</a> <a href="/contact">Contact us</a></html>'
    )


def contact(name: str) -> str:
    mail = f"help@{name.lower()}.example"
    return (
        '<!doctype html><html lang="en"><title>Contact us</title><h1>Contact us</h1>'
        f'<p>Write to <a href="mailto:{mail}">{mail}</a>.</p></html>'
    )


def faq_page(place: Place) -> str:
    pairs = [(f"How do I {action}?", answer) for action, answer in place.faq.items()]
    if place.redesigned:
        body = "".join(f"<details><summary>{q}</summary><p>{a}</p></details>" for q, a in pairs)
    else:
        body = "<dl>" + "".join(f"<dt>{q}</dt><dd>{a}</dd>" for q, a in pairs) + "</dl>"
    return f'<!doctype html><html lang="en"><title>FAQ</title><h1>Frequently asked questions</h1>{body}</html>'


def review_page(name: str, place: Place) -> str:
    if not place.redesigned:
        reviews = [
            {"@type": "Review", "author": {"@type": "Person", "name": f"Customer {each.author}"}, "datePublished": each.on,
             "reviewRating": {"@type": "Rating", "ratingValue": each.stars, "bestRating": 5}, "reviewBody": each.text}
            for each in place.reviews
        ]  # fmt: skip
        markup = {"@context": "https://schema.org", "@type": "Organization", "name": name, "review": reviews}
        body = f'<script type="application/ld+json">{json.dumps(markup)}</script>'
    else:
        shown = "".join(
            '<div itemprop="review" itemscope itemtype="https://schema.org/Review">'
            f'<span itemprop="author">Customer {each.author}</span><meta itemprop="datePublished" content="{each.on}">'
            '<div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
            f'<meta itemprop="ratingValue" content="{each.stars}"></div><p itemprop="reviewBody">{each.text}</p></div>'
            for each in place.reviews
        )
        body = f'<div itemscope itemtype="https://schema.org/Organization"><b itemprop="name">{name}</b>{shown}</div>'
    return f'<!doctype html><html lang="en"><title>Reviews of {name}</title><h1>Customer reviews</h1>{body}</html>'
