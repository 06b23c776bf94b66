"""A small but rich synthetic warehouse: several sources, languages and markets, repeated authors, guests, duplicates, undated
and first-party reviews, truncated and late-read sources, replies, two windows. Everything follows from one seed."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from analysis.pipeline.analyze import analyze
from analysis.tables import insert
from data.publish import publish
from tests.analysis.builder import NOW, SENTENCES, Reviews, channel, faq, visit, warehouse, workspace

BRANDS = ("acme", "beta", "gamma", "delta", "empty")
TRUST, STARS, LATE = "trust.example", "stars.example", "late.example"
LITHUANIAN = "Kava labai skani, o pristatymas buvo greitas"
"""In a language whose model is not validated."""
LONG = "I have been ordering from these people for a very long time, and the delivery was terrible on every single day of it, {}."
SHARES = {
    "acme": {"delivery": (0.7, 0.1), "price_value": (0.3, 0.2), "empathy": (0.5, 0.2), "loyalty": (0.1, 0.1)},
    "beta": {"delivery": (0.2, 0.1), "price_value": (0.4, 0.2), "empathy": (0.5, 0.2), "loyalty": (0.15, 0.1)},
    "gamma": {"delivery": (0.3, 0.2), "price_value": (0.3, 0.3), "empathy": (0.7, 0.2), "loyalty": (0.1, 0.2)},
    "delta": {"delivery": (0.9, 0.05), "price_value": (0.5, 0.2)},
}
"""Brand -> driver -> probability of a positive and of a neutral sentence."""


def rich(root: Path, seed: int = 11) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """The warehouse after one analysis at NOW, and the file of its published build."""
    con = warehouse(root)
    settings = workspace(root, BRANDS)
    reviews = _reviews(np.random.default_rng(seed))
    for row in reviews.rows:
        if row["author_key"] is not None:
            row["author_key"] = sha256(row["author_key"].encode()).hexdigest()[:16]
    reviews.save(con)
    _totals(con)
    _pages(con)
    analyze(con, settings, NOW)
    return con, publish(con, settings, "test")


def _reviews(rng: np.random.Generator) -> Reviews:
    reviews = Reviews()
    for brand in BRANDS[:4]:
        for source in (TRUST, STARS):
            if (brand, source) != ("delta", STARS):
                reviews.add(brand, "It is a shop.", days_ago=400, source=source)
        for driver in SHARES[brand]:
            for days in (10, 60, 120, 170):
                for _ in range(18 if brand != "delta" else 7):
                    _add_review(reviews, brand, driver, days, rng)
    _traps(reviews)
    return reviews


def _add_review(reviews: Reviews, brand: str, driver: str, days: int, rng: np.random.Generator) -> None:
    """One about the driver, of `days` ago. The order of the draws makes the market what it is."""
    good, neutral = SHARES[brand][driver]
    label = int(rng.choice([1, 0, -1], p=[good, neutral, 1 - good - neutral]))
    source = TRUST if brand == "delta" or rng.random() < 0.6 else STARS
    market = str(rng.choice(["th-TH", "us-US"])) if source == STARS else None
    more: dict[str, Any] = {"source": source, "market": market, "days_ago": days + float(rng.random())}
    text = SENTENCES[driver][label]
    if rng.random() < 0.25:
        text += " " + SENTENCES[str(rng.choice(list(SHARES[brand])))][int(rng.choice([1, 0, -1]))]
    author = _author(brand, source, rng)
    if rng.random() < 0.6:
        more |= _reply(brand, more["days_ago"], rng)
    reviews.add(brand, text, author=author, **more)


def _author(brand: str, source: str, rng: np.random.Generator) -> str | None:
    """One of a dozen regulars, a guest (None), or '': somebody who writes once."""
    if rng.random() < 0.25:
        return f"{brand} regular {int(rng.integers(12))} of {source}"
    return None if rng.random() < 0.2 else ""


def _reply(brand: str, days_ago: float, rng: np.random.Generator) -> dict[str, Any]:
    wait = float(rng.exponential(3.0 if brand == "beta" else 8.0))
    if wait > days_ago:
        return {}
    return {"reply_body": "Thank you.", "replied_at": NOW - timedelta(days=days_ago - wait)}


def _traps(reviews: Reviews) -> None:
    for number in range(12):
        reviews.add("acme", SENTENCES["delivery"][-1], first_party=True, source="acme.example", author=f"own {number}")
        reviews.add("beta", SENTENCES["delivery"][1], published_at=None)
        reviews.add("beta", LONG.format("and that is all there is to say" + "." * number), author=f"copy {number}")
        reviews.add(
            "gamma",
            LONG.format("word for word " + "abcdefghijkl"[number]),
            author=f"near {number}",
            days_ago=5 + number,
        )
        reviews.add("acme", SENTENCES["empathy"][1], author="one loud voice", days_ago=3 + number)
        reviews.add("gamma", LITHUANIAN + " " + str(number), source=TRUST, author=f"lithuanian {number}")
        reviews.add("delta", SENTENCES["empathy"][-1], source=LATE, days_ago=40 + number)
        reviews.add(
            "acme", SENTENCES["empathy"][1], source=LATE, days_ago=40 + number, fetched_at=NOW - timedelta(days=45)
        )
        reviews.add(
            "beta", SENTENCES["price_value"][0], source=TRUST, market="th-TH", author=f"two markets {number % 6}"
        )
        reviews.add("beta", SENTENCES["price_value"][1], source=TRUST, market=None, author=f"two markets {number % 6}")
    reviews.add("acme", "\U0001f600\U0001f600")
    reviews.add("acme", "", rating=4, rating_max=5)
    reviews.add("gamma", LONG.format("on our own page"), first_party=True, source="gamma.example", author="near 1")


def _totals(con: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {"run_id": "run-1", "brand": "gamma", "source": TRUST, "truncated": True},
        {"run_id": "run-2", "brand": "gamma", "source": TRUST, "truncated": False},
        {"run_id": "run-2", "brand": "delta", "source": LATE, "truncated": True},
    ]
    insert(con, "source_totals", rows)


def _pages(con: duckdb.DuckDBPyConnection) -> None:
    questions = {
        "acme": ["What is your return policy?", "Do you supply offices with coffee?"],
        "beta": ["What is your return policy?", "Do you sell gift cards?"],
        "gamma": ["Do you sell gift cards?"],
        "delta": ["Do you sell gift cards?"],
    }
    everywhere = [  # too few questions are no base for what a brand lacks
        "How can I track my parcel?", "Do you ship to other countries?", "Which cards do you accept?",
        "How do I cancel my order?",
    ]  # fmt: skip
    for brand in ("acme", "beta", "gamma"):
        questions[brand] += everywhere
    insert(con, "faqs", [faq(brand, text, i) for brand, texts in questions.items() for i, text in enumerate(texts)])
    statuses = {"acme": "observed", "beta": "observed", "gamma": "observed", "delta": "failed"}
    insert(con, "visits", [visit(brand, "faqs", status) for brand, status in statuses.items()])
    insert(con, "visits", [visit(brand, "channels") for brand in ("acme", "beta", "gamma")])
    insert(con, "channels", [channel("acme", "chat", "", vendor="tawk"), channel("beta", "phone", "+1555")])
