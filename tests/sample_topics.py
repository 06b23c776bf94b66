"""Proposed topics for tests/sample_build.py: sentences added to reviews of the window, and the proposals made of them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from data.state.corrections import sentence_hash

TOPICS: dict[tuple[str, str], list[tuple[int, str]]] = {
    ("en", "gift card"): [
        (-1, "The gift card I gave my sister was refused twice."),
        (-1, "Their gift card expired after three months."),
        (1, "A gift card from them is always a hit."),
    ],
    ("en", "tasting evenings"): [
        (1, "The tasting evenings are a joy."),
        (0, "They hold tasting evenings in spring."),
    ],
    ("th", "ที่จอดรถ"): [(-1, "ที่จอดรถเต็มตลอด"), (-1, "ที่จอดรถแคบมาก")],
}  # fmt: skip
BESIDE = {"gift card": ["expired", "sister"], "tasting evenings": ["spring"], "ที่จอดรถ": ["แคบ"]}
PEOPLE = 6


def add_topics(
    rows: dict[str, list[dict[str, Any]]], brands: list[str], window: tuple[datetime, datetime], now: datetime
) -> None:
    """Give PEOPLE reviews a brand and topic one more sentence, and propose the topics."""
    free = {
        brand: [r for r in rows["reviews"] if r["brand"] == brand and window[0] < r["published_at"] < window[1]]
        for brand in brands
    }
    for number, ((language, name), sentences) in enumerate(TOPICS.items()):
        examples: list[tuple[dict[str, Any], int, str]] = []
        said: list[dict[str, Any]] = []
        for brand in brands:
            mine = [review for review in free[brand] if review["language"] == language][:PEOPLE]
            free[brand] = [review for review in free[brand] if review not in mine]
            labels: Counter[int] = Counter()
            for position, review in enumerate(mine):
                label, sentence = sentences[position % len(sentences)]
                start = len(review["body"]) + 1
                review["body"] = f"{review['body']} {sentence}"
                labels[label] += 1
                examples.append((review, start, sentence))
                rows["opinions"].append(
                    {
                        "record_kind": "review", "record_id": review["review_id"], "start": start, "driver": "",
                        "end": start + len(sentence), "brand": brand, "source": review["source"],
                        "language": language, "author_key": review["author_key"], "stage": None, "label": label,
                        "score": 0.05 * label, "model": "vader-3.3.2", "published_at": review["published_at"],
                    }
                )  # fmt: skip
            if mine:
                counts = {"n_authors": len(mine), "n_sentences": len(mine), "n_read": len(mine)}
                said.append({"brand": brand, **counts, "n_negative": labels[-1]})
        total = sum(part["n_authors"] for part in said)
        ident = f"{number:012x}"
        rows["topic_proposals"].append(
            {
                "proposal_id": ident, "language": language, "term": name, "name": name,
                "phrases": json.dumps([name], ensure_ascii=False), "status": "proposed",
                "words": json.dumps(BESIDE[name], ensure_ascii=False), "brands": json.dumps(said),
                "n_authors": total, "n_records": total, "n_sentences": total, "score": 90.0 - number,
                "first_seen": now - timedelta(days=9), "last_seen": now,
            }
        )  # fmt: skip
        rows["topic_examples"] += [
            {
                "proposal_id": ident, "position": position, "record_kind": "review", "record_id": review["review_id"],
                "start": start, "end": start + len(sentence), "sentence_hash": sentence_hash(sentence),
            }
            for position, (review, start, sentence) in enumerate(examples[:: max(1, len(examples) // 5)][:5], start=1)
        ]  # fmt: skip
