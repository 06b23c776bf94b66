"""Mentions of the sample build: customers on two networks, the brands' own posts with counts, a press feed, a source without
a key and one that failed; share of voice, visibility and a correction that the analysis has read."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from hashlib import md5, sha256
from typing import Any

from statsmodels.stats.proportion import proportion_confint

Rows = dict[str, list[dict[str, Any]]]
TALK = {"northbean": 46, "kettle-crane": 71, "morning-post": 24, "lotus-roast": 0}
NETWORKS = ("reddit", "mastodon")
SAID = [
    ("Ordered from {name} again, the box came a day early.", "delivery", 1, "joy", "praise"),
    ("Has anybody tried the new lot of {name}?", "", 0, None, "question"),
    ("{name} charged me twice, and I am furious.", "billing", -1, "anger", "complaint"),
    ("I am leaving {name} for Kettle & Crane, the wait was too long.", "response_time", -1, "disappointment", "switch"),
]
OWN = [("text", 9), ("image", 34), ("video", 61), ("link", 6)]
EMOTIONS = {1: ("joy", "praise"), -1: ("disappointment", "complaint"), 0: (None, None)}


def add_mentions(rows: Rows, brands: list[tuple[str, str]], run: str, edition: str, now: datetime, weeks: int) -> None:
    """Fill the tables of mentions, and what other tables say of them. `brands`: (id, name); `weeks` of talk before `now`."""
    rng = random.Random(11)
    for table in ("mentions", "mention_brands", "mention_metrics", "corrections"):
        rows[table] = []
    for brand, name in brands:
        for index in range(TALK[brand]):
            at = now - timedelta(minutes=rng.randrange(weeks * 7 * 24 * 60))
            _customer(rows, brand, name, index, at, now, rng)
        if TALK[brand]:
            _own(rows, brand, name, now, rng)
    _visits(rows, brands, run, now)
    _shares(rows, edition)
    for row in rows["opinions"]:
        if row["record_kind"] == "review" and row["label"] is not None and rng.random() < 0.3:
            row["emotion"], row["intent"] = EMOTIONS[row["label"]]
    review = next(row for row in rows["reviews"] if row["language"] == "en")
    rows["corrections"].append(
        {
            "record_kind": "review", "record_id": review["review_id"], "start": 0, "driver": "*", "field": "label",
            "old": "1", "new": "0", "sentence_hash": md5(b"x", usedforsecurity=False).hexdigest(),
            "corrected_by": "label", "made_at": now,
        }
    )  # fmt: skip


def _customer(rows: Rows, brand: str, name: str, index: int, at: datetime, now: datetime, rng: random.Random) -> None:
    text, driver, label, emotion, intent = SAID[index % len(SAID)]
    network, body = NETWORKS[index % 3 == 2], text.format(name=name)
    ident = f"m-{brand}-{index}"
    rows["mentions"].append(
        {
            "mention_id": ident, "network": network, "voice": "customer", "body": body, "language": "en",
            "url": f"https://{network}.example/posts/{ident}", "author_key": _key(ident), "published_at": at,
            "content_kind": "text", "query": name, "fetched_at": now,
        }
    )  # fmt: skip
    rows["mention_brands"].append({"mention_id": ident, "brand": brand})
    rows["mention_metrics"].append(
        {"mention_id": ident, "observed_at": now, "likes": rng.randrange(20), "replies": rng.randrange(4)}
    )
    rows["opinions"].append(
        {
            "record_kind": "mention", "record_id": ident, "start": 0, "driver": driver, "end": len(body), "brand": brand,
            "source": network, "language": "en", "author_key": _key(ident), "label": label, "score": 0.6 * label,
            "emotion": emotion, "intent": intent, "model": "vader-3.3.2", "published_at": at,
        }
    )  # fmt: skip


def _key(person: str) -> str:
    """As a keyed hash looks."""
    return sha256(person.encode()).hexdigest()[:16]


def _own(rows: Rows, brand: str, name: str, now: datetime, rng: random.Random) -> None:
    for number in range(40):
        kind, usual = OWN[number % len(OWN)]
        network = "mastodon" if number < 32 else "rss"
        ident, at = f"own-{brand}-{number}", now - timedelta(days=2 * number + 1)
        rows["mentions"].append(
            {
                "mention_id": ident, "network": network, "voice": "brand", "brand": brand, "author_key": _key(brand),
                "title": "News from the roastery" if network == "rss" else None, "language": "en",
                "body": f"{name}: what we roast this week, part {number + 1}.", "published_at": at, "fetched_at": now,
                "url": f"https://{brand}.example/posts/{number}", "content_kind": kind, "query": "",
            }
        )  # fmt: skip
        rows["mention_brands"].append({"mention_id": ident, "brand": brand})
        if network == "mastodon":
            for days in (1, 0):
                likes = int(usual * rng.uniform(0.4, 1.7)) // (1 + days)
                rows["mention_metrics"].append(
                    {
                        "mention_id": ident, "observed_at": now - timedelta(days=days), "likes": likes,
                        "replies": likes // 8, "shares": likes // 5, "views": None,
                    }
                )  # fmt: skip


def _visits(rows: Rows, brands: list[tuple[str, str]], run: str, now: datetime) -> None:
    needs = "not asked: needs OVERHEARD_BLUESKY_HANDLE and OVERHEARD_BLUESKY_PASSWORD in the environment"
    asked: list[tuple[str, str, str, int, str | None]]
    asked = [("", f"https://{network}.example/search?q=coffee", "observed", 40, None) for network in NETWORKS]
    asked.append(("", "https://bluesky.example/search?q=coffee", "blocked", 0, needs))
    asked.append(("", "https://gazette.example/feed.xml", "failed", 0, "no answer within 60 seconds, tried 3 times"))
    asked += [(brand, f"https://{brand}.example/feed.xml", "observed", 8, None) for brand, _ in brands if TALK[brand]]
    rows["visits"] += [
        {
            "run_id": run, "url": url, "kind": "mentions", "brand": brand or None, "spider": "mentions", "status": status,
            "http_status": 200 if status == "observed" else None, "items": items, "reason": reason, "fetched_at": now,
            "rendered": False,
        }
        for brand, url, status, items, reason in asked
    ]  # fmt: skip


def _shares(rows: Rows, edition: str) -> None:
    talk = [row for row in rows["mentions"] if row["voice"] == "customer"]
    about = {row["mention_id"]: row["brand"] for row in rows["mention_brands"]}
    for source in ("*", *NETWORKS):
        part = [about[row["mention_id"]] for row in talk if source in ("*", row["network"])]
        for brand in TALK:
            low, high = proportion_confint(part.count(brand), len(part), method="wilson")
            rows["kpis"].append(
                {
                    "edition": edition, "brand": brand, "kpi": "share_of_voice", "source": source, "n": len(part),
                    "unit": "share of mentions", "value": part.count(brand) / len(part), "low": low, "high": high,
                    "status": "ok",
                }
            )  # fmt: skip
    seen = {"northbean": 0.41, "kettle-crane": 0.57, "morning-post": 0.12, "lotus-roast": 0.0}
    for place, spread in (("searxng en-GB desktop", 0.08), ("brave th-TH mobile", None)):
        for brand, value in seen.items():
            rows["kpis"].append(
                {
                    "edition": edition, "brand": brand, "kpi": "visibility", "source": place, "n": 24,
                    "unit": "share of possible clicks, keywords equal", "value": value, "status": "ok",
                    "low": None if spread is None else max(0.0, value - spread),
                    "high": None if spread is None else value + spread,
                }
            )  # fmt: skip
