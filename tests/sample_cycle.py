"""What the sample build knows beside reviews and mentions: result pages, answers to surveys, questions of mystery shoppers."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from data.state.corrections import sentence_hash

Rows = dict[str, list[dict[str, Any]]]
NPS = {"northbean": [10, 9, 9, 8, 7, 6, 10, 3], "kettle-crane": [7, 6, 9, 2]}
ANSWERED_AFTER = {"northbean": [12, 45, None], "kettle-crane": [3, 4, 9]}
"""Minutes; None: no answer came."""


CHANGED = [
    (
        "kettle-crane",
        "faq",
        "reworded",
        "Can I return beans?",
        "Can I return beans?\nWithin 30 days.",
        "Can I return beans?\nWithin 14 days.",
    ),
    ("kettle-crane", "faq", "removed", "Do you roast on Sundays?", "Do you roast on Sundays?\nNo.", None),
    ("northbean", "channel", "opened", "chat", None, "Tidio"),
    ("northbean", "ranking", "rank", "coffee subscription", "9", None),
    ("morning-post", "rating", "rating", "cuppaview.example", "4.1", "3.9"),
]
RANKS = {0: ["kettle-crane", "", "northbean"], 1: ["northbean", "kettle-crane", ""], 2: ["", "kettle-crane", ""]}
"""Days ago -> who ranks first, second and third; '' is nobody we know."""


def add_cycle(rows: Rows, now: datetime) -> None:
    """Fill the tables rankings, changes, goals, metrics, actions, surveys and mystery_shops."""
    rows["changes"] = [
        {
            "brand": brand,
            "kind": kind,
            "record_id": topic,
            "seen_at": now - timedelta(days=2),
            "what": what,
            "topic": topic,
            "before": before,
            "after": after,
            "before_seen": now - timedelta(days=3),
            "url": f"https://{brand}.example/faq",
        }
        for brand, kind, what, topic, before, after in CHANGED
    ]
    rows["rankings"] += [
        {
            "run_id": f"{now - timedelta(days=ago):%Y%m%dT%H%M}",
            "engine": "searxng",
            "market": "en-GB",
            "device": "desktop",
            "keyword": "coffee subscription",
            "overall_position": place,
            "kind": "organic",
            "position": place,
            "url": f"https://{brand or 'blog'}.example/",
            "domain": f"{brand or 'blog'}.example",
            "brand": brand or None,
            "title": "Coffee by post",
            "snippet": "",
            "fetched_at": now - timedelta(days=ago),
        }
        for ago, brands in RANKS.items()
        for place, brand in enumerate(brands, start=1)
    ]
    _add_ranks(rows, now)
    _add_answers(rows, now)
    _add_aims(rows, now)
    _add_journey(rows)
    _add_personas(rows)
    _add_questions(rows)
    _add_contradictions(rows, now)
    _add_signals(rows, now)
    _add_channels(rows, now)
    rows["surveys"] = [
        {
            "brand": brand,
            "survey": "After the order",
            "respondent_key": sha256(f"{brand}-{number}".encode()).hexdigest()[:16],
            "asked_at": now - timedelta(days=9 * number),
            "question": "How likely are you to recommend us?",
            "metric": "nps",
            "score": float(score),
            "scale_max": 10.0,
            "comment": "The parcel came late." if score < 7 else "",
            "language": "en",
            "channel": "email",
            "imported_at": now,
        }
        for brand, scores in NPS.items()
        for number, score in enumerate(scores)
    ]
    rows["mystery_shops"] = [
        {
            "brand": brand,
            "channel": "chat",
            "asked_at": now - timedelta(days=3 + number),
            "question": f"Can I change my order after paying? ({number})",
            "answered_at": None if minutes is None else now - timedelta(days=3 + number) + timedelta(minutes=minutes),
            "resolved": minutes is not None,
            "quality": None if minutes is None else 4.0,
            "quality_max": 5.0,
            "notes": "",
            "answer": None if minutes is None else "Yes, until it is packed.",
            "imported_at": now,
        }
        for brand, waits in ANSWERED_AFTER.items()
        for number, minutes in enumerate(waits)
    ]


ASKED = "small-1 at answers.example"
ANSWERED = [
    # days ago, answers read, not answered, brand -> how many name it
    (0, 3, 0, {"northbean": 2, "kettle-crane": 3}),
    (1, 2, 1, {"kettle-crane": 1}),
    (2, 0, 3, {}),
]
"""What an answer engine said on three days."""


RANKED = {
    "northbean": [2, 2, 3, None, 2, 3, 5, 5, 6, None, None, 4],
    "kettle-crane": [5, 4, 4, None, 4, 2, 2, 1, 1, 2, 2, 2],
    "morning-post": [None, None, None, None, 9, 9, 8, 8, 7, 7, 8, 9],
}
"""Organic place of each day, the oldest first; None: not on the page, on the fourth day for want of a page."""
NO_PAGE = 3


def _add_ranks(rows: Rows, now: datetime) -> None:
    """A rival that overtook the own brand, a day without a result page, days without the own brand, an ad."""
    rows["ranks"] = []
    days = len(RANKED["northbean"])
    for number in range(days):
        at, observed = now - timedelta(days=days - 1 - number), number != NO_PAGE
        common = {"engine": "searxng", "market": "en-GB", "device": "desktop", "keyword": "coffee subscription",
                  "day": at.date(), "looked_up": at if observed else None, "observed": observed}  # fmt: skip
        rows["ranks"].append(common | {"brand": ""})
        rows["ranks"] += [
            common | {"brand": brand, "position": places[number], "ad": 1 if brand == "morning-post" else None,
                      "answered": brand == "kettle-crane", "url": f"https://{brand}.example/faq",
                      "own_faq": brand == "northbean"}
            for brand, places in RANKED.items() if observed and places[number] is not None
        ]  # fmt: skip


def _add_answers(rows: Rows, now: datetime) -> None:
    """An answer engine that names two brands, and one that was never heard; an AI overview that cites a page."""
    common = {"market": "en-GB", "device": "desktop", "question": "Which shops are good for coffee subscription?"}
    rows["answers"] = []
    for ago, asked, missed, named in ANSWERED:
        made = {"run_id": f"{now - timedelta(days=ago):%Y%m%dT%H%M}", "engine": ASKED, "keyword": "coffee subscription",
                "asked_n": asked, "unanswered_n": missed, "fetched_at": now - timedelta(days=ago), "model": "small-1-2026",
                "reason": f"{missed} of 3 not answered: HTTP 500" if missed else None, **common}  # fmt: skip
        found: list[dict[str, Any]] = [
            {"kind": "named", "brand": brand, "named_n": n, "place": float(place), "passage": f"Try {brand}."}
            for place, (brand, n) in enumerate(named.items(), 1)
        ]
        if asked:
            found.append({"kind": "cited", "named_n": 1, "place": 1.0, "url": "https://guide.example/beans",
                          "domain": "guide.example", "title": "Beans"})  # fmt: skip
        else:
            found.append({"kind": "none", "named_n": 0})
        rows["answers"] += [made | row | {"position": number} for number, row in enumerate(found, 1)]
    rows["answers"].append(
        {"run_id": f"{now:%Y%m%dT%H%M}", "engine": "google ai overview", "keyword": "coffee subscription", "asked_n": 1,
         "unanswered_n": 0, "kind": "cited", "position": 1, "named_n": 1, "place": 1.0, "fetched_at": now,
         "brand": "kettle-crane", "url": "https://kettle-crane.example/guide", "domain": "kettle-crane.example"} | common
    )  # fmt: skip


def _add_aims(rows: Rows, now: datetime) -> None:
    """Goals, imported figures, and actions with what moved after them."""
    rows["goals"] = [
        {"brand": "northbean", "metric": "nps", "due": (now + timedelta(days=60)).date(), "target": 40.0, "baseline": 10.0,
         "owner": "Care team", "wording": "More of our customers recommend us", "imported_at": now},
        {"brand": "northbean", "metric": "conversion", "due": (now + timedelta(days=60)).date(), "target": 3.0,
         "imported_at": now},
    ]  # fmt: skip
    rows["metrics"] = [
        {"brand": "northbean", "metric": "conversion", "period": f"2026-{month:02d}", "source": "shop", "value": value,
         "unit": "%", "n": 1000, "imported_at": now}
        for month, value in ((5, 2.0), (6, 2.2), (7, 2.3), (8, 2.5), (9, 2.6))
    ]  # fmt: skip
    rows["actions"] = [
        {"brand": "northbean", "title": "Answer every review within a day", "state": "done", "owner": "Care team",
         "done": (now - timedelta(days=40)).date(), "effort": "medium", "cause": "process", "metric": "response_rate",
         "imported_at": now},
        {"brand": "northbean", "title": "Write the returns page anew", "state": "planned",
         "due": (now + timedelta(days=20)).date(),
         "imported_at": now},
    ]  # fmt: skip
    rows["action_effects"] = [
        {"brand": "northbean", "title": "Answer every review within a day", "metric": "response_rate", "own_before": 0.3,
         "own_after": 0.7, "rivals_before": 0.5, "rivals_after": 0.5, "n_before": 60, "n_after": 50, "n_rivals_before": 90,
         "n_rivals_after": 80, "effect": 0.4, "low": 0.2, "high": 0.6, "status": "ok"},
    ]  # fmt: skip


def _add_personas(rows: Rows) -> None:
    """Students, unhappy with deliveries at one brand and too few at another; a persona of a misspelled source."""
    english = (row for row in rows["reviews"] if (row["brand"], row["language"]) == ("northbean", "en"))
    mine = [row["review_id"] for row in english][-60:]
    of_edition = {"edition": "2026-10"}
    rows["personas"] = [
        of_edition | {"persona": "students", "position": 1, "name": "Students", "texts": len(mine),
                      "conditions": '{"words": ["dormitory"]}'},
        of_edition | {"persona": "elsewhere", "position": 2, "name": "Elsewhere", "texts": 0,
                      "conditions": '{"sources": ["cupaview.example"]}',
                      "unmatched": "persona[2].sources: 'cupaview.example' (did you mean 'cuppaview.example'?)"},
    ]  # fmt: skip
    rows["persona_proposals"] = [
        of_edition | {"proposal_id": "a1", "language": "en", "name": "night shift, flatmate",
                      "words": '["night shift", "flatmate"]',
                      "n": 41, "texts": 44, "customers": 400, "share": 0.1025, "low": 0.076, "high": 0.136},
    ]  # fmt: skip
    quoted = next(row for row in rows["reviews"] if row["review_id"] == mine[0])
    part = quoted["body"][:20]
    rows["persona_examples"] = [
        of_edition | {"proposal_id": "a1", "position": place, "record_kind": "review", "record_id": mine[0], "start": 0,
                      "end": 20, "sentence_hash": sentence_hash(said)}
        for place, said in enumerate((part, "It says so no more"), start=1)
    ]  # fmt: skip
    rows["persona_texts"] = [{"persona": "students", "record_kind": "review", "record_id": each} for each in mine]
    scored = of_edition | {"persona": "students", "brand": "northbean", "language": "en", "status": "ok"}
    few = {"brand": "kettle-crane", "status": "not enough data"}
    rows["persona_scores"] = [
        scored | {"measure": "net", "driver": "*", "n": 58, "value": -0.1, "low": -0.3, "high": 0.1, "neutral_share": 0.1},
        scored | {"measure": "net", "driver": "delivery", "n": 41, "value": -0.62, "low": -0.8, "high": -0.44,
                  "neutral_share": 0.05},
        scored | few | {"measure": "net", "driver": "delivery", "n": 4, "value": 0.5, "low": -0.4, "high": 1.0,
                        "neutral_share": 0.0},
        scored | {"measure": "rating", "driver": "", "language": "", "n": 58, "value": 2.9, "low": 2.6, "high": 3.2},
    ]  # fmt: skip


def _add_journey(rows: Rows) -> None:
    """One touchpoint that customers praise and blame, one that too few name. The quotes are of reviews."""
    said = next(row for row in rows["reviews"] if row["brand"] == "northbean")
    quoted = {"record_kind": "review", "record_id": said["review_id"]}
    rows["journey"] = [
        {"edition": "2026-10", "brand": "northbean", "persona": "", "stage": "transaction", "touchpoint": "delivery", "net": -0.2,
         "low": -0.3, "high": -0.1, "n": 80, "parts": 90, "emotion": "anger", "emotion_parts": 12, "pain": said["body"][:30],
         "pain_driver": "delivery", "delight": said["body"][:30], "delight_driver": "delivery", "defaulted": 0.25, "status": "ok",
         **{f"{kind}_{name}": value for kind in ("pain", "delight") for name, value in quoted.items()}},
        {"edition": "2026-10", "brand": "northbean", "persona": "", "stage": "engagement", "touchpoint": "chat", "net": 0.5,
         "low": -0.1, "high": 1.0, "n": 4, "parts": 4, "emotion_parts": 0, "defaulted": 0.0, "status": "not enough data"},
        {"edition": "2026-10", "brand": "northbean", "persona": "students", "stage": "transaction", "touchpoint": "delivery",
         "net": -0.62, "low": -0.8, "high": -0.44, "n": 41, "parts": 44, "emotion_parts": 0, "defaulted": 0.0, "status": "ok"},
    ]  # fmt: skip


def _add_questions(rows: Rows) -> None:
    """One question that another brand answers and one's own does not, one that is one's own alone, and a brand not known."""
    rows["questions"] = [
        {"edition": "2026-10", "question_id": "q1", "intent": "gift_cards", "text": "Do they sell gift cards?", "asked_search": 2,
         "asked_customers": 3, "asked_kind": "paa", "asked_id": "1", "asked_url": "https://search.example/"},
        {"edition": "2026-10", "question_id": "q2", "intent": "track_order", "text": "Where is my order?", "asked_search": 0,
         "asked_customers": 0},
    ]  # fmt: skip
    said = [
        ("q1", "northbean", "no", "missing"),
        ("q1", "kettle-crane", "yes", "ahead"),
        ("q1", "lotus-roast", None, None),
        ("q2", "northbean", "yes", "alone"),
        ("q2", "kettle-crane", "no", "missing"),
        ("q2", "lotus-roast", None, None),
    ]
    rows["question_answers"] = [
        {"edition": "2026-10", "question_id": question, "brand": brand, "answered": answered, "standing": standing,
         "passage": "Gift cards?\nYes, by post." if answered == "yes" else None, "url": f"https://{brand}.example/faq"}
        for question, brand, answered, standing in said
    ]  # fmt: skip


def _add_contradictions(rows: Rows, now: datetime) -> None:
    """Hours of a phone that a FAQ and a contact page give, and a fee of which a reply that was forgotten said otherwise."""
    common = {"edition": "2026-10", "scope": "", "seen_one": now, "seen_two": now - timedelta(days=1)}
    rows["contradictions"] = [
        {**common, "brand": "northbean", "topic": "hours", "place": "phone", "value_one": "mon-fri 09:00-17:00",
         "value_two": "mon-fri 08:00-18:00", "quote_one": "Mon-Fri 9:00-17:00", "quote_two": "Call us 8 to 18.",
         "source_one": "channel", "source_two": "faq", "record_one": "northbean|phone|none|+1", "record_two": "f1",
         "url_one": "https://northbean.example/contact", "url_two": "https://northbean.example/faq", "places_one": 1,
         "places_two": 1},
        {**common, "brand": "kettle-crane", "topic": "delivery_fee", "place": "", "value_one": "3.00 GBP", "value_two": "0",
         "quote_one": "Delivery costs three pounds.", "quote_two": "[removed]", "source_one": "faq", "source_two": "reply",
         "record_one": "f2", "record_two": "r2", "url_one": "https://kettle-crane.example/faq",
         "url_two": "https://cuppaview.example/r2", "places_one": 2, "places_two": 1},
    ]  # fmt: skip


def _add_signals(rows: Rows, now: datetime) -> None:
    """One that goes on and rests on a test, one that was observed and is over."""
    said = next(row for row in rows["reviews"] if row["brand"] == "northbean")
    today = now.date()
    shown = {"form": "quote", "record_kind": "review", "record_id": said["review_id"], "quote": said["body"][:30], "stars": 2.0,
             "published_at": now - timedelta(days=2), "url": said["url"], "fetched_at": now}  # fmt: skip
    rows["signals"] = [
        {"signal_id": "5a1e00000001", "kind": "complaints", "brand": "northbean", "topic": "delivery", "state": "open",
         "first_day": today - timedelta(days=3), "last_day": today - timedelta(days=1), "n": 40, "observed": 14.0,
         "expected": 2.5, "low": 0.0, "high": 6.0, "p": 1e-7, "first_seen": now},
        {"signal_id": "5a1e00000002", "kind": "faq", "brand": "kettle-crane", "topic": "*", "state": "over",
         "first_day": today - timedelta(days=20), "last_day": today - timedelta(days=20), "n": 3, "observed": 3.0,
         "first_seen": now - timedelta(days=20)},
    ]  # fmt: skip
    rows["signal_evidence"] = [
        {"signal_id": "5a1e00000001", "position": 1, **shown},
        {"signal_id": "5a1e00000002", "position": 1, "form": "observation", "record_kind": "faq", "record_id": "f1",
         "quote": "Can I return beans? Within 30 days. → Can I return beans? Within 14 days.",
         "url": "https://kettle-crane.example/faq", "fetched_at": now},
    ]  # fmt: skip


def _add_channels(rows: Rows, now: datetime) -> None:
    """A brand with a chat and without a telephone, one of which too few pages were read; where their FAQs are found."""
    common = {"edition": "2026-10", "brand": "northbean", "place": ""}
    rows["channel_audit"] = [
        {**common, "aspect": "chat", "present": True, "detail": "Tidio", "how": "page", "url": "https://northbean.example/",
         "seen_at": now},
        {**common, "aspect": "phone", "present": False, "how": "all_pages", "seen_at": now},
        {**common, "aspect": "human_answer", "place": "chat", "present": True, "minutes": 28.5, "low": 12.0, "n": 3,
         "how": "shops"},
        {**common, "brand": "lotus-roast", "aspect": "chat", "doubt": "few_pages"},
        {**common, "brand": "lotus-roast", "aspect": "human_answer", "doubt": "not_shopped"},
    ]  # fmt: skip
    rows["findability"] = [
        {"edition": "2026-10", "brand": "northbean", "target": "faq", "kind": "", "url": "https://northbean.example/faq",
         "seen_at": now, "clicks": 2, "readable": True, "found": True, "position": 3, "keyword": "coffee subscription",
         "engine": "searxng", "found_url": "https://northbean.example/faq", "found_at": now, "looked_up": 3},
        {"edition": "2026-10", "brand": "northbean", "target": "way", "kind": "email", "url": "https://northbean.example/",
         "seen_at": now, "clicks": 0, "looked_up": 0},
        {"edition": "2026-10", "brand": "lotus-roast", "target": "faq", "kind": "", "looked_up": 3},
    ]  # fmt: skip
    rows["touchpoint_use"] = [
        {"edition": "2026-10", "brand": "northbean", "touchpoint": "website", "n": 12, "customers": 60, "share": 0.2, "low": 0.12,
         "high": 0.32, "published": 0.58, "published_of": "customers", "published_what": "touchpoint"},
        {"edition": "2026-10", "brand": "northbean", "touchpoint": "chat", "n": 3, "customers": 60, "share": 0.05, "low": 0.02,
         "high": 0.14, "offered": True},
        {"edition": "2026-10", "brand": "northbean", "touchpoint": "every_channel", "offered_n": 4, "seen_n": 9,
         "published": 0.15, "published_of": "customers", "published_what": "every_channel"},
    ]  # fmt: skip
